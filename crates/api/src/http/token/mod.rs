//! Access tokens: whether one was issued for us and is in force, and what it says. Ours (RFC 9068) say what
//! was granted; those of issuers outside say who it is.

mod checks;
pub mod issuers;
mod verifier;

#[cfg(test)]
mod tests;

pub use self::verifier::{Claims, MAX_BYTES, NotAKey, PublicKey, Refusal, TYPE, Verifier};
