//! The application: what all sessions share.

use std::sync::{Arc, PoisonError, RwLock};

use domain::{
    Code, Datum, Filter, Id, Record, Test, Viewer,
    directory::{Cluster, ClusterMembership, Organization, cluster_membership::Status},
    platform::Period,
};
use persistence::{Event, Position, Store};
use uuid::Uuid;

use crate::{
    Clock, Ids, Result,
    audit::Lost,
    feed::{BATCH, Feed},
    kept::Kept,
    platform::{Access, Admitted, Secrets, Usage, Vault},
    reference::Reference,
    session::{Origin, Session},
};

/// Cheap to clone.
#[derive(Clone)]
pub struct App(pub(crate) Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) store: Store,
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) ids: Box<dyn Ids>,
    pub(crate) vault: Vault,
    pub(crate) secrets: Secrets,
    pub(crate) kept: Kept,
    pub(crate) access: Access,
    pub(crate) feed: Feed,
    pub(crate) lost: Lost,
    pub(crate) usage: Usage,
    pub(crate) reference: RwLock<Arc<Reference>>,
}

impl App {
    /// On a database whose schema is up to date and whose reference data is loaded.
    pub async fn new(store: Store, vault: Vault, clock: impl Clock, ids: impl Ids) -> Result<Self> {
        let reference = Arc::new(Reference::read(&store).await?);
        let app = Self::with(reference, store, vault, clock, ids);
        app.refresh_access().await?;
        Ok(app)
    }

    /// With reference books that were read from a database like this one: many applications in one
    /// process, such as those of tests, read them once.
    pub fn with(
        reference: Arc<Reference>,
        store: Store,
        vault: Vault,
        clock: impl Clock,
        ids: impl Ids,
    ) -> Self {
        Self(Arc::new(Shared {
            store,
            clock: Box::new(clock),
            ids: Box::new(ids),
            vault,
            secrets: Secrets::new(),
            kept: Kept::new(),
            access: Access::new(),
            feed: Feed::new(),
            lost: Lost::default(),
            usage: Usage::default(),
            reference: RwLock::new(reference),
        }))
    }

    /// The application in the eyes of a viewer, now.
    pub fn session(&self, viewer: Viewer, origin: Origin) -> Session {
        Session::new(self.clone(), viewer, origin)
    }

    /// The application in the eyes of whoever was let in, or of nobody in particular, now.
    pub fn session_of(&self, admitted: Option<Admitted>, origin: Origin) -> Session {
        match admitted {
            Some(admitted) => Session::of(self.clone(), admitted, origin),
            None => self.session(Viewer::anonymous(), origin),
        }
    }

    /// For a request that came without one.
    pub fn new_request_id(&self) -> String {
        self.0.ids.next(self.0.clock.now()).simple().to_string()
    }

    /// For an access token.
    pub fn new_token_id(&self) -> Uuid {
        self.0.ids.next(self.0.clock.now())
    }

    /// For a request that belongs to no trace yet.
    pub fn new_trace_id(&self) -> [u8; 16] {
        self.0.ids.next(self.0.clock.now()).into_bytes()
    }

    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Classifiers and rules as they are now.
    pub fn reference(&self) -> Arc<Reference> {
        self.0.reference.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes and checks secrets of clients.
    pub fn secrets(&self) -> &Secrets {
        &self.0.secrets
    }

    /// Where values of class SENSITIVE are encrypted.
    pub fn vault(&self) -> &Vault {
        &self.0.vault
    }

    pub fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    /// Takes points of a client's quota in a window of time; all servers have taken so many with them.
    pub async fn lease(&self, client: &str, window: i64, points: u64) -> Result<u64> {
        let points = i64::try_from(points).unwrap_or(i64::MAX);
        let leased = self.0.store.lease(client, window, points).await?;
        Ok(u64::try_from(leased).unwrap_or_default())
    }

    /// Forgets idempotency keys, revoked tokens and assertions whose time has passed, and what was used
    /// long ago.
    pub async fn forget_expired(&self) -> Result<()> {
        let (store, now) = (&self.0.store, self.0.clock.now());
        let tx = store.begin(&Viewer::system("claims")).await?;
        tx.forget_claims(now).await?;
        tx.commit().await?;
        store.forget_expired(now).await?;
        Ok(store.forget_usage(Period::first_kept(now.today())).await?)
    }

    /// The clusters that these organizations take part in, for the seats of whoever acts for them.
    pub async fn memberships(
        &self,
        organizations: &[Id<Organization>],
    ) -> Result<Vec<Id<Cluster>>> {
        let kept = &self.0.kept;
        let (mut clusters, mut asked) = (Vec::new(), Vec::new());
        for &id in organizations {
            match kept.memberships(id) {
                Some(known) => clusters.extend_from_slice(&known),
                None => asked.push(id),
            }
        }
        if !asked.is_empty() {
            let since = kept.since_now();
            let found = self.read_memberships(&asked).await?;
            for id in asked {
                let of = found.iter().filter(|membership| membership.organization_id == id);
                let of: Arc<[_]> = of.map(|membership| membership.cluster_id).collect();
                clusters.extend_from_slice(&of);
                kept.keep_memberships(id, of, since);
            }
        }
        Ok(clusters)
    }

    /// Those of these organizations that do not act now.
    pub async fn barred(
        &self,
        organizations: &[Id<Organization>],
    ) -> Result<Vec<Id<Organization>>> {
        let origin = Origin { request_id: None, source: "job", purpose: None };
        let session = self.session(Viewer::system("seats"), origin);
        let found = session.by_ids(organizations).await?;
        let barred = found.values().filter(|organization| !organization.is_active());
        Ok(barred.map(|organization| organization.id()).collect())
    }

    async fn read_memberships(
        &self,
        organizations: &[Id<Organization>],
    ) -> Result<Vec<ClusterMembership>> {
        let job = Viewer::system("memberships");
        let ids = organizations.iter().map(|id| Datum::Uuid(id.uuid()));
        let takes_part = Status::TAKES_PART.iter().map(|s| Datum::Text(s.code().to_owned()));
        let filter = Filter::All(vec![
            Filter::Field("organization_id", Test::In(ids.collect())),
            Filter::Field("status", Test::In(takes_part.collect())),
        ]);
        Ok(self.0.store.repository(&job).all(&filter, u64::from(u32::MAX)).await?)
    }

    /// Reads what other replicas have changed since `position`, forgets what was kept of it, reads
    /// reference books again if they have changed, and answers up to where it has read.
    pub async fn catch_up(&self, position: Position) -> Result<Position> {
        let (mut position, mut outdated) = (position, false);
        loop {
            let behind = position;
            let events = self.0.store.events_after(behind, BATCH).await?;
            let is_last = (events.len() as u64) < BATCH;
            for Event { record, record_id, position: at, .. } in &events {
                self.0.kept.drop(record, *record_id);
                self.0.access.drop(record);
                outdated |= Reference::holds(record);
                position = *at;
            }
            // Records first: whoever is told looks at them.
            if !events.is_empty() {
                self.0.feed.hand_on(behind, events);
            }
            if is_last {
                break;
            }
        }
        if outdated {
            let reference = Arc::new(Reference::read(&self.0.store).await?);
            *self.0.reference.write().unwrap_or_else(PoisonError::into_inner) = reference;
        }
        Ok(position)
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("store", &self.0.store).finish_non_exhaustive()
    }
}
