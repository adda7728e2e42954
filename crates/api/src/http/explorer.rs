//! The explorer: a page to write queries in, which works where the internet cannot be reached.

use std::{fmt::Write, sync::OnceLock};

use axum::{
    Router,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use sha2::{Digest, Sha256};

/// Nothing from elsewhere, and nothing to elsewhere. GraphiQL makes style elements of its own when it
/// opens a dialog; scripts are files of ours alone.
const POLICY: &str = "default-src 'none'; script-src 'self'; \
     style-src-elem 'self' 'unsafe-inline'; style-src-attr 'none'; img-src data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What every answer carries. A browser may keep the files and asks each time whether they changed,
/// so that none of them outlives an upgrade.
const HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-cache"),
];

struct Asset {
    path: &'static str,
    content_type: &'static str,
    content: &'static [u8],
    tag: OnceLock<HeaderValue>,
}

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

macro_rules! asset {
    ($path:expr, $content_type:ident, $file:literal) => {
        Asset {
            path: $path,
            content_type: $content_type,
            content: include_bytes!(concat!("../../assets/graphiql/", $file)),
            tag: OnceLock::new(),
        }
    };
    ($file:literal, $content_type:ident) => {
        asset!(concat!("/graphiql/", $file), $content_type, $file)
    };
}

static ASSETS: [Asset; 8] = [
    asset!("/graphiql", HTML, "index.html"),
    asset!("explorer.css", CSS),
    asset!("explorer.js", SCRIPT),
    asset!("graphiql.min.css", CSS),
    asset!("graphiql.min.js", SCRIPT),
    asset!("react-dom.production.min.js", SCRIPT),
    asset!("react.production.min.js", SCRIPT),
    asset!("LICENSES.txt", TEXT),
];

/// `GET /graphiql` and the files of the page below it.
pub(super) fn router() -> Router {
    ASSETS.iter().fold(Router::new(), |router, asset| {
        router.route(asset.path, get(async |headers: HeaderMap| asset.answer(&headers)))
    })
}

impl Asset {
    fn answer(&self, request: &HeaderMap) -> Response {
        let tag = (header::ETAG, self.tag().clone());
        if self.is_known(request) {
            return (StatusCode::NOT_MODIFIED, HEADERS, [tag]).into_response();
        }
        let content_type = (header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        (HEADERS, [tag, content_type], self.content).into_response()
    }

    /// The quoted SHA-256 of the content.
    fn tag(&self) -> &HeaderValue {
        self.tag.get_or_init(|| {
            let mut tag = String::from('"');
            for byte in Sha256::digest(self.content) {
                let _ = write!(tag, "{byte:02x}");
            }
            tag.push('"');
            HeaderValue::try_from(tag).expect("hexadecimal digits may stand in a header")
        })
    }

    /// Whether the browser has this content: `If-None-Match` (RFC 9110, 13.1.2), compared weakly, since
    /// a proxy that compresses weakens tags.
    fn is_known(&self, request: &HeaderMap) -> bool {
        let values = request.get_all(header::IF_NONE_MATCH).into_iter();
        values.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).any(
            |tag| {
                let tag = tag.trim();
                tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == self.tag()
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        body::{Body, to_bytes},
        http::Request,
    };
    use tower::ServiceExt;

    use super::*;

    async fn ask(path: &str, known: Option<&str>) -> Response {
        let mut request = Request::get(path);
        if let Some(known) = known {
            request = request.header(header::IF_NONE_MATCH, known);
        }
        router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    async fn text(path: &str) -> String {
        let response = ask(path, None).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }

    /// The values of `src` and `href`.
    fn references(page: &str) -> Vec<&str> {
        let after = ["src=\"", "href=\""].into_iter().flat_map(|name| page.split(name).skip(1));
        after.filter_map(|rest| rest.split('"').next()).collect()
    }

    #[tokio::test]
    async fn the_page_refers_to_its_own_files_alone_and_all_are_there() {
        let page = text("/graphiql").await;
        let references = references(&page);
        assert_eq!(references.len(), 7, "{references:?}");
        for reference in references.into_iter().filter(|reference| *reference != "data:,") {
            text(&format!("/{reference}")).await;
        }
        assert!(!page.contains("://"), "{page}");
    }

    #[tokio::test]
    async fn the_page_holds_no_script_that_the_policy_forbids() {
        let page = text("/graphiql").await;
        for script in page.split("<script").skip(1) {
            assert!(script.starts_with(" src=\"") && script.contains("></script>"), "{script}");
        }
        assert!(!page.contains(" on") && !page.contains("style="), "{page}");
    }

    #[tokio::test]
    async fn no_style_sheet_loads_anything() {
        for asset in ASSETS.iter().filter(|asset| asset.path.rsplit('.').next() == Some("css")) {
            let style = text(asset.path).await;
            assert!(!style.contains("@import") && !style.contains("@font-face"), "{}", asset.path);
            for url in style.split("url(").skip(1) {
                assert!(url.trim_start_matches('"').starts_with("data:image/"), "{}", asset.path);
            }
        }
    }

    #[tokio::test]
    async fn every_answer_carries_the_policy() {
        for asset in &ASSETS {
            for known in [None, Some("*")] {
                let response = ask(asset.path, known).await;
                for (name, value) in HEADERS {
                    assert_eq!(response.headers()[name], value, "{}", asset.path);
                }
            }
        }
    }

    #[tokio::test]
    async fn what_the_browser_has_is_not_sent_again() {
        let tag = ask("/graphiql", None).await.headers()[header::ETAG].clone();
        let tag = tag.to_str().unwrap();
        for known in [tag, &format!("W/{tag}"), &format!("\"other\", {tag}")] {
            let response = ask("/graphiql", Some(known)).await;
            assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{known}");
            let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
            assert!(body.is_empty(), "{known}");
        }
        assert_eq!(ask("/graphiql", Some("\"other\"")).await.status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn other_paths_and_methods_are_refused() {
        for path in ["/graphiql/", "/graphiql/README.md", "/graphiql/../Cargo.toml"] {
            assert_eq!(ask(path, None).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
        let post = Request::post("/graphiql").body(Body::empty()).unwrap();
        let response = router().oneshot(post).await.unwrap();
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    }
}
