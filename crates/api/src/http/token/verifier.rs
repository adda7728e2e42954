//! The check of a token of ours.

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode};
use serde::Deserialize;
use strum::VariantArray;

use super::{
    checks::{self, Times},
    keys::Keys,
};

/// The type that the header of an access token must state (RFC 9068, 2.1). It keeps tokens made for
/// another purpose, such as ID tokens, from passing for one.
pub const TYPE: &str = "at+jwt";

/// A token longer than this is not looked at.
pub const MAX_BYTES: usize = 8 * 1024;

/// Tells our tokens from all others.
#[derive(Clone, Debug)]
pub struct Verifier {
    pub(in crate::http) keys: Keys,
    pub(in crate::http) issuer: String,
    pub(in crate::http) audience: String,
    validation: Validation,
    pub(in crate::http) max_lifetime: TimeDelta,
}

/// What a token in force says. Nothing here is looked up yet: ids and scopes are plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The token's own id (`jti`), by which it can be revoked.
    pub token_id: String,
    /// The person, or the client itself where nobody stands behind it.
    pub subject: String,
    /// The program that asks.
    pub client_id: String,
    pub scopes: Vec<String>,
    /// Of the client when the token was issued (`ver`).
    pub security_version: u32,
    pub issued_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// Why a token is not accepted. The texts name no part of the token and may go to the caller
/// (`error_description` of RFC 6750, 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, VariantArray)]
pub enum Refusal {
    TooLong,
    Malformed,
    WrongType,
    UnknownExtension,
    UnknownKey,
    WrongAlgorithm,
    BadSignature,
    BadClaims,
    WrongIssuer,
    WrongAudience,
    WrongClient,
    Expired,
    NotYetValid,
    LivesTooLong,
    /// It may be good: the caller is to try again.
    KeysUnavailable,
}

impl Refusal {
    pub const fn message(self) -> &'static str {
        match self {
            Self::TooLong => "The token is longer than 8 KiB.",
            Self::Malformed => "The token is not a signed JWT.",
            Self::WrongType => {
                "The token is not an access token: its `typ` must be `at+jwt`, or one that this server \
                 is told to accept from its issuer."
            }
            Self::UnknownExtension => "The token demands an extension that is not known here.",
            Self::UnknownKey => {
                "The token is signed with a key unknown here. Take one issued for this server; a new \
                 demo has new keys."
            }
            Self::WrongAlgorithm => "The token is not signed with the algorithm of its key.",
            Self::BadSignature => "The signature of the token is wrong.",
            Self::BadClaims => "A claim of the token is missing, empty or of the wrong type.",
            Self::WrongIssuer => "The token was issued by somebody else.",
            Self::WrongAudience => "The token is meant for another audience.",
            Self::WrongClient => "The token names a client that its issuer may not name.",
            Self::Expired => "The token has expired.",
            Self::NotYetValid => "The token is not valid yet.",
            Self::LivesTooLong => "The token lives longer than is allowed here.",
            Self::KeysUnavailable => {
                "The keys of the token's issuer cannot be fetched now. Try again in some seconds."
            }
        }
    }
}

impl Verifier {
    /// Accepts what one of `keys` signed in the name of `issuer` for `audience`, to live for
    /// `max_lifetime` at most.
    pub fn new(keys: Keys, issuer: &str, audience: &str, max_lifetime: TimeDelta) -> Self {
        let validation = checks::validation(Algorithm::EdDSA, issuer, audience);
        let (issuer, audience) = (issuer.to_owned(), audience.to_owned());
        Self { keys, issuer, audience, validation, max_lifetime }
    }

    pub(in crate::http) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// What `token` says, if it is in force at `now`.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, Refusal> {
        let header = checks::header(token)?;
        let key = self.key(&header)?;
        let payload = decode::<Payload>(token, &key, &self.validation)
            .map_err(|error| checks::refusal(error.kind()))?
            .claims;
        payload.times().check(now, self.max_lifetime)?;
        payload.into_claims()
    }

    fn key(&self, header: &Header) -> Result<DecodingKey, Refusal> {
        if header.typ.as_deref() != Some(TYPE) {
            return Err(Refusal::WrongType);
        }
        checks::no_extension(header)?;
        self.keys.verifying(checks::key_id(header)?).ok_or(Refusal::UnknownKey)
    }
}

/// The payload as it is sent. `iss` is read as one string, because the library lets a list pass.
#[derive(Debug, Deserialize)]
struct Payload {
    #[serde(rename = "iss")]
    _iss: String,
    sub: String,
    client_id: String,
    jti: String,
    iat: i64,
    exp: i64,
    #[serde(default, deserialize_with = "checks::present")]
    nbf: Option<i64>,
    #[serde(default)]
    scope: String,
    ver: u32,
}

impl Payload {
    fn times(&self) -> Times {
        Times { issued: self.iat, begins: self.nbf, expires: self.exp }
    }

    fn into_claims(self) -> Result<Claims, Refusal> {
        if [&self.sub, &self.client_id, &self.jti].iter().any(|claim| claim.is_empty()) {
            return Err(Refusal::BadClaims);
        }
        Ok(Claims {
            token_id: self.jti,
            subject: self.sub,
            client_id: self.client_id,
            scopes: self.scope.split_ascii_whitespace().map(str::to_owned).collect(),
            security_version: self.ver,
            issued_at: DateTime::from_timestamp(self.iat, 0).ok_or(Refusal::BadClaims)?,
            expires_at: DateTime::from_timestamp(self.exp, 0).ok_or(Refusal::BadClaims)?,
        })
    }
}
