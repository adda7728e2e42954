//! Everything between the socket and the schema.

mod answer;
mod body;
mod explorer;
mod handler;
mod health;
mod language;
pub mod token;
mod viewer;

use std::{sync::Arc, time::Duration};

use app::App;
use axum::{
    Router,
    http::{HeaderValue, header},
    response::IntoResponse,
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use sha2::{Digest, Sha256};

use self::token::Verifier;
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
    let sdl = Sdl::new();
    let explorer = if settings.explorer { explorer::router() } else { Router::new() };
    let shared = Arc::new(Shared { app, schema: schema(), settings });
    Router::new()
        .route("/graphql", post(handler::graphql))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .with_state(shared)
        .route("/schema.graphql", get(async move |headers| sdl.answer(&headers)))
        .merge(explorer)
}

/// The schema as a file.
#[derive(Clone)]
struct Sdl {
    text: Arc<str>,
    etag: HeaderValue,
}

impl Sdl {
    fn new() -> Self {
        let text = crate::sdl();
        let etag = format!("\"{}\"", BASE64.encode(&Sha256::digest(&text)[..12]));
        let etag = HeaderValue::try_from(etag).expect("base 64 is a header value");
        Self { text: text.into(), etag }
    }

    fn answer(&self, headers: &axum::http::HeaderMap) -> axum::response::Response {
        let etag = (header::ETAG, self.etag.clone());
        if headers.get(header::IF_NONE_MATCH) == Some(&self.etag) {
            return (axum::http::StatusCode::NOT_MODIFIED, [etag]).into_response();
        }
        let content_type =
            (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        ([content_type, etag], self.text.to_string()).into_response()
    }
}
