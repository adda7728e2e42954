//! A PostgreSQL server of our own, for tests and benchmarks.
//!
//! Whatever ends this program, the server ends with it: a watchdog in a process group of its own
//! holds the other end of a pipe, and stops the server when the pipe closes. That serves the normal
//! end, a panic, Ctrl-C and `kill -9` alike.

use std::{
    env, fs,
    net::TcpListener,
    os::unix::{
        fs::{PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use crate::{
    packages,
    process::{Outcome, folder_on_path, is_root, output},
};

/// Names the folder of the server's programs when they are not found by themselves.
const FOLDER_VARIABLE: &str = "KLASTER_PG_BIN";
const PROGRAMS: [&str; 3] = ["initdb", "pg_ctl", "postgres"];
const ELSEWHERE: &str = "On Debian and Ubuntu the package is `postgresql`, on Fedora \
    `postgresql-server`, on macOS `brew install postgresql@17`; or set KLASTER_PG_BIN to the \
    folder that holds initdb, pg_ctl and postgres.";

/// What the server is for, which decides how it treats the disk.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// Fast: what is lost in a crash is thrown away anyhow.
    Tests,
    /// As in production: a commit is on the disk when it is answered.
    Benchmark,
}

impl Purpose {
    fn settings(self) -> &'static [&'static str] {
        match self {
            Self::Tests => &[
                "fsync=off",
                "synchronous_commit=off",
                "full_page_writes=off",
                "max_connections=200",
                "shared_buffers=128MB",
            ],
            Self::Benchmark => &[
                "fsync=on",
                "synchronous_commit=on",
                "full_page_writes=on",
                "max_connections=100",
                "shared_buffers=1GB",
                "effective_cache_size=4GB",
                "work_mem=16MB",
                "maintenance_work_mem=512MB",
                "max_wal_size=4GB",
                "random_page_cost=1.1",
            ],
        }
    }
}

/// A running server. Dropped, it is stopped, and its files are removed unless they are to be kept.
#[derive(Debug)]
pub(crate) struct Cluster {
    url: String,
    process: u32,
    watchdog: Watchdog,
}

impl Cluster {
    /// Starts a server on a free port of 127.0.0.1 that trusts everyone.
    ///
    /// `kept` is the folder of its data when they are to outlive it.
    pub(crate) fn start(purpose: Purpose, kept: Option<&Path>) -> Outcome<Self> {
        let programs = programs()?;
        let account = Account::unprivileged()?;
        let run = tempfile::Builder::new()
            .prefix("klaster-postgres-")
            .tempdir()
            .map_err(|error| format!("no temporary folder for PostgreSQL: {error}"))?
            .keep();
        account.own(&run)?;
        let data = kept.map_or_else(|| run.join("data"), Path::to_path_buf);
        let site = Site { programs, account, run, data };
        let watchdog = site.watch(kept.is_some())?;
        site.create(kept.is_some())?;
        let port = site.start(purpose)?;
        let url = format!("postgres://klaster@127.0.0.1:{port}");
        Ok(Self { url, process: site.process()?, watchdog })
    }

    /// The address without a database: `postgres://user@host:port`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The number of the server's first process, the parent of all the others.
    pub(crate) fn process(&self) -> u32 {
        self.process
    }

    /// Stops the server and says so if that went wrong.
    pub(crate) fn stop(mut self) {
        self.watchdog.release();
    }
}

/// Stops the server when its standard input is closed, which dropping does, too.
#[derive(Debug)]
struct Watchdog(Child);

impl Watchdog {
    fn release(&mut self) {
        drop(self.0.stdin.take());
        if let Err(error) = self.0.wait() {
            eprintln!("warning: PostgreSQL may still be running: {error}");
        }
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.release();
    }
}

/// Where a server lives, and as whom.
struct Site {
    /// The folder of the server's programs.
    programs: PathBuf,
    account: Account,
    /// Socket and log; removed afterwards.
    run: PathBuf,
    data: PathBuf,
}

impl Site {
    fn command(&self, program: &str) -> Command {
        self.account.command(&self.programs.join(program), &self.run)
    }

    fn watch(&self, kept: bool) -> Outcome<Watchdog> {
        const SCRIPT: &str = r#"read -r _; "$1" stop -D "$2" -m "$3" -w -t 60; rm -rf "$4""#;
        let mode = if kept { "fast" } else { "immediate" };
        self.account
            .command(Path::new("sh"), &self.run)
            .args(["-c", SCRIPT, "watchdog"])
            .arg(self.programs.join("pg_ctl"))
            .arg(&self.data)
            .arg(mode)
            .arg(&self.run)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map(Watchdog)
            .map_err(|error| format!("the watchdog of PostgreSQL could not be started: {error}"))
    }

    /// Makes the cluster, or takes the one that was kept.
    fn create(&self, kept: bool) -> Outcome {
        if self.data.join("PG_VERSION").exists() {
            return Ok(());
        }
        if kept {
            fs::create_dir_all(&self.data)
                .map_err(|error| format!("{}: {error}", self.data.display()))?;
            self.account.own(&self.data)?;
            let mut reach = self.account.command(Path::new("sh"), &self.run);
            output(reach.args(["-c", r#"cd "$1""#, "reach"]).arg(&self.data)).map_err(|_| {
                format!(
                    "PostgreSQL, which does not run as root, cannot reach {}; name another folder",
                    self.data.display()
                )
            })?;
        }
        let locale = if cfg!(target_os = "macos") { "en_US.UTF-8" } else { "C.UTF-8" };
        output(
            self.command("initdb")
                .args(["--auth=trust", "--username=klaster", "--encoding=UTF8", "--no-sync"])
                .arg(format!("--locale={locale}"))
                .arg("--pgdata")
                .arg(&self.data),
        )?;
        Ok(())
    }

    /// Starts the server; its port. Another program may take a free port before the server does.
    fn start(&self, purpose: Purpose) -> Outcome<u16> {
        let mut tries = 3;
        loop {
            let port = free_port()?;
            match self.start_on(port, purpose) {
                Ok(()) => return Ok(port),
                Err(message) if tries == 1 => return Err(message),
                Err(_) => tries -= 1,
            }
        }
    }

    fn start_on(&self, port: u16, purpose: Purpose) -> Outcome {
        let log = self.run.join("log");
        let own = [
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={port}"),
            format!("unix_socket_directories={}", self.run.display()),
        ];
        let settings = own.iter().map(String::as_str).chain(purpose.settings().iter().copied());
        let options: Vec<_> = settings.map(|setting| format!("-c '{setting}'")).collect();
        let started = output(
            self.command("pg_ctl")
                .args(["start", "-w", "-t", "60", "-D"])
                .arg(&self.data)
                .arg("-l")
                .arg(&log)
                .arg("-o")
                .arg(options.join(" ")),
        );
        started.map(drop).map_err(|message| {
            let said = fs::read_to_string(&log).unwrap_or_default();
            format!("{message}\n{}", said.trim())
        })
    }

    fn process(&self) -> Outcome<u32> {
        let file = self.data.join("postmaster.pid");
        let text = fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
        let first = text.lines().next().unwrap_or_default();
        first.trim().parse().map_err(|_| format!("{} has no process number", file.display()))
    }
}

/// As whom the server runs. PostgreSQL refuses to run as root.
#[derive(Clone, Copy, Debug)]
enum Account {
    Ours,
    Other { user: u32, group: u32 },
}

impl Account {
    fn unprivileged() -> Outcome<Self> {
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

    fn command(self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder).env("HOME", folder).env("LC_ALL", "C");
        if let Self::Other { user, group } = self {
            command.uid(user).gid(group);
        }
        command
    }

    fn own(self, folder: &Path) -> Outcome {
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        if let Self::Other { user, group } = self {
            chown(folder, Some(user), Some(group)).map_err(failed)?;
        }
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(failed)
    }
}

/// The folder of the server's programs; on Debian they are installed when they are missing.
fn programs() -> Outcome<PathBuf> {
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

fn free_port() -> Outcome<u16> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| format!("no free port on 127.0.0.1: {error}"))
}
