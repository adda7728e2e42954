//! The audit, as whoever runs the service verifies it.

#[expect(dead_code, reason = "each program of tests uses a part of it")]
mod program;

use std::{
    fs,
    path::Path,
    process::{Command, Output},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
};

use api::http::token::SigningKey;
use program::{Client, PATIENCE, Server, on_postgres};
use serde_json::json;
use support::{Backend, TestApp, TestDatabase};
use tempfile::TempDir;
use tokio::{net::TcpStream, task::JoinSet, time::timeout};

/// A change that is refused: nobody has such a client.
fn refused(token: &str) -> String {
    let query = "mutation { apiClientRevoke(input: {id: \"api_client_01h455vb4pex5vsknk084sn02q\"}) { \
        userErrors { code } } }";
    let body = json!({ "query": query }).to_string();
    format!(
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Authorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Where the program finds a database.
enum Place<'p> {
    Directory(&'p Path),
    Postgres { url: &'p str, keys: &'p Path },
}

impl Place<'_> {
    fn run(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_klaster"));
        command.env_clear().args(words);
        match self {
            Self::Directory(data) => command.arg("--data").arg(data),
            Self::Postgres { url, keys } => command.envs(on_postgres(url, keys)),
        };
        command.output().unwrap()
    }

    /// What `klaster audit verify` prints, and how it ends.
    fn verify(&self, more: &[&str]) -> (String, Option<i32>) {
        let output = self.run(&[&["audit", "verify"], more].concat());
        let printed = String::from_utf8(output.stdout).unwrap();
        (printed + &String::from_utf8_lossy(&output.stderr), output.status.code())
    }

    /// Lets a client in, which proves who it is with a key; its id.
    fn add_client(&self, keys: &Path) -> String {
        // The public key of RFC 8037, A.2.
        let jwk =
            r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        let key = keys.join("client.jwk");
        fs::write(&key, jwk).unwrap();
        let words = ["client", "add", "--name", "a", "--acts-for", "everyone", "--scope", SCOPE];
        let output = self.run(&[&words[..], &["--key", key.to_str().unwrap()]].concat());
        let printed = String::from_utf8(output.stdout).unwrap();
        let id = printed.lines().find_map(|line| line.strip_prefix("client_id "));
        id.unwrap_or_else(|| panic!("{printed}")).to_owned()
    }
}

const SCOPE: &str = "platform:write";

/// The keys of servers on one PostgreSQL.
fn keys() -> TempDir {
    let keys = tempfile::tempdir().unwrap();
    let hexadecimal = |byte: &str| byte.repeat(32);
    let vault = format!("{} {}", hexadecimal("01"), hexadecimal("02"));
    for (name, text) in
        [("token", SigningKey::make_pem()), ("vault", vault), ("cursor", hexadecimal("03"))]
    {
        fs::write(keys.path().join(format!("{name}.key")), text).unwrap();
    }
    keys
}

fn head(printed: &str) -> String {
    let line = printed.lines().find_map(|line| line.strip_prefix("head "));
    line.and_then(|line| line.split(' ').next()).unwrap_or_else(|| panic!("{printed}")).to_owned()
}

/// Until so many changes were refused, by several at once; those under way go on.
async fn written(server: &Server, token: &str, wanted: usize) -> (JoinSet<()>, Arc<AtomicBool>) {
    let (done, stop) = (Arc::<AtomicUsize>::default(), Arc::<AtomicBool>::default());
    let mut writing = JoinSet::new();
    for _ in 0..4 {
        let (done, stop, request) = (done.clone(), stop.clone(), refused(token));
        let mut client = server.client().await;
        writing.spawn(async move {
            while !stop.load(Relaxed) {
                if client.send(&request).await.is_err() {
                    return;
                }
                let Some(answer) = client.answer().await else { return };
                assert!(answer.body.contains("NOT_FOUND"), "{}", answer.body);
                done.fetch_add(1, Relaxed);
            }
        });
    }
    let come = async {
        while done.load(Relaxed) < wanted {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, come).await.expect("they are answered");
    (writing, stop)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chain_is_whole_after_the_server_was_killed_while_it_wrote() {
    let mut server = Server::start(&[]);
    let data = server.data().to_owned();
    let place = Place::Directory(&data);
    let client = place.add_client(&data);
    let mut kept = Vec::new();
    for _ in 0..3 {
        let token = server.token(&client, None, SCOPE);
        let (writing, stop) = written(&server, &token, 60).await;
        server = server.killed_and_started_again();
        stop.store(true, Relaxed);
        drop(writing);
        kept.push(whole(&place));
    }
    heads_are_found(&place, &kept).await;
    assert!(TcpStream::connect(server.address).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chain_is_whole_after_one_of_two_servers_on_postgresql_was_killed_while_both_wrote() {
    let (database, keys) = (TestDatabase::create(Backend::Postgres).await, keys());
    let place = Place::Postgres { url: database.url(), keys: keys.path() };
    let start = || Server::replica(database.url(), keys.path());
    let (mut server, other) = (start(), start());
    let client = place.add_client(keys.path());
    let mut kept = Vec::new();
    for _ in 0..3 {
        let token = server.token(&client, None, SCOPE);
        let (mut beside, done) = written(&other, &token, 1).await;
        let (writing, stop) = written(&server, &token, 60).await;
        server.signal("KILL");
        assert_eq!(server.ended().await.code(), None, "it is killed");
        stop.store(true, Relaxed);
        drop(writing);
        kept.push(whole(&place));
        done.store(true, Relaxed);
        while beside.join_next().await.transpose().unwrap().is_some() {}
        server = start();
    }
    heads_are_found(&place, &kept).await;
    assert!(TcpStream::connect(server.address).await.is_ok());
}

#[test]
fn what_is_not_verified_is_told() {
    let data = tempfile::tempdir().unwrap();
    let place = Place::Directory(data.path());
    assert!(place.run(&["migrate"]).status.success());
    let (printed, code) = place.verify(&["--from", "2999-01-01"]);
    assert_eq!(code, Some(0), "{printed}");
    assert!(printed.contains("no sealed record is of 2999-01-01 or later"), "{printed}");
    for (words, heading) in [
        (&["audit", "verify"][..], "klaster audit: data"),
        (&["client", "list"], "klaster client: data"),
        (&["keys", "status"], "klaster keys: data"),
    ] {
        let program = Command::new(env!("CARGO_BIN_EXE_klaster")).env_clear().args(words).output();
        let told = String::from_utf8(program.unwrap().stderr).unwrap();
        assert!(told.contains(heading), "{words:?}: {told}");
    }
}

/// The head of a chain that is whole.
fn whole(place: &Place<'_>) -> String {
    let (printed, code) = place.verify(&[]);
    assert_eq!(code, Some(0), "{printed}");
    head(&printed)
}

/// Once all is sealed, heads of before are found, and no other ones.
async fn heads_are_found(place: &Place<'_>, kept: &[String]) {
    let sealed = async {
        while !place.verify(&[]).0.contains("unsealed 0 records") {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, sealed).await.expect("all is sealed");
    for head in kept {
        let (printed, code) = place.verify(&["--head", head]);
        assert_eq!(code, Some(0), "{printed}");
    }
    let (printed, code) = place.verify(&["--head", &"ab".repeat(32)]);
    assert_eq!(code, Some(1), "{printed}");
    assert!(printed.contains("the head that was kept"), "{printed}");
}

/// The row with this seal.
fn at(number: i64) -> String {
    format!("position = (SELECT position FROM seal WHERE number = {number})")
}

/// Somebody with all power over a database does something, takes it back, and is found out by this.
fn damages() -> Vec<(String, String, &'static str)> {
    let (third, change) = (at(3), "UPDATE journal SET client =");
    let far = "position = 1000000";
    let swap = |a: i64, b: i64| {
        let [a, b] =
            [a, b].map(|number| format!("(SELECT position FROM seal WHERE number = {number})"));
        format!(
            "UPDATE journal SET {far} WHERE position = {a};
            UPDATE journal SET position = {a} WHERE position = {b};
            UPDATE journal SET position = {b} WHERE {far}"
        )
    };
    vec![
        (
            format!("{change} client || 'x' WHERE {third}"),
            format!("{change} substr(client, 1, length(client) - 1) WHERE {third}"),
            "changed: record 3 of ",
        ),
        (
            format!(
                "CREATE TABLE kept AS SELECT * FROM journal WHERE {third};
                DELETE FROM journal WHERE {third}"
            ),
            "INSERT INTO journal SELECT * FROM kept; DROP TABLE kept".to_owned(),
            "missing: record 3 of ",
        ),
        (swap(3, 4), swap(3, 4), "reordered: record 3 of "),
        (
            "UPDATE seal SET hash = hash || 'x' WHERE number = 3".to_owned(),
            "UPDATE seal SET hash = substr(hash, 1, 64) WHERE number = 3".to_owned(),
            "foreign hash: the seal of record 3 of ",
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_verifies_a_database_that_was_tampered_with_is_told_where() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let app = TestApp::start(backend).await;
        let (employer, hr) = app.employer("E").await;
        for _ in 0..4 {
            app.draft(&employer, &hr, 3).await;
        }
        let sealed = async {
            while app.app.store().unsealed_since().await.unwrap().is_some() {
                app.app.seal().await.unwrap();
            }
        };
        timeout(PATIENCE, sealed).await.expect("all is sealed");
        let (url, keys) = (app.settings().url, keys());
        let place = match backend {
            Backend::Sqlite => Place::Directory(keys.path()),
            Backend::Postgres => Place::Postgres { url: &url, keys: keys.path() },
        };
        if backend == Backend::Sqlite {
            assert!(place.run(&["migrate"]).status.success());
        }
        copy(backend, &app, keys.path()).await;
        whole(&place);
        for (damage, mend, told) in damages() {
            app.tamper(&damage).await;
            copy(backend, &app, keys.path()).await;
            let (printed, code) = place.verify(&[]);
            assert_eq!(code, Some(1), "{printed}");
            assert!(printed.contains(told) && printed.contains(" finding"), "{told}: {printed}");
            assert!(!printed.contains("1 findings"), "{told}: {printed}");
            app.tamper(&mend).await;
            copy(backend, &app, keys.path()).await;
            whole(&place);
        }
    }
}

/// A copy of what SQLite has, in a directory of data; PostgreSQL is looked at where it is.
async fn copy(backend: Backend, app: &TestApp, data: &Path) {
    if backend == Backend::Sqlite {
        for name in ["klaster.db", "klaster.db-wal", "klaster.db-shm"] {
            // Not every copy has all three.
            let _ = fs::remove_file(data.join(name));
        }
        app.tamper(&format!("VACUUM INTO '{}'", data.join("klaster.db").display())).await;
    }
}

/// For how many seconds the oldest record has waited for its seal, as operators read it.
async fn unsealed(server: &Server) -> f64 {
    let told = server.logged("metrics can be read");
    let address = told[0]["address"].as_str().unwrap().parse().unwrap();
    let mut client = Client::from([127, 0, 0, 1], address).await;
    client.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let text = client.answer().await.unwrap().body;
    let mut lines = text.lines();
    let number = lines.find_map(|line| line.strip_prefix("klaster_audit_unsealed_seconds "));
    number.unwrap_or_else(|| panic!("{text}")).parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_read_for_how_long_the_audit_is_not_sealed() {
    let server = Server::start(&[("metrics_listen", "127.0.0.1:0")]);
    let client = server.add_client(SCOPE, None);
    let token = server.token(&client, None, SCOPE);
    let mut caller = server.client().await;
    let waiting = async {
        while unsealed(&server).await == 0.0 {
            caller.send(&refused(&token)).await.unwrap();
            caller.answer().await.unwrap();
        }
        while unsealed(&server).await > 0.0 {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, waiting).await.expect("it waits, and is sealed");
}
