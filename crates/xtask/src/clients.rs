//! Public clients and tools, from the registries of npm and of Python, that the tests drive.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use crate::{
    packages,
    process::{Outcome, folder_on_path, output, root, run},
};

const NODE: &str = "Install Node.js 18 or a later one, with npm: https://nodejs.org/";
const BROWSER: &str = "Install Chromium, so that /usr/bin/chromium starts it";
const PYTHON: &str = "Install Python 3.11 or a later one, with venv: https://www.python.org/";

/// Installs what the programs in `tests/clients` need, as its lock files have it, if it is not there,
/// and the browser that one of them drives.
pub(crate) fn make_ready() -> Outcome {
    node()?;
    python()
}

fn node() -> Outcome {
    let programs =
        [("node", "nodejs", NODE), ("npm", "npm", NODE), ("chromium", "chromium", BROWSER)];
    for (program, package, elsewhere) in programs {
        if folder_on_path(program).is_none() {
            packages::install(package, elsewhere)?;
        }
    }
    let folder = root().join("tests/clients");
    once(&folder.join("package-lock.json"), &folder.join("node_modules/.installed"), || {
        eprintln!("Installing the clients for the tests from the npm registry");
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        run(npm.current_dir(&folder).stdin(Stdio::null()).stdout(Stdio::null()))
    })
}

fn python() -> Outcome {
    let list = root().join("tests/clients/python/requirements.txt");
    let folder = root().join("target/clients/python");
    once(&list, &folder.join(".installed"), || {
        if output(Command::new("python3").args(["-c", "import ensurepip, venv"])).is_err() {
            packages::install("python3-venv", PYTHON)?;
        }
        eprintln!("Installing the clients for the tests from the Python registry");
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        let mut pip = Command::new(folder.join("bin/python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]);
        run(pip.args(["--only-binary", ":all:", "--requirement"]).arg(&list).stdin(Stdio::null()))
    })
}

/// Does something unless it was done for the same lock file; `done` keeps what it was done for.
fn once(lock: &Path, done: &Path, work: impl FnOnce() -> Outcome) -> Outcome {
    let wanted =
        fs::read_to_string(lock).map_err(|error| format!("{}: {error}", lock.display()))?;
    if fs::read_to_string(done).is_ok_and(|done| done == wanted) {
        return Ok(());
    }
    work()?;
    fs::write(done, wanted).map_err(|error| format!("{}: {error}", done.display()))
}
