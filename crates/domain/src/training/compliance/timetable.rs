//! A plan day by day.

use chrono::{Datelike, Days, NaiveDate};

use super::Plan;
use crate::{
    reference::{RuleBook, RuleKey},
    training::Shift,
};

/// All days of the weeks in which the plan lies, in order.
#[derive(Debug)]
pub(super) struct Timetable(Vec<Day>);

#[derive(Clone, Copy, Debug)]
pub(super) struct Day {
    pub(super) date: NaiveDate,
    /// Minutes of the plan.
    pub(super) minutes: u32,
    /// With those at other places.
    pub(super) in_all: u32,
    /// Days that are worked in that week, by the plan or by what happens.
    pub(super) days_a_week: usize,
}

/// Minutes in a week in which the plan has work.
#[derive(Clone, Copy, Debug)]
pub(super) struct Week {
    pub(super) monday: NaiveDate,
    pub(super) in_all: u32,
}

impl Timetable {
    pub(super) fn of(plan: &Plan<'_>) -> Self {
        let Plan { schedule, others, working_days, .. } = *plan;
        let (from, to) = schedule.span();
        // In the weeks at both ends the other places count from Monday to Sunday.
        let days = monday_of(from).iter_days().take_while(|date| *date <= sunday_of(to));
        let day = |date| {
            let minutes = schedule.minutes_on(date, working_days);
            let elsewhere: u32 =
                others.iter().map(|other| other.minutes_on(date, working_days)).sum();
            let days_a_week = schedule.days_a_week(date);
            Day { date, minutes, in_all: minutes + elsewhere, days_a_week }
        };
        let mut days: Vec<_> = days.map(day).collect();
        for week in days.chunks_mut(7) {
            let worked = week.iter().filter(|day| day.in_all > 0).count();
            for day in week {
                day.days_a_week = day.days_a_week.max(worked);
            }
        }
        Self(days)
    }

    /// Days on which the plan has work.
    pub(super) fn days(&self) -> impl Iterator<Item = &Day> {
        self.0.iter().filter(|day| day.minutes > 0)
    }

    /// Weeks in which the plan has work.
    pub(super) fn weeks(&self) -> impl Iterator<Item = Week> {
        let weeks = self.0.chunks(7).filter(|week| week.iter().any(|day| day.minutes > 0));
        weeks.map(|week| Week {
            monday: week[0].date,
            in_all: week.iter().map(|day| day.in_all).sum(),
        })
    }

    /// How long is worked without a break of at least so many minutes, at whichever place and past
    /// midnight, too; and the day on which that begins.
    pub(super) fn stretches(
        &self,
        plan: &Plan<'_>,
        break_on: impl Fn(NaiveDate) -> i64,
    ) -> Vec<(NaiveDate, i64)> {
        let first = self.0.first().map_or(NaiveDate::MIN, |day| day.date);
        let mut shifts: Vec<(NaiveDate, i64, &Shift)> = Vec::new();
        for day in self.0.iter().filter(|day| day.in_all > 0) {
            let all = std::iter::once(plan.schedule).chain(plan.others);
            let shifts_then = all.flat_map(|it| it.on(day.date, plan.working_days));
            let midnight = (day.date - first).num_days() * 24 * 60;
            shifts.extend(shifts_then.map(|shift| (day.date, midnight, shift)));
        }
        shifts.sort_by_key(|(_, midnight, shift)| midnight + i64::from(shift.begins));
        // Where the last stretch has ended.
        let (mut end, mut stretches) = (i64::MIN, Vec::<(NaiveDate, i64)>::new());
        for (date, midnight, shift) in shifts {
            let begins = midnight + i64::from(shift.begins);
            let at_least = break_on(date);
            let goes_on = begins.saturating_sub(end) < at_least;
            let has_a_break = i64::from(shift.rest) >= at_least;
            let minutes = if has_a_break { 0 } else { i64::from(shift.minutes()) };
            match stretches.last_mut().filter(|_| goes_on) {
                Some((_, stretch)) if !has_a_break => *stretch += minutes,
                _ => stretches.push((date, minutes)),
            }
            end = end.max(midnight + i64::from(shift.ends));
        }
        stretches
    }

    /// Minutes of the plan.
    pub(super) fn minutes(&self) -> u32 {
        self.days().map(|day| day.minutes).sum()
    }
}

fn monday_of(day: NaiveDate) -> NaiveDate {
    day - Days::new(day.weekday().num_days_from_monday().into())
}

fn sunday_of(day: NaiveDate) -> NaiveDate {
    monday_of(day) + Days::new(6)
}

/// Full years; who is born on 29 February becomes older on 1 March where there is no such day.
pub(super) fn age(birth_date: NaiveDate, day: NaiveDate) -> u32 {
    day.years_since(birth_date).unwrap_or(0)
}

/// By which row the hours of a week are limited. In the week of a birthday the younger age holds.
pub(super) fn week_limit(plan: &Plan<'_>, monday: NaiveDate, rules: &RuleBook) -> (RuleKey, i64) {
    let by_age = match age(plan.birth_date, monday) {
        0..16 => RuleKey::WeekHoursAge14To16,
        16..18 => RuleKey::WeekHoursAge16To18,
        18.. => RuleKey::WeekHoursAdult,
    };
    let harmful = plan.is_harmful().then_some(RuleKey::WeekHoursHarmfulWork);
    strictest([Some(by_age), harmful], monday, rules)
}

/// By which row the minutes of a day are limited. For the youngest the law names none of their own: they
/// are not freer than who is older.
pub(super) fn day_limit(plan: &Plan<'_>, day: &Day, rules: &RuleBook) -> (RuleKey, i64) {
    let is_six = day.days_a_week > 5;
    let of = |five, six| if is_six { six } else { five };
    let by_age = match age(plan.birth_date, day.date) {
        0..18 => of(RuleKey::DayOfFiveAge16To18, RuleKey::DayOfSixAge16To18),
        18.. => of(RuleKey::DayOfFiveAdult, RuleKey::DayOfSixAdult),
    };
    let harmful =
        plan.is_harmful().then(|| of(RuleKey::DayOfFiveHarmfulWork, RuleKey::DayOfSixHarmfulWork));
    strictest([Some(by_age), harmful], day.date, rules)
}

fn strictest(keys: [Option<RuleKey>; 2], at: NaiveDate, rules: &RuleBook) -> (RuleKey, i64) {
    let limits = keys.into_iter().flatten().map(|key| (key, rules.limit(key, at)));
    limits.min_by_key(|(_, limit)| *limit).expect("there is a key")
}
