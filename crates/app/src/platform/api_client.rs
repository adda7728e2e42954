use domain::{
    Code, Datum, Filter, Id, Test,
    directory::{Organization, organization},
    platform::{
        ApiClient,
        api_client::{
            Action, CREDENTIAL_IS_THERE, Command, Kind, Profile, SANDBOXES_ARE_FEW, Status, Terms,
        },
    },
};
use uuid::Uuid;

use crate::{Aggregate, Result, Tx, UseCase, directory::active};

/// Somebody asks for access for a program.
#[derive(Clone, Debug)]
pub struct RequestClient {
    pub id: Id<ApiClient>,
    /// `None`: on the command line of whoever runs the service.
    pub organization_id: Option<Id<Organization>>,
    pub kind: Kind,
    pub profile: Profile,
    pub terms: Terms,
}

impl UseCase for RequestClient {
    type Record = ApiClient;

    fn id(&self) -> Id<ApiClient> {
        self.id
    }

    async fn run(&self, tx: &Tx) -> Result<ApiClient> {
        if let Some(id) = self.organization_id {
            active(tx, id, "organization_id").await?;
        }
        let Self { id, organization_id, kind, profile, terms } = self.clone();
        let requested = ApiClient::requested(id, organization_id, kind, profile, terms, tx.now());
        let requested = tx.create(requested).await?;
        // Whoever runs the service has as many as they like.
        if let (Kind::Sandbox, Some(owner)) = (kind, organization_id) {
            few_sandboxes(tx, owner).await?;
        }
        // To try the service with, nobody has to be waited for; nor for whoever runs it.
        if kind == Kind::Sandbox || tx.viewer().system {
            return tx.act_by_rule(requested, Command::Approve {}).await;
        }
        Ok(requested)
    }
}

/// This one included. Whoever asks for another one at the same time waits for the organization until
/// we end, and then counts this one.
async fn few_sandboxes(tx: &Tx, owner: Id<Organization>) -> Result<()> {
    tx.shift::<Organization>(owner, &[], Some(organization::Status::all())).await?;
    let text = |text: &str| Datum::Text(text.to_owned());
    let living = Status::LIVING.iter().map(|status| text(status.code()));
    let lately = tx.now().0 - ApiClient::SANDBOX_COUNTS_FOR;
    let counted: Vec<ApiClient> = tx
        .all_by_rule(&Filter::All(vec![
            Filter::Field("organization_id", Test::Eq(Datum::Uuid(owner.uuid()))),
            Filter::Field("kind", Test::Eq(text(Kind::Sandbox.code()))),
            Filter::Any(vec![
                Filter::Field("status", Test::In(living.collect())),
                Filter::Field("created_at", Test::Gt(Datum::Time(lately))),
            ]),
        ]))
        .await?;
    if counted.len() > ApiClient::SANDBOXES {
        return Err(SANDBOXES_ARE_FEW.broken_at(Some("kind")).into());
    }
    Ok(())
}

/// A public key of a client is taken away.
#[derive(Clone, Debug)]
pub struct RemoveKey {
    pub id: Id<ApiClient>,
    pub expected_version: Option<u32>,
    pub key_id: String,
}

impl UseCase for RemoveKey {
    type Record = ApiClient;

    fn id(&self) -> Id<ApiClient> {
        self.id
    }

    fn action(&self) -> &'static str {
        Action::RemoveKey.code()
    }

    async fn run(&self, tx: &Tx) -> Result<ApiClient> {
        let client = tx.get_at(self.id, self.expected_version).await?;
        let is_there = client.keys.iter().any(|key| key.id == self.key_id);
        let key_id = self.key_id.clone();
        let after = tx.act(client, Command::RemoveKey { key_id }).await?;
        if is_there { Ok(after) } else { Err(CREDENTIAL_IS_THERE.broken_at(Some("key_id")).into()) }
    }
}

/// A secret of a client is taken away.
#[derive(Clone, Debug)]
pub struct RemoveSecret {
    pub id: Id<ApiClient>,
    pub expected_version: Option<u32>,
    pub secret_id: Uuid,
}

impl UseCase for RemoveSecret {
    type Record = ApiClient;

    fn id(&self) -> Id<ApiClient> {
        self.id
    }

    fn action(&self) -> &'static str {
        Action::RemoveSecret.code()
    }

    async fn run(&self, tx: &Tx) -> Result<ApiClient> {
        let client = tx.get_at(self.id, self.expected_version).await?;
        let is_there = client.secrets.iter().any(|secret| secret.id == self.secret_id);
        let after = tx.act(client, Command::RemoveSecret { secret_id: self.secret_id }).await?;
        let missing = || CREDENTIAL_IS_THERE.broken_at(Some("secret_id"));
        if is_there { Ok(after) } else { Err(missing().into()) }
    }
}

impl Aggregate for ApiClient {}
