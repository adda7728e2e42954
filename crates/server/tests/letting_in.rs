//! Who is let in from a shell: all that belongs to it, or nothing.

#[expect(dead_code, reason = "each program of tests uses a part of it")]
mod program;

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use chrono::DateTime;
use tempfile::TempDir;

use self::program::Server;

/// The public key of RFC 8037, A.2.
const KEY: &str =
    r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
/// Nobody has these ids.
const ORGANIZATION: &str = "organization_01h455vb4pex5vsknk084sn02q";
const CLUSTER: &str = "cluster_01h455vb4pex5vsknk084sn02q";
const PERSON: &str =
    "person add --name Aigul --issuer https://id.kz --subject 7 --role MINISTRY_EDITOR@KZ";

/// A database of its own.
struct Data(TempDir);

impl Data {
    fn new() -> Self {
        let data = Self(tempfile::tempdir().unwrap());
        assert!(data.run("migrate").status.success());
        data
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Runs a command of words without spaces.
    fn run(&self, words: &str) -> Output {
        self.run_words(&words.split(' ').collect::<Vec<_>>())
    }

    fn run_words(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_klaster"));
        command.env_clear().args(words).arg("--data").arg(self.path()).output().unwrap()
    }

    /// What a command prints that goes well.
    fn done(&self, words: &str) -> String {
        let output = self.run(words);
        assert!(output.status.success(), "{words}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What is said of a command that goes wrong; nothing of Rust is in it.
    fn refused(&self, words: &[&str]) -> String {
        let output = self.run_words(words);
        let said = said(&output);
        assert!(!output.status.success(), "{words:?}");
        let of_rust = ["Taken(", "Absent(", "Refused(", "UNIQUE", "Reason", "_id\""];
        assert!(!of_rust.iter().any(|word| said.contains(word)), "{words:?}: {said}");
        said
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_client_that_cannot_be_let_in_as_a_whole_leaves_nothing_behind() {
    let data = Data::new();
    let key = data.path().join("client.jwk");
    fs::write(&key, KEY).unwrap();
    let add = ["client", "add", "--name", "a", "--scope", "requests:read"];
    let key = key.to_str().unwrap();
    let (manager, chair) =
        (&*format!("COLLEGE_MANAGER@{ORGANIZATION}"), &*format!("COUNCIL_CHAIR@{CLUSTER}"));
    let no_organization = &*format!("there is no organization {ORGANIZATION}");
    let no_cluster = &*format!("there is no cluster {CLUSTER}");
    for (more, told) in [
        (&["--secret", "--role", "COLLEGE_MANAGER@35"][..], "is held at an organization"),
        (&["--secret", "--role", manager], no_organization),
        (&["--key", key, "--role", "MINISTRY_EDITOR@KZ", "--role", chair], no_cluster),
        (&["--secret", "--role", "REGIONAL_CHAMBER@12"], "there is no region 12"),
        (&["--secret", "--organization", ORGANIZATION], no_organization),
        (&["--secret", "--origin", "portal.kz"], "An origin is written as browsers do"),
        (
            &["--key", key, "--role", "AUDITOR@KZ", "--role", "AUDITOR@KZ"],
            "A role is held once at one place",
        ),
    ] {
        let told_so = data.refused(&[&add[..], more].concat());
        assert!(told_so.contains(told), "{more:?}: {told_so}");
        assert_eq!(data.done("client list"), "", "{more:?}");
    }
    let blank = data.refused(&["client", "add", "--name", " ", "--scope", "requests:read"]);
    assert!(blank.contains("it is blank: write a name"), "{blank}");
}

#[test]
fn a_person_who_was_refused_is_entered_once_it_is_right_and_only_once() {
    let data = Data::new();
    let person = |changes: &[(&str, &str)]| {
        let mut words: Vec<_> = PERSON.split(' ').collect();
        for (from, to) in changes {
            let place = words.iter().position(|word| word == from).unwrap();
            words[place] = to;
        }
        data.refused(&words)
    };
    let admin = format!("ORG_ADMIN@{ORGANIZATION}");
    for (from, to, told) in [
        ("MINISTRY_EDITOR@KZ", "MINISTRY_EDITOR@35", "write MINISTRY_EDITOR@KZ"),
        ("MINISTRY_EDITOR@KZ", &*admin, "there is no organization"),
        ("Aigul", "  ", "it is blank: write a name"),
        ("7", "", "it is blank: write the `sub`"),
        ("https://id.kz", "id", "an absolute URL such as https://"),
    ] {
        let told_so = person(&[(from, to)]);
        assert!(told_so.contains(told), "{to}: {told_so}");
    }
    let twice = [&PERSON.split(' ').collect::<Vec<_>>()[..], &["--role", "MINISTRY_EDITOR@KZ"]];
    let twice = data.refused(&twice.concat());
    assert!(twice.contains("A role is held once at one place"), "{twice}");
    let id = data.done(PERSON);
    let again = person(&[]);
    let there = format!("this person is entered already, as {}", id.trim());
    assert!(again.contains(&there) && again.contains("affiliationGrant"), "{again}");
}

#[test]
fn a_client_that_is_revoked_or_is_not_there_is_told_so() {
    let data = Data::new();
    let added = data.done("client add --name a --scope requests:read --secret");
    let id = added.lines().find_map(|line| line.strip_prefix("client_id ")).unwrap();
    data.done(&format!("client revoke {id}"));
    for verb in ["revoke", "rotate"] {
        let told = data.refused(&["client", verb, id]);
        assert!(told.contains(&format!("the client {id} is revoked already")), "{told}");
        let told = data.refused(&["client", verb, "api_client_01h455vb4pex5vsknk084sn02q"]);
        assert!(told.contains("there is no client") && told.contains("client list"), "{told}");
    }
}

#[test]
fn a_key_that_is_there_takes_no_room_of_another_one() {
    let data = Data::new();
    let key = |n: usize| {
        let path = data.path().join(format!("client{n}.jwk"));
        let mut jwk: serde_json::Value = serde_json::from_str(KEY).unwrap();
        jwk["x"] = jwk["x"].as_str().unwrap().replacen("11", &format!("1{n}"), 1).into();
        fs::write(&path, jwk.to_string()).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let added = data.done(&format!("client add --name a --scope requests:write --key {}", key(0)));
    let id = added.lines().find_map(|line| line.strip_prefix("client_id ")).unwrap();
    for n in 1..5 {
        data.done(&format!("client rotate {id} --key {}", key(n)));
    }
    for n in [4, 0] {
        let told = data.refused(&["client", "rotate", id, "--key", &key(n)]);
        assert!(told.contains("The client has a key with this id"), "{told}");
    }
}

/// Milliseconds since 1970 that stand in an id (RFC 9562, 5.7).
fn made_at(id: &str) -> DateTime<chrono::Utc> {
    let id: domain::Id<domain::platform::Person> = id.trim().parse().unwrap();
    let (seconds, nanoseconds) = id.uuid().get_timestamp().unwrap().to_unix();
    DateTime::from_timestamp(seconds.cast_signed(), nanoseconds).unwrap()
}

#[test]
fn who_is_let_into_a_demo_is_let_in_by_its_clock() {
    let data = Data::new();
    let clock = data.path().join("demo.clock");
    let begins = "2030-11-01T06:00:00+00:00";
    fs::write(&clock, format!("{begins} 2026-01-01T00:00:00+00:00\n")).unwrap();
    let made = made_at(&data.done(PERSON));
    assert_eq!(made.date_naive().to_string(), "2030-11-01");
    fs::write(&clock, "noon").unwrap();
    let told = data.refused(&["client", "list"]);
    assert!(told.contains("does not hold the time of a demo"), "{told}");
}

#[test]
fn a_server_that_is_no_demo_takes_up_the_time_of_the_machine() {
    let server = Server::start(&[]);
    let clock = server.data().join("demo.clock");
    fs::write(&clock, "2030-11-01T06:00:00+00:00 2026-01-01T00:00:00+00:00").unwrap();
    let server = server.stopped_and_started_again();
    assert!(!server.data().join("demo.clock").exists());
}
