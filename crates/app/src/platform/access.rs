//! Who may come in, and as whom: from what a token says to a viewer.
//!
//! Clients, people and their roles are read once and kept until any of them changes: a change of
//! ours drops them at once, one of another server as soon as this one is told of it or asks.

use std::{
    collections::HashSet,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use chrono::{DateTime, Utc};
use domain::{
    Code, Datum, Filter, Id, Place, Record, Role, Scope, Seat, Test, Viewer,
    directory::{Cluster, Organization},
    platform::{
        Affiliation, ApiClient, Person,
        api_client::{ActsFor, Status},
    },
};
use persistence::Revocations;
use quick_cache::sync::Cache;
use tokio::sync::watch;
use uuid::Uuid;

use crate::{App, Result};

/// Callers that are kept: some ten megabytes.
const CAPACITY: usize = 10_000;
/// Roles of one holder that are looked at.
const ROLES: u64 = 1000;

/// What a token says that was found to be genuine.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub client_id: Id<ApiClient>,
    /// For whom the client calls, if it is not for itself.
    pub subject: Option<Subject>,
    /// By which the token can be revoked.
    pub token_id: Option<String>,
    /// Of the client when the token was issued; `None`: by another issuer, who does not know it.
    pub security_version: Option<u32>,
    /// What the token is limited to; `None`: to nothing that the client is not.
    pub scopes: Option<Vec<Scope>>,
    pub issued_at: DateTime<Utc>,
}

/// A person, as a token names them.
#[derive(Clone, Debug)]
pub enum Subject {
    /// By our id.
    Person(Id<Person>),
    /// By what an identity provider calls them.
    Identity { issuer: String, subject: String },
}

/// Why nobody is let in with a genuine token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// It was revoked, or the client has lost a credential or was barred since it was issued.
    Revoked,
    /// The client is not active.
    Client,
    /// The client calls for nobody but itself.
    ActsForNobody,
    /// Nobody has entered the person.
    Unknown,
    /// The person was suspended or signed out.
    Person,
}

/// Somebody who was let in.
#[derive(Clone, Debug)]
pub struct Admitted {
    pub viewer: Viewer,
    pub client: Arc<ApiClient>,
    pub person: Option<Arc<Person>>,
    pub roles: Arc<[Affiliation]>,
}

#[derive(Debug)]
pub(crate) struct Access {
    kept: Cache<(Id<ApiClient>, Option<Uuid>), Arc<Known>>,
    people: Cache<String, Id<Person>>,
    /// Origins of all active clients, and after how many changes they were read.
    origins: RwLock<Option<(u64, Arc<HashSet<String>>)>>,
    revocations: RwLock<Revocations>,
    /// Counts the changes; what was read before one must not be kept after it.
    changes: AtomicU64,
    changed: watch::Sender<u64>,
}

/// A client with a person or without.
#[derive(Debug)]
struct Known {
    client: Arc<ApiClient>,
    person: Option<Arc<Person>>,
    roles: Arc<[Affiliation]>,
}

impl Access {
    pub(crate) fn new() -> Self {
        Self {
            kept: Cache::new(CAPACITY),
            people: Cache::new(CAPACITY),
            origins: RwLock::default(),
            revocations: RwLock::default(),
            changes: AtomicU64::new(0),
            changed: watch::channel(0).0,
        }
    }

    /// Forgets everybody, if that is a record by which access is decided.
    pub(crate) fn drop(&self, record: &str) {
        if [ApiClient::NAME, Person::NAME, Affiliation::NAME].contains(&record) {
            self.forget();
        }
    }

    pub(crate) fn forget(&self) {
        let changes = self.changes.fetch_add(1, Ordering::AcqRel) + 1;
        self.kept.clear();
        self.people.clear();
        self.changed.send_replace(changes);
    }

    fn is_revoked(&self, token_id: &str) -> bool {
        let revocations = self.revocations.read().unwrap_or_else(PoisonError::into_inner);
        revocations.tokens.contains(token_id)
    }

    fn keep(&self, key: (Id<ApiClient>, Option<Uuid>), known: &Arc<Known>, since: u64) {
        let unchanged = || self.changes.load(Ordering::Acquire) == since;
        if unchanged() {
            self.kept.insert(key, known.clone());
            if !unchanged() {
                self.kept.remove(&key);
            }
        }
    }
}

impl App {
    /// Whom a genuine token lets in, now.
    pub async fn admit(
        &self,
        credentials: &Credentials,
    ) -> Result<std::result::Result<Admitted, Denied>> {
        if credentials.token_id.as_deref().is_some_and(|id| self.0.access.is_revoked(id)) {
            return Ok(Err(Denied::Revoked));
        }
        let person_id = match &credentials.subject {
            None => None,
            Some(Subject::Person(id)) => Some(*id),
            Some(Subject::Identity { issuer, subject }) => {
                match self.identified(issuer, subject).await? {
                    Some(id) => Some(id),
                    None => return Ok(Err(Denied::Unknown)),
                }
            }
        };
        let known = match self.known(credentials.client_id, person_id).await? {
            Ok(known) => known,
            Err(denied) => return Ok(Err(denied)),
        };
        if let Err(denied) = known.admits(credentials) {
            return Ok(Err(denied));
        }
        let viewer = self.viewer(&known, credentials).await?;
        let Known { client, person, roles } = &*known;
        Ok(Ok(Admitted {
            viewer,
            client: client.clone(),
            person: person.clone(),
            roles: roles.clone(),
        }))
    }

    /// A client that asks for a token, whatever it may.
    pub async fn client(&self, id: Id<ApiClient>) -> Result<Option<Arc<ApiClient>>> {
        Ok(self.known(id, None).await?.ok().map(|known| known.client.clone()))
    }

    /// Learns what others have revoked and changed. Whoever is let in is looked at again then.
    pub async fn refresh_access(&self) -> Result<()> {
        let access = &self.0.access;
        let latest = self.0.store.revocations(self.0.clock.now()).await?;
        let mut known = access.revocations.write().unwrap_or_else(PoisonError::into_inner);
        if *known != latest {
            *known = latest;
            drop(known);
            access.forget();
        }
        Ok(())
    }

    /// Accepts this token no longer, on any server.
    pub async fn revoke_token(&self, token_id: &str, expires_at: DateTime<Utc>) -> Result<()> {
        self.0.store.revoke_token(token_id, expires_at).await?;
        self.refresh_access().await
    }

    /// Whether an assertion is shown for the first time, on whichever server.
    pub async fn is_first_shown(
        &self,
        client: Id<ApiClient>,
        assertion_id: &str,
        expires_at: DateTime<Utc>,
    ) -> Result<bool> {
        Ok(self.0.store.first_shown(&client.to_string(), assertion_id, expires_at).await?)
    }

    /// Origins whose pages may ask: those of all active clients.
    pub async fn origins(&self) -> Result<Arc<HashSet<String>>> {
        let access = &self.0.access;
        let changes = access.changes.load(Ordering::Acquire);
        let known = access.origins.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, origins)) = known.filter(|(since, _)| *since == changes) {
            return Ok(origins);
        }
        let active = Test::Eq(Datum::Text(Status::Active.code().to_owned()));
        let filter = Filter::Field("status", active);
        let job = Viewer::system("access");
        let clients: Vec<ApiClient> =
            self.0.store.repository(&job).all(&filter, u64::from(u32::MAX)).await?;
        let origins: Arc<HashSet<_>> =
            Arc::new(clients.into_iter().flat_map(|client| client.profile.origins).collect());
        let kept = Some((changes, origins.clone()));
        *access.origins.write().unwrap_or_else(PoisonError::into_inner) = kept;
        Ok(origins)
    }

    /// Changes each time when somebody may do more or less than before.
    pub fn access_changes(&self) -> watch::Receiver<u64> {
        self.0.access.changed.subscribe()
    }

    async fn known(
        &self,
        client_id: Id<ApiClient>,
        person_id: Option<Id<Person>>,
    ) -> Result<std::result::Result<Arc<Known>, Denied>> {
        let access = &self.0.access;
        let key = (client_id, person_id.map(Id::uuid));
        if let Some(known) = access.kept.get(&key) {
            return Ok(Ok(known));
        }
        let since = access.changes.load(Ordering::Acquire);
        let job = Viewer::system("access");
        let repository = self.0.store.repository(&job);
        let Some(client) = repository.find(client_id).await? else {
            return Ok(Err(Denied::Client));
        };
        let (person, held_by) = match person_id {
            None => (None, ("client_id", client_id.uuid())),
            Some(id) => {
                let Some(person) = repository.find(id).await? else {
                    return Ok(Err(Denied::Unknown));
                };
                (Some(Arc::new(person)), ("person_id", id.uuid()))
            }
        };
        let held = Filter::All(vec![
            Filter::Field(held_by.0, Test::Eq(Datum::Uuid(held_by.1))),
            Filter::Field("status", Test::Eq(Datum::Text("active".to_owned()))),
        ]);
        let roles: Vec<Affiliation> = repository.all(&held, ROLES).await?;
        let known = Arc::new(Known { client: Arc::new(client), person, roles: roles.into() });
        access.keep(key, &known, since);
        Ok(Ok(known))
    }

    /// The person whom an identity provider calls so.
    async fn identified(&self, issuer: &str, subject: &str) -> Result<Option<Id<Person>>> {
        let access = &self.0.access;
        let identity = self.0.vault.identity(issuer, subject);
        if let Some(id) = access.people.get(&identity) {
            return Ok(Some(id));
        }
        let since = access.changes.load(Ordering::Acquire);
        let job = Viewer::system("access");
        let named = Filter::Field("identity", Test::Eq(Datum::Text(identity.clone())));
        let found: Vec<Person> = self.0.store.repository(&job).all(&named, 1).await?;
        let id = found.first().map(Record::id);
        if let Some(id) = id.filter(|_| access.changes.load(Ordering::Acquire) == since) {
            access.people.insert(identity, id);
        }
        Ok(id)
    }

    async fn viewer(&self, known: &Known, credentials: &Credentials) -> Result<Viewer> {
        let today = self.0.clock.now().today();
        let seats = known.roles.iter().filter_map(|role| role.seat(today));
        let seats = seats.filter(|seat| known.extends_to(seat.place));
        let mut viewer = Viewer {
            client: known.client.id().to_string(),
            person: known.person.as_ref().map(|person| person.id().to_string()),
            seats: seats.collect(),
            scopes: both(&known.client.terms.scopes, credentials.scopes.as_deref()),
            ..Viewer::default()
        };
        let organizations: Vec<Id<Organization>> = viewer.organizations().collect();
        let clusters: Vec<Id<Cluster>> = self.memberships(&organizations).await?;
        viewer.barred = self.barred(&organizations).await?;
        let members = clusters.into_iter().map(Place::Cluster);
        viewer.seats.extend(members.map(|place| Seat { role: Role::ClusterMember, place }));
        Ok(viewer)
    }
}

impl Known {
    fn admits(&self, credentials: &Credentials) -> std::result::Result<(), Denied> {
        let version = credentials.security_version.unwrap_or(self.client.security_version);
        if version < self.client.security_version {
            return Err(Denied::Revoked);
        }
        if !self.client.admits(version) {
            return Err(Denied::Client);
        }
        let Some(person) = &self.person else { return Ok(()) };
        if self.client.terms.acts_for == ActsFor::Nobody {
            return Err(Denied::ActsForNobody);
        }
        if person.admits(credentials.issued_at) { Ok(()) } else { Err(Denied::Person) }
    }

    /// Whether what somebody is there counts with this client.
    fn extends_to(&self, place: Place) -> bool {
        self.person.is_none()
            || self.client.terms.acts_for == ActsFor::Everyone
            || place.organization().is_some_and(|id| self.client.organization_id == Some(id))
    }
}

/// What both the client and the token are let into.
fn both(client: &[Scope], token: Option<&[Scope]>) -> Vec<Scope> {
    let Some(token) = token else { return client.to_vec() };
    let reading = |scope: Scope| Scope { write: false, ..scope };
    let narrowed = |&scope: &Scope| {
        let held = [scope, reading(scope)].into_iter().find(|scope| scope.is_within(client));
        held.into_iter()
    };
    token.iter().flat_map(narrowed).collect()
}
