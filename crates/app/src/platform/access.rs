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
    Code, Datum, Filter, Id, PersonEntry, Place, Record, Role, Scope, Seat, Test, Viewer,
    directory::{Cluster, Organization},
    platform::{
        Affiliation, ApiClient, Person, Personal,
        api_client::{ActsFor, Status},
    },
};
use persistence::Revocations;
use quick_cache::sync::Cache;
use tokio::sync::{Mutex, watch};
use uuid::Uuid;

use crate::{App, Result};

/// Callers that are kept: some ten megabytes.
const CAPACITY: usize = 10_000;
/// Roles of one holder that are looked at: each entry of a person is one.
const ROLES: u64 = 1000;
/// Entries of one person that are looked at.
const ENTRIES: u64 = 100;

/// What a token says that was found to be genuine.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub client_id: Id<ApiClient>,
    /// For whom the client calls, if it is not for itself.
    pub subject: Option<Subject>,
    /// By which the token can be revoked.
    pub token_id: String,
    /// Of the client when the token was issued; `None`: by another issuer, who does not know it.
    pub security_version: Option<u32>,
    /// What the token is limited to; `None`: to nothing that the client is not.
    pub scopes: Option<Vec<Scope>>,
    pub issued_at: DateTime<Utc>,
}

/// A person, as a token names them.
#[derive(Clone, Debug)]
pub enum Subject {
    /// By our id: the entry of one organization and none else.
    Person(Id<Person>),
    /// By what an identity provider calls them, whoever has entered them.
    Identity { issuer: String, subject: Personal },
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
    /// The person was suspended or signed out by all who have entered them.
    Person,
}

/// Somebody who was let in.
#[derive(Clone, Debug)]
pub struct Admitted {
    pub viewer: Viewer,
    pub client: Arc<ApiClient>,
    /// The person by the entry that names them, as `viewer.person` does: of those that let them in the
    /// one made first that gives a role with this client, else the one made first.
    pub person: Option<Arc<Person>>,
}

#[derive(Debug)]
pub(crate) struct Access {
    kept: Cache<Key, Arc<Known>>,
    /// Origins of all active clients, and after how many changes they were read.
    origins: RwLock<Option<(u64, Arc<HashSet<String>>)>>,
    revocations: RwLock<Revocations>,
    /// Held from before they are read until they are kept: what was read first is kept first.
    refreshing: Mutex<()>,
    /// Counts the changes; what was read before one must not be kept after it.
    changes: AtomicU64,
    changed: watch::Sender<u64>,
}

/// A client, with a person or without.
type Key = (Id<ApiClient>, Option<Named>);

/// A person as they are looked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Named {
    Entry(Uuid),
    /// The keyed hash of an identity.
    Identity(String),
}

/// A client with the entries of a person or in its own name.
#[derive(Debug)]
struct Known {
    client: Arc<ApiClient>,
    held_by: HeldBy,
}

#[derive(Debug)]
enum HeldBy {
    Client(Vec<Affiliation>),
    /// All entries of the person, the one made first before others, and the one that the token names,
    /// if it names one.
    Person(Vec<Entry>, Option<Uuid>),
}

/// One organization's entry of a person, with the roles that are held by it.
#[derive(Debug)]
struct Entry {
    person: Arc<Person>,
    roles: Vec<Affiliation>,
}

impl Named {
    fn entry(&self) -> Option<Uuid> {
        if let Self::Entry(id) = self { Some(*id) } else { None }
    }
}

impl Access {
    pub(crate) fn new() -> Self {
        Self {
            kept: Cache::new(CAPACITY),
            origins: RwLock::default(),
            revocations: RwLock::default(),
            refreshing: Mutex::default(),
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
        self.changed.send_replace(changes);
    }

    fn is_revoked(&self, token_id: &str) -> bool {
        let revocations = self.revocations.read().unwrap_or_else(PoisonError::into_inner);
        revocations.tokens.contains(token_id)
    }

    fn keep(&self, key: &Key, known: &Arc<Known>, since: u64) {
        let unchanged = || self.changes.load(Ordering::Acquire) == since;
        if unchanged() {
            self.kept.insert(key.clone(), known.clone());
            if !unchanged() {
                self.kept.remove(key);
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
        if self.0.access.is_revoked(&credentials.token_id) {
            return Ok(Err(Denied::Revoked));
        }
        let named = credentials.subject.as_ref().map(|subject| match subject {
            Subject::Person(id) => Named::Entry(id.uuid()),
            Subject::Identity { issuer, subject } => {
                Named::Identity(self.0.vault.identity(issuer, &subject.0))
            }
        });
        let known = match self.known((credentials.client_id, named)).await? {
            Ok(known) => known,
            Err(denied) => return Ok(Err(denied)),
        };
        match known.admits(credentials) {
            Ok(entries) => Ok(Ok(self.admitted(&known, &entries, credentials).await?)),
            Err(denied) => Ok(Err(denied)),
        }
    }

    /// A client that asks for a token, whatever it may.
    pub async fn client(&self, id: Id<ApiClient>) -> Result<Option<Arc<ApiClient>>> {
        Ok(self.known((id, None)).await?.ok().map(|known| known.client.clone()))
    }

    /// Learns what others have revoked and changed. Whoever is let in is looked at again then.
    pub async fn refresh_access(&self) -> Result<()> {
        let access = &self.0.access;
        let _one_at_a_time = access.refreshing.lock().await;
        let latest = self.0.store.revocations(self.0.clock.now()).await?;
        let mut known = access.revocations.write().unwrap_or_else(PoisonError::into_inner);
        let is_news = latest.tell_more_than(&known);
        *known = latest;
        drop(known);
        if is_news {
            access.forget();
        }
        Ok(())
    }

    /// Accepts this token no longer, on any server, until it is accepted on none anyway.
    pub async fn revoke_token(&self, token_id: &str, until: DateTime<Utc>) -> Result<()> {
        self.0.store.revoke_token(token_id, until).await?;
        self.refresh_access().await
    }

    /// Whether an assertion is shown for the first time, on whichever server.
    pub async fn is_first_shown(
        &self,
        client: Id<ApiClient>,
        assertion_id: &str,
        until: DateTime<Utc>,
    ) -> Result<bool> {
        Ok(self.0.store.first_shown(&client.to_string(), assertion_id, until).await?)
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

    async fn known(&self, key: Key) -> Result<std::result::Result<Arc<Known>, Denied>> {
        match self.0.access.kept.get(&key) {
            Some(known) => Ok(Ok(known)),
            // Seldom needed, and large: whoever is known has no room for it.
            None => Box::pin(self.read(key)).await,
        }
    }

    async fn read(&self, key: Key) -> Result<std::result::Result<Arc<Known>, Denied>> {
        let access = &self.0.access;
        let since = access.changes.load(Ordering::Acquire);
        let job = Viewer::system("access");
        let Some(client) = self.0.store.repository(&job).find(key.0).await? else {
            return Ok(Err(Denied::Client));
        };
        let held_by = match &key.1 {
            None => HeldBy::Client(self.roles("client_id", key.0.uuid()).await?),
            Some(named) => match self.entries(named).await? {
                entries if entries.is_empty() => return Ok(Err(Denied::Unknown)),
                entries => HeldBy::Person(entries, named.entry()),
            },
        };
        let known = Arc::new(Known { client: Arc::new(client), held_by });
        access.keep(&key, &known, since);
        Ok(Ok(known))
    }

    /// All of the person, also if a token names one of them.
    async fn entries(&self, named: &Named) -> Result<Vec<Entry>> {
        let job = Viewer::system("access");
        let repository = self.0.store.repository(&job);
        let identity = match named {
            Named::Identity(hash) => hash.clone(),
            Named::Entry(id) => match repository.find::<Person>(Id::new(*id)).await? {
                Some(person) => person.identity,
                None => return Ok(Vec::new()),
            },
        };
        let named = Filter::Field("identity", Test::Eq(Datum::Text(identity)));
        let mut people: Vec<Person> = repository.all(&named, ENTRIES).await?;
        // Ids may be chosen by clients, the time is ours.
        people.sort_unstable_by_key(|person| (person.head.created_at, person.id().uuid()));
        let mut entries = Vec::new();
        for person in people {
            let roles = self.roles("person_id", person.id().uuid()).await?;
            entries.push(Entry { person: Arc::new(person), roles });
        }
        Ok(entries)
    }

    /// Roles that whoever stands in this column has been given.
    async fn roles(&self, column: &'static str, holder: Uuid) -> Result<Vec<Affiliation>> {
        let held = Filter::All(vec![
            Filter::Field(column, Test::Eq(Datum::Uuid(holder))),
            Filter::Field("status", Test::Eq(Datum::Text("active".to_owned()))),
        ]);
        Ok(self.0.store.repository(&Viewer::system("access")).all(&held, ROLES).await?)
    }

    /// By these entries of the person, or by none in the name of the client.
    async fn admitted(
        &self,
        known: &Known,
        entries: &[&Entry],
        credentials: &Credentials,
    ) -> Result<Admitted> {
        let today = self.0.clock.now().today();
        let seats = |roles: &[Affiliation]| -> Vec<Seat> {
            let seats = roles.iter().filter_map(|role| role.seat(today));
            seats.filter(|seat| known.extends_to(seat.place)).collect()
        };
        let by_entry: Vec<_> = entries.iter().map(|entry| seats(&entry.roles)).collect();
        let first = by_entry.iter().position(|seats| !seats.is_empty()).unwrap_or_default();
        let person = entries.get(first).map(|entry| entry.person.clone());
        let entry = |of: &Entry| {
            let admitting = entries.iter().zip(&by_entry);
            let mut admitting = admitting.filter(|(entry, _)| entry.person.id() == of.person.id());
            let seats = admitting.next().map_or(&[][..], |(_, seats)| seats);
            let places = seats.iter().map(|seat| seat.place).collect();
            PersonEntry { person: of.person.id().to_string(), places }
        };
        let mut viewer = Viewer {
            client: known.client.id().to_string(),
            person: person.as_ref().map(|person| person.id().to_string()),
            entries: match &known.held_by {
                HeldBy::Client(_) => Vec::new(),
                HeldBy::Person(all, _) => all.iter().map(entry).collect(),
            },
            seats: match &known.held_by {
                HeldBy::Client(roles) => seats(roles),
                HeldBy::Person(..) => each_once(by_entry.concat()),
            },
            scopes: both(&known.client.terms.scopes, credentials.scopes.as_deref()),
            ..Viewer::default()
        };
        let organizations: Vec<Id<Organization>> = viewer.organizations().collect();
        let clusters: Vec<Id<Cluster>> = self.memberships(&organizations).await?;
        viewer.barred = self.barred(&organizations).await?;
        let members = clusters.into_iter().map(Place::Cluster);
        viewer.seats.extend(members.map(|place| Seat { role: Role::ClusterMember, place }));
        Ok(Admitted { viewer, client: known.client.clone(), person })
    }
}

impl Known {
    /// The entries of the person that let them in; none where the client calls for itself.
    fn admits(&self, credentials: &Credentials) -> std::result::Result<Vec<&Entry>, Denied> {
        if self.client.status != Status::Active {
            return Err(Denied::Client);
        }
        let version = credentials.security_version.unwrap_or(self.client.security_version);
        if !self.client.admits(version) {
            return Err(Denied::Revoked);
        }
        let HeldBy::Person(entries, named) = &self.held_by else { return Ok(Vec::new()) };
        if self.client.terms.acts_for == ActsFor::Nobody {
            return Err(Denied::ActsForNobody);
        }
        let is_meant = |entry: &&Entry| named.is_none_or(|id| entry.person.id().uuid() == id);
        let admit = |entry: &&Entry| entry.person.admits(credentials.issued_at);
        let admitting: Vec<_> = entries.iter().filter(is_meant).filter(admit).collect();
        if admitting.is_empty() { Err(Denied::Person) } else { Ok(admitting) }
    }

    /// Whether what somebody is there counts with this client.
    fn extends_to(&self, place: Place) -> bool {
        let reaches = matches!(self.held_by, HeldBy::Client(_))
            || self.client.terms.acts_for == ActsFor::Everyone
            || place.organization().is_some_and(|id| self.client.organization_id == Some(id));
        reaches && self.client.acts_by_roles()
    }
}

/// What several entries give is held once.
fn each_once(seats: Vec<Seat>) -> Vec<Seat> {
    let mut once = Vec::with_capacity(seats.len());
    for seat in seats {
        if !once.contains(&seat) {
            once.push(seat);
        }
    }
    once
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
