//! What an operation answers over a stream: a query or a mutation once, a subscription whenever
//! something has happened.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use app::{Event, Follower, Position};
use async_graphql::{Response, parser::types::OperationType};
use futures::{
    StreamExt,
    future::ready,
    stream::{self, BoxStream},
};
use tokio::time::{Instant, sleep};
use tracing::Instrument;

use super::{
    Shared,
    answer::{Bill, Refused, has_failed_for_now, has_taken_too_long, message},
    observation::{Observation, Running},
    operation::Operation,
    outage::Outage,
    prepared::{Asker, Prepared},
    shedding::Place,
};

/// How often in succession the answer to an event may take too long, before the subscription ends.
const PATIENCE: u32 = 5;

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

impl Answers {
    /// Whether it goes on for ever.
    pub(super) fn is_endless(&self) -> bool {
        self.position.is_some()
    }
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
        let (outage, timeouts) = (Outage::default(), 0);
        let live = Live { shared, prepared, asker, running, follower, happened, outage, timeouts };
        let told = stream::unfold(Some(live), Live::go_on);
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
    outage: Outage,
    /// Answers in succession that took too long.
    timeouts: u32,
}

/// What comes of an event.
enum Turned {
    Told(Told),
    /// The caller does not see it, or has not asked for it.
    Passed,
    /// It has to be told later: whoever follows is better served late than not.
    Later(Duration),
    /// The answer takes too long however often it is tried.
    Failed(Told),
}

impl Live {
    /// What is told next, and whoever goes on behind that.
    async fn go_on(live: Option<Self>) -> Option<(Told, Option<Self>)> {
        let mut live = live?;
        loop {
            let Some(event) = live.happened.front() else {
                match live.follower.next().await {
                    Ok(events) => live.happened.extend(events),
                    Err(error) => sleep(live.goes_wrong(&error)).await,
                }
                continue;
            };
            let event = event.clone();
            match live.turn(event).await {
                Turned::Later(wait) => sleep(wait).await,
                Turned::Failed(told) => return Some((told, None)),
                Turned::Passed => live.has_told(),
                Turned::Told(told) => {
                    live.has_told();
                    return Some((told, Some(live)));
                }
            }
        }
    }

    async fn turn(&mut self, event: Event) -> Turned {
        self.prepared.begin_anew();
        let position = Some(event.position);
        let request_id = self.running.request_id();
        let told = self.prepared.tell(&self.shared, &self.asker, request_id, event);
        match told.instrument(self.running.span()).await {
            Ok(None) => Turned::Passed,
            Ok(Some(response)) if has_failed_for_now(&response) => {
                let wait = self.goes_wrong(&response.errors);
                let too_long = response.errors.iter().any(has_taken_too_long);
                if too_long { self.takes_too_long(wait) } else { Turned::Later(wait) }
            }
            Ok(Some(response)) => {
                let bill = self.prepared.bill(&self.shared, &self.asker);
                self.running.costs_more(bill);
                Turned::Told(Told { body: self.message(response, bill), position })
            }
            Err(Refused::RateLimited(wait)) => Turned::Later(wait),
            Err(Refused::Timeout) => {
                let wait = self.goes_wrong("the answer takes too long");
                self.takes_too_long(wait)
            }
            Err(refused) => Turned::Later(self.goes_wrong(&refused)),
        }
    }

    fn takes_too_long(&mut self, wait: Duration) -> Turned {
        self.timeouts += 1;
        if self.timeouts < PATIENCE {
            return Turned::Later(wait);
        }
        let response = Response::from_errors(Refused::Timeout.errors());
        let bill = self.prepared.bill(&self.shared, &self.asker);
        // Whoever begins anew with the last cursor is told of this event again.
        Turned::Failed(Told { body: self.message(response, bill), position: None })
    }

    fn message(&self, response: Response, bill: Bill) -> Vec<u8> {
        let metrics = &self.shared.settings.metrics;
        message(response, self.prepared.asked(), bill, self.running.request_id(), metrics)
    }

    fn has_told(&mut self) {
        self.happened.pop_front();
        self.outage.is_over();
        self.timeouts = 0;
    }

    /// How long to wait.
    fn goes_wrong(&mut self, error: &(impl std::fmt::Debug + ?Sized)) -> Duration {
        self.running.span().in_scope(|| self.outage.goes_on(error))
    }
}
