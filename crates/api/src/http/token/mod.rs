//! Access tokens: whether one was issued for us and is in force, and what it says. Ours (RFC 9068) say what
//! was granted; those of issuers outside say who it is.

pub(super) mod checks;
mod issue;
pub mod issuers;
mod keys;
mod verifier;

#[cfg(test)]
mod tests;

pub use self::{
    issue::{Grant, LIFETIME},
    keys::{Keys, NotAKey, NotSigningKeys, PublicKey, SigningKey},
    verifier::{Claims, MAX_BYTES, Refusal, TYPE, Verifier},
};
