//! The hours of weeks against a way to reckon them that is too simple to be wrong.

use chrono::{Datelike, Days, NaiveDate};

use super::{super::*, LAW, good, harmful};
use crate::{
    Code,
    facts::testing,
    reference::{DayKind, calendar_day},
    training::{Period, Shift, Weekday, schedule::testing::day},
};

/// Numbers that are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn minutes(&mut self, from: u16, to: u16) -> u16 {
        from + u16::try_from(self.below(u64::from(to - from))).unwrap()
    }

    fn day(&mut self, from: &str, days: u64) -> NaiveDate {
        day(from) + Days::new(self.below(days))
    }

    fn shifts(&mut self) -> Vec<Shift> {
        let mut shifts = Vec::new();
        for &weekday in Weekday::all() {
            if self.below(3) > 0 {
                let begins = self.minutes(300, 700);
                let ends = self.minutes(begins + 30, begins + 600);
                shifts.push(Shift { weekday, begins, ends, rest: self.minutes(0, 29) });
            }
        }
        shifts
    }

    fn schedule(&mut self) -> Schedule {
        loop {
            let (mut from, mut periods) = (self.day("2026-09-01", 200), Vec::new());
            for _ in 0..=self.below(3) {
                let to = from + Days::new(self.below(90));
                periods.push(Period { from, to, shifts: self.shifts() });
                from = to + Days::new(1 + self.below(20));
            }
            if let Ok(schedule) = Schedule::new(periods) {
                return schedule;
            }
        }
    }
}

/// Republic Day and Independence Day, Nauryz with a Monday for its Saturday, and a day for a Sunday.
const FREE: [(&str, DayKind, Option<&str>); 6] = [
    ("2026-12-16", DayKind::Holiday, None),
    ("2027-01-01", DayKind::Holiday, None),
    ("2027-01-04", DayKind::TransferredDayOff, Some("2027-01-02")),
    ("2027-03-22", DayKind::Holiday, None),
    ("2027-03-23", DayKind::TransferredDayOff, Some("2027-03-21")),
    ("2026-12-19", DayKind::TransferredWorkday, Some("2026-12-17")),
];

pub(super) fn holidays() -> WorkingDays {
    let days = FREE.map(|(date, kind, origin)| calendar_day(date, kind, origin));
    WorkingDays::new(&days)
}

fn is_free(date: NaiveDate, period: &Period) -> bool {
    let is_six = [0, 1, 2, 3, 4, 5, 6]
        .iter()
        .filter(|day| period.shifts.iter().any(|shift| shift.weekday as u32 == **day))
        .count()
        >= 6;
    match date.to_string().as_str() {
        "2026-12-16" | "2027-01-01" | "2027-03-22" | "2027-03-23" => true,
        "2027-01-04" => !is_six,
        _ => false,
    }
}

/// Day by day and shift by shift; each day is compared with the limit of the youngest day of its week.
fn slowly(plan: &Plan<'_>) -> Option<(i64, i64, NaiveDate)> {
    let minutes = |schedule: &Schedule, date: NaiveDate| -> i64 {
        let mut sum = 0;
        for period in schedule.periods() {
            for shift in &period.shifts {
                let is_that_day = shift.weekday as u32 == date.weekday().num_days_from_monday();
                let works = period.from <= date && date <= period.to && is_that_day;
                if works && !is_free(date, period) {
                    sum += i64::from(shift.ends) - i64::from(shift.begins) - i64::from(shift.rest);
                }
            }
        }
        sum
    };
    let hours_at = |date: NaiveDate| {
        let had_birthday =
            (date.month(), date.day()) >= (plan.birth_date.month(), plan.birth_date.day());
        let age = date.year() - plan.birth_date.year() - i32::from(!had_birthday);
        let by_age = if age < 16 {
            24
        } else if age < 18 {
            36
        } else {
            40
        };
        if plan.is_harmful() { by_age.min(36) } else { by_age }
    };
    let (from, to) = plan.schedule.span();
    let mut worst: Option<(i64, i64, NaiveDate)> = None;
    let mut monday = day("2026-08-31");
    while monday <= to {
        let week: Vec<_> = monday.iter_days().take(7).collect();
        let own: i64 = week.iter().map(|date| minutes(plan.schedule, *date)).sum();
        let others = plan
            .others
            .iter()
            .map(|other| -> i64 { week.iter().map(|date| minutes(other, *date)).sum() });
        let value = own + others.sum::<i64>();
        let limit = week.iter().map(|date| hours_at(*date) * 60).min().unwrap();
        let is_worse = worst.is_none_or(|(most, least, _)| value - limit > most - least);
        if own > 0 && is_worse && week[6] >= from {
            worst = Some((value, limit, monday));
        }
        monday = monday + Days::new(7);
    }
    worst
}

#[test]
fn the_hours_of_weeks_are_those_of_a_slower_way() {
    let (mut dice, free, rules) = (Dice(7), holidays(), testing::rules(LAW));
    let mut outcomes = [0; 2];
    for turn in 0..10_000 {
        let schedule = dice.schedule();
        let others: Vec<_> = (0..dice.below(3)).map(|_| dice.schedule()).collect();
        let plan = Plan {
            birth_date: dice.day("2007-01-01", 2000),
            others: &others,
            ..good(&schedule, &free)
        };
        let plan = if dice.below(4) == 0 { harmful(plan) } else { plan };
        let checks = check(&plan, &rules);
        let week = checks.iter().find(|it| it.rule == &WEEK_IS_SHORT_ENOUGH).unwrap();
        let measured = week.measured.map(|it| (it.value, it.limit, it.on));
        let expected = slowly(&plan);
        assert_eq!(measured, expected, "turn {turn}: {plan:?}");
        let breaks = expected.is_some_and(|(value, limit, _)| value > limit);
        assert_eq!(week.is_broken(), breaks, "turn {turn}: {plan:?}");
        outcomes[usize::from(breaks)] += 1;
    }
    assert!(outcomes.iter().all(|&count| count > 1000), "{outcomes:?}");
}
