//! Of a list the database reads what is selected. That must not be seen.

use axum::http::Method;
use serde_json::{Value, json};
use support::{Persona, TestApp, proposal, terms};

use crate::{on_both, stage::Stage};

/// Lists at the root and the fields of their nodes that can be selected without arguments.
const TYPES: &str = "{ __schema {
    queryType { fields { name type { ofType { name } } } }
    types { name kind fields { name args { type { kind } } type { ...T } } }
} }
fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// What must be there, or it would look as if it had not been read.
const FILLED: [&str; 24] = [
    "cluster",
    "latitude",
    "longitude",
    "academicYear",
    "startFrom",
    "startTo",
    "publishedAt",
    "closesAt",
    "entryBase",
    "studyLanguage",
    "settlement",
    "specialty",
    "summary",
    "address",
    "shift",
    "skills",
    "workFormat",
    "trainingForm",
    "compensation",
    "meals",
    "transport",
    "medicalExamination",
    "ageMin",
    "mentorsAvailable",
];

on_both! {
    async fn a_field_shows_alone_what_it_shows_beside_all_others(app: TestApp) {
        let hr = with_one_of_each(&app).await;
        let types = app.send(&hr, TYPES, json!({})).await.data()["__schema"].clone();
        let mut compared = 0;
        for (list, object) in lists(&types) {
            let fields = fields(&types, &object);
            let all = fields.join(" ");
            // Nobody selects a history alone, so whoever selects one gets whole records. What was
            // written down has none.
            let history = if object == "AuditRecord" { "" } else { "history { __typename }" };
            let whole = nodes(&app, &hr, &list, &format!("{all} {history}")).await;
            if list == "employerRequests" {
                for field in FILLED {
                    let value = &whole[0][field];
                    assert!(![json!(null), json!(false), json!([])].contains(value), "{field}");
                }
            }
            for selection in &fields {
                let field = selection.split(' ').next().unwrap();
                let alone = nodes(&app, &hr, &list, selection).await;
                for (whole, alone) in whole.as_array().unwrap().iter().zip(alone.as_array().unwrap()) {
                    assert_eq!(alone[field], whole[field], "{list}: {field}");
                    compared += 1;
                }
            }
        }
        assert!(compared > 500, "{compared}");
    }

    async fn what_is_selected_of_edges_and_in_fragments_is_read(app: TestApp) {
        let hr = with_one_of_each(&app).await;
        let query = "{ employerRequests {
            edges { cursor node { ...F ... on EmployerRequest { academicYear } } }
        } }
        fragment F on EmployerRequest { title headcount }";
        let answer = app.send(&hr, query, json!({})).await;
        assert_eq!(
            answer.data()["employerRequests"]["edges"][0]["node"],
            json!({"title": "Сварщик", "headcount": 7, "academicYear": "2026-2027"})
        );
    }
}

on_both! {
    async fn a_fragment_of_another_type_shows_nothing(app: TestApp) {
        let hr = with_one_of_each(&app).await;
        let query = "{ employerRequests { nodes { __typename ...Any employer { ...Any } } } }
        fragment Any on Node {
            id ... on EmployerRequest { headcount } ... on Organization { isStartup }
            ... on Cluster { industries }
        }";
        let answer = app.send(&hr, query, json!({})).await;
        let shown = answer.data()["employerRequests"]["nodes"][0].clone();
        let keys = |of: &Value| of.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&shown), ["__typename", "employer", "headcount", "id"]);
        assert_eq!(shown["__typename"], "EmployerRequest");
        assert_eq!(keys(&shown["employer"]), ["id", "isStartup"]);
    }

    async fn what_is_selected_twice_is_merged(app: TestApp) {
        let hr = with_one_of_each(&app).await;
        let query = "{ employerRequests {
            nodes { employer { id } employer { isStartup } } nodes { headcount }
        } }";
        let answer = app.send(&hr, query, json!({})).await;
        let shown = answer.data()["employerRequests"]["nodes"][0].clone();
        assert_eq!(shown["headcount"], 7);
        assert_eq!(shown["employer"]["isStartup"], false);
        assert!(shown["employer"]["id"].is_string());
    }

    async fn what_is_skipped_is_not_shown(app: TestApp) {
        let hr = with_one_of_each(&app).await;
        let query = "query($yes: Boolean!, $no: Boolean!) { employerRequests { nodes {
            headcount @include(if: $yes) id @skip(if: $yes) title @include(if: $no)
            employer @skip(if: $no) { isStartup id @include(if: $no) }
            cluster @skip(if: $yes) { id }
            ... @include(if: $yes) { kind } ... @include(if: $no) { status }
            ...Dates @include(if: $no) ...Years @skip(if: $no)
        } } }
        fragment Dates on EmployerRequest { startFrom }
        fragment Years on EmployerRequest { academicYear startTo @skip(if: $yes) }";
        let merging = query.replace("cluster @skip", "employer @include(if: $no) { name } cluster @skip");
        for query in [query, &merging] {
            let answer = app.send(&hr, query, json!({"yes": true, "no": false})).await;
            assert_eq!(answer.data()["employerRequests"]["nodes"][0], json!({
                "headcount": 7, "employer": {"isStartup": false}, "kind": "PRACTICE",
                "academicYear": "2026-2027",
            }));
        }
    }

    async fn texts_are_shown_as_they_were_written(app: TestApp) {
        let (employer, hr) = app.employer("ТОО \"Болат\" \\ цех").await;
        let mut terms = terms(3);
        terms["details"] = json!({
            "summary": {"ru": "\"Сварка\"\n\tв среде \\CO₂\\ </script>"}, "skills": ["\"MIG\" \\ 🔥"],
            "compensation": false, "meals": false, "transport": false, "medicalExamination": false,
            "harmfulConditions": false,
        });
        let input = json!({"employerId": employer, "terms": terms});
        let id = app.ok(&hr, "employerRequestCreate", input).await["id"].clone();
        let query = "query($id: ID!) {
            employerRequest(id: $id) { ...Texts }
            employerRequests { nodes { ...Texts } edges { node { ...Texts } } }
        }
        fragment Texts on EmployerRequest { summary skills employer { name } }";
        let answer = app.send(&hr, query, json!({"id": id})).await;
        let data = answer.data();
        for shown in [
            &data["employerRequest"],
            &data["employerRequests"]["nodes"][0],
            &data["employerRequests"]["edges"][0]["node"],
        ] {
            assert_eq!(shown["summary"], terms["details"]["summary"]["ru"]);
            assert_eq!(shown["skills"], terms["details"]["skills"]);
            assert_eq!(shown["employer"]["name"], "ТОО \"Болат\" \\ цех");
        }
    }

    /// Where objects are selected twice, the library merges and writes all of the answer.
    async fn merged_or_not_an_answer_is_the_same_byte_for_byte(app: TestApp) {
        let hr = with_one_of_each(&app).await;
        let list = "employerRequests { nodes {
            title headcount id latitude closesAt skills status again: status headcount summary
            responses(first: 1) { totalCount nodes { status id } } employer { name id __typename }
            ... on Node { id } version
        } }";
        let twice = "clusters { nodes { id } nodes { name } }";
        let alone = body(&app, &hr, &format!("{{ {list} }}")).await;
        let beside = body(&app, &hr, &format!("{{ {list} {twice} }}")).await;
        let (shown, rest) = beside.split_once(",\"clusters\":").expect(&beside);
        assert!(rest.contains("\"name\""), "{rest}");
        assert!(alone.starts_with(shown), "{alone}\n{beside}");
        assert!(shown.contains("[{\"title\":\"Сварщик\",\"headcount\":7,\"id\":"), "{shown}");
    }

    async fn an_error_names_the_way_to_its_field(app: TestApp) {
        let hr = with_one_of_each(&app).await;
        let found = nodes(&app, &hr, "employerRequests", "id").await;
        let id = found[0]["id"].clone();
        for selection in ["responses(first: 500) { nodes { id } }", "responses { facets { count } }"] {
            let way = if selection.contains("facets") {
                json!(["employerRequest", "responses", "facets"])
            } else {
                json!(["employerRequest", "responses"])
            };
            let query = "query($id: ID!) { employerRequest(id: $id) { SELECTION } }";
            let query = query.replace("SELECTION", selection);
            let answer = app.send(&hr, &query, json!({"id": id})).await;
            assert_eq!(answer.body["errors"][0]["path"], way, "{selection}");
            assert_eq!(answer.body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
        }
    }
}

/// A request with all that can be said of it, in a cluster, with a response; its employer.
pub async fn with_one_of_each(app: &TestApp) -> Persona {
    let stage = Stage::new(app).await;
    let (cluster, _) = stage.membership("active").await;
    let hr = stage.hr();
    let mut terms = terms(7);
    for (field, value) in [
        ("latitude", json!(49.8)),
        ("longitude", json!(73.1)),
        ("academicYear", json!("2026-2027")),
        ("startFrom", json!("2027-01-15")),
        ("startTo", json!("2027-02-15")),
        ("entryBase", json!("GRADE_9")),
        ("studyLanguage", json!("KAZAKH")),
        ("housing", json!(true)),
        ("salaryPublic", json!(true)),
        ("kind", json!("PRACTICE")),
        (
            "details",
            json!({
                "summary": {"ru": "Сварщики на стройку"}, "address": {"ru": "Проспект, 1"},
                "shift": {"ru": "Две смены"}, "skills": ["MIG"], "workFormat": "ROTATIONAL",
                "trainingForm": "DUAL", "compensation": true, "meals": true, "transport": true,
                "medicalExamination": true, "ageMin": 18, "harmfulConditions": true,
                "mentorsAvailable": 3,
            }),
        ),
    ] {
        terms[field] = value;
    }
    let input = json!({"employerId": stage.employer, "clusterId": cluster, "terms": terms});
    let request = app.ok(&hr, "employerRequestCreate", input).await["id"].clone();
    app.ok(&hr, "employerRequestSubmit", json!({"id": request})).await;
    app.ok(&Persona::chamber("35"), "employerRequestPublish", json!({"id": request})).await;
    let input = json!({"requestId": request, "collegeId": stage.college, "proposal": proposal(2)});
    let response = app.ok(&stage.manager(), "requestResponseCreate", input).await["id"].clone();
    app.ok(&hr, "requestResponseAcknowledge", json!({"id": response})).await;
    app.ok(&hr, "requestResponseAccept", json!({"id": response})).await;
    hr
}

/// The answer as it comes.
async fn body(app: &TestApp, persona: &Persona, query: &str) -> String {
    let token = app.token(persona).await;
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("accept-language", "ru".to_owned()),
        ("authorization", format!("Bearer {token}")),
    ];
    let body = json!({ "query": query }).to_string();
    let answer = app.client.send(Method::POST, "/graphql", &headers, body).await;
    String::from_utf8(answer.into_body().to_vec()).unwrap()
}

async fn nodes(app: &TestApp, persona: &Persona, list: &str, selection: &str) -> Value {
    let query = format!("{{ {list}(first: 5) {{ nodes {{ {selection} }} }} }}");
    app.send(persona, &query, json!({})).await.data()[list]["nodes"].clone()
}

fn lists(types: &Value) -> Vec<(String, String)> {
    let fields = types["queryType"]["fields"].as_array().unwrap().iter();
    let lists = fields.filter_map(|field| {
        let object = field["type"]["ofType"]["name"].as_str()?.strip_suffix("Connection")?;
        Some((field["name"].as_str()?.to_owned(), object.to_owned()))
    });
    lists.collect()
}

/// Fields without arguments that are needed, with something selected of objects.
fn fields(types: &Value, object: &str) -> Vec<String> {
    let types = types["types"].as_array().unwrap();
    let object = types.iter().find(|it| it["name"] == object).unwrap();
    let fields = object["fields"].as_array().unwrap().iter().filter(|field| {
        let needed = |argument: &Value| argument["type"]["kind"] == "NON_NULL";
        !field["args"].as_array().unwrap().iter().any(needed) && field["name"] != "history"
    });
    let selections = fields.map(|field| {
        let name = field["name"].as_str().unwrap();
        let mut of = &field["type"];
        while of["name"].is_null() {
            of = &of["ofType"];
        }
        let leaf = matches!(of["kind"].as_str(), Some("SCALAR" | "ENUM"));
        if leaf { name.to_owned() } else { format!("{name} {{ __typename }}") }
    });
    selections.collect()
}
