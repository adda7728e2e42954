//! A country in numbers: made once for each database, and kept.
//!
//! The records go through the same mapping as those of the application, many in one statement. They
//! are the same on every machine.

mod market;
mod register;

use std::{fs, time::Instant};

use app::Store;
use domain::{
    Id, Viewer,
    directory::{Cluster, Organization},
    market::EmployerRequest,
};
use persistence::{Author, Stored};
use sea_orm::{ConnectionTrait, Database as Connection, DatabaseConnection, DbBackend, Statement};
use uuid::Uuid;

use crate::process::{Database, klaster};

/// Counts what is made here: another number, other data.
const VERSION: i64 = 3;
/// The row that is written when all is there.
const SERIES: &str = "benchmark data";

pub(crate) const REGION: &str = "35";
pub(crate) const SPECIALTY: &str = "07130700";

const ORGANIZATIONS: u32 = 20_000;
const REQUESTS: u32 = 300_000;
const OFFERS: u32 = 60_000;
const RESPONSES: u32 = 500_000;

/// Milliseconds at which ids begin: the first of January 2024.
const EPOCH: u64 = 1_704_067_200_000;

pub(crate) fn cluster(number: u32) -> Id<Cluster> {
    Id::new(uuid(2, number))
}

pub(crate) fn employer(number: u32) -> Id<Organization> {
    register::employer(number)
}

pub(crate) fn request(number: u32) -> Id<EmployerRequest> {
    Id::new(uuid(4, number))
}

/// The same id each time; those of one kind are in the order of their numbers.
fn uuid(kind: u8, number: u32) -> Uuid {
    let [a, b, c, d] = mixed(number).to_be_bytes();
    let random = [kind, a, b, c, d, kind, d, c, b, a];
    let milliseconds = EPOCH + u64::from(number) * 100;
    uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid()
}

/// Scatters numbers: neighbours come out far apart, and always the same.
fn mixed(number: u32) -> u32 {
    let mut mixed = number.wrapping_mul(0x9e37_79b9);
    mixed ^= mixed >> 15;
    mixed = mixed.wrapping_mul(0x85eb_ca6b);
    mixed ^ (mixed >> 13)
}

/// One of several, the same for the same number.
fn pick<T>(of: &[T], number: u32) -> &T {
    &of[mixed(number) as usize % of.len()]
}

/// Makes what is not there, or of another version.
pub(crate) async fn prepare(database: &Database) {
    if is_there(database).await {
        return migrate(database);
    }
    let begun = Instant::now();
    eprintln!("{}: making the data, which is kept for the next run", database.name());
    start_afresh(database).await;
    migrate(database);
    fill(database).await;
    settle(database).await;
    eprintln!("{}: made in {} s", database.name(), begun.elapsed().as_secs());
}

fn migrate(database: &Database) {
    let migrated = klaster().arg("migrate").args(database.options()).status();
    assert!(migrated.expect("the program starts").success(), "the database is migrated");
}

/// Removes what a load has created, so that each run measures the same.
pub(crate) async fn restore(database: &Database) {
    let connection = Connection::connect(database.url()).await.expect("the database answers");
    // What the audit does not let happen; a bench needs no audit.
    let (open, close) = match connection.get_database_backend() {
        DbBackend::Postgres => (
            "ALTER TABLE journal DISABLE TRIGGER USER; ALTER TABLE seal DISABLE TRIGGER USER",
            "ALTER TABLE journal ENABLE TRIGGER USER; ALTER TABLE seal ENABLE TRIGGER USER",
        ),
        _ => (
            "DROP TRIGGER IF EXISTS journal_no_delete; DROP TRIGGER IF EXISTS seal_no_delete",
            "SELECT 1",
        ),
    };
    for statement in [
        open,
        "DELETE FROM employer_request WHERE source = 'api'",
        "DELETE FROM seal WHERE position IN (SELECT position FROM journal WHERE source = 'api')",
        "DELETE FROM journal WHERE source = 'api'",
        close,
    ] {
        connection.execute_unprepared(statement).await.expect(statement);
    }
    connection.close().await.expect("the connection closes");
    settle(database).await;
}

#[expect(clippy::disallowed_methods, reason = "a statement without any input")]
async fn is_there(database: &Database) -> bool {
    let Ok(connection) = Connection::connect(database.url()).await else { return false };
    let select = format!("SELECT value FROM counter WHERE series = '{SERIES}'");
    let select = Statement::from_string(connection.get_database_backend(), select);
    // Without a table it is not there either.
    let row = connection.query_one_raw(select).await.ok().flatten();
    row.is_some_and(|row| row.try_get_by_index::<i64>(0) == Ok(VERSION))
}

async fn start_afresh(database: &Database) {
    match database {
        Database::Sqlite { folder } => {
            if folder.exists() {
                fs::remove_dir_all(folder).expect("the folder of the data is ours");
            }
        }
        Database::Postgres { url, .. } => {
            let (server, name) = url.rsplit_once('/').expect("the address of a database");
            let connection = Connection::connect(format!("{server}/postgres")).await;
            let connection = connection.expect("PostgreSQL answers");
            for statement in [
                format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
                format!("CREATE DATABASE {name}"),
            ] {
                connection.execute_unprepared(&statement).await.expect("a database of our own");
            }
        }
    }
}

async fn fill(database: &Database) {
    let store = Store::connect(&database.settings()).await.expect("the database answers");
    let connection = Connection::connect(database.url()).await.expect("the database answers");
    let codes = Codes::read(&connection).await;
    let organizations = register::organizations(&codes);
    insert(&store, "organizations", organizations).await;
    insert(&store, "clusters", register::clusters(&codes)).await;
    insert(&store, "memberships", register::memberships(&codes)).await;
    let tallies = market::tallies();
    insert(&store, "requests", (0..REQUESTS).map(|n| market::request(n, &codes, &tallies))).await;
    insert(&store, "offers", (0..OFFERS).map(|n| market::offer(n, &codes))).await;
    insert(&store, "responses", (0..RESPONSES).map(|n| market::response(n, &codes))).await;
    let done = format!("INSERT INTO counter (series, value) VALUES ('{SERIES}', {VERSION})");
    connection.execute_unprepared(&done).await.expect("the last row");
    store.close().await.expect("the store closes");
}

async fn insert<R: Stored>(store: &Store, what: &str, records: impl IntoIterator<Item = R>) {
    const AT_ONCE: usize = 5_000;
    let begun = Instant::now();
    let author = Author { client: "benchmark".to_owned(), source: "import", ..Author::default() };
    let mut records = records.into_iter();
    let mut count = 0;
    loop {
        let some: Vec<_> = records.by_ref().take(AT_ONCE).collect();
        if some.is_empty() {
            break;
        }
        count += some.len();
        let tx = store.begin(&Viewer::system("benchmark")).await.expect("a transaction");
        tx.insert_many(&some, &author).await.expect("records that fit the tables");
        tx.commit().await.expect("a commit");
    }
    eprintln!("  {count} {what} in {:.0} s", begun.elapsed().as_secs_f64());
}

/// What a database that has run for a while has done by itself.
async fn settle(database: &Database) {
    Store::analyze(&database.settings()).await.expect("the tables are counted");
    let statement = match database {
        Database::Postgres { .. } => "VACUUM (ANALYZE)",
        Database::Sqlite { .. } => "PRAGMA wal_checkpoint(TRUNCATE)",
    };
    let connection = Connection::connect(database.url()).await.expect("the database answers");
    connection.execute_unprepared(statement).await.expect(statement);
    connection.close().await.expect("the connection closes");
}

/// Codes of the reference data that records refer to.
struct Codes {
    /// Regions by their two digits.
    regions: Vec<String>,
    settlements: Vec<String>,
    /// Places of [`REGION`].
    here: Vec<String>,
    qualifications: Vec<String>,
}

impl Codes {
    #[expect(clippy::disallowed_methods, reason = "statements without any input")]
    async fn read(connection: &DatabaseConnection) -> Self {
        let column = async |sql: &str| -> Vec<String> {
            let select = Statement::from_string(connection.get_database_backend(), sql);
            let rows = connection.query_all_raw(select).await.expect("reference data");
            rows.iter().map(|row| row.try_get_by_index(0).expect("a code")).collect()
        };
        let settlements = column("SELECT kato_code FROM settlement ORDER BY kato_code").await;
        let here = settlements.iter().filter(|code| code.starts_with(REGION)).cloned().collect();
        let mut regions: Vec<_> = settlements.iter().map(|code| code[..2].to_owned()).collect();
        regions.dedup();
        let qualifications = column("SELECT code FROM qualification ORDER BY code").await;
        Self { regions, settlements, here, qualifications }
    }
}
