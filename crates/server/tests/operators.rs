//! What the program tells whoever runs it: its log, its numbers, its traces.

#[expect(dead_code, reason = "each program of tests uses a part of it")]
mod program;

use axum::{Router, body::Bytes, extract::State, http::StatusCode, routing::post};
use data_encoding::HEXLOWER;
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::any_value::Value::{IntValue, StringValue},
    trace::v1::{Span, span::SpanKind},
};
use program::{Answer, Client, Server};
use prost::Message;
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::mpsc};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const TRACEPARENT: &str =
    "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n";
/// A person, a value and a name that nobody may read of in logs, numbers or traces.
const PERSON: &str = "person-seen-nowhere";
const VALUE: &str = "value-seen-nowhere";

/// A client that asks for a person.
struct Portal<'s> {
    server: &'s Server,
    client: String,
    person: String,
}

impl<'s> Portal<'s> {
    fn of(server: &'s Server) -> Self {
        let client = server.add_client("directory:read", None);
        let issuer = "https://id.kz";
        let words = ["person", "add", "--name", PERSON, "--issuer", issuer, "--subject", PERSON];
        let person = server.run(&words).trim().to_owned();
        Self { server, client, person }
    }

    fn token(&self) -> String {
        self.server.token(&self.client, Some(&self.person), "directory:read")
    }
}

fn request(path: &str, headers: &str, body: &Value) -> String {
    let body = body.to_string();
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

async fn send(server: &Server, request: impl AsRef<[u8]>) -> Option<Answer> {
    let mut client = server.client().await;
    client.send(request).await.unwrap();
    client.answer().await
}

/// A list with a name, a variable and a person behind it.
fn list(portal: &Portal<'_>, path: &str, headers: &str) -> String {
    let headers = format!("{headers}Authorization: Bearer {}\r\n", portal.token());
    let query =
        "query Regions($search: String) { regions(search: $search, first: 5) { nodes { name } } }";
    request(path, &headers, &json!({ "query": query, "variables": { "search": VALUE } }))
}

#[tokio::test]
async fn an_answered_request_is_one_line_that_says_what_operators_need_and_no_more() {
    let server = Server::start(&[]);
    let portal = Portal::of(&server);
    let answer = send(&server, list(&portal, "/graphql", "X-Request-Id: first\r\n")).await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.body);
    let line = server.log.told("answered", "first").await;
    let cost: u64 = answer.header("x-cost-requested").unwrap().parse().unwrap();
    let actual: u64 = answer.header("x-cost-actual").unwrap().parse().unwrap();
    assert!(line["microseconds"].is_u64(), "{line}");
    assert_eq!(
        [&line["status"], &line["operation"], &line["kind"], &line["client"]],
        [&json!(200), &json!("Regions"), &json!("query"), &json!(portal.client)],
        "{line}"
    );
    assert_eq!((&line["cost_requested"], &line["cost_actual"]), (&json!(cost), &json!(actual)));
    for secret in [PERSON, &portal.person, VALUE, "regions(", "127.0.0.1:", "Bearer", "eyJ"] {
        let others = |line: &&String| !line.contains("listening");
        let lines = server.log.lines();
        let told: Vec<_> = lines.iter().filter(others).filter(|it| it.contains(secret)).collect();
        assert!(told.is_empty(), "{secret} in {told:?}");
    }
    let long = "a".repeat(65);
    for (id, query, name) in [
        ("short", format!("query {} {{ __typename }}", &long[1..]), Some(&long[1..])),
        ("long", format!("query {long} {{ __typename }}"), None),
        ("unnamed", "{ __typename }".to_owned(), None),
    ] {
        let headers = format!("X-Request-Id: {id}\r\n");
        send(&server, request("/graphql", &headers, &json!({ "query": query }))).await.unwrap();
        let line = server.log.told("answered", id).await;
        assert_eq!(line["operation"].as_str(), name, "{line}");
    }
}

#[tokio::test]
async fn the_trace_of_the_caller_stands_in_the_line_and_what_is_none_is_replaced() {
    let server = Server::start(&[]);
    let mut traces = Vec::new();
    for (id, header) in [
        ("given", TRACEPARENT.to_owned()),
        ("wrong", TRACEPARENT.to_uppercase()),
        ("absent", String::new()),
    ] {
        let headers = format!("{header}X-Request-Id: {id}\r\n");
        let asked = request("/graphql", &headers, &json!({ "query": "{ __typename }" }));
        send(&server, asked).await.unwrap();
        let line = server.log.told("answered", id).await;
        traces.push(line["span"]["trace_id"].as_str().unwrap().to_owned());
    }
    assert_eq!(traces[0], TRACE);
    for made in &traces[1..] {
        assert_ne!(made, TRACE);
        let digits = made.bytes().filter(|digit| b"0123456789abcdef".contains(digit));
        assert_eq!((made.len(), digits.count()), (32, 32), "{made}");
    }
    assert_ne!(traces[1], traces[2]);
}

/// Headers that are read, and some that are not.
const HEADERS: [&str; 16] = [
    "Accept",
    "Accept-Language",
    "Authorization",
    "Content-Type",
    "Cookie",
    "If-None-Match",
    "Origin",
    "Referer",
    "User-Agent",
    "X-Forwarded-For",
    "X-GraphQL-Event-Stream-Token",
    "X-Purpose",
    "X-Request-Id",
    "traceparent",
    "tracestate",
    "Sec-WebSocket-Protocol",
];

/// Requests that would like to write lines of their own.
fn forgeries() -> Vec<Vec<u8>> {
    let values: [&[u8]; 6] = [
        b"forged\r\n{\"level\":\"ERROR\",\"message\":\"forged\"}",
        b"forged\n{\"message\":\"forged\"}",
        b"forged\x1b[31m\x1b]0;forged\x07",
        b"forged\",\"level\":\"ERROR\",\"forged\":\"",
        b"forged\xff\xfe\xc0\x80",
        b"forged\\\"\\u001b\t'%0d%0a{}",
    ];
    let body = json!({ "query": "{ __typename }" }).to_string();
    let mut all = Vec::new();
    for path in ["/graphql", "/graphql/stream", "/graphql/ws", "/forged%0d%0a%1b%22"] {
        for (header, value) in HEADERS.iter().flat_map(|it| values.iter().map(move |v| (it, v))) {
            let length = body.len();
            let head = format!(
                "POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n{header}: "
            );
            let json: &[u8] = match *header {
                "Content-Type" => b"\r\n\r\n",
                _ => b"\r\nContent-Type: application/json\r\n\r\n",
            };
            all.push([head.as_bytes(), value, json, body.as_bytes()].concat());
        }
    }
    for value in values {
        let value = String::from_utf8_lossy(value);
        let encoded = form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>();
        for path in [&encoded, &format!("graphql?query={encoded}&operationName={encoded}")] {
            all.push(format!("GET /{path} HTTP/1.1\r\nHost: a\r\n\r\n").into_bytes());
        }
        for body in [
            json!({ "query": value }),
            json!({ "query": "{ __typename }", "operationName": value }),
            json!({ "query": "query A($a: String) { regions(search: $a) { totalCount } }", "variables": { "a": value } }),
            json!({ "query": "query A($a: Int) { regions(first: $a) { totalCount } }", "variables": { "a": value } }),
            json!({ "query": "{ __typename }", "extensions": { "operationId": value } }),
        ] {
            all.push(request("/graphql", "", &body).into_bytes());
            all.push(request("/graphql/stream", "", &body).into_bytes());
        }
    }
    all
}

#[tokio::test]
async fn whatever_a_request_holds_a_line_of_the_log_is_one_json_object() {
    let server = Server::start(&[("log_level", "trace"), ("quota_address", "0")]);
    let requests = forgeries();
    assert!(requests.len() > 400, "{}", requests.len());
    for request in requests {
        // Some of them are refused, some are answered, some are no HTTP at all.
        let mut client = server.client().await;
        client.send(&request).await.unwrap();
        client.answer().await;
    }
    let last = request("/graphql", "X-Request-Id: last\r\n", &json!({ "query": "{ __typename }" }));
    send(&server, last).await.unwrap();
    server.log.told("answered", "last").await;
    let lines = server.log.lines();
    assert!(lines.len() > 200, "{}", lines.len());
    for line in lines {
        let object: Value = serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}"));
        assert!(object["level"].is_string() && object["timestamp"].is_string(), "{line}");
        assert!(!line.chars().any(char::is_control), "{line:?}");
        let ours = object["target"].as_str().is_none_or(|it| !it.starts_with("hyper"));
        assert!(!ours || !line.contains("forged"), "{line}");
    }
}

/// A frame of a client; a mask of zeros changes nothing.
fn frame(text: &Value) -> Vec<u8> {
    let text = text.to_string();
    let length = u8::try_from(text.len()).unwrap();
    assert!(length < 126);
    [&[0x81, 0x80 | length, 0, 0, 0, 0], text.as_bytes()].concat()
}

#[tokio::test]
async fn operations_of_streams_are_told_when_they_begin_and_when_they_end() {
    let server = Server::start(&[]);
    let portal = Portal::of(&server);
    let headers = format!("Accept: text/event-stream\r\nX-Request-Id: events\r\n{TRACEPARENT}");
    let mut client = server.client().await;
    client.send(list(&portal, "/graphql/stream", &headers)).await.unwrap();
    let ended = server.log.told("operation ended", "events").await;
    let begun = server.log.told("operation begun", "events").await;
    for line in [&begun, &ended] {
        let told = [&line["operation"], &line["kind"], &line["client"], &line["span"]["trace_id"]];
        assert_eq!(told, ["Regions", "query", portal.client.as_str(), TRACE], "{line}");
        assert!(line["cost_requested"].is_u64(), "{line}");
    }
    assert!(ended["microseconds"].is_u64() && ended["cost_actual"].is_u64(), "{ended}");
    assert_eq!(server.log.told("answered", "events").await["status"], 200);

    let mut client = server.client().await;
    client
        .send(format!(
            "GET /graphql/ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             Sec-WebSocket-Protocol: graphql-transport-ws\r\n{TRACEPARENT}X-Request-Id: socket\r\n\r\n"
        ))
        .await
        .unwrap();
    assert_eq!(client.answer().await.unwrap().status, 101);
    assert_eq!(server.log.told("answered", "socket").await["status"], 101);
    let subscription = "subscription Published { employerRequestPublished { __typename } }";
    for message in [
        json!({ "type": "connection_init" }),
        json!({ "type": "subscribe", "id": "1", "payload": { "query": subscription } }),
        json!({ "type": "subscribe", "id": "2", "payload": { "query": "{" } }),
    ] {
        client.send(frame(&message)).await.unwrap();
    }
    let begun = of_kind(&server, "operation begun", "subscription").await;
    assert_eq!(
        (&begun["operation"], &begun["span"]["trace_id"]),
        (&json!("Published"), &json!(TRACE))
    );
    let refused = of_kind(&server, "operation refused", "").await;
    assert_ne!(refused["span"]["request_id"], begun["span"]["request_id"]);
    client.send(frame(&json!({ "type": "complete", "id": "1" }))).await.unwrap();
    let id = begun["span"]["request_id"].as_str().unwrap();
    let ended = server.log.told("operation ended", id).await;
    assert_eq!(ended["kind"], "subscription", "{ended}");
    assert!(ended["microseconds"].as_u64() > Some(0), "{ended}");
}

/// The line with this message about such an operation, which comes; "" is none.
async fn of_kind(server: &Server, message: &str, kind: &str) -> Value {
    let coming = async {
        loop {
            let mut lines = server.log.with(message).into_iter();
            if let Some(line) = lines.find(|line| line["kind"].as_str().unwrap_or("") == kind) {
                return line;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(program::PATIENCE, coming).await.expect("the line comes")
}

/// The numbers, as they are read from their own listener.
async fn metrics(server: &Server) -> String {
    let told = server.logged("metrics can be read");
    let address = told[0]["address"].as_str().unwrap().parse().unwrap();
    let mut client = Client::from([127, 0, 0, 1], address).await;
    client.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let answer = client.answer().await.unwrap();
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").unwrap().starts_with("application/openmetrics-text"));
    assert!(answer.body.ends_with("# EOF\n"), "{}", answer.body);
    answer.body
}

fn number(text: &str, name: &str) -> f64 {
    let mut lines = text.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    let number = lines.next().unwrap_or_else(|| panic!("{name} in {text}"));
    number.parse().unwrap()
}

#[tokio::test]
async fn what_has_happened_is_counted_where_operators_read_it() {
    let settings =
        [("metrics_listen", "127.0.0.1:0"), ("quota_address", "10000"), ("limit_cost", "10000")];
    let server = Server::start(&settings);
    let portal = Portal::of(&server);
    let answer = send(&server, list(&portal, "/graphql", "")).await.unwrap();
    let broken = request("/graphql", "", &json!({ "query": "{" }));
    send(&server, &broken).await.unwrap();
    let invalid =
        request("/graphql", "Accept: image/png\r\n", &json!({ "query": "{ __typename }" }));
    assert_eq!(send(&server, invalid).await.unwrap().status, 406);
    let large = json!({ "query": "{ regions(first: 100) { nodes { id name code kind } } }" });
    let mut refused = 0;
    for _ in 0..200 {
        refused +=
            u32::from(send(&server, request("/graphql", "", &large)).await.unwrap().status == 429);
    }
    assert!(refused > 0, "the quota is used up");
    let stream = format!(
        "PUT /graphql/stream HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {}\r\n\r\n",
        portal.token()
    );
    assert_eq!(send(&server, stream).await.unwrap().status, 201);
    let _idle = server.client().await;
    let text = metrics(&server).await;
    let number = |name: &str| number(&text, name);
    assert!(number("klaster_requests_total{status=\"2xx\",kind=\"query\"}") >= 1.0);
    for (name, count) in [
        ("klaster_requests_total{status=\"4xx\",kind=\"query\"}", refused),
        ("klaster_requests_total{status=\"4xx\",kind=\"none\"}", 1),
        ("klaster_operation_duration_seconds_count{operation=\"Regions\"}", 1),
        ("klaster_operation_duration_seconds_count{operation=\"none\"}", 200),
        ("klaster_errors_total{code=\"GRAPHQL_PARSE_FAILED\"}", 1),
        ("klaster_errors_total{code=\"NOT_ACCEPTABLE\"}", 1),
        ("klaster_errors_total{code=\"RATE_LIMITED\"}", refused),
        ("klaster_quota_refusals_total{by=\"address\"}", refused),
        ("klaster_shed_operations_total", 0),
        ("klaster_open_streams", 1),
    ] {
        assert!(text.contains(&format!("\n{name} {count}\n")), "{name} is not {count}: {text}");
    }
    let cost: f64 = answer.header("x-cost-requested").unwrap().parse().unwrap();
    assert!(number("klaster_cost_requested_points_total") > cost);
    assert!(number("klaster_cost_actual_points_total") > 0.0);
    assert!(number("klaster_open_connections") >= 1.0);
    assert!(number("klaster_database_statements_total") > 0.0);
    assert!(number("klaster_database_time_seconds_total") > 0.0);
    let pool =
        number("klaster_database_connections_in_use") + number("klaster_database_connections_idle");
    assert!((1.0..=8.0).contains(&pool), "{pool}");
    assert!((0.0..5.0).contains(&number("klaster_feed_lag_seconds")));
    assert!(number("klaster_process_start_time_seconds") > 1.7e9);
    for secret in [PERSON, VALUE, "127.0.0.1", &portal.client, &portal.person] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let elsewhere = send(&server, "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    assert_eq!(elsewhere.status, 404, "the API does not tell them");
}

/// A collector of spans, and what it receives.
async fn collector() -> (String, mpsc::UnboundedReceiver<Bytes>) {
    type Received = mpsc::UnboundedSender<Bytes>;
    let receive = async |State(received): State<Received>, body: Bytes| {
        received.send(body).unwrap();
        StatusCode::OK
    };
    let (sender, receiver) = mpsc::unbounded_channel();
    let router = Router::new().route("/v1/traces", post(receive)).with_state(sender);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (address, receiver)
}

fn attribute(span: &Span, key: &str) -> Value {
    let attribute = span.attributes.iter().find(|attribute| attribute.key == key);
    match attribute.and_then(|it| it.value.as_ref()?.value.as_ref()) {
        Some(StringValue(text)) => json!(text),
        Some(IntValue(number)) => json!(number),
        _ => Value::Null,
    }
}

#[tokio::test]
async fn spans_come_to_the_collector_as_parts_of_the_trace_of_the_caller() {
    let (address, mut received) = collector().await;
    let server = Server::start(&[("otlp_endpoint", &address)]);
    let portal = Portal::of(&server);
    let given = format!("{TRACEPARENT}X-Request-Id: given\r\n");
    send(&server, list(&portal, "/graphql", &given)).await.unwrap();
    let unsampled = TRACEPARENT.replace("-01\r\n", "-00\r\n");
    let unsampled = format!("{unsampled}X-Request-Id: unsampled\r\n");
    send(&server, list(&portal, "/graphql", &unsampled)).await.unwrap();
    let query = json!({ "query": "{" });
    send(&server, request("/graphql", "X-Request-Id: new\r\n", &query)).await.unwrap();
    let new = server.log.told("answered", "new").await;
    let events = "Accept: text/event-stream\r\nX-Request-Id: events\r\n";
    send(&server, list(&portal, "/graphql/stream", events)).await.unwrap();
    server.log.told("operation ended", "events").await;
    let (client, person) = (portal.client.clone(), portal.person.clone());
    server.signal("TERM");
    assert!(server.ended().await.success());
    let mut spans = Vec::new();
    while let Ok(body) = received.try_recv() {
        assert!(
            ![PERSON, VALUE, &person].iter().any(|it| String::from_utf8_lossy(&body).contains(it))
        );
        let sent = ExportTraceServiceRequest::decode(body).unwrap();
        let scopes = sent.resource_spans.into_iter().flat_map(|it| it.scope_spans);
        spans.extend(scopes.flat_map(|scope| scope.spans));
    }
    let ids: Vec<_> = spans.iter().map(|span| attribute(span, "klaster.request_id")).collect();
    assert_eq!(ids[..2], ["given", "new"], "who does not want to be sampled is not");
    let [given, begun, streamed @ ..] = &spans[..] else { panic!("{spans:?}") };
    // One of the request and one of the operation within it.
    let of = |kind: SpanKind| streamed.iter().find(|span| span.kind == kind as i32).unwrap();
    let (asked, ran) = (of(SpanKind::Server), of(SpanKind::Internal));
    assert_eq!((&ran.parent_span_id, &ran.trace_id), (&asked.span_id, &asked.trace_id));
    assert_eq!((streamed.len(), asked.parent_span_id.len()), (2, 0));
    assert_eq!(
        (HEXLOWER.encode(&given.trace_id), HEXLOWER.encode(&given.parent_span_id)),
        (TRACE.to_owned(), "00f067aa0ba902b7".to_owned())
    );
    assert_eq!((given.name.as_str(), given.span_id.len()), ("query", 8));
    assert!(given.end_time_unix_nano > given.start_time_unix_nano);
    for (key, value) in [
        ("http.response.status_code", json!(200)),
        ("graphql.operation.name", json!("Regions")),
        ("graphql.operation.type", json!("query")),
        ("klaster.client", json!(client)),
    ] {
        assert_eq!(attribute(given, key), value, "{key}");
    }
    assert!(attribute(given, "klaster.cost.actual").is_u64());
    assert_eq!(HEXLOWER.encode(&begun.trace_id), new["span"]["trace_id"].as_str().unwrap());
    assert!(begun.parent_span_id.is_empty(), "{:?}", begun.parent_span_id);
}

#[tokio::test]
async fn a_collector_that_is_away_costs_a_warning() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let server = Server::start(&[("otlp_endpoint", &format!("http://{free}"))]);
    let portal = Portal::of(&server);
    for _ in 0..5 {
        assert_eq!(send(&server, list(&portal, "/graphql", "")).await.unwrap().status, 200);
    }
    let log = server.log.clone();
    server.signal("TERM");
    assert!(server.ended().await.success());
    assert_eq!(log.with("the collector of spans does not take them").len(), 1, "{:?}", log.lines());
    assert!(log.lines().iter().all(|line| !line.contains("\"ERROR\"")), "{:?}", log.lines());
}
