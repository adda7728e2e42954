//! Somebody is let in with all that goes with it, in one transaction: of what fails nothing is left.

use domain::{
    Id,
    platform::{ApiClient, Person, api_client::Command},
};

use super::{EnterPerson, GrantRole, RequestClient};
use crate::{Result, Tx, UseCase};

/// A person is entered, and holds roles from the beginning.
#[derive(Clone, Debug)]
pub struct LetPersonIn {
    pub enter: EnterPerson,
    pub roles: Vec<GrantRole>,
}

impl UseCase for LetPersonIn {
    type Record = Person;

    fn id(&self) -> Id<Person> {
        self.enter.id
    }

    async fn run(&self, tx: &Tx) -> Result<Person> {
        let person = self.enter.run(tx).await?;
        for role in &self.roles {
            role.run(tx).await?;
        }
        Ok(person)
    }
}

/// A client is made, with roles and with what it proves who it is by.
#[derive(Clone, Debug)]
pub struct LetClientIn {
    pub request: RequestClient,
    pub roles: Vec<GrantRole>,
    /// Adds a key or a secret; `None`: it gets one later.
    pub credential: Option<Command>,
}

impl UseCase for LetClientIn {
    type Record = ApiClient;

    fn id(&self) -> Id<ApiClient> {
        self.request.id
    }

    async fn run(&self, tx: &Tx) -> Result<ApiClient> {
        let client = self.request.run(tx).await?;
        for role in &self.roles {
            role.run(tx).await?;
        }
        match self.credential.clone() {
            Some(command) => tx.act(client, command).await,
            None => Ok(client),
        }
    }
}
