use app::{
    Act, Session,
    platform::{NewSecret, RemoveSecret},
};
use async_graphql::{Context, Object, SimpleObject};
use domain::{
    Id, Rule, Viewer, Workflow,
    platform::{
        self,
        api_client::{Action, CREDENTIAL_IS_THERE, Command, Secret},
    },
};
use uuid::Uuid;

use super::api_client::ApiClient;
use crate::graphql::{
    context::ContextExt,
    error::Result,
    mutation::{Mutation, Target, mutations, rules},
    payload::Payload,
};

mutations! {
    ApiClientSecretMutations on ApiClient {
        /// Takes a secret away; tokens that were issued before are no longer accepted. By the
        /// administrator of its organization.
        api_client_remove_secret(ApiClientRemoveSecretInput) runs RemoveSecret as RemoveSecret [
            CREDENTIAL_IS_THERE,
        ] {
            /// Which one: the `id` in `secrets`.
            secret_id: Uuid,
        }
    }
}

/// Adds a secret of 32 random bytes, which the answer shows and nothing else ever does. By the
/// administrator of its organization.
#[derive(async_graphql::InputObject)]
pub(crate) struct ApiClientAddSecretInput {
    #[graphql(flatten)]
    target: Target<platform::ApiClient>,
    /// Made on the way, because it takes time.
    #[graphql(skip)]
    made: Option<Secret>,
}

impl Mutation for ApiClientAddSecretInput {
    type Node = ApiClient;
    type UseCase = Act<platform::ApiClient>;

    const CREATES: bool = false;
    const PAYLOAD: &'static str = "Outcome";
    const FIELDS: &'static [&'static str] = &["id", "expected_version"];

    fn rules() -> Vec<&'static Rule> {
        rules::<platform::ApiClient>(Action::AddSecret)
    }

    fn permits(viewer: &Viewer) -> bool {
        platform::ApiClient::permits(Some(Action::AddSecret), viewer)
    }

    fn idempotency_key(&self) -> Option<Uuid> {
        self.target.idempotency_key
    }

    fn use_case(self, session: &Session) -> Result<Self::UseCase> {
        // Whoever may not add one is told so; a hash of nothing is no secret's.
        let nothing = || Secret { id: Uuid::nil(), hash: String::new(), added_at: session.now().0 };
        let secret = self.made.unwrap_or_else(nothing);
        let command = Command::AddSecret { secret };
        let Target { id, expected_version, .. } = self.target;
        Ok(Act { id: id.0, expected_version, command })
    }
}

/// What comes back when a secret is added.
#[derive(SimpleObject)]
#[graphql(name = "ApiClientAddSecretPayload")]
pub(crate) struct WithSecret {
    #[graphql(flatten)]
    payload: Payload<ApiClientAddSecretInput>,
    /// құпия сөз / секрет: shown this once; `null` if none was added, also when it was added before under
    /// the same key: take that one away then, and add another.
    secret: Option<String>,
}

#[derive(Default)]
pub(crate) struct AddSecret;

impl AddSecret {
    const NAME: &str = "apiClientAddSecret";

    pub(crate) fn rules() -> impl Iterator<Item = (String, Vec<&'static Rule>)> {
        std::iter::once((Self::NAME.to_owned(), <ApiClientAddSecretInput as Mutation>::rules()))
    }

    pub(crate) fn permitted(viewer: &Viewer) -> impl Iterator<Item = String> {
        let permits = ApiClientAddSecretInput::permits(viewer);
        permits.then(|| Self::NAME.to_owned()).into_iter()
    }
}

#[Object]
impl AddSecret {
    /// Adds a secret of 32 random bytes, which the answer shows and nothing else ever does. By the
    /// administrator of its organization.
    async fn api_client_add_secret(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] mut input: ApiClientAddSecretInput,
    ) -> Result<WithSecret> {
        let made = make(ctx.session(), input.target.id.0).await?;
        let (kept, text) = made.map(|made| (made.kept, made.text)).unzip();
        input.made = kept;
        let payload = ctx.write(input).await?;
        let secret = text.filter(|_| payload.is_new());
        Ok(WithSecret { payload, secret })
    }
}

/// For whoever may add one: it takes a core for a while.
async fn make(session: &Session, id: Id<platform::ApiClient>) -> Result<Option<NewSecret>> {
    let Some(client) = session.find(id).await? else { return Ok(None) };
    if client.ready(session.viewer(), Action::AddSecret, &session.facts()).is_err() {
        return Ok(None);
    }
    let secrets = session.app().secrets();
    Ok(Some(secrets.make(session.app().new_token_id(), session.now()).await?))
}
