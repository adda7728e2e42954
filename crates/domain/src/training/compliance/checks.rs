//! The rules one by one.

use chrono::NaiveDate;

use super::{
    Capacity, Check, Measured, Outcome, Plan, Site, rules,
    timetable::{Timetable, age, day_limit, week_limit},
};
use crate::{
    Rule,
    reference::{RuleBook, RuleKey, Severity, Unit},
    training::{Schedule, Shift},
};

/// In the order in which they are told.
pub(super) const ALL: &[fn(&Plan<'_>, &Timetable, &RuleBook) -> Check] = &[
    old_enough,
    hours_a_week,
    hours_a_day,
    nights,
    harm,
    breaks,
    one_place_at_a_time,
    within_studies,
    begins_on_a_working_day,
    hours_are_of_the_programme,
    share_at_the_enterprise,
    hours_find_time,
    workplace_trains_it,
    workplace_is_available,
    workplace_has_room,
    mentor_has_room,
    mentors_do_not_have_too_many,
];

/// Something that was measured, and how far it is from what is permitted: beyond it above zero.
#[derive(Clone, Copy)]
struct Found {
    law: Option<RuleKey>,
    measured: Measured,
    beyond: i64,
    severity: Severity,
}

impl Found {
    fn at_most(rules: &RuleBook, law: Option<RuleKey>, measured: Measured) -> Self {
        let severity = law.map_or(Severity::Block, |key| rules.nearest(key, measured.on).severity);
        Self { law, measured, beyond: measured.value - measured.limit, severity }
    }

    fn at_least(rules: &RuleBook, law: RuleKey, measured: Measured) -> Self {
        let beyond = measured.limit - measured.value;
        Self { beyond, ..Self::at_most(rules, Some(law), measured) }
    }

    /// What is refused weighs more than what is only said.
    fn weight(&self) -> (bool, i64) {
        (self.beyond > 0 && self.severity == Severity::Block, self.beyond)
    }
}

/// By whatever is furthest beyond, the first of several.
fn by_the_worst(
    rule: &'static Rule,
    field: &'static str,
    found: impl Iterator<Item = Found>,
) -> Check {
    let worst = found.reduce(|one, other| if other.weight() > one.weight() { other } else { one });
    let Some(Found { law, measured, beyond, severity }) = worst else {
        return not_concerned(rule, field);
    };
    let outcome = if beyond > 0 { Outcome::Broken } else { Outcome::Kept };
    let law = law.map(|key| (key, measured.on));
    Check { rule, field, outcome, severity, law, measured: Some(measured) }
}

fn not_concerned(rule: &'static Rule, field: &'static str) -> Check {
    let outcome = Outcome::NotConcerned;
    Check { rule, field, outcome, severity: Severity::Block, law: None, measured: None }
}

/// By a rule of ours without numbers.
fn plain(rule: &'static Rule, field: &'static str, keeps: bool) -> Check {
    let outcome = if keeps { Outcome::Kept } else { Outcome::Broken };
    Check { rule, field, outcome, severity: Severity::Block, law: None, measured: None }
}

/// Whoever does something on a day is old enough for it.
fn aged(
    plan: &Plan<'_>,
    rules: &RuleBook,
    key: RuleKey,
    days: impl Iterator<Item = NaiveDate>,
) -> impl Iterator<Item = Found> {
    days.map(move |on| {
        let (value, limit) = (age(plan.birth_date, on).into(), rules.limit(key, on));
        Found::at_least(rules, key, Measured { value, limit, unit: Unit::Years, on })
    })
}

fn old_enough(plan: &Plan<'_>, _: &Timetable, rules: &RuleBook) -> Check {
    let first = std::iter::once(plan.schedule.span().0);
    let found = aged(plan, rules, RuleKey::WorkMinAge, first);
    by_the_worst(&rules::OLD_ENOUGH, "schedule", found)
}

fn hours_a_week(plan: &Plan<'_>, timetable: &Timetable, rules: &RuleBook) -> Check {
    let found = timetable.weeks().map(|week| {
        let (key, hours) = week_limit(plan, week.monday, rules);
        let (value, limit, on) = (week.in_all.into(), hours * 60, week.monday);
        Found::at_most(rules, Some(key), Measured { value, limit, unit: Unit::Minutes, on })
    });
    by_the_worst(&rules::WEEK_IS_SHORT_ENOUGH, "schedule", found)
}

fn hours_a_day(plan: &Plan<'_>, timetable: &Timetable, rules: &RuleBook) -> Check {
    let found = timetable.days().map(|day| {
        let (key, limit) = day_limit(plan, day, rules);
        let (value, on) = (day.in_all.into(), day.date);
        Found::at_most(rules, Some(key), Measured { value, limit, unit: Unit::Minutes, on })
    });
    by_the_worst(&rules::DAY_IS_SHORT_ENOUGH, "schedule", found)
}

fn nights(plan: &Plan<'_>, timetable: &Timetable, rules: &RuleBook) -> Check {
    let dates = timetable.days().map(|day| day.date);
    let at_night = dates.filter(|&on| {
        let limit = |key| rules.limit(key, on);
        let (begins, ends) = (limit(RuleKey::NightBegins), limit(RuleKey::NightEnds));
        let mut shifts = plan.schedule.on(on, plan.working_days);
        shifts.any(|shift| i64::from(shift.begins) < ends || i64::from(shift.ends) > begins)
    });
    let found = aged(plan, rules, RuleKey::NightWorkMinAge, at_night);
    by_the_worst(&rules::NIGHTS_ARE_FOR_ADULTS, "schedule", found)
}

fn harm(plan: &Plan<'_>, timetable: &Timetable, rules: &RuleBook) -> Check {
    let harmful = timetable.days().map(|day| day.date).filter(|_| plan.is_harmful());
    let found = aged(plan, rules, RuleKey::HarmfulWorkMinAge, harmful);
    by_the_worst(&rules::HARM_IS_FOR_ADULTS, "workplace_id", found)
}

fn breaks(plan: &Plan<'_>, timetable: &Timetable, rules: &RuleBook) -> Check {
    const KEY: RuleKey = RuleKey::RestBreakAfter;
    let stretches = timetable.stretches(plan, |on| rules.limit(RuleKey::RestBreakMin, on));
    let found = stretches.into_iter().map(|(on, value)| {
        let limit = rules.limit(KEY, on);
        Found::at_most(rules, Some(KEY), Measured { value, limit, unit: Unit::Minutes, on })
    });
    by_the_worst(&rules::LONG_DAYS_HAVE_A_BREAK, "schedule", found)
}

fn one_place_at_a_time(plan: &Plan<'_>, timetable: &Timetable, _: &RuleBook) -> Check {
    let is_twice = |on: NaiveDate| {
        let at = |schedule: &Schedule| -> Vec<Shift> {
            schedule.on(on, plan.working_days).copied().collect()
        };
        let own = at(plan.schedule);
        let elsewhere = plan.others.iter().flat_map(at);
        elsewhere.into_iter().any(|other| own.iter().any(|shift| shift.meets(&other)))
    };
    let met = timetable.days().any(|day| is_twice(day.date));
    plain(&rules::ONE_PLACE_AT_A_TIME, "schedule", !met)
}

fn within_studies(plan: &Plan<'_>, _: &Timetable, _: &RuleBook) -> Check {
    let (from, to) = plan.schedule.span();
    let (first, last) = plan.studies;
    plain(&rules::WITHIN_STUDIES, "schedule", first <= from && to <= last)
}

fn begins_on_a_working_day(plan: &Plan<'_>, _: &Timetable, _: &RuleBook) -> Check {
    let (first, _) = plan.schedule.span();
    let works = plan.schedule.minutes_on(first, plan.working_days) > 0;
    plain(&rules::BEGINS_ON_A_WORKING_DAY, "schedule", works)
}

fn share_at_the_enterprise(plan: &Plan<'_>, _: &Timetable, rules: &RuleBook) -> Check {
    const KEY: RuleKey = RuleKey::DualMinEnterpriseShare;
    let of_all = i64::from(plan.programme.training_and_practice());
    let found = plan.is_dual.then(|| {
        let (on, _) = plan.schedule.span();
        let (there, limit) = (i64::from(plan.hours.training_and_practice()), rules.limit(KEY, on));
        let value = if of_all == 0 { 0 } else { there * 100 / of_all };
        Found::at_least(rules, KEY, Measured { value, limit, unit: Unit::Percent, on })
    });
    by_the_worst(&rules::SHARE_IS_HELD, "hours", found.into_iter())
}

fn hours_are_of_the_programme(plan: &Plan<'_>, _: &Timetable, _: &RuleBook) -> Check {
    let (there, all) = (plan.hours, plan.programme);
    let keeps = there.theory <= all.theory
        && there.industrial_training <= all.industrial_training
        && there.practice <= all.practice;
    plain(&rules::HOURS_ARE_OF_THE_PROGRAMME, "hours", keeps)
}

fn hours_find_time(plan: &Plan<'_>, timetable: &Timetable, rules: &RuleBook) -> Check {
    let (on, _) = plan.schedule.span();
    let (value, limit) = (plan.hours.total().into(), (timetable.minutes() / 60).into());
    let found = Found::at_most(rules, None, Measured { value, limit, unit: Unit::Hours, on });
    by_the_worst(&rules::HOURS_FIND_TIME, "hours", std::iter::once(found))
}

fn workplace_trains_it(plan: &Plan<'_>, _: &Timetable, _: &RuleBook) -> Check {
    let (rule, field) = (&rules::WORKPLACE_TRAINS_IT, "workplace_id");
    let Some(site) = plan.site else { return not_concerned(rule, field) };
    let mut codes = site.qualification_codes.iter();
    plain(rule, field, codes.any(|code| code == plan.qualification_code))
}

fn workplace_is_available(plan: &Plan<'_>, _: &Timetable, _: &RuleBook) -> Check {
    let (rule, field) = (&rules::WORKPLACE_IS_AVAILABLE, "workplace_id");
    let Some(Site { available: (first, last), .. }) = plan.site else {
        return not_concerned(rule, field);
    };
    let (from, to) = plan.schedule.span();
    plain(rule, field, first <= from && last.is_none_or(|last| to <= last))
}

fn workplace_has_room(plan: &Plan<'_>, _: &Timetable, rules: &RuleBook) -> Check {
    let places = plan.site.map(|site| site.capacity);
    let found = places.map(|places| crowd(plan, &places, (places.room.into(), None), rules));
    by_the_worst(&rules::WORKPLACE_HAS_ROOM, "workplace_id", found.into_iter())
}

fn mentor_has_room(plan: &Plan<'_>, _: &Timetable, rules: &RuleBook) -> Check {
    let mentor = plan.mentor;
    let found = mentor.map(|mentor| crowd(plan, &mentor, (mentor.room.into(), None), rules));
    by_the_worst(&rules::MENTOR_HAS_ROOM, "mentor_id", found.into_iter())
}

fn mentors_do_not_have_too_many(plan: &Plan<'_>, _: &Timetable, rules: &RuleBook) -> Check {
    const KEY: RuleKey = RuleKey::MentorMaxLearners;
    let limit = rules.limit(KEY, plan.schedule.span().0);
    let found = plan.mentor.map(|mentor| crowd(plan, &mentor, (limit, Some(KEY)), rules));
    by_the_worst(&rules::MENTORS_DO_NOT_HAVE_TOO_MANY, "mentor_id", found.into_iter())
}

/// With the learner of the plan, on the fullest of its days. Only on its first day and where somebody
/// else begins can there be more than before.
fn crowd(
    plan: &Plan<'_>,
    capacity: &Capacity<'_>,
    (limit, law): (i64, Option<RuleKey>),
    rules: &RuleBook,
) -> Found {
    let (from, to) = plan.schedule.span();
    let there = |on: NaiveDate| {
        let taken = capacity.taken.iter().filter(|(first, last)| *first <= on && on <= *last);
        i64::try_from(taken.count()).unwrap_or(i64::MAX).saturating_add(1)
    };
    let begins = capacity.taken.iter().map(|(first, _)| *first);
    let days = begins.filter(|on| from < *on && *on <= to);
    let (value, on) = days.fold((there(from), from), |fullest, on| {
        let value = there(on);
        if value > fullest.0 { (value, on) } else { fullest }
    });
    Found::at_most(rules, law, Measured { value, limit, unit: Unit::Persons, on })
}
