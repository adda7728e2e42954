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
