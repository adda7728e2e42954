//! Processes: the two that are measured, the database, and what the system says they have used.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use app::Settings;
use support::{Client, Signer};

use crate::{
    floor::PORT,
    token::{FLOOR_KEY, Key},
};

/// More points than a load takes.
const QUOTA: &str = "1000000000";

/// Where the data are.
pub(crate) enum Database {
    Postgres { url: String, process: u32 },
    Sqlite { folder: PathBuf },
}

/// A process that answers, which ends with this.
pub(crate) struct Server {
    child: Child,
    pub(crate) client: Client,
    /// From its start to its first answer.
    pub(crate) started: Duration,
}

/// What a server and its database have used.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cpu {
    pub(crate) server: Duration,
    pub(crate) database: Duration,
}

impl Database {
    pub(crate) fn postgres(server: &str, process: u32) -> Self {
        Self::Postgres { url: format!("{server}/klaster_bench"), process }
    }

    pub(crate) fn sqlite(folder: &Path) -> Self {
        Self::Sqlite { folder: folder.join("sqlite") }
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Postgres { .. } => "PostgreSQL",
            Self::Sqlite { .. } => "SQLite",
        }
    }

    pub(crate) fn url(&self) -> String {
        match self {
            Self::Postgres { url, .. } => url.clone(),
            Self::Sqlite { folder } => {
                format!("sqlite://{}?mode=rwc", folder.join("klaster.db").display())
            }
        }
    }

    pub(crate) fn settings(&self) -> Settings {
        Settings { url: self.url(), max_connections: 8, cursor_key: vec![7; 32] }
    }

    /// The options by which the server finds it.
    pub(crate) fn options(&self) -> Vec<String> {
        match self {
            Self::Postgres { url, .. } => vec!["--database-url".to_owned(), url.clone()],
            Self::Sqlite { folder } => {
                vec!["--data".to_owned(), folder.display().to_string()]
            }
        }
    }

    /// What its processes have used; SQLite has none of its own.
    fn cpu(&self) -> Duration {
        let Self::Postgres { process, .. } = self else { return Duration::ZERO };
        let children = fs::read_dir("/proc").expect("a system with /proc").flatten();
        let numbers = children.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        numbers
            .filter_map(Stat::of)
            .filter(|stat| stat.parent == *process)
            .map(|stat| stat.own)
            .sum::<Duration>()
            + Stat::of(*process).expect("PostgreSQL runs").all
    }
}

/// The program itself, built beside this one.
pub(crate) fn klaster() -> Command {
    let own = std::env::current_exe().expect("our own path");
    Command::new(own.with_file_name("klaster"))
}

impl Server {
    pub(crate) async fn klaster(database: &Database, key: &Key) -> Self {
        let port = free_port();
        let mut command = klaster();
        command
            .arg("serve")
            .args(database.options())
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .env("KLASTER_TOKEN_KEY_FILE", &key.file)
            .env("KLASTER_TOKEN_ISSUER", Signer::ISSUER)
            .env("KLASTER_TOKEN_AUDIENCE", Signer::AUDIENCE)
            .env("KLASTER_CURSOR_KEY", "07".repeat(32))
            .env("KLASTER_VAULT_KEY", format!("{} {}", "08".repeat(32), "09".repeat(32)))
            // Quotas are counted, and never used up.
            .env("KLASTER_QUOTA_CLIENT", QUOTA)
            .env("KLASTER_QUOTA_ADDRESS", QUOTA);
        Self::start(command, port).await
    }

    pub(crate) async fn floor(database: &Database, key: &Key) -> Self {
        let port = free_port();
        let mut command = Command::new(std::env::current_exe().expect("our own path"));
        command
            .args(["--floor", &database.url()])
            .env(PORT, port.to_string())
            .env(FLOOR_KEY, &key.file);
        Self::start(command, port).await
    }

    async fn start(mut command: Command, port: u16) -> Self {
        let begun = Instant::now();
        // Logs are written as in production, and not looked at.
        let child = command.stderr(Stdio::null()).stdout(Stdio::null()).spawn();
        let child = child.expect("the program starts");
        let address = ([127, 0, 0, 1], port).into();
        let client = Client::new(address);
        while tokio::net::TcpStream::connect(address).await.is_err() {
            assert!(begun.elapsed() < Duration::from_secs(30), "{command:?} does not answer");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let ready = client.request(axum::http::Method::GET, "/health/ready", &[], "").await;
        assert_eq!(ready.status, 200, "{command:?}");
        Self { child, client, started: begun.elapsed() }
    }

    pub(crate) fn cpu(&self, database: &Database) -> Cpu {
        let server = Stat::of(self.child.id()).expect("the server runs").own;
        Cpu { server, database: database.cpu() }
    }

    /// Mebibytes that it holds in memory.
    pub(crate) fn memory(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.expect("the server runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        kibibytes.and_then(|text| text.parse::<f64>().ok()).expect("VmRSS in kB") / 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which has been noticed then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl std::ops::Sub for Cpu {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self { server: self.server - before.server, database: self.database - before.database }
    }
}

impl std::ops::AddAssign for Cpu {
    fn add_assign(&mut self, more: Self) {
        self.server += more.server;
        self.database += more.database;
    }
}

impl Cpu {
    /// The part of one of so many requests.
    pub(crate) fn each(self, requests: u32) -> Self {
        Self { server: self.server / requests, database: self.database / requests }
    }

    pub(crate) fn all(self) -> Duration {
        self.server + self.database
    }
}

/// What the system has counted for a process.
struct Stat {
    parent: u32,
    /// Of its own.
    own: Duration,
    /// That of its children that have ended, too.
    all: Duration,
}

impl Stat {
    fn of(process: u32) -> Option<Self> {
        /// Linux counts in hundredths of a second wherever it runs (`USER_HZ`).
        const TICK: Duration = Duration::from_millis(10);
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The name, which comes second, is in brackets and can hold anything.
        let (_, rest) = stat.rsplit_once(')')?;
        let field = |number: usize| rest.split_whitespace().nth(number - 3)?.parse::<u32>().ok();
        let (own, ended) = (field(14)? + field(15)?, field(16)? + field(17)?);
        Some(Self { parent: field(4)?, own: TICK * own, all: TICK * (own + ended) })
    }
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("an address").port()
}
