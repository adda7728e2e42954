//! A subscription that outlives the server.

#[expect(dead_code, reason = "each program of tests uses a part of it")]
mod program;

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};
use tokio::time::timeout;

use self::program::{Client, PATIENCE, Server};

/// A token of a client that holds this role.
fn token(server: &Server, role: &str) -> String {
    let scopes = "directory:write requests:write";
    let client = server.add_client(scopes, Some(role));
    server.token(&client, None, scopes)
}

/// What a mutation has made or changed; its id.
async fn act(server: &Server, token: &str, mutation: &str, input: Value) -> String {
    let input_type = mutation[..1].to_uppercase() + &mutation[1..] + "Input";
    let object =
        if mutation.starts_with("organization") { "organization" } else { "employerRequest" };
    let query = format!(
        "mutation($input: {input_type}!) {{
            {mutation}(input: $input) {{ {object} {{ id }} userErrors {{ code message }} }} }}"
    );
    let body = json!({"query": query, "variables": {"input": input}}).to_string();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Authorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut client = server.client().await;
    client.send(request).await.unwrap();
    let answer: Value = serde_json::from_str(&client.answer().await.unwrap().body).unwrap();
    let id = answer["data"][mutation][object]["id"].as_str();
    id.unwrap_or_else(|| panic!("{mutation}: {answer}")).to_owned()
}

/// People of an enterprise, and those who publish what it asks for.
struct People {
    employer: String,
    hr: String,
    chamber: String,
}

impl People {
    async fn new(server: &Server) -> Self {
        let profile = json!({
            "kind": "ENTERPRISE", "ownership": "PRIVATE", "name": {"kk": "Болат"},
            "katoCode": "351010000", "isHighTech": false, "isStartup": false,
        });
        let input = json!({"bin": "500140000017", "profile": profile});
        let editor = token(server, "MINISTRY_EDITOR@KZ");
        let employer = act(server, &editor, "organizationCreate", input).await;
        let hr = token(server, &format!("EMPLOYER_HR@{employer}"));
        Self { employer, hr, chamber: token(server, "REGIONAL_CHAMBER@35") }
    }

    async fn publish(&self, server: &Server) -> String {
        let terms = json!({
            "kind": "HIRE_GRADUATES", "qualificationCode": "4S07130704", "headcount": 3,
            "title": {"kk": "Электромеханик"}, "katoCode": "351010000", "visibility": "PUBLIC",
            "closesAt": (Utc::now() + TimeDelta::days(30)).date_naive(), "housing": false,
            "salaryPublic": false,
            "details": {
                "compensation": false, "meals": false, "transport": false,
                "medicalExamination": false, "harmfulConditions": false,
            },
        });
        let input = json!({"employerId": self.employer, "terms": terms});
        let id = act(server, &self.hr, "employerRequestCreate", input).await;
        act(server, &self.hr, "employerRequestSubmit", json!({"id": id})).await;
        act(server, &self.chamber, "employerRequestPublish", json!({"id": id})).await
    }
}

/// A public client that follows published requests and begins anew when it is cut off.
struct Follower(Child, mpsc::Receiver<Value>);

impl Follower {
    fn start(server: &Server, way: &str, people: &People, after: &str) -> Self {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/clients");
        let mut node = Command::new("node");
        let url = format!("http://{}", server.address);
        node.current_dir(folder).args(["follow.mjs", &url, way, &people.hr, after]);
        node.stdout(Stdio::piped());
        let mut child = node.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (sender, events) = mpsc::channel();
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = sender.send(serde_json::from_str(&line).unwrap());
            }
        });
        Self(child, events)
    }

    /// The ids of the next requests; what is said of the connection is passed over.
    fn ids(&self, count: usize) -> Vec<String> {
        let id = |event: Value| event["employerRequest"]["id"].as_str().map(str::to_owned);
        let events = (0..).map(|_| self.1.recv_timeout(PATIENCE).expect("an event"));
        events.filter_map(id).take(count).collect()
    }

    /// How the connection has ended.
    fn end(&self) -> Value {
        let events = (0..).map(|_| self.1.recv_timeout(PATIENCE).expect("an end"));
        events.filter(|event| event.get("ended").is_some()).take(1).collect::<Vec<_>>().remove(0)
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Where to follow from: behind a request that has been told of.
async fn somewhere(server: &Server, people: &People) -> String {
    let follower = Follower::start(server, "ws", people, "");
    loop {
        people.publish(server).await;
        // Nobody is told of what was published before the subscription was there.
        if let Ok(event) = follower.1.recv_timeout(Duration::from_secs(2)) {
            return event["cursor"].as_str().unwrap_or_else(|| panic!("{event}")).to_owned();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_nothing_comes_twice_when_the_server_is_killed() {
    let mut server = Server::start(&[]);
    let people = People::new(&server).await;
    let cursor = somewhere(&server, &people).await;
    // What has been published since then comes first.
    let first = people.publish(&server).await;
    let start = |way| Follower::start(&server, way, &people, &cursor);
    let followers = ["ws", "sse", "sse-single"].map(start);
    for follower in &followers {
        while follower.ids(1) != [first.as_str()] {}
    }
    for _ in 0..3 {
        let mut published = Vec::new();
        for _ in 0..3 {
            published.push(people.publish(&server).await);
        }
        // Some of it has been told by now, some has not.
        server = server.killed_and_started_again();
        published.push(people.publish(&server).await);
        for follower in &followers {
            assert_eq!(follower.ids(published.len()), published);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_says_where_to_go_on() {
    let server = Server::start(&[]);
    let people = People::new(&server).await;
    let cursor = somewhere(&server, &people).await;
    let follower = Follower::start(&server, "ws", &people, &cursor);
    let published = people.publish(&server).await;
    while follower.ids(1) != [published.as_str()] {}
    server.signal("TERM");
    let end = follower.end();
    assert_eq!(end["ended"], 4503, "{end}");
    assert!(end["reason"].as_str().is_some_and(|cursor| cursor.len() > 30), "{end}");
    assert!(server.ended().await.success());
}

/// A message of a client; what masks it changes nothing.
fn frame(message: &Value) -> Vec<u8> {
    let text = message.to_string();
    let length = u16::try_from(text.len()).unwrap().to_be_bytes();
    [&[0x81, 0x80 | 0x7e], &length[..], &[0; 4], text.as_bytes()].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_nothing_of_what_is_sent_is_cut_off() {
    let server = Server::start(&[]);
    let before = server.sockets();
    let mut client = Client::narrow([127, 0, 0, 1], server.address).await;
    let upgrade = "GET /graphql/ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n";
    client.send(upgrade).await.unwrap();
    assert_eq!(client.answer().await.unwrap().status, 101);
    client.send(frame(&json!({"type": "connection_init"}))).await.unwrap();
    // Some hundred kilobytes each.
    let query =
        "{ __schema { types { name description fields { name description type { name } } } } }";
    for id in 0..10 {
        let payload = json!({"query": query});
        let message = json!({"type": "subscribe", "id": id.to_string(), "payload": payload});
        client.send(frame(&message)).await.unwrap();
    }
    let cut_off = async {
        while server.logged("a WebSocket is closed").is_empty() || server.sockets() > before {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, cut_off).await.expect("the end");
    let closed = server.logged("a WebSocket is closed").remove(0);
    assert_eq!(closed["close"], "Stopping(None)", "{closed}");
}
