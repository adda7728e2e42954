//! Making access tokens (RFC 9068).

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Id, directory::Organization};
use jsonwebtoken::{Algorithm, Header, encode};
use serde::Serialize;
use uuid::Uuid;

use super::{TYPE, Verifier};

/// How long an access token is accepted that a client has asked for.
pub const LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// What a token is about.
#[derive(Clone, Debug)]
pub struct Grant {
    pub client_id: String,
    /// The person the client acts for; `None`: it acts in its own name.
    pub person_id: Option<String>,
    pub organization_id: Option<Id<Organization>>,
    /// As they are written, with spaces between them.
    pub scope: String,
    pub security_version: u32,
}

#[derive(Serialize)]
struct Payload<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    client_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    org_id: Option<String>,
    jti: Uuid,
    iat: i64,
    nbf: i64,
    exp: i64,
    scope: &'a str,
    ver: u32,
}

impl Verifier {
    /// A token with this id from `now` on, which this verifier accepts.
    ///
    /// # Panics
    /// Never: a key that was read signs.
    pub fn issue(
        &self,
        grant: &Grant,
        token_id: Uuid,
        now: DateTime<Utc>,
        lifetime: TimeDelta,
    ) -> String {
        let key = self.keys.signing();
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(key.public().id().to_owned());
        let payload = Payload {
            iss: &self.issuer,
            aud: &self.audience,
            sub: grant.person_id.as_deref().unwrap_or(&grant.client_id),
            client_id: &grant.client_id,
            org_id: grant.organization_id.map(|id| id.to_string()),
            jti: token_id,
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: (now + lifetime).timestamp(),
            scope: &grant.scope,
            ver: grant.security_version,
        };
        encode(&header, &payload, key.private()).expect("a key that was read signs")
    }
}
