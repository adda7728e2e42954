//! Keys of sensitive values are turned beside a server.

#[expect(dead_code, reason = "each program of tests uses a part of it")]
mod program;

use std::{fs, process::Command, time::Duration};

use program::{PATIENCE, Server};
use tokio::time::timeout;

const SUBJECT: &str = "880101-seen-nowhere";

fn enter(server: &Server, n: usize) {
    let subject = format!("{SUBJECT}-{n}");
    let words = ["person", "add", "--name", "A. Serik", "--issuer", "https://id.kz"];
    server.run(&[&words[..], &["--subject", &subject]].concat());
}

/// Each key with how many values it has encrypted, and what is said of it.
fn status(server: &Server) -> Vec<(String, u64, String)> {
    let printed = server.run(&["keys", "status"]);
    let line = |line: &str| {
        let mut words = line.splitn(3, ' ').map(str::to_owned);
        let (key, count) = (words.next()?, words.next()?.parse().ok()?);
        Some((key, count, words.next()?))
    };
    printed.lines().map(|text| line(text).unwrap_or_else(|| panic!("{printed}"))).collect()
}

#[tokio::test]
async fn a_new_key_is_made_and_nothing_needs_the_old_one_afterwards() {
    let server = Server::start(&[]);
    (0..3).for_each(|n| enter(&server, n));
    let before = status(&server);
    let [(old, 3, said)] = &before[..] else { panic!("{before:?}") };
    assert_eq!(said, "current");
    // The server is told of the new key before anything is encrypted with it.
    let printed = server.run(&["keys", "rotate", "--new"]);
    let after = status(&server);
    let [(new, 3, said), (behind, 0, of_old)] = &after[..] else { panic!("{after:?}") };
    assert_eq!((&**said, &**of_old, behind), ("current", "not needed", old), "{printed}");
    let has_read = async {
        while !server.logged("keys have been read").iter().any(|line| line["key"] == **new) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(PATIENCE, has_read).await.expect("the server reads the new key");
    // Without the old key everything still opens; without the new one nothing does.
    let file = server.data().join("vault.key");
    let keys = fs::read_to_string(&file).unwrap();
    let lines: Vec<_> = keys.lines().collect();
    fs::write(&file, format!("{}\n{}\n", lines[0], lines[1])).unwrap();
    assert_eq!(status(&server), [(new.clone(), 3, "current".to_owned())]);
    fs::write(&file, format!("{}\n{}\n", lines[0], lines[2])).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_klaster"));
    command.env_clear().args(["keys", "status", "--data"]).arg(server.data());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.contains(&format!("{new} 3 missing")), "{printed}");
}

#[tokio::test]
async fn no_file_holds_a_sensitive_text() {
    let server = Server::start(&[]);
    enter(&server, 1);
    server.run(&["keys", "rotate", "--new"]);
    let mut looked_at = 0;
    for entry in fs::read_dir(server.data()).unwrap() {
        let file = entry.unwrap().path();
        let bytes = fs::read(&file).unwrap();
        let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
        assert!(!holds(SUBJECT), "{}", file.display());
        looked_at += usize::from(holds("A. Serik"));
    }
    assert!(looked_at > 0, "the person is in some file");
    assert!(!server.log.lines().iter().any(|line| line.contains(SUBJECT)));
}
