//! Every test, on both databases.

use std::{
    io::{BufRead, BufReader, Write, stdout},
    process::Stdio,
};

use crate::{
    clients,
    postgres::{Cluster, Purpose},
    process::{Outcome, cargo},
};

/// Where the tests look for a server to make their databases on.
const SERVER_VARIABLE: &str = "KLASTER_TEST_POSTGRES";

/// Says to the proofs that they may take their time.
const SOAK_VARIABLE: &str = "KLASTER_SOAK";

/// The proofs that a larger number makes stronger.
const SOAKED: [&str; 3] = ["no_token_that_was_changed", "whoever_is_barred", "keys_that_turn"];

/// Runs the proofs that take long as long as they take: a million tokens, a hundred who are barred, keys
/// that turn for five minutes.
pub(crate) fn soak() -> Outcome {
    let programs = ["-p", "server", "--test", "access", "-p", "tests", "--test", "it", "--"];
    let words = programs.into_iter().chain(["--nocapture"]).chain(SOAKED);
    tests(&words.map(str::to_owned).collect::<Vec<_>>(), true)
}

/// Runs `cargo test` with a PostgreSQL beside it. A test that was skipped counts as a failure.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    tests(arguments, false)
}

fn tests(arguments: &[String], soaks: bool) -> Outcome {
    clients::make_ready()?;
    let cluster = Cluster::start(Purpose::Tests, None)?;
    eprintln!("PostgreSQL for the tests: {}", cluster.url());
    let mut command = cargo();
    command.arg("test");
    if !chooses_packages(arguments) {
        command.arg("--workspace");
    }
    if soaks {
        command.env(SOAK_VARIABLE, "1");
    }
    let mut tests = command
        .args(arguments)
        .env(SERVER_VARIABLE, cluster.url())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("`cargo test` could not be started: {error}"))?;
    let mut total = Counts::default();
    if let Some(lines) = tests.stdout.take() {
        for line in BufReader::new(lines).split(b'\n') {
            let mut line = line.map_err(|error| format!("`cargo test` fell silent: {error}"))?;
            total.add(Counts::read(&String::from_utf8_lossy(&line)).unwrap_or_default());
            line.push(b'\n');
            stdout().write_all(&line).map_err(|error| error.to_string())?;
        }
    }
    let status = tests.wait().map_err(|error| format!("`cargo test`: {error}"))?;
    cluster.stop();
    println!("\n{} passed, {} failed, {} skipped", total.passed, total.failed, total.skipped);
    if !status.success() {
        return Err("the tests failed".to_owned());
    }
    if total.skipped > 0 {
        return Err("a test was skipped: a test that cannot run fails".to_owned());
    }
    Ok(())
}

fn chooses_packages(arguments: &[String]) -> bool {
    arguments
        .iter()
        .take_while(|argument| *argument != "--")
        .any(|argument| argument.starts_with("-p") || argument.starts_with("--package"))
}

/// What became of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl Counts {
    /// From the closing line of one test program.
    fn read(line: &str) -> Option<Self> {
        let counts = line.strip_prefix("test result: ")?.split_once(". ")?.1;
        let count = |what: &str| {
            let part = counts.split("; ").find_map(|part| part.strip_suffix(what));
            part.and_then(|number| number.trim().parse().ok())
        };
        Some(Self {
            passed: count(" passed")?,
            failed: count(" failed")?,
            skipped: count(" ignored")?,
        })
    }

    fn add(&mut self, more: Self) {
        self.passed += more.passed;
        self.failed += more.failed;
        self.skipped += more.skipped;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_of_a_test_program_is_read() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 4 filtered \
                    out; finished in 0.31s";
        assert_eq!(Counts::read(line), Some(Counts { passed: 12, failed: 3, skipped: 1 }));
        assert_eq!(Counts::read("test rules::a_test ... ok"), None);
    }

    #[test]
    fn a_package_that_is_named_is_tested_alone() {
        let arguments = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(chooses_packages(&arguments("-p domain")));
        assert!(chooses_packages(&arguments("--package=domain")));
        assert!(!chooses_packages(&arguments("market -- -p")));
    }
}
