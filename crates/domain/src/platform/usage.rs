//! How much a client has used the service, day by day, for whoever answers for it.

use chrono::{Days, NaiveDate};

/// Days that are looked at: first and last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// What a client has used on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayOfUse {
    pub day: NaiveDate,
    /// Operations.
    pub requests: u64,
    /// What was charged for them.
    pub points: u64,
    /// Those of them that were refused or answered with errors.
    pub errors: u64,
}

/// An element of the schema that is to go, and how much a client still uses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeprecatedUse {
    /// Such as `Type.field`.
    pub element: String,
    pub operations: u64,
    pub last_used_on: NaiveDate,
}

impl Period {
    /// Days for which it is kept how much was used; older ones are forgotten.
    pub const KEPT: u64 = 400;
    /// Days that can be looked at together.
    pub const MOST: u64 = 92;
    /// Days that are looked at if none are named.
    const USUAL: u64 = 30;

    /// From one day to another, both included; by itself it ends today, and is as long as usual.
    /// `None` if it has no day or too many, or begins before all that is kept.
    pub fn of(from: Option<NaiveDate>, to: Option<NaiveDate>, today: NaiveDate) -> Option<Self> {
        let to = to.unwrap_or(today);
        let from = match from {
            Some(from) => from,
            None => to.checked_sub_days(Days::new(Self::USUAL - 1))?,
        };
        let days = u64::try_from((to - from).num_days()).ok()?;
        (days < Self::MOST && from >= Self::first_kept(today)).then_some(Self { from, to })
    }

    /// The first day of which it is known how much was used.
    pub fn first_kept(today: NaiveDate) -> NaiveDate {
        today.checked_sub_days(Days::new(Self::KEPT)).unwrap_or(NaiveDate::MIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn period(from: &str, to: &str) -> Option<Period> {
        let named = |text: &str| (!text.is_empty()).then(|| day(text));
        Period::of(named(from), named(to), day("2026-12-01"))
    }

    #[test]
    fn a_period_ends_today_and_has_thirty_days_unless_others_are_named() {
        let of = |from, to| Some(Period { from: day(from), to: day(to) });
        assert_eq!(period("", ""), of("2026-11-02", "2026-12-01"));
        assert_eq!(period("", "2026-03-01"), of("2026-01-31", "2026-03-01"));
        assert_eq!(period("2026-12-01", ""), of("2026-12-01", "2026-12-01"));
    }

    #[test]
    fn a_period_has_a_day_and_no_more_than_ninety_two_and_lies_within_what_is_kept() {
        assert!(period("2026-09-01", "2026-12-01").is_some(), "92 days");
        assert!(period("2025-10-27", "2025-11-01").is_some(), "400 days ago");
        for (from, to) in [
            ("2026-08-31", "2026-12-01"),
            ("2026-12-02", "2026-12-01"),
            ("2026-12-02", ""),
            ("2025-10-26", "2025-11-01"),
            ("", "-262143-01-01"),
            ("-262143-01-01", "+262142-12-31"),
        ] {
            assert_eq!(period(from, to), None, "{from} to {to}");
        }
    }
}
