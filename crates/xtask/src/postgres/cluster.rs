//! A running server, and how it ends.
//!
//! Whatever ends this program, the server ends with it: a watchdog in a process group of its own
//! holds the other end of a pipe, and stops the server when the pipe closes. That serves the normal
//! end, a panic, Ctrl-C and `kill -9` alike.

use std::{
    fs,
    net::TcpListener,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use super::{account::Account, programs};
use crate::process::{Outcome, output};

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
        let programs = programs::find_or_install()?;
        let account = Account::unprivileged()?;
        let run = tempfile::Builder::new()
            .prefix("klaster-postgres-")
            .tempdir()
            .map_err(|error| format!("no temporary folder for PostgreSQL: {error}"))?;
        account.own(run.path())?;
        let data = kept.map_or_else(|| run.path().join("data"), Path::to_path_buf);
        let site = Site { programs, account, run: run.path().to_path_buf(), data };
        // Before the watchdog is there: it would stop the other one's server.
        site.refuse_if_running()?;
        let watchdog = site.watch(kept.is_some())?;
        // From here on the watchdog removes it.
        let _ = run.keep();
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
struct Watchdog {
    shell: Child,
    /// Socket and log, which it removes.
    run: PathBuf,
}

impl Watchdog {
    fn release(&mut self) {
        drop(self.shell.stdin.take());
        if let Err(error) = self.shell.wait() {
            eprintln!("warning: PostgreSQL may still be running: {error}");
        }
        // The server's account may empty the folder and not be allowed to remove it.
        if self.run.exists() && fs::remove_dir_all(&self.run).is_err() {
            eprintln!("warning: {} could not be removed", self.run.display());
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

    /// Kept data can be in use already. `pg_ctl status` succeeds only if they are.
    fn refuse_if_running(&self) -> Outcome {
        let status = output(self.command("pg_ctl").args(["status", "-D"]).arg(&self.data));
        if status.is_err() {
            return Ok(());
        }
        Err(format!("a server is running on {} already; end it first", self.data.display()))
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
            .map(|shell| Watchdog { shell, run: self.run.clone() })
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

fn free_port() -> Outcome<u16> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| format!("no free port on 127.0.0.1: {error}"))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn kept_data_outlive_the_server_and_serve_the_next_one() {
        let place = tempfile::tempdir().unwrap();
        // The server's account must be able to pass.
        fs::set_permissions(place.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let data = place.path().join("data");

        let first = Cluster::start(Purpose::Benchmark, Some(&data)).unwrap();
        let refused = Cluster::start(Purpose::Benchmark, Some(&data)).unwrap_err();
        assert!(refused.contains("already"), "{refused}");
        assert!(is_listening(&first));
        let url = first.url().to_owned();
        first.stop();
        assert!(data.join("PG_VERSION").exists());
        assert!(!data.join("postmaster.pid").exists());

        let second = Cluster::start(Purpose::Tests, Some(&data)).unwrap();
        assert!(is_listening(&second), "{url}");
        drop(second);
        assert!(!data.join("postmaster.pid").exists());
    }

    #[test]
    fn a_server_for_tests_leaves_nothing_behind() {
        let cluster = Cluster::start(Purpose::Tests, None).unwrap();
        let run = cluster.watchdog.run.clone();
        assert!(is_listening(&cluster) && run.exists());
        drop(cluster);
        assert!(!run.exists());
    }

    fn is_listening(cluster: &Cluster) -> bool {
        let address = cluster.url().rsplit('@').next().unwrap();
        std::net::TcpStream::connect(address).is_ok()
    }
}
