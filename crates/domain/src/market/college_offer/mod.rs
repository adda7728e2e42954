//! A college offers seats, with or without a request (M16; S4-4).

mod rules;
#[cfg(test)]
mod tests;
mod workflow;

use chrono::{DateTime, NaiveDate, Utc};
use strum::{EnumDiscriminants, EnumMessage, IntoStaticStr, VariantArray};

pub use self::rules::*;
use super::employer_request::{EntryBase, StudyLanguage};
use crate::{
    Facts, Head, Id, LocalizedText, Reason, RegionCode,
    directory::{Cluster, Organization},
};

/// колледждің ұсынысы / предложение колледжа.
#[derive(Clone, Debug)]
pub struct CollegeOffer {
    pub head: Head<Self>,
    /// Number in the register: `O-<region>-<year>-<sequence>`.
    pub number: String,
    pub college_id: Id<Organization>,
    pub cluster_id: Option<Id<Cluster>>,
    /// Where the college is.
    pub region: RegionCode,
    /// The specialty of the qualification offered.
    pub specialty_code: String,
    pub terms: Terms,
    pub status: Status,
    /// When it was published, before that when it was begun: what lists are ordered by.
    pub listed_at: DateTime<Utc>,
    pub published_at: Option<DateTime<Utc>>,
    /// Why it was closed or withdrawn.
    pub comment: Option<String>,
    pub tally: Tally,
}

/// What the college decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// Code of the qualification in the TVET classifier.
    pub qualification_code: String,
    /// Such as `2026-2027`.
    pub academic_year: String,
    /// Persons the college can train or send.
    pub seats: u32,
    pub entry_base: Option<EntryBase>,
    pub study_language: Option<StudyLanguage>,
    /// Study groups.
    pub groups: Option<u32>,
    /// Persons who will graduate in that year.
    pub graduates_expected: Option<u32>,
    pub available_from: Option<NaiveDate>,
    /// Tiyn a person and year, where training is paid for.
    pub price: Option<i64>,
    /// What the college needs from a partner: equipment, workplaces, mentors.
    pub resources_needed: Option<LocalizedText>,
    /// Anything else.
    pub summary: Option<LocalizedText>,
}

/// Numbers of the responses that refer to the offer, changed together with them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Seats taken by accepted responses (INV2: never above the seats).
    pub reserved: u32,
}

/// Where an offer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// Being written; seen by the college alone.
    Draft,
    /// Seen by everyone.
    Published,
    /// Ended by the college.
    Closed,
    /// Taken back by the college.
    Withdrawn,
}

/// What can happen to an offer.
#[derive(Clone, Debug, EnumDiscriminants)]
#[strum_discriminants(
    name(Action),
    derive(Hash, EnumMessage, IntoStaticStr, VariantArray),
    strum(serialize_all = "snake_case"),
    doc = "What can happen to an offer."
)]
pub enum Command {
    /// Changes what is offered.
    Edit { terms: Classified },
    /// Shows the offer to everyone.
    Publish {},
    /// Ends the offer.
    Close { comment: Option<String> },
    /// Takes the offer back.
    Withdraw { comment: Option<String> },
}

/// How many of the seats are left. Computed, never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Availability {
    /// All of them.
    Available,
    /// Some of them.
    Reserved,
    /// None.
    Exhausted,
}

/// Terms whose codes have been looked up in the classifiers.
#[derive(Clone, Debug)]
pub struct Classified {
    pub terms: Terms,
    pub specialty_code: String,
}

impl Status {
    /// Its seats may be taken.
    pub const OPEN: &'static [Self] = &[Self::Published];
}

impl CollegeOffer {
    pub fn draft(
        id: Id<Self>,
        number: String,
        college_id: Id<Organization>,
        region: RegionCode,
        cluster_id: Option<Id<Cluster>>,
        classified: Classified,
        facts: &Facts<'_>,
    ) -> Self {
        let Classified { terms, specialty_code } = classified;
        Self {
            head: Head::new(id, facts.now.0),
            number,
            college_id,
            cluster_id,
            region,
            specialty_code,
            terms,
            status: Status::Draft,
            listed_at: facts.now.0,
            published_at: None,
            comment: None,
            tally: Tally::default(),
        }
    }

    /// Whether so many more seats may be taken now (INV2). The store takes them by a statement
    /// that looks once more.
    pub fn has_seats(&self, persons: u32, facts: &Facts<'_>) -> Result<(), Reason> {
        OPEN.check(self, facts)?;
        if persons > self.remaining() {
            return Err(SEATS_ARE_KEPT.broken_at(Some("quantity")).into());
        }
        Ok(())
    }

    /// Seats that are left.
    pub fn remaining(&self) -> u32 {
        self.terms.seats.saturating_sub(self.tally.reserved)
    }

    pub fn availability(&self) -> Availability {
        match self.remaining() {
            0 => Availability::Exhausted,
            left if left < self.terms.seats => Availability::Reserved,
            _ => Availability::Available,
        }
    }
}
