//! The explorer: a page to write queries in, which works where the internet cannot be reached.

use axum::{
    Router,
    http::{HeaderMap, HeaderName, header},
    routing::get,
};

use super::file::File;

/// Nothing from elsewhere, and nothing to elsewhere. GraphiQL makes style elements of its own when it
/// opens a dialog; scripts are files of ours alone.
const POLICY: &str = "default-src 'none'; script-src 'self'; \
     style-src-elem 'self' 'unsafe-inline'; style-src-attr 'none'; img-src data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 3] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
];

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

macro_rules! assets {
    ($($file:literal: $content_type:ident,)+) => {
        /// The files of the page: names, types, contents.
        const ASSETS: &[(&str, &str, &[u8])] = &[
            $(($file, $content_type, include_bytes!(concat!("../../assets/graphiql/", $file))),)+
        ];
    };
}

assets! {
    "index.html": HTML,
    "explorer.css": CSS,
    "explorer.js": SCRIPT,
    "graphiql.min.css": CSS,
    "graphiql.min.js": SCRIPT,
    "react-dom.production.min.js": SCRIPT,
    "react.production.min.js": SCRIPT,
    "LICENSES.txt": TEXT,
}

/// `GET /graphiql` and the files of the page below it.
pub(super) fn router() -> Router {
    ASSETS.iter().fold(Router::new(), |router, (name, content_type, content)| {
        let file = File::new(content_type, *content);
        let answer = async move |request: HeaderMap| (HEADERS, file.answer(&request));
        router.route(&path(name), get(answer))
    })
}

/// The page stands beside the folder of its files, which it refers to without leading slash.
fn path(name: &str) -> String {
    if name == "index.html" { "/graphiql".to_owned() } else { format!("/graphiql/{name}") }
}

#[cfg(test)]
mod tests {
    use axum::{
        body::{Body, to_bytes},
        http::{Request, StatusCode},
        response::Response,
    };
    use tower::ServiceExt;

    use super::*;

    async fn ask(path: &str, known: &str) -> Response {
        let request = Request::get(path).header(header::IF_NONE_MATCH, known);
        router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    async fn text(path: &str) -> String {
        let response = ask(path, "").await;
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
        for (name, ..) in ASSETS.iter().filter(|(_, content_type, _)| *content_type == CSS) {
            let style = text(&path(name)).await;
            assert!(!style.contains("@import") && !style.contains("@font-face"), "{name}");
            for url in style.split("url(").skip(1) {
                assert!(url.trim_start_matches('"').starts_with("data:image/"), "{name}");
            }
        }
    }

    #[tokio::test]
    async fn every_answer_carries_the_policy() {
        for (name, ..) in ASSETS {
            for known in ["", "*"] {
                let response = ask(&path(name), known).await;
                for (header, value) in HEADERS {
                    assert_eq!(response.headers()[header], value, "{name}");
                }
            }
        }
    }

    #[tokio::test]
    async fn other_paths_and_methods_are_refused() {
        for path in ["/graphiql/", "/graphiql/README.md", "/graphiql/../Cargo.toml"] {
            assert_eq!(ask(path, "").await.status(), StatusCode::NOT_FOUND, "{path}");
        }
        let post = Request::post("/graphiql").body(Body::empty()).unwrap();
        let response = router().oneshot(post).await.unwrap();
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    }
}
