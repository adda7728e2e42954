//! Reference books: places, classifiers, calendar, legal acts and the values of rules.
//!
//! They come from files of ours, are the same for everyone and have no lifecycle but one: a row
//! that is no longer in force is retired, can still be referred to, and is not chosen anew.

mod activity;
mod calendar;
mod place;
mod record;
mod resolve;
mod rule_book;
mod rule_key;
mod rules;
mod specialty;
mod working_days;

pub(crate) use self::place::{is_in_kazakhstan, is_on_the_map};
#[cfg(test)]
pub(crate) use self::working_days::testing::calendar_day;
pub use self::{
    activity::{EconomicActivity, IscedField, Occupation},
    calendar::{AcademicYear, ActKind, CalendarDay, DayKind, LegalAct},
    place::{CollegeKind, ListedCollege, Region, RegionKind, Settlement, SettlementKind},
    record::{Entry as ReferenceEntry, Status as ReferenceStatus},
    resolve::{
        Candidate, Classifier, CodeKind, Obstacle, ObstacleKind, Repair, RepairKind, Resolution,
        resolve_code,
    },
    rule_book::{RuleBook, RuleBookFlaw, RuleRow, Severity, Unit},
    rule_key::RuleKey,
    rules::*,
    specialty::{
        AliasKind, ClassifierAlias, LegacyMatch, LegacySpecialty, Level, Qualification, Specialty,
    },
    working_days::WorkingDays,
};
