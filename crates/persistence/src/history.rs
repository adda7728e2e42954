//! Reading the journal: what has happened to a record, and what has happened since.

use sea_orm::{
    ConnectionTrait, Order,
    sea_query::{Expr, ExprTrait, Func, Query},
};
use uuid::Uuid;

use crate::{
    Repository, Store,
    journal::{EVENT, Event, settled},
    repository::Result,
};

impl Repository<'_> {
    /// Changes of one record, the latest first, before this version. Whether the viewer sees the
    /// record itself is for the caller to know.
    pub async fn history(
        &self,
        record: &'static str,
        id: Uuid,
        before: Option<u32>,
        size: u32,
    ) -> Result<Vec<Event>> {
        let mut select = Query::select();
        select
            .columns(EVENT)
            .from("journal")
            .and_where(Expr::col("record_id").eq(id))
            .and_where(Expr::col("record").eq(record))
            .order_by("version", Order::Desc)
            .limit(size.into());
        if let Some(version) = before {
            select.and_where(Expr::col("version").lt(i64::from(version)));
        }
        self.executor.query_all(&select).await?.iter().map(Event::read).collect()
    }
}

impl Store {
    /// Events after this position, in order and without gaps.
    pub async fn events_after(&self, position: i64, limit: u64) -> Result<Vec<Event>> {
        let select = Query::select()
            .columns(EVENT)
            .from("journal")
            .and_where(Expr::col("position").gt(position))
            .and_where_option(settled(self.backend()))
            .order_by("position", Order::Asc)
            .limit(limit)
            .take();
        self.connection.query_all(&select).await?.iter().map(Event::read).collect()
    }

    /// The position of the latest event.
    pub async fn last_position(&self) -> Result<i64> {
        let select = Query::select()
            .expr(Func::max(Expr::col("position")))
            .from("journal")
            .and_where_option(settled(self.backend()))
            .take();
        let row = self.connection.query_one(&select).await?;
        let position = row.map(|row| row.try_get_by_index::<Option<i64>>(0)).transpose()?;
        Ok(position.flatten().unwrap_or_default())
    }
}
