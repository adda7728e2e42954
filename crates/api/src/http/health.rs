//! Whether the process lives and whether it can answer.

use std::{sync::Arc, time::Duration};

use axum::{extract::State, http::StatusCode, response::IntoResponse};

use super::Shared;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_millis(500);

/// The process answers. Never asks the database: a restart would not bring that back.
pub(super) async fn live() -> impl IntoResponse {
    (StatusCode::OK, "{\"status\":\"live\"}")
}

/// The database answers too.
pub(super) async fn ready(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    let ping = tokio::time::timeout(PATIENCE, shared.app.store().ping()).await;
    match ping {
        Ok(Ok(())) => (StatusCode::OK, "{\"status\":\"ready\"}"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "{\"status\":\"the database does not answer\"}"),
    }
}
