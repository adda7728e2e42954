//! Lines without a seal: those that wait for it, and those that will never get it.

use chrono::{DateTime, Utc};
use domain::Viewer;
use sea_orm::{
    DbBackend, Order,
    sea_query::{Expr, ExprTrait, Func, Query},
};

use super::{
    sealing::{End, JOB, in_order, seal_of_line},
    verifying::{Finding, Report},
};
use crate::{Store, StoreError};

/// Lines that are looked through at once.
const STRETCH: u64 = 50_000;
/// So many of the latest lines are looked at each time.
const LATEST: u64 = 1000;

/// Lines that wait for their seal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tail {
    pub lines: u64,
    pub oldest: Option<DateTime<Utc>>,
}

impl Store {
    /// Since when a line waits for its seal, if one does: the first behind the end of the chain, or
    /// one of the latest, wherever its transaction puts it.
    pub async fn unsealed_since(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let end = self.end_of_chain().await?;
        let of_line = || Query::select().column("at").column("position").from("journal").take();
        let latest = of_line().order_by("position", Order::Desc).limit(LATEST).take();
        let latest = Query::select().column("at").from_subquery(latest, "journal").take();
        let mut first = of_line();
        first.and_where(end.behind(self.backend())).limit(1);
        in_order(self.backend(), &mut first);
        let mut oldest = None;
        for mut select in [first, latest] {
            select.and_where(Expr::exists(seal_of_line()).not());
            for row in self.query_all(&Viewer::system(JOB), &select).await? {
                let at: DateTime<Utc> = row.try_get_by_index(0)?;
                oldest = oldest.into_iter().chain([at]).min();
            }
        }
        Ok(oldest)
    }

    /// Lines of the sealed part without a seal are a finding; those behind it wait.
    pub(super) async fn look_for_unsealed(
        &self,
        end: &End,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        let mut behind = None;
        while let Some(last) = self.end_of_stretch(behind).await? {
            let select = Query::select()
                .columns(["position", "transaction", "at"].map(|column| ("journal", column)))
                .expr(is_future(self.backend()))
                .from("journal")
                .and_where_option(behind.map(|it| Expr::col(("journal", "position")).gt(it)))
                .and_where(Expr::col(("journal", "position")).lte(last))
                .and_where(Expr::exists(seal_of_line()).not())
                .order_by(("journal", "position"), Order::Asc)
                .take();
            for row in self.query_all(&Viewer::system(JOB), &select).await? {
                let (position, transaction) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
                if end.holds(self.backend(), transaction, position) {
                    report.findings.push(Finding::Unsealed(position));
                } else if row.try_get_by_index(3)? {
                    report.findings.push(Finding::Future(position));
                } else {
                    report.tail.add(row.try_get_by_index(2).ok());
                }
            }
            behind = Some(last);
        }
        Ok(())
    }

    /// The last of the next lines, wherever they stand; nothing behind the last one of all.
    async fn end_of_stretch(&self, behind: Option<i64>) -> Result<Option<i64>, StoreError> {
        let next = Query::select()
            .column("position")
            .from("journal")
            .and_where_option(behind.map(|it| Expr::col("position").gt(it)))
            .order_by("position", Order::Asc)
            .limit(STRETCH)
            .take();
        let last = Query::select()
            .expr(Func::max(Expr::col("position")))
            .from_subquery(next, "next")
            .take();
        let rows = self.query_all(&Viewer::system(JOB), &last).await?;
        Ok(rows.first().map(|row| row.try_get_by_index(0)).transpose()?.flatten())
    }
}

/// Whether no transaction up to now can have written the line in hand.
#[expect(clippy::disallowed_methods, reason = "functions of PostgreSQL, without any input")]
fn is_future(backend: DbBackend) -> Expr {
    match backend {
        DbBackend::Postgres => Expr::cust(
            "journal.transaction >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint",
        ),
        _ => Expr::value(false),
    }
}

impl Tail {
    fn add(&mut self, at: Option<DateTime<Utc>>) {
        self.lines += 1;
        self.oldest = self.oldest.into_iter().chain(at).min();
    }
}
