//! What tests take away and look at; not in what is released.

use sea_orm::{
    ConnectionTrait, TransactionTrait,
    sqlx::{Executor, Row, query},
};

use super::{
    WallError,
    install::{build, connect, stands},
};
use crate::{Store, store::Wall};

/// Whether the wall stands after some damage, and after it was put up again; of all that nothing is
/// kept, because roles belong to the server and so to other databases, too.
pub async fn after(url: &str, damage: &str) -> Result<[bool; 2], WallError> {
    let Some(database) = connect(url).await? else { return Ok([true; 2]) };
    let transaction = database.begin().await?;
    transaction.execute_unprepared(damage).await?;
    let damaged = stands(&transaction).await?;
    build(&transaction).await?;
    let mended = stands(&transaction).await?;
    transaction.rollback().await?;
    database.close().await?;
    Ok([damaged, mended])
}

impl Store {
    /// The same database with one wall less, for tests of the other.
    #[must_use]
    pub fn without(&self, wall: Wall) -> Self {
        Self { without: Some(wall), ..self.clone() }
    }

    /// In which state the connections of PostgreSQL are that the pool hands out, in words.
    pub async fn connections(&self) -> Vec<String> {
        const WHO: &str = "SELECT current_user || CASE
            WHEN concat(current_setting('klaster.reads', true),
                current_setting('klaster.writes', true)) = '' THEN ', no settings'
            ELSE ', settings' END";
        let pool = self.connection.get_postgres_connection_pool();
        let mut taken = Vec::new();
        let mut states = Vec::new();
        for _ in 0..pool.size() {
            let Ok(mut connection) = pool.acquire().await else { break };
            // Which is refused outside of one.
            let within = connection.execute("SAVEPOINT probe").await.is_ok();
            let Ok(row) = query(WHO).fetch_one(&mut *connection).await else { continue };
            let who: String = row.get(0);
            states.push(format!("{who}, in {} transaction", if within { "a" } else { "no" }));
            taken.push(connection);
        }
        states
    }
}
