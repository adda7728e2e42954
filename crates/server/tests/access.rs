//! Who is let in, and kept out on all servers.

#[expect(dead_code, reason = "each program of tests uses a part of it")]
mod program;

use std::{
    fs,
    path::Path,
    process::Command,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use api::http::token::SigningKey;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use support::{Backend, TestDatabase};
use tempfile::TempDir;
use tokio::time::{Instant, sleep, timeout};

use self::program::{Answer, Client, PATIENCE, Server, on_postgres};

/// More of it, in a proof that takes its time.
fn soaks() -> bool {
    std::env::var_os("KLASTER_SOAK").is_some()
}

/// How long somebody who was barred may still get in elsewhere.
const BARRED_WITHIN: Duration = Duration::from_secs(5);

async fn post(server: &Server, path: &str, headers: &str, body: &str) -> Answer {
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    );
    let mut client = server.client().await;
    client.send(request).await.unwrap();
    client.answer().await.unwrap()
}

/// A form of somebody with a secret.
async fn form(server: &Server, path: &str, pair: &str, body: &str) -> Answer {
    let pair = BASE64_STANDARD.encode(pair);
    let headers = format!(
        "Content-Type: application/x-www-form-urlencoded\r\nAuthorization: Basic {pair}\r\n"
    );
    post(server, path, &headers, body).await
}

/// A token for whoever has this secret; nothing if it is refused.
async fn token(server: &Server, pair: &str) -> Option<String> {
    let answer = form(server, "/oauth/token", pair, "grant_type=client_credentials").await;
    let answer: Value = serde_json::from_str(&answer.body).unwrap();
    answer["access_token"].as_str().map(str::to_owned)
}

/// The same of somebody who waits as long as whoever asks too often is told to.
async fn form_in_turn(server: &Server, path: &str, pair: &str, body: &str) -> Answer {
    loop {
        let answer = form(server, path, pair, body).await;
        let Some(seconds) = answer.header("retry-after") else { return answer };
        sleep(Duration::from_secs(seconds.parse().unwrap())).await;
    }
}

async fn ask(server: &Server, token: &str, query: &str, variables: Value) -> (u16, Value) {
    let headers = format!("Content-Type: application/json\r\nAuthorization: Bearer {token}\r\n");
    let body = json!({ "query": query, "variables": variables }).to_string();
    let answer = post(server, "/graphql", &headers, &body).await;
    (answer.status, serde_json::from_str(&answer.body).unwrap())
}

/// What a command prints behind this word.
fn printed<'t>(text: &'t str, word: &str) -> &'t str {
    let found = text.lines().find_map(|line| line.strip_prefix(word));
    found.unwrap_or_else(|| panic!("no {word} in {text}")).trim()
}

/// A client with a secret, as both are sent.
fn add(run: impl Fn(&[&str]) -> String) -> String {
    let words = ["client", "add", "--name", "Портал", "--scope", "requests:read", "--secret"];
    let text = run(&words);
    format!("{}:{}", printed(&text, "client_id "), printed(&text, "client_secret "))
}

#[tokio::test]
async fn clients_are_added_listed_rotated_and_revoked_beside_a_running_server() {
    let server = Server::start(&[]);
    let first = add(|words| server.run(words));
    let (id, _) = first.split_once(':').unwrap();
    let issued = token(&server, &first).await.expect("a client that was added gets a token");
    let listed = server.run(&["client", "list"]);
    assert!(listed.contains(&format!("{id} active client_secret_basic requests:read Портал")));
    let rotate = || {
        let text = server.run(&["client", "rotate", id]);
        format!("{id}:{}", printed(&text, "client_secret "))
    };
    let second = rotate();
    until(&server, &second).await;
    assert!(token(&server, &first).await.is_some(), "two secrets work at once");
    let third = rotate();
    until(&server, &third).await;
    assert!(token(&server, &first).await.is_none(), "the oldest one has made room");
    assert!(token(&server, &second).await.is_some());
    assert_eq!(ask(&server, &issued, "{ __typename }", json!({})).await.0, 401);
    let issued = token(&server, &third).await.unwrap();
    server.run(&["client", "revoke", id]);
    let barred = async {
        while ask(&server, &issued, "{ __typename }", json!({})).await.0 != 401 {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(BARRED_WITHIN, barred).await.expect("a client that was revoked is kept out");
    assert!(token(&server, &third).await.is_none());
}

/// In less time than it takes until that is written down by itself.
#[tokio::test]
async fn what_a_client_has_used_is_still_known_after_an_orderly_stop() {
    let server = Server::start(&[]);
    let pair = add(|words| server.run(words));
    let issued = token(&server, &pair).await.unwrap();
    for _ in 0..3 {
        assert_eq!(ask(&server, &issued, "{ __typename }", json!({})).await.0, 200);
    }
    let server = server.stopped_and_started_again();
    let query = "{ viewer { client { usage { requests points errors } } } }";
    let (_, answer) = ask(&server, &issued, query, json!({})).await;
    let expected = json!({"requests": 3, "points": 3.0, "errors": 0});
    assert_eq!(answer["data"]["viewer"]["client"]["usage"], expected, "{answer}");
}

/// Until a secret that was just made is known.
async fn until(server: &Server, pair: &str) {
    let known = async {
        while token(server, pair).await.is_none() {
            sleep(Duration::from_millis(200)).await;
        }
    };
    timeout(PATIENCE, known).await.expect("the server learns of it");
}

#[tokio::test]
async fn mistakes_of_whoever_adds_a_client_are_told() {
    let server = Server::start(&[]);
    for (words, told) in [
        (vec!["--scope", "requests:all", "--secret"], "scopes are reference:read"),
        (vec!["--scope", "requests:write", "--secret"], "proves who it is with a private key"),
        (vec!["--scope", "requests:read", "--role", "KING@KZ"], "there is no such role"),
        (vec!["--scope", "requests:read", "--role", "ORG_ADMIN@KZ"], "held at an organization"),
        (vec!["--scope", "requests:read", "--key", "/nowhere.jwk"], "cannot be read"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_klaster"));
        command.env_clear().args(["client", "add", "--name", "Портал"]).args(&words);
        let output = command.arg("--data").arg(server.data()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(told), "{words:?}: {said}");
    }
}

/// Two servers on one PostgreSQL.
struct Pair {
    one: Server,
    other: Server,
    url: String,
    keys: TempDir,
    _database: TestDatabase,
}

impl Pair {
    async fn start() -> Self {
        let database = TestDatabase::create(Backend::Postgres).await;
        let keys = tempfile::tempdir().unwrap();
        let hexadecimal = |byte: &str| byte.repeat(32);
        let vault = format!("{} {}", hexadecimal("01"), hexadecimal("02"));
        for (name, text) in
            [("token", SigningKey::make_pem()), ("vault", vault), ("cursor", hexadecimal("03"))]
        {
            fs::write(keys.path().join(format!("{name}.key")), text).unwrap();
        }
        let url = database.url().to_owned();
        let [one, other] = [(); 2].map(|()| Server::replica(&url, keys.path()));
        Self { one, other, url, keys, _database: database }
    }

    fn run(&self, words: &[&str]) -> String {
        run(&self.url, self.keys.path(), words)
    }
}

fn run(url: &str, keys: &Path, words: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_klaster"));
    let output = command.env_clear().envs(on_postgres(url, keys)).args(words).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// How somebody is barred on the one server, and how it shows on the other.
#[derive(Clone, Copy, Debug)]
enum Barring {
    Token,
    Client,
    Role,
    Person,
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_barred_on_one_server_is_barred_on_the_other_within_five_seconds() {
    let pair = Pair::start().await;
    let admin = Admin::of(&pair).await;
    let rounds = if soaks() { 100 } else { 8 };
    let mut slowest = Duration::ZERO;
    for round in 0..rounds {
        let kinds = [Barring::Token, Barring::Client, Barring::Role, Barring::Person];
        let barring = kinds[round % kinds.len()];
        let took = admin.bar(&pair, barring).await;
        assert!(took <= BARRED_WITHIN, "{barring:?} in round {round}: {took:?}");
        slowest = slowest.max(took);
    }
    println!("{rounds} of {rounds} barred within {} ms", slowest.as_millis());
}

/// What whoever bars others is let into, and the people it acts for.
const SCOPES: &str = "platform:write directory:write requests:read";

/// Whoever bars others.
struct Admin {
    token: String,
    organization: String,
    explorer: String,
}

impl Admin {
    async fn of(pair: &Pair) -> Self {
        let jwk =
            r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        let key = pair.keys.path().join("client.jwk");
        fs::write(&key, jwk).unwrap();
        let add = |role: &str| {
            let key = key.to_str().unwrap();
            let mut words = vec!["client", "add", "--name", "a", "--acts-for", "everyone"];
            for scope in SCOPES.split(' ') {
                words.extend(["--scope", scope]);
            }
            words.extend(["--key", key, "--role", role]);
            printed(&pair.run(&words), "client_id ").to_owned()
        };
        let editor = add("MINISTRY_EDITOR@KZ");
        let token = pair.one.token(&editor, None, SCOPES);
        let input = json!({"bin": "500140000017", "profile": {
            "kind": "COLLEGE", "ownership": "STATE", "name": {"kk": "Колледж"},
            "katoCode": "351010000", "isHighTech": false, "isStartup": false,
        }});
        let query = "mutation($input: OrganizationCreateInput!) {
            v: organizationCreate(input: $input) { v: organization { id } userErrors { code } } }";
        let made = ask(&pair.one, &token, query, json!({ "input": input })).await.1;
        let organization = id_of(&made);
        let explorer = add(&format!("ORG_ADMIN@{organization}"));
        let token = pair.one.token(&explorer, None, SCOPES);
        Self { token, organization, explorer }
    }

    async fn change(&self, pair: &Pair, mutation: &str, object: &str, input: Value) -> String {
        let input_type = mutation[..1].to_uppercase() + &mutation[1..] + "Input";
        let query = format!(
            "mutation($input: {input_type}!) {{
                v: {mutation}(input: $input) {{ v: {object} {{ id }} userErrors {{ code }} }} }}"
        );
        id_of(&ask(&pair.one, &self.token, &query, json!({ "input": input })).await.1)
    }

    /// Bars somebody; how long the other server has let them in afterwards.
    async fn bar(&self, pair: &Pair, barring: Barring) -> Duration {
        const ROLES: &str = "{ viewer { roles { role } } }";
        match barring {
            Barring::Token | Barring::Client => {
                let secret = add(|words| pair.run(words));
                let grant = "grant_type=client_credentials";
                let answer = form_in_turn(&pair.one, "/oauth/token", &secret, grant).await;
                let answer: Value = serde_json::from_str(&answer.body).unwrap();
                let issued = answer["access_token"].as_str().expect("a token").to_owned();
                let is_in = async || ask(&pair.other, &issued, ROLES, json!({})).await.0 == 200;
                assert!(is_in().await);
                let following = Following::begin(&pair.other, &issued).await;
                let mut begun = Instant::now();
                if matches!(barring, Barring::Token) {
                    let token = format!("token={issued}");
                    form_in_turn(&pair.one, "/oauth/revoke", &secret, &token).await;
                    // Whoever has to wait for the turn has revoked nothing yet.
                    begun = Instant::now();
                } else {
                    let (id, _) = secret.split_once(':').unwrap();
                    pair.run(&["client", "revoke", id]);
                }
                until_not(is_in, begun).await;
                following.ended(begun).await
            }
            Barring::Role | Barring::Person => {
                let entry = json!({"organizationId": self.organization, "name": "Айгүл",
                    "issuer": "https://id.kz", "subject": subject()});
                let person = self.change(pair, "personEnter", "person", entry).await;
                let role = json!({"personId": person, "role": "TEACHER",
                    "organizationId": self.organization});
                let role = self.change(pair, "affiliationGrant", "affiliation", role).await;
                let issued = pair.one.token(&self.explorer, Some(&person), SCOPES);
                let is_in = async || {
                    let (status, seen) = ask(&pair.other, &issued, ROLES, json!({})).await;
                    status == 200 && seen["data"]["viewer"]["roles"] != json!([])
                };
                assert!(is_in().await);
                let following = Following::begin(&pair.other, &issued).await;
                let begun = Instant::now();
                if matches!(barring, Barring::Role) {
                    // Whoever has lost a role is let in all the same, and follows what is left.
                    let input = json!({ "id": role });
                    self.change(pair, "affiliationRevoke", "affiliation", input).await;
                    return until_not(is_in, begun).await;
                }
                let input = json!({ "id": person, "comment": "Тексеру." });
                self.change(pair, "personSuspend", "person", input).await;
                until_not(is_in, begun).await;
                following.ended(begun).await
            }
        }
    }
}

/// Somebody's subscriptions on which nothing happens, by each transport.
struct Following {
    socket: Client,
    events: Client,
}

impl Following {
    async fn begin(server: &Server, token: &str) -> Self {
        const FOLLOW: &str = "subscription { employerRequestPublished { cursor } }";
        let body = json!({ "query": FOLLOW }).to_string();
        let mut events = server.client().await;
        let request = format!(
            "POST /graphql/stream HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\
             Content-Type: application/json\r\nAuthorization: Bearer {token}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        events.send(request).await.unwrap();
        let mut socket = server.client().await;
        let request = "GET /graphql/ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n";
        socket.send(request).await.unwrap();
        socket.until("\r\n\r\n").await;
        let payload = json!({ "authorization": format!("Bearer {token}") });
        socket
            .send(frame(&json!({ "type": "connection_init", "payload": payload })))
            .await
            .unwrap();
        socket.until("connection_ack").await;
        let payload = json!({ "query": FOLLOW });
        let subscribe = json!({ "type": "subscribe", "id": "1", "payload": payload });
        socket.send(frame(&subscribe)).await.unwrap();
        // Answered behind it.
        socket.send(frame(&json!({ "type": "ping" }))).await.unwrap();
        socket.until("pong").await;
        events.until("200 OK").await;
        Self { socket, events }
    }

    /// How long it has taken until both were ended.
    async fn ended(mut self, begun: Instant) -> Duration {
        // The last chunk.
        self.events.until("\r\n0\r\n\r\n").await;
        // The code 4401, in two bytes.
        self.socket.until("\u{11}1").await;
        begun.elapsed()
    }
}

/// A message as a client sends it, masked with zeroes (RFC 6455, 5.2).
fn frame(message: &Value) -> Vec<u8> {
    let text = message.to_string();
    let length = u16::try_from(text.len()).unwrap().to_be_bytes();
    [&[0x81, 0xfe], &length[..], &[0; 4], text.as_bytes()].concat()
}

fn subject() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed).to_string()
}

fn id_of(answer: &Value) -> String {
    let id = answer["data"]["v"]["v"]["id"].as_str();
    id.unwrap_or_else(|| panic!("{answer}")).to_owned()
}

async fn until_not(is_in: impl AsyncFn() -> bool, begun: Instant) -> Duration {
    while is_in().await && begun.elapsed() < 2 * BARRED_WITHIN {
        sleep(Duration::from_millis(10)).await;
    }
    begun.elapsed()
}

/// The keys that sign turn again and again, while clients get tokens and use them.
#[tokio::test(flavor = "multi_thread")]
async fn keys_that_turn_under_load_refuse_nobody() {
    let pair = Pair::start().await;
    let secret = add(|words| pair.run(words));
    let (every, turns) =
        if soaks() { (Duration::from_secs(20), 15) } else { (Duration::from_secs(4), 3) };
    let file = pair.keys.path().join("token.key");
    let turning = async {
        let mut all = fs::read_to_string(&file).unwrap();
        for _ in 0..turns {
            let next = SigningKey::make_pem();
            // Known everywhere before it signs anywhere.
            replace(&file, &format!("{all}{next}"));
            sleep(every / 2).await;
            all = format!("{next}{all}");
            replace(&file, &all);
            sleep(every / 2).await;
        }
    };
    let (mut issued, mut used, mut signed) = (0, 0, std::collections::BTreeSet::new());
    let mut held: Vec<String> = Vec::new();
    let load = async {
        loop {
            // As often as a client may.
            let servers = [(&pair.one, &pair.other), (&pair.other, &pair.one)];
            for (issuer, user) in servers {
                let token = token(issuer, &secret).await.expect("nobody is refused a token");
                signed.insert(token.split('.').next().unwrap().to_owned());
                held.push(token);
                issued += 1;
                // With tokens of all keys that have signed so far.
                for token in held.iter().rev().take(40).chain(held.iter().take(40)) {
                    assert_eq!(ask(user, token, "{ __typename }", json!({})).await.0, 200);
                    used += 1;
                }
            }
            sleep(Duration::from_secs(7)).await;
        }
    };
    tokio::select! {
        () = turning => {}
        () = load => {}
    }
    assert!(signed.len() > 1, "keys have turned: {signed:?}");
    println!(
        "{issued} tokens of {} keys used {used} times while keys turned {turns} times",
        signed.len()
    );
}

/// In one step, as whoever turns keys does.
fn replace(file: &Path, text: &str) {
    let beside = file.with_extension("new");
    fs::write(&beside, text).unwrap();
    fs::rename(beside, file).unwrap();
}
