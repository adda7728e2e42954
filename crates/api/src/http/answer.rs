//! What is sent back, and what of an error a client hears.

use std::time::Duration;

use async_graphql::{PathSegment, Pos, Response, ServerError, Value};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use chrono::{DateTime, Utc};
use domain::Locale;
use serde::Serialize;

use super::{
    argument::{self, Asked},
    etag::Tag,
    language,
    media::Media,
    metrics::Metrics,
};
use crate::graphql::{
    error::{self, ProtocolCode},
    json::Json,
};

/// Errors of one answer; more would repeat what the first ones say.
pub(super) const ERROR_LIMIT: usize = 10;
/// Characters of one message.
const MESSAGE_LIMIT: usize = 300;

/// When the same may be asked again where a fault passes soon.
const RETRY_SOON: Duration = Duration::from_secs(1);
/// When a caller who has too many streams may ask for one more; some of them may have ended.
const RETRY_LATER: Duration = Duration::from_secs(10);

/// Bytes of all errors of one answer, but for the first, which is always told.
const ERRORS_BYTES: usize = 2500;
/// Bytes of an error beside its message and path, about.
const ERROR_BYTES: usize = 150;

pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const COST_REQUESTED: HeaderName = HeaderName::from_static("x-cost-requested");
const COST_ACTUAL: HeaderName = HeaderName::from_static("x-cost-actual");

/// What an answer looks like, whatever it says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner<'r> {
    pub(super) request_id: &'r str,
    pub(super) metrics: &'r Metrics,
    pub(super) media: Media,
    pub(super) locale: Locale,
}

/// Why nothing was run.
#[derive(Debug)]
pub(super) enum Refused {
    BadInput(&'static str),
    /// What to take instead.
    NotAcceptable(&'static str),
    UnsupportedMediaType,
    /// Those that are.
    MethodNotAllowed(&'static str),
    UnknownPath,
    /// The path takes others.
    UnknownMethod,
    /// Mutations change something, and a GET may be sent again by whoever is on the way.
    ReadsOnly,
    TooLarge,
    /// The body did not come.
    Slow,
    OperationTooLarge(String),
    CostExceeded(String),
    /// So much is not left of the quota, for so long.
    RateLimited(Duration, String),
    /// So many at once are not permitted.
    TooMany(&'static str),
    /// There is none, or it is somebody else's.
    UnknownStream,
    Conflict(&'static str),
    /// What has been sent is no GraphQL from there on.
    NotGraphql(Option<Pos>),
    /// Only its hash was sent, and it has not been run here lately.
    UnknownDocument,
    /// Others than those that are registered are not run.
    UntrustedDocument,
    /// What is wrong with the operation and its variables; each has a code.
    Invalid(Vec<ServerError>),
    Unauthenticated(&'static str),
    Timeout,
    /// The database is not there, or too many ask, in words for clients.
    Unavailable(&'static str),
    Internal,
}

impl Refused {
    pub(super) fn failed(error: app::Error) -> Self {
        match error {
            app::Error::Unavailable(cause) => Self::Unavailable(error::unavailable(&cause)),
            app::Error::Timeout(cause) => {
                tracing::warn!(error = ?cause, "the database took too long");
                Self::Timeout
            }
            error => {
                tracing::error!(?error, "a request could not be answered");
                Self::Internal
            }
        }
    }

    fn status(&self, media: Media) -> StatusCode {
        match (self, media) {
            (
                Self::OperationTooLarge(_)
                | Self::CostExceeded(_)
                | Self::NotGraphql(_)
                | Self::UnknownDocument
                | Self::UntrustedDocument
                | Self::Invalid(_),
                Media::Json,
            ) => StatusCode::OK,
            (
                Self::BadInput(_)
                | Self::OperationTooLarge(_)
                | Self::CostExceeded(_)
                | Self::NotGraphql(_)
                | Self::UnknownDocument
                | Self::UntrustedDocument
                | Self::Invalid(_),
                _,
            ) => StatusCode::BAD_REQUEST,
            (Self::NotAcceptable(_), _) => StatusCode::NOT_ACCEPTABLE,
            (Self::UnsupportedMediaType, _) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            (Self::UnknownPath | Self::UnknownStream, _) => StatusCode::NOT_FOUND,
            (Self::MethodNotAllowed(_) | Self::UnknownMethod | Self::ReadsOnly, _) => {
                StatusCode::METHOD_NOT_ALLOWED
            }
            (Self::TooLarge, _) => StatusCode::PAYLOAD_TOO_LARGE,
            (Self::Slow, _) => StatusCode::REQUEST_TIMEOUT,
            (Self::RateLimited(..) | Self::TooMany(_), _) => StatusCode::TOO_MANY_REQUESTS,
            (Self::Conflict(_), _) => StatusCode::CONFLICT,
            (Self::Unauthenticated(_), _) => StatusCode::UNAUTHORIZED,
            (Self::Timeout | Self::Unavailable(_), _) => StatusCode::SERVICE_UNAVAILABLE,
            (Self::Internal, _) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(super) fn errors(&self) -> Vec<ServerError> {
        let (code, message) = match self {
            Self::Invalid(errors) => return errors.clone(),
            Self::BadInput(message) | Self::Conflict(message) => {
                (ProtocolCode::BadUserInput, *message)
            }
            Self::NotAcceptable(message) => (ProtocolCode::NotAcceptable, *message),
            Self::UnsupportedMediaType => (
                ProtocolCode::UnsupportedMediaType,
                "send `Content-Type: application/json`, in UTF-8",
            ),
            Self::MethodNotAllowed(_) => {
                (ProtocolCode::MethodNotAllowed, "send operations by POST, or queries by GET")
            }
            Self::UnknownPath => {
                (ProtocolCode::BadUserInput, "there is no such path; operations go to /graphql")
            }
            Self::UnknownMethod => {
                (ProtocolCode::MethodNotAllowed, "this path does not take that method; see `Allow`")
            }
            Self::ReadsOnly => {
                (ProtocolCode::MethodNotAllowed, "GET is for queries; send mutations by POST")
            }
            Self::TooLarge => (ProtocolCode::OperationTooLarge, "the body has more than 256 KiB"),
            Self::Slow => (ProtocolCode::Timeout, "the body did not come in time"),
            Self::OperationTooLarge(message) => (ProtocolCode::OperationTooLarge, message.as_str()),
            Self::CostExceeded(message) => (ProtocolCode::CostExceeded, message.as_str()),
            Self::RateLimited(_, message) => (ProtocolCode::RateLimited, message.as_str()),
            Self::TooMany(message) => (ProtocolCode::RateLimited, *message),
            Self::UnknownStream => (
                ProtocolCode::BadUserInput,
                "there is no such stream; reserve one with PUT, then open it",
            ),
            Self::NotGraphql(_) => {
                let message = "the document is not GraphQL from this place on: something is missing, or \
                               should not be there";
                (ProtocolCode::GraphqlParseFailed, message)
            }
            // In the words that clients look for.
            Self::UnknownDocument => {
                (ProtocolCode::PersistedQueryNotFound, "PersistedQueryNotFound")
            }
            Self::UntrustedDocument => (
                ProtocolCode::PersistedQueryNotFound,
                "this server runs registered documents only, and this is none of them",
            ),
            Self::Unauthenticated(message) => (ProtocolCode::Unauthenticated, *message),
            Self::Timeout => (ProtocolCode::Timeout, error::TIMEOUT),
            Self::Unavailable(message) => (ProtocolCode::Unavailable, *message),
            Self::Internal => (ProtocolCode::Internal, error::INTERNAL),
        };
        let position = if let Self::NotGraphql(position) = self { *position } else { None };
        vec![self.with_wait(coded(ServerError::new(message, position), code))]
    }

    fn with_wait(&self, mut error: ServerError) -> ServerError {
        if let Some(wait) = self.wait() {
            error.extensions.get_or_insert_default().set("retryAfterMs", milliseconds(wait));
        }
        error
    }

    /// After which time the same may be asked again, if that is known.
    pub(super) fn wait(&self) -> Option<Duration> {
        match self {
            Self::RateLimited(wait, _) => Some(*wait),
            Self::TooMany(_) => Some(RETRY_LATER),
            _ => None,
        }
    }
}

pub(super) fn coded(mut error: ServerError, code: ProtocolCode) -> ServerError {
    error.extensions.get_or_insert_default().set("code", code.as_str());
    error
}

/// The answer where nothing was run.
pub(super) fn refuse(refused: &Refused, manner: Manner<'_>) -> axum::response::Response {
    // What is refused is told in English.
    let manner = Manner { locale: Locale::En, ..manner };
    let mut answer = send(refused.status(manner.media), None, refused.errors(), None, manner);
    let said = HeaderValue::from_static;
    if let Some(wait) = refused.wait() {
        answer.headers_mut().insert(header::RETRY_AFTER, wait.as_secs().into());
    }
    let (name, value) = match refused {
        Refused::Unauthenticated(_) => {
            (header::WWW_AUTHENTICATE, said("Bearer error=\"invalid_token\""))
        }
        Refused::ReadsOnly => (header::ALLOW, said("POST")),
        Refused::MethodNotAllowed(allowed) => (header::ALLOW, said(allowed)),
        _ => return answer,
    };
    answer.headers_mut().insert(name, value);
    answer
}

/// The answer to an operation of which only the cost was asked for.
pub(super) fn would_cost(bill: Bill, manner: Manner<'_>) -> axum::response::Response {
    send(StatusCode::OK, None, Vec::new(), Some(bill), manner)
}

/// The answer to an operation that was run.
pub(super) fn answer(
    response: Response,
    asked: Asked<'_>,
    bill: Bill,
    kept: Option<Kept<'_>>,
    manner: Manner<'_>,
) -> axum::response::Response {
    let Response { data, errors, .. } = response;
    // What was found out before anything was run is about no field.
    let refused = data == Value::Null && errors.iter().all(|error| error.path.is_empty());
    let errors = classified(errors, asked);
    if refused && !errors.is_empty() {
        return refuse(&Refused::Invalid(errors), manner);
    }
    // Where a part was answered, a whole request must not be sent again.
    let passing = data == Value::Null && errors.iter().any(is_passing);
    let status = if passing { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    let kept = kept.filter(|_| errors.is_empty());
    // The bill may differ where the data does not.
    let tag = kept.map(|_| Tag::weak([&json(&data), language::tag(manner.locale).as_bytes()]));
    let mut answer = send(status, Some(&data), errors, Some(bill), manner);
    if let (Some(kept), Some(tag)) = (kept, tag) {
        kept.mark(&tag, &mut answer);
    }
    answer
}

/// An answer that the caller may keep, and ask whether it still holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept<'r> {
    pub(super) request: &'r HeaderMap,
    /// It is for this caller alone.
    pub(super) private: bool,
}

impl Kept<'_> {
    fn mark(self, tag: &Tag, answer: &mut axum::response::Response) {
        let control = if self.private { "private, no-cache" } else { "no-cache" };
        let headers = answer.headers_mut();
        headers.insert(header::ETAG, tag.value());
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(control));
        if tag.is_known(self.request) {
            headers.remove(header::CONTENT_TYPE);
            *answer.status_mut() = StatusCode::NOT_MODIFIED;
            *answer.body_mut() = Body::empty();
        }
    }
}

/// Errors with their codes; those of values that do not fit are told part by part.
pub(super) fn classified(errors: Vec<ServerError>, asked: Asked<'_>) -> Vec<ServerError> {
    let errors = errors.into_iter().take(ERROR_LIMIT);
    errors.flat_map(|error| classify(error, asked)).take(ERROR_LIMIT).collect()
}

/// Errors of the library come without a code. Those of the whole document are its own; one that
/// has a path comes of a value that did not fit.
fn classify(error: ServerError, asked: Asked<'_>) -> Vec<ServerError> {
    if code(&error).is_some() {
        return vec![error];
    }
    let at_field = error.path.iter().any(|segment| matches!(segment, PathSegment::Field(_)));
    let code =
        if at_field { ProtocolCode::BadUserInput } else { ProtocolCode::GraphqlValidationFailed };
    let with = |message| coded(ServerError { message, extensions: None, ..error.clone() }, code);
    // What is wrong with a document does not depend on variables.
    let misfits = argument::misfits(&error, asked).into_iter();
    let misfits = misfits.filter(|misfit| at_field || !misfit.in_variable);
    let misfits: Vec<_> = misfits.map(|misfit| with(misfit.message)).collect();
    if !misfits.is_empty() {
        return misfits;
    }
    // What the library says of values repeats them and tells how types are called in here.
    let unsaid = at_field.then(|| "A value does not fit. Compare it with the schema.".to_owned());
    vec![with(unsaid.unwrap_or_else(|| error.message.clone()))]
}

fn code(error: &ServerError) -> Option<&str> {
    match error.extensions.as_ref()?.get("code")? {
        Value::String(code) => Some(code),
        _ => None,
    }
}

/// Whether nothing could be answered, and the same may be answered in a moment.
pub(super) fn has_failed_for_now(response: &Response) -> bool {
    response.data == Value::Null && response.errors.iter().any(is_passing)
}

pub(super) fn has_taken_too_long(error: &ServerError) -> bool {
    code(error) == Some(ProtocolCode::Timeout.as_str())
}

/// Whether the same may be answered in a moment.
fn is_passing(error: &ServerError) -> bool {
    let passing = [ProtocolCode::Timeout, ProtocolCode::Unavailable, ProtocolCode::RateLimited];
    passing.iter().any(|passing| code(error) == Some(passing.as_str()))
}

/// The body of an answer (GraphQL, September 2025, 7.1): errors come first, and data only if
/// something was run.
#[derive(Serialize)]
struct Message<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ServerError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<Extensions>,
}

#[derive(Serialize)]
struct Extensions {
    cost: Bill,
}

/// What an operation costs, in points.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Bill {
    /// At most; this is charged.
    pub(super) requested: u64,
    /// With lists as long as they were.
    pub(super) actual: u64,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub(super) left: Option<Left>,
}

/// What may still be used.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Left {
    pub(super) remaining: u64,
    pub(super) reset_at: DateTime<Utc>,
}

/// Tells the id of the request.
pub(super) fn with_id(
    mut response: axum::response::Response,
    request_id: &str,
) -> axum::response::Response {
    let id = HeaderValue::try_from(request_id);
    if let Ok(id) = id {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Errors as clients are sent them.
fn finished(mut errors: Vec<ServerError>, request_id: &str, metrics: &Metrics) -> Vec<ServerError> {
    for error in &mut errors {
        metrics.failed(code(error));
        if let Some((end, _)) = error.message.char_indices().nth(MESSAGE_LIMIT) {
            error.message.truncate(end);
        }
    }
    let mut bytes = 0;
    let told = errors.iter().take_while(|error| {
        let first = bytes == 0;
        bytes += size(error);
        first || bytes <= ERRORS_BYTES
    });
    errors.truncate(told.count());
    for error in &mut errors {
        let passing = is_passing(error);
        let extensions = error.extensions.get_or_insert_default();
        extensions.set("requestId", request_id);
        if passing {
            extensions.set("retryable", true);
            if extensions.get("retryAfterMs").is_none() {
                extensions.set("retryAfterMs", milliseconds(RETRY_SOON));
            }
        }
    }
    errors
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn size(error: &ServerError) -> usize {
    let path = error.path.iter().map(|segment| match segment {
        PathSegment::Field(name) => name.len(),
        PathSegment::Index(_) => 1,
    });
    ERROR_BYTES + error.message.len() + path.sum::<usize>()
}

/// The answer to one turn of an operation, where it is a message of a stream.
pub(super) fn message(
    response: Response,
    asked: Asked<'_>,
    bill: Bill,
    request_id: &str,
    metrics: &Metrics,
) -> Vec<u8> {
    let errors = finished(classified(response.errors, asked), request_id, metrics);
    json(&Message {
        errors,
        data: Some(&response.data),
        extensions: Some(Extensions { cost: bill }),
    })
}

/// Why an operation of a stream has ended, as a message.
pub(super) fn farewell(refused: &Refused, request_id: &str, metrics: &Metrics) -> Vec<u8> {
    let errors = finished(refused.errors(), request_id, metrics);
    json(&Message { errors, data: None, extensions: None })
}

/// Why nothing was run, as a list of errors.
pub(super) fn reasons(refused: &Refused, request_id: &str, metrics: &Metrics) -> Vec<u8> {
    json(&finished(refused.errors(), request_id, metrics))
}

fn json(value: &impl Serialize) -> Vec<u8> {
    let mut json = Json::default();
    json.value(value);
    json.into_bytes()
}

fn send(
    status: StatusCode,
    data: Option<&Value>,
    errors: Vec<ServerError>,
    bill: Option<Bill>,
    Manner { request_id, metrics, media, locale }: Manner<'_>,
) -> axum::response::Response {
    let errors = finished(errors, request_id, metrics);
    let body = json(&Message { errors, data, extensions: bill.map(|cost| Extensions { cost }) });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media.content_type())),
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(language::tag(locale))),
        (header::VARY, HeaderValue::from_static("Accept, Accept-Language, Authorization")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (REQUEST_ID, HeaderValue::try_from(request_id).unwrap_or(HeaderValue::from_static(""))),
    ];
    let mut answer = (status, headers, body).into_response();
    if let Some(Bill { requested, actual, .. }) = bill {
        answer.headers_mut().insert(COST_REQUESTED, requested.into());
        answer.headers_mut().insert(COST_ACTUAL, actual.into());
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        answer.headers_mut().insert(header::RETRY_AFTER, RETRY_SOON.as_secs().into());
    }
    answer
}
