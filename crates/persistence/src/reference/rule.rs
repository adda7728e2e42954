use chrono::{DateTime, Utc};
use domain::reference::{ReferenceStatus, RuleRow, Severity, Unit};

use super::{
    file::{File, Flaw},
    load::Book,
};
use crate::columns::{coded, stored};

static RULES: File = File::new("rules.csv", include_str!("../../reference/rules.csv"));

coded!(ReferenceStatus, Severity, Unit);

stored! {
    RuleRow {
        head, key, name, value, unit, base, valid_from, valid_to, severity, legal_act,
        awaits_verification, note, status,
    }
    found by { |r| &r.key, |r| &r.name }
    kept true
}

impl Book for RuleRow {
    const FILES: &'static [&'static File] = &[&RULES];

    fn from_files(at: DateTime<Utc>) -> Result<Vec<Self>, Flaw> {
        RULES.rows(|row| {
            Ok(Self {
                head: row.head(at)?,
                key: row.text("key")?,
                name: row.localized("name")?,
                value: row.parsed("value")?,
                unit: row.code("unit")?,
                base: row.maybe("base")?,
                valid_from: row.maybe("valid_from")?,
                valid_to: row.maybe("valid_to")?,
                severity: row.code("severity")?,
                legal_act: row.maybe("legal_act")?,
                awaits_verification: row.parsed("awaits_verification")?,
                note: row.maybe("note")?,
                status: ReferenceStatus::Active,
            })
        })
    }
}
