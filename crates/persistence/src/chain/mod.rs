//! The chain over the journal: each line that has settled gets a seal, which hangs on the one before.
//!
//! `hash = SHA-256(hash before || all columns of the line)`, so a line that is changed, gone or put
//! elsewhere later does not fit any more. The first seal of a day hangs on the last one of the day
//! before. The day is that of the line in Kazakhstan, but never one before that of the seal before:
//! it follows from the lines alone and can be reckoned again.
//!
//! `transaction` is no part of it: it is a number of the server, and restoring sets it to 0 for what is
//! in the chain and to 1 for what is not.

mod line;
mod sealing;
mod verifying;
mod waiting;

use std::fmt;

use chrono::NaiveDate;
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub(crate) use self::line::written;
pub use self::{
    sealing::Sealed,
    verifying::{Finding, Report, Verify},
    waiting::Tail,
};
use crate::StoreError;

/// Where a chain ends, or ended on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub day: NaiveDate,
    /// Seals of the day.
    pub number: i64,
    pub hash: Hash,
}

/// Of a line and all before it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// What the first seal hangs on.
    const BEGINNING: Self = Self([0; 32]);

    fn behind(self, line: &[u8]) -> Self {
        Self(Sha256::new().chain_update(self.0).chain_update(line).finalize().into())
    }

    /// `None`: not 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let hash = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?;
        hash.try_into().ok().map(Self)
    }

    fn read(text: &str) -> Result<Self, StoreError> {
        let corrupt =
            || StoreError::Corrupt { table: "seal", column: "hash".to_owned(), id: Uuid::nil() };
        Self::parse(text).ok_or_else(corrupt)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        HEXLOWER.encode_write(&self.0, f)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
