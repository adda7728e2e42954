//! Sealing what has settled. Any number of servers may do it: whoever comes second finds that the
//! chain ends elsewhere than it has read, and seals nothing.

use domain::Viewer;
use sea_orm::{
    DbBackend, Order, QueryResult,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use super::{
    Hash, Head,
    line::{Line, columns},
};
use crate::{Store, StoreError, journal::settled, wall::Actor};

/// Lines that are sealed at once.
const BATCH: u64 = 1000;

/// What was sealed.
#[derive(Clone, Debug, Default)]
pub struct Sealed {
    pub lines: u64,
    /// There may be more.
    pub is_full: bool,
    /// Where days have ended.
    pub finished: Vec<Head>,
}

/// Where the chain ends, and up to where the journal is in it.
#[derive(Clone, Debug)]
pub(super) struct End {
    pub(super) head: Head,
    pub(super) transaction: i64,
    pub(super) position: i64,
}

/// Who seals and verifies.
pub(super) const JOB: &str = "audit";

impl Store {
    /// Seals the next lines.
    pub async fn seal(&self) -> Result<Sealed, StoreError> {
        let end = self.end_of_chain().await?;
        let rows = self.query_all(&Viewer::system(JOB), &self.unsealed(&end)).await?;
        let Some(last) = rows.last() else { return Ok(Sealed::default()) };
        let (mut head, mut finished) = (end.head.clone(), Vec::new());
        let mut insert = Query::insert();
        insert.into_table("seal").columns(["position", "day", "number", "hash"]);
        for row in &rows {
            let line = Line::read(row, 1)?;
            let day = line.day(head.day);
            if day != head.day {
                finished.push(head.clone());
                head = Head { day, number: 0, hash: head.hash };
            }
            head.number += 1;
            head.hash = head.hash.behind(&line.bytes());
            insert.values_panic([
                line.position.into(),
                Expr::value(head.day),
                head.number.into(),
                head.hash.to_string().into(),
            ]);
        }
        let update = Query::update()
            .table("seal_head")
            .value("day", head.day)
            .value("number", head.number)
            .value("hash", head.hash.to_string())
            .value("transaction", last.try_get_by_index::<i64>(0)?)
            .value("position", last.try_get_by_index::<i64>(1)?)
            .and_where(Expr::col("number").eq(end.head.number))
            .and_where(Expr::col("hash").eq(end.head.hash.to_string()))
            .take();
        let tx = self.begin(&Viewer::system(JOB)).await?;
        // Whoever seals at the same time waits here, and sees that the end is another one then.
        if tx.work.execute(Actor::Job, &update).await? == 0 {
            return Ok(Sealed::default());
        }
        tx.work.execute(Actor::Job, &insert).await?;
        tx.commit().await?;
        // Before the first day there was none.
        finished.retain(|head| head.number > 0);
        let lines = rows.len() as u64;
        Ok(Sealed { lines, is_full: lines == BATCH, finished })
    }

    pub(super) async fn end_of_chain(&self) -> Result<End, StoreError> {
        let select = Query::select()
            .columns(["day", "number", "hash", "transaction", "position"])
            .from("seal_head")
            .take();
        let rows = self.query_all(&Viewer::system(JOB), &select).await?;
        End::read(rows.first().ok_or(StoreError::Stale)?)
    }

    /// The lines behind the end, in the order of the journal.
    fn unsealed(&self, end: &End) -> SelectStatement {
        let mut select = Query::select();
        select
            .column(("journal", "transaction"))
            .columns(columns().map(|column| ("journal", column)))
            .from("journal")
            .and_where(end.behind(self.backend()))
            .and_where_option(settled(self.backend()))
            // A line whose transaction was changed may turn up again; it must not hold up the others.
            .and_where(Expr::exists(seal_of_line()).not())
            .limit(BATCH);
        in_order(self.backend(), &mut select);
        select
    }
}

/// On SQLite, where all transactions are the same, only the positions are indexed by themselves.
pub(super) fn in_order(backend: DbBackend, select: &mut SelectStatement) {
    if backend == DbBackend::Postgres {
        select.order_by(("journal", "transaction"), Order::Asc);
    }
    select.order_by(("journal", "position"), Order::Asc);
}

/// The seal of the line in hand.
pub(super) fn seal_of_line() -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from("seal")
        .and_where(Expr::col(("seal", "position")).equals(("journal", "position")))
        .take()
}

impl End {
    /// The lines that are not in the chain yet. All of a transaction settle at once, so what was sealed
    /// of it says up to where it is. On SQLite there is but one order.
    pub(super) fn behind(&self, backend: DbBackend) -> Expr {
        let [transaction, position] =
            ["transaction", "position"].map(|column| Expr::col(("journal", column)));
        match backend {
            DbBackend::Postgres => Expr::tuple([transaction, position])
                .gt(Expr::tuple([Expr::value(self.transaction), Expr::value(self.position)])),
            _ => position.gt(self.position),
        }
    }

    /// Whether all lines up to there are in the chain.
    pub(super) fn holds(&self, backend: DbBackend, transaction: i64, position: i64) -> bool {
        match backend {
            DbBackend::Postgres => (transaction, position) <= (self.transaction, self.position),
            _ => position <= self.position,
        }
    }

    fn read(row: &QueryResult) -> Result<Self, StoreError> {
        let (day, number) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let hash = Hash::read(&row.try_get_by_index::<String>(2)?)?;
        let head = Head { day, number, hash };
        Ok(Self { head, transaction: row.try_get_by_index(3)?, position: row.try_get_by_index(4)? })
    }
}
