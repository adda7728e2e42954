//! PostgreSQL refuses to run as root.

use std::{
    fs,
    os::unix::{
        fs::{PermissionsExt, chown},
        process::CommandExt,
    },
    path::Path,
    process::Command,
};

use crate::process::{Outcome, is_root, output};

/// As whom the server runs.
#[derive(Clone, Copy, Debug)]
pub(super) enum Account {
    Ours,
    Other { user: u32, group: u32 },
}

impl Account {
    pub(super) fn unprivileged() -> Outcome<Self> {
        if !is_root()? {
            return Ok(Self::Ours);
        }
        let number = |option: &str, name: &str| {
            output(Command::new("id").args([option, name])).ok()?.trim().parse::<u32>().ok()
        };
        ["postgres", "nobody"]
            .iter()
            .find_map(|name| {
                Some(Self::Other { user: number("-u", name)?, group: number("-g", name)? })
            })
            .ok_or_else(|| {
                "PostgreSQL does not run as root, and there is neither `postgres` nor `nobody` to \
                 run it as; run this as another user"
                    .to_owned()
            })
    }

    pub(super) fn command(self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder).env("HOME", folder).env("LC_ALL", "C");
        if let Self::Other { user, group } = self {
            command.uid(user).gid(group);
        }
        command
    }

    pub(super) fn own(self, folder: &Path) -> Outcome {
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        if let Self::Other { user, group } = self {
            chown(folder, Some(user), Some(group)).map_err(failed)?;
        }
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(failed)
    }
}
