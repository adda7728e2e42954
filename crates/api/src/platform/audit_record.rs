use async_graphql::ID;
use domain::{
    Datum, Filter, Id, Test, directory,
    platform::{self, Purpose, audit_record::Decision},
};

use crate::{
    directory::organization::Organization,
    graphql::{connection::OrderField, error::Error, prelude::*},
};

named! {
    Decision = AuditDecision: "What came of what was done, tried or asked for.";
    Purpose = Purpose: "What personal data were read for.";
}

queries! {
    AuditRecords of AuditRecord {
        /// аудит жазбасы / запись аудита: one record of the audit.
        audit_record;
        /// What was done, refused and read: for auditors all of it, for administrators what was done
        /// for their organization. The order is by time; `DESCENDING` begins with the latest.
        audit_records(AuditRecordFilter, AuditRecordOrderField) unsearched;
    }
}

filter! {
    /// Which records of the audit to list.
    AuditRecordFilter of platform::AuditRecord {
        /// By what came of it.
        decision: Choice<Coded<Decision>>,
        /// By the organization acted for.
        organization_id: Choice<GlobalId<directory::Organization>>,
    }
    special {
        /// By time, from this moment on.
        from: DateTime => |from: DateTime| at(Test::Gte(Datum::Time(from.0))),
        /// By time, before this moment.
        before: DateTime => |before: DateTime| at(Test::Lt(Datum::Time(before.0))),
        /// By the client that called.
        client_id: GlobalId<platform::ApiClient> => |GlobalId(id)| text("client", &id),
        /// By the person it called for.
        person_id: GlobalId<platform::Person> => |GlobalId(id)| text("person", &id),
        /// By the object that it was about, of whichever type.
        object_id: ID => |ID(id)| about(&id),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "filters may have flaws")]
fn at(test: Test) -> Result<Filter> {
    Ok(Filter::Field("at", test))
}

#[expect(clippy::unnecessary_wraps, reason = "filters may have flaws")]
fn text(column: &'static str, id: &impl ToString) -> Result<Filter> {
    Ok(Filter::Field(column, Test::Eq(Datum::Text(id.to_string()))))
}

/// An id of any type: what stands before it is the name of the record.
fn about(id: &str) -> Result<Filter> {
    let (record, _) = id.rsplit_once('_').ok_or_else(|| Error::bad_input(NO_ID))?;
    let uuid = Id::<()>::parse_as(record, id).map_err(|_| Error::bad_input(NO_ID))?.uuid();
    Ok(Filter::All(vec![
        Filter::Field("record_id", Test::Eq(Datum::Uuid(uuid))),
        Filter::Field("record", Test::Eq(Datum::Text(record.to_owned()))),
    ]))
}

const NO_ID: &str = "`filter.objectId`: not an id of this API";

/// What to order by.
#[derive(async_graphql::Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AuditRecordOrderField {
    /// By time.
    At,
}

impl OrderField for AuditRecordOrderField {
    fn field(&self) -> &'static str {
        "at"
    }
}

facets! {
    AuditRecordFacetField of platform::AuditRecord {
        /// By what came of it.
        Decision = decision,
        /// By what was done.
        Action = action,
    }
}

node! {
    /// аудит жазбасы / запись аудита: who has done, tried or read what, when and for whom. It holds
    /// ids, and no name or other value of anybody.
    AuditRecord of platform::AuditRecord, counted by AuditRecordFacetField, as a line;
    leaves {
        /// Its id.
        id []: GlobalId<platform::AuditRecord> = |it| GlobalId(domain::Record::id(it));
        /// When.
        at: DateTime = |it| DateTime(it.head.created_at);
        /// Of which type the object is that it was about, as its id begins.
        record_type [record]: &str = |it| &it.record;
        /// The object that it was about; it may be out of sight for the caller.
        object_id [record, record_id]: String = |it| it.object_id();
        /// What people call the object by, if that was known: a number, a BIN, a code.
        natural_key: Option<&str> = |it| it.natural_key.as_deref();
        /// What was done, tried or asked for.
        action: String = |it| it.action.to_ascii_uppercase();
        /// What came of it.
        decision: Coded<Decision> = |it| Coded(it.decision);
        /// Why it was refused: the codes of the answer, with commas between them.
        code: Option<&str> = |it| it.code.as_deref();
        /// The client that called, by its id, or the name of a job of ours; empty for anonymous
        /// callers.
        client: &str = |it| &it.client;
        /// The person it called for, by id and never by name.
        person: Option<&str> = |it| it.person.as_deref();
        /// The organization acted for, by its id; of a reading, the one that looks after the data.
        organization_id: Option<GlobalId<directory::Organization>> =
            |it| it.organization_id.map(GlobalId);
        /// The request in which it happened; stands in the answer and in the log.
        request_id: Option<&str> = |it| it.request_id.as_deref();
        /// What personal data were read for.
        purpose: Option<Coded<Purpose>> =
            |it| it.purpose.as_deref().and_then(Purpose::read).map(Coded);
        /// Which personal fields were read.
        fields: Vec<String> = |it| it.fields().map(str::to_owned).collect();
    }
    objects {
        /// The organization acted for, as far as the caller sees it.
        organization [organization_id]: Option<Result<Organization>> =
            |it, ctx| ctx.load(it.organization_id?).await;
    }
}
