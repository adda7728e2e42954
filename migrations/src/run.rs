//! Bringing a database up to date, and saying how far it is.
//!
//! One connection does it and is closed afterwards: SQLite's foreign keys may stay switched off on it.

use std::{collections::HashSet, fmt, time::Duration};

use sea_orm_migration::{
    prelude::*,
    sea_orm::{
        ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr,
        RuntimeErr, sqlx,
    },
};

use crate::Migrator;

/// A number of our own for PostgreSQL's advisory locks; whoever holds it migrates.
const LOCK: i64 = 0x6b6c_6173_7465_7200;

/// How long a database may take to answer the first time.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why a database is not, or cannot be, brought up to date. Nothing is left half done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// No connection; the driver's words.
    Unreachable(String),
    /// It holds migrations that this version does not know, by name.
    Newer(Vec<String>),
    /// The file of the embedded database is none, or no longer whole; the driver's words.
    Damaged(String),
    /// There is no room left where the database is; the driver's words.
    Full(String),
    /// A statement failed; the driver's words.
    Failed(String),
}

/// One migration of this version, in the order in which they are applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub name: String,
    pub applied: bool,
}

/// Applies what is missing, each migration in a transaction of its own. `report` is told how many of
/// how many are done. On PostgreSQL a second process waits for the first.
pub async fn apply(url: &str, report: &(dyn Fn(u64, u64) + Sync)) -> Result<(), Error> {
    let database = connect(url).await?;
    let applied = apply_on(&database, report).await;
    // Also lets go of the lock. What failed before matters more.
    applied.and(database.close().await.map_err(failed))
}

/// How far the database is. Changes nothing, and needs no right to.
pub async fn status(url: &str) -> Result<Vec<Step>, Error> {
    let database = connect(url).await?;
    let steps = steps(&database).await?;
    database.close().await.map_err(failed)?;
    Ok(steps)
}

async fn apply_on(
    database: &DatabaseConnection,
    report: &(dyn Fn(u64, u64) + Sync),
) -> Result<(), Error> {
    if database.get_database_backend() == DbBackend::Postgres {
        let lock = format!("select pg_advisory_lock({LOCK})");
        database.execute_unprepared(&lock).await.map_err(failed)?;
    }
    let missing = steps(database).await?.into_iter().filter(|step| !step.applied).count() as u64;
    for done in 0..missing {
        report(done, missing);
        Migrator::up(database, Some(1)).await.map_err(failed)?;
    }
    report(missing, missing);
    Ok(())
}

async fn connect(url: &str) -> Result<DatabaseConnection, Error> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).connect_timeout(PATIENCE).sqlx_logging(false);
    Database::connect(options).await.map_err(|error| match failed(error) {
        Error::Failed(cause) => Error::Unreachable(cause),
        error => error,
    })
}

async fn steps(database: &DatabaseConnection) -> Result<Vec<Step>, Error> {
    const TABLE: &str = "seaql_migrations";
    let mut applied = HashSet::new();
    if SchemaManager::new(database).has_table(TABLE).await.map_err(failed)? {
        let query = Query::select().column("version").from(TABLE).take();
        for row in database.query_all(&query).await.map_err(failed)? {
            applied.insert(row.try_get::<String>("", "version").map_err(failed)?);
        }
    }
    let step = |migration: Box<dyn MigrationTrait>| {
        let name = migration.name().to_owned();
        Step { applied: applied.remove(&name), name }
    };
    let steps = Migrator::migrations().into_iter().map(step).collect();
    if applied.is_empty() {
        return Ok(steps);
    }
    let mut unknown: Vec<_> = applied.into_iter().collect();
    unknown.sort();
    Err(Error::Newer(unknown))
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` calls")]
fn failed(error: DbErr) -> Error {
    let cause = match &error {
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => cause,
        error => return Error::Failed(error.to_string()),
    };
    // A refused connection is tried again until the time is up.
    if matches!(**cause, sqlx::Error::PoolTimedOut) {
        return Error::Failed(format!("there was no answer in {} seconds", PATIENCE.as_secs()));
    }
    let code = cause.as_database_error().and_then(sqlx::error::DatabaseError::code);
    match code.as_deref() {
        // SQLite: malformed, not a database.
        Some("11" | "26" | "267" | "523" | "779") => Error::Damaged(cause.to_string()),
        // SQLite: full, and no room for the file that connections share; PostgreSQL: disk full.
        Some("13" | "4874" | "53100") => Error::Full(cause.to_string()),
        _ => Error::Failed(cause.to_string()),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(cause)
            | Self::Damaged(cause)
            | Self::Full(cause)
            | Self::Failed(cause) => f.write_str(cause),
            Self::Newer(names) => {
                write!(f, "the database is of a newer version: it holds {}.", names.join(", "))
            }
        }
    }
}

impl std::error::Error for Error {}
