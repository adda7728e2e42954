//! Putting the wall up, and seeing whether it stands.

use std::{error::Error, fmt, time::Duration};

use data_encoding::HEXLOWER;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement,
    TransactionSession, TransactionTrait,
};
use sha2::{Digest, Sha256};

use super::{
    API, JOB,
    grants::{Grant, expected, granted, grants, objects},
    roles::{flaws_of_roles, make_roles},
    tables::{RECORDS, Walled},
};
use crate::StoreError;

/// A number of our own for PostgreSQL's advisory locks; whoever holds it builds.
const LOCK: i64 = 0x6b6c_6173_7465_7202;

/// How long a database may take to answer the first time.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why the wall cannot be put up.
#[derive(Debug)]
pub enum WallError {
    /// The user of the database may not make the roles.
    Roles {
        user: String,
        /// What makes them.
        remedy: String,
    },
    Store(StoreError),
}

/// Puts roles, privileges and policies of this version up, unless they stand. SQLite has none.
pub async fn install(url: &str) -> Result<(), WallError> {
    let Some(database) = connect(url).await? else { return Ok(()) };
    let built = build(&database).await;
    let closed = database.close().await;
    built?;
    Ok(closed?)
}

/// Whether the policies of the database are those of this version, and hold for us.
pub async fn is_standing(url: &str) -> Result<bool, WallError> {
    let Some(database) = connect(url).await? else { return Ok(true) };
    let stands = stands(&database).await;
    let closed = database.close().await;
    let stands = stands?;
    closed?;
    Ok(stands)
}

pub(super) async fn connect(url: &str) -> Result<Option<DatabaseConnection>, WallError> {
    if url.starts_with("sqlite:") {
        return Ok(None);
    }
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).connect_timeout(PATIENCE).sqlx_logging(false);
    Ok(Some(Database::connect(options).await?))
}

pub(super) async fn build(
    database: &(impl ConnectionTrait + TransactionTrait),
) -> Result<(), WallError> {
    make_roles(database).await?;
    if stands(database).await? {
        return Ok(());
    }
    let transaction = database.begin().await?;
    let lock = format!("SELECT pg_advisory_xact_lock({LOCK})");
    transaction.execute_unprepared(&lock).await?;
    transaction.execute_unprepared(&removal()).await?;
    let script = script();
    transaction.execute_unprepared(&script).await?;
    transaction.execute_unprepared(&marks(&edition(&script))).await?;
    Ok(transaction.commit().await?)
}

/// Whatever policies and privileges of ours are there.
fn removal() -> String {
    let names = |names: &mut dyn Iterator<Item = &str>| -> String {
        names.map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ")
    };
    let tables = names(&mut RECORDS.iter().map(|record| record.table));
    let views = RECORDS.iter().map(|record| format!("DROP VIEW IF EXISTS {}_words;", record.table));
    let (views, named) = (views.collect::<String>(), names(&mut objects().map(|(name, _)| name)));
    format!(
        "{views}
        DO $$ DECLARE policy record; object record; BEGIN
            FOR policy IN SELECT policyname, tablename FROM pg_policies
                WHERE schemaname = current_schema() AND tablename IN ({tables})
            LOOP
                EXECUTE format('DROP POLICY %I ON %I', policy.policyname, policy.tablename);
            END LOOP;
            EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM {API}, {JOB}', current_schema());
            EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA %I FROM {API}, {JOB}', current_schema());
            EXECUTE format('REVOKE ALL ON SCHEMA %I FROM {API}, {JOB}', current_schema());
            EXECUTE format('GRANT USAGE ON SCHEMA %I TO {API}, {JOB}', current_schema());
            FOR object IN SELECT c.relname, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind,
                    c.relkind = 'r' AND c.relowner::regrole::text IN ('{API}', '{JOB}') AS is_taken
                FROM pg_class c WHERE {HERE} AND c.relname IN ({named})
            LOOP
                IF object.is_taken THEN
                    EXECUTE format('ALTER TABLE %I OWNER TO CURRENT_USER', object.relname);
                END IF;
                EXECUTE format('REVOKE ALL ON %s %I FROM PUBLIC', object.kind, object.relname);
            END LOOP;
        END $$;"
    )
}

/// All that stands, in SQL.
fn script() -> String {
    let view = |record: &Walled| {
        let (table, sights) = (record.table, (record.sights)());
        let words = record.words()?;
        Some(format!("CREATE VIEW {words} AS SELECT id, search FROM {table} WHERE {sights}"))
    };
    let mut sql: Vec<_> = RECORDS.iter().filter_map(view).collect();
    for Grant { role, object, kind, columns, privilege } in grants() {
        let columns = columns.iter().map(|columns| format!(" ({})", columns.join(", ")));
        let columns = columns.collect::<String>();
        sql.push(format!("GRANT {privilege}{columns} ON {kind} {object} TO {role}"));
    }
    for record in RECORDS {
        let table = record.table;
        sql.push(format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"));
        sql.push(format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY"));
        sql.extend((record.policies)().into_iter().map(|(_, policy)| policy));
    }
    sql.join(";\n")
}

/// Tells one script from another.
fn edition(script: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(script))
}

/// What the database has made of a policy, or of a view, in one word.
const MADE: &str = "md5(concat(p.polcmd, p.polroles, pg_get_expr(p.polqual, p.polrelid),
    pg_get_expr(p.polwithcheck, p.polrelid)))";
const MADE_VIEW: &str = "md5(pg_get_viewdef(c.oid))";

pub(super) const HERE: &str = "c.relnamespace = current_schema()::regnamespace";

/// Each policy and view says of which edition it is, and what it was when it was made.
fn marks(edition: &str) -> String {
    let views = views();
    format!(
        "DO $$ DECLARE made record; BEGIN
            FOR made IN SELECT {MADE} AS was,
                    format('POLICY %I ON %I', p.polname, c.relname) AS named
                FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE {HERE}
                UNION ALL SELECT {MADE_VIEW}, format('VIEW %I', c.relname) FROM pg_class c
                WHERE {HERE} AND c.relname IN ({views})
            LOOP
                EXECUTE format('COMMENT ON %s IS %L', made.named, '{edition} ' || made.was);
            END LOOP;
        END $$"
    )
}

/// The names of the views, as texts.
fn views() -> String {
    let views = RECORDS.iter().filter_map(Walled::words).map(|view| format!("'{view}'"));
    views.collect::<Vec<_>>().join(", ")
}

/// Compares what is there with what has to be: policies by their editions, walled tables, every single
/// privilege, and what the roles are.
pub(super) async fn stands(database: &impl ConnectionTrait) -> Result<bool, WallError> {
    let policies: usize = RECORDS.iter().map(|record| (record.policies)().len()).sum();
    let (edition, tables) = (edition(&script()), RECORDS.len());
    let (views, words) = (views(), RECORDS.iter().filter_map(Walled::words).count());
    let (granted, expected) = (granted(), expected());
    let sql = format!(
        "WITH granted AS ({granted}), expected AS (SELECT unnest(ARRAY[{expected}]))
        SELECT
            (SELECT count(*) FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
                WHERE {HERE} AND obj_description(p.oid, 'pg_policy') = '{edition} ' || {MADE}) = {policies}
            AND (SELECT count(*) FROM pg_class c WHERE {HERE} AND c.relname IN ({views})
                AND obj_description(c.oid, 'pg_class') = '{edition} ' || {MADE_VIEW}) = {words}
            AND (SELECT count(*) FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
                WHERE {HERE}) = {policies}
            AND (SELECT count(*) FROM pg_class c
                WHERE {HERE} AND c.relrowsecurity AND c.relforcerowsecurity) = {tables}
            AND NOT EXISTS (SELECT FROM pg_class c
                WHERE {HERE} AND c.relowner::regrole::text IN ('{API}', '{JOB}'))
            AND NOT EXISTS (TABLE granted EXCEPT TABLE expected)
            AND NOT EXISTS (TABLE expected EXCEPT TABLE granted)"
    );
    let row = database.query_one_raw(raw(&sql)).await?;
    let stand: Option<bool> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(stand.unwrap_or_default() && flaws_of_roles(database).await?.1.is_empty())
}

#[expect(clippy::disallowed_methods, reason = "a statement of ours, without any input")]
pub(super) fn raw(sql: &str) -> Statement {
    Statement::from_string(DbBackend::Postgres, sql)
}

impl fmt::Display for WallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Roles { user, remedy } => write!(
                f,
                "the user {user} of the database may not make roles. Let an administrator of the \
                 server run, once: {remedy}; then run `klaster migrate` again"
            ),
            Self::Store(cause) => cause.fmt(f),
        }
    }
}

impl Error for WallError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Roles { .. } => None,
            Self::Store(cause) => Some(cause),
        }
    }
}

impl From<DbErr> for WallError {
    fn from(error: DbErr) -> Self {
        Self::Store(error.into())
    }
}
