//! The audit, as whoever runs the service verifies it.

#[expect(dead_code, reason = "each program of tests uses a part of it")]
mod program;

use std::{
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
};

use program::{PATIENCE, Server};
use serde_json::json;
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

/// What `klaster audit verify` prints, and whether all is well.
fn verify(server: &Server, more: &[&str]) -> (String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_klaster"));
    command.env_clear().args(["audit", "verify", "--data"]).arg(server.data()).args(more);
    let output = command.output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    (printed + &String::from_utf8_lossy(&output.stderr), output.status.code())
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
    let client = server.add_client("platform:write", None);
    let (first, code) = verify(&server, &[]);
    assert_eq!(code, Some(0), "{first}");
    let mut kept = Vec::new();
    for _ in 0..3 {
        let token = server.token(&client, None, "platform:write");
        let (writing, stop) = written(&server, &token, 60).await;
        server = server.killed_and_started_again();
        stop.store(true, Relaxed);
        drop(writing);
        let (printed, code) = verify(&server, &[]);
        assert_eq!(code, Some(0), "{printed}");
        kept.push(head(&printed));
    }
    let sealed = async {
        while !verify(&server, &[]).0.contains("unsealed 0 records") {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, sealed).await.expect("all is sealed");
    for head in kept {
        let (printed, code) = verify(&server, &["--head", &head]);
        assert_eq!(code, Some(0), "{printed}");
    }
    let (printed, code) = verify(&server, &["--head", &"ab".repeat(32)]);
    assert_eq!(code, Some(1), "{printed}");
    assert!(printed.contains("the head that was kept"), "{printed}");
    assert!(TcpStream::connect(server.address).await.is_ok());
}
