//! Where the server's programs are.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::{
    packages,
    process::{Outcome, folder_on_path},
};

/// Names the folder of the server's programs when they are not found by themselves.
const FOLDER_VARIABLE: &str = "KLASTER_PG_BIN";
const PROGRAMS: [&str; 3] = ["initdb", "pg_ctl", "postgres"];
const ELSEWHERE: &str = "On Debian and Ubuntu the package is `postgresql`, on Fedora \
    `postgresql-server`, on macOS `brew install postgresql@17`; or set KLASTER_PG_BIN to the \
    folder that holds initdb, pg_ctl and postgres.";

/// The folder of the server's programs; on Debian they are installed when they are missing.
pub(super) fn find_or_install() -> Outcome<PathBuf> {
    if let Some(folder) = env::var_os(FOLDER_VARIABLE).map(PathBuf::from) {
        return if is_complete(&folder) {
            Ok(folder)
        } else {
            Err(format!(
                "{FOLDER_VARIABLE} is {}, which does not hold {}",
                folder.display(),
                PROGRAMS.join(", ")
            ))
        };
    }
    if let Some(folder) = find() {
        return Ok(folder);
    }
    packages::install("postgresql", ELSEWHERE)?;
    find().ok_or_else(|| format!("PostgreSQL was installed but not found. {ELSEWHERE}"))
}

fn find() -> Option<PathBuf> {
    let versions = [
        ("/usr/lib/postgresql", "", "bin"),
        ("/usr", "pgsql-", "bin"),
        ("/opt/homebrew/opt", "postgresql", "bin"),
        ("/usr/local/opt", "postgresql", "bin"),
        ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
    ];
    folder_on_path("pg_ctl")
        .into_iter()
        .chain(versions.into_iter().flat_map(|(base, prefix, bin)| newest(base, prefix, bin)))
        .find(|folder| is_complete(folder))
}

/// The folders `base/prefix*/bin`, the highest version first.
fn newest(base: &str, prefix: &str, bin: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(base) else { return Vec::new() };
    let mut versions: Vec<_> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let rest = name.strip_prefix(prefix)?.trim_start_matches('@').to_owned();
            Some((rest.parse::<u32>().unwrap_or_default(), entry.path().join(bin)))
        })
        .collect();
    versions.sort();
    versions.into_iter().rev().map(|(_, folder)| folder).collect()
}

fn is_complete(folder: &Path) -> bool {
    PROGRAMS.iter().all(|program| folder.join(program).is_file())
}
