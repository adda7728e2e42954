//! How much a client has used is shown to whoever answers for it.

use std::collections::BTreeMap;

use api::Quotas;
use app::{Used, wall};
use axum::http::Method;
use chrono::TimeDelta;
use domain::{Id, Role, Viewer, platform::Period};
use persistence::Wall;
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::{Value, json};
use support::{Persona, TestApp};

use crate::{
    on_both,
    programs::node,
    stage::Stage,
    streams::{Follower, WAYS, beginning, publish},
};

/// Costs one point.
const CHEAP: &str = "{ __typename }";

const USAGE: &str = "usage { requests points errors days { day requests points errors }
    deprecated { element operations lastUsedOn } }";

/// Somebody whose operations nobody but the test sends.
fn analyst() -> Persona {
    Persona::new("MINISTRY_ANALYST", "KZ")
}

/// What is written down of a persona's client by now, as an editor of the ministry sees it.
async fn written(app: &TestApp, persona: &Persona) -> Value {
    app.app.store_usage().await.unwrap();
    let query = format!("query($id: ID!) {{ apiClient(id: $id) {{ {USAGE} }} }}");
    let id = persona.id().to_string();
    let answer = app.send(&Persona::editor(), &query, json!({ "id": id })).await;
    answer.data()["apiClient"]["usage"].clone()
}

/// Requests, points and errors.
fn counts(usage: &Value) -> (u64, u64, u64) {
    let points = usage["points"].as_f64().unwrap();
    let points = format!("{points}").parse().expect("a whole number");
    (usage["requests"].as_u64().unwrap(), points, usage["errors"].as_u64().unwrap())
}

/// Elements of a schema that has some, as its operations would name them.
fn deprecated(elements: &[&str]) -> Used {
    let deprecated: BTreeMap<_, _> = elements.iter().map(|it| ((*it).to_owned(), 1)).collect();
    Used { requests: 1, deprecated, ..Used::default() }
}

/// How many are stored in each of the tables.
async fn rows(app: &TestApp) -> [i64; 2] {
    [
        app.number("SELECT count(*) FROM api_client_usage").await,
        app.number("SELECT count(*) FROM api_client_deprecated_use").await,
    ]
}

on_both! {
    async fn operations_are_counted_with_what_was_charged_and_what_has_failed(app: TestApp) {
        let persona = analyst();
        for _ in 0..3 {
            app.send(&persona, CHEAP, json!({})).await.data();
        }
        assert_eq!(counts(&written(&app, &persona).await), (3, 3, 0));
        // It is no operation; it is none that is valid; it has no such variable; a part has failed.
        let token = app.token(&persona).await;
        let headers = [
            ("content-type", "application/json".to_owned()), ("authorization", format!("Bearer {token}")),
        ];
        app.client.request(Method::POST, "/graphql", &headers, "{").await.error();
        app.send(&persona, "{ nothing }", json!({})).await.error();
        app.send(&persona, "query($id: ID!) { node(id: $id) { id } }", json!({})).await.error();
        let partly = app.send(&persona, "{ __typename node(id: \"none\") { id } }", json!({})).await;
        let charged = partly.body["extensions"]["cost"]["requested"].as_u64().unwrap();
        assert_eq!(counts(&written(&app, &persona).await), (7, 3 + charged, 4));
        // By a URL; and what only asks for the cost is charged nothing.
        for (path, points) in [("/graphql?query=%7B__typename%7D", 1), ("/graphql?dryRun=1&query=%7B__typename%7D", 0)] {
            let before = counts(&written(&app, &persona).await);
            app.client.request(Method::GET, path, &headers[1..], "").await;
            let after = counts(&written(&app, &persona).await);
            assert_eq!(after, (before.0 + 1, before.1 + points, before.2), "{path}");
        }
        app.anonymous(CHEAP, json!({})).await.data();
        assert_eq!(counts(&written(&app, &persona).await).0, 9, "nobody in particular has no client");
    }

    async fn operations_of_streams_are_counted_like_others(app: TestApp) {
        let persona = analyst();
        let operations = json!([{ "query": CHEAP }, { "query": "{ nothing }" }, { "query": "{ node(id: \"none\") { id } }" }]);
        let (url, token) = (format!("http://{}", app.client.address()), app.token(&persona).await);
        let charged = app.send(&persona, "{ node(id: \"none\") { id } }", json!({})).await;
        let charged = charged.body["extensions"]["cost"]["requested"].as_u64().unwrap();
        for way in WAYS {
            let before = counts(&written(&app, &persona).await);
            node("operations.mjs", &[&url, way, &token], operations.to_string()).await;
            let after = counts(&written(&app, &persona).await);
            assert_eq!(after, (before.0 + 3, before.1 + 1 + charged, before.2 + 2), "{way}");
        }
    }

    async fn a_subscription_is_one_operation_and_each_event_is_charged(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let keeping = tokio::spawn(app::housekeeping(app.app.clone()));
        for _ in 0..2 {
            publish(&app, &employer, &hr).await;
        }
        for (way, requests) in WAYS.into_iter().zip(1..) {
            let mut follower = Follower::start(&app, &app.client, way, &analyst(), &beginning(&app)).await;
            follower.numbers::<2>().await;
            let (counted, points, errors) = counts(&written(&app, &analyst()).await);
            assert_eq!((counted, errors), (requests, 0), "{way}");
            // It is charged when it begins, and for two events.
            assert!(points > 0 && points.is_multiple_of(3 * requests), "{way}: {points}");
        }
        keeping.abort();
    }

    async fn what_a_quota_does_not_permit_is_an_error_and_not_charged(app: TestApp) {
        let persona = analyst();
        app.token(&persona).await;
        let other = app.another();
        let quotas = Quotas { client: Some(2), address: None };
        let server = app.replica_of(&other, |settings| settings.quotas = quotas).await;
        let token = app.token(&persona).await;
        let mut codes = Vec::new();
        for _ in 0..4 {
            codes.push(server.graphql(Some(&token), CHEAP, json!({})).await.status.as_u16());
        }
        assert_eq!(codes, [200, 200, 429, 429]);
        other.store_usage().await.unwrap();
        assert_eq!(counts(&written(&app, &persona).await), (4, 2, 2));
    }

    async fn servers_add_to_each_other(app: TestApp) {
        let (persona, other) = (analyst(), app.another());
        let server = app.replica_of(&other, |_| {}).await;
        let token = app.token(&persona).await;
        for turn in 1..=3 {
            app.client.graphql(Some(&token), CHEAP, json!({})).await.data();
            server.graphql(Some(&token), CHEAP, json!({})).await.data();
            app.app.count_use(persona.id(), deprecated(&["Query.old", "Query.older"]));
            other.count_use(persona.id(), deprecated(&["Query.old"]));
            let (one, two) = tokio::join!(app.app.store_usage(), other.store_usage());
            one.and(two).unwrap();
            let usage = written(&app, &persona).await;
            assert_eq!(counts(&usage), (4 * turn, 2 * turn, 0));
            let element = |name: &str, operations: u64| {
                json!({"element": name, "operations": operations, "lastUsedOn": "2026-12-01"})
            };
            let expected = [element("Query.old", 2 * turn), element("Query.older", turn)];
            assert_eq!(usage["deprecated"], json!(expected));
        }
    }

    async fn what_cannot_be_written_is_written_later(app: TestApp) {
        let persona = analyst();
        app.send(&persona, CHEAP, json!({})).await.data();
        // The first table can be written, so half of it would be.
        let move_away = "ALTER TABLE api_client_deprecated_use RENAME TO away";
        app.raw.execute_unprepared(move_away).await.unwrap();
        app.app.count_use(persona.id(), deprecated(&["Query.old"]));
        for _ in 0..2 {
            app.app.store_usage().await.unwrap_err();
        }
        app.send(&persona, CHEAP, json!({})).await.data();
        let bring_back = "ALTER TABLE away RENAME TO api_client_deprecated_use";
        app.raw.execute_unprepared(bring_back).await.unwrap();
        let usage = written(&app, &persona).await;
        assert_eq!(counts(&usage), (3, 2, 0));
        assert_eq!(usage["deprecated"][0]["operations"], 1);
    }

    async fn days_are_those_of_kazakhstan_and_are_kept_for_four_hundred(app: TestApp) {
        let persona = analyst();
        let day = |day: &str, requests: u64| {
            json!({"day": day, "requests": requests, "points": 0.0, "errors": 0})
        };
        // A client that nobody has entered is in nobody's way.
        app.app.count_use(Id::new(uuid::Uuid::now_v7()), deprecated(&["Query.old"]));
        app.token(&persona).await;
        for _ in 0..3 {
            app.app.count_use(persona.id(), deprecated(&["Query.old"]));
            // From 11 in the morning to one in the night.
            app.clock.advance(TimeDelta::hours(7));
        }
        let usage = written(&app, &persona).await;
        assert_eq!(usage["days"], json!([day("2026-12-01", 2), day("2026-12-02", 1)]));
        assert_eq!(usage["deprecated"][0]["lastUsedOn"], "2026-12-02");
        app.clock.advance(TimeDelta::days(400));
        assert_eq!(rows(&app).await, [2, 2]);
        app.app.forget_expired().await.unwrap();
        assert_eq!(rows(&app).await, [1, 1], "the second of them was 400 days ago");
    }

    async fn only_whoever_answers_for_a_client_and_itself_learn_of_it(app: TestApp) {
        let stage = Stage::new(&app).await;
        let id = stage.client("active", "PRIVATE_KEY_JWT").await;
        app.app.count_use(id.parse().unwrap(), deprecated(&["Query.old"]));
        app.app.store_usage().await.unwrap();
        let query = format!("query($id: ID!) {{ apiClient(id: $id) {{ {USAGE} }} }}");
        let other = Persona::new("ORG_ADMIN", &stage.others[1]);
        for (persona, sees) in [
            (stage.administrator(), true), (Persona::editor(), true), (Persona::new("AUDITOR", "KZ"), true),
            (other, false), (stage.manager(), false), (analyst(), false),
        ] {
            let answer = app.send(&persona, &query, json!({ "id": id })).await;
            let usage = &answer.data()["apiClient"]["usage"];
            assert_eq!(usage["requests"] == 1, sees, "{persona:?}");
            assert_eq!(usage["deprecated"][0]["element"] == "Query.old", sees, "{persona:?}");
        }
        // A client does not see itself, and learns of itself; the person whom it calls for does not.
        let itself = format!("{{ viewer {{ client {{ {USAGE} }} }} }}");
        app.send(&analyst(), CHEAP, json!({})).await.data();
        app.app.store_usage().await.unwrap();
        let answer = app.send(&analyst(), &itself, json!({})).await;
        // Its question about the client of the college was the first one.
        assert_eq!(answer.data()["viewer"]["client"]["usage"]["requests"], 2);
        let token = app.token_for(&analyst(), "Айгүл").await;
        let answer = app.client.graphql(Some(&token), &itself, json!({})).await;
        assert_eq!(answer.data()["viewer"]["client"], json!({ "usage": null }));
    }

    /// The condition of the select and the policies of PostgreSQL, each by itself.
    async fn each_wall_alone_keeps_strangers_from_it(app: TestApp) {
        let stage = Stage::new(&app).await;
        let id: Id<domain::platform::ApiClient> = stage.client("active", "PRIVATE_KEY_JWT").await.parse().unwrap();
        app.app.count_use(id, deprecated(&["Query.old"]));
        app.app.store_usage().await.unwrap();
        let period = Period::of(None, None, "2026-12-01".parse().unwrap()).unwrap();
        let seat = |organization: &str| {
            let place = domain::Place::Organization(organization.parse().unwrap());
            Viewer::seated("a", Role::OrgAdmin, place)
        };
        let (owner, stranger) = (seat(&stage.college), seat(&stage.employer));
        let mut walls = vec![app.app.store().without(Wall::Policies)];
        if app.raw.get_database_backend() == sea_orm::DbBackend::Postgres {
            walls.push(app.app.store().without(Wall::Condition("api_client")));
        }
        for store in walls {
            for (viewer, rows) in [(&owner, 1), (&stranger, 0), (&Viewer::anonymous(), 0)] {
                let usage = store.repository(viewer).usage(&[id], period).await.unwrap();
                assert_eq!(usage.len(), rows, "{viewer:?}");
                let used = store.repository(viewer).deprecated_use(&[id], period).await.unwrap();
                assert_eq!(used.len(), rows, "{viewer:?}");
            }
        }
    }

    async fn a_period_that_cannot_be_shown_is_refused_with_what_can(app: TestApp) {
        let query = "query($from: Date, $to: Date) { viewer { client { usage(from: $from, to: $to) { requests } } } }";
        let wanted = "`from`, `to`: a period of 1 to 92 days that begins within the last 400";
        for (from, to, is_shown) in [
            (None, None, true),
            (Some("2026-09-01"), None, true),
            (Some("2025-10-27"), Some("2025-10-27"), true),
            (Some("2026-12-02"), Some("2027-01-01"), true),
            (Some("2026-08-31"), None, false),
            (Some("2026-12-02"), None, false),
            (Some("2026-11-02"), Some("2026-11-01"), false),
            (Some("2025-10-26"), Some("2025-10-27"), false),
            (None, Some("0000-01-01"), false),
            (Some("0000-01-01"), Some("9999-12-31"), false),
        ] {
            let answer = app.send(&analyst(), query, json!({"from": from, "to": to})).await;
            let is_refused = answer.body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT";
            assert_eq!(is_refused, !is_shown, "{from:?} to {to:?}: {}", answer.body);
            let message = answer.body["errors"][0]["message"].as_str().unwrap_or(wanted);
            assert!(message.starts_with(wanted), "{message}");
        }
    }

    async fn the_usage_of_a_page_of_clients_costs_two_statements(app: TestApp) {
        for n in 0..25 {
            let persona = Persona { client: format!("portal {n}"), ..analyst() };
            app.send(&persona, CHEAP, json!({})).await.data();
            app.app.count_use(persona.id(), deprecated(&["Query.old"]));
        }
        app.app.store_usage().await.unwrap();
        let query = format!("query($first: Int) {{ apiClients(first: $first) {{ nodes {{ {USAGE} }} }} }}");
        let editor = Persona::editor();
        app.send(&editor, &query, json!({"first": 1})).await.data();
        for first in [1, 25] {
            let asked = app.send(&editor, &query, json!({ "first": first }));
            let (statements, answer) = app.statements(asked).await;
            let nodes = answer.data()["apiClients"]["nodes"].as_array().unwrap().clone();
            assert_eq!(nodes.len(), first);
            assert!(nodes.iter().any(|node| node["usage"]["requests"] == 2), "{nodes:?}");
            assert_eq!(statements, 3, "{first} clients");
        }
    }
}

/// Viewers do not write it, whatever statement they send.
#[tokio::test(flavor = "multi_thread")]
async fn the_role_of_viewers_only_reads_it() {
    let app = TestApp::start(support::Backend::Postgres).await;
    for refused in [
        "UPDATE api_client_usage SET requests = 0",
        "DELETE FROM api_client_deprecated_use",
        "INSERT INTO api_client_usage SELECT id, now(), 1, 1, 1 FROM api_client",
    ] {
        let tx = app.raw.begin().await.unwrap();
        for (name, value) in wall::settings(&Viewer::anonymous()) {
            let set = format!("SELECT set_config('{name}', '{value}', true)");
            tx.execute_unprepared(&set).await.unwrap();
        }
        tx.execute_unprepared("SET LOCAL ROLE klaster_api").await.unwrap();
        let error = tx.execute_unprepared(refused).await.unwrap_err().to_string();
        assert!(error.contains("permission denied"), "{refused}: {error}");
    }
}
