//! What is counted of all requests together. No label holds what a client has chosen, but for the names
//! of operations, of which there are so many and no more.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::http::StatusCode;
use prometheus_client::{
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

use strum::VariantArray;

use super::{observation::Observed, quota::Caller};
use crate::graphql::error::ProtocolCode;

/// Names of operations that are told apart; the others are one.
const NAMES: usize = 100;
/// Bounds of the times that answers take, in seconds.
const TIMES: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
type Label = (&'static str, &'static str);
type Times = Family<[(&'static str, String); 1], Histogram, fn() -> Histogram>;

/// Numbers for whoever runs the server. Cheap to clone; the clones count together.
#[derive(Clone, Debug)]
pub struct Metrics {
    requests: Family<[Label; 2], Counter>,
    stream_operations: Family<[Label; 1], Counter>,
    durations: Times,
    names: Arc<Mutex<HashSet<String>>>,
    cost_requested: Counter,
    cost_actual: Counter,
    errors: Family<[Label; 1], Counter>,
    quota_refusals: Family<[Label; 1], Counter>,
    shed: Counter,
    key_set_fetches: Family<[(&'static str, String); 2], Counter>,
    /// Operations that run or wait until they may.
    pub(super) operations: Gauge,
    /// Streams that are open.
    pub(super) streams: Gauge,
    /// Connections that are open; the server counts them.
    pub connections: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            requests: Family::default(),
            stream_operations: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(TIMES)),
            names: Arc::default(),
            cost_requested: Counter::default(),
            cost_actual: Counter::default(),
            errors: Family::default(),
            quota_refusals: Family::default(),
            shed: Counter::default(),
            key_set_fetches: Family::default(),
            operations: Gauge::default(),
            streams: Gauge::default(),
            connections: Gauge::default(),
        }
    }
}

impl Metrics {
    /// Has them told with the others.
    pub fn register(&self, all: &mut Registry) {
        let Self { requests, stream_operations, durations, errors, quota_refusals, .. } = self;
        all.register(
            "requests",
            "Requests to the API that were answered, by status and kind of operation",
            requests.clone(),
        );
        all.register(
            "stream_operations",
            "Operations that have begun over WebSockets and server-sent events",
            stream_operations.clone(),
        );
        all.register_with_unit(
            "operation_duration",
            "Time from the request to its answer; subscriptions have none",
            Unit::Seconds,
            durations.clone(),
        );
        let points = "Points that operations may have cost at most, which are charged";
        all.register("cost_requested_points", points, self.cost_requested.clone());
        let points = "Points that they have cost, with lists as long as they were";
        all.register("cost_actual_points", points, self.cost_actual.clone());
        all.register("errors", "Errors in answers, by their code", errors.clone());
        let refusals =
            "Operations refused, and subscriptions kept waiting, because a quota was used up";
        all.register("quota_refusals", refusals, quota_refusals.clone());
        let shed = "Operations refused because too many were running or waiting";
        all.register("shed_operations", shed, self.shed.clone());
        let fetches =
            "Attempts to fetch the keys of issuers outside, by whether they have succeeded";
        all.register("key_set_fetches", fetches, self.key_set_fetches.clone());
        let admitted = "Operations that run or wait until they may; subscriptions only begin here";
        all.register("open_operations", admitted, self.operations.clone());
        all.register("open_streams", "Streams that are open", self.streams.clone());
        all.register("open_connections", "Connections that are open", self.connections.clone());
    }

    /// A request has been answered.
    pub(super) fn answered(&self, status: StatusCode, observed: &Observed) {
        let class = match status.as_u16() {
            100..200 => "1xx",
            200..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            _ => "5xx",
        };
        let labels = [("status", class), ("kind", observed.kind.unwrap_or("none"))];
        self.requests.get_or_create(&labels).inc();
        self.ended(observed);
    }

    /// An operation has begun in a stream.
    pub(super) fn begun(&self, observed: &Observed) {
        let kind = observed.kind.unwrap_or("none");
        self.stream_operations.get_or_create(&[("kind", kind)]).inc();
    }

    /// So many points have been charged.
    pub(super) fn charged(&self, points: u64) {
        self.cost_requested.inc_by(points);
    }

    /// What was charged has cost so many points.
    pub(super) fn has_cost(&self, points: u64) {
        self.cost_actual.inc_by(points);
    }

    /// An operation has ended, if there was one.
    pub(super) fn ended(&self, observed: &Observed) {
        let timed = observed.kind.filter(|kind| *kind != "subscription");
        if timed.is_some() {
            self.timed(observed.operation.as_deref(), observed.elapsed);
        }
    }

    fn timed(&self, operation: Option<&str>, elapsed: Duration) {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let label = match operation {
            None => "none",
            Some(name) if names.contains(name) => name,
            Some(name) if names.len() < NAMES => {
                names.insert(name.to_owned());
                name
            }
            Some(_) => "other",
        };
        let labels = [("operation", label.to_owned())];
        drop(names);
        self.durations.get_or_create(&labels).observe(elapsed.as_secs_f64());
    }

    /// An answer holds an error.
    pub(super) fn failed(&self, code: Option<&str>) {
        // Only words of the list are labels.
        let mut codes = ProtocolCode::VARIANTS.iter().map(|known| known.as_str());
        let known = codes.find(|known| Some(*known) == code);
        self.errors.get_or_create(&[("code", known.unwrap_or("other"))]).inc();
    }

    pub(super) fn over_quota(&self, caller: &Caller) {
        let by = match caller {
            Caller::Client(_) => "client",
            Caller::Address(_) => "address",
        };
        self.quota_refusals.get_or_create(&[("by", by)]).inc();
    }

    pub(super) fn shed(&self) {
        self.shed.inc();
    }

    /// The keys of an issuer that the settings name have been fetched, or have not.
    pub(super) fn key_set_fetched(&self, issuer: &str, succeeded: bool) {
        let result = if succeeded { "ok" } else { "failed" };
        let labels = [("issuer", issuer.to_owned()), ("result", result.to_owned())];
        self.key_set_fetches.get_or_create(&labels).inc();
    }
}

#[cfg(test)]
mod tests {
    use prometheus_client::encoding::text::encode;

    use super::*;

    fn told(metrics: &Metrics) -> String {
        let (mut registry, mut text) = (Registry::default(), String::new());
        metrics.register(&mut registry);
        encode(&mut text, &registry).unwrap();
        text
    }

    #[test]
    fn names_of_operations_are_told_apart_up_to_a_hundred() {
        let metrics = Metrics::default();
        for number in 0..1000 {
            metrics.timed(Some(&format!("Name{number}")), Duration::from_millis(20));
        }
        metrics.timed(Some("Name0"), Duration::from_millis(20));
        metrics.timed(None, Duration::ZERO);
        let text = told(&metrics);
        let count = |name: &str| {
            let line = format!("operation_duration_seconds_count{{operation=\"{name}\"}} ");
            let mut lines = text.lines().filter_map(|it| it.strip_prefix(&line));
            lines.next().map(|count| count.parse::<u64>().unwrap())
        };
        assert_eq!(count("Name0"), Some(2));
        assert_eq!(count("Name99"), Some(1));
        assert_eq!(count("Name100"), None);
        assert_eq!(count("other"), Some(900));
        assert_eq!(count("none"), Some(1));
        let within = "operation_duration_seconds_bucket{le=\"0.01\",operation=\"Name0\"} 0";
        assert!(text.contains(within), "{text}");
    }

    #[test]
    fn codes_that_are_not_in_the_list_are_no_labels() {
        let metrics = Metrics::default();
        for code in [Some("TIMEOUT"), Some("MADE_UP"), None] {
            metrics.failed(code);
        }
        let text = told(&metrics);
        assert!(text.contains("errors_total{code=\"TIMEOUT\"} 1"), "{text}");
        assert!(text.contains("errors_total{code=\"other\"} 2"), "{text}");
        assert!(!text.contains("MADE_UP"), "{text}");
    }
}
