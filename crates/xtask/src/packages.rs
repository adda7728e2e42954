//! Programs that the system's package manager brings.

use std::{env, path::Path, process::Command};

use crate::process::{Outcome, folder_on_path, is_root, run};

/// Installs a package where that can be done without asking: on Debian and its relatives, as root.
/// Elsewhere it fails and says what to install.
pub(crate) fn install(package: &str, elsewhere: &str) -> Outcome {
    let debian = Path::new("/etc/debian_version").exists() && folder_on_path("apt-get").is_some();
    if !debian {
        return Err(format!("{package} is missing. {elsewhere}"));
    }
    if !is_root()? {
        return Err(format!(
            "{package} is missing. Install it: sudo apt-get install {package}. {elsewhere}"
        ));
    }
    eprintln!("{package} is missing: installing it with apt-get");
    run(apt_get().args(["-q", "update"]))?;
    run(apt_get().args(["-q", "-y", "install", "--no-install-recommends", package]))
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").stdin(std::process::Stdio::null());
    // Packages look for their tools in the administrator's folders, which a user's path may lack.
    if let Some(path) = env::var_os("PATH") {
        let mut folders: Vec<_> = env::split_paths(&path).collect();
        folders.extend(["/usr/local/sbin", "/usr/sbin", "/sbin"].map(Into::into));
        if let Ok(joined) = env::join_paths(folders) {
            command.env("PATH", joined);
        }
    }
    command
}
