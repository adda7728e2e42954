//! Whether the process lives and whether it can answer.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};

use super::Shared;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_millis(500);

/// What is seen by probes is never kept.
const JSON: [(header::HeaderName, &str); 2] = [
    (header::CONTENT_TYPE, "application/json; charset=utf-8"),
    (header::CACHE_CONTROL, "no-store"),
];

/// The process answers. Never asks the database: a restart would not bring that back.
pub(super) async fn live() -> impl IntoResponse {
    (StatusCode::OK, JSON, "{\"status\":\"live\"}")
}

/// The database answers too, and more requests may come.
pub(super) async fn ready(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    if *shared.settings.stopping.borrow() {
        return (StatusCode::SERVICE_UNAVAILABLE, JSON, "{\"status\":\"stopping\"}");
    }
    let ping = tokio::time::timeout(PATIENCE, shared.app.store().ping()).await;
    let (status, text) = if matches!(ping, Ok(Ok(()))) {
        (StatusCode::OK, "{\"status\":\"ready\"}")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "{\"status\":\"the database does not answer\"}")
    };
    (status, JSON, text)
}
