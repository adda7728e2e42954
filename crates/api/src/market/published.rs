//! Requests as they are published.

use std::sync::Arc;

use app::{Event, Topic};
use async_graphql::Subscription;
use domain::{
    Code, Datum, Filter, Page, Record, Test, Window,
    market::{self, employer_request::Status},
};
use futures::{Stream, stream};

use super::employer_request::{EmployerRequest, EmployerRequestFilter};
use crate::graphql::{filter::restrict, prelude::*, turn::Turn};

/// A request that has been published.
pub(crate) struct Published {
    event: Event,
    record: Arc<market::EmployerRequest>,
}

/// жарияланған сұраныс / опубликованная заявка: a request that has been published, for the first time
/// or anew.
#[Object(name = "EmployerRequestPublished")]
impl Published {
    /// Where the event stands. A subscription that is given it as `after` goes on behind it.
    async fn cursor(&self, ctx: &Context<'_>) -> String {
        ctx.session().app().cursor(self.event.position).0
    }

    /// When it was published.
    async fn at(&self) -> DateTime {
        DateTime(self.event.at)
    }

    /// The request as it is now.
    async fn employer_request(&self) -> EmployerRequest {
        EmployerRequest(self.record.clone())
    }
}

#[derive(Default)]
pub(crate) struct Subscriptions;

/// What can be followed, over WebSocket at `/graphql/ws` (protocol `graphql-transport-ws`) or over
/// server-sent events at `/graphql/stream` (protocol `graphql-sse`).
#[Subscription(name = "Subscription")]
impl Subscriptions {
    /// Requests as they are published, those that the caller sees. Nothing is lost and nothing comes
    /// twice if the subscription is begun anew with the cursor of the last event.
    async fn employer_request_published(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<Box<EmployerRequestFilter>>,
        #[graphql(
            desc = "The cursor of the last event that has come; from now on if it is left out."
        )]
        after: Option<String>,
    ) -> Result<impl Stream<Item = Published>> {
        let topic =
            Topic { record: market::EmployerRequest::NAME, state: Status::Published.code() };
        let filter = restrict(filter, None)?;
        let turn = ctx.data_unchecked::<Arc<Turn>>();
        let found = match turn.event(ctx, topic, after).await? {
            Some(event) => published(ctx, event, filter).await?,
            None => None,
        };
        Ok(stream::iter(found))
    }
}

/// Nothing if the caller does not see it, or does not want it.
async fn published(ctx: &Context<'_>, event: &Event, filter: Filter) -> Result<Option<Published>> {
    let itself = Filter::Field("id", Test::Eq(Datum::Uuid(event.record_id)));
    let filter = Filter::All(vec![itself, filter]);
    let window = Window { size: 1, ..Window::default() };
    let slice = ctx.session().page(&Page { filter, window, ..Page::default() }).await?;
    let record = slice.records.into_iter().next();
    Ok(record.map(|record| Published { event: event.clone(), record }))
}
