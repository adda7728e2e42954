//! Where statements go. SQLite takes them as they are; PostgreSQL takes each in a transaction that
//! says who asks, one of its own where there is no other.

use std::pin::Pin;

use domain::Viewer;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QueryResult, SqliteTransactionMode,
    Statement, StatementBuilder, TransactionOptions, TransactionTrait,
};
use tokio::sync::Mutex;

use crate::{
    Store, Tx,
    store::Wall,
    wall::{Actor, Line, opening},
};

/// Boxed, because it stands in the futures of all that reads, however deep.
type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, DbErr>> + Send + 'a>>;

type Rows = Vec<QueryResult>;

/// Where a repository reads.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Executor<'c> {
    Store(&'c Store),
    Tx(&'c Tx),
}

/// A transaction of either database.
#[derive(Debug)]
pub(crate) enum Work {
    Embedded(DatabaseTransaction),
    Server(Mutex<Turns>),
}

/// Whose turn it is in a transaction of PostgreSQL.
#[derive(Debug)]
pub(crate) struct Turns {
    line: Line,
    actor: Actor,
}

impl<'c> Executor<'c> {
    pub(crate) fn query_all(
        self,
        viewer: &'c Viewer,
        select: &impl StatementBuilder,
    ) -> Answer<'c, Rows> {
        match self {
            Self::Store(store) => store.query_all(viewer, select),
            Self::Tx(tx) => tx.work.query_all(Actor::of(viewer), select),
        }
    }

    pub(crate) fn lacks(self, wall: Wall) -> bool {
        match self {
            Self::Store(store) => store.lacks(wall),
            Self::Tx(_) => false,
        }
    }

    pub(crate) fn backend(self) -> DbBackend {
        match self {
            Self::Store(store) => store.backend(),
            Self::Tx(tx) => tx.work.backend(),
        }
    }
}

impl Store {
    /// What one viewer, or one of our jobs, reads.
    pub(crate) fn query_all<'a>(
        &'a self,
        viewer: &'a Viewer,
        select: &impl StatementBuilder,
    ) -> Answer<'a, Rows> {
        let select = self.backend().build(select);
        Box::pin(async move {
            if self.backend() != DbBackend::Postgres {
                return self.connection.query_all_raw(select).await;
            }
            let unwalled = self.lacks(Wall::Policies);
            let actor = if unwalled { Actor::Job } else { Actor::of(viewer) };
            let opening = opening("BEGIN READ ONLY", actor, viewer);
            let pool = self.connection.get_postgres_connection_pool();
            let mut line = Line::begin(pool, opening, self.statements()).await?;
            line.query_all(select).await
        })
    }

    /// What one of our jobs writes in one statement.
    pub(crate) async fn change(
        &self,
        job: &Viewer,
        change: &impl StatementBuilder,
    ) -> Result<Option<QueryResult>, DbErr> {
        let work = self.work(Actor::of(job), job).await?;
        let row = work.query_one(Actor::of(job), change).await?;
        work.commit().await?;
        Ok(row)
    }

    /// SQLite begins at once as a writer: a transaction that turns into one later fails.
    pub(crate) fn work<'a>(&'a self, actor: Actor, viewer: &'a Viewer) -> Answer<'a, Work> {
        Box::pin(async move {
            if self.backend() == DbBackend::Postgres {
                let pool = self.connection.get_postgres_connection_pool();
                let opening = opening("BEGIN", actor, viewer);
                let line = Line::begin(pool, opening, self.statements()).await?;
                return Ok(Work::Server(Mutex::new(Turns { line, actor })));
            }
            let options = TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            };
            Ok(Work::Embedded(self.connection.begin_with_options(options).await?))
        })
    }
}

impl Work {
    pub(crate) fn query_all(
        &self,
        actor: Actor,
        statement: &impl StatementBuilder,
    ) -> Answer<'_, Rows> {
        let statement = self.backend().build(statement);
        Box::pin(async move {
            match self {
                Self::Embedded(transaction) => transaction.query_all_raw(statement).await,
                Self::Server(turns) => {
                    let mut turns = turns.lock().await;
                    turns.give(Some(actor)).await?;
                    turns.line.query_all(statement).await
                }
            }
        })
    }

    pub(crate) async fn query_one(
        &self,
        actor: Actor,
        statement: &impl StatementBuilder,
    ) -> Result<Option<QueryResult>, DbErr> {
        Ok(self.query_all(actor, statement).await?.into_iter().next())
    }

    /// How many rows it has changed.
    pub(crate) fn execute(
        &self,
        actor: Actor,
        statement: &impl StatementBuilder,
    ) -> Answer<'_, u64> {
        self.send(Some(actor), self.backend().build(statement))
    }

    /// By whoever's turn it is.
    pub(crate) fn execute_in_turn(&self, statement: &impl StatementBuilder) -> Answer<'_, u64> {
        self.send(None, self.backend().build(statement))
    }

    fn send(&self, actor: Option<Actor>, statement: Statement) -> Answer<'_, u64> {
        Box::pin(async move {
            match self {
                Self::Embedded(transaction) => {
                    Ok(transaction.execute_raw(statement).await?.rows_affected())
                }
                Self::Server(turns) => {
                    let mut turns = turns.lock().await;
                    turns.give(actor).await?;
                    turns.line.execute(statement).await
                }
            }
        })
    }

    pub(crate) async fn commit(self) -> Result<(), DbErr> {
        match self {
            Self::Embedded(transaction) => transaction.commit().await,
            Self::Server(turns) => turns.into_inner().line.commit().await,
        }
    }

    pub(crate) fn backend(&self) -> DbBackend {
        match self {
            Self::Embedded(_) => DbBackend::Sqlite,
            Self::Server(_) => DbBackend::Postgres,
        }
    }
}

impl Turns {
    /// Nothing is sent if it was theirs, and the owner never gives it away.
    async fn give(&mut self, to: Option<Actor>) -> Result<(), DbErr> {
        let next = to.filter(|to| *to != self.actor && self.actor != Actor::Owner);
        if let Some(actor) = next {
            self.line.turn_into(actor).await?;
            self.actor = actor;
        }
        Ok(())
    }
}
