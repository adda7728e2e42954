//! What the tools of third parties make of `schema.graphql`.

use serde_json::{Value, json};
use support::{Backend, TestApp, terms};

use crate::{
    on_both,
    programs::{self, SCHEMA},
};

/// A path in `tests/clients`.
macro_rules! client {
    ($path:literal) => {
        concat!(env!("CARGO_MANIFEST_DIR"), "/clients/", $path)
    };
}

fn parsed(printed: &str) -> Value {
    serde_json::from_str(printed).unwrap_or_else(|error| panic!("{error}: {printed}"))
}

fn url(app: &TestApp) -> String {
    format!("http://{}/graphql", app.client.address())
}

#[tokio::test(flavor = "multi_thread")]
async fn graphql_eslint_finds_nothing() {
    let found = parsed(&programs::node("lint.mjs", &[SCHEMA], String::new()).await);
    assert_eq!(found, json!([]));
}

/// Each rule is named in the file, on the line that breaks it.
#[tokio::test(flavor = "multi_thread")]
async fn graphql_eslint_finds_what_is_wrong_with_a_schema() {
    let spoilt = client!("spoilt.graphql");
    let found = parsed(&programs::node("lint.mjs", &[spoilt], String::new()).await);
    let lines = include_str!("../clients/spoilt.graphql").lines().zip(1..);
    let expected: Vec<_> = lines
        .filter_map(|(line, number)| Some(json!([number, line.split_once("# breaks ")?.1])))
        .collect();
    let found = found.as_array().unwrap().iter();
    let found: Vec<_> = found.map(|finding| json!([finding["line"], finding["rule"]])).collect();
    assert_eq!(found, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_is_composed_into_a_federated_graph_without_loss() {
    let arguments = [SCHEMA, client!("other.graphql")];
    let composed = parsed(&programs::node("federation.mjs", &arguments, String::new()).await);
    assert_eq!(composed["errors"], json!([]));
    assert_eq!(composed["differences"], json!([]));
    for query in ["dormitories", "employerRequests", "organization"] {
        assert!(composed["queries"].as_array().unwrap().contains(&query.into()), "{composed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_relay_compiles_is_answered() {
    let texts = parsed(&programs::node("relay.mjs", &[SCHEMA], String::new()).await);
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let app = TestApp::start(backend).await;
        let (employer, hr) = app.employer("E").await;
        let request = app.published(&employer, &hr, 3).await;
        let (college, manager) = app.college("C").await;
        let proposal = support::proposal(1);
        let filter = json!({"status": {"eq": "PUBLISHED"}});
        for (operation, variables, pointer, expected) in [
            (
                "RequestsQuery",
                json!({"filter": filter, "first": 1}),
                "/employerRequests/edges/0/node/id",
                json!(request),
            ),
            (
                "RequestsNextPageQuery",
                json!({"filter": filter, "first": 1}),
                "/employerRequests/totalCount",
                json!(1),
            ),
            ("RequestsCardQuery", json!({"id": request}), "/node/headcount", json!(3)),
            ("EmployerQuery", json!({"by": {"id": employer}}), "/organization/id", json!(employer)),
            (
                "EmployerHistoryQuery",
                json!({"id": employer}),
                "/node/history/edges/0/node/action",
                json!("CREATE"),
            ),
            (
                "RespondMutation",
                json!({"input":
                    {"requestId": request, "collegeId": college, "proposal": proposal}}),
                "/requestResponseCreate/requestResponse/status",
                json!("PROPOSED"),
            ),
        ] {
            let text = texts[operation].as_str().unwrap_or_else(|| panic!("no {operation}"));
            let answer = app.send(&manager, text, variables).await;
            assert_eq!(answer.data().pointer(pointer), Some(&expected), "{operation}: {answer:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_with_generated_types_compiles_and_runs() {
    let folder = concat!(env!("CARGO_TARGET_TMPDIR"), "/portal");
    programs::node("codegen.mjs", &[SCHEMA, folder], String::new()).await;
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let app = TestApp::start(backend).await;
        let (employer, hr) = app.employer("E").await;
        app.published(&employer, &hr, 3).await;
        let (college, manager) = app.college("C").await;
        let bin = app
            .anonymous(
                "query($id: ID!) { organization(by: {id: $id}) { bin } }",
                json!({"id": employer}),
            )
            .await
            .data()["organization"]["bin"]
            .clone();
        let token = app.token(&manager).await;
        let arguments = [&*url(&app), &*token, &*college, bin.as_str().unwrap()];
        let program = format!("{folder}/portal.js");
        let printed = programs::node(&program, &arguments, String::new()).await;
        assert_eq!(
            parsed(&printed),
            json!({
                "total": 1,
                "facets": [{"field": "KIND", "value": "HIRE_GRADUATES", "count": 1}],
                "title": "Сварщик",
                "status": "PROPOSED",
                "codes": [],
            })
        );
    }
}

on_both! {
    async fn a_program_in_python_checks_its_operations_and_runs_them(app: TestApp) {
        let (employer, hr) = app.employer("Зауыт").await;
        let token = app.token(&hr).await;
        let arguments = [SCHEMA, &*url(&app), &*token, &*employer];
        let terms = terms(4).to_string();
        let printed = parsed(&programs::python("python/portal.py", &arguments, terms).await);
        let refused = printed["refused"].as_str().unwrap();
        assert!(refused.contains("Cannot query field 'nickname'"), "{refused}");
        assert_eq!(printed["organization"]["name"], "Зауыт");
        let created = &printed["employerRequestCreate"];
        assert_eq!(created["userErrors"], json!([]));
        let request = &created["employerRequest"];
        assert_eq!((&request["status"], &request["headcount"]), (&json!("DRAFT"), &json!(4)));
        assert_eq!(request["employer"]["id"], employer);
    }
}
