//! Records kept in memory: read often, changed seldom. And how many there are in a list, which takes
//! longer to count than to read a page of it.
//!
//! What is kept has been read for one viewer and is whole, whoever has read it: a record is seen or
//! not, never in part. Whether the next viewer sees it is asked each time. That a record was not
//! found is not kept, because it may only be out of that viewer's sight. A change drops a record:
//! our own at once, one of another replica as soon as the journal tells of it.

use std::{
    any::{Any, TypeId},
    collections::HashSet,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use domain::{
    Id, Record,
    directory::{Cluster, ClusterMembership, Organization},
};
use persistence::{Count, Stored};
use quick_cache::sync::Cache;
use uuid::Uuid;

/// How many are kept: some ten megabytes.
const CAPACITY: usize = 10_000;

#[derive(Debug)]
pub(crate) struct Kept {
    records: Cache<Uuid, (TypeId, Arc<dyn Any + Send + Sync>)>,
    /// The clusters that an organization takes part in.
    memberships: Cache<Id<Organization>, Arc<[Id<Cluster>]>>,
    /// Whatever has been read to be kept, by name: what was not is not here to be dropped.
    names: RwLock<HashSet<&'static str>>,
    drops: AtomicU64,
    /// Lists that were counted, by what was counted for whom, and how many changes there had been.
    counts: Cache<Counted, (u64, Count)>,
    /// Of any record: whatever changes may change any count.
    changes: AtomicU64,
}

/// A list in the eyes of a viewer: the hash of both.
pub(crate) type Counted = [u8; 32];

/// When reading began: a record read before a change must not be kept after it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Since(u64);

impl Kept {
    pub(crate) fn new() -> Self {
        Self {
            records: Cache::new(CAPACITY),
            memberships: Cache::new(CAPACITY),
            names: RwLock::default(),
            drops: AtomicU64::new(0),
            counts: Cache::new(CAPACITY),
            changes: AtomicU64::new(0),
        }
    }

    pub(crate) fn get<R: Stored>(&self, id: Id<R>) -> Option<Arc<R>> {
        if !R::KEPT {
            return None;
        }
        let (kind, record) = self.records.get(&id.uuid())?;
        if kind == TypeId::of::<R>() { record.downcast().ok() } else { None }
    }

    /// Asked before records of this kind are read.
    pub(crate) fn since<R: Stored>(&self) -> Since {
        let known = || self.names.read().unwrap_or_else(PoisonError::into_inner).contains(R::NAME);
        if R::KEPT && !known() {
            self.names.write().unwrap_or_else(PoisonError::into_inner).insert(R::NAME);
        }
        self.since_now()
    }

    /// Asked before memberships are read.
    pub(crate) fn since_now(&self) -> Since {
        Since(self.drops.load(Ordering::Acquire))
    }

    pub(crate) fn keep<R: Stored>(&self, record: &Arc<R>, Since(since): Since) {
        let unchanged = || self.drops.load(Ordering::Acquire) == since;
        if R::KEPT && unchanged() {
            let id = record.id().uuid();
            self.records.insert(id, (TypeId::of::<R>(), record.clone()));
            // A change between the two has found nothing to drop yet.
            if !unchanged() {
                self.records.remove(&id);
            }
        }
    }

    pub(crate) fn memberships(&self, id: Id<Organization>) -> Option<Arc<[Id<Cluster>]>> {
        self.memberships.get(&id)
    }

    pub(crate) fn keep_memberships(
        &self,
        id: Id<Organization>,
        clusters: Arc<[Id<Cluster>]>,
        Since(since): Since,
    ) {
        let unchanged = || self.drops.load(Ordering::Acquire) == since;
        if unchanged() {
            self.memberships.insert(id, clusters);
            if !unchanged() {
                self.memberships.remove(&id);
            }
        }
    }

    /// How many there were, unless something has changed since; and how many changes there have been.
    pub(crate) fn count(&self, list: &Counted) -> (u64, Option<Count>) {
        let changes = self.changes.load(Ordering::Acquire);
        let (at, count) = self.counts.get(list).unzip();
        (changes, count.filter(|_| at == Some(changes)))
    }

    /// Counted after so many changes.
    pub(crate) fn keep_count(&self, list: Counted, changes: u64, count: Count) {
        self.counts.insert(list, (changes, count));
    }

    /// Forgets everything: what has changed is not known.
    pub(crate) fn clear(&self) {
        self.changes.fetch_add(1, Ordering::AcqRel);
        self.drops.fetch_add(1, Ordering::AcqRel);
        self.records.clear();
        self.memberships.clear();
    }

    /// Forgets a record that has changed. The journal does not tell whose a membership is, so one
    /// that has changed drops those of all organizations: they change seldom and are read at once.
    pub(crate) fn drop(&self, record: &str, id: Uuid) {
        self.changes.fetch_add(1, Ordering::AcqRel);
        let of_members = record == ClusterMembership::NAME;
        let read = self.names.read().unwrap_or_else(PoisonError::into_inner).contains(record);
        if !of_members && !read {
            return;
        }
        self.drops.fetch_add(1, Ordering::AcqRel);
        self.records.remove(&id);
        if of_members {
            self.memberships.clear();
        }
    }
}
