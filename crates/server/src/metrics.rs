//! `/metrics` on a listener of its own: numbers for whoever runs the server, in the format of Prometheus
//! (OpenMetrics).

use std::{
    fmt,
    sync::{Arc, atomic::AtomicU64},
    time::{SystemTime, UNIX_EPOCH},
};

use app::App;
use axum::{
    Router,
    http::{StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric, text::encode},
    metrics::{
        counter::ConstCounter,
        gauge::{ConstGauge, Gauge},
    },
    registry::{Registry, Unit},
};

const FORMAT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Seconds since the oldest record without a seal was written.
type Unsealed = Gauge<f64, AtomicU64>;

/// The path at which all that is counted can be read.
pub(crate) fn router(app: App, api: &api::Metrics) -> Router {
    let unsealed = Unsealed::default();
    let registry = Arc::new(registry(app.clone(), api, unsealed.clone()));
    let told = async move || {
        unsealed.set(unsealed_for(&app).await);
        let mut text = String::new();
        match encode(&mut text, &registry) {
            Ok(()) => ([(header::CONTENT_TYPE, FORMAT)], text).into_response(),
            Err(fmt::Error) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    };
    Router::new().route("/metrics", get(told))
}

/// No number while the database does not tell.
async fn unsealed_for(app: &App) -> f64 {
    match app.store().unsealed_since().await {
        Ok(None) => 0.0,
        Ok(Some(since)) => (app.clock().now().0 - since).as_seconds_f64().max(0.0),
        Err(error) => {
            tracing::warn!(?error, "records without a seal cannot be looked for");
            f64::NAN
        }
    }
}

fn registry(app: App, api: &api::Metrics, unsealed: Unsealed) -> Registry {
    let mut registry = Registry::with_prefix("klaster");
    api.register(&mut registry);
    registry.register_collector(Box::new(Database(app)));
    let meaning = "How long the oldest record of the audit has waited for its seal";
    registry.register_with_unit("audit_unsealed", meaning, Unit::Seconds, unsealed);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let started = ConstGauge::new(now.as_secs_f64());
    let meaning = "When the process began to serve, since 1970";
    registry.register_with_unit("process_start_time", meaning, Unit::Seconds, started);
    registry
}

/// What is asked for each time.
#[derive(Debug)]
struct Database(App);

impl Collector for Database {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        let Self(app) = self;
        let (pool, statements) = (app.store().pool(), app.store().statements());
        let mut tell = |name, meaning, unit: Option<&Unit>, metric: &dyn EncodeMetric| {
            let kind = metric.metric_type();
            metric.encode(encoder.encode_descriptor(name, meaning, unit, kind)?)
        };
        let gauge = |number: usize| ConstGauge::new(i64::try_from(number).unwrap_or(i64::MAX));
        let in_use = gauge(pool.in_use);
        tell("database_connections_in_use", "Connections that statements run on", None, &in_use)?;
        let idle = gauge(pool.idle);
        tell("database_connections_idle", "Connections that wait for statements", None, &idle)?;
        let count = ConstCounter::new(statements.count());
        tell("database_statements", "Statements that were sent", None, &count)?;
        let time = ConstCounter::new(statements.time().as_secs_f64());
        let meaning = "Time until statements were answered, all of them together";
        tell("database_time", meaning, Some(&Unit::Seconds), &time)?;
        let meaning = "Refused attempts that could not be written into the audit";
        tell("unaudited", meaning, None, &ConstCounter::new(app.unaudited()))?;
        let lag = ConstGauge::new(app.feed_lag().as_secs_f64());
        let meaning = "Time since the journal of events was last read to its end";
        tell("feed_lag", meaning, Some(&Unit::Seconds), &lag)
    }
}
