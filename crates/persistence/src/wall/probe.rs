//! What tests take away and look at; not in what is released.

use sea_orm::sqlx::{Executor, Row, query};

use crate::{Store, store::Wall};

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
