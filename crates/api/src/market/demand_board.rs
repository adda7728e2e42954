use domain::{
    directory,
    market::{self},
};

use super::employer_request::EmployerRequestFilter;
use crate::graphql::{connection::page_size, filter::restrict, prelude::*};

#[derive(Default)]
pub(crate) struct DemandBoards;

#[Object]
impl DemandBoards {
    /// сұраныс тақтасы / доска спроса: persons that employers still want, by qualification, the
    /// most wanted first. It takes in published requests that the caller sees, whose last day for
    /// responses has not passed and which have places left.
    async fn demand_board(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Leave out what this college has answered; `null` is answered to whoever \
                          does not act for it."
        )]
        college_id: Option<GlobalId<directory::Organization>>,
        #[graphql(desc = "Which requests to take in.")] filter: Option<Box<EmployerRequestFilter>>,
        #[graphql(desc = "From when on a request counts as new.")] since: Option<DateTime>,
        #[graphql(desc = "How many qualifications, 1 to 100; 100 if it is left out.")]
        first: Option<i32>,
    ) -> Option<Result<DemandBoard>> {
        board(ctx, college_id, filter, since, first).await.transpose()
    }
}

async fn board(
    ctx: &Context<'_>,
    college_id: Option<GlobalId<directory::Organization>>,
    filter: Option<Box<EmployerRequestFilter>>,
    since: Option<DateTime>,
    first: Option<i32>,
) -> Result<Option<DemandBoard>> {
    let limit = page_size(first.unwrap_or(100))?;
    let filter = restrict(filter, None)?;
    let college = college_id.map(Into::into);
    let since = since.map(|since| since.0);
    let demand = ctx.session().demand(&filter, college, since, limit.into()).await?;
    Ok(demand.map(DemandBoard))
}

/// The board, as far as it was asked for.
pub(crate) struct DemandBoard(market::DemandBoard);

/// сұраныс тақтасы / доска спроса: what employers still want, by qualification.
#[Object]
impl DemandBoard {
    /// One for each qualification, at most as many as were asked for.
    fn rows(&self) -> Vec<DemandRow<'_>> {
        self.0.rows.iter().map(DemandRow).collect()
    }

    /// Persons still wanted on the whole board, in rows beyond those asked for too.
    fn headcount(&self) -> u64 {
        self.0.headcount
    }
}

/// What employers still want of one qualification.
pub(crate) struct DemandRow<'d>(&'d market::Demand);

/// сұраныс / спрос: what employers still want of one qualification.
#[Object]
impl DemandRow<'_> {
    /// Code of the qualification.
    fn qualification_code(&self) -> &str {
        &self.0.qualification_code
    }

    /// Code of its specialty.
    fn specialty_code(&self) -> &str {
        &self.0.specialty_code
    }

    /// Requests with places left.
    fn requests(&self) -> u64 {
        self.0.requests
    }

    /// Of these, requests that have been listed since `since`; 0 without it.
    fn new_requests(&self) -> u64 {
        self.0.new_requests
    }

    /// Organizations that have made them.
    fn employers(&self) -> u64 {
        self.0.employers
    }

    /// Persons still wanted.
    fn headcount(&self) -> u64 {
        self.0.headcount
    }
}
