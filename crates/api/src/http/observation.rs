//! What operators are told of each request and each operation of a stream: a line of the log, numbers, a
//! span. It says how it came, which program asked, what it cost and how it ended; never what was in it.

use std::{sync::Arc, time::Duration};

use async_graphql::parser::types::OperationType;
use axum::{
    http::{HeaderMap, StatusCode},
    response::Response,
};
use tokio::time::Instant;
use tracing::Span;

use super::{
    Shared, answer::Bill, handler, metrics::Metrics, prepared::Prepared, trace::Trace,
    using::Using, viewer::Bearer,
};

/// Characters of the name of an operation.
const NAME_LIMIT: usize = 64;

/// As it is told.
#[derive(Clone, Debug)]
pub struct Observed {
    pub request_id: String,
    pub trace: Trace,
    /// Its own span in the trace.
    pub span: [u8; 8],
    /// Of the answer; an operation of a stream has none.
    pub status: Option<StatusCode>,
    /// The name of the operation, from its document.
    pub operation: Option<String>,
    /// `query`, `mutation` or `subscription`, once it is valid.
    pub kind: Option<&'static str>,
    /// The program that the token was issued to.
    pub client: Option<String>,
    /// Points it may cost at most.
    pub cost_requested: Option<u64>,
    /// Points it has cost, if it was charged.
    pub cost_actual: Option<u64>,
    pub elapsed: Duration,
}

/// Takes what has been observed, for traces. It must not wait.
pub trait Spans: std::fmt::Debug + Send + Sync {
    fn ended(&self, observed: &Observed);
}

/// What is known of one so far.
pub(super) struct Observation {
    observed: Observed,
    begun: Instant,
    /// Around all that is logged about it.
    pub(super) span: Span,
    metrics: Metrics,
    spans: Option<Arc<dyn Spans>>,
    /// What of it its client is told later, as long as it is not known how it ends.
    using: Option<Using>,
}

impl Observation {
    /// Of a request.
    pub(super) fn of(shared: &Shared, headers: &HeaderMap) -> Self {
        let request_id = handler::request_id(shared, headers);
        let trace = Trace::of(headers, || shared.app.new_trace_id());
        Self::new(shared, request_id, trace)
    }

    /// Of an operation that this client has sent with this request.
    pub(super) fn within(&self, shared: &Shared, bearer: &Bearer) -> Self {
        let mut within = Self::new(shared, self.observed.request_id.clone(), self.trace());
        within.is_operation_of(shared, bearer);
        within
    }

    /// Of what belongs to this trace.
    pub(super) fn new(shared: &Shared, request_id: String, trace: Trace) -> Self {
        let span = tracing::info_span!("request", request_id, trace_id = %trace);
        let observed = Observed {
            request_id,
            trace,
            span: fastrand::u64(1..).to_be_bytes(),
            status: None,
            operation: None,
            kind: None,
            client: None,
            cost_requested: None,
            cost_actual: None,
            elapsed: Duration::ZERO,
        };
        let (metrics, spans) = (shared.settings.metrics.clone(), shared.settings.spans.clone());
        Self { observed, begun: Instant::now(), span, metrics, spans, using: None }
    }

    pub(super) fn request_id(&self) -> &str {
        &self.observed.request_id
    }

    /// Of what belongs to this one.
    pub(super) fn trace(&self) -> Trace {
        Trace { parent: Some(self.observed.span), ..self.observed.trace }
    }

    pub(super) fn asked_by(&mut self, client: Option<&str>) {
        self.observed.client = client.map(str::to_owned);
    }

    /// It is an operation of this client's, which is counted for whoever answers for the client.
    pub(super) fn is_operation_of(&mut self, shared: &Shared, bearer: &Bearer) {
        self.asked_by(bearer.client());
        self.using = Using::of(shared, bearer);
    }

    /// It has been answered without an error, or goes on as a subscription.
    pub(super) fn has_succeeded(&mut self) {
        self.using.take().into_iter().for_each(Using::has_succeeded);
    }

    /// What is asked, once it may be run.
    pub(super) fn asks(&mut self, prepared: &Prepared) {
        let name = prepared.called().filter(|name| name.len() <= NAME_LIMIT);
        self.observed.operation = name.map(str::to_owned);
        self.observed.kind = Some(match prepared.kind {
            OperationType::Query => "query",
            OperationType::Mutation => "mutation",
            OperationType::Subscription => "subscription",
        });
        self.observed.cost_requested = Some(prepared.requested());
        if let Some(using) = &mut self.using {
            using.uses(&prepared.deprecated);
        }
    }

    /// It was charged, and has cost so much until now.
    pub(super) fn costs(&mut self, bill: Bill) {
        self.observed.cost_actual = Some(bill.actual);
        self.metrics.has_cost(bill.actual);
    }

    /// Told when the request has been answered.
    pub(super) fn answered(mut self, response: &Response) {
        let status = response.status();
        self.observed.status = Some(status);
        self.observed.elapsed = self.begun.elapsed();
        self.metrics.answered(status, &self.observed);
        self.log(Some(status), "answered");
        self.export();
    }

    /// Told when an operation of a stream was not begun.
    pub(super) fn refused(&mut self) {
        self.observed.elapsed = self.begun.elapsed();
        self.log(None, "operation refused");
        self.export();
    }

    /// Told when an operation of a stream has begun; that it has ended is told when this is dropped.
    pub(super) fn begun(self) -> Running {
        self.metrics.begun(&self.observed);
        let Observed { operation, kind, client, .. } = &self.observed;
        let cost = self.observed.cost_requested;
        self.span.in_scope(|| {
            tracing::info!(operation, kind, client, cost_requested = cost, "operation begun");
        });
        Running(self)
    }

    fn log(&self, status: Option<StatusCode>, message: &'static str) {
        let Observed { operation, kind, client, elapsed, .. } = &self.observed;
        let Observed { cost_requested, cost_actual, .. } = self.observed;
        let status = status.map(|status| status.as_u16());
        let microseconds = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
        self.span.in_scope(|| {
            tracing::info!(
                status,
                microseconds,
                operation,
                kind,
                client,
                cost_requested,
                cost_actual,
                "{message}"
            );
        });
    }

    fn export(&self) {
        if let Some(spans) = self.spans.as_ref().filter(|_| self.observed.trace.sampled) {
            spans.ended(&self.observed);
        }
    }
}

/// An operation of a stream that has begun and not ended.
pub(super) struct Running(Observation);

impl Running {
    pub(super) fn request_id(&self) -> &str {
        self.0.request_id()
    }

    pub(super) fn span(&self) -> Span {
        self.0.span.clone()
    }

    pub(super) fn costs(&mut self, bill: Bill) {
        self.0.costs(bill);
    }

    pub(super) fn has_succeeded(&mut self) {
        self.0.has_succeeded();
    }

    /// It has been charged for one more event.
    pub(super) fn costs_more(&mut self, bill: Bill) {
        let Observed { cost_requested, cost_actual, .. } = &mut self.0.observed;
        *cost_requested = Some(cost_requested.unwrap_or_default() + bill.requested);
        *cost_actual = Some(cost_actual.unwrap_or_default() + bill.actual);
        self.0.metrics.has_cost(bill.actual);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let Self(ended) = self;
        ended.observed.elapsed = ended.begun.elapsed();
        ended.metrics.ended(&ended.observed);
        ended.log(None, "operation ended");
        ended.export();
    }
}
