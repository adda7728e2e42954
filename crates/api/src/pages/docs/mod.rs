//! `/docs`: guides, and a reference that is made of the schema, in three languages.

mod diagram;
mod error_codes;
mod guides;
mod lifecycle;
mod lifecycles;
mod protocol_codes;
mod reference;
mod search;
mod site;
mod translation;
mod types;

use std::sync::{Arc, OnceLock};

use axum::{
    Router,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

pub(super) use self::guides::Guide;
use self::site::Site;
use super::{HEADERS, HTML, negotiated};
use crate::http::{Settings, language::tag};

/// The pages, once somebody has asked for one.
struct Docs {
    explorer: bool,
    site: OnceLock<Site>,
}

pub(super) fn router(settings: &Settings) -> Router {
    let docs = Docs { explorer: settings.explorer, site: OnceLock::new() };
    Router::new()
        .route("/docs", get(in_the_language_of_the_caller))
        .route("/docs/", get(async || elsewhere("../docs")))
        .route("/docs/{*path}", get(page))
        .with_state(Arc::new(docs))
}

async fn in_the_language_of_the_caller(RawQuery(query): RawQuery, request: HeaderMap) -> Response {
    let locale = negotiated::locale(query.as_deref(), &request);
    let vary = [(header::VARY, "Accept-Language")];
    (vary, elsewhere(&format!("docs/{}", tag(locale)))).into_response()
}

/// Relative, so that a proxy may serve everything below a path of its own.
fn elsewhere(target: &str) -> Response {
    match HeaderValue::try_from(target) {
        Ok(target) => (StatusCode::FOUND, HEADERS, [(header::LOCATION, target)]).into_response(),
        Err(_) => (StatusCode::NOT_FOUND, HEADERS).into_response(),
    }
}

async fn page(
    State(docs): State<Arc<Docs>>,
    Path(path): Path<String>,
    request: HeaderMap,
) -> Response {
    // Relative links begin at the last slash.
    if let Some(bare) = path.strip_suffix('/') {
        return elsewhere(&format!("../{}", bare.rsplit('/').next().unwrap_or_default()));
    }
    let site = docs.site.get_or_init(|| Site::new(docs.explorer));
    let (language, rest) = path.split_once('/').unwrap_or((&path, ""));
    let locale = negotiated::parse(language);
    if let Some(file) = locale.and_then(|locale| site.page(locale, rest)) {
        return (HEADERS, file.answer(&request)).into_response();
    }
    let read = locale.unwrap_or_else(|| negotiated::locale(None, &request));
    if locale.is_none() && site.page(read, &path).is_some() {
        // An address that names no language is for those who link from elsewhere, in whichever they read.
        let up = "../".repeat(path.matches('/').count());
        let vary = [(header::VARY, "Accept-Language")];
        return (vary, elsewhere(&format!("{up}{}/{path}", tag(read)))).into_response();
    }
    let content_type = [(header::CONTENT_TYPE, HTML)];
    let missing = site.missing(read, &format!("docs/{path}"));
    (StatusCode::NOT_FOUND, HEADERS, content_type, missing).into_response()
}
