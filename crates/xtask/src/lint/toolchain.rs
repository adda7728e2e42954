//! What the toolchain checks by itself. Its own words stand above the finding.

use std::process::Command;

use super::check::Finding;
use crate::process::{Outcome, cargo, output, run};

pub(super) fn format() -> Outcome<Vec<Finding>> {
    component("rustfmt", "rustfmt", || {
        let outcome = run(cargo().args(["fmt", "--all", "--check"]));
        found(&outcome, "the code is not formatted", "Run `cargo fmt --all`")
    })
}

pub(super) fn clippy() -> Outcome<Vec<Finding>> {
    component("clippy-driver", "clippy", || {
        let arguments = ["clippy", "--quiet", "--workspace", "--all-targets", "--"];
        let outcome = run(cargo().args(arguments).args(["-D", "warnings"]));
        found(&outcome, "clippy warns", "Do what stands above, or say why not with `#[expect]`")
    })
}

pub(super) fn docs() -> Outcome<Vec<Finding>> {
    component("rustdoc", "rustdoc", || {
        let arguments = ["doc", "--quiet", "--workspace", "--no-deps", "--document-private-items"];
        let outcome = run(cargo().args(arguments).env("RUSTDOCFLAGS", "-D warnings"));
        found(&outcome, "rustdoc warns", "Mend the links and texts named above")
    })
}

fn component(
    program: &str,
    name: &str,
    check: impl FnOnce() -> Vec<Finding>,
) -> Outcome<Vec<Finding>> {
    if output(Command::new(program).arg("--version")).is_err() {
        return Err(format!("{name} is not installed: `rustup component add {name}`"));
    }
    Ok(check())
}

fn found(outcome: &Outcome, says: &str, remedy: &str) -> Vec<Finding> {
    match outcome {
        Ok(()) => Vec::new(),
        Err(_) => vec![Finding::new("workspace", says, remedy)],
    }
}
