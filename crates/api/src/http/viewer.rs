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
    token::{Claims, Refusal, issuers::Identity},
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
        let (token, now) = (token.trim(), shared.app.clock().now().0);
        let Settings { verifier, issuers, .. } = &shared.settings;
        let token = if issuers.are_named_by(token) {
            let identity = issuers.verify(token, now).await;
            identity.and_then(|identity| Token::from_outside(identity, &shared.app))
        } else {
            verifier.verify(token, now).and_then(Token::of)
        };
        token.map(|token| Self(Some(token))).map_err(|refusal| match refusal {
            Refusal::KeysUnavailable => Refused::Unavailable(refusal.message()),
            _ => Refused::Unauthenticated(refusal.message()),
        })
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

impl Token {
    /// An issuer says who somebody is and by which client they ask; what both may, we know.
    fn from_outside(identity: Identity, app: &App) -> Result<Self, Refusal> {
        let client_id = identity.client.as_deref().and_then(|client| client.parse().ok());
        let client_id = client_id.ok_or(Refusal::BadClaims)?;
        let known = |scopes: Vec<String>| -> Option<Vec<Scope>> {
            let ours: Vec<_> = scopes.iter().filter_map(|scope| Scope::parse(scope)).collect();
            // Scopes of its own, such as `openid`, limit nothing here.
            Some(ours).filter(|ours| !ours.is_empty())
        };
        let Identity { issuer, subject, token_id, issued_at, expires_at, .. } = identity;
        let person = app.vault().identity(&issuer, &subject);
        Ok(Self {
            credentials: Credentials {
                client_id,
                token_id: token_id.map(|id| app.vault().identity(&issuer, &id)),
                subject: Some(Subject::Identity { issuer, subject }),
                security_version: None,
                scopes: identity.scopes.and_then(known),
                issued_at,
            },
            client: client_id.to_string(),
            person: Some(person),
            expires_at,
        })
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
                token_id: Some(claims.token_id),
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
const fn reason(denied: Denied) -> &'static str {
    match denied {
        Denied::Revoked => {
            "the token was revoked, or its client has lost a key or secret since; get a new one at \
             /oauth/token"
        }
        Denied::Client => {
            "the client of this token is not active; its owner sees why in `apiClients`"
        }
        Denied::ActsForNobody => "the client of this token may not act for people",
        Denied::Unknown => {
            "nobody has entered this person yet; the administrator of their organization does so \
             with `personEnter`"
        }
        Denied::Person => "this person was suspended or signed out; sign in again",
    }
}
