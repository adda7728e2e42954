//! The values of rules, and since when they hold.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use strum::{EnumMessage, IntoStaticStr, VariantArray};

use super::{
    RuleKey,
    record::{Status, reference_record},
};
use crate::{Code, Head, LocalizedText};

/// ереже мәні / значение правила: one value of a rule for one time.
#[derive(Clone, Debug)]
pub struct RuleRow {
    pub head: Head<Self>,
    /// One of [`RuleKey`], or the key of a newer version.
    pub key: String,
    pub name: LocalizedText,
    pub value: i64,
    pub unit: Unit,
    /// What a share is a share of.
    pub base: Option<String>,
    /// `None`: not known, holds as long as anyone asks.
    pub valid_from: Option<NaiveDate>,
    /// The last day; `None`: until something else is decided.
    pub valid_to: Option<NaiveDate>,
    pub severity: Severity,
    /// Code of the [`LegalAct`](super::LegalAct); `None`: a rule of ours.
    pub legal_act: Option<String>,
    /// A person has to compare it with the text of the law before anyone relies on it.
    pub awaits_verification: bool,
    pub note: Option<String>,
    pub status: Status,
}
reference_record!(RuleRow, "rule", key, until valid_to);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Unit {
    /// адам / человек.
    Persons,
    /// күн / день.
    Days,
    /// Of age or of experience.
    Years,
    /// сағат / час.
    Hours,
    /// Also a time of day, from midnight.
    Minutes,
    /// пайыз / процент.
    Percent,
    /// Whole tenge.
    Tenge,
}

/// What happens to who breaks the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Severity {
    /// It is not done.
    Block,
    /// It is done and said.
    Warn,
}

/// All values of all rules, for reading by key and day. Handed in where rules are checked, like
/// [`Now`](crate::Now).
#[derive(Clone, Debug)]
pub struct RuleBook(HashMap<&'static str, Vec<Arc<RuleRow>>>);

/// Why these rows are no rule book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleBookFlaw {
    /// No row has a key that the code reads.
    Missing(RuleKey),
    /// The code counts this rule in another unit.
    WrongUnit { key: RuleKey, found: Unit },
    /// Two rows hold on this day.
    Overlap { key: RuleKey, on: NaiveDate },
    /// Ends before it begins.
    Backwards { key: RuleKey, on: NaiveDate },
}

impl RuleBook {
    /// Every key has at least one row, in its unit, and at most one on any day. Rows with unknown
    /// keys are passed over: a newer version may have put them there. Retired rows do not count.
    pub fn new(rows: impl IntoIterator<Item = RuleRow>) -> Result<Self, Vec<RuleBookFlaw>> {
        let mut book: HashMap<&'static str, Vec<Arc<RuleRow>>> = HashMap::new();
        for row in rows.into_iter().filter(|row| row.status == Status::Active) {
            if let Some(key) = RuleKey::parse(&row.key) {
                book.entry(key.code()).or_default().push(Arc::new(row));
            }
        }
        let mut flaws = Vec::new();
        for &key in RuleKey::all() {
            match book.get_mut(key.code()) {
                None => flaws.push(RuleBookFlaw::Missing(key)),
                Some(rows) => {
                    rows.sort_by_key(|row| row.valid_from);
                    flaws.extend(flaws_of(key, rows));
                }
            }
        }
        if flaws.is_empty() { Ok(Self(book)) } else { Err(flaws) }
    }

    /// The row that holds on this day; `None` outside the time for which values are known.
    pub fn value(&self, key: RuleKey, at: NaiveDate) -> Option<&Arc<RuleRow>> {
        self.0.get(key.code())?.iter().find(|row| row.holds(at))
    }

    /// The value that holds on this day, else the one nearest in time.
    pub fn limit(&self, key: RuleKey, at: NaiveDate) -> i64 {
        self.nearest(key, at).value
    }

    /// The row that holds on this day, else the one nearest in time: a decision has to be made before
    /// the first day that is known and after the last.
    pub fn nearest(&self, key: RuleKey, at: NaiveDate) -> &Arc<RuleRow> {
        let rows = self.0.get(key.code()).map(Vec::as_slice).unwrap_or_default();
        let begun = |row: &&Arc<RuleRow>| row.valid_from.is_none_or(|from| from <= at);
        let row = rows.iter().rev().find(begun).or(rows.first());
        row.expect("every key has a row, or there is no book")
    }

    /// All rows that hold on this day, in the order of [`RuleKey`].
    pub fn at(&self, day: NaiveDate) -> impl Iterator<Item = &Arc<RuleRow>> {
        RuleKey::all().iter().filter_map(move |&key| self.value(key, day))
    }
}

impl RuleRow {
    pub fn holds(&self, at: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= at) && self.valid_to.is_none_or(|to| at <= to)
    }
}

/// `rows` in the order of their beginning.
fn flaws_of(key: RuleKey, rows: &[Arc<RuleRow>]) -> impl Iterator<Item = RuleBookFlaw> {
    let unit = rows
        .iter()
        .filter(move |row| row.unit != key.unit())
        .map(move |row| RuleBookFlaw::WrongUnit { key, found: row.unit });
    let backwards = rows.iter().filter_map(move |row| {
        let (from, to) = row.valid_from.zip(row.valid_to)?;
        (to < from).then_some(RuleBookFlaw::Backwards { key, on: from })
    });
    let overlap = rows.windows(2).filter_map(move |pair| {
        let on = pair[1].valid_from.unwrap_or(NaiveDate::MIN);
        pair[0].holds(on).then_some(RuleBookFlaw::Overlap { key, on })
    });
    unit.chain(backwards).chain(overlap)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::Id;

    fn row(key: RuleKey, value: i64, from: Option<&str>, to: Option<&str>) -> RuleRow {
        let day = |text: &str| text.parse().unwrap();
        RuleRow {
            head: Head::new(Id::new(Uuid::from_u128(1)), DateTime::UNIX_EPOCH),
            key: key.code().to_owned(),
            name: LocalizedText::new(None, None, Some("a rule".to_owned())).unwrap(),
            value,
            unit: key.unit(),
            base: None,
            valid_from: from.map(day),
            valid_to: to.map(day),
            severity: Severity::Block,
            legal_act: None,
            awaits_verification: false,
            note: None,
            status: Status::Active,
        }
    }

    /// One row of every other key.
    fn beside(key: RuleKey) -> impl Iterator<Item = RuleRow> {
        RuleKey::all().iter().filter(move |&&k| k != key).map(|&k| row(k, 1, None, None))
    }

    const WAGE: RuleKey = RuleKey::MinimumWage;

    fn book(rows: Vec<RuleRow>) -> Result<RuleBook, Vec<RuleBookFlaw>> {
        RuleBook::new(beside(WAGE).chain(rows))
    }

    #[test]
    fn the_value_of_the_day_is_read() {
        let rows = vec![
            row(WAGE, 85_000, Some("2024-01-01"), None),
            row(WAGE, 70_000, Some("2023-01-01"), Some("2023-12-31")),
        ];
        let book = book(rows).unwrap();
        let value = |day: &str| book.value(WAGE, day.parse().unwrap()).map(|row| row.value);
        assert_eq!(value("2022-12-31"), None);
        assert_eq!(value("2023-01-01"), Some(70_000));
        assert_eq!(value("2023-12-31"), Some(70_000));
        assert_eq!(value("2024-01-01"), Some(85_000));
        assert_eq!(book.at("2024-01-01".parse().unwrap()).count(), RuleKey::all().len());
    }

    #[test]
    fn a_missing_or_retired_rule_is_a_flaw() {
        let mut retired = row(WAGE, 1, None, None);
        retired.status = Status::Retired;
        assert_eq!(book(vec![retired]).unwrap_err(), [RuleBookFlaw::Missing(WAGE)]);
    }

    #[test]
    fn two_values_for_a_day_are_a_flaw() {
        let rows = vec![row(WAGE, 1, None, None), row(WAGE, 2, Some("2024-01-01"), None)];
        let on = "2024-01-01".parse().unwrap();
        assert_eq!(book(rows).unwrap_err(), [RuleBookFlaw::Overlap { key: WAGE, on }]);
        let rows = vec![row(WAGE, 1, None, None), row(WAGE, 2, None, None)];
        assert_eq!(
            book(rows).unwrap_err(),
            [RuleBookFlaw::Overlap { key: WAGE, on: NaiveDate::MIN }]
        );
    }

    #[test]
    fn another_unit_is_a_flaw() {
        let mut rows = vec![row(WAGE, 1, None, None)];
        rows[0].unit = Unit::Days;
        assert_eq!(
            book(rows).unwrap_err(),
            [RuleBookFlaw::WrongUnit { key: WAGE, found: Unit::Days }]
        );
    }

    #[test]
    fn a_row_that_ends_before_it_begins_is_a_flaw() {
        let rows = vec![row(WAGE, 1, Some("2024-01-01"), Some("2023-01-01"))];
        let on = "2024-01-01".parse().unwrap();
        assert_eq!(book(rows).unwrap_err(), [RuleBookFlaw::Backwards { key: WAGE, on }]);
    }
}
