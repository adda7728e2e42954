//! What a client hears when a request is not as it should be.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use support::{Persona, TestApp};

use crate::on_both;

const JSON: (&str, &str) = ("content-type", "application/json");

fn headers(headers: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

on_both! {
    async fn bodies_that_are_no_operation_are_told_apart(app: TestApp) {
        let large = format!("{{\"query\": \"{}\"}}", " ".repeat(300_000));
        let long = format!("{{\"query\": \"{{ a # {} \"}}", "x".repeat(17_000));
        let deep = format!("{{\"query\": \"{{ a(x: {}) }}\"}}", "[".repeat(3000));
        for (headers_, body, status, code) in [
            (&[JSON][..], "", 400, "BAD_USER_INPUT"),
            (&[JSON], "[]", 400, "BAD_USER_INPUT"),
            (&[JSON], "{", 400, "BAD_USER_INPUT"),
            (&[JSON], "{\"query\": \"\\ud800\"}", 400, "BAD_USER_INPUT"),
            (&[], "{\"query\": \"{ __typename }\"}", 415, "UNSUPPORTED_MEDIA_TYPE"),
            (&[("content-type", "text/plain")], "{}", 415, "UNSUPPORTED_MEDIA_TYPE"),
            (&[JSON], &large, 413, "OPERATION_TOO_LARGE"),
            (&[JSON], &long, 200, "OPERATION_TOO_LARGE"),
            (&[JSON], &deep, 200, "OPERATION_TOO_LARGE"),
            (&[JSON], "{\"query\": \"{ \"}", 200, "GRAPHQL_PARSE_FAILED"),
            (&[JSON], "{\"query\": \"{ nobody }\"}", 200, "GRAPHQL_VALIDATION_FAILED"),
            (&[JSON, ("authorization", "Basic eA==")], "{}", 401, "UNAUTHENTICATED"),
            (&[JSON, ("authorization", "Bearer x.y.z")], "{}", 401, "UNAUTHENTICATED"),
        ] {
            let answer =
                app.client.request(Method::POST, "/graphql", &headers(headers_), body.to_owned()).await;
            let shown = &body[..body.len().min(60)];
            assert_eq!(answer.status.as_u16(), status, "{shown}: {}", answer.body);
            assert_eq!(answer.error(), code, "{shown}: {}", answer.body);
            let id = &answer.body["errors"][0]["extensions"]["requestId"];
            assert_eq!(id, answer.header("x-request-id"), "{shown}");
        }
        let invalid = app.client
            .request(Method::POST, "/graphql", &headers(&[JSON]), b"{\"query\": \"\xff\"}".to_vec()).await;
        assert_eq!((invalid.status, invalid.error()), (StatusCode::BAD_REQUEST, "BAD_USER_INPUT"));
    }

    async fn a_token_that_has_passed_its_time_is_refused(app: TestApp) {
        let token = app.token(&Persona::editor()).await;
        let query = "{ __typename }";
        assert_eq!(app.client.graphql(Some(&token), query, json!({})).await.status, StatusCode::OK);
        app.clock.advance(chrono::TimeDelta::hours(1));
        let answer = app.client.graphql(Some(&token), query, json!({})).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.header("www-authenticate").starts_with("Bearer"), "{answer:?}");
    }

    async fn any_object_is_found_by_its_id_and_in_order(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let request = app.draft(&employer, &hr, 1).await;
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
        let absent = "employer_request_01h455vb4pex5vsknk084sn02q";
        let ids = json!([request, employer, absent, request]);
        let answer = app.send(&hr, query, json!({"ids": ids})).await;
        assert_eq!(answer.data()["nodes"], json!([
            {"__typename": "EmployerRequest", "id": request},
            {"__typename": "Organization", "id": employer},
            null,
            {"__typename": "EmployerRequest", "id": request},
        ]));
        let answer = app.anonymous(query, json!({"ids": [request, employer]})).await;
        assert_eq!(answer.data()["nodes"][0], Value::Null);
        assert_eq!(answer.data()["nodes"][1]["id"], employer);
        let many: Vec<_> = (0..101).map(|_| employer.clone()).collect();
        assert_eq!(app.anonymous(query, json!({"ids": many})).await.error(), "BAD_USER_INPUT");
    }

    async fn messages_come_in_the_language_of_the_caller(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let id = app.draft(&employer, &hr, 1).await;
        let token = app.token(&hr).await;
        let query = format!(
            "mutation {{ employerRequestClose(input: {{id: \"{id}\"}}) {{ userErrors {{ message }} }} }}"
        );
        for (language, part) in [("kk", "мүмкін емес"), ("ru", "невозможно"), ("en", "not possible")] {
            let headers = headers(&[JSON, ("accept-language", language), ("authorization", &format!("Bearer {token}"))]);
            let body = json!({ "query": query }).to_string();
            let answer = app.client.request(Method::POST, "/graphql", &headers, body).await;
            let message = &answer.data()["employerRequestClose"]["userErrors"][0]["message"];
            assert!(message.as_str().unwrap().contains(part), "{message}");
            assert_eq!(answer.header("content-language"), language);
        }
    }

    async fn the_schema_is_served_as_it_is_published(app: TestApp) {
        let answer = app.client.request(Method::GET, "/schema.graphql", &[], "").await;
        let published = include_str!("../../schema.graphql");
        assert_eq!(answer.body.as_str().unwrap().trim(), published.trim());
        let etag = answer.header("etag").to_owned();
        let again = app.client
            .request(Method::GET, "/schema.graphql", &[("if-none-match", etag)], "").await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
        for path in ["/health/live", "/health/ready"] {
            let answer = app.client.request(Method::GET, path, &[], "").await;
            assert_eq!(answer.status, StatusCode::OK);
            assert_eq!(answer.header("content-type"), "application/json; charset=utf-8");
            assert!(answer.body["status"].is_string(), "{}", answer.body);
        }
    }
}
