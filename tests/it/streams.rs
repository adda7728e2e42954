//! Operations over WebSocket and server-sent events, driven by public clients.

use std::{collections::BTreeMap, process::Stdio};

use app::Position;
use axum::http::Method;
use chrono::TimeDelta;
use domain::Cursor;
use serde_json::{Value, json};
use support::{Backend, Client, PATIENCE, Persona, TestApp, terms};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

use crate::{
    on_both,
    programs::{FOLDER, node},
};

pub const WAYS: [&str; 3] = ["ws", "sse", "sse-single"];

/// A public client that follows published requests, ended with this.
pub struct Follower {
    lines: Lines<BufReader<ChildStdout>>,
    _child: Child,
}

impl Follower {
    pub async fn start(
        app: &TestApp,
        client: &Client,
        way: &str,
        persona: &Persona,
        after: &str,
    ) -> Self {
        let token = app.token(persona).await;
        let url = format!("http://{}", client.address());
        let mut node = Command::new("node");
        node.current_dir(FOLDER).args(["follow.mjs", &url, way, &token, after]);
        let mut child = node.stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { lines, _child: child }
    }

    pub async fn next(&mut self) -> Value {
        let line = timeout(PATIENCE, self.lines.next_line()).await.expect("an event");
        serde_json::from_str(&line.unwrap().expect("the client goes on")).unwrap()
    }

    pub async fn numbers<const N: usize>(&mut self) -> [String; N] {
        let mut numbers = Vec::new();
        for _ in 0..N {
            let next = self.next().await;
            let request = &next["employerRequest"];
            numbers.push(request["number"].as_str().unwrap_or_else(|| panic!("{next}")).to_owned());
        }
        numbers.try_into().unwrap()
    }
}

/// The cursor before all events.
pub fn beginning(app: &TestApp) -> String {
    let Cursor(cursor) = app.app.cursor(Position::default());
    cursor
}

/// What a server does beside answering.
fn housekeeping(app: &TestApp) -> tokio::task::JoinHandle<()> {
    tokio::spawn(app::housekeeping(app.app.clone()))
}

/// The number of a request that is published now.
pub async fn publish(app: &TestApp, employer: &str, hr: &Persona) -> String {
    let id = app.published(employer, hr, 3).await;
    number(app, hr, &id).await
}

async fn number(app: &TestApp, hr: &Persona, id: &str) -> String {
    let query = "query($id: ID!) { employerRequest(id: $id) { number } }";
    let answer = app.send(hr, query, json!({ "id": id })).await;
    answer.data()["employerRequest"]["number"].as_str().unwrap().to_owned()
}

on_both! {
    async fn who_follows_is_told_of_each_request_once(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let keeping = housekeeping(&app);
        let nobody = Persona::new("MINISTRY_ANALYST", "KZ");
        let mut followers = Vec::new();
        for way in WAYS {
            let beginning = beginning(&app);
            let start = Follower::start(&app, &app.client, way, &nobody, &beginning);
            followers.push(start.await);
        }
        let mut published = Vec::new();
        for _ in 0..4 {
            // One after the other, some while the clients connect and some when they are there.
            published.push(publish(&app, &employer, &hr).await);
            if published.len() == 2 {
                for follower in &mut followers {
                    assert_eq!(follower.numbers().await, [&*published[0], &published[1]]);
                }
            }
        }
        for follower in &mut followers {
            assert_eq!(follower.numbers().await, [&*published[2], &published[3]]);
        }
        keeping.abort();
    }

    async fn another_server_goes_on_where_one_has_ended(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let keeping = housekeeping(&app);
        let other = app.replica(|_| {}).await;
        for way in WAYS {
            let first = publish(&app, &employer, &hr).await;
            let mut follower = Follower::start(&app, &app.client, way, &hr, &beginning(&app)).await;
            let cursor = loop {
                let told = follower.next().await;
                if told["employerRequest"]["number"] == first {
                    break told["cursor"].clone();
                }
            };
            drop(follower);
            let meanwhile = publish(&app, &employer, &hr).await;
            let mut follower = Follower::start(&app, &other, way, &hr, cursor.as_str().unwrap()).await;
            assert_eq!(follower.numbers().await, [meanwhile]);
        }
        keeping.abort();
    }

    async fn who_follows_is_told_of_what_is_in_sight_and_asked_for(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let (college, manager) = app.college("C").await;
        let (_, other) = app.college("D").await;
        let keeping = housekeeping(&app);
        let mut terms = terms(3);
        terms["visibility"] = json!("SELECTED_COLLEGES");
        terms["selectedCollegeIds"] = json!([college]);
        let id = app.published_with(&employer, &hr, terms).await;
        let selected = number(&app, &hr, &id).await;
        let open = publish(&app, &employer, &hr).await;
        let beginning = beginning(&app);
        let start = |persona| Follower::start(&app, &app.client, "ws", persona, &beginning);
        let (mut meant, mut others) = (start(&manager).await, start(&other).await);
        assert_eq!(meant.numbers().await, [&*selected, &open]);
        assert_eq!(others.numbers().await, [open]);
        keeping.abort();
    }

    async fn whatever_can_be_asked_by_post_can_be_asked_over_a_stream(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let id = app.draft(&employer, &hr, 3).await;
        let operations = json!([
            {"query": "{ __typename }"},
            {"query": "query($id: ID!) { employerRequest(id: $id) { headcount } }", "variables": {"id": id}},
            {"query": "{ nothing }"},
            {"query": "query($id: ID!) { employerRequest(id: $id) { headcount } }"},
            {"query": "subscription { employerRequestPublished(after: \"nonsense\") { cursor } }"},
        ]);
        let url = format!("http://{}", app.client.address());
        let token = app.token(&hr).await;
        for way in WAYS {
            let printed = node("operations.mjs", &[&url, way, &token], operations.to_string()).await;
            let outcomes: Value = serde_json::from_str(&printed).unwrap();
            let data = |index: usize| &outcomes[index]["results"][0]["data"];
            assert_eq!(data(0), &json!({"__typename": "Query"}), "{way}: {outcomes}");
            assert_eq!(data(1), &json!({"employerRequest": {"headcount": 3}}), "{way}: {outcomes}");
            for (index, code) in
                [(2, "GRAPHQL_VALIDATION_FAILED"), (3, "BAD_USER_INPUT"), (4, "CURSOR_MISMATCH")]
            {
                let errors = outcomes[index]["errors"].to_string();
                assert!(errors.contains(code), "{way}, {index}: {outcomes}");
            }
        }
    }
}

/// How a connection ends does not depend on the database.
#[tokio::test(flavor = "multi_thread")]
async fn a_websocket_is_closed_with_the_code_of_what_was_wrong() {
    let app = TestApp::start(Backend::Sqlite).await;
    let persona = Persona::editor();
    let token = app.token(&persona).await;
    // Ten minutes are the life of a token; this one has two seconds left.
    let expiring = app.token_at(&persona, None, app.clock_now() - TimeDelta::seconds(598)).await;
    let url = format!("ws://{}/graphql/ws", app.client.address());
    let printed = node("closes.mjs", &[&url, &token, &expiring], String::new()).await;
    let lines = printed.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let codes: BTreeMap<_, _> = lines
        .map(|line| (line["name"].as_str().unwrap().to_owned(), line["code"].as_i64().unwrap()))
        .collect();
    let expected = [
        ("a message without its fields", 4400),
        ("a token in the wrong place", 4403),
        ("a token that expires", 4401),
        ("a token that is none", 4403),
        ("an operation before the acknowledgement", 4401),
        ("bytes instead of text", 4400),
        ("no JSON", 4400),
        ("no first message", 4408),
        ("no message of the protocol", 4400),
        ("no protocol", 4406),
        ("one id for two operations", 4409),
        ("the first message twice", 4429),
        ("too long a message", 1009),
        ("too many objects", 1009),
        ("too many operations", 4429),
    ];
    assert_eq!(codes, expected.map(|(name, code)| (name.to_owned(), code)).into());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_stream_is_refused_in_words() {
    let app = TestApp::start(Backend::Sqlite).await;
    let subscription = json!({"query": "subscription { employerRequestPublished { cursor } }"});
    let json = ("content-type", "application/json".to_owned());
    let events = ("accept", "text/event-stream".to_owned());
    let subscription = subscription.to_string();
    let started =
        json!({"query": "{ __typename }", "extensions": {"operationId": "1"}}).to_string();
    for (method, path, headers, body, status, code) in [
        (Method::POST, "/graphql", vec![json.clone()], &*subscription, 400, "BAD_USER_INPUT"),
        (Method::GET, "/graphql/ws", vec![], "", 400, "BAD_USER_INPUT"),
        (
            Method::POST,
            "/graphql/stream",
            vec![json.clone()],
            &*subscription,
            406,
            "NOT_ACCEPTABLE",
        ),
        (
            Method::POST,
            "/graphql/stream",
            vec![events.clone()],
            &*subscription,
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        (
            Method::GET,
            "/graphql/stream?query=mutation%7B__typename%7D",
            vec![events.clone()],
            "",
            405,
            "METHOD_NOT_ALLOWED",
        ),
        (
            Method::GET,
            "/graphql/stream?token=none",
            vec![events.clone()],
            "",
            404,
            "BAD_USER_INPUT",
        ),
        (Method::POST, "/graphql/stream?token=none", vec![json], &started, 404, "BAD_USER_INPUT"),
        (
            Method::DELETE,
            "/graphql/stream?token=none&operationId=1",
            vec![],
            "",
            404,
            "BAD_USER_INPUT",
        ),
        (Method::DELETE, "/graphql/stream", vec![], "", 405, "METHOD_NOT_ALLOWED"),
        (Method::PATCH, "/graphql/stream", vec![], "", 405, "METHOD_NOT_ALLOWED"),
    ] {
        let answer = app.client.request(method.clone(), path, &headers, body.to_owned()).await;
        assert_eq!((answer.status.as_u16(), answer.error()), (status, code), "{method} {path}");
        assert!(!answer.header("x-request-id").is_empty(), "{method} {path}");
    }
}
