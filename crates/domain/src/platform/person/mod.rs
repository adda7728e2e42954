//! Somebody who signs in with an identity provider.

#[cfg(test)]
mod tests;
mod workflow;

use chrono::{DateTime, Utc};
use strum::{EnumDiscriminants, EnumMessage, IntoStaticStr, VariantArray};

use super::{Personal, Sealed};
use crate::{Head, Id, Now, directory::Organization};

/// пайдаланушы / пользователь: a person known by what an identity provider calls them, as one
/// organization has entered them. Others enter the same person for themselves: an entry tells nothing
/// of those of others, and takes nothing from them.
#[derive(Clone, Debug)]
pub struct Person {
    pub head: Head<Self>,
    /// Whose administrator has entered the person, and sees the name; `None`: whoever runs the service.
    pub organization_id: Option<Id<Organization>>,
    pub name: Personal,
    /// The identity provider, as its tokens name it (`iss`).
    pub issuer: String,
    /// What it calls the person (`sub`), encrypted: with some it is an IIN.
    pub subject: Sealed,
    /// Issuer and subject as a keyed hash, by which the person is found; once in an organization.
    pub identity: String,
    /// Tokens that were issued before are no longer accepted.
    pub tokens_since: DateTime<Utc>,
    pub status: Status,
    /// Why the person was suspended.
    pub comment: Option<String>,
}

/// Where a person stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// белсенді / активен: may sign in.
    Active,
    /// тоқтатылды / приостановлен: may not sign in.
    Suspended,
}

/// What can happen to a person's access.
#[derive(Clone, Debug, EnumDiscriminants)]
#[strum_discriminants(
    name(Action),
    derive(Hash, EnumMessage, IntoStaticStr, VariantArray),
    strum(serialize_all = "snake_case"),
    doc = "What can happen to a person's access."
)]
pub enum Command {
    /// Corrects the name.
    Rename { name: Personal },
    /// Ends all sessions: tokens issued before are no longer accepted.
    SignOut {},
    /// Takes access away for the time being.
    Suspend { comment: String },
    /// Gives access back.
    Resume {},
}

/// Who somebody is, as an identity provider tells it and we keep it.
#[derive(Clone, Debug)]
pub struct Identity {
    pub issuer: String,
    pub subject: Sealed,
    pub hash: String,
}

impl Person {
    /// An administrator enters a person.
    pub fn entered(
        id: Id<Self>,
        organization_id: Option<Id<Organization>>,
        name: Personal,
        identity: Identity,
        now: Now,
    ) -> Self {
        let Identity { issuer, subject, hash } = identity;
        Self {
            head: Head::new(id, now.0),
            organization_id,
            name,
            issuer,
            subject,
            identity: hash,
            tokens_since: DateTime::UNIX_EPOCH,
            status: Status::Active,
            comment: None,
        }
    }

    /// Whether a token that was issued then is accepted now.
    pub fn admits(&self, issued_at: DateTime<Utc>) -> bool {
        self.status == Status::Active && issued_at >= self.tokens_since
    }
}
