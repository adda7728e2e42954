//! Everything between the socket and the schema.

mod answer;
mod argument;
mod catalogue;
mod events;
mod explorer;
mod file;
mod guard;
mod handler;
mod health;
mod language;
mod live;
mod media;
mod operation;
mod prepared;
mod quality;
mod quota;
mod reserved;
mod seats;
mod socket;
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

use self::{
    file::File, guard::Guard, quota::Quota, reserved::Streams, seats::Seats, token::Verifier,
};
pub use self::{guard::Limits, quota::Quotas, seats::StreamLimits};
use tokio::sync::watch;

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
    /// How large an operation may be.
    pub limits: Limits,
    /// How much a caller may use.
    pub quotas: Quotas,
    /// How many streams may be open.
    pub streams: StreamLimits,
    /// Turns true when the server begins to stop. Its sender lives as long as the server.
    pub stopping: watch::Receiver<bool>,
}

pub(crate) struct Shared {
    pub(crate) app: App,
    pub(crate) schema: Schema,
    guard: Guard,
    quota: Quota,
    seats: Seats,
    streams: Streams,
    pub(crate) settings: Settings,
}

impl Shared {
    /// Until the server begins to stop.
    async fn stopping(&self) {
        let mut stopping = self.settings.stopping.clone();
        if stopping.wait_for(|stopping| *stopping).await.is_err() {
            // Nobody is there who could say so.
            std::future::pending::<()>().await;
        }
    }
}

/// All paths of the API.
pub fn router(app: App, settings: Settings) -> Router {
    let sdl = File::new("text/plain; charset=utf-8", crate::sdl());
    let explorer = if settings.explorer { explorer::router() } else { Router::new() };
    let guard = Guard::new(settings.limits.clone());
    let quota = Quota::new(settings.quotas);
    let seats = Seats::new(settings.streams);
    let shared = Arc::new(Shared {
        app,
        schema: schema(),
        guard,
        quota,
        seats,
        streams: Streams::default(),
        settings,
    });
    Router::new()
        .route("/graphql", any(handler::graphql))
        .route("/graphql/stream", any(events::events))
        .route("/graphql/ws", any(socket::socket))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .with_state(shared)
        .route("/schema.graphql", get(async move |headers: HeaderMap| sdl.answer(&headers)))
        .merge(explorer)
}
