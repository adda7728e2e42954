//! Which edition of each file the tables hold.

use std::collections::HashMap;

use domain::{Now, Viewer};
use sea_orm::{
    DbBackend,
    sea_query::{Expr, Func, OnConflict, Query, SelectStatement},
};

use super::file::File;
use crate::{
    StoreError,
    repository::Result,
    store::{Store, Tx},
};

/// A number of our own for PostgreSQL's advisory locks; whoever holds it loads reference books.
const LOCK: i64 = 0x6b6c_6173_7465_7201;

/// How long one replica waits for another that loads.
const PATIENCE: &str = "60s";

/// SHA-256 by the name of the file.
pub(super) type Editions = HashMap<String, String>;

fn all() -> SelectStatement {
    Query::select().columns(["file", "sha256"]).from("reference_edition").take()
}

impl Store {
    pub(super) async fn editions(&self) -> Result<Editions> {
        read(&self.query_all(&Viewer::system("reference"), &all()).await?)
    }
}

impl Tx {
    /// Waits until no other replica loads. SQLite has one writer anyway.
    pub(super) async fn lock_editions(&self) -> Result<()> {
        if self.work.backend() != DbBackend::Postgres {
            return Ok(());
        }
        let set = |name: &str| Func::cust("set_config").args([name, PATIENCE].map(Expr::from));
        let patience = Query::select()
            .expr(set("lock_timeout").arg(true))
            .expr(set("statement_timeout").arg(true))
            .take();
        self.work.query_one(self.actor, &patience).await?;
        let lock = Query::select().expr(Func::cust("pg_advisory_xact_lock").arg(LOCK)).take();
        self.work.query_one(self.actor, &lock).await?;
        Ok(())
    }

    pub(super) async fn editions(&self) -> Result<Editions> {
        read(&self.work.query_all(self.actor, &all()).await?)
    }

    pub(super) async fn set_edition(&self, file: &File, now: Now) -> Result<()> {
        let insert = Query::insert()
            .into_table("reference_edition")
            .columns(["file", "sha256", "rows", "loaded_at"])
            .values_panic([
                file.name.into(),
                file.sha256().into(),
                i64::try_from(file.len()).unwrap_or(i64::MAX).into(),
                Expr::value(now.0),
            ])
            .on_conflict(
                OnConflict::column("file")
                    .update_columns(["sha256", "rows", "loaded_at"])
                    .to_owned(),
            )
            .take();
        self.work.execute(self.actor, &insert).await?;
        Ok(())
    }
}

fn read(rows: &[sea_orm::QueryResult]) -> Result<Editions> {
    let edition = |row: &sea_orm::QueryResult| {
        Ok::<_, StoreError>((row.try_get_by_index(0)?, row.try_get_by_index(1)?))
    };
    rows.iter().map(edition).collect()
}
