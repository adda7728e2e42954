//! Other programs, and where the workspace is.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What a task comes to: a message that says what failed and what to do about it.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// The folder of the workspace.
pub(crate) fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).unwrap_or(own)
}

/// The cargo that runs us, in the folder of the workspace.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.current_dir(root());
    command
}

/// Runs a program that speaks to the terminal itself. Fails when it fails.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed ({status})", shown(command))) }
}

/// Runs a program for what it prints. Fails with what it says on the error stream.
pub(crate) fn output(command: &mut Command) -> Outcome<String> {
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| not_started(command, &error))?;
    if output.status.success() {
        return String::from_utf8(output.stdout)
            .map_err(|_| format!("{} does not print UTF-8", shown(command)));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{} failed ({}): {}", shown(command), output.status, said.trim()))
}

/// The folder of the search path that holds a program.
pub(crate) fn folder_on_path(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).find(|folder| folder.join(program).is_file())
}

/// Whether we are the system's administrator.
pub(crate) fn is_root() -> Outcome<bool> {
    Ok(output(Command::new("id").arg("-u"))?.trim() == "0")
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    format!("{} could not be started: {error}", shown(command))
}

fn shown(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let first = command.get_args().next().map(|first| format!(" {}", first.display()));
    format!("`{}{}`", name.display(), first.unwrap_or_default())
}
