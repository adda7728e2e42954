//! Everything between the socket and the schema.

mod answer;
mod argument;
mod catalogue;
mod file;
mod guard;
mod handler;
mod health;
pub(crate) mod language;
mod media;
mod operation;
mod quality;
pub mod token;
mod variables;
mod viewer;

use std::{sync::Arc, time::Duration};

use app::App;
use axum::{
    Router,
    http::HeaderMap,
    routing::{any, get},
};

pub(crate) use self::file::File;
pub use self::guard::Limits;
use self::{guard::Guard, token::Verifier};
use crate::{
    pages::{self, Demo},
    schema::{Schema, schema},
};

/// What the server decides.
#[derive(Debug)]
pub struct Settings {
    /// Checks access tokens.
    pub verifier: Verifier,
    /// Whether there is a page to try operations on.
    pub explorer: bool,
    /// What the explorer of a demo offers; in production there is none.
    pub demo: Option<Demo>,
    /// How long an operation may take.
    pub timeout: Duration,
    /// How large an operation may be.
    pub limits: Limits,
}

pub(crate) struct Shared {
    pub(crate) app: App,
    pub(crate) schema: Schema,
    guard: Guard,
    pub(crate) settings: Settings,
}

/// All paths of the API.
pub fn router(app: App, settings: Settings) -> Router {
    let sdl = File::new("text/plain; charset=utf-8", crate::sdl());
    let pages = pages::router(&settings);
    let guard = Guard::new(settings.limits.clone());
    let shared = Arc::new(Shared { app, schema: schema(), guard, settings });
    Router::new()
        .route("/graphql", any(handler::graphql))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .with_state(shared)
        .route("/schema.graphql", get(async move |headers: HeaderMap| sdl.answer(&headers)))
        .merge(pages)
}
