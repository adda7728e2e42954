//! Which pages of other origins may ask (Fetch standard, 3.2).

use std::{sync::Arc, time::Duration};

use app::App;
use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::{Next, from_fn},
    response::Response,
};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::answer::REQUEST_ID;

/// How long a browser remembers what it may.
const MAX_AGE: Duration = Duration::from_mins(10);

const METHODS: [Method; 5] = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE];

/// What a page may send.
const SENT: [HeaderName; 10] = [
    header::ACCEPT,
    header::ACCEPT_LANGUAGE,
    header::AUTHORIZATION,
    header::CONTENT_TYPE,
    header::IF_NONE_MATCH,
    HeaderName::from_static("last-event-id"),
    HeaderName::from_static("traceparent"),
    HeaderName::from_static("x-graphql-event-stream-token"),
    HeaderName::from_static("x-purpose"),
    REQUEST_ID,
];

/// What a page may see of an answer.
const SEEN: [HeaderName; 8] = [
    header::CONTENT_LANGUAGE,
    header::ETAG,
    header::RETRY_AFTER,
    HeaderName::from_static("ratelimit"),
    HeaderName::from_static("ratelimit-policy"),
    HeaderName::from_static("x-cost-actual"),
    HeaderName::from_static("x-cost-requested"),
    REQUEST_ID,
];

/// Lets pages of these origins and of those of active clients ask, without credentials of the browser:
/// there are no cookies.
pub(super) fn open<S>(router: Router<S>, app: App, origins: &[HeaderValue]) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let configured: Arc<[HeaderValue]> = origins.into();
    let is_open = move |origin: HeaderValue, _: &Parts| {
        let (app, configured) = (app.clone(), configured.clone());
        async move { configured.contains(&origin) || is_of_a_client(&app, &origin).await }
    };
    let cors = CorsLayer::new()
        .allow_origin(AllowOrigin::async_predicate(is_open))
        .allow_methods(METHODS)
        .allow_headers(SENT)
        .expose_headers(SEEN)
        .max_age(MAX_AGE)
        .vary([header::ORIGIN]);
    router.layer((from_fn(without_content), cors))
}

async fn is_of_a_client(app: &App, origin: &HeaderValue) -> bool {
    let Ok(origin) = origin.to_str() else { return false };
    match app.origins().await {
        Ok(origins) => origins.contains(origin),
        // The next preflight asks again.
        Err(error) => {
            tracing::warn!(?error, "origins of clients cannot be read");
            false
        }
    }
}

/// The layer answers every OPTIONS itself, with 200 and no body.
async fn without_content(request: Request, next: Next) -> Response {
    let asks_beforehand = request.method() == Method::OPTIONS;
    let mut response = next.run(request).await;
    if asks_beforehand {
        *response.status_mut() = StatusCode::NO_CONTENT;
    }
    response
}
