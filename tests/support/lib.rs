//! The whole application on one database, behind its real HTTP interface, and the people who use it.

#![expect(clippy::disallowed_methods, reason = "tests look past the application")]

mod client;
mod database;
mod dice;
mod leak;
mod people;
mod story;

use std::{
    collections::HashSet,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use api::Settings;
use app::{App, Clock, Event, Position, RandomIds, Store, platform::Vault};
use axum::http::HeaderValue;
use chrono::{DateTime, TimeDelta, Utc};
use domain::Now;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

pub use self::{
    client::{Answer, Client, Events},
    database::{Backend, TestDatabase},
    dice::Dice,
    people::{EVERYTHING, Persona, Signer},
    story::*,
};

/// The origin whose pages may ask.
pub const ORIGIN: &str = "https://portal.kz";

/// How long something is waited for that other tests may hold up.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A clock that stands still until a test moves it.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Mutex<DateTime<Utc>>>);

impl ManualClock {
    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Now {
        Now(*self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[derive(Debug)]
pub struct TestApp {
    pub app: App,
    pub clock: ManualClock,
    pub client: Client,
    pub signer: Signer,
    /// Past the application.
    pub raw: DatabaseConnection,
    /// Tells the application that the server stops.
    pub stop: watch::Sender<bool>,
    servers: Mutex<Vec<JoinHandle<()>>>,
    /// Who was let in.
    known: tokio::sync::Mutex<HashSet<String>>,
    database: TestDatabase,
}

impl TestApp {
    pub async fn start(backend: Backend) -> Self {
        Self::start_with(backend, |_| {}).await
    }

    /// With other settings than those that hold in most tests.
    pub async fn start_with(backend: Backend, change: impl FnOnce(&mut Settings)) -> Self {
        let database = TestDatabase::create(backend).await;
        let raw = Database::connect(database.url()).await.unwrap();
        let store = Store::connect(&settings(&database)).await.unwrap();
        let clock = ManualClock(Arc::new(Mutex::new("2026-12-01T06:00:00Z".parse().unwrap())));
        let app = App::new(store, vault(), clock.clone(), RandomIds).await.unwrap();
        let signer = Signer::new();
        let (stop, stopping) = watch::channel(false);
        let (address, server) = serve(&app, &signer, stopping, change).await;
        let client = Client::new(address);
        let (servers, known) = (Mutex::new(vec![server]), tokio::sync::Mutex::default());
        Self { app, clock, client, signer, raw, stop, servers, known, database }
    }

    pub fn settings(&self) -> app::Settings {
        settings(&self.database)
    }

    /// Another application on the same database, as another replica would be.
    pub fn another(&self) -> App {
        let Self { app, clock, .. } = self;
        App::with(app.reference(), app.store().clone(), vault(), clock.clone(), RandomIds)
    }

    /// Another server on the same database, and a client of it.
    pub async fn replica(&self, change: impl FnOnce(&mut Settings)) -> Client {
        self.replica_of(&self.another(), change).await
    }

    /// A token of somebody who is let in.
    pub async fn token(&self, persona: &Persona) -> String {
        self.token_at(persona, None, self.clock_now()).await
    }

    /// A token of a persona whose client asks for this person.
    pub async fn token_for(&self, persona: &Persona, person: &str) -> String {
        self.token_at(persona, Some(person), self.clock_now()).await
    }

    /// A token that was issued then.
    pub async fn token_at(
        &self,
        persona: &Persona,
        person: Option<&str>,
        issued_at: DateTime<Utc>,
    ) -> String {
        let mut known = self.known.lock().await;
        if known.insert(format!("{persona:?} {person:?}")) {
            persona.let_in(self.app.store(), person).await;
        }
        self.signer.token(persona, person, issued_at)
    }

    /// A server of this application, and a client of it.
    pub async fn replica_of(&self, app: &App, change: impl FnOnce(&mut Settings)) -> Client {
        let stopping = self.stop.subscribe();
        let (address, server) = serve(app, &self.signer, stopping, change).await;
        self.servers.lock().unwrap_or_else(PoisonError::into_inner).push(server);
        Client::new(address)
    }

    /// Now, as the application sees it.
    pub fn clock_now(&self) -> DateTime<Utc> {
        self.clock.now().0
    }

    /// The first column of the first row.
    pub async fn number(&self, sql: &str) -> i64 {
        let statement = Statement::from_string(self.raw.get_database_backend(), sql);
        let row = self.raw.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get_by_index::<i64>(0).unwrap()
    }

    /// Changes what the database does not let be changed, as somebody with all power over it can.
    ///
    /// # Panics
    /// When the statement fails.
    pub async fn tamper(&self, sql: &str) {
        let sql = match self.raw.get_database_backend() {
            DbBackend::Postgres => {
                format!("BEGIN; SET LOCAL session_replication_role = replica; {sql}; COMMIT")
            }
            _ => format!(
                "DROP TRIGGER IF EXISTS journal_no_update; DROP TRIGGER IF EXISTS journal_no_delete;
                DROP TRIGGER IF EXISTS seal_no_update; DROP TRIGGER IF EXISTS seal_no_delete; {sql}"
            ),
        };
        self.raw.execute_unprepared(&sql).await.expect("the statement");
    }

    /// The next events, at least one. On PostgreSQL a change is told when all older transactions of
    /// the server have ended, those of other tests among them.
    ///
    /// # Panics
    /// When none comes.
    pub async fn events_after(&self, position: Position) -> Vec<Event> {
        let come = async {
            loop {
                let events = self.app.store().events_after(position, 10_000).await.unwrap();
                if !events.is_empty() {
                    return events;
                }
            }
        };
        tokio::time::timeout(PATIENCE, come).await.expect("an event behind this one")
    }

    /// Lets the application learn of everything that the journal holds behind this event.
    ///
    /// # Panics
    /// When the application never gets there.
    pub async fn catch_up(&self, position: Position) {
        let written = self.number("SELECT count(*) FROM journal WHERE decision = 'done'").await;
        let (mut told, mut last) = (0, Position::default());
        while told < written {
            let events = self.events_after(last).await;
            told += i64::try_from(events.len()).unwrap();
            last = events[events.len() - 1].position;
        }
        self.app.catch_up(position).await.unwrap();
    }

    /// How many statements the application sends while something is done.
    pub async fn statements(&self, done: impl Future<Output = Answer>) -> (u64, Answer) {
        let before = self.app.store().statements().count();
        let answer = done.await;
        (self.app.store().statements().count() - before, answer)
    }
}

/// Where sensitive values are encrypted, in all tests.
pub fn vault() -> Vault {
    Vault::new(&[[1; 32]], [2; 32]).expect("there is a key")
}

fn settings(database: &TestDatabase) -> app::Settings {
    app::Settings { url: database.url().to_owned(), max_connections: 8, cursor_key: vec![7; 32] }
}

async fn serve(
    app: &App,
    signer: &Signer,
    stopping: watch::Receiver<bool>,
    change: impl FnOnce(&mut Settings),
) -> (SocketAddr, JoinHandle<()>) {
    let mut settings = Settings {
        cors_origins: vec![HeaderValue::from_static(ORIGIN)],
        ..Settings::new(signer.verifier(), stopping)
    };
    change(&mut settings);
    let router = api::router(app.clone(), settings);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (address, server)
}

impl Drop for TestApp {
    fn drop(&mut self) {
        for server in self.servers.get_mut().unwrap_or_else(PoisonError::into_inner) {
            server.abort();
        }
    }
}
