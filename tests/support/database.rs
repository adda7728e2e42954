//! A migrated database of its own for every test, made from a template.
//!
//! The migrations run once in a test process for each of the two databases. A test database is
//! removed with its [`TestDatabase`]; what a killed process left behind is swept away after an hour.

use std::{fs, path::PathBuf, sync::OnceLock, thread};

use migrations::Migrator;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement,
};
use sea_orm_migration::MigratorTrait;
use tokio::sync::{Mutex, OnceCell};
use uuid::Uuid;

/// Names a PostgreSQL server to make databases on: `postgres://user@host:port`.
const SERVER_VARIABLE: &str = "KLASTER_TEST_POSTGRES";

/// Databases of tests begin with this on a server that others may use, too.
const PREFIX: &str = "klaster_test_";

/// Seconds after which a database of a test is nobody's.
const ABANDONED: u64 = 3600;

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// A migrated database that is removed when this is dropped. Connections to it may still be open.
#[derive(Debug)]
pub struct TestDatabase {
    backend: Backend,
    name: String,
    url: String,
}

impl TestDatabase {
    /// A fresh copy of the template.
    ///
    /// # Panics
    /// When the database cannot be made: a test that cannot run fails.
    pub async fn create(backend: Backend) -> Self {
        let name = new_name();
        let url = match backend {
            Backend::Sqlite => {
                let template = sqlite_template().await;
                let file = sqlite_file(&name);
                fs::write(&file, template).expect("a database in the temporary folder");
                sqlite_url(&file)
            }
            Backend::Postgres => {
                copy_postgres_template(&name).await;
                postgres_url(server(), &name)
            }
        };
        Self { backend, name, url }
    }

    /// Where to connect.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for TestDatabase {
    /// Never panics: the test has its result, and may be unwinding.
    fn drop(&mut self) {
        match self.backend {
            Backend::Sqlite => {
                let file = sqlite_file(&self.name);
                for suffix in ["", "-wal", "-shm"] {
                    // Not every database has all three.
                    let _ = fs::remove_file(format!("{}{suffix}", file.display()));
                }
            }
            Backend::Postgres => drop_on_a_thread(self.name.clone()),
        }
    }
}

/// A name that tells when it was given.
fn new_name() -> String {
    format!("{PREFIX}{}", Uuid::now_v7().simple())
}

/// Migrates an empty database and loads the reference data into it, on a pool of one connection, which is closed afterwards: a template
/// must not be in use when it is copied, and a migrated SQLite connection has no foreign keys.
async fn migrate(url: &str) {
    let connection = connect(url).await;
    Migrator::up(&connection, None).await.expect("the migrations run");
    connection.close().await.expect("the template's connection closes");
    app::wall::install(url).await.expect("the policies are installed");
    let settings =
        app::Settings { url: url.to_owned(), max_connections: 1, cursor_key: vec![7; 32] };
    let store = app::Store::connect(&settings).await.expect("the template's store");
    let now = app::Clock::now(&app::SystemClock);
    app::reference::load(&store, now, &|_, _| {}).await.expect("the reference data loads");
    store.close().await.expect("the template's store closes");
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap_or_else(|error| panic!("{url}: {error}"))
}

// SQLite: the template is the content of a file.

async fn sqlite_template() -> &'static [u8] {
    static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            sweep_files();
            let file = sqlite_file(&new_name());
            migrate(&sqlite_url(&file)).await;
            let content = fs::read(&file).expect("the migrated template");
            fs::remove_file(&file).expect("the template is ours");
            content
        })
        .await
}

/// Removes what killed test processes left in the temporary folder.
fn sweep_files() {
    let Ok(entries) = fs::read_dir(std::env::temp_dir()) else { return };
    for entry in entries.flatten() {
        let file = entry.file_name();
        if file.to_str().and_then(|name| name.split('.').next()).is_some_and(is_abandoned) {
            // Another test process may be sweeping, too.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn sqlite_file(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("{name}.db"))
}

fn sqlite_url(file: &std::path::Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}

// PostgreSQL: the template is a database that nobody is connected to.

fn server() -> &'static str {
    static SERVER: OnceLock<String> = OnceLock::new();
    SERVER.get_or_init(|| {
        std::env::var(SERVER_VARIABLE).unwrap_or_else(|_| {
            panic!(
                "{SERVER_VARIABLE} names no PostgreSQL server: run `cargo xtask test`, which \
                 starts one (arguments are passed on to `cargo test`)"
            )
        })
    })
}

/// The address of a database on a server whose address may name another.
fn postgres_url(server: &str, database: &str) -> String {
    let (address, query) = server.split_once('?').unwrap_or((server, ""));
    let host = address.find("://").map_or(0, |scheme| scheme + "://".len());
    let end = address[host..].find('/').map_or(address.len(), |slash| host + slash);
    let question = if query.is_empty() { "" } else { "?" };
    format!("{}/{database}{question}{query}", &address[..end])
}

async fn administer(statements: &[String]) {
    let connection = connect(&postgres_url(server(), "postgres")).await;
    for statement in statements {
        connection
            .execute_unprepared(statement)
            .await
            .unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    connection.close().await.expect("the administrator's connection closes");
}

async fn copy_postgres_template(name: &str) {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    // A database that is being copied counts as in use for the next copy.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());
    let template = TEMPLATE
        .get_or_init(|| async {
            sweep().await;
            let template = new_name();
            administer(&[format!("CREATE DATABASE {template}")]).await;
            migrate(&postgres_url(server(), &template)).await;
            template
        })
        .await;
    let _turn = ONE_AT_A_TIME.lock().await;
    administer(&[format!("CREATE DATABASE {name} TEMPLATE {template}")]).await;
}

/// Removes what killed test processes, and templates of ended ones, left behind.
async fn sweep() {
    let connection = connect(&postgres_url(server(), "postgres")).await;
    let list = Statement::from_string(
        DbBackend::Postgres,
        format!("SELECT datname FROM pg_database WHERE starts_with(datname, '{PREFIX}')"),
    );
    let rows = connection.query_all_raw(list).await.expect("the server lists its databases");
    for row in rows {
        let name: String = row.try_get_by_index(0).expect("a database has a name");
        if is_abandoned(&name) {
            // Another test process may be sweeping, too.
            let _ = connection.execute_unprepared(&drop_statement(&name)).await;
        }
    }
    connection.close().await.expect("the administrator's connection closes");
}

fn is_abandoned(name: &str) -> bool {
    let given = |name: &str| {
        let id = Uuid::parse_str(name.strip_prefix(PREFIX)?).ok()?;
        Some(id.get_timestamp()?.to_unix().0)
    };
    let now = given(&new_name()).unwrap_or_default();
    given(name).is_some_and(|then| now.saturating_sub(then) > ABANDONED)
}

fn drop_statement(name: &str) -> String {
    format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")
}

/// The test's own runtime may be ending.
fn drop_on_a_thread(name: String) {
    let dropped = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(administer(&[drop_statement(&name)]));
    });
    if dropped.join().is_err() {
        eprintln!("a test database was not dropped; it goes with the server");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_database_replaces_another_and_keeps_the_options() {
        for (server, expected) in [
            ("postgres://me@here:1", "postgres://me@here:1/t"),
            ("postgres://me@here:1/", "postgres://me@here:1/t"),
            ("postgres://me@here/mine?sslmode=disable", "postgres://me@here/t?sslmode=disable"),
        ] {
            assert_eq!(postgres_url(server, "t"), expected);
        }
    }

    #[test]
    fn only_old_databases_of_tests_are_abandoned() {
        assert!(is_abandoned("klaster_test_018f0000000070008000000000000000"));
        assert!(!is_abandoned(&new_name()));
        assert!(!is_abandoned("klaster_test_mine"));
        assert!(!is_abandoned("postgres"));
    }
}
