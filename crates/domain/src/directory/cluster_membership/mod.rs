//! An organization takes part in a cluster (M03; S1.1-4, S2, S2.3, S5-5).

mod rules;
#[cfg(test)]
mod tests;
mod workflow;

use chrono::NaiveDate;
use strum::{EnumDiscriminants, EnumMessage, IntoStaticStr, VariantArray};

pub use self::rules::*;
use super::{Cluster, Organization, cluster, organization::Kind};
use crate::{Facts, Head, Id, LocalizedText, RegionCode};

/// кластерге қатысу / участие в кластере.
#[derive(Clone, Debug)]
pub struct ClusterMembership {
    pub head: Head<Self>,
    pub cluster_id: Id<Cluster>,
    pub organization_id: Id<Organization>,
    /// What the organization was when it was invited; the numbers of the cluster count it as that.
    pub organization_kind: Kind,
    /// The initiator of the cluster, who gathers its members.
    pub initiator_id: Id<Organization>,
    /// The region of the cluster, whose bodies see its members.
    pub region: RegionCode,
    pub terms: Terms,
    /// Last day on which the invitation can be accepted.
    pub respond_by: NaiveDate,
    pub status: Status,
    pub joined_on: Option<NaiveDate>,
    pub left_on: Option<NaiveDate>,
    /// Why it was declined, suspended or ended.
    pub comment: Option<String>,
}

/// What an organization is in a cluster, and what it takes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    pub roles: Vec<MemberRole>,
    pub component: Component,
    pub obligations: Option<LocalizedText>,
}

/// What an organization is in a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum MemberRole {
    /// құрылтайшы / учредитель.
    Founder,
    /// қатысушы / участник.
    Participant,
    /// базалық ұйым / базовая организация.
    BaseOrganization,
    /// үйлестіруші / координатор.
    Coordinator,
    /// серіктес / партнёр.
    Partner,
    /// бақылаушы / наблюдатель.
    Observer,
}

/// Which part of a cluster an organization belongs to (S2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Component {
    /// өндіріс / производство.
    Industry,
    /// ғылым / наука.
    Science,
    /// білім беру / образование.
    Education,
    /// мемлекеттік басқару / государственное управление.
    Government,
    /// әлеуметтік серіктестік / социальное партнёрство.
    SocialPartner,
}

/// Where a membership stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// шақырылды / приглашён.
    Invited,
    /// келісті / согласился: will take part once the agreement is signed.
    Accepted,
    /// қатысады / участвует.
    Active,
    /// тоқтатылды / приостановлен.
    Suspended,
    /// аяқталды / завершено.
    Ended,
    /// бас тартты / отказался.
    Declined,
    /// мерзімі өтті / истекло: nobody has answered the invitation in time.
    Expired,
}

/// What can happen to a membership.
#[derive(Clone, Debug, EnumDiscriminants)]
#[strum_discriminants(
    name(Action),
    derive(Hash, EnumMessage, IntoStaticStr, VariantArray),
    strum(serialize_all = "snake_case"),
    doc = "What can happen to a membership."
)]
pub enum Command {
    /// Changes roles and obligations.
    Edit { terms: Terms },
    /// Agrees to take part.
    Accept {},
    /// Turns the invitation down.
    Decline { comment: Option<String> },
    /// Nobody has answered in time.
    Expire {},
    /// Takes part from now on.
    Activate {},
    /// Bars the organization from taking part.
    Suspend { comment: String },
    /// Lets it take part again.
    Resume {},
    /// Leaves the cluster.
    Withdraw { comment: Option<String> },
    /// Has the organization leave the cluster.
    Exclude { comment: String },
    /// The cluster or the organization is no more, or the organization is a member once already.
    Dissolve {},
}

impl Status {
    /// Neither over nor turned down: an organization has one such membership in a cluster.
    pub const CURRENT: &'static [Self] =
        &[Self::Invited, Self::Accepted, Self::Active, Self::Suspended];
    /// Whoever acts for the organization sees and does in the cluster what members do.
    pub const TAKES_PART: &'static [Self] = &[Self::Accepted, Self::Active];
}

impl ClusterMembership {
    /// An organization is invited.
    pub fn invitation(
        id: Id<Self>,
        cluster: &Cluster,
        organization: &Organization,
        terms: Terms,
        respond_by: NaiveDate,
        facts: &Facts<'_>,
    ) -> Self {
        Self {
            head: Head::new(id, facts.now.0),
            cluster_id: cluster.head.id,
            organization_id: organization.head.id,
            organization_kind: organization.profile.kind,
            initiator_id: cluster.initiator_id,
            region: cluster.region,
            terms: terms.in_order(),
            respond_by,
            status: Status::Invited,
            joined_on: None,
            left_on: None,
            comment: None,
        }
    }

    pub fn takes_part(&self) -> bool {
        Status::TAKES_PART.contains(&self.status)
    }

    /// What it adds to the numbers of its cluster.
    pub fn tally(&self) -> cluster::Tally {
        let counts = |kinds: &[Kind]| {
            u32::from(self.takes_part() && kinds.contains(&self.organization_kind))
        };
        cluster::Tally {
            enterprises: counts(&[Kind::Enterprise, Kind::Startup]),
            colleges: counts(&[Kind::College, Kind::HigherCollege]),
            government: counts(&[Kind::LocalExecutiveBody, Kind::StateBody]),
        }
    }
}

impl Terms {
    /// What the initiator of a cluster is in it.
    pub fn of_founder(kind: Kind) -> Self {
        Self { roles: vec![MemberRole::Founder], component: kind.into(), obligations: None }
    }

    /// Roles in the order of the list, each once.
    fn in_order(mut self) -> Self {
        self.roles.sort_unstable_by_key(|role| *role as u8);
        self.roles.dedup();
        self
    }
}

impl From<Kind> for Component {
    /// Where an organization of this kind belongs (S2.3-1 to S2.3-3).
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Enterprise | Kind::Startup => Self::Industry,
            Kind::ResearchInstitute
            | Kind::Laboratory
            | Kind::InnovationCenter
            | Kind::EngineeringCenter => Self::Science,
            Kind::School
            | Kind::College
            | Kind::HigherCollege
            | Kind::University
            | Kind::TrainingCenter => Self::Education,
            Kind::LocalExecutiveBody
            | Kind::StateBody
            | Kind::CareerCenter
            | Kind::EmploymentCenter => Self::Government,
            Kind::IndustryAssociation
            | Kind::ChamberOfEntrepreneurs
            | Kind::TradeUnion
            | Kind::Ngo
            | Kind::InternationalPartner => Self::SocialPartner,
        }
    }
}
