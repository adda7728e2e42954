use domain::{
    Id, Record,
    directory::Organization,
    platform::{Person, Personal, person::Identity},
};

use crate::{Aggregate, Result, Tx, UseCase, directory::active};

/// An administrator enters somebody who signs in with an identity provider.
#[derive(Clone, Debug)]
pub struct EnterPerson {
    pub id: Id<Person>,
    /// `None`: on the command line of whoever runs the service.
    pub organization_id: Option<Id<Organization>>,
    pub name: Personal,
    /// The identity provider, as its tokens name it.
    pub issuer: String,
    /// What it calls the person.
    pub subject: Personal,
}

impl UseCase for EnterPerson {
    type Record = Person;

    fn id(&self) -> Id<Person> {
        self.id
    }

    async fn run(&self, tx: &Tx) -> Result<Person> {
        if let Some(id) = self.organization_id {
            active(tx, id, "organization_id").await?;
        }
        let Self { issuer, subject, .. } = self;
        let vault = tx.vault();
        let identity = Identity {
            issuer: issuer.clone(),
            subject: vault.seal(Person::NAME, "subject", self.id.uuid(), &subject.0),
            hash: vault.identity(issuer, &subject.0),
        };
        let name = self.name.clone();
        tx.create(Person::entered(self.id, self.organization_id, name, identity, tx.now())).await
    }
}

impl Aggregate for Person {}
