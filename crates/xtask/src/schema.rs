//! The schema as the code has it, and the file that clients read.

use std::{
    env, fs,
    process::{Command, Stdio},
};

use crate::process::{Outcome, cargo, output, root, run};

/// The file, from the root of the workspace.
pub(crate) const FILE: &str = "schema.graphql";

/// What `klaster schema` prints.
pub(crate) fn built() -> Outcome<String> {
    // The whole workspace, so that the libraries are built with the features that the tests need, too.
    run(cargo().args(["build", "--quiet", "--workspace", "--bin", "klaster"]))?;
    let own = env::current_exe().map_err(|error| format!("our own path: {error}"))?;
    let mut program = Command::new(own.with_file_name("klaster"));
    let text = output(program.arg("schema").stderr(Stdio::inherit()))?;
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
