//! Paths that do not exist, and methods that a path does not take.

use std::sync::Arc;

use axum::{extract::State, http::HeaderMap, response::Response};
use domain::Locale;

use super::{
    Shared,
    answer::{Manner, Refused, refuse},
    handler,
    media::Media,
};

pub(super) async fn path(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    refused(&Refused::UnknownPath, &shared, &headers)
}

/// Which methods there are instead, the router adds.
pub(super) async fn method(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    refused(&Refused::UnknownMethod, &shared, &headers)
}

fn refused(why: &Refused, shared: &Shared, headers: &HeaderMap) -> Response {
    let request_id = handler::request_id(shared, headers);
    let media = Media::accepted(headers).unwrap_or(Media::Json);
    let metrics = &shared.settings.metrics;
    refuse(why, Manner { request_id: &request_id, metrics, media, locale: Locale::En })
}
