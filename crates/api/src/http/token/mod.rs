//! Access tokens (RFC 9068): whether one was issued by us for us and is in force, and what it says.

mod verifier;

#[cfg(test)]
mod tests;

pub use self::verifier::{Claims, MAX_BYTES, NotAKey, PublicKey, Refusal, TYPE, Verifier};
