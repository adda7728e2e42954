//! Everything between the socket and the schema.

mod answer;
mod argument;
mod body;
mod explorer;
mod file;
mod handler;
mod health;
mod language;
pub mod token;
mod viewer;

use std::{sync::Arc, time::Duration};

use app::App;
use axum::{
    Router,
    http::HeaderMap,
    routing::{get, post},
};

use self::{file::File, token::Verifier};
use crate::schema::{Schema, schema};

/// What the server decides.
#[derive(Debug)]
pub struct Settings {
    /// Checks access tokens.
    pub verifier: Verifier,
    /// Whether there is a page to try operations on.
    pub explorer: bool,
    /// How long an operation may take.
    pub timeout: Duration,
}

pub(crate) struct Shared {
    pub(crate) app: App,
    pub(crate) schema: Schema,
    pub(crate) settings: Settings,
}

/// All paths of the API.
pub fn router(app: App, settings: Settings) -> Router {
    let sdl = File::new("text/plain; charset=utf-8", crate::sdl());
    let explorer = if settings.explorer { explorer::router() } else { Router::new() };
    let shared = Arc::new(Shared { app, schema: schema(), settings });
    Router::new()
        .route("/graphql", post(handler::graphql))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .with_state(shared)
        .route("/schema.graphql", get(async move |headers: HeaderMap| sdl.answer(&headers)))
        .merge(explorer)
}
