//! What an operation answers over a stream: a query or a mutation once, a subscription whenever
//! something has happened.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use app::{Event, Follower, Position};
use async_graphql::parser::types::OperationType;
use futures::{
    StreamExt,
    future::ready,
    stream::{self, BoxStream},
};
use tokio::time::Instant;
use tracing::Instrument;

use super::{
    Shared,
    answer::{Refused, has_failed_for_now, message},
    observation::{Observation, Running},
    operation::Operation,
    prepared::{Asker, Prepared},
    shedding::Place,
};

/// How long a database that is away is left alone.
const PAUSE: Duration = Duration::from_secs(1);

/// Whatever can be run.
pub(super) const ALL_KINDS: [OperationType; 3] =
    [OperationType::Query, OperationType::Mutation, OperationType::Subscription];
/// What changes nothing.
pub(super) const READING: [OperationType; 2] = [OperationType::Query, OperationType::Subscription];

/// One answer of an operation.
pub(super) struct Told {
    /// As in the body of an answer.
    pub(super) body: Vec<u8>,
    /// The event that it is about.
    pub(super) position: Option<Position>,
}

/// What an operation answers, from a position of the journal on if it follows that.
pub(super) struct Answers {
    pub(super) position: Option<Position>,
    pub(super) told: BoxStream<'static, Told>,
}

/// Begins an operation; from here on it has been charged for.
pub(super) async fn begin(
    shared: Arc<Shared>,
    operation: Operation,
    asker: Asker,
    permitted: &[OperationType],
    mut observation: Observation,
) -> Result<Answers, Refused> {
    let deadline = Instant::now() + shared.settings.timeout;
    observation.asked_by(asker.bearer.client());
    let prepared = prepare(&shared, operation, permitted, deadline).await;
    let (place, prepared) = prepared.inspect_err(|_| observation.refused())?;
    observation.asks(&prepared);
    let mut running = observation.begun();
    let (request_id, span) = (running.request_id().to_owned(), running.span());
    if prepared.kind == OperationType::Subscription {
        let opened = prepared.open(&shared, &asker, deadline, &request_id).instrument(span);
        let follower = opened.await?;
        running.costs(prepared.bill(&shared, &asker));
        drop(place);
        let position = Some(follower.position());
        let happened = VecDeque::new();
        let live = Live { shared, prepared, asker, running, follower, happened };
        let told = stream::unfold(live, async |mut live| Some((live.next().await, live)));
        return Ok(Answers { position, told: told.boxed() });
    }
    let response = prepared.run(&shared, &asker, deadline, &request_id).instrument(span).await?;
    let bill = prepared.bill(&shared, &asker);
    running.costs(bill);
    let metrics = &shared.settings.metrics;
    let body = message(response, prepared.asked(), bill, &request_id, metrics);
    let told = stream::once(ready(Told { body, position: None }));
    Ok(Answers { position: None, told: told.boxed() })
}

/// Its turn, and what may be run then.
async fn prepare<'s>(
    shared: &'s Shared,
    operation: Operation,
    permitted: &[OperationType],
    deadline: Instant,
) -> Result<(Place<'s>, Prepared), Refused> {
    let place = shared.place(deadline).await?;
    let prepared = Prepared::new(shared, operation)?;
    if !permitted.contains(&prepared.kind) {
        return Err(Refused::ReadsOnly);
    }
    Ok((place, prepared))
}

/// A subscription.
struct Live {
    shared: Arc<Shared>,
    prepared: Prepared,
    asker: Asker,
    running: Running,
    follower: Follower,
    /// Events that have not been told yet.
    happened: VecDeque<Event>,
}

impl Live {
    async fn next(&mut self) -> Told {
        loop {
            let Some(event) = self.happened.front() else {
                match self.follower.next().await {
                    Ok(events) => self.happened.extend(events),
                    Err(error) => self.wait(&error).await,
                }
                continue;
            };
            let event = event.clone();
            self.prepared.begin_anew();
            let position = Some(event.position);
            let request_id = self.running.request_id();
            let told = self.prepared.tell(&self.shared, &self.asker, request_id, event);
            match told.instrument(self.running.span()).await {
                Ok(Some(response)) if has_failed_for_now(&response) => {
                    self.wait(&response.errors).await;
                }
                Err(refused) => self.wait(&refused).await,
                Ok(response) => {
                    self.happened.pop_front();
                    let Some(response) = response else { continue };
                    let bill = self.prepared.bill(&self.shared, &self.asker);
                    let asked = self.prepared.asked();
                    let metrics = &self.shared.settings.metrics;
                    let body = message(response, asked, bill, self.running.request_id(), metrics);
                    self.running.costs(bill);
                    return Told { body, position };
                }
            }
        }
    }

    /// Whoever follows is better served late than not.
    async fn wait(&self, error: &(impl std::fmt::Debug + ?Sized)) {
        let span = self.running.span();
        span.in_scope(|| tracing::warn!(?error, "an event cannot be told yet"));
        tokio::time::sleep(PAUSE).await;
    }
}
