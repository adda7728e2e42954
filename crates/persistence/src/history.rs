//! Reading the journal: what has happened to a record, and what has happened since.

use sea_orm::{
    ConnectionTrait, Order,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

use crate::{
    Repository, Store,
    journal::{EVENT, Event, Position, settled},
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
    /// Events behind this position, without gaps: whatever comes to be read later stands behind
    /// all of them. In which order things have happened to one record, its versions tell.
    pub async fn events_after(&self, position: Position, limit: u64) -> Result<Vec<Event>> {
        let select = Query::select()
            .columns(EVENT)
            .from("journal")
            .and_where(position.behind())
            .and_where_option(settled(self.backend()))
            .order_by("transaction", Order::Asc)
            .order_by("position", Order::Asc)
            .limit(limit)
            .take();
        self.connection.query_all(&select).await?.iter().map(Event::read).collect()
    }

    /// The position of the last event that may be read.
    pub async fn last_position(&self) -> Result<Position> {
        let select = Query::select()
            .columns(["transaction", "position"])
            .from("journal")
            .and_where_option(settled(self.backend()))
            .order_by("transaction", Order::Desc)
            .order_by("position", Order::Desc)
            .limit(1)
            .take();
        let row = self.connection.query_one(&select).await?;
        Ok(row.as_ref().map(Position::read).transpose()?.unwrap_or_default())
    }
}
