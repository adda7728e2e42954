//! Encrypting sensitive values anew with the key that encrypts now, beside servers that go on.
//!
//! Each value is at all times one that opens: it is replaced in one statement, if it is still the one
//! that was opened. So this can end at any point and begin again.

use std::collections::BTreeMap;

use persistence::{Resealed, SealedColumn, Store, StoreError};

use super::vault::{KeyId, Vault};

/// Values that are read, and replaced in one transaction.
const BATCH: u64 = 500;
/// How often a batch is tried while the database is busy, which it waits for by itself.
const ATTEMPTS: usize = 8;

/// What was found in all columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Values by the key that has encrypted them.
    pub by_key: BTreeMap<KeyId, u64>,
    /// Values that none of our keys opens at their place.
    pub unreadable: u64,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub at: SealedColumn,
    /// Values of the column that were looked at.
    pub seen: u64,
    /// How many of them were encrypted anew.
    pub resealed: u64,
}

/// Which keys have encrypted what is there.
pub async fn find_keys(store: &Store, vault: &Vault) -> Result<Found, StoreError> {
    let mut found = Found::default();
    for at in SealedColumn::all() {
        let mut after = None;
        loop {
            let values = store.sealed(at, after, BATCH).await?;
            for (id, sealed) in &values {
                let key = KeyId::that_sealed(sealed);
                if let Some(key) = key {
                    *found.by_key.entry(key).or_default() += 1;
                }
                if vault.open(at.table, at.column, *id, sealed).is_none() {
                    found.unreadable += 1;
                }
            }
            let Some((last, _)) = values.last() else { break };
            after = Some(*last);
        }
    }
    Ok(found)
}

/// Encrypts everything anew that another key than the current one has encrypted, and can be opened;
/// how much that was.
pub async fn reseal(
    store: &Store,
    vault: &Vault,
    mut told: impl FnMut(Step),
) -> Result<u64, StoreError> {
    let mut all = 0;
    for at in SealedColumn::all() {
        let (mut after, mut step) = (None, Step { at, seen: 0, resealed: 0 });
        loop {
            let values = store.sealed(at, after, BATCH).await?;
            let Some((last, _)) = values.last() else { break };
            (after, step.seen) = (Some(*last), step.seen + values.len() as u64);
            let anew = |(id, from)| {
                let text = vault.open(at.table, at.column, id, &from)?;
                let to = vault.seal(at.table, at.column, id, &text);
                Some(Resealed { id, from, to })
            };
            let old = values.into_iter().filter(|(_, sealed)| !vault.is_current(sealed));
            let old: Vec<_> = old.filter_map(anew).collect();
            step.resealed += replace(store, at, &old).await?;
            told(step);
        }
        all += step.resealed;
    }
    Ok(all)
}

async fn replace(store: &Store, at: SealedColumn, values: &[Resealed]) -> Result<u64, StoreError> {
    if values.is_empty() {
        return Ok(0);
    }
    let mut attempt = 1;
    loop {
        match store.reseal(at, values).await {
            Err(StoreError::Busy(_) | StoreError::Stale) if attempt < ATTEMPTS => attempt += 1,
            done => return done,
        }
    }
}
