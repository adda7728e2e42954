//! Records kept in memory: read often, changed seldom.
//!
//! What is kept has been read as the system; whether a viewer sees it is asked each time. A change
//! drops it: our own at once, one of another replica as soon as the journal tells of it.

use std::{
    any::{Any, TypeId},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use domain::{
    Id, Record,
    directory::{Cluster, ClusterMembership, Organization},
};
use persistence::Stored;
use quick_cache::sync::Cache;
use uuid::Uuid;

use crate::reference::Reference;

/// How many are kept: some ten megabytes.
const CAPACITY: usize = 10_000;

#[derive(Debug)]
pub(crate) struct Kept {
    records: Cache<Uuid, (TypeId, Arc<dyn Any + Send + Sync>)>,
    /// The clusters that an organization takes part in.
    memberships: Cache<Id<Organization>, Arc<[Id<Cluster>]>>,
    drops: AtomicU64,
}

/// When reading began: a record read before a change must not be kept after it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Since(u64);

impl Kept {
    pub(crate) fn new() -> Self {
        Self {
            records: Cache::new(CAPACITY),
            memberships: Cache::new(CAPACITY),
            drops: AtomicU64::new(0),
        }
    }

    pub(crate) fn get<R: Stored>(&self, id: Id<R>) -> Option<Arc<R>> {
        if !R::KEPT {
            return None;
        }
        let (kind, record) = self.records.get(&id.uuid())?;
        if kind == TypeId::of::<R>() { record.downcast().ok() } else { None }
    }

    pub(crate) fn since(&self) -> Since {
        Since(self.drops.load(Ordering::Acquire))
    }

    pub(crate) fn keep<R: Stored>(&self, record: &Arc<R>, Since(since): Since) {
        if R::KEPT && self.drops.load(Ordering::Acquire) == since {
            self.records.insert(record.id().uuid(), (TypeId::of::<R>(), record.clone()));
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
        if self.drops.load(Ordering::Acquire) == since {
            self.memberships.insert(id, clusters);
        }
    }

    /// Forgets a record that has changed. The journal does not tell whose a membership is, so one
    /// that has changed drops those of all organizations: they change seldom and are read at once.
    pub(crate) fn drop(&self, record: &str, id: Uuid) {
        let kept = matches!(record, Organization::NAME | ClusterMembership::NAME);
        if !kept && !Reference::holds(record) {
            return;
        }
        self.drops.fetch_add(1, Ordering::AcqRel);
        self.records.remove(&id);
        if record == ClusterMembership::NAME {
            self.memberships.clear();
        }
    }
}
