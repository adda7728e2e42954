use chrono::{DateTime, Duration, Utc};
use domain::{
    Code, Filter, Now, Record,
    market::{Demand, DemandBoard, EmployerRequest, RequestResponse, employer_request::Status},
};
use sea_orm::sea_query::{
    CaseStatement, Expr, ExprTrait, Func, Query, SelectStatement, WindowStatement,
};
use uuid::Uuid;

use crate::{Repository, repository::Result};

const REQUEST: &str = EmployerRequest::NAME;
const RESPONSE: &str = RequestResponse::NAME;

impl Repository<'_> {
    /// Open remainders of the requests that the viewer sees, by qualification, the largest first.
    /// Requests that this college has answered are left out.
    pub async fn demand(
        &self,
        filter: &Filter,
        college: Option<Uuid>,
        since: Option<DateTime<Utc>>,
        now: Now,
        limit: u64,
    ) -> Result<DemandBoard> {
        // Nothing is listed later than now.
        let since = since.unwrap_or(now.0 + Duration::days(1));
        let mut open = self.open(filter, now, since);
        if let Some(college) = college {
            let answered = Query::select()
                .expr(Expr::val(1))
                .from(RESPONSE)
                .and_where(Expr::col((RESPONSE, "request_id")).equals((REQUEST, "id")))
                .and_where(Expr::col((RESPONSE, "college_id")).eq(college))
                .take();
            open.and_where(Expr::exists(answered).not());
        }
        let select = Query::select()
            .columns(["qualification_code", "specialty_code", "requests", "new", "employers"])
            .column("wanted")
            .expr(Expr::col("board").cast_as("bigint"))
            .from_subquery(open, "demand")
            .order_by("wanted", sea_orm::Order::Desc)
            .order_by("qualification_code", sea_orm::Order::Asc)
            .limit(limit)
            .take();
        let rows = self.query_all(&select).await?;
        let number = |number: i64| number.unsigned_abs();
        let headcount = rows.first().map(|row| row.try_get_by_index(6)).transpose()?;
        let rows = rows.into_iter().map(|row| {
            Ok(Demand {
                qualification_code: row.try_get_by_index(0)?,
                specialty_code: row.try_get_by_index(1)?,
                requests: number(row.try_get_by_index(2)?),
                new_requests: number(row.try_get_by_index(3)?),
                employers: number(row.try_get_by_index(4)?),
                headcount: number(row.try_get_by_index(5)?),
            })
        });
        let rows = rows.collect::<Result<_>>()?;
        Ok(DemandBoard { rows, headcount: headcount.map_or(0, number) })
    }

    /// All rows of the board, each with the sum over all of them.
    fn open(&self, filter: &Filter, now: Now, since: DateTime<Utc>) -> SelectStatement {
        let column = |name: &'static str| Expr::col((REQUEST, name));
        let remaining = || column("headcount").sub(column("accepted"));
        let wanted = || Func::sum(remaining()).cast_as("bigint");
        let is_new =
            CaseStatement::new().case(column("listed_at").gte(since), 1_i64).finally(0_i64);
        let mut select = self.scoped::<EmployerRequest>();
        select
            .column((REQUEST, "qualification_code"))
            .column((REQUEST, "specialty_code"))
            .expr_as(Func::count(Expr::val(1)), "requests")
            .expr_as(Func::sum(is_new).cast_as("bigint"), "new")
            .expr_as(Func::count_distinct(column("employer_id")), "employers")
            .expr_as(wanted(), "wanted")
            .expr_window_as(Func::sum(wanted()), WindowStatement::new(), "board")
            .and_where(column("status").eq(Status::Published.code()))
            .and_where(column("closes_at").gte(now.today()))
            .and_where(remaining().gt(0_i64))
            .cond_where(self.condition(REQUEST, filter))
            .group_by_columns([(REQUEST, "qualification_code"), (REQUEST, "specialty_code")]);
        select
    }
}
