//! Traces: a span of each request goes to a collector (OTLP over HTTP, protobuf), many at a time and beside
//! the requests. If the collector is away spans are thrown away, and the log says so once.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, SystemTime},
};

use api::{Observed, Trace};
use async_trait::async_trait;
use axum::http::{Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::rt::TokioIo;
use opentelemetry::{
    InstrumentationScope, KeyValue,
    trace::{SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceId, TraceState},
};
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{
    Resource,
    trace::{BatchSpanProcessor, SpanData, SpanEvents, SpanLinks, SpanProcessor},
};
use tokio::{net::TcpStream, runtime::Handle, task::JoinSet, time::timeout};

use crate::failure::Failure;

/// How long the collector may take for one delivery, and the last one at the end.
const PATIENCE: Duration = Duration::from_secs(3);
/// Bytes that are read of its answer.
const ANSWER_LIMIT: usize = 64 * 1024;

/// Collects spans and sends them.
#[derive(Debug)]
pub(crate) struct Export(BatchSpanProcessor);

impl Export {
    /// To the collector at this address. Called within the runtime that sends.
    pub(crate) fn new(collector: &Uri) -> Result<Self, Failure> {
        let path = format!("{}/v1/traces", collector.to_string().trim_end_matches('/'));
        let client = Client { runtime: Handle::current(), away: AtomicBool::new(false) };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(client)
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(path)
            .with_timeout(PATIENCE)
            .build();
        let exporter = exporter.map_err(|error| {
            Failure::Other(format!("spans cannot be sent to {collector}: {error}."))
        })?;
        let mut processor = BatchSpanProcessor::builder(exporter).build();
        let attributes = [
            KeyValue::new("service.name", "klaster"),
            KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
        ];
        let resource = Resource::builder_empty().with_attributes(attributes).build();
        processor.set_resource(&resource);
        Ok(Self(processor))
    }

    /// Sends what has been collected.
    pub(crate) fn end(&self) {
        if let Err(error) = self.0.shutdown_with_timeout(PATIENCE) {
            tracing::warn!(%error, "the last spans could not be sent");
        }
    }
}

impl api::Spans for Export {
    fn ended(&self, observed: &Observed) {
        self.0.on_end(span(observed));
    }
}

fn span(observed: &Observed) -> SpanData {
    let Observed { trace, span, status, elapsed, kind, .. } = observed;
    let Trace { id, parent, .. } = trace;
    let id = TraceId::from_bytes(*id);
    let own = SpanId::from_bytes(*span);
    let end_time = SystemTime::now();
    let failed = status.is_some_and(|status| status.is_server_error());
    // An operation of a stream belongs to a request of ours.
    let is_request = status.is_some();
    SpanData {
        span_context: SpanContext::new(id, own, TraceFlags::SAMPLED, false, TraceState::NONE),
        parent_span_id: parent.map_or(SpanId::INVALID, SpanId::from_bytes),
        parent_span_is_remote: is_request && parent.is_some(),
        span_kind: if is_request { SpanKind::Server } else { SpanKind::Internal },
        name: kind.unwrap_or("request").into(),
        start_time: end_time.checked_sub(*elapsed).unwrap_or(end_time),
        end_time,
        attributes: attributes(observed),
        dropped_attributes_count: 0,
        events: SpanEvents::default(),
        links: SpanLinks::default(),
        status: if failed { Status::error("") } else { Status::Unset },
        instrumentation_scope: InstrumentationScope::builder("klaster").build(),
    }
}

/// Those of the line in the log; named by the conventions of OpenTelemetry where these have names.
fn attributes(observed: &Observed) -> Vec<KeyValue> {
    let text = |key, value: Option<&str>| value.map(|it| KeyValue::new(key, it.to_owned()));
    let number = |key, value: Option<u64>| {
        value.map(|it| KeyValue::new(key, i64::try_from(it).unwrap_or(i64::MAX)))
    };
    let status = observed.status.map(|status| status.as_u16().into());
    let attributes = [
        text("klaster.request_id", Some(&observed.request_id)),
        number("http.response.status_code", status),
        text("graphql.operation.name", observed.operation.as_deref()),
        text("graphql.operation.type", observed.kind),
        text("klaster.client", observed.client.as_deref()),
        number("klaster.cost.requested", observed.cost_requested),
        number("klaster.cost.actual", observed.cost_actual),
    ];
    attributes.into_iter().flatten().collect()
}

/// Sends what the library has collected. That does so on a thread of its own, which has no runtime.
#[derive(Debug)]
struct Client {
    runtime: Handle,
    away: AtomicBool,
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        // Whatever waits has to be made within the runtime, too.
        let sent = self.runtime.spawn(async { timeout(PATIENCE, send(request)).await }).await;
        let sent = sent.map_err(HttpError::from).and_then(|sent| sent.map_err(HttpError::from)?);
        let error = match &sent {
            Ok(response) if response.status().is_success() => None,
            Ok(response) => Some(response.status().to_string()),
            Err(error) => Some(error.to_string()),
        };
        let was_away = self.away.swap(error.is_some(), Ordering::Relaxed);
        match error {
            Some(error) if !was_away => {
                tracing::warn!(error, "the collector of spans does not take them");
            }
            None if was_away => tracing::info!("the collector of spans takes them again"),
            _ => {}
        }
        sent
    }
}

/// On a connection of its own: there is one delivery in seconds.
async fn send(request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
    let (mut parts, body) = request.into_parts();
    let authority = parts.uri.authority().ok_or("the address names no host")?.clone();
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    let stream = TcpStream::connect((host, authority.port_u16().unwrap_or(80))).await?;
    parts.headers.insert(header::HOST, authority.as_str().parse()?);
    parts.uri = parts.uri.path_and_query().ok_or("the address has no path")?.clone().into();
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    // It is given up with the delivery.
    let mut beside = JoinSet::new();
    beside.spawn(connection);
    let response = sender.send_request(Request::from_parts(parts, Full::new(body))).await?;
    let (parts, body) = response.into_parts();
    let body = Limited::new(body, ANSWER_LIMIT).collect().await?.to_bytes();
    Ok(Response::from_parts(parts, body))
}
