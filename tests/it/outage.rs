//! The database goes away and comes back.

use api::http::token::Grant;
use axum::http::{Method, StatusCode};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend};
use serde_json::{Value, json};
use support::{Answer, Backend, Persona, TestApp, terms};
use uuid::Uuid;

use crate::{
    contents::texts,
    oauth::{post, with_secret},
    on_both,
    stage::Stage,
};

const LIST: &str = "{ employerRequests { totalCount nodes { id } } }";
const CREATE: &str = "mutation($input: EmployerRequestCreateInput!) {
    employerRequestCreate(input: $input) { employerRequest { id } replayed userErrors { code } } }";

/// The server of the test database, through another one of its databases.
struct Server {
    connection: DatabaseConnection,
    database: String,
}

impl Server {
    async fn of(app: &TestApp) -> Self {
        let database = texts(app, "SELECT current_database()::text").await.remove(0);
        let url = std::env::var("KLASTER_TEST_POSTGRES").unwrap();
        let mut options = ConnectOptions::new(format!("{url}/postgres"));
        options.max_connections(1);
        Self { connection: Database::connect(options).await.unwrap(), database }
    }

    async fn run(&self, sql: &str) {
        let sql = sql.replace("{database}", &self.database);
        self.connection.execute_unprepared(&sql).await.unwrap();
    }

    /// Ends all connections to the database.
    async fn cut(&self) {
        self.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'",
        )
        .await;
    }

    async fn close(&self) {
        self.run("ALTER DATABASE {database} ALLOW_CONNECTIONS false").await;
        self.cut().await;
    }

    async fn open(&self) {
        self.run("ALTER DATABASE {database} ALLOW_CONNECTIONS true").await;
    }
}

/// The answer of somebody who cannot help it now.
fn is_unavailable(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
    assert_eq!(answer.error(), "UNAVAILABLE", "{}", answer.body);
    let seconds: u32 = answer.header("retry-after").parse().expect("seconds to wait");
    assert!((1..=60).contains(&seconds));
    assert_eq!(answer.body["errors"][0]["extensions"]["retryable"], true, "{}", answer.body);
    let text = answer.body.to_string().to_lowercase();
    for word in ["select", "insert", "sqlx", "postgres", "connection", "pool", "fatal", "57p01"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

async fn health(app: &TestApp, path: &str) -> StatusCode {
    app.client.request(Method::GET, path, &[], "").await.status
}

/// Asks until it is answered; every answer before says that it is not possible now.
async fn recovers(app: &TestApp, persona: &Persona) -> Value {
    for _ in 0..20 {
        let answer = app.send(persona, LIST, json!({})).await;
        if answer.status == StatusCode::OK {
            return answer.data()["employerRequests"]["totalCount"].clone();
        }
        is_unavailable(&answer);
    }
    panic!("does not recover by itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_are_cut_are_made_anew() {
    let app = TestApp::start(Backend::Postgres).await;
    let server = Server::of(&app).await;
    let (employer, hr) = app.employer("E").await;
    app.draft(&employer, &hr, 3).await;
    for _ in 0..3 {
        let several = (0..8).map(|_| app.send(&hr, LIST, json!({})));
        futures::future::join_all(several).await;
        server.cut().await;
        assert_eq!(recovers(&app, &hr).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_down_is_told_and_comes_back_without_a_restart() {
    let app = TestApp::start(Backend::Postgres).await;
    let server = Server::of(&app).await;
    let (employer, hr) = app.employer("E").await;
    app.draft(&employer, &hr, 3).await;
    server.close().await;
    let input = json!({"input": {"employerId": employer, "terms": terms(3)}});
    for _ in 0..3 {
        is_unavailable(&app.send(&hr, LIST, json!({})).await);
        is_unavailable(&app.anonymous(LIST, json!({})).await);
        is_unavailable(&app.send(&hr, CREATE, input.clone()).await);
    }
    assert_eq!(health(&app, "/health/ready").await, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(health(&app, "/health/live").await, StatusCode::OK);
    let typename = app.anonymous("{ __typename }", json!({})).await;
    assert_eq!(typename.status, StatusCode::OK, "what needs no database is answered");
    server.open().await;
    assert_eq!(recovers(&app, &hr).await, 1, "nothing was written meanwhile");
    assert_eq!(health(&app, "/health/ready").await, StatusCode::OK);
    let answer = app.send(&hr, CREATE, input).await;
    assert!(answer.data()["employerRequestCreate"]["employerRequest"]["id"].is_string());
}

/// What is not known is not said: a client would throw away a token that is good.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_cannot_be_looked_at_is_not_said_to_be_dead() {
    let app = TestApp::start(Backend::Postgres).await;
    let server = Server::of(&app).await;
    let stage = Stage::new(&app).await;
    let (client, pair) = with_secret(&stage).await;
    let grant = Grant {
        client_id: client,
        person_id: Some(stage.person("active").await),
        organization_id: None,
        scope: "requests:read".to_owned(),
        security_version: 1,
    };
    let minutes = chrono::TimeDelta::minutes(10);
    let token = app.signer.verifier().issue(&grant, Uuid::now_v7(), app.clock_now(), minutes);
    // The client is known from now on, the person is not.
    let grants = [("grant_type", "client_credentials")];
    assert_eq!(post(&app.client, "/oauth/token", Some(&pair), &grants).await.status, 200);
    server.close().await;
    let answer = post(&app.client, "/oauth/introspect", Some(&pair), &[("token", &token)]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
    assert_eq!(answer.header("retry-after"), "1");
    assert_eq!(answer.body["error"], "temporarily_unavailable");
}

/// A commit that is not answered may have happened: to run it again by ourselves could do it twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_whose_commit_is_cut_off_is_not_repeated_and_its_key_does_it_once() {
    let app = TestApp::start(Backend::Postgres).await;
    let (employer, hr) = app.employer("E").await;
    // Sequences are not rolled back: they count how often it was tried.
    app.raw
        .execute_unprepared(
            "CREATE SEQUENCE attempts;
            CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
                PERFORM nextval('attempts');
                PERFORM pg_terminate_backend(pg_backend_pid());
                RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON journal
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut();",
        )
        .await
        .unwrap();
    let input =
        json!({"employerId": employer, "terms": terms(3), "idempotencyKey": Uuid::now_v7()});
    let variables = json!({ "input": input });
    is_unavailable(&app.send(&hr, CREATE, variables.clone()).await);
    assert_eq!(app.number("SELECT last_value FROM attempts").await, 1, "tried once");
    assert_eq!(app.number("SELECT count(*) FROM employer_request").await, 0);
    app.raw.execute_unprepared("DROP TRIGGER cut ON journal").await.unwrap();
    for replayed in [false, true] {
        let answer = app.send(&hr, CREATE, variables.clone()).await;
        assert_eq!(answer.data()["employerRequestCreate"]["replayed"], replayed);
    }
    assert_eq!(app.number("SELECT count(*) FROM employer_request").await, 1);
}

/// PostgreSQL says itself that its disk is full; for SQLite there is a test of the store.
#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_no_room_changes_are_refused_and_reading_goes_on() {
    let app = TestApp::start(Backend::Postgres).await;
    let (employer, hr) = app.employer("E").await;
    app.raw
        .execute_unprepared(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full';
            END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON journal
                FOR EACH ROW EXECUTE FUNCTION full_disk();",
        )
        .await
        .unwrap();
    let input = json!({"input": {"employerId": employer, "terms": terms(3)}});
    let answer = app.send(&hr, CREATE, input.clone()).await;
    is_unavailable(&answer);
    assert!(answer.body["errors"][0]["message"].as_str().unwrap().contains("no room"));
    assert_eq!(app.send(&hr, LIST, json!({})).await.data()["employerRequests"]["totalCount"], 0);
    assert_eq!(health(&app, "/health/ready").await, StatusCode::OK);
    app.raw.execute_unprepared("DROP TRIGGER full_disk ON journal").await.unwrap();
    let answer = app.send(&hr, CREATE, input).await;
    assert!(answer.data()["employerRequestCreate"]["employerRequest"]["id"].is_string());
}

on_both! {
    /// On SQLite a column takes a value of any type, and as a number a text is 0; on PostgreSQL eight
    /// bytes are some number in any case.
    async fn a_value_that_is_not_of_the_type_of_its_column_is_an_error_and_no_other_value(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        app.draft(&employer, &hr, 3).await;
        let spoil = match app.raw.get_database_backend() {
            DbBackend::Sqlite => "UPDATE employer_request SET headcount = 'many'",
            _ => "ALTER TABLE employer_request
                DROP CONSTRAINT employer_request_headcount_check,
                ALTER headcount TYPE double precision USING 1.5e-323",
        };
        app.raw.execute_unprepared(spoil).await.unwrap();
        let answer = app.send(&hr, "{ employerRequests { nodes { headcount } } }", json!({})).await;
        assert_eq!(answer.error(), "INTERNAL");
    }
}

/// What takes the database too long is not our mistake, and may be asked for again.
#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_takes_too_long_is_a_timeout() {
    let app = TestApp::start(Backend::Postgres).await;
    let (employer, hr) = app.employer("E").await;
    app.raw
        .execute_unprepared(
            "ALTER TABLE college_offer RENAME TO quick_offer;
            CREATE VIEW college_offer AS SELECT o.* FROM pg_sleep(8), quick_offer AS o;
            GRANT SELECT ON college_offer TO klaster_api;
            CREATE FUNCTION tarry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                PERFORM pg_sleep(8);
                RETURN NEW;
            END $$;
            CREATE TRIGGER tarry BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION tarry()",
        )
        .await
        .unwrap();
    let input = json!({"input": {"employerId": employer, "terms": terms(3)}});
    let list = app.anonymous("{ collegeOffers { nodes { id } } }", json!({}));
    let (read, write) = futures::future::join(list, app.send(&hr, CREATE, input)).await;
    for answer in [read, write] {
        assert_eq!(answer.error(), "TIMEOUT", "{}", answer.body);
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
        let error = &answer.body["errors"][0];
        assert_eq!(error["extensions"]["retryable"], true, "{}", answer.body);
        assert!(error["message"].as_str().unwrap().contains("same idempotency key"));
    }
    assert_eq!(app.number("SELECT count(*) FROM employer_request").await, 0);
}
