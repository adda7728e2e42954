//! Reading the journal: what has happened to records, and what has happened since.

use std::{collections::HashMap, sync::Arc};

use domain::{Cursor, Slice, Viewer, Window};
use sea_orm::{
    Condition, DbBackend, JoinType, Order, Value,
    sea_query::{Expr, ExprTrait, Func, OrderedStatement, Query, SelectStatement, WindowStatement},
};
use uuid::Uuid;

use crate::{
    Repository, Store, StoreError,
    journal::{EVENT, Event, Position, done, settled},
    repository::{Result, slice},
};

impl Repository<'_> {
    /// One page of the changes of each of these records, the latest first, in one statement.
    /// Whether the viewer sees the records themselves is for the caller to know.
    pub async fn history(
        &self,
        record: &'static str,
        ids: &[Uuid],
        window: &Window,
    ) -> Result<HashMap<Uuid, Slice<Event>>> {
        // Versions have no gaps, so one is a place in the history by itself.
        let list = format!("journal/{record}");
        let version = |cursor: &Cursor| match &self.seal.open(cursor, &list, NULLS.iter())?[..] {
            [version] => Some(version.clone()),
            _ => None,
        };
        let place = |cursor| version(cursor).ok_or(StoreError::BadCursor);
        let after = window.after.as_ref().map(place).transpose()?;
        let before = window.before.as_ref().map(place).transpose()?;
        let column = || Expr::col("version");
        let changes = Query::select()
            .columns(EVENT)
            .from("journal")
            .and_where(done())
            .and_where(Expr::col("record").eq(record))
            .and_where_option(after.map(|version| column().lt(version)))
            .and_where_option(before.map(|version| column().gt(version)))
            .take();
        let select = match self.backend() {
            DbBackend::Postgres => lateral(changes, ids, window),
            _ => self.ranked_changes(changes, ids, window),
        };
        let mut histories: HashMap<_, Vec<_>> = ids.iter().map(|id| (*id, Vec::new())).collect();
        // Of records that the viewer has been shown; the journal itself is for jobs alone.
        let job = Viewer::system("history");
        for row in self.executor.query_all(&job, &select).await? {
            let event = Event::read(&row)?;
            histories.entry(event.record_id).or_default().push(Arc::new(event));
        }
        let page = |(id, events)| {
            let (seal, list) = (self.seal.clone(), list.clone());
            let place = move |event: &Event| {
                seal.close(&list, [Value::from(i64::from(event.version))].iter())
            };
            (id, slice(events, window, place))
        };
        Ok(histories.into_iter().map(page).collect())
    }

    /// SQLite has no lateral joins: it ranks all changes of the records.
    fn ranked_changes(
        &self,
        mut changes: SelectStatement,
        ids: &[Uuid],
        window: &Window,
    ) -> SelectStatement {
        let mut rank = WindowStatement::partition_by("record_id");
        sort(&mut rank, window);
        changes
            .expr_window_as(Func::cust("row_number"), rank, "place")
            .and_where(self.any_of(Expr::col("record_id"), ids.iter().copied()));
        Query::select()
            .columns(EVENT)
            .from_subquery(changes, "changes")
            .and_where(Expr::col("place").lte(window.size + 1))
            .order_by("place", Order::Asc)
            .take()
    }
}

/// Of which type the values of a cursor are.
const NULLS: [Value; 1] = [Value::BigInt(None)];

fn sort(statement: &mut impl OrderedStatement, window: &Window) {
    statement.order_by("version", if window.backward { Order::Asc } else { Order::Desc });
}

/// For each record the database reads no further than the page goes.
fn lateral(mut changes: SelectStatement, ids: &[Uuid], window: &Window) -> SelectStatement {
    sort(&mut changes, window);
    changes
        .and_where(Expr::col("record_id").equals(("whose", "whose")))
        .limit(u64::from(window.size) + 1);
    Query::select()
        .columns(EVENT.map(|column| ("changes", column)))
        .from_function(Func::cust("unnest").arg(ids.to_vec()), "whose")
        .join_lateral(
            JoinType::InnerJoin,
            changes,
            "changes",
            Condition::all().add(Expr::value(true)),
        )
        .take()
}

impl Store {
    /// Events behind this position, without gaps: whatever comes to be read later stands behind
    /// all of them. In which order things have happened to one record, its versions tell.
    pub async fn events_after(&self, position: Position, limit: u64) -> Result<Vec<Event>> {
        let select = Query::select()
            .columns(EVENT)
            .from("journal")
            .and_where(done())
            .and_where(position.behind())
            .and_where_option(settled(self.backend()))
            .order_by("transaction", Order::Asc)
            .order_by("position", Order::Asc)
            .limit(limit)
            .take();
        self.query_all(&Viewer::system("feed"), &select).await?.iter().map(Event::read).collect()
    }

    /// The position of the last event that may be read.
    pub async fn last_position(&self) -> Result<Position> {
        let select = Query::select()
            .columns(["transaction", "position"])
            .from("journal")
            .and_where(done())
            .and_where_option(settled(self.backend()))
            .order_by("transaction", Order::Desc)
            .order_by("position", Order::Desc)
            .limit(1)
            .take();
        let rows = self.query_all(&Viewer::system("feed"), &select).await?;
        Ok(rows.first().map(Position::read).transpose()?.unwrap_or_default())
    }
}
