use chrono::NaiveDate;
use domain::{
    Id, Place, RegionCode, Role, Seat, Workflow,
    directory::{Cluster, Organization},
    platform::{
        Affiliation, ApiClient, Person,
        affiliation::{HOLDER_ACTS, HOLDER_IS_ONE, Holder, Term},
    },
};

use crate::{Aggregate, Error, Result, Tx, UseCase, directory::active};

/// Somebody is given a role: a person or a client, at an organization, in a cluster, in a region or,
/// with none of them named, in the country.
#[derive(Clone, Debug)]
pub struct GrantRole {
    pub id: Id<Affiliation>,
    pub person_id: Option<Id<Person>>,
    pub client_id: Option<Id<ApiClient>>,
    pub role: Role,
    pub organization_id: Option<Id<Organization>>,
    pub cluster_id: Option<Id<Cluster>>,
    pub region_code: Option<RegionCode>,
    /// `None`: from today on.
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
}

impl UseCase for GrantRole {
    type Record = Affiliation;

    fn id(&self) -> Id<Affiliation> {
        self.id
    }

    async fn run(&self, tx: &Tx) -> Result<Affiliation> {
        let holder = match (self.person_id, self.client_id) {
            (Some(id), None) => Holder::Person(id),
            (None, Some(id)) => Holder::Client(id),
            _ => return Err(HOLDER_IS_ONE.broken_at(Some("person_id")).into()),
        };
        if let Some(id) = self.organization_id {
            active(tx, id, "organization_id").await?;
        }
        if let Some(id) = self.cluster_id {
            tx.named("cluster_id", id).await?;
        }
        let now = tx.now();
        let from = self.valid_from.unwrap_or(now.today());
        let (seat, term) = (self.seat(), Term { from, to: self.valid_to });
        let granted = Affiliation::grant(self.id, holder, seat, term, now);
        // Whoever may grant the role may know who holds it; who may not is told so first.
        let granted = granted.begin(tx.viewer(), &tx.facts())?;
        self.named(tx, holder).await?;
        tx.create(granted).await
    }
}

impl GrantRole {
    fn seat(&self) -> Seat {
        let cluster = || self.cluster_id.map(Place::Cluster);
        let region = || self.region_code.map(Place::Region);
        let organization = self.organization_id.map(Place::Organization);
        let place = organization.or_else(cluster).or_else(region).unwrap_or(Place::Country);
        Seat { role: self.role, place }
    }

    /// The holder is somebody: at an organization, for its administrator, a person whom they see, because
    /// an organization of theirs has entered them; elsewhere wherever they were entered, for an id of a
    /// person tells nothing else. A client is one with which roles count.
    async fn named(&self, tx: &Tx, holder: Holder) -> Result<()> {
        let place = self.seat().place;
        let is_own =
            self.organization_id.is_some() && tx.viewer().sits_at(place, &[Role::OrgAdmin]);
        let absent = |field| {
            move |error| match error {
                Error::NotFound => Error::Absent(field),
                other => other,
            }
        };
        match holder {
            Holder::Person(id) if is_own => tx.named("person_id", id).await.map(drop),
            Holder::Person(id) => tx.get_by_rule(id).await.map(drop).map_err(absent("person_id")),
            Holder::Client(id) => {
                let client = tx.get_by_rule(id).await.map_err(absent("client_id"))?;
                if client.acts_by_roles() {
                    return Ok(());
                }
                Err(HOLDER_ACTS.broken_at(Some("client_id")).into())
            }
        }
    }
}

impl Aggregate for Affiliation {}
