//! What public clients and tools make of the interface.

use axum::http::Method;
use serde_json::{Value, json};
use support::{Persona, TestApp};

use crate::{documents, on_both, programs};

on_both! {
    async fn all_audits_of_graphql_http_pass(app: TestApp) {
        let token = app.token(&Persona::editor()).await;
        for token in [None, Some(token)] {
            let url = format!("http://{}/graphql", app.client.address());
            let mut arguments = vec![&*url];
            arguments.extend(token.as_deref());
            let printed = programs::node("audit.mjs", &arguments, String::new()).await;
            let audits: Vec<Value> =
                printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!(audits.len(), 61);
            let failed: Vec<_> = audits.iter().filter(|audit| audit["status"] != "ok").collect();
            assert!(failed.is_empty(), "{failed:#?}");
        }
    }
}

/// Validity does not depend on the database.
#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_valid_here_where_it_is_for_graphql_js() {
    let app = TestApp::start(support::Backend::Sqlite).await;
    let documents = documents::all();
    assert!(documents.len() >= 200, "{}", documents.len());
    let input = serde_json::to_string(&documents).unwrap();
    let verdicts = programs::node("verdicts.mjs", &[programs::SCHEMA], input).await;
    let theirs: Vec<Option<String>> = serde_json::from_str(&verdicts).unwrap();
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("accept", "application/graphql-response+json".to_owned()),
    ];
    let (mut valid, mut differ) = (0, Vec::new());
    for (document, theirs) in documents.iter().zip(theirs) {
        let body = json!({ "query": document }).to_string();
        let answer = app.client.request(Method::POST, "/graphql", &headers, body).await;
        let invalid =
            ["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"].contains(&answer.error());
        assert_ne!(answer.error(), "OPERATION_TOO_LARGE", "{document}");
        valid += usize::from(!invalid);
        if invalid != theirs.is_some() {
            differ.push(format!("{document}\n  graphql-js: {theirs:?}\n  here: {}", answer.body));
        }
    }
    assert!(differ.is_empty(), "{} differ:\n{}", differ.len(), differ.join("\n"));
    // Both kinds are there.
    assert!((50..documents.len() - 50).contains(&valid), "{valid} of {}", documents.len());
}
