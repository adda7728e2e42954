//! What a decision rests on, beside the record and the viewer.

use chrono::NaiveDate;

use crate::{
    Now,
    reference::{RuleBook, RuleKey},
};

/// The moment, and the rules of law in force then. Handed in, so that a decision can be repeated.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'f> {
    pub now: Now,
    pub rules: &'f RuleBook,
}

impl Facts<'_> {
    /// The date in Kazakhstan.
    pub fn today(&self) -> NaiveDate {
        self.now.today()
    }

    /// A limit of law or of the programme, in its own unit, as it stands today.
    pub fn limit(&self, key: RuleKey) -> i64 {
        self.rules.limit(key, self.today())
    }
}

/// Facts for tests.
#[cfg(test)]
pub(crate) mod testing {
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::*;
    use crate::{
        Code, Head, Id, LocalizedText,
        reference::{ReferenceStatus, RuleRow, Severity},
    };

    /// Noon of 1 December 2026 in Kazakhstan, less an hour.
    pub(crate) fn now() -> Now {
        Now("2026-12-01T06:00:00Z".parse::<DateTime<Utc>>().unwrap())
    }

    /// Every rule has the value 18, but for those that say otherwise.
    pub(crate) fn rules(values: &[(RuleKey, i64)]) -> RuleBook {
        rules_warning(values, None)
    }

    /// The same, but for one rule that only warns.
    pub(crate) fn rules_warning(values: &[(RuleKey, i64)], of: Option<RuleKey>) -> RuleBook {
        let rows = RuleKey::all().iter().enumerate().map(|(n, &key)| {
            let value = values.iter().find(|(of, _)| *of == key).map_or(18, |(_, value)| *value);
            RuleRow {
                head: Head::new(Id::new(Uuid::from_u128(n as u128)), now().0),
                key: key.code().to_owned(),
                name: LocalizedText::trilingual(["a", "b", "c"].map(str::to_owned)),
                value,
                unit: key.unit(),
                base: None,
                valid_from: None,
                valid_to: None,
                severity: if of == Some(key) { Severity::Warn } else { Severity::Block },
                legal_act: None,
                awaits_verification: false,
                note: None,
                status: ReferenceStatus::Active,
            }
        });
        RuleBook::new(rows).unwrap()
    }
}
