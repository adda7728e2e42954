//! Connections to the program, as it is run.

#![cfg(target_os = "linux")]

#[expect(dead_code, reason = "each program of tests uses a part of it")]
mod program;

use std::{
    process::Command,
    time::{Duration, Instant},
};

use program::{Client, PATIENCE, Server, post};

const QUERY: &str = "{ __typename }";
const GET: &str = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
/// A chunked body that asks.
const CHUNKED: &str = "1a\r\n{\"query\":\"{ __typename }\"}\r\n0\r\n\r\n";

fn get(headers: &str) -> String {
    format!("GET /health/live HTTP/1.1\r\n{headers}\r\n")
}

/// A request that asks in chunks, with these headers in place of what would tell so.
fn chunked(headers: &str, body: &str) -> String {
    format!(
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         {headers}\r\n{body}"
    )
}

const HOST: &str = "Host: localhost\r\n";
const CODED: &str = "Transfer-Encoding: chunked\r\n";

/// A request with something wrong, behind what is wrong.
type Malformed = (&'static str, String);

/// How long the body is.
fn lengths() -> Vec<Malformed> {
    let hidden = format!("0\r\n\r\n{GET}");
    let sized = |headers: &str| chunked(headers, "{\"query\":\"{ __typename }\"}");
    vec![
        ("a length, then chunks", chunked(&format!("Content-Length: 6\r\n{CODED}"), &hidden)),
        ("chunks, then a length", chunked(&format!("{CODED}Content-Length: 6\r\n"), &hidden)),
        (
            "a length that would fit, and chunks",
            chunked(&format!("{CODED}Content-Length: 37\r\n"), CHUNKED),
        ),
        ("two lengths", sized("Content-Length: 26\r\nContent-Length: 27\r\n")),
        ("a length twice", sized("Content-Length: 26\r\nContent-Length: 26\r\n")),
        ("a list of lengths", sized("Content-Length: 26, 26\r\n")),
        ("a length with a sign", sized("Content-Length: +26\r\n")),
        ("a negative length", sized("Content-Length: -26\r\n")),
        ("a hexadecimal length", sized("Content-Length: 0x1a\r\n")),
        ("a length with a blank", sized("Content-Length: 2 6\r\n")),
        ("an empty length", sized("Content-Length: \r\n")),
        ("a length beyond all numbers", sized("Content-Length: 99999999999999999999\r\n")),
        ("a length before the colon's blank", sized("Content-Length : 26\r\n")),
        ("a coding before the colon's blank", chunked("Transfer-Encoding : chunked\r\n", CHUNKED)),
        ("a coding we do not know", chunked("Transfer-Encoding: gzip, chunked\r\n", CHUNKED)),
        (
            "chunks that are not the last coding",
            chunked("Transfer-Encoding: chunked, identity\r\n", CHUNKED),
        ),
        ("a coding that looks like chunks", chunked("Transfer-Encoding: xchunked\r\n", CHUNKED)),
        (
            "a vertical tab before the coding",
            chunked("Transfer-Encoding: \x0bchunked\r\n", CHUNKED),
        ),
        ("chunks twice", chunked(&CODED.repeat(2), CHUNKED)),
        ("chunks in HTTP/1.0", chunked(CODED, CHUNKED).replace("HTTP/1.1", "HTTP/1.0")),
    ]
}

/// Sizes and ends of chunks.
fn chunks() -> Vec<Malformed> {
    vec![
        ("a size that is no number", chunked(CODED, &CHUNKED.replace("1a", "1g"))),
        ("a negative size", chunked(CODED, &CHUNKED.replace("1a", "-1a"))),
        ("a size with 0x", chunked(CODED, &CHUNKED.replace("1a", "0x1a"))),
        ("a size beyond all numbers", chunked(CODED, &CHUNKED.replace("1a", "fffffffffffffffff"))),
        ("no size", chunked(CODED, &CHUNKED.replace("1a", ""))),
        ("a chunk longer than its size", chunked(CODED, &CHUNKED.replace("1a", "19"))),
        ("a chunk shorter than its size", chunked(CODED, &CHUNKED.replace("1a", "1b"))),
        ("a size that ends in LF", chunked(CODED, &CHUNKED.replace("1a\r\n", "1a\n"))),
        ("an extension that holds LF", chunked(CODED, &CHUNKED.replace("1a", "1a;a\nb"))),
        ("a chunk that ends in LF", chunked(CODED, &CHUNKED.replace("}\r\n0", "}\n0"))),
    ]
}

/// Lines and headers.
fn lines() -> Vec<Malformed> {
    let with = |header: &str| get(&format!("{HOST}{header}\r\n"));
    vec![
        ("lines that end in LF", get(HOST).replace("\r\n", "\n")),
        ("lines that end in CR", get(HOST).replace("\r\n", "\r")),
        ("one line that ends in LF", with("A: b\nB: c")),
        ("a head that ends in LF", get(HOST).replace("\r\n\r\n", "\r\n\n")),
        ("CR within a value", with("A: b\rc")),
        ("NUL within a value", with("A: b\0c")),
        ("NUL within a name", with("A\0: b")),
        ("a blank within a name", with("A b: c")),
        ("no name", with(": b")),
        ("no colon", with("A")),
        ("a value that goes on in the next line", with("A: b\r\n c")),
        ("a first header that goes on from nowhere", get(&format!(" A: b\r\n{HOST}"))),
        ("a header of 100 kB", with(&format!("A: {}", "b".repeat(100_000)))),
        ("two hundred headers", with(&"A: b\r\n".repeat(200))),
    ]
}

/// Whom it is for.
fn targets() -> Vec<Malformed> {
    let line = |line: &str| format!("{line}\r\n{HOST}\r\n");
    vec![
        ("no host", get("")),
        ("two hosts", get(&format!("{HOST}Host: other\r\n"))),
        ("a host twice", get(&HOST.repeat(2))),
        ("an empty host", get("Host:\r\n")),
        ("a host with a path", get("Host: localhost/a\r\n")),
        ("a host with a user", get("Host: a@localhost\r\n")),
        ("a target on another host", line("GET http://other/health/live HTTP/1.1")),
        ("a target of another protocol", line("GET ftp://localhost/health/live HTTP/1.1")),
        ("a target that is a file", line("GET file:///health/live HTTP/1.1")),
        ("a tunnel", line("CONNECT localhost:80 HTTP/1.1")),
    ]
}

/// The first line.
fn first_lines() -> Vec<Malformed> {
    let line = |line: &str| format!("{line}\r\n{HOST}\r\n");
    vec![
        ("HTTP/0.9", "GET /health/live\r\n\r\n".to_owned()),
        ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned()),
        ("HTTP/1.2", line("GET /health/live HTTP/1.2")),
        ("HTTP/3.0", line("GET /health/live HTTP/3.0")),
        ("http/1.1", line("GET /health/live http/1.1")),
        ("a blank before the method", line(" GET /health/live HTTP/1.1")),
        ("two blanks", line("GET  /health/live HTTP/1.1")),
        ("a tab for a blank", line("GET\t/health/live HTTP/1.1")),
        ("a blank within the target", line("GET /health/live x HTTP/1.1")),
        ("NUL within the target", line("GET /health/live\0 HTTP/1.1")),
        ("a target of 70 kB", line(&format!("GET /health/live?{} HTTP/1.1", "a".repeat(70_000)))),
        ("a method with a bracket", line("G(T /health/live HTTP/1.1")),
        ("a greeting of TLS", "\x16\x03\x01\x02\0\x01\0\x01\u{3f}\x03\x03".to_owned()),
        ("nothing but lines", "\r\n".repeat(10)),
    ]
}

#[tokio::test]
async fn a_malformed_request_is_refused_and_nothing_is_taken_for_another_one() {
    let server =
        Server::start(&[("header_timeout", "1"), ("body_timeout", "1"), ("idle_timeout", "1")]);
    let malformed = [lengths(), chunks(), lines(), targets(), first_lines()].concat();
    assert!(malformed.len() >= 60);
    for (what, request) in malformed {
        let mut client = server.client().await;
        // It may be closed before all is sent.
        let _ = client.send(&request).await;
        let answers = client.rest().await;
        let statuses: Vec<_> = answers
            .split("HTTP/1.1 ")
            .skip(1)
            .map(|answer| answer[..3].parse::<u16>().unwrap())
            .collect();
        let is_refused = matches!(statuses[..], [] | [400 | 408 | 414 | 431]);
        assert!(is_refused, "{what}: {answers}");
        // The next one is answered, on a connection of its own.
        let answer = server.client().await.ask(QUERY).await.unwrap();
        assert_eq!(answer.status, 200, "behind {what}: {}", answer.head);
    }
    // What all of them were made of.
    let mut client = server.client().await;
    for request in [GET.to_owned(), chunked("Transfer-Encoding: chunked\r\n", CHUNKED), post(QUERY)]
    {
        client.send(&request).await.unwrap();
        assert_eq!(client.answer().await.unwrap().status, 200, "{request}");
    }
}

#[tokio::test]
async fn an_address_has_so_many_connections_and_all_have_so_many() {
    let server = Server::start(&[
        ("limit_connections_by_address", "3"),
        ("limit_connections", "8"),
        ("trusted_proxies", "127.0.0.9"),
    ]);
    let mut open = Vec::new();
    let mut expect = async |from: u8, number: usize| {
        let mut taken = 0;
        loop {
            let mut client = Client::from([127, 0, 0, from], server.address).await;
            let Some(answer) = client.ask(QUERY).await else { break };
            assert_eq!(answer.status, 200);
            open.push(client);
            taken += 1;
        }
        assert_eq!(taken, number, "from 127.0.0.{from}");
        std::mem::take(&mut open)
    };
    let mut first = expect(2, 3).await;
    let _proxy = expect(9, 5).await;
    expect(3, 0).await;
    // A place that has become free is taken again.
    first.pop();
    let again = async {
        while Client::from([127, 0, 0, 3], server.address).await.ask(QUERY).await.is_none() {}
    };
    tokio::time::timeout(PATIENCE, again).await.expect("a place");
    assert!(!server.logged("turned away; there are too many").is_empty());
}

/// Sends a byte now and then until nobody takes it any more; what was answered.
async fn drip(server: &Server, start: &str) -> String {
    let mut client = server.client().await;
    client.send(start).await.unwrap();
    while client.send("a").await.is_ok() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    client.rest().await
}

#[tokio::test]
async fn a_head_has_its_time_however_it_comes() {
    let server = Server::start(&[("header_timeout", "1"), ("idle_timeout", "300")]);
    let begun = Instant::now();
    let silent = async { server.client().await.rest().await };
    let dripping = drip(&server, "GET / HTTP/1.1\r\nA: ");
    let second = async {
        let mut client = server.client().await;
        client.send([GET, "GET / HTTP/1.1\r\n"].concat()).await.unwrap();
        assert_eq!(client.answer().await.unwrap().status, 200);
        client.rest().await
    };
    let (silent, dripping, second) = tokio::join!(silent, dripping, second);
    assert_eq!([silent, dripping, second], [""; 3]);
    assert!(begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_body_has_its_time_however_it_comes() {
    let server = Server::start(&[("body_timeout", "1"), ("idle_timeout", "300")]);
    let unfinished = post(QUERY).replace("Length: ", "Length: 10");
    let begun = Instant::now();
    let silent = async {
        let mut client = server.client().await;
        client.send(&unfinished).await.unwrap();
        client.rest().await
    };
    let (silent, dripping) = tokio::join!(silent, drip(&server, &unfinished));
    assert!(silent.starts_with("HTTP/1.1 408 ") && silent.contains("\"TIMEOUT\""), "{silent}");
    // Who still sends may lose the answer.
    assert!(dripping.is_empty() || dripping.starts_with("HTTP/1.1 408 "), "{dripping}");
    assert!(begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_connection_is_kept_for_a_time() {
    let server = Server::start(&[("header_timeout", "300"), ("idle_timeout", "1")]);
    let mut client = server.client().await;
    for _ in 0..2 {
        assert_eq!(client.ask(QUERY).await.unwrap().status, 200);
    }
    let begun = Instant::now();
    assert_eq!(client.rest().await, "");
    assert!(begun.elapsed() >= Duration::from_millis(900), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_client_that_does_not_read_is_let_go() {
    let server = Server::start(&[("write_timeout", "1"), ("idle_timeout", "300")]);
    let before = server.sockets();
    let mut client = Client::narrow([127, 0, 0, 1], server.address).await;
    let request = "GET /schema.graphql HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(30);
    client.send(request).await.unwrap();
    let gone = async {
        while server.sockets() <= before {}
        while server.sockets() > before {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, gone).await.expect("it is closed");
}

#[tokio::test]
async fn a_stop_is_announced_and_lets_what_is_being_answered_end() {
    let server = Server::start(&[("shutdown_delay", "1")]);
    let (mut idle, mut asking) = (server.client().await, server.client().await);
    assert_eq!(idle.ask(QUERY).await.unwrap().status, 200);
    let request = post(QUERY);
    let (first, second) = request.split_at(request.len() - 5);
    asking.send(first).await.unwrap();
    let ready = async |client: &mut Client| {
        client.send("GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
        client.answer().await.unwrap()
    };
    assert_eq!(ready(&mut idle).await.status, 200);
    let told = Instant::now();
    server.signal("TERM");
    while ready(&mut idle).await.status == 200 {}
    // Who comes now is still let in.
    let answer = ready(&mut server.client().await).await;
    assert_eq!((answer.status, answer.body.contains("stopping")), (503, true), "{}", answer.body);
    assert_eq!(idle.rest().await, "", "closed, with nothing more said");
    assert!(told.elapsed() >= Duration::from_secs(1), "{:?}", told.elapsed());
    asking.send(second).await.unwrap();
    assert_eq!(asking.answer().await.unwrap().status, 200);
    assert_eq!(asking.rest().await, "");
    assert!(server.ended().await.success());
    assert!(told.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn when_the_files_run_out_the_server_waits_and_goes_on() {
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -n 64; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_klaster")]);
    let server = Server::start_by(limited, &[("header_timeout", "300"), ("log_level", "info")]);
    let told = || server.logged("no connection can be let in").len();
    let mut open = Vec::new();
    while told() == 0 {
        open.push(server.client().await);
        assert!(open.len() < 1000, "the files do not run out");
        tokio::task::yield_now().await;
    }
    let begun = Instant::now();
    while told() < 3 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(begun.elapsed() > Duration::from_secs(1), "once a second: {:?}", begun.elapsed());
    drop(open);
    let answer = server.client().await.ask(QUERY).await.unwrap();
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn that_only_tls_is_spoken_is_told_where_it_is_so() {
    for (url, told) in
        [("https://api.klaster.kz", Some("max-age=31536000")), ("http://localhost", None)]
    {
        let server = Server::start(&[("public_url", url)]);
        let answer = server.client().await.ask(QUERY).await.unwrap();
        assert_eq!(answer.header("strict-transport-security"), told, "{url}");
        assert_eq!(answer.header("server"), None);
    }
}
