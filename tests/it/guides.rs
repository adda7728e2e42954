//! The examples of the guides: each is run as it stands, and its answer is the one that is stated.

use std::{fs, path::PathBuf, process::Stdio};

use api::Quotas;
use axum::http::Method;
use serde_json::{Value, json};
use support::{Backend, Client, PATIENCE, PLACE, Persona, TestApp, next_bin};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
    time::timeout,
};

use crate::{on_both, programs::FOLDER, stage::client_terms};

/// The organizations that the examples act for.
const EMPLOYER: &str = "organization_01h455vb4pex5vsknk084sn02q";
const COLLEGE: &str = "organization_01h455vb4pex5vsknk084sn02r";

/// What stands here is different each time: in an answer any text, among variables what the answer
/// before has brought.
const OPEN: &str = "…";

/// A block of code: what stands behind its fence, and its lines.
pub struct Block {
    pub info: String,
    pub text: String,
}

/// An operation as a guide has it.
#[derive(Debug)]
struct Example {
    query: String,
    /// The role of whoever asks, and where it is held.
    by: Option<(&'static str, &'static str)>,
    /// Only its cost is asked for.
    is_dry: bool,
    variables: Value,
    answer: Value,
}

pub fn guides() -> Vec<(String, String)> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/api/docs/guides"));
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut guides: Vec<_> = files
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    guides.sort();
    guides
}

pub fn blocks(text: &str) -> Vec<Block> {
    let fenced = text.split("\n```").skip(1).step_by(2);
    let parts = fenced.map(|block| block.split_once('\n').unwrap());
    parts.map(|(info, text)| Block { info: info.to_owned(), text: text.to_owned() }).collect()
}

/// Operations with the variables and the answer that follow them.
fn examples(text: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for Block { info, text } in blocks(text) {
        let json = || serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        match info.as_str() {
            "json variables" => examples.last_mut().unwrap().variables = json(),
            "json answer" => examples.last_mut().unwrap().answer = json(),
            "sh" | "http" | "toml" | "json token" | "json printed" | "js" => {}
            "js run" | "sh run" | "ts run" | "python run" => {}
            run => {
                let by = match run {
                    "graphql run" | "graphql dry" => None,
                    "graphql run as=employer" => Some(("EMPLOYER_HR", EMPLOYER)),
                    "graphql run as=college" => Some(("COLLEGE_MANAGER", COLLEGE)),
                    "graphql run as=administrator" => Some(("ORG_ADMIN", COLLEGE)),
                    _ => panic!("a block that nobody knows: {run}"),
                };
                let (variables, answer) = (json!({}), Value::Null);
                let is_dry = run == "graphql dry";
                examples.push(Example { query: text, by, is_dry, variables, answer });
            }
        }
    }
    examples
}

/// Puts what the answer before has brought in the place that is left open for it.
fn fill(variables: &mut Value, before: &Value) {
    for (name, value) in variables.as_object_mut().into_iter().flatten() {
        if value == OPEN {
            let brought = if name == "after" { "endCursor" } else { "id" };
            *value = found(before, brought).cloned().expect("an answer with what comes next");
        } else {
            fill(value, before);
        }
    }
}

fn found<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    if let Value::Array(values) = value {
        return values.iter().find_map(|inner| found(inner, key));
    }
    let object = value.as_object()?;
    object.get(key).or_else(|| object.values().find_map(|inner| found(inner, key)))
}

/// Whether an answer is the stated one.
pub fn fits(stated: &Value, answer: &Value) -> bool {
    match (stated, answer) {
        (Value::String(text), Value::String(_)) if text == OPEN => true,
        (Value::Object(stated), Value::Object(answer)) => {
            stated.len() == answer.len()
                && stated
                    .iter()
                    .all(|(key, value)| answer.get(key).is_some_and(|other| fits(value, other)))
        }
        (Value::Array(stated), Value::Array(answer)) => {
            stated.len() == answer.len()
                && stated.iter().zip(answer).all(|(value, other)| fits(value, other))
        }
        _ => stated == answer,
    }
}

async fn run(
    app: &TestApp,
    client: &Client,
    example: &Example,
    variables: &Value,
    language: &str,
) -> Value {
    let mut headers = vec![
        ("content-type", "application/json".to_owned()),
        ("accept-language", language.to_owned()),
    ];
    if let Some((role, place)) = example.by {
        let persona = Persona::new(role, place);
        let token = app.token(&persona).await;
        headers.push(("authorization", format!("Bearer {token}")));
    }
    let body = json!({"query": example.query, "variables": variables}).to_string();
    let path = if example.is_dry { "/graphql?dryRun=1" } else { "/graphql" };
    let mut answer = client.request(Method::POST, path, &headers, body).await.body;
    // Every answer tells its cost; guides repeat it where it is their subject.
    if example.answer.get("extensions").is_none() {
        answer.as_object_mut().unwrap().remove("extensions");
    }
    answer
}

/// What the examples speak of.
async fn prepare(app: &TestApp) {
    for (id, kind, name) in
        [(EMPLOYER, "ENTERPRISE", "Алтын дән"), (COLLEGE, "COLLEGE", "Сарыарқа")]
    {
        let input = json!({
            "id": id,
            "bin": next_bin(),
            "profile": {
                "kind": kind, "ownership": "PRIVATE", "name": {"kk": name},
                "katoCode": PLACE, "isHighTech": false, "isStartup": false,
            },
        });
        app.ok(&Persona::editor(), "organizationCreate", input).await;
    }
    app.published(EMPLOYER, &Persona::new("EMPLOYER_HR", EMPLOYER), 3).await;
    let input = json!({
        "id": "api_client_01h455vb4pex5vsknk084sn02r", "organizationId": COLLEGE, "kind": "SANDBOX",
        "profile": {"name": "Сайт"}, "terms": client_terms("CLIENT_SECRET_BASIC"),
    });
    let admin = Persona::new("ORG_ADMIN", COLLEGE);
    app.ok(&admin, "apiClientRequest", input).await;
    let approved = "api_client_01h455vb4pex5vsknk084sn02s";
    let input = json!({
        "id": approved, "organizationId": COLLEGE, "kind": "PRODUCTION",
        "profile": {"name": "Портал", "purpose": "Сұраныстарға жауап береміз."},
        "terms": client_terms("PRIVATE_KEY_JWT"),
    });
    app.ok(&admin, "apiClientRequest", input).await;
    app.ok(&Persona::editor(), "apiClientApprove", json!({ "id": approved })).await;
}

/// Runs all examples in one language, in an application of their own.
async fn all_hold(app: &TestApp, language: &str) {
    prepare(app).await;
    let ending = format!(".{language}.md");
    let (mut files, mut count, mut before) = (0, 0, Value::Null);
    for (name, text) in guides().iter().filter(|(name, _)| name.ends_with(&ending)) {
        files += 1;
        // Each with a quota of its own, the usual one.
        let quotas = Quotas { client: Some(600_000), address: Some(60_000) };
        let client = app.replica(|settings| settings.quotas = quotas).await;
        for example in &examples(text) {
            let mut variables = example.variables.clone();
            fill(&mut variables, &before);
            let answer = run(app, &client, example, &variables, language).await;
            let shown = serde_json::to_string_pretty(&answer).unwrap();
            assert!(fits(&example.answer, &answer), "{name}: {}\nanswers {shown}", example.query);
            before = answer;
            count += 1;
        }
    }
    assert_eq!((files, count), (8, 23));
}

on_both! {
    async fn every_kazakh_example_is_answered_as_it_says(app: TestApp) {
        all_hold(&app, "kk").await;
    }

    async fn every_russian_example_is_answered_as_it_says(app: TestApp) {
        all_hold(&app, "ru").await;
    }

    async fn every_english_example_is_answered_as_it_says(app: TestApp) {
        all_hold(&app, "en").await;
    }
}

/// How a program connects does not depend on the database, nor on the language of the text around it.
#[tokio::test(flavor = "multi_thread")]
async fn every_program_that_follows_is_told_what_is_published() {
    let app = TestApp::start(Backend::Sqlite).await;
    let (employer, hr) = app.employer("E").await;
    let housekeeping = tokio::spawn(app::housekeeping(app.app.clone()));
    let text = guides().into_iter().find(|(name, _)| name == "subscriptions.en.md").unwrap().1;
    let programs: Vec<_> = blocks(&text).into_iter().filter(|it| it.info == "js run").collect();
    assert_eq!(programs.len(), 2);
    for Block { text, .. } in programs {
        let mut node = Command::new("node");
        node.current_dir(FOLDER).args(["--input-type=module", "--eval", &text]);
        node.env("API_URL", format!("http://{}", app.client.address()));
        node.env("KLASTER_TOKEN", app.token(&hr).await);
        let mut child = node.stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let told = async {
            loop {
                // Until the program is there, nobody tells it.
                tokio::select! {
                    line = lines.next_line() => break line.unwrap().expect("it goes on"),
                    _ = app.published(&employer, &hr, 3) => {}
                }
            }
        };
        let line = timeout(PATIENCE, told).await.unwrap_or_else(|_| panic!("in time: {text}"));
        assert!(line.starts_with("R-"), "{line}");
    }
    housekeeping.abort();
}

#[test]
fn an_answer_that_differs_is_seen() {
    let stated = json!({"a": [1, "…"], "b": null});
    assert!(fits(&stated, &json!({"a": [1, "x"], "b": null})));
    for other in [
        json!({"a": [1, "x"]}),
        json!({"a": [1, "x"], "b": null, "c": 1}),
        json!({"a": [2, "x"], "b": null}),
        json!({"a": [1, "x", 2], "b": null}),
        json!({"a": [1, 2], "b": null}),
    ] {
        assert!(!fits(&stated, &other), "{other}");
    }
}
