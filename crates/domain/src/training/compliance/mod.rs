//! What the law says about a plan: every rule, kept or not, with the numbers it was decided by. The
//! same is shown to whoever asks beforehand and refuses whoever does it.
//!
//! Harmful work is closed to everyone below the age that the law names. That training may be an
//! exception from 16 on is a row of the rules that awaits verification, works and hours of it are not
//! known: nobody relies on it. Disability is not known of learners, so its limits are not read.

mod checks;
mod rules;
#[cfg(test)]
mod tests;
mod timetable;

use chrono::NaiveDate;

pub use self::rules::*;
use self::timetable::Timetable;
use super::Schedule;
use crate::{
    Broken, Reason, Rule,
    reference::{RuleBook, RuleKey, Severity, Unit, WorkingDays},
};

/// What is planned for one learner at one enterprise, and all that it is measured by.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'p> {
    pub schedule: &'p Schedule,
    /// It is dual training, of which a share is held at the enterprise by law.
    pub is_dual: bool,
    /// Hours at the enterprise, from the first day to the last.
    pub hours: Hours,
    /// Hours of the programme in that time, wherever they are held.
    pub programme: Hours,
    /// What the learner is trained for.
    pub qualification_code: &'p str,
    pub birth_date: NaiveDate,
    /// First and last day of the learner's studies.
    pub studies: (NaiveDate, NaiveDate),
    /// Where the learner is at the same time.
    pub others: &'p [Schedule],
    /// The workplace, once it is chosen.
    pub site: Option<Site<'p>>,
    /// Of the mentor, as the enterprise has set it.
    pub mentor: Option<Capacity<'p>>,
    pub working_days: &'p WorkingDays,
}

/// A workplace, as far as a plan is measured by it.
#[derive(Clone, Copy, Debug)]
pub struct Site<'p> {
    pub capacity: Capacity<'p>,
    /// The first and the last day on which it can be used; `None`: no last day is known.
    pub available: (NaiveDate, Option<NaiveDate>),
    /// Codes of the qualifications that can be trained there.
    pub qualification_codes: &'p [String],
    /// Heavy work, or work in harmful or dangerous conditions.
    pub is_harmful: bool,
}

/// Hours of training by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// теория / теория.
    pub theory: u32,
    /// өндірістік оқыту / производственное обучение.
    pub industrial_training: u32,
    /// кәсіптік практика / профессиональная практика.
    pub practice: u32,
}

/// How many there is room for, and who is there already, from when to when.
#[derive(Clone, Copy, Debug)]
pub struct Capacity<'p> {
    pub room: u32,
    pub taken: &'p [(NaiveDate, NaiveDate)],
}

/// One rule about one plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub rule: &'static Rule,
    /// The field to blame.
    pub field: &'static str,
    pub outcome: Outcome,
    /// Whether it is refused or only said.
    pub severity: Severity,
    /// The row of law that says so, and the day for which it was read; `None`: a rule of ours.
    pub law: Option<(RuleKey, NaiveDate)>,
    /// What the plan has and what is permitted: on the day or in the week that comes nearest to what is
    /// permitted, or is furthest beyond it.
    pub measured: Option<Measured>,
}

/// What was found, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    pub value: i64,
    pub limit: i64,
    /// Of both.
    pub unit: Unit,
    /// The day, or the Monday of the week.
    pub on: NaiveDate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Kept,
    Broken,
    /// It does not concern this plan.
    NotConcerned,
}

impl Hours {
    /// Of which the law demands a share at the enterprise.
    pub fn training_and_practice(self) -> u32 {
        self.industrial_training.saturating_add(self.practice)
    }

    pub fn total(self) -> u32 {
        self.training_and_practice().saturating_add(self.theory)
    }
}

impl Check {
    pub fn is_broken(&self) -> bool {
        self.outcome == Outcome::Broken
    }

    fn broken(&self) -> Broken {
        let broken = self.rule.broken_at(Some(self.field));
        match self.measured {
            Some(measured) => broken.hinting(measured.text()),
            None => broken,
        }
    }
}

impl Plan<'_> {
    fn is_harmful(&self) -> bool {
        self.site.is_some_and(|site| site.is_harmful)
    }
}

impl Measured {
    /// In words: `2026-09-07: 30 h 0 min, the limit is 24 h 0 min.`
    pub fn text(self) -> [String; 3] {
        let Self { value, limit, unit, on } = self;
        let time = |minutes: i64, [h, min]: [&str; 2]| {
            format!("{} {h} {} {min}", minutes / 60, minutes % 60)
        };
        let of = |value: i64, words: [&str; 2], years: &str, persons: &str| match unit {
            Unit::Minutes => time(value, words),
            Unit::Years => format!("{years} {value}"),
            Unit::Persons => format!("{persons} {value}"),
            Unit::Percent => format!("{value} %"),
            Unit::Hours => format!("{value} {}", words[0]),
            Unit::Days | Unit::Tenge => value.to_string(),
        };
        let kk = |value| of(value, ["сағ", "мин"], "жасы", "адам саны");
        let ru = |value| of(value, ["ч", "мин"], "возраст", "человек:");
        let en = |value| of(value, ["h", "min"], "age", "persons:");
        [
            format!("{on}: {}, шегі – {}.", kk(value), kk(limit)),
            format!("{on}: {}, предел – {}.", ru(value), ru(limit)),
            format!("{on}: {}, the limit is {}.", en(value), en(limit)),
        ]
    }
}

/// All rules, in the order in which they are told.
pub fn check(plan: &Plan<'_>, rules: &RuleBook) -> Vec<Check> {
    let timetable = Timetable::of(plan);
    checks::ALL.iter().map(|check| check(plan, &timetable, rules)).collect()
}

/// That no rule is broken that blocks.
pub fn enforce(plan: &Plan<'_>, rules: &RuleBook) -> Result<(), Reason> {
    let checks = check(plan, rules).into_iter();
    let blocks = |check: &Check| check.is_broken() && check.severity == Severity::Block;
    let broken: Vec<_> = checks.filter(blocks).map(|check| check.broken()).collect();
    if broken.is_empty() { Ok(()) } else { Err(Reason::Broken(broken)) }
}
