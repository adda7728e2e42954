//! What an operation costs is known before it is run, and charged.

use api::Quotas;
use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use support::{Answer, Backend, Client, Dice, Persona, TestApp};

use crate::{
    schema::{Types, kernel, types},
    selection::with_one_of_each,
};

/// Operations that are compared, on each database.
const OPERATIONS: usize = 300;

/// So many points that a test cannot use them up.
const PLENTY: u64 = 1_000_000_000;

/// Runs a test on both databases, with a quota.
macro_rules! with_quota {
    ($($points:expr => async fn $test:ident($app:ident: TestApp) $body:block)*) => {$(
        mod $test {
            use super::*;

            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                run(start(Backend::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                run(start(Backend::Postgres).await).await;
            }

            async fn start(backend: Backend) -> TestApp {
                let quotas = Quotas { client: Some($points), address: Some($points) };
                TestApp::start_with(backend, |settings| settings.quotas = quotas).await
            }

            async fn run($app: TestApp) $body
        }
    )*};
}

with_quota! {
    PLENTY => async fn the_cost_that_is_told_beforehand_is_charged(app: TestApp) {
        let hr = with_one_of_each(&app).await;
        let mut maker = Maker { types: types(&app).await, dice: Dice(20_261_128), fragments: Vec::new() };
        let (mut compared, mut cheaper, mut refused, mut mutations) = (0, 0, 0, 0);
        while compared < OPERATIONS {
            let query = maker.operation();
            let dry = ask(&app, &hr, &query, "?dryRun=1").await;
            let answer = ask(&app, &hr, &query, "").await;
            if ["COST_EXCEEDED", "OPERATION_TOO_LARGE"].contains(&dry.error()) {
                assert_eq!((answer.error(), remaining(&answer)), (dry.error(), remaining(&dry)));
                refused += 1;
                continue;
            }
            let cost = &answer.body["extensions"]["cost"];
            let number = |name: &str| cost[name].as_u64().unwrap_or_else(|| panic!("{query}: {cost}"));
            let (requested, actual) = (number("requested"), number("actual"));
            assert_eq!(dry.body["extensions"]["cost"]["requested"], cost["requested"], "{query}");
            assert_eq!(dry.body["extensions"]["cost"]["actual"], 0, "{query}");
            assert!(dry.body.get("data").is_none(), "{}", dry.body);
            assert_eq!(answer.header("x-cost-requested"), requested.to_string(), "{query}");
            assert_eq!(answer.header("x-cost-actual"), actual.to_string(), "{query}");
            assert_eq!(remaining(&dry) - remaining(&answer), requested, "{query}");
            assert_eq!(number("remaining"), remaining(&answer), "{query}");
            // The object at the root costs nothing.
            let there = tenths(&answer.body["data"]).saturating_sub(10).div_ceil(10);
            assert!(there <= actual && actual <= requested, "{there} of {cost}: {query}");
            cheaper += usize::from(actual < requested);
            mutations += usize::from(query.starts_with("mutation"));
            compared += 1;
        }
        assert!(cheaper > OPERATIONS / 10 && refused < OPERATIONS, "{cheaper}, {refused}");
        assert!(mutations > OPERATIONS / 20, "{mutations}");
    }

    10_000 => async fn whoever_has_used_up_a_quota_waits_for_the_next_minute(app: TestApp) {
        let query = "{ employerRequests(first: 90) { nodes { id cluster { id } employer { id } } } }";
        let somebody = Persona::new("MINISTRY_ANALYST", "KZ");
        let refused = ask(&app, &somebody, "{ nothing }", "").await;
        assert_eq!(remaining(&refused), 10_000, "what is refused costs nothing");
        let first = ask(&app, &somebody, query, "").await;
        let cost = first.body["extensions"]["cost"]["requested"].as_u64().unwrap();
        let mut left = 10_000 - cost;
        assert_eq!(remaining(&first), left);
        while left >= cost {
            left -= cost;
            assert_eq!(remaining(&ask(&app, &somebody, query, "").await), left);
        }
        let refused = ask(&app, &somebody, query, "").await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.error(), "RATE_LIMITED");
        assert_eq!(refused.body["errors"][0]["extensions"]["retryable"], true);
        assert_eq!(refused.body["errors"][0]["extensions"]["retryAfterMs"], 60_000);
        assert_eq!(refused.header("retry-after"), "60");
        assert_eq!(refused.header("ratelimit-policy"), "\"cost\";q=10000;w=60");
        assert_eq!(refused.header("ratelimit"), format!("\"cost\";r={left};t=60"));
        // What is cheaper still goes, others have quotas of their own, and so has who has no token.
        assert_eq!(ask(&app, &somebody, "{ __typename }", "").await.status, StatusCode::OK);
        let other = Persona::new("MINISTRY_ANALYST", "71");
        assert_eq!(ask(&app, &other, query, "").await.status, StatusCode::OK);
        assert_eq!(app.anonymous(query, json!({})).await.header("ratelimit"), first.header("ratelimit"));
        app.clock.advance(TimeDelta::seconds(59));
        assert_eq!(ask(&app, &somebody, query, "").await.header("retry-after"), "1");
        app.clock.advance(TimeDelta::seconds(1));
        assert_eq!(remaining(&ask(&app, &somebody, query, "").await), 10_000 - cost);
    }

    10_000 => async fn a_clock_that_is_set_back_opens_no_minute_twice_and_keeps_nobody_waiting(app: TestApp) {
        let somebody = Persona::new("MINISTRY_ANALYST", "KZ");
        let query = "{ employerRequests(first: 90) { nodes { id } } }";
        while ask(&app, &somebody, query, "").await.status == StatusCode::OK {}
        app.clock.advance(TimeDelta::seconds(-1));
        assert_eq!(ask(&app, &somebody, query, "").await.error(), "RATE_LIMITED");
        app.clock.advance(TimeDelta::hours(-1));
        let token = app.token(&somebody).await;
        let answer = app.client.graphql(Some(&token), query, json!({})).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }

    10_000 => async fn servers_together_grant_no_more_than_the_quota_however_many_ask_at_once(app: TestApp) {
        let quotas = Quotas { client: Some(10_000), address: Some(10_000) };
        let other = app.replica(|settings| settings.quotas = quotas).await;
        let somebody = Persona::new("MINISTRY_ANALYST", "KZ");
        let token = app.token(&somebody).await;
        let query = "{ employerRequests(first: 90) { nodes { id } } }";
        let ask = async |client: Client, token: String| {
            let answer = client.graphql(Some(&token), query, json!({})).await;
            answer.body["extensions"]["cost"]["requested"].as_u64()
        };
        let clients = [&app.client, &other].into_iter().cycle();
        let asked = clients.take(300).map(|client| tokio::spawn(ask(client.clone(), token.clone())));
        let (mut granted, mut points) = (0, 0);
        for answer in asked.collect::<Vec<_>>() {
            let requested = answer.await.unwrap();
            granted += requested.unwrap_or_default();
            points = points.max(requested.unwrap_or_default());
        }
        // Each may keep a part that another could have used.
        assert!(granted <= 10_000 && granted > 10_000 - 2 * (500 + points), "{granted}");
    }

    10_000 => async fn while_the_database_takes_no_changes_a_server_grants_the_quota_for_itself(app: TestApp) {
        app.raw.execute_unprepared("ALTER TABLE quota RENAME TO away").await.unwrap();
        let somebody = Persona::new("MINISTRY_ANALYST", "KZ");
        let query = "{ employerRequests(first: 90) { nodes { id } } }";
        let mut granted = 0;
        let refused = loop {
            let answer = ask(&app, &somebody, query, "").await;
            match answer.body["extensions"]["cost"]["requested"].as_u64() {
                Some(points) => granted += points,
                None => break answer,
            }
            assert_eq!(remaining(&answer), 10_000 - granted);
        };
        assert_eq!(refused.error(), "RATE_LIMITED", "{}", refused.body);
        assert!(granted <= 10_000 && granted > 9_800, "{granted}");
    }

    10_000 => async fn servers_together_grant_no_more_than_the_quota(app: TestApp) {
        let quotas = Quotas { client: Some(10_000), address: Some(10_000) };
        let other = app.replica(|settings| settings.quotas = quotas).await;
        let somebody = Persona::new("MINISTRY_ANALYST", "KZ");
        let token = app.token(&somebody).await;
        let query = "{ employerRequests(first: 9) { nodes { id } } }";
        let (mut granted, mut dice) = (0, Dice(7));
        for _ in 0..2000 {
            let client = *dice.pick(&[&app.client, &other]);
            let answer = client.graphql(Some(&token), query, json!({})).await;
            granted += answer.body["extensions"]["cost"]["requested"].as_u64().unwrap_or_default();
        }
        // Nothing but what does not suffice for one more is left with each.
        assert!(granted <= 10_000 && granted > 10_000 - 2 * 11, "{granted}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_quota_none_is_told() {
    let app = TestApp::start(Backend::Sqlite).await;
    let answer = app.anonymous("{ __typename }", json!({})).await;
    assert_eq!(answer.body["extensions"], json!({"cost": {"requested": 1, "actual": 1}}));
    assert_eq!((answer.header("ratelimit"), answer.header("ratelimit-policy")), ("", ""));
}

async fn ask(app: &TestApp, persona: &Persona, query: &str, parameters: &str) -> Answer {
    let token = app.token(persona).await;
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("accept", "application/graphql-response+json".to_owned()),
        ("authorization", format!("Bearer {token}")),
    ];
    let body = json!({ "query": query }).to_string();
    app.client.request(Method::POST, &format!("/graphql{parameters}"), &headers, body).await
}

/// Points that are left, by the header.
fn remaining(answer: &Answer) -> u64 {
    let header = answer.header("ratelimit");
    let rest = header.strip_prefix("\"cost\";r=").unwrap_or_else(|| panic!("{header:?}"));
    rest.split(';').next().unwrap().parse().unwrap()
}

/// What is in an answer: objects 10, values 1. A list of values is one value.
fn tenths(value: &Value) -> u64 {
    let of_list = |entry: &Value| if entry.is_object() { 10 + fields(entry) } else { 0 };
    fn fields(value: &Value) -> u64 {
        value.as_object().into_iter().flat_map(|object| object.values()).map(tenths).sum()
    }
    match value {
        Value::Null => 0,
        // Of objects or of values: that cannot be seen.
        Value::Array(entries) if entries.is_empty() => 0,
        Value::Object(_) => 10 + fields(value),
        Value::Array(entries) if entries.iter().any(Value::is_object) => {
            entries.iter().map(of_list).sum()
        }
        _ => 1,
    }
}

/// Makes queries and mutations from the schema.
struct Maker {
    types: Types,
    dice: Dice,
    /// Those of the operation in hand.
    fragments: Vec<String>,
}

impl Maker {
    fn operation(&mut self) -> String {
        self.fragments.clear();
        let operation = if self.dice.throw(8) == 0 { self.mutation() } else { self.query() };
        format!("{operation} {}", self.fragments.join(" "))
    }

    fn query(&mut self) -> String {
        let roots: String = (0..=self.dice.throw(2)).map(|n| self.field("Query", 5, n)).collect();
        format!("{{ {roots} __typename }}")
    }

    /// Of something that is not there: it changes nothing, and costs what it would.
    fn mutation(&mut self) -> String {
        let (root, depth) = ("EmployerRequestSubmitPayload", 4);
        let (of, set) = ("employer_request_01kdvdna00e008000000000001", self.set(root, depth));
        format!("mutation {{ employerRequestSubmit(input: {{id: \"{of}\"}}) {set} }}")
    }

    /// As it is, in place of a fragment, or in a fragment.
    fn set(&mut self, of: &str, depth: usize) -> String {
        let fields: String = (0..=self.dice.throw(4)).map(|n| self.field(of, depth, n)).collect();
        match self.dice.throw(6) {
            0 => format!("{{ ... on {of} {{ {fields} __typename }} }}"),
            1 if self.fragments.len() < 20 => {
                let name = format!("F{}", self.fragments.len());
                self.fragments.push(format!("fragment {name} on {of} {{ {fields} __typename }}"));
                format!("{{ ...{name} }}")
            }
            _ => format!("{{ {fields} __typename }}"),
        }
    }

    /// One field under a name of its own; nothing if it needs arguments or goes too deep.
    fn field(&mut self, of: &str, depth: usize, number: usize) -> String {
        let fields = self.types[of]["fields"].as_array().cloned().unwrap_or_default();
        if fields.is_empty() {
            return String::new();
        }
        let field = self.dice.pick(&fields).clone();
        let (name, of) = (field["name"].as_str().unwrap(), kernel(&field).to_owned());
        let arguments = field["args"].as_array().unwrap();
        let is_needed = |argument: &Value| argument["type"]["kind"] == "NON_NULL";
        let is_composite = !self.types[&of]["fields"].is_null();
        if arguments.iter().any(is_needed)
            || is_composite && depth == 0
            || name == "facets" && depth < 4
        {
            return String::new();
        }
        let set = if is_composite { self.set(&of, depth - 1) } else { String::new() };
        let page = match self.dice.throw(3) {
            0 => format!("(first: {})", 1 + self.dice.throw(100)),
            1 => format!("(last: {})", 1 + self.dice.throw(3)),
            _ => String::new(),
        };
        let page = if of.ends_with("Connection") { page } else { String::new() };
        format!("a{number}: {name}{page} {set} ")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limits_that_hold_can_be_asked_for() {
    let change = |settings: &mut api::Settings| {
        settings.limits.depth = 9;
        settings.quotas.client = Some(700);
    };
    let app = TestApp::start_with(Backend::Sqlite, change).await;
    let query = "{ apiInfo { version limits { depth tokens cost clientQuota addressQuota } } }";
    let info = app.anonymous(query, json!({})).await.data()["apiInfo"].clone();
    let limits = json!({
        "depth": 9, "tokens": 2000, "cost": 10_000, "clientQuota": 700, "addressQuota": null,
    });
    assert_eq!(info["limits"], limits);
    assert!(info["version"].is_string());
}
