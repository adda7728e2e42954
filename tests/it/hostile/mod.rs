//! Requests that are made to do harm do none: they are refused at once, cheaply and in few words.

mod bodies;
mod fragments;
mod nesting;
mod polite;
mod request;
mod server;
mod values;
mod width;

use std::time::Duration;

use axum::{
    body::Bytes,
    http::{Method, Response},
};
use serde_json::Value;
use support::{Client, Dice, TestApp};

use self::{request::Shape, server::Server};
use crate::on_both;

/// Documents of the large run, and where the database is not the same process.
const MANY: usize = 100_000;
const SOME: usize = 5_000;
/// Documents of which each is measured.
const MEASURED: usize = 5_000;
/// Connections that are kept, on which one document comes behind the other.
const CONNECTIONS: usize = 4;
/// Bytes of an answer.
const ANSWER: usize = 4096;
/// CPU of a document, from the first byte of its request to the last of its answer.
/// Our own code is not optimised in a debug build and takes several times as long there.
const CPU: Duration = Duration::from_millis(if cfg!(debug_assertions) { 25 } else { 5 });

fn shapes() -> Vec<&'static Shape> {
    let all = [nesting::SHAPES, fragments::SHAPES, width::SHAPES, values::SHAPES, bodies::SHAPES];
    all.into_iter().flatten().collect()
}

async fn send(client: &Client, body: Vec<u8>) -> Response<Bytes> {
    let headers = [("content-type", "application/json".to_owned())];
    client.send(Method::POST, "/graphql", &headers, body).await
}

/// Whether there is nothing in it.
fn is_void(data: &Value) -> bool {
    match data {
        Value::Null => true,
        Value::Object(fields) => fields.values().all(is_void),
        Value::Array(entries) => entries.iter().all(is_void),
        _ => false,
    }
}

/// Why this is not the answer to a hostile request.
fn objection(answer: &Response<Bytes>) -> Option<String> {
    let (status, body) = (answer.status(), answer.body());
    let told: Value = serde_json::from_slice(body).unwrap_or_default();
    let what = match () {
        () if status.is_server_error() => "is a failure of ours",
        () if body.len() >= ANSWER => "is long",
        () if told["errors"].as_array().is_none_or(Vec::is_empty) => "has no errors",
        () if !is_void(&told["data"]) => "brings data",
        () => return None,
    };
    let body = String::from_utf8_lossy(body);
    Some(format!("the answer {what}: {status}, {} bytes, {body:.600}", body.len()))
}

/// Sends so many, and says what is wrong with the answers: the first of each shape.
async fn attack(client: Client, documents: usize, seed: u64) -> Vec<String> {
    let (shapes, mut dice) = (shapes(), Dice(seed));
    let mut objections: Vec<(&str, String)> = Vec::new();
    for n in 0..documents {
        let shape = shapes[n % shapes.len()];
        let body = shape.body(&mut dice);
        let asked = String::from_utf8_lossy(&body[..body.len().min(300)]).into_owned();
        let objection = objection(&send(&client, body).await);
        if !objections.iter().any(|(name, _)| *name == shape.name) {
            objections.extend(objection.map(|it| (shape.name, format!("{it} to {asked}"))));
        }
    }
    objections.into_iter().map(|(name, told)| format!("{name}: {told}")).collect()
}

on_both! {
    /// Four connections, one document behind the other on each.
    async fn whatever_is_hostile_is_refused_in_few_words_and_nothing_is_run(app: TestApp) {
        let is_local = app.settings().url.starts_with("sqlite");
        let documents = if is_local { MANY } else { SOME } / CONNECTIONS;
        assert!(shapes().len() >= 40, "{}", shapes().len());
        let before = app.app.store().statements().count();
        let attacks = (1..=CONNECTIONS).map(|seed| {
            tokio::spawn(attack(Client::new(app.client.address()), documents, seed as u64))
        });
        let mut objections = Vec::new();
        for attack in attacks.collect::<Vec<_>>() {
            objections.extend(attack.await.unwrap());
        }
        assert!(objections.is_empty(), "{}", objections.join("\n"));
        assert_eq!(app.app.store().statements().count(), before, "statements");
    }
}

/// The server has a thread of its own, whose clock of CPU is read before and behind each request.
#[tokio::test]
async fn a_hostile_document_takes_milliseconds_of_cpu_at_most() {
    let server = Server::start().await;
    let (shapes, mut dice) = (shapes(), Dice(77));
    let mut longest = vec![(Duration::ZERO, String::new()); shapes.len()];
    for n in 0..MEASURED {
        let place = n % shapes.len();
        let body = shapes[place].body(&mut dice);
        let mut taken = server.cpu_of(send(&server.client, body.clone())).await;
        for _ in 0..4 {
            if taken <= CPU {
                break;
            }
            // Something else may have come between: the same again is the same work.
            taken = taken.min(server.cpu_of(send(&server.client, body.clone())).await);
        }
        if taken > longest[place].0 {
            longest[place] = (taken, String::from_utf8_lossy(&body[..body.len().min(300)]).into());
        }
    }
    let told = shapes.iter().zip(longest);
    let mut told: Vec<_> = told.map(|(shape, (taken, body))| (taken, shape.name, body)).collect();
    told.sort_by(|one, other| other.cmp(one));
    let (slow, fast) = told.split_at(told.iter().take_while(|(taken, ..)| *taken > CPU).count());
    println!("{:?}", fast.iter().map(|(taken, name, _)| (taken, name)).collect::<Vec<_>>());
    assert!(slow.is_empty(), "{slow:#?}");
}
