//! GraphQL over HTTP, as a client library sees it.

use axum::http::Method;
use serde_json::{Value, json};
use support::{Answer, TestApp};

use crate::{contents::Contents, on_both};

const MODERN: &str = "application/graphql-response+json";
const OLDER: &str = "application/json";

/// A POST of a body that takes answers of a media type.
async fn post(app: &TestApp, accept: &str, body: Value) -> Answer {
    let headers = [("content-type", "application/json".to_owned()), ("accept", accept.to_owned())];
    app.client.request(Method::POST, "/graphql", &headers, body.to_string()).await
}

async fn get(app: &TestApp, query: &str) -> Answer {
    app.client.request(Method::GET, &format!("/graphql?{query}"), &[], "").await
}

on_both! {
    /// What was run has data, `null` or not; what was not run has none, and only the older media
    /// type calls that a success.
    async fn the_status_tells_whether_an_operation_was_run(app: TestApp) {
        let needs_id = "query($id: ID!) { employerRequest(id: $id) { id } }";
        for (body, status, code) in [
            (json!({"query": "{ __typename }"}), 200, ""),
            (json!({"query": "{ __typename }", "variables": null, "extensions": {}}), 200, ""),
            (json!({"query": "{"}), 400, "GRAPHQL_PARSE_FAILED"),
            (json!({"query": "{ nothing }"}), 400, "GRAPHQL_VALIDATION_FAILED"),
            (json!({"query": needs_id}), 400, "BAD_USER_INPUT"),
            (json!({"query": needs_id, "variables": {"id": 1.5}}), 400, "BAD_USER_INPUT"),
            // An id of something else is found out by the field.
            (json!({"query": needs_id, "variables": {"id": "x"}}), 200, "BAD_USER_INPUT"),
        ] {
            for (media, status) in [(MODERN, status), (OLDER, 200)] {
                let answer = post(&app, media, body.clone()).await;
                assert_eq!(answer.status, status, "{media} {body}: {}", answer.body);
                assert_eq!(answer.header("content-type"), format!("{media}; charset=utf-8"));
                assert_eq!(answer.error(), code, "{media} {body}");
                let ran = code.is_empty() || body["variables"]["id"] == "x";
                assert_eq!(answer.body.get("data").is_some(), ran, "{media} {body}");
                assert_eq!(answer.body.get("errors").is_some(), !code.is_empty(), "{media} {body}");
            }
        }
    }

    async fn one_of_several_operations_is_run_by_its_name(app: TestApp) {
        let query = "query A { a: __typename } query B { b: __typename }";
        for (name, status, key) in [
            (json!("A"), 200, "a"),
            (json!("B"), 200, "b"),
            (json!("C"), 400, "errors"),
            (json!(null), 400, "errors"),
            (json!(1), 400, "errors"),
        ] {
            let answer = post(&app, MODERN, json!({"query": query, "operationName": name})).await;
            assert_eq!(answer.status, status, "{name}: {}", answer.body);
            let shown = if key == "errors" { &answer.body } else { &answer.body["data"] };
            assert!(shown.get(key).is_some(), "{name}: {}", answer.body);
        }
        let answer = get(&app, "query=query%20A{a:__typename}query%20B{b:__typename}&operationName=B").await;
        assert_eq!(answer.data(), &json!({"b": "Query"}));
    }

    async fn a_url_asks_and_changes_nothing(app: TestApp) {
        let answer = get(&app, "query=query($a:Int!){employerRequests(first:$a){totalCount}}&variables=%7B%22a%22:1%7D").await;
        assert_eq!(answer.data(), &json!({"employerRequests": {"totalCount": 0}}));
        assert_eq!(get(&app, "").await.status, 400);
        let before = Contents::of(&app).await;
        for mutation in [
            "query=mutation{clusterDraft:__typename}",
            "query=query%20A{__typename}mutation%20B{__typename}&operationName=B",
        ] {
            let answer = get(&app, mutation).await;
            assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, "POST"), "{mutation}");
            assert_eq!(answer.error(), "METHOD_NOT_ALLOWED");
        }
        assert_eq!(Contents::of(&app).await, before);
    }

    async fn what_the_interface_does_not_speak_is_told(app: TestApp) {
        for method in [Method::PUT, Method::DELETE, Method::PATCH] {
            let answer = app.client.request(method, "/graphql", &[], "").await;
            assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, "GET, HEAD, POST"));
            assert_eq!(answer.error(), "METHOD_NOT_ALLOWED");
        }
        for accept in ["text/html", "application/json;q=0", "application/xml, text/*"] {
            let answer = post(&app, accept, json!({"query": "{ __typename }"})).await;
            assert_eq!((answer.status.as_u16(), answer.error()), (406, "NOT_ACCEPTABLE"), "{accept}");
        }
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
            "application/json; charset=utf-16"] {
            let headers = [("content-type", kind.to_owned())];
            let body = "{\"query\": \"{ __typename }\"}";
            let answer = app.client.request(Method::POST, "/graphql", &headers, body).await;
            assert_eq!((answer.status.as_u16(), answer.error()), (415, "UNSUPPORTED_MEDIA_TYPE"), "{kind}");
        }
    }

    /// Each level multiplies; a few hundred bytes would ask for billions.
    async fn an_operation_that_could_bring_too_much_is_not_run(app: TestApp) {
        let level = "clusters(first: 100) { nodes { employerRequests(first: $first) { nodes { employer { ";
        let inner = "employerRequests(first: 100) { nodes { employer { id } } }";
        let query = format!("query($first: Int) {{ {level} {inner} {}", "}".repeat(6));
        let (statements, answer) = app.statements(app.anonymous(&query, json!({"first": 100}))).await;
        assert_eq!((answer.status.as_u16(), answer.error()), (200, "COST_EXCEEDED"), "{}", answer.body);
        let message = answer.body["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains("2130201 points") && message.contains("10000"), "{message}");
        assert_eq!(statements, 0);
        let body = json!({"query": query, "variables": {"first": 100}});
        assert_eq!(post(&app, MODERN, body).await.status, 400);
    }

    /// Only what a body would have held is left out.
    async fn a_head_is_answered_as_a_get_without_its_body(app: TestApp) {
        let path = "/graphql?query={employerRequests{nodes{id}}}".replace('{', "%7B").replace('}', "%7D");
        let get = app.client.request(Method::GET, &path, &[], "").await;
        let head = app.client.request(Method::HEAD, &path, &[], "").await;
        assert_eq!((head.status, &head.body), (get.status, &json!("")));
        for name in ["content-type", "content-length", "x-cost-requested", "vary"] {
            assert_eq!(head.header(name), get.header(name), "{name}");
        }
        let mutation = "/graphql?query=mutation%7B__typename%7D";
        assert_eq!(app.client.request(Method::HEAD, mutation, &[], "").await.status, 405);
    }

    async fn what_is_null_or_empty_is_left_out(app: TestApp) {
        for answer in [
            get(&app, "query=%7B__typename%7D&variables=null&extensions=null&operationName=").await,
            get(&app, "query=%7B__typename%7D&variables=&extensions=").await,
            post(&app, MODERN, json!({"query": "{ __typename }", "operationName": null})).await,
        ] {
            assert_eq!(answer.data(), &json!({"__typename": "Query"}));
        }
        // A name without letters names nothing.
        let unnamed = post(&app, MODERN, json!({"query": "{ __typename }", "operationName": ""})).await;
        assert_eq!((unnamed.status.as_u16(), unnamed.error()), (400, "BAD_USER_INPUT"));
    }

    async fn a_default_stands_in_for_what_is_absent_and_not_for_null(app: TestApp) {
        let query = "query($first: Int! = 3) { employerRequests(first: $first) { totalCount } }";
        for (variables, status) in [(json!({}), 200), (json!({"first": 5}), 200), (json!({"first": null}), 400)] {
            let answer = post(&app, MODERN, json!({"query": query, "variables": variables})).await;
            assert_eq!(answer.status, status, "{variables}: {}", answer.body);
        }
    }

    async fn two_operations_may_name_their_variables_alike(app: TestApp) {
        let query = "query A($x: ID!) { node(id: $x) { id } }
            query B($x: Int = 2) { employerRequests(first: $x) { totalCount } }";
        let answer = post(&app, MODERN, json!({"query": query, "operationName": "B"})).await;
        assert_eq!(answer.data(), &json!({"employerRequests": {"totalCount": 0}}));
        let answer = post(&app, MODERN, json!({"query": query, "operationName": "A"})).await;
        assert_eq!((answer.status.as_u16(), answer.error()), (400, "BAD_USER_INPUT"));
    }

    /// The library would take the default for absent.
    async fn a_default_decides_what_is_included(app: TestApp) {
        let query = "query($no: Boolean = false, $first: Int = 1) {
            employerRequests(first: $first) { totalCount pageInfo @include(if: $no) { hasNextPage } } }";
        let answer = app.anonymous(query, json!({})).await;
        assert_eq!(answer.data(), &json!({"employerRequests": {"totalCount": 0}}));
        let answer = app.anonymous(query, json!({"no": true})).await;
        assert!(answer.data()["employerRequests"]["pageInfo"].is_object());
    }
}
