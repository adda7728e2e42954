//! Programs of `tests/clients`. `cargo xtask test` installs what they need.

use std::{
    io::Write,
    process::{Command, Stdio},
};

/// The schema as third parties get it.
pub const SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema.graphql");

pub const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/clients");
pub const PYTHON: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../target/clients/python/bin/python");

/// Runs a script with Node.js; what it prints.
pub async fn node(script: &str, arguments: &[&str], input: String) -> String {
    run("node", script, arguments, input).await
}

/// Runs a script with Python; what it prints.
pub async fn python(script: &str, arguments: &[&str], input: String) -> String {
    run(PYTHON, script, arguments, input).await
}

async fn run(program: &str, script: &str, arguments: &[&str], input: String) -> String {
    let name = script.to_owned();
    let mut command = Command::new(program);
    command.current_dir(FOLDER).arg(script).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let wait = move || {
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{name} failed; `cargo xtask test` installs what it needs"
        );
        String::from_utf8(output.stdout).unwrap()
    };
    tokio::task::spawn_blocking(wait).await.unwrap()
}
