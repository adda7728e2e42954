//! A line of the journal as a record: what is written when something happens is read by auditors.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use domain::{
    Head, Id,
    platform::{AuditRecord, audit_record::Decision},
};
use sea_orm::Value;
use uuid::Uuid;

use crate::{
    columns::{Column, Field, Stored, coded, describe},
    reading::{Layout, Reader, within},
};

coded!(Decision);

/// Its columns behind the head, of which it has but two: the id and the time.
macro_rules! line {
    ($($field:ident),* $(,)?) => {
        impl Field for AuditRecord {
            fn columns(_: &'static str, columns: &mut Vec<Column>) {
                Id::<Self>::columns("id", columns);
                DateTime::<Utc>::columns("at", columns);
                $(describe(|it: &Self| &it.$field, stringify!($field), columns);)*
            }

            fn write(&self, values: &mut Vec<Value>) {
                self.head.id.write(values);
                self.head.created_at.write(values);
                $(self.$field.write(values);)*
            }

            fn readers(readers: &mut Vec<Reader<Self>>) {
                within(|it: &mut Self| &mut it.head.id, readers);
                within(|it: &mut Self| &mut it.head.created_at, readers);
                $(within(|it: &mut Self| &mut it.$field, readers);)*
            }

            fn blank() -> Self {
                let head = Head::new(Id::new(Uuid::nil()), DateTime::default());
                Self { head, $($field: Field::blank()),* }
            }
        }
    };
}

line! {
    record, record_id, natural_key, action, decision, code, client, person, organization_id,
    request_id, purpose, fields,
}

impl Stored for AuditRecord {
    fn layout() -> &'static Layout<Self> {
        static LAYOUT: LazyLock<Layout<AuditRecord>> = LazyLock::new(Layout::new);
        &LAYOUT
    }

    fn words(&self) -> String {
        String::new()
    }

    const KEPT: bool = false;
    // Refusals and readings are no changes.
    const COMES_UNNOTICED: bool = true;
    const COUNTED: &'static [&'static str] = &[];
}
