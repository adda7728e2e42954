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

/// How often in succession the answer to an event may take too long or fail, before the subscription
/// ends.
const PATIENCE: u32 = 5;
/// Those who wait for the next quota begin at different moments within this time.
const SPREAD: Duration = Duration::from_secs(2);

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
    let prepared = contained(prepare(&shared, operation, &asker, permitted, deadline)).await;
    let (place, prepared) = prepared.inspect_err(|_| observation.refused())?;
    observation.asks(&prepared);
    let mut running = observation.begun();
    let (request_id, span) = (running.request_id().to_owned(), running.span());
    if prepared.kind == OperationType::Subscription {
        let opened = prepared.open(&shared, &asker, deadline, &request_id).instrument(span);
        let follower = opened.await?;
        running.has_succeeded();
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
    if response.is_ok() {
        running.has_succeeded();
    }
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
    /// Answers in succession that took too long or failed.
    faults: u32,
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
        let span = live.running.span();
        let next = async {
            loop {
                let turned = contained(live.turn()).await;
                match turned.unwrap_or_else(|refused| live.refused(&refused)) {
                    Turned::Later(wait) => sleep(wait).await,
                    Turned::Failed(told) => return (told, None),
                    Turned::Passed => live.has_told(),
                    Turned::Told(told) => {
                        live.has_told();
                        return (told, Some(live));
                    }
                }
            }
        };
        Some(next.instrument(span).await)
    }

    /// Waits for an event, and tells it.
    async fn turn(&mut self) -> Result<Turned, Refused> {
        let event = loop {
            if let Some(event) = self.happened.front() {
                break event.clone();
            }
            match self.follower.next().await {
                Ok(events) => self.happened.extend(events),
                Err(error @ (Error::Unavailable(_) | Error::Timeout(_))) => {
                    return Ok(Turned::Later(self.trouble.outage.goes_on(&error)));
                }
                Err(error) => return Err(Refused::failed(error)),
            }
        };
        self.prepared.begin_anew();
        let position = Some(event.position);
        let request_id = self.running.request_id();
        let told = self.prepared.tell(&self.shared, &self.asker, request_id, event).await?;
        let Some(response) = told else { return Ok(Turned::Passed) };
        if has_failed_for_now(&response) {
            let too_long = response.errors.iter().any(has_taken_too_long);
            if too_long {
                return Err(Refused::Timeout);
            }
            return Ok(Turned::Later(self.trouble.outage.goes_on(&response.errors)));
        }
        let bill = self.prepared.bill(&self.shared, &self.asker);
        self.running.costs_more(bill);
        Ok(Turned::Told(Told { body: self.message(response, bill), position }))
    }

    /// What comes of an event that could not be told.
    fn refused(&mut self, refused: &Refused) -> Turned {
        if let Refused::RateLimited(wait, _) = refused {
            if !std::mem::replace(&mut self.trouble.over_quota, true) {
                self.shared.settings.metrics.over_quota(&self.asker.caller);
            }
            return Turned::Later(*wait + SPREAD.mul_f64(fastrand::f64()));
        }
        let wait = self.trouble.outage.goes_on(refused);
        if matches!(refused, Refused::Unavailable(_)) {
            return Turned::Later(wait);
        }
        self.trouble.faults += 1;
        if self.trouble.faults < PATIENCE {
            return Turned::Later(wait);
        }
        let response = Response::from_errors(refused.errors());
        let bill = self.prepared.bill(&self.shared, &self.asker);
        Turned::Failed(Told { body: self.message(response, bill), position: None })
    }

    fn message(&self, response: Response, bill: Bill) -> Vec<u8> {
        let metrics = &self.shared.settings.metrics;
        message(response, self.prepared.asked(), bill, self.running.request_id(), metrics)
    }

    fn has_told(&mut self) {
        self.happened.pop_front();
        self.trouble = Trouble::default();
    }
}
