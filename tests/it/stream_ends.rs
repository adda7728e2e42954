//! What streams bear, and how they end.

use api::Metrics;
use app::{Error, Position, Topic};
use axum::http::Method;
use chrono::TimeDelta;
use domain::{
    Code, Record,
    market::{EmployerRequest, employer_request::Status},
};
use prometheus_client::{encoding::text::encode, registry::Registry};
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::{Value, json};
use support::{Answer, Backend, Client, Events, PATIENCE, Persona, TestApp};
use tokio::time::{Duration, sleep, timeout};

use crate::{
    on_both,
    programs::node,
    streams::{Follower, WAYS, beginning, publish},
};

const FOLLOW: &str = "subscription($after: String) {
    employerRequestPublished(after: $after) { cursor employerRequest { number } } }";

/// A caller of `/graphql/stream`.
struct Caller<'a> {
    client: &'a Client,
    token: String,
}

impl<'a> Caller<'a> {
    async fn new(app: &TestApp, client: &'a Client, persona: &Persona) -> Self {
        Self { client, token: app.token(persona).await }
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        vec![
            ("content-type", "application/json".to_owned()),
            ("accept", "text/event-stream".to_owned()),
            ("authorization", format!("Bearer {}", self.token)),
        ]
    }

    async fn reserve(&self) -> Answer {
        let path = "/graphql/stream";
        self.client.request(Method::PUT, path, &self.headers(), "").await
    }

    /// Starts an operation on a reserved stream.
    async fn operate(&self, stream: &str, name: &str, query: &str) -> Answer {
        let body = json!({"query": query, "extensions": {"operationId": name}}).to_string();
        let path = format!("/graphql/stream?token={stream}");
        self.client.request(Method::POST, &path, &self.headers(), body).await
    }

    /// Follows, from behind a cursor if there is one.
    async fn follow(&self, after: Option<&str>, more: &[(&'static str, String)]) -> Events {
        let body = json!({"query": FOLLOW, "variables": {"after": after}}).to_string();
        let headers = [self.headers(), more.to_vec()].concat();
        self.client.events(Method::POST, "/graphql/stream", &headers, body).await
    }
}

fn topic() -> Topic {
    Topic { record: EmployerRequest::NAME, state: Status::Published.code() }
}

on_both! {
    /// More readings than are kept for the slow.
    async fn who_falls_behind_reads_on_in_the_journal(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let topic = topic();
        let mut follower = app.app.follow(topic, None).await.unwrap();
        let mut position = follower.position();
        let first = app.published(&employer, &hr, 3).await;
        assert_eq!(follower.next().await.unwrap().len(), 1, "{first}");
        let mut published = 1;
        for number in 0..300 {
            let _ = app.draft(&employer, &hr, 3).await;
            if number % 100 == 50 {
                app.published(&employer, &hr, 3).await;
                published += 1;
            }
            position = app.app.catch_up(position).await.unwrap();
        }
        app.catch_up(position).await;
        let mut found = 1;
        while found < published {
            let next = timeout(PATIENCE, follower.next()).await.expect("an event");
            found += next.unwrap().len();
        }
        assert_eq!(found, published);
        let more = timeout(Duration::from_millis(100), follower.next()).await;
        assert!(more.is_err(), "nothing comes twice: {more:?}");
    }

    async fn a_cursor_of_before_a_restore_is_none_of_ours(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        app.published(&employer, &hr, 3).await;
        let topic = topic();
        let last = app.events_after(Position::default()).await.pop().unwrap();
        let cursor = app.app.cursor(last.position);
        app.app.follow(topic, Some(&cursor)).await.unwrap();
        // A backup has not the last of what has happened.
        app.tamper("DELETE FROM journal WHERE position = (SELECT max(position) FROM journal)").await;
        let refused = app.app.follow(topic, Some(&cursor)).await;
        assert!(matches!(refused, Err(Error::BadCursor)), "{refused:?}");
    }

    async fn each_event_is_charged_and_waits_where_the_quota_is_used_up(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let nobody = Persona::new("MINISTRY_ANALYST", "KZ");
        let mut numbers = Vec::new();
        for _ in 0..3 {
            numbers.push(publish(&app, &employer, &hr).await);
        }
        app.catch_up(Position::default()).await;
        // The opening and one event.
        let quotas = |points| api::Quotas { client: Some(points), address: None };
        let rich = app.replica(|settings| settings.quotas = quotas(10_000)).await;
        let follow = "subscription($after: String) { employerRequestPublished(after: $after)
            { cursor at employerRequest { id number employer { name } } } }";
        let token = app.token(&nobody).await;
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("accept", "text/event-stream, application/json".to_owned()),
            ("authorization", format!("Bearer {token}")),
        ];
        let body = json!({"query": follow}).to_string();
        let dry = rich.request(Method::POST, "/graphql?dryRun=1", &headers, body).await;
        let cost = dry.body["extensions"]["cost"]["requested"].as_u64().unwrap();
        let body = json!({"query": follow, "variables": {"after": beginning(&app)}}).to_string();
        let mut events = rich.events(Method::POST, "/graphql/stream", &headers, body).await;
        let told = events.until(&numbers[2]).await;
        let bills = told.lines().filter_map(|line| line.strip_prefix("data: "));
        let bills = bills.map(|data| serde_json::from_str::<Value>(data).unwrap());
        for (bill, told) in bills.map(|data| data["extensions"]["cost"].clone()).zip(1..) {
            assert_eq!((&bill["requested"], &bill["actual"]), (&json!(cost), &json!(cost)));
            assert_eq!(bill["remaining"], 10_000 - cost * (1 + told), "the opening and each event");
        }
        drop(events);
        app.raw.execute_unprepared("DELETE FROM quota").await.unwrap();
        let poor = app.replica(|settings| settings.quotas = quotas(2 * cost)).await;
        // Two seconds are left of the minute.
        app.clock.advance(TimeDelta::seconds(58));
        let mut follower = Follower::start(&app, &poor, "ws", &nobody, &beginning(&app)).await;
        assert_eq!(follower.numbers().await, [numbers[0].as_str()]);
        let refused = poor.graphql(Some(&token), "{ __typename }", json!({})).await;
        assert_eq!(refused.error(), "RATE_LIMITED", "{}", refused.body);
        app.clock.advance(TimeDelta::seconds(2));
        assert_eq!(follower.numbers().await, [numbers[1].as_str(), &numbers[2]]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_has_so_many_streams_and_no_more_whichever_way_they_come() {
    let change = |settings: &mut api::Settings| settings.streams.of_caller = 1;
    let app = TestApp::start_with(Backend::Sqlite, change).await;
    let nobody = Persona::new("MINISTRY_ANALYST", "KZ");
    let caller = Caller::new(&app, &app.client, &nobody).await;
    let reserved = caller.reserve().await;
    assert_eq!(reserved.status, 201);
    let refused = caller.reserve().await;
    assert_eq!((refused.status.as_u16(), refused.error()), (429, "RATE_LIMITED"));
    assert_eq!(refused.header("retry-after"), "10");
    assert_eq!(refused.body["errors"][0]["extensions"]["retryAfterMs"], 10_000);
    let body = json!({"query": FOLLOW}).to_string();
    let refused =
        app.client.request(Method::POST, "/graphql/stream", &caller.headers(), body).await;
    assert_eq!((refused.status.as_u16(), refused.error()), (429, "RATE_LIMITED"));
    let mut follower = Follower::start(&app, &app.client, "ws", &nobody, "").await;
    assert_eq!(follower.next().await["ended"], 4429);
    // Others have seats of their own.
    let other = Persona::new("MINISTRY_ANALYST", "71");
    assert_eq!(Caller::new(&app, &app.client, &other).await.reserve().await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_belongs_to_the_person_who_has_reserved_it() {
    let app = TestApp::start(Backend::Sqlite).await;
    let portal = Persona::new("MINISTRY_ANALYST", "KZ");
    let person =
        async |name| Caller { client: &app.client, token: app.token_for(&portal, name).await };
    let (one, other) = (person("one").await, person("other").await);
    let reserved = one.reserve().await;
    let stream = reserved.body.as_str().unwrap();
    assert_eq!(other.operate(stream, "1", "{ __typename }").await.status, 404);
    assert_eq!(one.operate(stream, "1", "{ __typename }").await.status, 202);
    // It has something to say and nobody to say it to: its name is taken.
    assert_eq!(one.operate(stream, "2", "{ __typename }").await.status, 202);
    assert_eq!(one.operate(stream, "2", "{ __typename }").await.status, 409);
    // What is not begun leaves no name behind.
    assert_eq!(one.operate(stream, "3", "{ nothing }").await.error(), "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(one.operate(stream, "3", "{ __typename }").await.status, 202);
}

#[tokio::test(flavor = "multi_thread")]
async fn subscriptions_end_when_the_server_stops_and_go_on_with_the_last_id() {
    let app = TestApp::start(Backend::Sqlite).await;
    let (employer, hr) = app.employer("E").await;
    let numbers = [publish(&app, &employer, &hr).await, publish(&app, &employer, &hr).await];
    let nobody = Persona::new("MINISTRY_ANALYST", "KZ");
    let caller = Caller::new(&app, &app.client, &nobody).await;
    let mut events = caller.follow(Some(&beginning(&app)), &[]).await;
    events.until(&numbers[1]).await;
    app.stop.send(true).unwrap();
    let told = events.to_the_end().await;
    assert!(!told.contains("complete"), "it has broken off: {told}");
    app.stop.send(false).unwrap();
    // The first id says where it has begun, the second is of the first event.
    let ids: Vec<_> = told.lines().filter_map(|line| line.strip_prefix("id: ")).collect();
    assert_eq!(ids.len(), 3, "{told}");
    let last = ("last-event-id", ids[1].to_owned());
    let mut events = caller.follow(Some("ignored"), &[last]).await;
    let told = events.until(&numbers[1]).await;
    assert!(!told.contains(&numbers[0]), "{told}");
}

/// Those over streams.
fn mutations_begun(metrics: &Metrics) -> usize {
    count(metrics, "stream_operations_total{kind=\"mutation\"} ")
}

fn count(metrics: &Metrics, name: &str) -> usize {
    let (mut registry, mut told) = (Registry::default(), String::new());
    metrics.register(&mut registry);
    encode(&mut told, &registry).unwrap();
    let count = told.lines().find_map(|line| line.strip_prefix(name));
    count.map_or(0, |count| count.parse().unwrap())
}

/// The database is held up, so that the operation has begun and not ended when the server stops.
#[tokio::test(flavor = "multi_thread")]
async fn what_has_begun_is_answered_over_a_stream_although_the_server_stops() {
    let metrics = Metrics::default();
    let change = |settings: &mut api::Settings| settings.metrics = metrics.clone();
    let app = TestApp::start_with(Backend::Sqlite, change).await;
    let (employer, hr) = app.employer("E").await;
    let (url, token) = (format!("http://{}", app.client.address()), app.token(&hr).await);
    for (done, way) in WAYS.into_iter().enumerate() {
        let id = app.draft(&employer, &hr, 3).await;
        let operations = json!([{
            "query": "mutation($id: ID!) { employerRequestSubmit(input: {id: $id})
                { employerRequest { status } userErrors { message } } }",
            "variables": {"id": id},
        }]);
        let held = app.raw.begin().await.unwrap();
        held.execute_unprepared("UPDATE quota SET leased = leased").await.unwrap();
        let arguments = [url.clone(), way.to_owned(), token.clone()];
        let running = tokio::spawn(async move {
            let arguments = arguments.each_ref().map(String::as_str);
            node("operations.mjs", &arguments, operations.to_string()).await
        });
        let begun = async {
            while mutations_begun(&metrics) == done {
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(PATIENCE, begun).await.expect("the operation begins");
        app.stop.send(true).unwrap();
        held.rollback().await.unwrap();
        let outcomes = timeout(PATIENCE, running).await.expect("an answer").unwrap();
        app.stop.send(false).unwrap();
        let outcomes: Value = serde_json::from_str(&outcomes).unwrap();
        let submitted = &outcomes[0]["results"][0]["data"]["employerRequestSubmit"];
        assert_eq!(submitted["employerRequest"]["status"], "SUBMITTED", "{way}: {outcomes}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_when_its_token_expires() {
    let app = TestApp::start(Backend::Sqlite).await;
    let nobody = Persona::new("MINISTRY_ANALYST", "KZ");
    // Ten minutes are the life of a token; this one has a second left.
    let token = app.token_at(&nobody, None, app.clock_now() - TimeDelta::seconds(599)).await;
    let caller = Caller { client: &app.client, token };
    let told = caller.follow(None, &[]).await.to_the_end().await;
    assert!(!told.contains("complete"), "{told}");
}

/// The stream has been opened with a token that lives longer.
#[tokio::test(flavor = "multi_thread")]
async fn an_operation_whose_token_expires_is_complete_and_its_stream_goes_on() {
    let app = TestApp::start(Backend::Sqlite).await;
    let nobody = Persona::new("MINISTRY_ANALYST", "KZ");
    let caller = Caller::new(&app, &app.client, &nobody).await;
    let token = app.token_at(&nobody, None, app.clock_now() - TimeDelta::seconds(599)).await;
    let expiring = Caller { client: &app.client, token };
    let reserved = caller.reserve().await;
    let stream = reserved.body.as_str().unwrap();
    let path = format!("/graphql/stream?token={stream}");
    let mut events = app.client.events(Method::GET, &path, &caller.headers(), "").await;
    assert_eq!(expiring.operate(stream, "short", FOLLOW).await.status, 202);
    let told = events.until("event: complete\ndata: {\"id\":\"short\"}").await;
    assert!(told.contains("UNAUTHENTICATED"), "{told}");
    assert_eq!(caller.operate(stream, "later", "{ __typename }").await.status, 202);
    events.until("event: complete\ndata: {\"id\":\"later\"}").await;
}

/// Runs the script until the connection is closed; what was told, and the close.
async fn over_a_socket(app: &TestApp, persona: &Persona, conversation: Value) -> Vec<Value> {
    let url = format!("ws://{}/graphql/ws", app.client.address());
    let token = app.token(persona).await;
    let printed = node("socket.mjs", &[&url, &token], conversation.to_string()).await;
    printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_say_that_it_is_there_is_let_go_without_a_word() {
    let change = |settings: &mut api::Settings| settings.ping = Duration::from_secs(1);
    let app = TestApp::start_with(Backend::Sqlite, change).await;
    let nobody = Persona::new("MINISTRY_ANALYST", "KZ");
    let subscribe = json!({"id": "1", "type": "subscribe", "payload": {"query": FOLLOW}});
    let silent = json!({"messages": [subscribe], "options": {"autoPong": false}});
    let told = over_a_socket(&app, &nobody, silent).await;
    // The code of a connection that breaks off.
    assert_eq!(told.last().unwrap()["code"], 1006, "{told:?}");
    assert_eq!(told[0]["type"], "connection_ack", "{told:?}");
    let told = over_a_socket(&app, &nobody, json!({"messages": [subscribe], "options": {}})).await;
    assert_eq!(told.last().unwrap()["code"], 1000, "it has been asked again and again: {told:?}");
}

/// The database is held up, so that a subscription is not opened yet when the server stops: it has to lease a
/// part of the quota.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_says_from_where_to_go_on_although_a_subscription_only_begins() {
    let metrics = Metrics::default();
    let change = |settings: &mut api::Settings| {
        settings.metrics = metrics.clone();
        settings.quotas.client = Some(1_000_000);
    };
    let app = TestApp::start_with(Backend::Sqlite, change).await;
    let (employer, hr) = app.employer("E").await;
    let number = publish(&app, &employer, &hr).await;
    let nobody = Persona::new("MINISTRY_ANALYST", "KZ");
    // Nobody is let in while the database is held.
    app.token(&nobody).await;
    let held = app.raw.begin().await.unwrap();
    held.execute_unprepared("UPDATE quota SET leased = leased").await.unwrap();
    let payload = json!({"query": FOLLOW, "variables": {"after": beginning(&app)}});
    let subscribe = json!({"id": "1", "type": "subscribe", "payload": payload});
    let ended = over_a_socket(&app, &nobody, json!({"messages": [subscribe], "options": {}}));
    let stopped = async {
        while count(&metrics, "stream_operations_total{kind=\"subscription\"} ") == 0 {
            sleep(Duration::from_millis(10)).await;
        }
        app.stop.send(true).unwrap();
        held.rollback().await.unwrap();
    };
    let (told, ()) = timeout(PATIENCE, async { tokio::join!(ended, stopped) }).await.unwrap();
    let [_, close] = &told[..] else { panic!("it has been told nothing: {told:?}") };
    assert_eq!(close["code"], 4503, "{told:?}");
    let cursor = close["reason"].as_str().unwrap();
    app.stop.send(false).unwrap();
    app.catch_up(Position::default()).await;
    let mut follower = Follower::start(&app, &app.client, "ws", &nobody, cursor).await;
    assert_eq!(follower.numbers().await, [number]);
}

#[tokio::test(flavor = "multi_thread")]
async fn operations_on_a_reserved_stream_break_off_when_the_server_stops() {
    let app = TestApp::start(Backend::Sqlite).await;
    let nobody = Persona::new("MINISTRY_ANALYST", "KZ");
    let caller = Caller::new(&app, &app.client, &nobody).await;
    for _ in 0..10 {
        let reserved = caller.reserve().await;
        let stream = reserved.body.as_str().unwrap();
        let path = format!("/graphql/stream?token={stream}");
        let events = app.client.events(Method::GET, &path, &caller.headers(), "").await;
        assert_eq!(caller.operate(stream, "1", FOLLOW).await.status, 202);
        app.stop.send(true).unwrap();
        let told = events.to_the_end().await;
        app.stop.send(false).unwrap();
        assert!(!told.contains("complete"), "whoever is told so does not go on: {told}");
    }
}

/// A table that cannot be read holds up whoever asks for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_whose_event_takes_too_long_again_and_again_says_so_and_ends() {
    let change = |settings: &mut api::Settings| settings.timeout = Duration::from_millis(300);
    let app = TestApp::start_with(Backend::Postgres, change).await;
    let (employer, hr) = app.employer("E").await;
    publish(&app, &employer, &hr).await;
    let held = app.raw.begin().await.unwrap();
    held.execute_unprepared("LOCK TABLE employer_request IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let nobody = Persona::new("MINISTRY_ANALYST", "KZ");
    let caller = Caller::new(&app, &app.client, &nobody).await;
    let told = caller.follow(Some(&beginning(&app)), &[]).await.to_the_end().await;
    held.rollback().await.unwrap();
    assert!(told.contains("\"TIMEOUT\"") && told.contains("event: complete"), "{told}");
}
