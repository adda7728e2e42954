//! What an operation answers over a stream: a query or a mutation once, a subscription whenever
//! something has happened.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use app::{Error, Event, Follower, Position};
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
    fault::contained,
    observation::{Observation, Running},
    operation::Operation,
    outage::Outage,
    prepared::{Asker, Prepared},
    shedding::Place,
};

/// How often in succession the answer to an event may take too long, before the subscription ends.
const PATIENCE: u32 = 5;
/// By such a part of the wait for the next quota do subscriptions differ, so that not all begin at once.
const SPREAD: f64 = 0.1;

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
    observation: Observation,
) -> Result<Answers, Refused> {
    contained(run(shared, operation, asker, permitted, observation)).await
}

async fn run(
    shared: Arc<Shared>,
    operation: Operation,
    asker: Asker,
    permitted: &[OperationType],
    mut observation: Observation,
) -> Result<Answers, Refused> {
    let deadline = Instant::now() + shared.settings.timeout;
    observation.asked_by(asker.bearer.client());
    let prepared = prepare(&shared, operation, &asker, permitted, deadline).await;
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
        let (happened, trouble) = (VecDeque::new(), Trouble::default());
        let live = Live { shared, prepared, asker, running, follower, happened, trouble };
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
    asker: &Asker,
    permitted: &[OperationType],
    deadline: Instant,
) -> Result<(Place<'s>, Prepared), Refused> {
    let place = shared.place(asker.address, deadline).await?;
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
    trouble: Trouble,
}

/// What has kept an event from being told.
#[derive(Debug, Default)]
struct Trouble {
    outage: Outage,
    /// Answers in succession that took too long.
    timeouts: u32,
    over_quota: bool,
}

/// What comes of an event.
enum Turned {
    Told(Told),
    /// The caller does not see it, or has not asked for it.
    Passed,
    /// It has to be told later: whoever follows is better served late than not.
    Later(Duration),
    /// It cannot be told however often that is tried. The subscription ends: whoever begins anew with the
    /// last cursor is told of this event again.
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
                    Err(error @ (Error::Unavailable(_) | Error::Timeout(_))) => {
                        sleep(live.goes_wrong(&error)).await;
                    }
                    Err(error) => return Some((live.failed(&Refused::failed(error)), None)),
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
        match contained(self.tell(event)).await {
            Ok(turned) => turned,
            Err(Refused::RateLimited(wait)) => {
                if !std::mem::replace(&mut self.trouble.over_quota, true) {
                    self.shared.settings.metrics.over_quota(&self.asker.caller);
                }
                Turned::Later(wait.mul_f64(1.0 + SPREAD * fastrand::f64()))
            }
            Err(refused @ Refused::Unavailable(_)) => Turned::Later(self.goes_wrong(&refused)),
            Err(Refused::Timeout) => {
                let wait = self.goes_wrong("the answer takes too long");
                self.takes_too_long(wait)
            }
            Err(refused) => Turned::Failed(self.failed(&refused)),
        }
    }

    async fn tell(&mut self, event: Event) -> Result<Turned, Refused> {
        self.prepared.begin_anew();
        let position = Some(event.position);
        let request_id = self.running.request_id();
        let told = self.prepared.tell(&self.shared, &self.asker, request_id, event);
        let Some(response) = told.instrument(self.running.span()).await? else {
            return Ok(Turned::Passed);
        };
        if has_failed_for_now(&response) {
            let wait = self.goes_wrong(&response.errors);
            let too_long = response.errors.iter().any(has_taken_too_long);
            return Ok(if too_long { self.takes_too_long(wait) } else { Turned::Later(wait) });
        }
        let bill = self.prepared.bill(&self.shared, &self.asker);
        self.running.costs_more(bill);
        Ok(Turned::Told(Told { body: self.message(response, bill), position }))
    }

    fn takes_too_long(&mut self, wait: Duration) -> Turned {
        self.trouble.timeouts += 1;
        if self.trouble.timeouts < PATIENCE {
            return Turned::Later(wait);
        }
        Turned::Failed(self.failed(&Refused::Timeout))
    }

    fn failed(&self, refused: &Refused) -> Told {
        let response = Response::from_errors(refused.errors());
        let bill = self.prepared.bill(&self.shared, &self.asker);
        Told { body: self.message(response, bill), position: None }
    }

    fn message(&self, response: Response, bill: Bill) -> Vec<u8> {
        let metrics = &self.shared.settings.metrics;
        message(response, self.prepared.asked(), bill, self.running.request_id(), metrics)
    }

    fn has_told(&mut self) {
        self.happened.pop_front();
        self.trouble = Trouble::default();
    }

    /// How long to wait.
    fn goes_wrong(&mut self, error: &(impl std::fmt::Debug + ?Sized)) -> Duration {
        self.running.span().in_scope(|| self.trouble.outage.goes_on(error))
    }
}
