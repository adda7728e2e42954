//! Where learners are trained at an enterprise (M19; S1.2-L2-1; Law on Education, article 45-1).

mod rules;
#[cfg(test)]
mod tests;
mod workflow;

use chrono::{DateTime, NaiveDate, Utc};
use strum::{EnumDiscriminants, EnumMessage, IntoStaticStr, VariantArray};

pub use self::rules::*;
use crate::{Facts, Head, Id, LocalizedText, RegionCode, directory::Organization};

/// оқу жұмыс орны / учебное рабочее место: a place at an enterprise where learners are trained.
#[derive(Clone, Debug)]
pub struct Workplace {
    pub head: Head<Self>,
    /// Number in the register: `W-<region>-<year>-<sequence>`.
    pub number: String,
    pub enterprise_id: Id<Organization>,
    /// Where it is.
    pub region: RegionCode,
    pub terms: Terms,
    pub status: Status,
    /// When it was published for the first time.
    pub published_at: Option<DateTime<Utc>>,
    /// Why it was suspended, closed or withdrawn.
    pub comment: Option<String>,
}

/// What the enterprise says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    pub name: LocalizedText,
    /// Codes of the qualifications that can be trained there.
    pub qualification_codes: Vec<String>,
    /// The place, by KATO.
    pub kato_code: String,
    /// Street and building.
    pub address: Option<LocalizedText>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    /// Learners at one time.
    pub capacity: u32,
    /// The first day on which it can be used.
    pub available_from: NaiveDate,
    /// The last one; `None`: until something else is said.
    pub available_to: Option<NaiveDate>,
    pub shift_mode: ShiftMode,
    /// Heavy work, or work in harmful or dangerous conditions: closed to minors.
    pub is_harmful: bool,
    /// What the conditions of work are, and what protects from them.
    pub conditions: Option<LocalizedText>,
    pub equipment: Option<LocalizedText>,
}

/// When it is worked there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ShiftMode {
    /// күндізгі / дневная: by day.
    Day,
    /// ауысымды / сменная: by turns, by day and in the evening.
    Rotating,
    /// тәулік бойы / круглосуточная: day and night.
    AroundTheClock,
}

/// Where a workplace stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// Being described; seen by the enterprise alone.
    Draft,
    /// Seen by everyone: learners may be placed there.
    Open,
    /// For the time being nobody new is placed there.
    Suspended,
    /// Its enterprise has given it up after it was published; seen by everyone.
    Closed,
    /// Its enterprise has given it up before.
    Withdrawn,
}

/// What can happen to a workplace.
#[derive(Clone, Debug, EnumDiscriminants)]
#[strum_discriminants(
    name(Action),
    derive(Hash, EnumMessage, IntoStaticStr, VariantArray),
    strum(serialize_all = "snake_case"),
    doc = "What can happen to a workplace."
)]
pub enum Command {
    /// Changes what is said of it.
    Edit { terms: Located },
    /// Shows it to everyone: learners may be placed there.
    Publish {},
    /// Lets nobody new be placed there for the time being.
    Suspend { comment: String },
    /// Gives up what was published.
    Close { comment: Option<String> },
    /// Gives up what was not published.
    Withdraw { comment: Option<String> },
}

/// Terms whose codes have been looked up in the classifiers.
#[derive(Clone, Debug)]
pub struct Located {
    pub terms: Terms,
    pub region: RegionCode,
}

impl Workplace {
    pub fn draft(
        id: Id<Self>,
        number: String,
        enterprise_id: Id<Organization>,
        Located { terms, region }: Located,
        facts: &Facts<'_>,
    ) -> Self {
        let head = Head::new(id, facts.now.0);
        let status = Status::Draft;
        let (published_at, comment) = (None, None);
        Self { head, number, enterprise_id, region, terms, status, published_at, comment }
    }
}
