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
use futures::{Stream, StreamExt, stream};
use tracing::Instrument;

use super::{
    Shared,
    answer::{Manner, Refused, refuse, with_id},
    handler::{address, bearer},
    language,
    live::{ALL_KINDS, Answers, READING, Told, begin},
    media::Media,
    observation::Observation,
    operation::{self, Operation},
    prepared::Asker,
    quality,
    viewer::Bearer,
};
use crate::graphql::json::Json;

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
        let answer = answer(&shared, &parts, body, manner, &mut observation);
        let response = answer.await.unwrap_or_else(|refused| refuse(&refused, manner));
        observation.answered(&response);
        response
    };
    with_id(answered.instrument(span).await, &request_id)
}

async fn answer(
    shared: &Arc<Shared>,
    parts: &Parts,
    body: Body,
    manner: Manner<'_>,
    observation: &mut Observation,
) -> Result<Response, Refused> {
    if operation::is_dry(parts.uri.query())? {
        return Err(Refused::BadInput("only /graphql tells what an operation would cost"));
    }
    if *shared.settings.stopping.borrow() {
        return Err(Refused::Unavailable("the server stops; ask again in a moment"));
    }
    let bearer = bearer(parts, shared)?;
    observation.asked_by(bearer.client());
    let within = || observation.within(shared);
    let asker = Asker::new(bearer.clone(), address(shared, parts), manner.locale);
    let parameter = |name: &str| operation::parameter(parts.uri.query(), name);
    let header = parts.headers.get(TOKEN).and_then(|token| token.to_str().ok());
    let token = header.map(str::to_owned).or_else(|| parameter("token"));
    match (&parts.method, token) {
        (&Method::PUT, _) => reserve(shared, &asker),
        (&Method::DELETE, Some(token)) => {
            let name = parameter("operationId");
            let name = name.ok_or(Refused::BadInput("the URL says which: ?operationId=…"))?;
            shared.streams.leave(&token, &asker.caller, &name)?;
            Ok(StatusCode::OK.into_response())
        }
        (&Method::GET, Some(token)) => {
            acceptable(parts)?;
            open(shared, token, &asker)
        }
        (&Method::POST, Some(token)) => {
            let operation = operation::of_body(
                &operation::body(&parts.headers, body, shared.settings.body_timeout).await?,
            )?;
            start(shared, token, operation, asker, within()).await
        }
        (&Method::GET | &Method::POST, None) => {
            acceptable(parts)?;
            let only_reads = parts.method == Method::GET;
            let operation = if only_reads {
                operation::of_query(parts.uri.query())?
            } else {
                operation::of_body(
                    &operation::body(&parts.headers, body, shared.settings.body_timeout).await?,
                )?
            };
            distinct(shared, operation, asker, only_reads, within()).await
        }
        _ => Err(Refused::MethodNotAllowed("GET, POST, PUT, DELETE")),
    }
}

fn acceptable(parts: &Parts) -> Result<(), Refused> {
    let mut ranges = quality::listed(&parts.headers, header::ACCEPT);
    let takes = ranges.any(|(range, weight)| {
        let is_ours = ["text/event-stream", "text/*", "*/*"].contains(&&*range.to_lowercase());
        is_ours && weight > 0.0
    });
    if takes { Ok(()) } else { Err(Refused::NotAcceptable) }
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
    let events = said(shared.clone(), answers, None).inspect(move |_| {
        let _ = &seat;
    });
    Ok(sent(shared.clone(), bearer, events))
}

fn reserve(shared: &Shared, asker: &Asker) -> Result<Response, Refused> {
    let seat = shared.seat(&asker.caller).ok_or(TOO_MANY)?;
    let token = shared.app.new_request_id();
    shared.streams.reserve(token.clone(), asker.caller.clone(), seat);
    Ok((StatusCode::CREATED, token).into_response())
}

fn open(shared: &Arc<Shared>, token: String, asker: &Asker) -> Result<Response, Refused> {
    let mut receiver = shared.streams.open(&token, &asker.caller)?;
    let guard = Guard { shared: shared.clone(), token };
    let events = stream::poll_fn(move |context| {
        let _ = &guard;
        receiver.poll_recv(context)
    });
    Ok(sent(shared.clone(), asker.bearer.clone(), events))
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
    let (limit, bearer) = (shared.seats.operations(), asker.bearer.clone());
    let sender = shared.streams.enter(&token, &asker.caller, &name, limit)?;
    let answers = match begin(shared.clone(), operation, asker, &ALL_KINDS, observation).await {
        Ok(answers) => answers,
        Err(refused) => {
            shared.streams.forget(&token, &name);
            return Err(refused);
        }
    };
    let task = {
        let (shared, token, name) = (shared.clone(), token.clone(), name.clone());
        let events = said(shared.clone(), answers, Some(name.clone()));
        async move {
            // The stream may have been opened with a token that lives longer.
            let events = events.take_until(Box::pin(bearer.expired(&shared)));
            futures::pin_mut!(events);
            while let Some(event) = events.next().await {
                if sender.send(event).await.is_err() {
                    return;
                }
            }
            shared.streams.forget(&token, &name);
        }
    };
    shared.streams.run(&token, &name, tokio::spawn(task));
    Ok(StatusCode::ACCEPTED.into_response())
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

/// Events until they end, the token expires or the server stops.
fn sent(
    shared: Arc<Shared>,
    bearer: Bearer,
    events: impl Stream<Item = Event> + Send + 'static,
) -> Response {
    let end = async move {
        tokio::select! {
            () = bearer.expired(&shared) => {}
            () = shared.stopping() => {}
        }
    };
    let events = events.take_until(Box::pin(end)).map(Ok::<_, Infallible>);
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::VARY, "Accept, Authorization")];
    (headers, Sse::new(events).keep_alive(KeepAlive::default())).into_response()
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
