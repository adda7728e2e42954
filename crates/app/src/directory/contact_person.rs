use domain::{
    Id,
    directory::{ContactPerson, Organization, contact_person::Details},
};

use super::active;
use crate::{Aggregate, Result, Tx, UseCase};

/// An organization names somebody to turn to.
#[derive(Clone, Debug)]
pub struct NameContactPerson {
    pub id: Id<ContactPerson>,
    pub organization_id: Id<Organization>,
    pub details: Details,
}

impl UseCase for NameContactPerson {
    type Record = ContactPerson;

    fn id(&self) -> Id<ContactPerson> {
        self.id
    }

    async fn run(&self, tx: &Tx) -> Result<ContactPerson> {
        let organization = active(tx, self.organization_id, "organization_id").await?;
        let at = (self.organization_id, organization.region);
        tx.create(ContactPerson::named(self.id, at, self.details.clone(), tx.now())).await
    }
}

impl Aggregate for ContactPerson {}
