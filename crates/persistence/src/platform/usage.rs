//! What clients have used, day by day: added to by all servers, read by whoever sees the client.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use domain::{
    Id, Record, Viewer,
    platform::{ApiClient, DayOfUse, DeprecatedUse, Period},
};
use sea_orm::{
    QueryResult,
    sea_query::{Expr, ExprTrait, Func, InsertStatement, OnConflict, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{Repository, Store, StoreError, repository::Result, store::PARAMETERS};

const USAGE: &str = "api_client_usage";
const DEPRECATED: &str = "api_client_deprecated_use";

/// Who writes this.
const JOB: &str = "usage";

/// What a client has used on one day, or since that was written last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Used {
    pub requests: u64,
    pub points: u64,
    pub errors: u64,
    /// In how many operations elements of the schema stood that are to go.
    pub deprecated: BTreeMap<String, u64>,
}

/// In the order in which rows are written, so that servers do not wait for each other in a circle.
pub type UsedByDay = BTreeMap<(Id<ApiClient>, NaiveDate), Used>;

impl Store {
    /// Adds what was used to what is there. Clients that are not there are passed over: an issuer
    /// outside may name some.
    pub async fn add_usage(&self, used: &UsedByDay) -> std::result::Result<(), StoreError> {
        let tx = self.begin(&Viewer::system(JOB)).await?;
        let ids: HashSet<_> = used.keys().map(|(client, _)| *client).collect();
        let job = Viewer::system(JOB);
        let known = tx.repository(&job).known(ids).await?;
        let used: Vec<_> = used.iter().filter(|((id, _), _)| known.contains(&id.uuid())).collect();
        for used in used.chunks(PARAMETERS / 5) {
            let mut insert = adding(USAGE, &["api_client_id", "day"], &COUNTS);
            for ((id, day), Used { requests, points, errors, .. }) in used {
                let counts = [requests, points, errors].map(|count| stored(*count));
                let key = [id.uuid().into(), Expr::value(*day)];
                insert.values_panic(key.into_iter().chain(counts));
            }
            tx.work.execute(tx.actor, &insert).await?;
        }
        let elements = used.iter().flat_map(|((id, day), used)| {
            used.deprecated.iter().map(move |(element, count)| (id.uuid(), *day, element, *count))
        });
        let elements: Vec<_> = elements.collect();
        for elements in elements.chunks(PARAMETERS / 4) {
            let mut insert =
                adding(DEPRECATED, &["api_client_id", "day", "element"], &["operations"]);
            for (id, day, element, count) in elements {
                let element = Expr::value(element.as_str());
                insert.values_panic([(*id).into(), Expr::value(*day), element, stored(*count)]);
            }
            tx.work.execute(tx.actor, &insert).await?;
        }
        tx.commit().await
    }

    /// Forgets what was used before this day.
    pub async fn forget_usage(&self, before: NaiveDate) -> std::result::Result<(), StoreError> {
        let tx = self.begin(&Viewer::system(JOB)).await?;
        for table in [USAGE, DEPRECATED] {
            let old = Expr::col("day").lt(before);
            let delete = Query::delete().from_table(table).and_where(old).take();
            tx.work.execute(tx.actor, &delete).await?;
        }
        tx.commit().await
    }
}

const COUNTS: [&str; 3] = ["requests", "points", "errors"];

fn stored(count: u64) -> Expr {
    i64::try_from(count).unwrap_or(i64::MAX).into()
}

/// An insert of counts that are added to those that are there.
fn adding(table: &'static str, key: &[&'static str], counts: &[&'static str]) -> InsertStatement {
    let mut conflict = OnConflict::columns(key.iter().copied());
    for count in counts {
        let more = Expr::col(("excluded", *count));
        conflict.value(*count, Expr::col((table, *count)).add(more));
    }
    Query::insert()
        .into_table(table)
        .columns(key.iter().chain(counts).copied())
        .on_conflict(conflict)
        .take()
}

impl Repository<'_> {
    /// Those of the clients that are there for the viewer.
    async fn known(&self, ids: HashSet<Id<ApiClient>>) -> Result<HashSet<Uuid>> {
        let mut select = self.scoped::<ApiClient>();
        let id = Expr::col((ApiClient::NAME, "id"));
        select
            .column((ApiClient::NAME, "id"))
            .and_where(self.any_of(id, ids.into_iter().map(Id::uuid)));
        let rows = self.query_all(&select).await?;
        Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<std::result::Result<_, _>>()?)
    }

    /// What clients that the viewer sees have used, day by day, the first day first.
    pub async fn usage(
        &self,
        clients: &[Id<ApiClient>],
        period: Period,
    ) -> Result<HashMap<Id<ApiClient>, Vec<DayOfUse>>> {
        if clients.is_empty() {
            return Ok(HashMap::new());
        }
        let mut select = self.used(USAGE, clients, period);
        select.column((USAGE, "day")).columns(COUNTS).order_by("day", sea_orm::Order::Asc);
        let day = |row: &QueryResult| {
            Ok(DayOfUse {
                day: row.try_get_by_index(1)?,
                requests: count(row, 2)?,
                points: count(row, 3)?,
                errors: count(row, 4)?,
            })
        };
        self.by_client(&select, day).await
    }

    /// Which deprecated elements of the schema clients that the viewer sees have used, those that
    /// stood in most operations first.
    pub async fn deprecated_use(
        &self,
        clients: &[Id<ApiClient>],
        period: Period,
    ) -> Result<HashMap<Id<ApiClient>, Vec<DeprecatedUse>>> {
        if clients.is_empty() {
            return Ok(HashMap::new());
        }
        let mut select = self.used(DEPRECATED, clients, period);
        let operations = Func::sum(Expr::col("operations"));
        select
            .column("element")
            .expr_as(Expr::from(operations).cast_as("bigint"), "counted")
            .expr(Func::max(Expr::col("day")))
            .group_by_columns(["api_client_id", "element"])
            .order_by("counted", sea_orm::Order::Desc)
            .order_by("element", sea_orm::Order::Asc);
        let of = |row: &QueryResult| {
            Ok(DeprecatedUse {
                element: row.try_get_by_index(1)?,
                operations: count(row, 2)?,
                last_used_on: row.try_get_by_index(3)?,
            })
        };
        self.by_client(&select, of).await
    }

    /// Rows of these clients on these days, as far as the viewer sees the client.
    fn used(
        &self,
        table: &'static str,
        clients: &[Id<ApiClient>],
        Period { from, to }: Period,
    ) -> SelectStatement {
        let of = || Expr::col((table, "api_client_id"));
        let seen = self.scoped::<ApiClient>().column((ApiClient::NAME, "id")).take();
        Query::select()
            .column((table, "api_client_id"))
            .from(table)
            .and_where(self.any_of(of(), clients.iter().map(|id| id.uuid())))
            .and_where(of().in_subquery(seen))
            .and_where(Expr::col((table, "day")).between(from, to))
            .take()
    }

    async fn by_client<T>(
        &self,
        select: &SelectStatement,
        read: fn(&QueryResult) -> Result<T>,
    ) -> Result<HashMap<Id<ApiClient>, Vec<T>>> {
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for row in self.query_all(select).await? {
            let id: Uuid = row.try_get_by_index(0)?;
            found.entry(Id::new(id)).or_default().push(read(&row)?);
        }
        Ok(found)
    }
}

fn count(row: &QueryResult, column: usize) -> Result<u64> {
    Ok(row.try_get_by_index::<i64>(column)?.unsigned_abs())
}
