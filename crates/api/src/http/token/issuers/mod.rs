//! Tokens of people, signed by issuers outside (OpenID providers) that whoever runs the server has named.
//!
//! Such a token says who somebody is. What that person may do is decided here: no role, organization or region is
//! read from it.

mod cache;
mod claims;
mod keys;
mod settings;
mod source;

#[cfg(test)]
mod tests;

use std::{collections::HashMap, sync::Arc};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use domain::{
    Id,
    platform::{ApiClient, Personal},
};
use jsonwebtoken::{Header, decode};
use serde::Deserialize;

pub(in crate::http) use self::keys::RSA_BITS;
pub use self::settings::{ALGORITHMS, IssuerSettings, KeysAt};
use self::{cache::Cache, claims::Members, source::Source};
use super::{
    MAX_BYTES, Refusal,
    checks::{self, Times},
};
use crate::{http::Metrics, outbound::Outbound};

/// The issuers outside whose tokens are accepted. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Issuers(Arc<HashMap<String, Issuer>>);

/// Who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Who says so. A subject is one person with this issuer, and somebody else with another.
    pub issuer: String,
    pub subject: Personal,
    /// The program that asks, as the token names it, or the one that stands in for it in the settings.
    pub client_id: Id<ApiClient>,
    /// `None` where the token names none.
    pub scopes: Option<Vec<String>>,
    /// By which the token can be told from all others of the issuer: `jti`, or all that is signed.
    pub token_id: String,
    pub issued_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

#[derive(Debug)]
struct Issuer {
    settings: IssuerSettings,
    keys: Arc<Cache>,
}

impl Issuers {
    /// These, by their exact names; of two with one name the last. Their keys are fetched when the first token
    /// comes.
    pub fn new(
        issuers: impl IntoIterator<Item = IssuerSettings>,
        outbound: &Outbound,
        metrics: &Metrics,
    ) -> Self {
        let with_keys = |settings: IssuerSettings| {
            let keys = Cache::new(Source::new(&settings, outbound.clone()), metrics.clone());
            (settings.issuer.clone(), Issuer { settings, keys: Arc::new(keys) })
        };
        Self(Arc::new(issuers.into_iter().map(with_keys).collect()))
    }

    /// Whether a token says that it comes from one of these. Nothing of it is checked yet.
    pub fn are_named_by(&self, token: &str) -> bool {
        !self.0.is_empty() && self.issuer(token).is_ok()
    }

    /// Who the bearer of `token` is, if it is in force at `now`.
    pub async fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Identity, Refusal> {
        self.issuer(token)?.verify(token, now).await
    }

    /// The one that the token says it comes from.
    fn issuer(&self, token: &str) -> Result<&Issuer, Refusal> {
        self.0.get(&named(token)?).ok_or(Refusal::WrongIssuer)
    }

    /// What a token says it comes from, if it is a token at all. Nothing of it is checked.
    pub(in crate::http) fn name_in(token: &str) -> Option<String> {
        named(token).ok()
    }
}

fn named(token: &str) -> Result<String, Refusal> {
    #[derive(Deserialize)]
    struct Named {
        iss: String,
    }
    if token.len() > MAX_BYTES {
        return Err(Refusal::TooLong);
    }
    let mut parts = token.split('.').skip(1);
    let payload = parts.next().and_then(|payload| URL_SAFE_NO_PAD.decode(payload).ok());
    let payload = payload.filter(|_| parts.count() == 1).ok_or(Refusal::Malformed)?;
    let named: Named = serde_json::from_slice(&payload).map_err(|_| Refusal::BadClaims)?;
    Ok(named.iss)
}

impl Issuer {
    async fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Identity, Refusal> {
        let IssuerSettings { issuer, audience, max_lifetime, .. } = &self.settings;
        let header = checks::header(token)?;
        self.check(&header)?;
        let key = self.keys.key(checks::key_id(&header)?, now).await?;
        let validation = checks::validation(key.algorithm, issuer, audience);
        let members = decode::<Members>(token, &key.decoding, &validation)
            .map_err(|error| checks::refusal(error.kind()))?
            .claims;
        members.check_purpose()?;
        let times = members.times()?;
        times.check(now, *max_lifetime)?;
        let signed = token.rsplit_once('.').map_or(token, |(signed, _)| signed);
        self.identity(&members, times, signed)
    }

    /// Before a key is looked for. Keys that the header itself names or holds are never looked at.
    fn check(&self, header: &Header) -> Result<(), Refusal> {
        if !self.settings.accepts_type(header.typ.as_deref()) {
            return Err(Refusal::WrongType);
        }
        checks::no_extension(header)?;
        if self.settings.algorithms.contains(&header.alg) {
            Ok(())
        } else {
            Err(Refusal::WrongAlgorithm)
        }
    }

    fn identity(&self, members: &Members, times: Times, signed: &str) -> Result<Identity, Refusal> {
        let moment = |seconds| DateTime::from_timestamp(seconds, 0).ok_or(Refusal::BadClaims);
        let subject = members.name("sub")?.ok_or(Refusal::BadClaims)?;
        let words = |scope: &str| scope.split_ascii_whitespace().map(str::to_owned).collect();
        Ok(Identity {
            issuer: self.settings.issuer.clone(),
            subject: Personal(subject.to_owned()),
            client_id: self.client(members)?,
            scopes: members.text("scope")?.map(words),
            token_id: members.name("jti")?.unwrap_or(signed).to_owned(),
            issued_at: moment(times.issued)?,
            expires_at: moment(times.expires)?,
        })
    }

    /// An issuer speaks for the people who sign in there, not for all programs: only for those that
    /// were agreed on.
    fn client(&self, members: &Members) -> Result<Id<ApiClient>, Refusal> {
        let IssuerSettings { client_claim, client, clients, .. } = &self.settings;
        let named = match members.name(client_claim)? {
            Some(named) => named.parse().map_err(|_| Refusal::WrongClient)?,
            None => client.ok_or(Refusal::BadClaims)?,
        };
        if clients.contains(&named) { Ok(named) } else { Err(Refusal::WrongClient) }
    }
}
