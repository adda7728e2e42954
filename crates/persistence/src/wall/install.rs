//! Putting the wall up, and seeing whether it stands.

use std::{error::Error, fmt, time::Duration};

use data_encoding::HEXLOWER;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, RuntimeErr,
    Statement, TransactionTrait,
};
use sha2::{Digest, Sha256};

use super::{
    API, JOB,
    tables::{BOOKS, OTHERS, RECORDS, SEQUENCES, Walled},
};
use crate::StoreError;

/// A number of our own for PostgreSQL's advisory locks; whoever holds it builds.
const LOCK: i64 = 0x6b6c_6173_7465_7202;

/// How long a database may take to answer the first time.
const PATIENCE: Duration = Duration::from_secs(5);

/// Roles belong to the server: whoever makes them for another database of it may be in the way.
const ATTEMPTS: u32 = 10;

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

async fn connect(url: &str) -> Result<Option<DatabaseConnection>, WallError> {
    if url.starts_with("sqlite:") {
        return Ok(None);
    }
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).connect_timeout(PATIENCE).sqlx_logging(false);
    Ok(Some(Database::connect(options).await?))
}

async fn build(database: &DatabaseConnection) -> Result<(), WallError> {
    let mut attempt = 1;
    while let Err(error) = database.execute_unprepared(&roles()).await {
        // Somebody else has made or granted one at the same moment.
        let passing = matches!(code(&error).as_deref(), Some("XX000" | "23505" | "42710"));
        if code(&error).as_deref() == Some(FORBIDDEN) {
            return Err(forbidden(database).await?);
        }
        if !passing || attempt == ATTEMPTS {
            return Err(error.into());
        }
        attempt += 1;
    }
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

/// PostgreSQL: insufficient privilege.
const FORBIDDEN: &str = "42501";

/// Makes the roles, and lets us be them, unless all of that is so.
fn roles() -> String {
    let each = [API, JOB].map(|role| {
        format!(
            "IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
                CREATE ROLE {role} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
            END IF;
            IF NOT pg_has_role(current_user, '{role}', {MEMBERSHIP}) THEN
                EXECUTE format('GRANT {role} TO %I', current_user);
            END IF;"
        )
    });
    format!("DO $$ BEGIN {} END $$", each.join("\n"))
}

/// Since version 16 there are members who may not become the role.
const MEMBERSHIP: &str =
    "CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END";

/// Whatever policies and privileges of ours are there.
fn removal() -> String {
    let names = |names: &mut dyn Iterator<Item = &str>| -> String {
        names.map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ")
    };
    let tables = names(&mut RECORDS.iter().map(|record| record.table));
    let views = RECORDS.iter().map(|record| format!("DROP VIEW IF EXISTS {}_words;", record.table));
    format!(
        "DO $$ DECLARE policy record; BEGIN
            FOR policy IN SELECT policyname, tablename FROM pg_policies
                WHERE schemaname = current_schema() AND tablename IN ({tables})
            LOOP
                EXECUTE format('DROP POLICY %I ON %I', policy.policyname, policy.tablename);
            END LOOP;
            EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM {API}, {JOB}', current_schema());
            EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA %I FROM {API}, {JOB}', current_schema());
            EXECUTE format('GRANT USAGE ON SCHEMA %I TO {API}, {JOB}', current_schema());
        END $$;
        {}",
        views.collect::<String>()
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
    for (name, api, job) in privileges() {
        for (role, privileges) in [(API, api), (JOB, job)] {
            if !privileges.is_empty() {
                sql.push(format!("GRANT {privileges} ON {name} TO {role}"));
            }
        }
    }
    for record in RECORDS {
        let table = record.table;
        sql.push(format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"));
        sql.push(format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY"));
        sql.extend((record.policies)().into_iter().map(|(_, policy)| policy));
    }
    sql.join(";\n")
}

/// What the roles may do to each table, view and sequence.
fn privileges() -> Vec<(String, &'static str, &'static str)> {
    let records = RECORDS.iter().map(|it| {
        let [api, job] = it.privileges;
        (it.table.to_owned(), api, job)
    });
    let words = RECORDS.iter().filter_map(Walled::words);
    let words = words.map(|words| (words.to_owned(), "SELECT", "SELECT"));
    let books = BOOKS.iter().map(|book| ((*book).to_owned(), "SELECT", "SELECT"));
    let others = OTHERS.iter().map(|(table, api, job)| ((*table).to_owned(), *api, *job));
    // `SELECT` is for whoever copies the database.
    let sequences =
        SEQUENCES.iter().map(|name| (format!("SEQUENCE {name}"), "USAGE", "USAGE, SELECT"));
    records.chain(words).chain(books).chain(others).chain(sequences).collect()
}

/// Tells one script from another.
fn edition(script: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(script))
}

/// What the database has made of a policy, or of a view, in one word.
const MADE: &str = "md5(concat(p.polcmd, p.polroles, pg_get_expr(p.polqual, p.polrelid),
    pg_get_expr(p.polwithcheck, p.polrelid)))";
const MADE_VIEW: &str = "md5(pg_get_viewdef(c.oid))";

const HERE: &str = "c.relnamespace = current_schema()::regnamespace";

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

/// Compares what is there with what has to be: policies by their editions, walled tables, privileges
/// by their number, and what the roles are.
async fn stands(database: &impl ConnectionTrait) -> Result<bool, WallError> {
    let policies: usize = RECORDS.iter().map(|record| (record.policies)().len()).sum();
    let count = |privileges: &str| privileges.split(", ").filter(|one| !one.is_empty()).count();
    let granted: usize = privileges().iter().map(|(_, api, job)| count(api) + count(job)).sum();
    let (edition, tables) = (edition(&script()), RECORDS.len());
    let (views, words) = (views(), RECORDS.iter().filter_map(Walled::words).count());
    let sql = format!(
        "SELECT
            (SELECT count(*) FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
                WHERE {HERE} AND obj_description(p.oid, 'pg_policy') = '{edition} ' || {MADE}) = {policies}
            AND (SELECT count(*) FROM pg_class c WHERE {HERE} AND c.relname IN ({views})
                AND obj_description(c.oid, 'pg_class') = '{edition} ' || {MADE_VIEW}) = {words}
            AND (SELECT count(*) FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
                WHERE {HERE}) = {policies}
            AND (SELECT count(*) FROM pg_class c
                WHERE {HERE} AND c.relrowsecurity AND c.relforcerowsecurity) = {tables}
            AND (SELECT count(*) FROM pg_class c, aclexplode(c.relacl) a JOIN pg_roles r
                ON r.oid = a.grantee WHERE {HERE} AND r.rolname IN ('{API}', '{JOB}')) = {granted}
            AND (SELECT count(*) FROM pg_roles WHERE rolname IN ('{API}', '{JOB}')
                AND NOT rolsuper AND NOT rolbypassrls
                AND pg_has_role(current_user, oid, {MEMBERSHIP})) = 2"
    );
    let row = database.query_one_raw(raw(&sql)).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
}

/// What an administrator has to do.
async fn forbidden(database: &DatabaseConnection) -> Result<WallError, DbErr> {
    let sql = format!(
        "SELECT current_user::text, concat(
            (SELECT string_agg(format('CREATE ROLE %I NOLOGIN; ', name), '')
                FROM unnest(ARRAY['{API}', '{JOB}']) AS name
                WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)),
            format('GRANT {API}, {JOB} TO %I', current_user))"
    );
    let row = database.query_one_raw(raw(&sql)).await?;
    let column = |index| row.as_ref().map(|row| row.try_get_by_index(index)).transpose();
    let (user, remedy) = (column(0)?.unwrap_or_default(), column(1)?.unwrap_or_default());
    Ok(WallError::Roles { user, remedy })
}

#[expect(clippy::disallowed_methods, reason = "a statement of ours, without any input")]
fn raw(sql: &str) -> Statement {
    Statement::from_string(DbBackend::Postgres, sql)
}

fn code(error: &DbErr) -> Option<String> {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))) =
        error
    else {
        return None;
    };
    Some(cause.as_database_error()?.code()?.into_owned())
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
