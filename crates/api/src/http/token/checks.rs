//! What holds for every token, whoever has issued it, and for what clients sign.
//!
//! The library checks the signature, the issuer and the audience. It reads the clock of the machine,
//! while a request is answered at one moment that is handed in, so times are checked here.

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, Header, Validation, decode_header, errors::ErrorKind};

use serde::{Deserialize, Deserializer};

use super::{MAX_BYTES, Refusal};

/// An id of a key longer than this is not looked up.
pub(in crate::http) const MAX_KEY_ID_CHARS: usize = 128;

/// How far the clock of an issuer may differ from ours.
pub(in crate::http) const LEEWAY: TimeDelta = TimeDelta::seconds(30);

/// How far the clocks of our own servers may differ.
const DRIFT: TimeDelta = TimeDelta::minutes(1);

/// Until when must be remembered that something is not to be accepted again which expires then: for
/// as long as any server would accept it.
pub(in crate::http) fn remembered_until(expires_at: DateTime<Utc>) -> DateTime<Utc> {
    expires_at + LEEWAY + DRIFT
}

/// The header, of which nothing is believed: it only says what to compare with.
pub(in crate::http) fn header(token: &str) -> Result<Header, Refusal> {
    if token.len() > MAX_BYTES {
        return Err(Refusal::TooLong);
    }
    decode_header(token).map_err(|_| Refusal::Malformed)
}

/// Extensions that must be understood are not.
pub(in crate::http) fn no_extension(header: &Header) -> Result<(), Refusal> {
    if header.crit.is_some() { Err(Refusal::UnknownExtension) } else { Ok(()) }
}

/// The key by which the token says that it is signed.
pub(in crate::http) fn key_id(header: &Header) -> Result<&str, Refusal> {
    let id = header.kid.as_deref();
    id.filter(|id| id.chars().count() <= MAX_KEY_ID_CHARS).ok_or(Refusal::UnknownKey)
}

/// What the library is to check, with a key of this algorithm.
pub(in crate::http) fn validation(
    algorithm: Algorithm,
    issuer: &str,
    audience: &str,
) -> Validation {
    let mut validation = Validation::new(algorithm);
    // A claim of the wrong type counts as absent, and an absent one is not compared: required, it is.
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[audience]);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation
}

/// A claim that may be absent or a time; `null` is neither.
pub(in crate::http) fn present<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<i64>, D::Error> {
    i64::deserialize(from).map(Some)
}

/// In seconds since 1970.
#[derive(Clone, Copy, Debug)]
pub(in crate::http) struct Times {
    pub(in crate::http) issued: i64,
    pub(in crate::http) begins: Option<i64>,
    pub(in crate::http) expires: i64,
}

impl Times {
    pub(in crate::http) fn check(
        self,
        now: DateTime<Utc>,
        max_lifetime: TimeDelta,
    ) -> Result<(), Refusal> {
        let (now, leeway) = (now.timestamp(), LEEWAY.num_seconds());
        if self.issued > now + leeway || self.begins.is_some_and(|begins| begins > now + leeway) {
            return Err(Refusal::NotYetValid);
        }
        if self.expires <= now - leeway {
            return Err(Refusal::Expired);
        }
        if self.expires.saturating_sub(self.issued) > max_lifetime.num_seconds() {
            return Err(Refusal::LivesTooLong);
        }
        Ok(())
    }
}

pub(in crate::http) fn refusal(kind: &ErrorKind) -> Refusal {
    match kind {
        ErrorKind::InvalidAlgorithm => Refusal::WrongAlgorithm,
        ErrorKind::InvalidSignature => Refusal::BadSignature,
        ErrorKind::InvalidIssuer => Refusal::WrongIssuer,
        ErrorKind::InvalidAudience => Refusal::WrongAudience,
        ErrorKind::Json(_) | ErrorKind::MissingRequiredClaim(_) => Refusal::BadClaims,
        _ => Refusal::Malformed,
    }
}
