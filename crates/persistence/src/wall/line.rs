//! A transaction on PostgreSQL that begins with a role and with who asks, in one message.

use std::{sync::Arc, time::Instant};

use domain::Viewer;
use sea_orm::{
    DbErr, QueryResult, RuntimeErr, Statement, Values,
    sqlx::{
        self, AssertSqlSafe, Database, Executor, PgPool, Postgres, SqlSafeStr, SqlStr,
        pool::PoolConnection,
        postgres::{PgConnection, PgRow},
    },
};
use sea_query_sqlx::SqlxValues;
use sqlx_core::transaction::TransactionManager;
use tokio::runtime::Handle;

use super::{API, JOB, settings};
use crate::store::Statements;

type Manager = <Postgres as Database>::TransactionManager;

/// As what a statement is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Actor {
    /// In the name of the viewer whose settings the transaction has.
    Viewer,
    /// A job or a rule of ours.
    Job,
    /// Whoever the database belongs to; for filling the reference books.
    Owner,
}

impl Actor {
    pub(crate) fn of(viewer: &Viewer) -> Self {
        if viewer.sees_everything() { Self::Job } else { Self::Viewer }
    }

    pub(crate) fn set(self) -> String {
        let role = match self {
            Self::Viewer => API,
            Self::Job => JOB,
            Self::Owner => "NONE",
        };
        format!("SET LOCAL ROLE {role}")
    }
}

/// Begins a transaction in the name of a viewer. All of it ends with the transaction.
pub(crate) fn opening(begin: &str, actor: Actor, viewer: &Viewer) -> String {
    let mut sql = format!("{begin}; {}", actor.set());
    let settings = if viewer.sees_everything() { Vec::new() } else { settings(viewer) };
    let set = |(name, value): &(String, String)| {
        format!("set_config('{}', '{}', true)", quoted(name), quoted(value))
    };
    if !settings.is_empty() {
        sql += "; SELECT ";
        sql += &settings.iter().map(set).collect::<Vec<_>>().join(", ");
    }
    sql
}

fn quoted(text: &str) -> String {
    text.replace('\'', "''")
}

/// A connection inside a transaction. Dropped without a commit it is rolled back on its way into the
/// pool, which nobody waits for.
#[derive(Debug)]
pub(crate) struct Line {
    /// There until the line is dropped.
    connection: Option<PoolConnection<Postgres>>,
    /// The server has said so.
    begun: bool,
    statements: Statements,
}

impl Line {
    pub(crate) async fn begin(
        pool: &PgPool,
        opening: String,
        statements: &Statements,
    ) -> Result<Self, DbErr> {
        let connection = pool.acquire().await.map_err(|error| DbErr::Conn(cause(error)))?;
        let connection = Some(connection);
        let mut line = Self { connection, begun: false, statements: statements.clone() };
        statements.set_up();
        let begun = Manager::begin(line.connection()?, Some(ours(opening))).await;
        begun.map_err(|error| DbErr::Query(cause(error)))?;
        line.begun = true;
        Ok(line)
    }

    /// Goes on as somebody else.
    pub(crate) async fn turn_into(&mut self, actor: Actor) -> Result<(), DbErr> {
        self.statements.set_up();
        let set = self.connection()?.execute(ours(actor.set())).await;
        set.map(drop).map_err(|error| DbErr::Exec(cause(error)))
    }

    pub(crate) async fn query_all(
        &mut self,
        statement: Statement,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let since = Instant::now();
        let rows = query(statement).fetch_all(self.connection()?).await;
        self.statements.sent(since.elapsed());
        let rows: Vec<PgRow> = rows.map_err(|error| DbErr::Query(cause(error)))?;
        Ok(rows.into_iter().map(QueryResult::from).collect())
    }

    /// How many rows it has changed.
    pub(crate) async fn execute(&mut self, statement: Statement) -> Result<u64, DbErr> {
        let since = Instant::now();
        let done = query(statement).execute(self.connection()?).await;
        self.statements.sent(since.elapsed());
        Ok(done.map_err(|error| DbErr::Exec(cause(error)))?.rows_affected())
    }

    fn connection(&mut self) -> Result<&mut PgConnection, DbErr> {
        self.connection.as_deref_mut().ok_or(DbErr::Conn(cause(sqlx::Error::PoolClosed)))
    }

    pub(crate) async fn commit(mut self) -> Result<(), DbErr> {
        let done = Manager::commit(self.connection()?).await;
        done.map_err(|error| DbErr::Query(cause(error)))
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        if self.begun {
            // Nothing, if it has been committed.
            return Manager::start_rollback(&mut connection);
        }
        // The driver does not know that the server may be in a transaction: whoever asked has hung up
        // while it began, or a statement of the opening has failed.
        match Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(recover(connection))),
            Err(_) => connection.close_on_drop(),
        }
    }
}

async fn recover(mut connection: PoolConnection<Postgres>) {
    if connection.execute("ROLLBACK").await.is_err() {
        connection.close_on_drop();
    }
}

fn query(
    Statement { sql, values, .. }: Statement,
) -> sqlx::query::Query<'static, Postgres, SqlxValues> {
    sqlx::query_with(ours(sql), SqlxValues(values.unwrap_or(Values(Vec::new()))))
}

/// Made by us: roles, settings, and what the query builder has written.
#[expect(clippy::disallowed_methods, reason = "text of ours; what a client sends is bound")]
fn ours(sql: String) -> SqlStr {
    AssertSqlSafe(sql).into_sql_str()
}

fn cause(error: sqlx::Error) -> RuntimeErr {
    RuntimeErr::SqlxError(Arc::new(error))
}
