//! Columns whose values are encrypted, and how they are encrypted anew.

use domain::{Viewer, platform::Sealed};
use sea_orm::{
    Order,
    sea_query::{Expr, ExprTrait, Query, UpdateStatement},
};
use uuid::Uuid;

use crate::{Guard, Store, StoreError, wall::columns};

/// A column of values of class SENSITIVE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedColumn {
    pub table: &'static str,
    pub column: &'static str,
}

/// A value that is to take the place of another one, which opens alike.
#[derive(Clone, Debug)]
pub struct Resealed {
    pub id: Uuid,
    pub from: Sealed,
    pub to: Sealed,
}

/// Who reads and writes this.
const JOB: &str = "keys";

impl SealedColumn {
    /// All there are: those of the records whose type says so.
    pub fn all() -> impl Iterator<Item = Self> {
        let sealed = columns().filter(|(_, column)| column.guard == Guard::Sealed);
        sealed.map(|(table, column)| Self { table, column: &column.name })
    }
}

impl Store {
    /// Values of a column in the order of their rows, behind one of them.
    pub async fn sealed(
        &self,
        SealedColumn { table, column }: SealedColumn,
        after: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<(Uuid, Sealed)>, StoreError> {
        let mut select = Query::select();
        select.columns(["id", column]).from(table).order_by("id", Order::Asc).limit(limit);
        select.and_where(Expr::col(column).is_not_null());
        if let Some(id) = after {
            select.and_where(Expr::col("id").gt(id));
        }
        let rows = self.query_all(&Viewer::system(JOB), &select).await?;
        let value = |row: &sea_orm::QueryResult| {
            Ok((row.try_get_by_index(0)?, Sealed(row.try_get_by_index(1)?)))
        };
        rows.iter().map(value).collect()
    }

    /// Puts values in the place of others that nobody has changed meanwhile; how many. What is told by
    /// the records stays the same, so they get no new version, and no event tells of it.
    pub async fn reseal(
        &self,
        SealedColumn { table, column }: SealedColumn,
        values: &[Resealed],
    ) -> Result<u64, StoreError> {
        let tx = self.begin(&Viewer::system(JOB)).await?;
        let mut resealed = 0;
        for Resealed { id, from, to } in values {
            let update = UpdateStatement::new()
                .table(table)
                .value(column, to.0.as_str())
                .and_where(Expr::col("id").eq(*id))
                .and_where(Expr::col(column).eq(from.0.as_str()))
                .take();
            resealed += tx.work.execute(tx.actor, &update).await?;
        }
        tx.commit().await?;
        Ok(resealed)
    }
}
