//! A person or a client holds a role somewhere, for some time.

mod rules;
#[cfg(test)]
mod tests;
mod workflow;

use chrono::NaiveDate;
use strum::{EnumDiscriminants, EnumMessage, IntoStaticStr, VariantArray};

pub use self::rules::*;
use super::{ApiClient, Person};
use crate::{
    Head, Id, Now, Place, RegionCode, Role, Seat,
    directory::{Cluster, Organization},
};

/// өкілеттік / полномочие: a role that a person or a client holds at an organization, in a cluster, in a region or in the country.
#[derive(Clone, Debug)]
pub struct Affiliation {
    pub head: Head<Self>,
    pub person_id: Option<Id<Person>>,
    pub client_id: Option<Id<ApiClient>>,
    pub role: Role,
    /// Where, if it is at an organization.
    pub organization_id: Option<Id<Organization>>,
    /// Where, if it is in a cluster.
    pub cluster_id: Option<Id<Cluster>>,
    /// Where, if it is in a region.
    pub region: Option<RegionCode>,
    pub valid_from: NaiveDate,
    /// Last day; `None`: until it is revoked.
    pub valid_to: Option<NaiveDate>,
    pub status: Status,
    /// Why it was revoked.
    pub comment: Option<String>,
}

/// Where a role stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// берілді / предоставлено: held on the days for which it is granted.
    Active,
    /// қайтарып алынды / отозвано.
    Revoked,
    /// мерзімі өтті / истекло: its last day has passed.
    Expired,
}

/// What can happen to a role.
#[derive(Clone, Debug, EnumDiscriminants)]
#[strum_discriminants(
    name(Action),
    derive(Hash, EnumMessage, IntoStaticStr, VariantArray),
    strum(serialize_all = "snake_case"),
    doc = "What can happen to a role."
)]
pub enum Command {
    /// Sets another last day.
    Extend { valid_to: Option<NaiveDate> },
    /// Takes the role away.
    Revoke { comment: Option<String> },
    /// Its last day has passed.
    Expire {},
}

/// Who holds a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    Person(Id<Person>),
    Client(Id<ApiClient>),
}

/// The days on which a role is held, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    pub from: NaiveDate,
    /// `None`: until it is revoked.
    pub to: Option<NaiveDate>,
}

impl Term {
    /// Whether its last day has passed.
    pub fn is_over(self, today: NaiveDate) -> bool {
        self.to.is_some_and(|last| last < today)
    }

    /// Whether it goes on when the other one has ended.
    pub fn outlasts(self, other: Self) -> bool {
        other.to.is_some_and(|last| self.to.is_none_or(|own| last < own))
    }
}

impl Affiliation {
    /// Somebody is given a role.
    pub fn grant(
        id: Id<Self>,
        holder: Holder,
        Seat { role, place }: Seat,
        term: Term,
        now: Now,
    ) -> Self {
        let (person_id, client_id) = match holder {
            Holder::Person(id) => (Some(id), None),
            Holder::Client(id) => (None, Some(id)),
        };
        let mut granted = Self {
            head: Head::new(id, now.0),
            person_id,
            client_id,
            role,
            organization_id: None,
            cluster_id: None,
            region: None,
            valid_from: term.from,
            valid_to: term.to,
            status: Status::Active,
            comment: None,
        };
        match place {
            Place::Organization(id) => granted.organization_id = Some(id),
            Place::Cluster(id) => granted.cluster_id = Some(id),
            Place::Region(code) => granted.region = Some(code),
            Place::Country => {}
        }
        granted
    }

    /// Who holds the role; `None`: nobody, which no record of ours is.
    pub fn holder(&self) -> Option<Holder> {
        let client = || self.client_id.map(Holder::Client);
        self.person_id.map(Holder::Person).or_else(client)
    }

    /// Where the role is held.
    pub fn place(&self) -> Place {
        let cluster = || self.cluster_id.map(Place::Cluster);
        let region = || self.region.map(Place::Region);
        let organization = self.organization_id.map(Place::Organization);
        organization.or_else(cluster).or_else(region).unwrap_or(Place::Country)
    }

    /// The days for which the role is given.
    pub fn term(&self) -> Term {
        Term { from: self.valid_from, to: self.valid_to }
    }

    /// The seat that it gives on this day, if it gives one.
    pub fn seat(&self, today: NaiveDate) -> Option<Seat> {
        let holds = self.status == Status::Active
            && self.valid_from <= today
            && self.valid_to.is_none_or(|last| today <= last);
        holds.then(|| Seat { role: self.role, place: self.place() })
    }
}
