//! Access tokens (RFC 9068): whether one was issued by us for us and is in force, and what it says.

mod issue;
mod keys;
mod verifier;

#[cfg(test)]
mod tests;

pub use self::{
    issue::{Grant, LIFETIME},
    keys::{Keys, NotAKey, NotSigningKeys, PublicKey, SigningKey},
    verifier::{Claims, MAX_BYTES, Refusal, TYPE, Verifier},
};
