//! `/graphql/stream`: operations over server-sent events, in both modes of the protocol `graphql-sse`
//! (<https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md>).
//!
//! In distinct connections mode each operation has a stream of its own, which is the answer to its
//! request. In single connection mode a stream is reserved first (PUT), then opened (GET), and other
//! requests start operations on it (POST) and end them (DELETE).

use std::{convert::Infallible, sync::Arc};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderName, Method, StatusCode, header, request::Parts},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use domain::Cursor;
use futures::{FutureExt, Stream, StreamExt, future::pending, stream};
use tracing::Instrument;

use super::{
    Shared,
    answer::{Manner, Refused, farewell, refuse, with_id},
    handler::{address, bearer},
    language,
    live::{ALL_KINDS, Answers, READING, Told, begin},
    media::Media,
    observation::Observation,
    operation::{self, Operation},
    prepared::Asker,
    purpose, quality,
    quota::Caller,
    viewer::Bearer,
};
use crate::graphql::json::Json;

/// What a browser's `EventSource` sends when it connects again.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Names the stream in single connection mode; in a URL it is `token`.
const TOKEN: HeaderName = HeaderName::from_static("x-graphql-event-stream-token");

pub(super) async fn events(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mut observation = Observation::of(&shared, &parts.headers);
    let (request_id, span) = (observation.request_id().to_owned(), observation.span.clone());
    let answered = async {
        let locale = language::of(&parts.headers);
        // Whoever waits for events is told by the status that none will come.
        let media = Media::GraphqlResponse;
        let metrics = &shared.settings.metrics;
        let manner = Manner { request_id: &request_id, metrics, media, locale };
        let mut caller = Caller::Address(address(&shared, &parts));
        let answer = answer(&shared, &parts, body, manner, &mut observation, &mut caller);
        let answer = Box::pin(answer).await;
        let mut response = answer.unwrap_or_else(|refused| refuse(&refused, manner));
        shared.quota.tell(&shared.app, &caller, response.headers_mut());
        observation.answered(&response);
        response
    };
    // It holds what a token of an issuer outside takes to be checked.
    with_id(Box::pin(answered.instrument(span)).await, &request_id)
}

async fn answer(
    shared: &Arc<Shared>,
    parts: &Parts,
    body: Body,
    manner: Manner<'_>,
    observation: &mut Observation,
    caller: &mut Caller,
) -> Result<Response, Refused> {
    can_begin(shared, parts)?;
    let bearer = bearer(parts, shared).await?;
    bearer.admitted(shared).await?;
    observation.asked_by(bearer.client());
    let asker =
        Asker::new(bearer, address(shared, parts), manner.locale, purpose::of(&parts.headers));
    *caller = asker.caller.clone();
    let parameter = |name: &str| operation::parameter(parts.uri.query(), name);
    let header = parts.headers.get(TOKEN).and_then(|token| token.to_str().ok());
    let token = header.map(str::to_owned).or_else(|| parameter("token"));
    match (&parts.method, token) {
        (&Method::PUT, _) => reserve(shared, &asker),
        (&Method::DELETE, Some(token)) => {
            let name = parameter("operationId");
            let name = name.ok_or(Refused::BadInput("the URL says which: ?operationId=…"))?;
            shared.streams.leave(&token, &asker.owner(), &name)?;
            Ok(StatusCode::OK.into_response())
        }
        (&Method::GET, Some(token)) => {
            acceptable(parts)?;
            open(shared, token, &asker)
        }
        (&Method::POST, Some(token)) => {
            let within = observation.within(shared, &asker.bearer);
            let operation = operation::of_body(
                &operation::body(&parts.headers, body, shared.settings.body_timeout).await?,
            )?;
            start(shared, token, operation, asker, within).await
        }
        (&Method::GET | &Method::POST, None) => {
            let within = observation.within(shared, &asker.bearer);
            acceptable(parts)?;
            let only_reads = parts.method == Method::GET;
            let mut operation = if only_reads {
                operation::of_query(parts.uri.query())?
            } else {
                operation::of_body(
                    &operation::body(&parts.headers, body, shared.settings.body_timeout).await?,
                )?
            };
            let last = parts.headers.get(LAST_EVENT_ID).and_then(|last| last.to_str().ok());
            operation.resume =
                last.filter(|last| !last.is_empty()).map(|last| Cursor(last.to_owned()));
            distinct(shared, operation, asker, only_reads, within).await
        }
        _ => Err(Refused::MethodNotAllowed("GET, POST, PUT, DELETE")),
    }
}

fn can_begin(shared: &Shared, parts: &Parts) -> Result<(), Refused> {
    if operation::is_dry(parts.uri.query())? {
        return Err(Refused::BadInput("only /graphql tells what an operation would cost"));
    }
    if *shared.settings.stopping.borrow() {
        return Err(Refused::Unavailable("the server stops; ask again in a moment"));
    }
    Ok(())
}

fn acceptable(parts: &Parts) -> Result<(), Refused> {
    let mut ranges = quality::listed(&parts.headers, header::ACCEPT);
    let takes = ranges.any(|(range, weight)| {
        let is_ours = ["text/event-stream", "text/*", "*/*"].contains(&&*range.to_lowercase());
        is_ours && weight > 0.0
    });
    if takes {
        Ok(())
    } else {
        Err(Refused::NotAcceptable("this path answers by `text/event-stream`; take that"))
    }
}

/// An operation with a stream of its own.
async fn distinct(
    shared: &Arc<Shared>,
    operation: Operation,
    asker: Asker,
    only_reads: bool,
    observation: Observation,
) -> Result<Response, Refused> {
    let seat = shared.seat(&asker.caller).ok_or(TOO_MANY)?;
    let bearer = asker.bearer.clone();
    let permitted: &[_] = if only_reads { &READING } else { &ALL_KINDS };
    let answers = begin(shared.clone(), operation, asker, permitted, observation).await?;
    let end = end(shared.clone(), bearer, answers.is_endless());
    let events = said(shared.clone(), answers, None).take_until(Box::pin(end));
    Ok(sent(holding(seat, events)))
}

fn reserve(shared: &Shared, asker: &Asker) -> Result<Response, Refused> {
    let seat = shared.seat(&asker.caller).ok_or(TOO_MANY)?;
    let token = shared.app.new_request_id();
    shared.streams.reserve(token.clone(), asker.owner(), seat);
    Ok((StatusCode::CREATED, token).into_response())
}

fn open(shared: &Arc<Shared>, token: String, asker: &Asker) -> Result<Response, Refused> {
    let mut receiver = shared.streams.open(&token, &asker.owner())?;
    let end = end(shared.clone(), asker.bearer.clone(), true);
    let wound_up = {
        let (shared, token) = (shared.clone(), token.clone());
        Box::pin(end.map(move |()| shared.streams.wind_up(&token)))
    };
    let events = stream::poll_fn(move |context| receiver.poll_recv(context));
    let end = stream::once(wound_up).filter_map(async |()| None);
    let guard = Guard { shared: shared.clone(), token };
    Ok(sent(holding(guard, stream::select(events, end))))
}

/// An operation on a stream that is open or will be.
async fn start(
    shared: &Arc<Shared>,
    token: String,
    operation: Operation,
    asker: Asker,
    observation: Observation,
) -> Result<Response, Refused> {
    let name = operation.extension("operationId");
    let name =
        name.ok_or(Refused::BadInput("`extensions.operationId` is a text of the caller's"))?;
    let (limit, bearer) = (shared.settings.streams.operations, asker.bearer.clone());
    let request_id = observation.request_id().to_owned();
    let entered = shared.streams.enter(&token, &asker.owner(), &name, limit)?;
    let answers = begin(shared.clone(), operation, asker, &ALL_KINDS, observation).await?;
    let (place, is_endless) = (entered.place.clone(), answers.is_endless());
    let answers =
        if is_endless { until_ended(shared.clone(), bearer, request_id, answers) } else { answers };
    let events = said(shared.clone(), answers, Some(name));
    let task = async move {
        futures::pin_mut!(events);
        while let Some(event) = events.next().await {
            if entered.sender.send(event).await.is_err() {
                return;
            }
        }
    };
    shared.streams.run(&place, tokio::spawn(task).abort_handle(), is_endless);
    Ok(StatusCode::ACCEPTED.into_response())
}

/// Says so when the token is no longer accepted, and ends: the stream may have been opened with
/// another one.
fn until_ended(
    shared: Arc<Shared>,
    bearer: Bearer,
    request_id: String,
    Answers { position, told }: Answers,
) -> Answers {
    let ended = async move {
        let why = Refused::Unauthenticated(bearer.ended(&shared).await.message());
        Told { body: farewell(&why, &request_id, &shared.settings.metrics), position: None }
    };
    let told = stream::unfold(Some((told, ended.boxed())), async |going| {
        let (mut told, mut ended) = going?;
        tokio::select! {
            next = told.next() => Some((next?, Some((told, ended)))),
            last = &mut ended => Some((last, None)),
        }
    });
    Answers { position, told: told.boxed() }
}

const TOO_MANY: Refused = Refused::TooMany("too many streams are open");

/// What an operation says, in events; `name` it has where there are several in a stream. The id of an
/// event is the cursor to go on from.
fn said(
    shared: Arc<Shared>,
    answers: Answers,
    name: Option<String>,
) -> impl Stream<Item = Event> + Send {
    let cursor = move |position| shared.app.cursor(position).0;
    let begun = answers.position.map(|position| Event::default().id(cursor(position)));
    let complete = named(name.as_deref(), None);
    let next = move |Told { body, position }: Told| {
        let event = Event::default().event("next").data(named(name.as_deref(), Some(&body)));
        match position {
            Some(position) => event.id(cursor(position)),
            None => event,
        }
    };
    let end = Event::default().event("complete").data(complete);
    stream::iter(begun).chain(answers.told.map(next)).chain(stream::iter([end]))
}

/// The data of an event.
fn named(name: Option<&str>, payload: Option<&[u8]>) -> String {
    let mut json = Json::default();
    match (name, payload) {
        (None, payload) => json.raw(payload.unwrap_or_default()),
        (Some(name), payload) => {
            json.raw(b"{\"id\":");
            json.value(name);
            if let Some(payload) = payload {
                json.raw(b",\"payload\":");
                json.raw(payload);
            }
            json.raw(b"}");
        }
    }
    String::from_utf8(json.into_bytes()).unwrap_or_default()
}

/// When the token expires or the server stops: the end of what would go on for ever. An answer that is
/// there already is sent all the same.
async fn end(shared: Arc<Shared>, bearer: Bearer, is_endless: bool) {
    if !is_endless {
        return pending().await;
    }
    tokio::select! {
        _ = bearer.ended(&shared) => {}
        () = shared.stopping() => {}
    }
}

/// Keeps something as long as there are events.
fn holding<T: Send + 'static>(
    held: T,
    events: impl Stream<Item = Event> + Send + 'static,
) -> impl Stream<Item = Event> + Send + 'static {
    stream::unfold((held, Box::pin(events)), async |(held, mut events)| {
        Some((events.next().await?, (held, events)))
    })
}

fn sent(events: impl Stream<Item = Event> + Send + 'static) -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::VARY, "Accept, Authorization")];
    let events = Sse::new(events.map(Ok::<_, Infallible>));
    (headers, events.keep_alive(KeepAlive::default())).into_response()
}

/// Ends a stream when nobody listens any more.
struct Guard {
    shared: Arc<Shared>,
    token: String,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.shared.streams.end(&self.token);
    }
}
