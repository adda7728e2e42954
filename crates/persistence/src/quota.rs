//! What clients have used of what they may, in common for all replicas.

use domain::Viewer;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};

use crate::{Store, StoreError};

/// Windows by which the clocks of servers may differ.
const CLOCKS_DIFFER: i64 = 5;

impl Store {
    /// Notes that somebody takes `points` more for a client in a window of time, and answers how many
    /// are taken with them. Windows are numbered one after the other; an earlier one begins no more,
    /// for clocks of several servers differ, unless it is so much earlier that the clock was set back.
    pub async fn lease(&self, client: &str, window: i64, points: i64) -> Result<i64, StoreError> {
        let column = |name: &'static str| Expr::col(("quota", name));
        let began = || column("window").between(window, window + CLOCKS_DIFFER);
        let leased = Expr::case(began(), column("leased").add(points)).finally(points);
        let latest = Expr::case(began(), column("window")).finally(window);
        let lease = Query::insert()
            .into_table("quota")
            .columns(["client", "window", "leased"])
            .values_panic([client.into(), window.into(), points.into()])
            .on_conflict(
                OnConflict::column("client")
                    .value("leased", leased)
                    .value("window", latest)
                    .to_owned(),
            )
            .returning_col("leased")
            .take();
        let row = self.change(&Viewer::system("quota"), &lease).await?.ok_or(StoreError::Stale)?;
        Ok(row.try_get_by_index(0)?)
    }
}
