//! Organizations of one region that train people together (M03; S1.1-4, S2, S2.1, S3).

mod rules;
#[cfg(test)]
mod tests;
mod workflow;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumMessage, IntoStaticStr, VariantArray};

pub use self::rules::*;
use super::{Organization, cluster_membership::Component};
use crate::{Facts, Head, Id, LocalizedText, RegionCode};

/// өңірлік білім беру-өндірістік кластер / региональный образовательно-производственный кластер.
///
/// Not a legal entity (S1.1-4): it has no BIN and no account, and is never a party, a signer or an
/// owner (INV1). What is agreed or owned names organizations; a cluster is where it belongs.
#[derive(Clone, Debug)]
pub struct Cluster {
    pub head: Head<Self>,
    /// The organization that has raised the idea (S5-1).
    pub initiator_id: Id<Organization>,
    /// The one region it works in, by the first two digits of the KATO code.
    pub region: RegionCode,
    pub profile: Profile,
    pub status: Status,
    pub status_granted_at: Option<DateTime<Utc>>,
    /// Number and date of the decision of the regional council that has granted the status.
    pub status_decision: Option<String>,
    pub started_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    /// The cluster it has become part of.
    pub merged_into_id: Option<Id<Cluster>>,
    /// Why it was returned, rejected, suspended or closed.
    pub comment: Option<String>,
    pub tally: Tally,
}

/// What a cluster says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    pub name: LocalizedText,
    pub short_name: Option<LocalizedText>,
    /// Sections of economic activities (OKED): letters from `A` to `U`.
    pub industries: Vec<String>,
    /// Fields of education (ISCED-F 2013): codes of two to four digits.
    pub specialty_fields: Vec<String>,
    /// Where it works beyond the seat of its region: KATO codes of nine digits.
    pub additional_territories: Vec<String>,
    pub mission: Option<LocalizedText>,
    /// What it wants to reach (S2.1).
    pub goal: Option<LocalizedText>,
    pub tasks: Vec<TaskNote>,
    /// The orders and agreements it rests on.
    pub legal_basis: Option<String>,
    /// The organization whose people coordinate it.
    pub coordinator_id: Option<Id<Organization>>,
    /// The organization around which it has formed.
    pub base_organization_id: Option<Id<Organization>>,
}

/// A task of the founding document that a cluster has taken on, in its own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskNote {
    pub task: Task,
    #[serde(default)]
    pub text: Option<LocalizedText>,
}

/// Tasks of a cluster (S2.2-1 to S2.2-7).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumMessage,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Task {
    /// өңірлік бірыңғай даярлау жүйесі / единая региональная система подготовки кадров.
    RegionalTrainingSystem,
    /// білім беру бағдарламаларын жаңарту / обновление образовательных программ и ресурсов.
    ProgrammeRenewal,
    /// дуальды оқыту және мақсатты даярлау / дуальное обучение и целевая подготовка.
    DualAndTargetedTraining,
    /// жұмысқа орналастыру және бейімдеу / трудоустройство и профессиональная адаптация.
    EmploymentAndAdaptation,
    /// кәсіптік бағдар беру және біліктілікті арттыру / профориентация и повышение квалификации.
    GuidanceAndUpskilling,
    /// жаһандық білім беру кеңістігіне кірігу / вхождение в мировое образовательное пространство.
    GlobalEducationSpace,
    /// академиялық ұтқырлық және ғылыми ынтымақтастық / мобильность и научное сотрудничество.
    MobilityAndResearch,
}

/// Numbers of its members that take part, changed together with them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub enterprises: u32,
    pub colleges: u32,
    /// Local executive and other state bodies.
    pub government: u32,
}

/// Where a cluster stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// бастама / инициатива: somebody has raised the idea.
    Initiative,
    /// тұжырымдама / концепция: concept and passport are being written.
    Concept,
    /// ұсынылды / представлен: waits for the regional coordination council.
    Submitted,
    /// пысықтауда / на доработке: sent back to the initiator.
    Revision,
    /// бас тартылды / отклонён: the council has refused the status.
    Rejected,
    /// мәртебе берілді / статус присвоен: the council has granted the status.
    Approved,
    /// жұмыс істейді / действует.
    Active,
    /// тоқтатылды / приостановлен.
    Suspended,
    /// жабылды / закрыт.
    Closed,
    /// біріктірілді / объединён: has become part of another cluster.
    Merged,
}

/// What can happen to a cluster.
#[derive(Clone, Debug, EnumDiscriminants)]
#[strum_discriminants(
    name(Action),
    derive(Hash, EnumMessage, IntoStaticStr, VariantArray),
    strum(serialize_all = "snake_case"),
    doc = "What can happen to a cluster."
)]
pub enum Command {
    /// Changes what it says of itself.
    Edit { profile: Profile },
    /// Begins to write concept and passport.
    StartConcept {},
    /// Hands concept and passport to the regional council.
    Submit {},
    /// Sends them back to the initiator.
    ReturnForRevision { comment: String },
    /// Hands them in again.
    Resubmit {},
    /// Refuses the status.
    Reject { comment: String },
    /// Grants the status.
    GrantStatus { decision: String },
    /// Begins to work.
    Launch {},
    /// Bars it from working until it is looked into.
    Suspend { comment: String },
    /// Lets it work again.
    Resume {},
    /// Ends it.
    Close { comment: String },
    /// Makes it part of another cluster.
    Merge { into_id: Id<Cluster> },
}

impl Status {
    /// Organizations may join.
    pub const OPEN: &'static [Self] = &[
        Self::Initiative,
        Self::Concept,
        Self::Submitted,
        Self::Revision,
        Self::Approved,
        Self::Active,
        Self::Suspended,
    ];
    /// It has the status of a cluster, and members may take part.
    pub const WITH_STATUS: &'static [Self] = &[Self::Approved, Self::Active, Self::Suspended];
}

impl Cluster {
    pub fn draft(
        id: Id<Self>,
        initiator_id: Id<Organization>,
        region: RegionCode,
        profile: Profile,
        facts: &Facts<'_>,
    ) -> Self {
        Self {
            head: Head::new(id, facts.now.0),
            initiator_id,
            region,
            profile: profile.in_order(),
            status: Status::Initiative,
            status_granted_at: None,
            status_decision: None,
            started_at: None,
            ended_at: None,
            merged_into_id: None,
            comment: None,
            tally: Tally::default(),
        }
    }

    /// Whether organizations may join.
    pub fn is_open(&self) -> bool {
        Status::OPEN.contains(&self.status)
    }

    /// Whether it has the status, so that everyone sees who takes part.
    pub fn has_status(&self) -> bool {
        Status::WITH_STATUS.contains(&self.status)
    }

    /// Which of education, industry and government is missing among the members. A working cluster
    /// needs all three; that one is missing is shown and bars nothing.
    pub fn missing_components(&self) -> Vec<Component> {
        let Tally { enterprises, colleges, government } = self.tally;
        [
            (Component::Industry, enterprises),
            (Component::Education, colleges),
            (Component::Government, government),
        ]
        .into_iter()
        .filter(|(_, members)| *members == 0)
        .map(|(component, _)| component)
        .collect()
    }
}

impl Profile {
    /// Lists sorted and without repetitions: two clusters of the same industries have equal lists,
    /// by which their names are kept apart.
    fn in_order(mut self) -> Self {
        for list in
            [&mut self.industries, &mut self.specialty_fields, &mut self.additional_territories]
        {
            list.sort_unstable();
            list.dedup();
        }
        self
    }
}
