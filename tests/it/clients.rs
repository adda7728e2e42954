//! What public clients and tools make of the interface.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use axum::http::Method;
use serde_json::{Value, json};
use support::{Persona, TestApp};

use crate::{documents, on_both};

/// Runs a script of `tests/clients`, which `cargo xtask test` has made ready; what it prints.
pub async fn script(name: &'static str, arguments: Vec<String>, input: String) -> String {
    let run = move || {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/clients");
        let mut node = Command::new("node");
        node.current_dir(folder).arg(name).args(arguments);
        let mut node = node.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        node.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = node.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{name} failed; `cargo xtask test` installs what it needs"
        );
        String::from_utf8(output.stdout).unwrap()
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

on_both! {
    async fn all_audits_of_graphql_http_pass(app: TestApp) {
        let token = app.signer.token(&Persona::editor(), app::Clock::now(&app.clock).0);
        for token in [None, Some(token)] {
            let mut arguments = vec![format!("http://{}/graphql", app.client.address())];
            arguments.extend(token);
            let printed = script("audit.mjs", arguments, String::new()).await;
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
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema.graphql").to_owned();
    let input = serde_json::to_string(&documents).unwrap();
    let theirs: Vec<Option<String>> =
        serde_json::from_str(&script("verdicts.mjs", vec![schema], input).await).unwrap();
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
