//! What is sent back, and what of an error a client hears.

use async_graphql::{PathSegment, Pos, Response, ServerError, Value};
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use domain::Locale;
use serde::Serialize;

use super::{
    argument::{self, Asked},
    language,
    media::Media,
};
use crate::graphql::{error, json::Json};

/// Errors of one answer; more would repeat what the first ones say.
pub(super) const ERROR_LIMIT: usize = 10;
/// Characters of one message.
const MESSAGE_LIMIT: usize = 300;

pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What an answer looks like, whatever it says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner<'r> {
    pub(super) request_id: &'r str,
    pub(super) media: Media,
    pub(super) locale: Locale,
}

/// Why nothing was run.
#[derive(Debug)]
pub(super) enum Refused {
    BadInput(&'static str),
    NotAcceptable,
    UnsupportedMediaType,
    MethodNotAllowed,
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
    /// What has been sent is no GraphQL from there on.
    NotGraphql(Option<Pos>),
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
                tracing::error!(?error, "the viewer could not be found out");
                Self::Internal
            }
        }
    }

    fn status(&self, media: Media) -> StatusCode {
        match (self, media) {
            (Self::NotGraphql(_) | Self::Invalid(_), Media::Json) => StatusCode::OK,
            (
                Self::BadInput(_)
                | Self::OperationTooLarge(_)
                | Self::CostExceeded(_)
                | Self::NotGraphql(_)
                | Self::Invalid(_),
                _,
            ) => StatusCode::BAD_REQUEST,
            (Self::NotAcceptable, _) => StatusCode::NOT_ACCEPTABLE,
            (Self::UnsupportedMediaType, _) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            (Self::UnknownPath, _) => StatusCode::NOT_FOUND,
            (Self::MethodNotAllowed | Self::UnknownMethod | Self::ReadsOnly, _) => {
                StatusCode::METHOD_NOT_ALLOWED
            }
            (Self::TooLarge, _) => StatusCode::PAYLOAD_TOO_LARGE,
            (Self::Slow, _) => StatusCode::REQUEST_TIMEOUT,
            (Self::Unauthenticated(_), _) => StatusCode::UNAUTHORIZED,
            (Self::Timeout | Self::Unavailable(_), _) => StatusCode::SERVICE_UNAVAILABLE,
            (Self::Internal, _) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn errors(&self) -> Vec<ServerError> {
        let (code, message) = match self {
            Self::Invalid(errors) => return errors.clone(),
            Self::BadInput(message) => ("BAD_USER_INPUT", *message),
            Self::NotAcceptable => (
                "NOT_ACCEPTABLE",
                "take `application/graphql-response+json` or `application/json`; there is no other",
            ),
            Self::UnsupportedMediaType => {
                ("UNSUPPORTED_MEDIA_TYPE", "send `Content-Type: application/json`, in UTF-8")
            }
            Self::MethodNotAllowed => {
                ("METHOD_NOT_ALLOWED", "send operations by POST, or queries by GET")
            }
            Self::UnknownPath => {
                ("BAD_USER_INPUT", "there is no such path; operations go to /graphql")
            }
            Self::UnknownMethod => {
                ("METHOD_NOT_ALLOWED", "this path does not take that method; see `Allow`")
            }
            Self::ReadsOnly => ("METHOD_NOT_ALLOWED", "GET is for queries; send mutations by POST"),
            Self::TooLarge => ("OPERATION_TOO_LARGE", "the body has more than 256 KiB"),
            Self::Slow => ("TIMEOUT", "the body did not come in time"),
            Self::OperationTooLarge(message) => ("OPERATION_TOO_LARGE", message.as_str()),
            Self::CostExceeded(message) => ("COST_EXCEEDED", message.as_str()),
            Self::NotGraphql(_) => ("GRAPHQL_PARSE_FAILED", "The document is not GraphQL."),
            Self::Unauthenticated(message) => ("UNAUTHENTICATED", *message),
            Self::Timeout => ("TIMEOUT", error::TIMEOUT),
            Self::Unavailable(message) => ("UNAVAILABLE", *message),
            Self::Internal => ("INTERNAL", error::INTERNAL),
        };
        let position = if let Self::NotGraphql(position) = self { *position } else { None };
        vec![coded(ServerError::new(message, position), code)]
    }
}

pub(super) fn coded(mut error: ServerError, code: &'static str) -> ServerError {
    error.extensions.get_or_insert_default().set("code", code);
    error
}

/// The answer where nothing was run.
pub(super) fn refuse(refused: &Refused, manner: Manner<'_>) -> axum::response::Response {
    // What is refused is told in English.
    let manner = Manner { locale: Locale::En, ..manner };
    let mut answer = send(refused.status(manner.media), None, refused.errors(), manner);
    let header = match refused {
        Refused::Unauthenticated(_) => (header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""),
        Refused::ReadsOnly => (header::ALLOW, "POST"),
        Refused::MethodNotAllowed => (header::ALLOW, "GET, HEAD, POST"),
        _ => return answer,
    };
    answer.headers_mut().insert(header.0, HeaderValue::from_static(header.1));
    answer
}

/// The answer to an operation that was run.
pub(super) fn answer(
    response: Response,
    asked: Asked<'_>,
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
    send(status, Some(&data), errors, manner)
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
    let code = if at_field { "BAD_USER_INPUT" } else { "GRAPHQL_VALIDATION_FAILED" };
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

/// Whether the same may be answered in a moment.
fn is_passing(error: &ServerError) -> bool {
    matches!(code(error), Some("TIMEOUT" | "UNAVAILABLE"))
}

/// The body of an answer (GraphQL, September 2025, 7.1): errors come first, and data only if
/// something was run.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ServerError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
}

fn send(
    status: StatusCode,
    data: Option<&Value>,
    mut errors: Vec<ServerError>,
    Manner { request_id, media, locale }: Manner<'_>,
) -> axum::response::Response {
    for error in &mut errors {
        if let Some((end, _)) = error.message.char_indices().nth(MESSAGE_LIMIT) {
            error.message.truncate(end);
        }
        let passing = is_passing(error);
        let extensions = error.extensions.get_or_insert_default();
        extensions.set("requestId", request_id);
        if passing {
            extensions.set("retryable", true);
        }
    }
    let mut body = Json::default();
    body.value(&Body { errors, data });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media.content_type())),
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(language::tag(locale))),
        (header::VARY, HeaderValue::from_static("Accept, Accept-Language, Authorization")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (REQUEST_ID, HeaderValue::try_from(request_id).unwrap_or(HeaderValue::from_static(""))),
    ];
    let mut answer = (status, headers, body.into_bytes()).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    answer
}
