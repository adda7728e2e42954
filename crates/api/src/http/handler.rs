//! `/graphql`.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use async_graphql::parser::types::OperationType;
use axum::{
    body::{Body, Bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, Method, header, request::Parts},
    response::Response,
};
use tokio::time::Instant;
use tracing::Instrument;

use super::{
    Shared,
    address::counted,
    answer::{Bill, Kept, Manner, REQUEST_ID, Refused, answer, refuse, would_cost},
    fault::contained,
    language,
    media::Media,
    observation::Observation,
    operation,
    prepared::{Asker, Prepared},
    purpose,
    quota::Caller,
    viewer::Bearer,
};

/// Characters of a request id that a caller may choose.
const ID_LIMIT: usize = 128;

pub(super) async fn graphql(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mut observation = Observation::of(&shared, &parts.headers);
    let (request_id, span) = (observation.request_id().to_owned(), observation.span.clone());
    let answered = async {
        let media = Media::accepted(&parts.headers);
        let manner = Manner {
            request_id: &request_id,
            metrics: &shared.settings.metrics,
            media: media.unwrap_or(Media::Json),
            locale: language::of(&parts.headers),
        };
        let address = address(&shared, &parts);
        let mut caller = Caller::Address(address);
        let run = async {
            if media.is_none() {
                return Err(Refused::NotAcceptable(
                    "take `application/graphql-response+json` or `application/json`; \
                     `text/event-stream` is at /graphql/stream",
                ));
            }
            let source = source(&shared, &parts, body).await?;
            let deadline = Instant::now() + shared.settings.timeout;
            let _place = shared.place(address, deadline).await?;
            let bearer = bearer(&parts, &shared).await?;
            let asker = Asker::new(bearer, address, manner.locale, purpose::of(&parts.headers));
            caller = asker.caller.clone();
            observation.is_operation_of(&shared, &asker.bearer);
            run(&shared, &parts, source, &asker, deadline, manner, &mut observation).await
        };
        let mut response = contained(run).await.unwrap_or_else(|refused| refuse(&refused, manner));
        shared.quota.tell(&shared.app, &caller, response.headers_mut());
        observation.answered(&response);
        response
    };
    answered.instrument(span).await
}

/// Of whoever asks, as it is counted; trusted proxies say who that is.
pub(super) fn address(shared: &Shared, parts: &Parts) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(Ipv4Addr::UNSPECIFIED.into(), |ConnectInfo(peer)| peer.ip());
    counted(shared.settings.trusted_proxies.caller(peer, &parts.headers))
}

pub(super) async fn bearer(parts: &Parts, shared: &Shared) -> Result<Bearer, Refused> {
    let authorization = parts.headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes);
    Bearer::of(authorization, shared).await
}

/// Where the operation stands.
enum Source<'r> {
    Body(Bytes),
    Url(Option<&'r str>),
}

async fn source<'r>(shared: &Shared, parts: &'r Parts, body: Body) -> Result<Source<'r>, Refused> {
    match parts.method {
        Method::POST => {
            let timeout = shared.settings.body_timeout;
            Ok(Source::Body(operation::body(&parts.headers, body, timeout).await?))
        }
        Method::GET | Method::HEAD => Ok(Source::Url(parts.uri.query())),
        _ => Err(Refused::MethodNotAllowed("GET, HEAD, POST")),
    }
}

async fn run(
    shared: &Shared,
    parts: &Parts,
    source: Source<'_>,
    asker: &Asker,
    deadline: Instant,
    manner: Manner<'_>,
    observation: &mut Observation,
) -> Result<Response, Refused> {
    let reads_only = matches!(source, Source::Url(_));
    let operation = match source {
        Source::Body(body) => operation::of_body(&body)?,
        Source::Url(query) => operation::of_query(query)?,
    };
    let is_dry = operation::is_dry(parts.uri.query())?;
    let prepared = Prepared::new(shared, operation)?;
    observation.asks(&prepared);
    if reads_only && prepared.kind != OperationType::Query {
        return Err(Refused::ReadsOnly);
    }
    if prepared.kind == OperationType::Subscription && !is_dry {
        return Err(Refused::BadInput("subscriptions go to /graphql/ws or to /graphql/stream"));
    }
    if is_dry {
        let bill = prepared.bill(shared, asker);
        observation.has_succeeded();
        return Ok(would_cost(Bill { actual: 0, ..bill }, manner));
    }
    let response = prepared.run(shared, asker, deadline, manner.request_id).await?;
    let bill = prepared.bill(shared, asker);
    observation.costs(bill);
    if response.is_ok() {
        observation.has_succeeded();
    }
    let kept = Kept { request: &parts.headers, private: asker.bearer.client().is_some() };
    Ok(answer(response, prepared.asked(), bill, reads_only.then_some(kept), manner))
}

/// The id that the caller has chosen, else a new one.
pub(super) fn request_id(shared: &Shared, headers: &HeaderMap) -> String {
    let chosen = headers.get(REQUEST_ID).and_then(chosen_id);
    chosen.unwrap_or_else(|| shared.app.new_request_id())
}

/// An id that a caller has chosen, if it can stand in a log as it is.
fn chosen_id(value: &HeaderValue) -> Option<String> {
    let id = value.to_str().ok()?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let good = !id.is_empty() && id.len() <= ID_LIMIT && id.bytes().all(fits);
    good.then(|| id.to_owned())
}
