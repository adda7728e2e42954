//! When somebody is at the enterprise.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use strum::{EnumMessage, IntoStaticStr, VariantArray};

use crate::{Code, reference::WorkingDays};

/// кесте / расписание: periods, one after the other, in each of which every week is like the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule(Vec<Period>);

/// Days on which the same weekly order holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    pub shifts: Vec<Shift>,
}

/// ауысым / смена: from when to when, on one weekday. One that passes midnight is two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    pub weekday: Weekday,
    /// Minutes from midnight.
    pub begins: u16,
    /// Minutes from midnight, 1440 at most.
    pub ends: u16,
    /// Minutes of rest within it, which are not worked.
    pub rest: u16,
}

/// аптаның күні / день недели.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumMessage,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Weekday {
    /// дүйсенбі / понедельник.
    Monday,
    /// сейсенбі / вторник.
    Tuesday,
    /// сәрсенбі / среда.
    Wednesday,
    /// бейсенбі / четверг.
    Thursday,
    /// жұма / пятница.
    Friday,
    /// сенбі / суббота.
    Saturday,
    /// жексенбі / воскресенье.
    Sunday,
}

/// Why these periods are no schedule. Places count from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduleFlaw {
    /// There is no shift at all.
    Empty,
    /// It ends before it begins.
    Backwards { period: usize },
    /// It begins before the one before it has ended.
    Overlaps { period: usize },
    /// A day lies outside of [`Schedule::YEARS`].
    TooFar { period: usize },
    /// From the first day to the last are more than [`Schedule::MAX_DAYS`].
    TooLong,
    /// There are more than [`Schedule::MAX_PERIODS`].
    TooManyPeriods,
    /// More than [`Schedule::MAX_SHIFTS`].
    TooManyShifts { period: usize },
    /// It ends before it begins, or behind midnight, or consists of rest.
    Impossible { period: usize, shift: usize },
    /// It begins before another one of the same weekday has ended.
    Twice { period: usize, shift: usize },
}

/// Midnight at the end of a day.
const MIDNIGHT: u16 = 24 * 60;

impl Schedule {
    /// Years that somebody may mean.
    pub const YEARS: RangeInclusive<i32> = 1990..=2199;
    /// Five years of months.
    pub const MAX_PERIODS: usize = 60;
    /// Five years.
    pub const MAX_DAYS: i64 = 5 * 366;
    /// Three a day.
    pub const MAX_SHIFTS: usize = 21;

    pub fn new(periods: Vec<Period>) -> Result<Self, ScheduleFlaw> {
        if periods.iter().all(|period| period.shifts.is_empty()) {
            return Err(ScheduleFlaw::Empty);
        }
        for (n, period) in periods.iter().enumerate() {
            if [period.from, period.to].iter().any(|day| !Self::YEARS.contains(&day.year())) {
                return Err(ScheduleFlaw::TooFar { period: n });
            }
            if period.to < period.from {
                return Err(ScheduleFlaw::Backwards { period: n });
            }
            if n > 0 && period.from <= periods[n - 1].to {
                return Err(ScheduleFlaw::Overlaps { period: n });
            }
            period.check(n)?;
        }
        if periods.len() > Self::MAX_PERIODS {
            return Err(ScheduleFlaw::TooManyPeriods);
        }
        let schedule = Self(periods);
        let (from, to) = schedule.span();
        if (to - from).num_days() >= Self::MAX_DAYS {
            return Err(ScheduleFlaw::TooLong);
        }
        Ok(schedule)
    }

    pub fn periods(&self) -> &[Period] {
        &self.0
    }

    /// Its first and its last day.
    pub fn span(&self) -> (NaiveDate, NaiveDate) {
        let first = self.0.first().map_or(NaiveDate::MAX, |period| period.from);
        let last = self.0.last().map_or(NaiveDate::MIN, |period| period.to);
        (first, last)
    }

    /// What is worked on a day: nothing on holidays and on days that have become free.
    pub fn on<'s>(
        &'s self,
        day: NaiveDate,
        working_days: &WorkingDays,
    ) -> impl Iterator<Item = &'s Shift> + use<'s> {
        let period = self.0.iter().find(|period| period.from <= day && day <= period.to);
        let period = period.filter(|period| !working_days.is_off(day, period.has_six_days()));
        let weekday = Weekday::of(day);
        let shifts = period.map(|period| period.shifts.as_slice()).unwrap_or_default();
        shifts.iter().filter(move |shift| shift.weekday == weekday)
    }

    /// Minutes of work on a day.
    pub fn minutes_on(&self, day: NaiveDate, working_days: &WorkingDays) -> u32 {
        self.on(day, working_days).map(Shift::minutes).sum()
    }

    /// On how many days of the week that a day belongs to somebody works.
    pub fn days_a_week(&self, day: NaiveDate) -> usize {
        let period = self.0.iter().find(|period| period.from <= day && day <= period.to);
        period.map_or(0, Period::days_a_week)
    }
}

impl Period {
    fn check(&self, period: usize) -> Result<(), ScheduleFlaw> {
        if self.shifts.len() > Schedule::MAX_SHIFTS {
            return Err(ScheduleFlaw::TooManyShifts { period });
        }
        for (n, shift) in self.shifts.iter().enumerate() {
            let is_possible = shift.begins < shift.ends
                && shift.ends <= MIDNIGHT
                && shift.rest < shift.ends - shift.begins;
            if !is_possible {
                return Err(ScheduleFlaw::Impossible { period, shift: n });
            }
            if self.shifts[..n].iter().any(|other| other.meets(shift)) {
                return Err(ScheduleFlaw::Twice { period, shift: n });
            }
        }
        Ok(())
    }

    fn days_a_week(&self) -> usize {
        let works = |day: &&Weekday| self.shifts.iter().any(|shift| shift.weekday == **day);
        Weekday::all().iter().filter(works).count()
    }

    fn has_six_days(&self) -> bool {
        self.days_a_week() > 5
    }
}

impl Shift {
    /// Of work, without rest.
    pub fn minutes(&self) -> u32 {
        u32::from(self.ends - self.begins - self.rest)
    }

    /// Whether somebody would be at two places.
    pub fn meets(&self, other: &Self) -> bool {
        self.weekday == other.weekday && self.begins < other.ends && other.begins < self.ends
    }
}

impl Weekday {
    pub fn of(day: NaiveDate) -> Self {
        let from_monday = usize::try_from(day.weekday().num_days_from_monday());
        Self::all()[from_monday.expect("a week has seven days")]
    }
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;

    pub(crate) fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The same hours on each of the first days of the week, with half an hour of rest if they are more
    /// than four.
    pub(crate) fn daily(days: usize, begins: u16, ends: u16) -> Vec<Shift> {
        let rest = if ends - begins > 240 { 30 } else { 0 };
        let days = Weekday::all().iter().take(days);
        days.map(|&weekday| Shift { weekday, begins, ends, rest }).collect()
    }

    pub(crate) fn schedule(from: &str, to: &str, shifts: Vec<Shift>) -> Schedule {
        Schedule::new(vec![Period { from: day(from), to: day(to), shifts }]).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::{
        testing::{daily, day, schedule},
        *,
    };

    fn flaw(periods: &[(&str, &str, Vec<Shift>)]) -> Option<ScheduleFlaw> {
        let periods = periods.iter().map(|(from, to, shifts)| Period {
            from: day(from),
            to: day(to),
            shifts: shifts.clone(),
        });
        Schedule::new(periods.collect()).err()
    }

    #[test]
    fn what_is_no_schedule_is_told_with_its_place() {
        let good = daily(5, 540, 1020);
        let shift = |begins, ends, rest| Shift { weekday: Weekday::Monday, begins, ends, rest };
        let first = ("2026-09-01", "2026-12-31");
        let of = |shifts: &[Shift]| flaw(&[(first.0, first.1, shifts.to_vec())]);
        assert_eq!(flaw(&[]), Some(ScheduleFlaw::Empty));
        assert_eq!(of(&[]), Some(ScheduleFlaw::Empty));
        assert_eq!(of(&good), None);
        assert_eq!(
            flaw(&[("2026-09-02", "2026-09-01", good.clone())]),
            Some(ScheduleFlaw::Backwards { period: 0 })
        );
        assert_eq!(
            flaw(&[(first.0, first.1, good.clone()), (first.1, "2027-01-31", good.clone())]),
            Some(ScheduleFlaw::Overlaps { period: 1 })
        );
        for impossible in
            [shift(600, 600, 0), shift(600, 540, 0), shift(1380, 1441, 0), shift(540, 600, 60)]
        {
            let expected = ScheduleFlaw::Impossible { period: 0, shift: 1 };
            assert_eq!(of(&[shift(0, 60, 0), impossible]), Some(expected), "{impossible:?}");
        }
        assert_eq!(of(&[shift(540, 720, 0), shift(720, 780, 0)]), None);
        assert_eq!(
            of(&[shift(540, 720, 0), shift(719, 780, 0)]),
            Some(ScheduleFlaw::Twice { period: 0, shift: 1 })
        );
        for (from, to) in [("1989-12-31", "2026-12-31"), ("2026-09-01", "2200-01-01")] {
            let expected = Some(ScheduleFlaw::TooFar { period: 0 });
            assert_eq!(flaw(&[(from, to, good.clone())]), expected);
        }
        let years = [("2026-09-01", "2031-09-05", good.clone())];
        assert_eq!(flaw(&years), Some(ScheduleFlaw::TooLong));
        let many: Vec<_> = (0..22).map(|n| shift(n * 60, n * 60 + 30, 0)).collect();
        assert_eq!(of(&many), Some(ScheduleFlaw::TooManyShifts { period: 0 }));
    }

    #[test]
    fn rest_is_not_worked_and_nothing_outside_of_the_periods_is() {
        let schedule = schedule("2026-09-01", "2026-09-30", daily(5, 540, 1020));
        let minutes = |text| schedule.minutes_on(day(text), &WorkingDays::default());
        assert_eq!(minutes("2026-09-01"), 450);
        assert_eq!(minutes("2026-09-05"), 0, "a Saturday");
        assert_eq!(minutes("2026-08-31"), 0);
        assert_eq!(minutes("2026-10-01"), 0);
        assert_eq!(schedule.span(), (day("2026-09-01"), day("2026-09-30")));
        assert_eq!(schedule.days_a_week(day("2026-09-06")), 5);
    }
}
