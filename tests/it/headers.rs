//! What answers carry beside their content, and which pages of other origins may ask.

use axum::http::{Method, StatusCode};
use support::{Answer, Backend, ORIGIN, TestApp};

const ALWAYS: [(&str, &str); 2] =
    [("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer")];

async fn ask(
    app: &TestApp,
    method: Method,
    path: &str,
    headers: &[(&'static str, &str)],
) -> Answer {
    let headers: Vec<_> =
        headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    app.client.request(method, path, &headers, "").await
}

/// Nothing here depends on the database.
async fn start() -> TestApp {
    TestApp::start(Backend::Sqlite).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_says_what_a_browser_may_do_with_it() {
    let app = start().await;
    for (method, path, status) in [
        (Method::GET, "/graphql?query={__typename}", 200),
        (Method::GET, "/graphql", 400),
        (Method::PUT, "/graphql", 405),
        (Method::GET, "/schema.graphql", 200),
        (Method::GET, "/health/live", 200),
        (Method::POST, "/health/live", 405),
        (Method::GET, "/graphiql", 200),
        (Method::GET, "/nowhere", 404),
    ] {
        let answer = ask(&app, method.clone(), path, &[]).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}: {}", answer.body);
        for (name, value) in ALWAYS {
            assert_eq!(answer.header(name), value, "{method} {path}");
            assert_eq!(answer.headers.get_all(name).iter().count(), 1, "{method} {path}: {name}");
        }
        let policy = answer.header("content-security-policy");
        if path == "/graphiql" {
            assert!(policy.contains("script-src 'self'"), "a page has its own: {policy}");
        } else {
            assert_eq!(policy, "default-src 'none'; frame-ancestors 'none'", "{method} {path}");
        }
        assert_eq!(answer.header("server"), "", "{method} {path}");
        assert_eq!(answer.header("strict-transport-security"), "", "we are asked without TLS");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_exist_is_told_as_all_errors_are() {
    let app = start().await;
    for (method, path, status, code, allow) in [
        (Method::POST, "/graphql/", 404, "BAD_USER_INPUT", ""),
        (Method::DELETE, "/nowhere", 404, "BAD_USER_INPUT", ""),
        (Method::GET, "/graphiql/nowhere.js", 404, "BAD_USER_INPUT", ""),
        (Method::POST, "/schema.graphql", 405, "METHOD_NOT_ALLOWED", "GET,HEAD"),
        (Method::POST, "/graphiql", 405, "METHOD_NOT_ALLOWED", "GET,HEAD"),
        (Method::PUT, "/health/ready", 405, "METHOD_NOT_ALLOWED", "GET,HEAD"),
        (Method::PATCH, "/graphql", 405, "METHOD_NOT_ALLOWED", "GET, HEAD, POST"),
    ] {
        let answer = ask(&app, method.clone(), path, &[("x-request-id", "mine")]).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}");
        assert_eq!((answer.error(), answer.header("allow")), (code, allow), "{method} {path}");
        assert_eq!(answer.body["errors"][0]["extensions"]["requestId"], "mine", "{method} {path}");
        assert_eq!(answer.header("x-request-id"), "mine");
        assert_eq!(answer.header("content-type"), "application/json; charset=utf-8");
    }
    let answer = ask(&app, Method::HEAD, "/nowhere", &[]).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::NOT_FOUND, Some("")));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_the_origins_that_are_named_may_ask() {
    let app = start().await;
    let ours = ORIGIN;
    let preflight = |origin| {
        [
            ("origin", origin),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "authorization,content-type"),
        ]
    };
    for path in ["/graphql", "/schema.graphql"] {
        let answer = ask(&app, Method::OPTIONS, path, &preflight(ours)).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::NO_CONTENT, Some("")));
        assert_eq!(answer.header("access-control-allow-origin"), ours);
        assert_eq!(answer.header("access-control-max-age"), "600");
        assert_eq!(answer.header("vary"), "origin");
        let methods = answer.header("access-control-allow-methods");
        assert!(methods.split(',').any(|method| method == "POST"), "{methods}");
        let headers = answer.header("access-control-allow-headers");
        for header in ["authorization", "content-type", "x-request-id", "accept-language"] {
            assert!(headers.split(',').any(|allowed| allowed == header), "{header} in {headers}");
        }
        assert_eq!(answer.header("access-control-allow-credentials"), "");
    }
    let answer = ask(&app, Method::GET, "/graphql?query={__typename}", &[("origin", ours)]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("access-control-allow-origin"), ours);
    let exposed = answer.header("access-control-expose-headers");
    for header in [
        "x-request-id",
        "ratelimit",
        "ratelimit-policy",
        "x-cost-requested",
        "x-cost-actual",
        "retry-after",
        "etag",
        "content-language",
    ] {
        assert!(exposed.split(',').any(|seen| seen == header), "{header} in {exposed}");
    }
    let varies: Vec<_> = answer.headers.get_all("vary").iter().collect();
    assert_eq!(varies, ["Accept, Accept-Language, Authorization", "origin"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_origins_may_not() {
    let app = start().await;
    let ours = ORIGIN;
    let others =
        ["https://portal.kz.evil.com", "http://portal.kz", "https://portal.kz:8443", "null"];
    for origin in others {
        for method in [Method::OPTIONS, Method::GET] {
            let headers = [("origin", origin), ("access-control-request-method", "POST")];
            let answer = ask(&app, method, "/graphql?query={__typename}", &headers).await;
            assert_eq!(answer.header("access-control-allow-origin"), "", "{origin}");
        }
    }
    let answer = ask(&app, Method::GET, "/health/live", &[("origin", ours)]).await;
    assert_eq!(answer.header("access-control-allow-origin"), "", "of what is no interface");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_requests_hears_of_a_stop() {
    let app = start().await;
    let ready = async || ask(&app, Method::GET, "/health/ready", &[]).await.status;
    assert_eq!(ready().await, StatusCode::OK);
    app.stop.send_replace(true);
    assert_eq!(ready().await, StatusCode::SERVICE_UNAVAILABLE);
    let live = ask(&app, Method::GET, "/health/live", &[]).await;
    assert_eq!(live.status, StatusCode::OK);
    assert_eq!(app.anonymous("{ __typename }", serde_json::json!({})).await.status, StatusCode::OK);
}
