//! What is no longer accepted, and what was accepted once: for as long as it could be shown again.

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};
use domain::{
    Now, Record, Viewer,
    platform::{Affiliation, ApiClient, Person},
};
use sea_orm::{
    DbBackend, DbErr, RuntimeErr, StatementBuilder,
    sea_query::{Expr, ExprTrait, Func, OnConflict, Query},
    sqlx::{self, postgres::PgListener},
};

use crate::{Entry, Store, StoreError, Tx, journal::done};

/// How long a change of who may do what is looked for: longer than a transaction can take, and than
/// the clocks of two servers may differ.
const LOOKED_FOR: Duration = Duration::minutes(5);

/// Records by which access is decided.
const OF_ACCESS: [&str; 3] = [ApiClient::NAME, Person::NAME, Affiliation::NAME];

/// What access is decided by beside the records themselves, as it is now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revocations {
    /// Ids of tokens that are no longer accepted.
    pub tokens: HashSet<String>,
    /// Where the latest changes of clients, people and roles stand in the journal. All of them: one that was written late stands before others that were seen.
    changes: HashSet<i64>,
}

impl Revocations {
    /// Whether this tells of something that another one did not know. What is only no longer looked
    /// for changes nothing.
    pub fn tell_more_than(&self, other: &Self) -> bool {
        !self.tokens.is_subset(&other.tokens) || !self.changes.is_subset(&other.changes)
    }
}

/// Who reads and writes this.
const JOB: &str = "access";

/// Where changes of access are told on PostgreSQL.
const CHANNEL: &str = "klaster_access";

/// Hears of changes of access at once, on PostgreSQL.
#[derive(Debug)]
pub struct Listener(PgListener);

impl Listener {
    /// Waits until something is told; `false`: nothing will be told any more.
    pub async fn told(&mut self) -> bool {
        self.0.try_recv().await.is_ok_and(|told| told.is_some())
    }
}

fn away(error: sqlx::Error) -> StoreError {
    StoreError::Down(DbErr::Conn(RuntimeErr::SqlxError(error.into())))
}

impl Tx {
    /// Tells other servers at the end of this transaction, if access has changed in it.
    pub(crate) async fn tell_of_access(&self, entries: &[Entry]) -> Result<(), StoreError> {
        let is_changed = entries.iter().any(|entry| OF_ACCESS.contains(&entry.record));
        if is_changed && self.work.backend() == DbBackend::Postgres {
            let tell = Func::cust("pg_notify").arg(CHANNEL).arg("");
            self.work.execute_in_turn(&Query::select().expr(tell).take()).await?;
        }
        Ok(())
    }
}

impl Store {
    /// Listens for what others tell; `None` on SQLite, where all is changed by this process.
    pub async fn listen(&self) -> Result<Option<Listener>, StoreError> {
        if self.backend() != DbBackend::Postgres {
            return Ok(None);
        }
        let pool = self.connection.get_postgres_connection_pool();
        let mut listener = PgListener::connect_with(pool).await.map_err(away)?;
        listener.listen(CHANNEL).await.map_err(away)?;
        Ok(Some(Listener(listener)))
    }

    /// What has been revoked up to now, read past the order of the journal: a change counts as soon
    /// as it is there, whatever else is still being written.
    pub async fn revocations(&self, now: Now) -> Result<Revocations, StoreError> {
        let tokens = Query::select()
            .column("token_id")
            .from("revoked_token")
            .and_where(Expr::col("expires_at").gt(now.0))
            .take();
        let job = Viewer::system(JOB);
        let rows = self.query_all(&job, &tokens).await?;
        let tokens = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
        let latest = Query::select()
            .column("position")
            .from("journal")
            .and_where(done())
            .and_where(Expr::col("record").is_in(OF_ACCESS))
            .and_where(Expr::col("at").gt(now.0 - LOOKED_FOR))
            .take();
        let rows = self.query_all(&job, &latest).await?;
        let changes = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
        Ok(Revocations { tokens, changes })
    }

    /// Accepts this token no longer, until no server would accept it anyway.
    pub async fn revoke_token(
        &self,
        token_id: &str,
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let insert = Query::insert()
            .into_table("revoked_token")
            .columns(["token_id", "expires_at"])
            .values_panic([token_id.into(), Expr::value(until)])
            .on_conflict(OnConflict::column("token_id").do_nothing().to_owned())
            .take();
        self.write(&insert).await.map(drop)
    }

    /// Notes that an assertion was shown; whether that is the first time, on whichever server.
    pub async fn first_shown(
        &self,
        client: &str,
        assertion_id: &str,
        expires_at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let insert = Query::insert()
            .into_table("shown_assertion")
            .columns(["client", "assertion_id", "expires_at"])
            .values_panic([client.into(), assertion_id.into(), Expr::value(expires_at)])
            .on_conflict(OnConflict::columns(["client", "assertion_id"]).do_nothing().to_owned())
            .take();
        Ok(self.write(&insert).await? == 1)
    }

    /// Forgets what has expired by now; how much that was.
    pub async fn forget_expired(&self, now: Now) -> Result<u64, StoreError> {
        let mut forgotten = 0;
        for table in ["revoked_token", "shown_assertion"] {
            let delete = Query::delete()
                .from_table(table)
                .and_where(Expr::col("expires_at").lt(now.0))
                .take();
            forgotten += self.write(&delete).await?;
        }
        Ok(forgotten)
    }

    /// One statement of its own; how many rows it has concerned.
    async fn write(&self, change: &impl StatementBuilder) -> Result<u64, StoreError> {
        let tx = self.begin(&Viewer::system(JOB)).await?;
        let rows = tx.work.execute(tx.actor, change).await?;
        tx.commit().await?;
        Ok(rows)
    }
}
