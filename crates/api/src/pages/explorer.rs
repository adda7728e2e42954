//! The explorer: a page to write operations in, which works where the internet cannot be reached.

use axum::{
    Router,
    extract::RawQuery,
    http::{HeaderMap, HeaderName},
    routing::get,
};
use domain::Locale;
use maud::{DOCTYPE, Markup, html};

use super::{
    CSS, HTML, SCRIPT, TEXT, headers,
    negotiated::Negotiated,
    operations::OPERATIONS,
    text::{self, LOCALES, own_name},
};
use crate::http::{File, language::tag};

/// Nothing from elsewhere, and nothing to elsewhere. GraphiQL makes style elements of its own when it
/// opens a dialog; scripts are files of ours alone.
const POLICY: &str = "default-src 'none'; script-src 'self'; \
     style-src-elem 'self' 'unsafe-inline'; style-src-attr 'none'; img-src data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 3] = headers(POLICY);

/// What the explorer of a demo offers: whom one can be. In production there is none.
#[derive(Clone, Debug)]
pub struct Demo {
    pub personas: Vec<Persona>,
}

/// Somebody to try the demo as.
#[derive(Clone)]
pub struct Persona {
    /// The word by which the demo calls it.
    pub name: &'static str,
    /// Its roles, in the words of the schema.
    pub roles: Vec<String>,
    /// Where it has them: an id or a code.
    pub place: String,
    pub token: String,
}

impl std::fmt::Debug for Persona {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, roles, place, .. } = self;
        f.debug_struct("Persona")
            .field("name", name)
            .field("roles", roles)
            .field("place", place)
            .finish_non_exhaustive()
    }
}

macro_rules! assets {
    ($($file:literal: $content_type:ident,)+) => {
        /// The files of the page: names, types, contents.
        const ASSETS: &[(&str, &str, &[u8])] = &[
            $(($file, $content_type, include_bytes!(concat!("../../assets/graphiql/", $file))),)+
        ];
    };
}

assets! {
    "explorer.css": CSS,
    "explorer.js": SCRIPT,
    "graphiql.min.css": CSS,
    "graphiql.min.js": SCRIPT,
    "react-dom.production.min.js": SCRIPT,
    "react.production.min.js": SCRIPT,
    "LICENSES.txt": TEXT,
}

/// `GET /graphiql` and the files of the page below it.
pub(super) fn router(demo: Option<&Demo>) -> Router {
    let page = Negotiated::new(HTML, |locale| page(demo, locale));
    let page = async move |RawQuery(query): RawQuery, request: HeaderMap| {
        page.answer(query.as_deref(), &request, HEADERS)
    };
    // The page stands beside the folder of its files, which it refers to without leading slash.
    let router = Router::new().route("/graphiql", get(page));
    ASSETS.iter().fold(router, |router, (name, content_type, content)| {
        let file = File::new(content_type, *content);
        let answer = async move |request: HeaderMap| (HEADERS, file.answer(&request));
        router.route(&format!("/graphiql/{name}"), get(answer))
    })
}

fn page(demo: Option<&Demo>, locale: Locale) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(tag(locale)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (text::EXPLORER_TITLE.of(locale)) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="graphiql/graphiql.min.css";
                link rel="stylesheet" href="graphiql/explorer.css";
            }
            body {
                form #session autocomplete="off" {
                    a href={ "./?lang=" (tag(locale)) } { "Klaster" }
                    a href={ "docs/" (tag(locale)) } { (text::DOCUMENTATION.of(locale)) }
                    @if let Some(demo) = demo { (of_demo(demo, locale)) }
                    label { (text::TOKEN.of(locale))
                        input #token type="password" placeholder=(text::NO_TOKEN.of(locale))
                            spellcheck="false" autocomplete="off";
                    }
                    label { (text::LANGUAGE_OF_TEXTS.of(locale))
                        select #locale {
                            @for other in LOCALES {
                                option value=(tag(other)) lang=(tag(other)) selected[other == locale]
                                    { (own_name(other)) }
                            }
                        }
                    }
                }
                main #explorer { noscript { (text::NEEDS_SCRIPT.of(locale)) } }
                script src="graphiql/react.production.min.js" {}
                script src="graphiql/react-dom.production.min.js" {}
                script src="graphiql/graphiql.min.js" {}
                script src="graphiql/explorer.js" {}
            }
        }
    };
    page.into_string()
}

/// Whom one can be, and what is ready to run. The script fills the fields of the page with what is
/// chosen.
fn of_demo(demo: &Demo, locale: Locale) -> Markup {
    html! {
        label { (text::READY.of(locale))
            select #operation {
                option value="" { (text::CHOOSE.of(locale)) }
                @for operation in OPERATIONS {
                    option value=(operation.name) data-query=(operation.document)
                        data-variables=(operation.variables(demo))
                        data-persona=(operation.persona) { (operation.title.of(locale)) }
                }
            }
        }
        label { (text::PERSONA.of(locale))
            select #persona {
                option value="" data-token="" { (text::NOBODY.of(locale)) }
                @for Persona { name, roles, token, .. } in &demo.personas {
                    option value=(name) data-token=(token) { (name) " (" (roles.join(", ")) ")" }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        body::{Body, to_bytes},
        http::{Request, StatusCode, header},
        response::Response,
    };
    use tower::ServiceExt;

    use super::*;

    fn demo() -> Demo {
        let persona = |name| Persona {
            name,
            roles: vec!["EMPLOYER_HR".to_owned()],
            place: "organization_\"<1>".to_owned(),
            token: format!("token-of-{name}"),
        };
        Demo { personas: ["employer", "college_portal"].map(persona).into() }
    }

    async fn ask(path: &str, known: &str) -> Response {
        let request = Request::get(path).header(header::IF_NONE_MATCH, known);
        router(Some(&demo())).oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
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
        assert_eq!(references.len(), 9, "{references:?}");
        for reference in references.into_iter().filter(|it| it.starts_with("graphiql/")) {
            text(&format!("/{reference}")).await;
        }
        assert!(!page.contains("://"), "{page}");
    }

    #[test]
    fn the_page_holds_no_script_that_the_policy_forbids() {
        let page = page(None, Locale::En);
        for script in page.split("<script").skip(1) {
            assert!(script.starts_with(" src=\"") && script.contains("></script>"), "{script}");
        }
        assert!(!page.contains(" on") && !page.contains("style="), "{page}");
    }

    #[tokio::test]
    async fn no_style_sheet_loads_anything() {
        for (name, ..) in ASSETS.iter().filter(|(_, content_type, _)| *content_type == CSS) {
            let style = text(&format!("/graphiql/{name}")).await;
            assert!(!style.contains("@import") && !style.contains("@font-face"), "{name}");
            for url in style.split("url(").skip(1) {
                assert!(url.trim_start_matches('"').starts_with("data:image/"), "{name}");
            }
        }
    }

    #[tokio::test]
    async fn every_answer_carries_the_policy() {
        let files = ASSETS.iter().map(|(name, ..)| format!("/graphiql/{name}"));
        for path in files.chain(["/graphiql".to_owned()]) {
            for known in ["", "*"] {
                let response = ask(&path, known).await;
                for (header, value) in HEADERS {
                    assert_eq!(response.headers()[header], value, "{path}");
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
        let response = router(None).oneshot(post).await.unwrap();
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    }

    #[test]
    fn tokens_are_on_the_page_of_a_demo_and_nowhere_else() {
        for locale in LOCALES {
            let shown = page(Some(&demo()), locale);
            assert!(shown.contains("data-token=\"token-of-employer\""), "{shown}");
            assert_eq!(shown.matches("data-query=").count(), OPERATIONS.len());
            // What a place is called cannot break out of its attribute.
            assert!(!shown.contains("<1>"), "{shown}");
            let shown = page(None, locale);
            assert!(!shown.contains("data-token") && !shown.contains("id=\"persona\""));
        }
    }

    #[test]
    fn a_token_is_not_printed() {
        assert!(!format!("{:?}", demo()).contains("token-of"), "{:?}", demo());
    }
}
