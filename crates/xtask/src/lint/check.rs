//! The checks by name, and how they are run.

use std::fmt;

use clap::builder::PossibleValuesParser;

use super::{architecture, arrows, descriptions, licences, roles, size, toolchain};
use crate::process::Outcome;

/// Something that is not as it should be.
#[derive(Debug, PartialEq)]
pub(super) struct Finding {
    /// `file:line`, or what else helps to find it.
    pub(super) place: String,
    pub(super) says: String,
    pub(super) remedy: String,
}

impl Finding {
    pub(super) fn new(
        place: impl fmt::Display,
        says: impl fmt::Display,
        remedy: impl fmt::Display,
    ) -> Self {
        Self { place: place.to_string(), says: says.to_string(), remedy: remedy.to_string() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, says, remedy } = self;
        write!(f, "{place}: {says}. {remedy}.")
    }
}

/// Finds what is wrong, or fails because it cannot look.
type Check = fn() -> Outcome<Vec<Finding>>;

/// What is quick comes first.
const CHECKS: [(&str, Check); 10] = [
    ("format", toolchain::format),
    ("size", size::check),
    ("arrows", arrows::check),
    ("roles", roles::check),
    ("licences", licences::check),
    ("architecture", architecture::check),
    ("descriptions", descriptions::described),
    ("clippy", toolchain::clippy),
    ("docs", toolchain::docs),
    ("schema", descriptions::up_to_date),
];

/// The names that the command line takes.
pub(crate) fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(CHECKS.map(|(name, _)| name))
}

/// Runs the checks of these names, or all. Every one is run, whatever the ones before it found.
pub(crate) fn run(chosen: &[String]) -> Outcome {
    let mut broken = Vec::new();
    for (name, check) in CHECKS {
        if !chosen.is_empty() && !chosen.iter().any(|chosen| chosen == name) {
            continue;
        }
        let findings = check().unwrap_or_else(|message| {
            vec![Finding::new(name, message, "The check could not be made")]
        });
        for finding in &findings {
            eprintln!("{finding}");
        }
        if findings.is_empty() {
            eprintln!("lint {name}: ok");
        } else {
            eprintln!("lint {name}: {} found", findings.len());
            broken.push(name);
        }
    }
    if broken.is_empty() { Ok(()) } else { Err(format!("lint: {}", broken.join(", "))) }
}
