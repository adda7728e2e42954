//! What is sent back, and what of an error a client hears.

use async_graphql::{PathSegment, Response, ServerError, Value};
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use domain::Locale;

use super::{
    argument::{self, Asked},
    language,
};
use crate::graphql::{error, json::Json};

/// Errors of one answer; more would repeat what the first ones say.
const ERROR_LIMIT: usize = 10;
/// Characters of one message.
const MESSAGE_LIMIT: usize = 300;

pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Why a request was not looked into.
#[derive(Debug)]
pub(super) enum Refused {
    BadInput(&'static str),
    UnsupportedMediaType,
    TooLarge,
    OperationTooLarge(&'static str),
    Unauthenticated(&'static str),
    Timeout,
    /// The database is not there, in words for clients.
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

    fn status(&self) -> StatusCode {
        match self {
            Self::BadInput(_) | Self::OperationTooLarge(_) => StatusCode::BAD_REQUEST,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            Self::Timeout | Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error(&self) -> ServerError {
        let (code, message) = match self {
            Self::BadInput(message) => ("BAD_USER_INPUT", *message),
            Self::UnsupportedMediaType => {
                ("UNSUPPORTED_MEDIA_TYPE", "send `Content-Type: application/json`")
            }
            Self::TooLarge => ("OPERATION_TOO_LARGE", "the body has more than 256 KiB"),
            Self::OperationTooLarge(message) => ("OPERATION_TOO_LARGE", *message),
            Self::Unauthenticated(message) => ("UNAUTHENTICATED", *message),
            Self::Timeout => ("TIMEOUT", error::TIMEOUT),
            Self::Unavailable(message) => ("UNAVAILABLE", *message),
            Self::Internal => ("INTERNAL", error::INTERNAL),
        };
        coded(ServerError::new(message, None), code)
    }
}

fn coded(mut error: ServerError, code: &'static str) -> ServerError {
    error.extensions.get_or_insert_default().set("code", code);
    error
}

/// The answer to a request that was not looked into.
pub(super) fn refuse(refused: &Refused, request_id: &str) -> axum::response::Response {
    let mut answer = send(
        refused.status(),
        &Response::from_errors(vec![refused.error()]),
        request_id,
        Locale::En,
    );
    if matches!(refused, Refused::Unauthenticated(_)) {
        let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    answer
}

/// The answer to an operation that was run.
pub(super) fn answer(
    response: Response,
    asked: Asked<'_>,
    request_id: &str,
    locale: Locale,
) -> axum::response::Response {
    let mut response = response;
    let request_failed = response.data == Value::Null;
    let classified = |error| classify(error, asked, request_failed);
    let errors = std::mem::take(&mut response.errors).into_iter().take(ERROR_LIMIT);
    response.errors = errors.flat_map(classified).take(ERROR_LIMIT).collect();
    let passing = response.errors.iter().any(is_passing);
    let status = if passing { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    send(status, &response, request_id, locale)
}

/// Errors of the library come without a code. Those of the whole document are its own; one that
/// has a path comes of a value that did not fit.
fn classify(error: ServerError, asked: Asked<'_>, request_failed: bool) -> Vec<ServerError> {
    if code(&error).is_some() {
        return vec![error];
    }
    let misfits = argument::misfits(&error, asked);
    let with = |message: &str, code| {
        let message = message.to_owned();
        coded(ServerError { message, extensions: None, ..error.clone() }, code)
    };
    let at_field = error.path.iter().any(|segment| matches!(segment, PathSegment::Field(_)));
    if !misfits.is_empty() {
        let misfit = |misfit: argument::Misfit| {
            let asked_for = at_field || misfit.in_variable;
            let code = if asked_for { "BAD_USER_INPUT" } else { "GRAPHQL_VALIDATION_FAILED" };
            with(&misfit.message, code)
        };
        return misfits.into_iter().map(misfit).collect();
    }
    let parse = error.message.trim_start().starts_with("-->");
    vec![match (at_field, parse, request_failed) {
        // What the library says of values repeats them and tells how types are called in here.
        (true, ..) => with("A value does not fit. Compare it with the schema.", "BAD_USER_INPUT"),
        (_, true, _) => with("The document is not GraphQL.", "GRAPHQL_PARSE_FAILED"),
        (_, _, true) => with(&error.message, "GRAPHQL_VALIDATION_FAILED"),
        _ => with(&error.message, "BAD_USER_INPUT"),
    }]
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

fn send(
    status: StatusCode,
    response: &Response,
    request_id: &str,
    locale: Locale,
) -> axum::response::Response {
    let mut errors = response.errors.clone();
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
    if errors.is_empty() {
        body.value(response);
    } else {
        let mut whole = Response::new(response.data.clone());
        whole.errors = errors;
        body.value(&whole);
    }
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8")),
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(language::tag(locale))),
        (header::VARY, HeaderValue::from_static("Accept-Language, Authorization")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (REQUEST_ID, HeaderValue::try_from(request_id).unwrap_or(HeaderValue::from_static(""))),
    ];
    let mut answer = (status, headers, body.into_bytes()).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    answer
}
