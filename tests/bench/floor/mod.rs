//! The least that can be done for the same answers: statements written by hand for each question,
//! read as rows and written as JSON, behind the same HTTP server and the same check of tokens.

mod answer;
mod statements;

use std::{fs, sync::Arc};

use api::http::token::Verifier;
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use chrono::Utc;
use sea_orm::sqlx::{
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use serde::{Serialize, de::DeserializeOwned};
use support::Signer;
use tokio::net::TcpListener;

use self::{
    answer::{Data, Typename},
    statements::Statements,
};
use crate::{token::FLOOR_KEY, variable};

/// Where the floor listens, on the loopback.
pub(crate) const PORT: &str = "BENCH_FLOOR_PORT";
/// Connections, as many as the server has.
const CONNECTIONS: u32 = 8;

struct Floor<D> {
    database: D,
    verifier: Verifier,
}

pub(crate) async fn serve(url: &str) {
    if url.starts_with("postgres") {
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS).test_before_acquire(false);
        listen(pool.connect(url).await.expect("PostgreSQL answers")).await;
    } else {
        let options: SqliteConnectOptions = url.parse().expect("the address of a database");
        let options = options
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .row_buffer_size(512);
        let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS).test_before_acquire(false);
        listen(pool.connect_with(options).await.expect("the database opens")).await;
    }
}

async fn listen<D: Statements>(database: D) {
    let pem = fs::read_to_string(variable(FLOOR_KEY)).expect("a file of keys");
    let verifier = Signer::from_pem(&pem).verifier();
    let floor = Arc::new(Floor { database, verifier });
    let router = Router::new()
        .route("/health/ready", get(async || StatusCode::OK))
        .route("/{question}", post(answer::<D>))
        .with_state(floor);
    let port: u16 = variable(PORT).parse().expect("a port");
    let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("a free port");
    axum::serve(listener, router).await.expect("the floor answers");
}

async fn answer<D: Statements>(
    State(floor): State<Arc<Floor<D>>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let token = value.to_str().ok().and_then(|value| value.strip_prefix("Bearer "));
        let claims = token.map(|token| floor.verifier.verify(token, Utc::now()));
        if !matches!(claims, Some(Ok(_))) {
            return StatusCode::UNAUTHORIZED.into_response();
        }
    }
    let database = &floor.database;
    match uri.path() {
        "/page" => json(&database.page(read(&body)).await),
        "/near" => json(&database.near(read(&body)).await),
        "/members" => json(&database.members(read(&body)).await),
        "/create" => json(&database.create(read(&body)).await),
        _ => json(&Typename { __typename: "Query" }),
    }
}

fn read<Q: DeserializeOwned>(body: &[u8]) -> Q {
    serde_json::from_slice(body).expect("the benchmark asks what the floor answers")
}

fn json(data: &impl Serialize) -> Response {
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    let body = serde_json::to_vec(&Data { data }).expect("plain data");
    ([(header::CONTENT_TYPE, json)], body).into_response()
}
