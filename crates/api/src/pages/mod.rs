//! Pages for people: where to begin, the documentation and the explorer. Nothing in them comes from
//! elsewhere, and all is readable without scripts but the explorer.

mod docs;
mod explorer;
mod frame;
mod markup;
mod negotiated;
mod operations;
mod start;
mod text;

use axum::{
    Router,
    http::{HeaderMap, HeaderName, header},
    routing::get,
};

pub use self::explorer::{Demo, Persona};
use crate::http::{File, Settings};

/// Nothing from elsewhere, nothing to elsewhere, and no script or style within a page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 3] = headers(POLICY);

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// What every answer with a page or a part of one carries.
const fn headers(policy: &'static str) -> [(HeaderName, &'static str); 3] {
    [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ]
}

/// `/`, `/docs` and, unless it is switched off, `/graphiql`.
pub(crate) fn router(settings: &Settings) -> Router {
    let pages = Router::new().merge(start::router(settings)).merge(docs::router(settings));
    let pages = pages
        .route("/assets/style.css", fixed(CSS, include_str!("../../assets/pages/style.css")))
        .route("/assets/search.js", fixed(SCRIPT, include_str!("../../assets/pages/search.js")));
    if settings.explorer { pages.merge(explorer::router(settings.demo.as_ref())) } else { pages }
}

/// A file that is the same for everybody.
fn fixed(content_type: &'static str, content: &'static str) -> axum::routing::MethodRouter {
    let file = File::new(content_type, content);
    get(async move |request: HeaderMap| (HEADERS, file.answer(&request)))
}
