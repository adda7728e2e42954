//! The schema as the code has it, and the file that clients read.

use std::{fs, process::Stdio};

use crate::process::{Outcome, cargo, output, root};

/// The file, from the root of the workspace.
pub(crate) const FILE: &str = "schema.graphql";

/// What `klaster schema` prints.
pub(crate) fn built() -> Outcome<String> {
    let mut command = cargo();
    command.args(["run", "--quiet", "--package", "server", "--", "schema"]);
    let text = output(command.stderr(Stdio::inherit()))?;
    if text.trim().is_empty() {
        return Err("`klaster schema` prints nothing".to_owned());
    }
    Ok(text)
}

/// What stands in the file.
pub(crate) fn written() -> Outcome<String> {
    fs::read_to_string(root().join(FILE)).map_err(|error| format!("{FILE}: {error}"))
}

/// Writes the file anew.
pub(crate) fn rewrite() -> Outcome {
    let text = built()?;
    fs::write(root().join(FILE), text).map_err(|error| format!("{FILE}: {error}"))
}
