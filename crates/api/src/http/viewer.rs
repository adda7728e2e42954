//! Who is asking: what a token says, and whom that lets in.

use std::time::Duration;

use app::{
    App,
    platform::{Admitted, Credentials, Denied, Subject},
};
use chrono::{DateTime, Utc};
use domain::{Id, Scope, platform::ApiClient};

use super::{
    Settings, Shared,
    answer::Refused,
    token::{
        Claims, Refusal,
        checks::remembered_until,
        issuers::{Identity, Issuers},
    },
};

/// When it is asked again whether somebody is let in, after it could not be asked.
const ASK_AGAIN: Duration = Duration::from_secs(1);

/// Whoever bears a token, or nobody in particular.
#[derive(Clone, Debug, Default)]
pub(super) struct Bearer(Option<Token>);

#[derive(Clone, Debug)]
struct Token {
    credentials: Credentials,
    /// At whose expense it asks.
    client: String,
    /// For whom, if it is not for itself.
    person: Option<String>,
    expires_at: DateTime<Utc>,
}

/// What a token says that is genuine and in force.
#[derive(Clone, Debug)]
pub(super) enum Genuine {
    Ours(Claims),
    Outside(Identity),
}

/// Why somebody is no longer let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Expired,
    Denied(Denied),
}

impl Bearer {
    /// Of a header `Authorization`: nobody in particular without one. Whether the token is genuine
    /// and in force; not yet, whether anybody is let in with it.
    pub(super) async fn of(authorization: Option<&[u8]>, shared: &Shared) -> Result<Self, Refused> {
        let Some(value) = authorization else { return Ok(Self::default()) };
        let token = str::from_utf8(value).ok().and_then(|value| value.split_once(' '));
        let token = token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let (_, token) = token.ok_or(Refused::Unauthenticated("the header is `Bearer <token>`"))?;
        Genuine::of(token.trim(), shared).await.and_then(|it| it.bearer(&shared.app)).map_err(
            |refusal| match refusal {
                Refusal::KeysUnavailable => Refused::Unavailable(refusal.message()),
                _ => Refused::Unauthenticated(refusal.message()),
            },
        )
    }

    /// Until nobody is let in with this token any more, and why.
    pub(super) async fn ended(&self, shared: &Shared) -> End {
        let Some(token) = &self.0 else { return std::future::pending().await };
        let left = (token.expires_at - shared.app.clock().now().0).to_std().unwrap_or_default();
        let denied = async {
            // First of all: what changed before somebody listened is asked about once.
            let mut changes = shared.app.access_changes();
            loop {
                let wait = match shared.app.admit(&token.credentials).await {
                    Ok(Err(denied)) => return denied,
                    Ok(Ok(_)) => Duration::MAX,
                    Err(_) => ASK_AGAIN,
                };
                let _ = tokio::time::timeout(wait, changes.changed()).await;
            }
        };
        tokio::select! {
            () = tokio::time::sleep(left) => End::Expired,
            denied = denied => End::Denied(denied),
        }
    }

    /// At whose expense it asks; nobody's in particular without a token.
    pub(super) fn client(&self) -> Option<&str> {
        self.0.as_ref().map(|token| token.client.as_str())
    }

    /// The same by its id. Nobody need have entered it: an issuer outside may say what it likes.
    pub(super) fn client_id(&self) -> Option<Id<ApiClient>> {
        self.0.as_ref().map(|token| token.credentials.client_id)
    }

    /// For whom the client asks, if it is not for itself.
    pub(super) fn person(&self) -> Option<&str> {
        self.0.as_ref().and_then(|token| token.person.as_deref())
    }

    /// Whom the token lets in now.
    pub(super) async fn admitted(&self, shared: &Shared) -> Result<Option<Admitted>, Refused> {
        let Some(token) = &self.0 else { return Ok(None) };
        let admitted = shared.app.admit(&token.credentials).await.map_err(Refused::failed)?;
        admitted.map(Some).map_err(|denied| Refused::Unauthenticated(reason(denied)))
    }
}

impl Genuine {
    /// What is genuine and in force of what somebody shows.
    pub(super) async fn of(token: &str, shared: &Shared) -> Result<Self, Refusal> {
        let (Settings { verifier, issuers, .. }, now) =
            (&shared.settings, shared.app.clock().now().0);
        if issuers.are_named_by(token) {
            issuers.verify(token, now).await.map(Self::Outside)
        } else {
            verifier.verify(token, now).map(Self::Ours).map_err(|refusal| {
                // Whatever else is wrong with it: whoever mixes up issuers looks there first.
                let stranger = Issuers::name_in(token).is_some_and(|it| it != verifier.issuer());
                if stranger { Refusal::WrongIssuer } else { refusal }
            })
        }
    }

    /// The client that it was issued to.
    pub(super) fn is_of(&self, client: Id<ApiClient>) -> bool {
        match self {
            Self::Ours(claims) => claims.client_id == client.to_string(),
            Self::Outside(identity) => identity.client_id == client,
        }
    }

    /// Accepts it no longer, on any server.
    pub(super) async fn revoke(&self, app: &App) -> app::Result<()> {
        let (token_id, expires_at) = match self {
            Self::Ours(claims) => (claims.token_id.clone(), claims.expires_at),
            Self::Outside(identity) => (id_of(identity, app), identity.expires_at),
        };
        app.revoke_token(&token_id, remembered_until(expires_at)).await
    }

    pub(super) fn bearer(self, app: &App) -> Result<Bearer, Refusal> {
        let token = match self {
            Self::Ours(claims) => Token::of(claims)?,
            Self::Outside(identity) => Token::from_outside(identity, app),
        };
        Ok(Bearer(Some(token)))
    }
}

/// What tokens of issuers outside can be revoked by. It tells nothing of them.
fn id_of(Identity { issuer, token_id, .. }: &Identity, app: &App) -> String {
    app.vault().identity(issuer, token_id)
}

impl Token {
    /// An issuer says who somebody is and by which client they ask; what both may, we know.
    fn from_outside(identity: Identity, app: &App) -> Self {
        let known = |scopes: Vec<String>| -> Option<Vec<Scope>> {
            let ours: Vec<_> = scopes.iter().filter_map(|scope| Scope::parse(scope)).collect();
            // Scopes of its own, such as `openid`, limit nothing here.
            Some(ours).filter(|ours| !ours.is_empty())
        };
        let token_id = id_of(&identity, app);
        let Identity { issuer, subject, client_id, issued_at, expires_at, .. } = identity;
        let person = app.vault().identity(&issuer, &subject.0);
        Self {
            credentials: Credentials {
                client_id,
                token_id,
                subject: Some(Subject::Identity { issuer, subject }),
                security_version: None,
                scopes: identity.scopes.and_then(known),
                issued_at,
            },
            client: client_id.to_string(),
            person: Some(person),
            expires_at,
        }
    }

    /// Scopes of a newer version are passed over: they permit nothing here.
    fn of(claims: Claims) -> Result<Self, Refusal> {
        let client_id = claims.client_id.parse().map_err(|_| Refusal::BadClaims)?;
        let is_person = claims.subject != claims.client_id;
        let person = is_person.then(|| claims.subject.parse()).transpose();
        let subject = person.map_err(|_| Refusal::BadClaims)?.map(Subject::Person);
        Ok(Self {
            credentials: Credentials {
                client_id,
                subject,
                token_id: claims.token_id,
                security_version: Some(claims.security_version),
                scopes: Some(claims.scopes.iter().filter_map(|it| Scope::parse(it)).collect()),
                issued_at: claims.issued_at,
            },
            person: is_person.then_some(claims.subject),
            client: claims.client_id,
            expires_at: claims.expires_at,
        })
    }
}

impl End {
    /// In words for clients.
    pub(super) const fn message(self) -> &'static str {
        match self {
            Self::Expired => "the token has expired",
            Self::Denied(denied) => reason(denied),
        }
    }
}

/// In words for clients. A token that was found genuine may hear why.
pub(crate) const fn reason(denied: Denied) -> &'static str {
    match denied {
        Denied::Revoked => {
            "the token was revoked, or its client has lost a key or secret since; get a new one where \
             this one came from: a program at /oauth/token, a person by signing in again"
        }
        Denied::Client => {
            "the client of this token is not active: it waits for approval, or was suspended or revoked; \
             its owner sees why in `apiClients`"
        }
        Denied::ActsForNobody => "the client of this token may not act for people",
        Denied::Unknown => {
            "nobody has entered this person yet; the administrator of their organization does so \
             with `personEnter`"
        }
        Denied::Person => "this person was suspended or signed out; sign in again",
    }
}
