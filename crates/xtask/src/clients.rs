//! Public clients, from the npm registry, that the tests drive.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use crate::{
    packages,
    process::{Outcome, folder_on_path, root, run},
};

const NODE: &str = "Install Node.js 18 or a later one, with npm: https://nodejs.org/";
const BROWSER: &str = "Install Chromium, so that /usr/bin/chromium starts it";

/// Installs the packages of `tests/clients` as its lock file has them, if they are not there, and the
/// browser that one of them drives.
pub(crate) fn make_ready() -> Outcome {
    let programs =
        [("node", "nodejs", NODE), ("npm", "npm", NODE), ("chromium", "chromium", BROWSER)];
    for (program, package, elsewhere) in programs {
        if folder_on_path(program).is_none() {
            packages::install(package, elsewhere)?;
        }
    }
    let folder: PathBuf = root().join("tests/clients");
    let wanted = fs::read_to_string(folder.join("package-lock.json"));
    let wanted = wanted.map_err(|error| format!("tests/clients/package-lock.json: {error}"))?;
    let installed = folder.join("node_modules/.installed");
    if fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    eprintln!("Installing the clients for the tests from the npm registry");
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    run(npm.current_dir(&folder).stdin(Stdio::null()).stdout(Stdio::null()))?;
    fs::write(&installed, wanted).map_err(|error| format!("{}: {error}", installed.display()))
}
