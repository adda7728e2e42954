//! A program that calls: a portal of a college, a dashboard of a ministry, an app.

mod rules;
#[cfg(test)]
mod tests;
mod workflow;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumMessage, IntoStaticStr, VariantArray};
use uuid::Uuid;

pub use self::rules::*;
use super::Personal;
use crate::{Head, Id, Now, Scope, directory::Organization};

/// API клиенті / клиент API: a program that calls in its own name or for people.
#[derive(Clone, Debug)]
pub struct ApiClient {
    pub head: Head<Self>,
    /// Whose it is; `None`: of whoever runs the service.
    pub organization_id: Option<Id<Organization>>,
    pub kind: Kind,
    pub profile: Profile,
    pub terms: Terms,
    /// Public keys by which it proves who it is (RFC 7523).
    pub keys: Vec<PublicKey>,
    /// Secrets by which it proves who it is (RFC 6749, 2.3.1), hashed.
    pub secrets: Vec<Secret>,
    /// Access tokens of an older version are no longer accepted.
    pub security_version: u32,
    pub status: Status,
    /// Why it was suspended or revoked.
    pub comment: Option<String>,
}

/// What a client is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    /// сынақ / песочница: to try the service with; approved at once, reads what is public.
    Sandbox,
    /// жұмыс / рабочий: approved by the ministry.
    Production,
}

/// What its owner says of a client and may change at any time.
#[derive(Clone, Debug)]
pub struct Profile {
    pub name: String,
    /// What it does, for whoever approves it.
    pub purpose: Option<String>,
    /// Who answers for it.
    pub contact_name: Option<Personal>,
    pub contact_email: Option<Personal>,
    /// Origins whose pages may ask (RFC 6454).
    pub origins: Vec<String>,
    /// The only documents that are run for it, by the SHA-256 of their text in hexadecimal; empty: any.
    pub documents: Vec<String>,
}

/// What a client may do; it takes the ministry's approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    pub scopes: Vec<Scope>,
    pub acts_for: ActsFor,
    pub authentication: Authentication,
    /// Points that it may spend a minute, if it is not what others may.
    pub points_per_minute: Option<u32>,
}

/// For whom a client may call beside itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ActsFor {
    /// ешкім үшін / ни за кого: in its own name only.
    Nobody,
    /// өз ұйымының адамдары үшін / за людей своей организации: with the roles that they hold at its
    /// owner.
    OwnPeople,
    /// барлығы үшін / за всех: with all roles that people hold.
    Everyone,
}

/// How a client proves who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Authentication {
    /// жеке кілтпен қол қойылған JWT / JWT, подписанный закрытым ключом: an assertion signed with a
    /// key of its own (RFC 7523).
    PrivateKeyJwt,
    /// құпия сөз / секрет: for scopes that only read what is public (RFC 6749, 2.3.1).
    ClientSecretBasic,
}

/// A public key of a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    /// Its thumbprint (RFC 7638), the `kid` of what it signs.
    pub id: String,
    /// The only algorithm it is used with: `EdDSA`, `ES256`, `RS256` or `PS256`.
    pub algorithm: String,
    /// The key itself (RFC 7517), without anything private.
    pub jwk: String,
    pub added_at: DateTime<Utc>,
}

/// A secret of a client, of which only a hash is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secret {
    pub id: Uuid,
    /// Argon2id, with its parameters and salt, in the PHC string format.
    pub hash: String,
    pub added_at: DateTime<Utc>,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Where a client stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// сұралды / запрошен.
    Requested,
    /// мақұлданды / одобрен: is active as soon as it has a key or a secret.
    Approved,
    /// белсенді / активен: gets access tokens.
    Active,
    /// тоқтатылды / приостановлен.
    Suspended,
    /// жойылды / отозван.
    Revoked,
}

/// What can happen to a client.
#[derive(Clone, Debug, EnumDiscriminants)]
#[strum_discriminants(
    name(Action),
    derive(Hash, EnumMessage, IntoStaticStr, VariantArray),
    strum(serialize_all = "snake_case"),
    doc = "What can happen to a client."
)]
pub enum Command {
    /// Changes what is said of it.
    Edit { profile: Profile },
    /// Changes what it may do.
    Authorize { terms: Terms },
    /// Lets it in.
    Approve {},
    /// Adds a public key.
    AddKey { key: PublicKey },
    /// Takes a public key away; tokens that were issued before are no longer accepted.
    RemoveKey { key_id: String },
    /// Adds a secret.
    AddSecret { secret: Secret },
    /// Takes a secret away; tokens that were issued before are no longer accepted.
    RemoveSecret { secret_id: Uuid },
    /// Bars it for the time being; its tokens are no longer accepted.
    Suspend { comment: String },
    /// Lets it in again.
    Resume {},
    /// Bars it for good; its tokens are no longer accepted.
    Revoke { comment: Option<String> },
}

impl Status {
    /// Not barred for good.
    pub const LIVING: &'static [Self] =
        &[Self::Requested, Self::Approved, Self::Active, Self::Suspended];
}

impl ApiClient {
    /// Secrets that are accepted at once: the one in use, and the one that replaces it.
    pub const SECRETS: usize = 2;
    /// Keys likewise, with room for several machines.
    pub const KEYS: usize = 5;
    /// Sandbox clients that an organization has at once, those included that it has asked for lately.
    pub const SANDBOXES: usize = 10;
    /// How long one counts that was revoked. Each has a quota of its own: whoever could put another
    /// one in its place at once would have as much as they like.
    pub const SANDBOX_COUNTS_FOR: TimeDelta = TimeDelta::hours(24);

    /// Somebody asks for access.
    pub fn requested(
        id: Id<Self>,
        organization_id: Option<Id<Organization>>,
        kind: Kind,
        profile: Profile,
        terms: Terms,
        now: Now,
    ) -> Self {
        Self {
            head: Head::new(id, now.0),
            organization_id,
            kind,
            profile,
            terms,
            keys: Vec::new(),
            secrets: Vec::new(),
            security_version: 1,
            status: Status::Requested,
            comment: None,
        }
    }

    /// Whether roles count with it, its own and those of people it calls for: whoever tries the service
    /// or proves who it is by a secret reads what is public.
    pub fn acts_by_roles(&self) -> bool {
        self.kind == Kind::Production && self.terms.authentication == Authentication::PrivateKeyJwt
    }

    /// Whether an access token of this version is accepted.
    pub fn admits(&self, security_version: u32) -> bool {
        self.status == Status::Active && security_version >= self.security_version
    }
}
