//! The program as it is run, with data of its own, and clients that see every byte.

use std::{
    fs,
    io::{self, BufRead, BufReader as Lines},
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, OnceLock, mpsc},
    thread,
    time::Duration,
};

use api::http::token::{Grant, Keys, Verifier};
use chrono::{TimeDelta, Utc};
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

/// How long something is waited for that has to come.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Who issues its tokens.
pub(crate) const ISSUER: &str = "https://klaster.test";

/// The program, ended with this.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) log: Log,
    data: Option<TempDir>,
    /// Where its token.key is.
    keys: PathBuf,
}

/// The log of a program, which may have ended since.
#[derive(Clone)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// The lines with this message.
    pub(crate) fn with(&self, message: &str) -> Vec<Value> {
        let lines = self.lines();
        let lines = lines.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        lines.filter(|line| line["message"] == message).collect()
    }

    /// The first line of this request with this message, which comes.
    pub(crate) async fn told(&self, message: &str, request_id: &str) -> Value {
        let coming = async {
            loop {
                let mut lines = self.with(message).into_iter();
                let of_request = |line: &Value| line["span"]["request_id"] == request_id;
                if let Some(line) = lines.find(of_request) {
                    return line;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let coming = timeout(PATIENCE, coming).await;
        coming.unwrap_or_else(|_| panic!("{message} of {request_id}: {:#?}", self.lines()))
    }
}

impl Server {
    /// `klaster serve` on a fresh database, with these settings.
    pub(crate) fn start(settings: &[(&str, &str)]) -> Self {
        Self::start_by(Command::new(env!("CARGO_BIN_EXE_klaster")), settings)
    }

    /// The same by a command that hands its arguments on to the program.
    pub(crate) fn start_by(command: Command, settings: &[(&str, &str)]) -> Self {
        let data = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(migrated()).unwrap().map(Result::unwrap) {
            fs::copy(entry.path(), data.path().join(entry.file_name())).unwrap();
        }
        Self::start_on(data, "127.0.0.1:0", command, settings)
    }

    /// Kills the process as it is, and starts it again on the same data and the same port.
    pub(crate) fn killed_and_started_again(mut self) -> Self {
        self.child.kill().unwrap();
        self.started_again()
    }

    /// Lets the process end in order, and starts it again likewise.
    pub(crate) fn stopped_and_started_again(self) -> Self {
        self.signal("TERM");
        self.started_again()
    }

    fn started_again(mut self) -> Self {
        self.child.wait().unwrap();
        let command = Command::new(env!("CARGO_BIN_EXE_klaster"));
        let data = self.data.take().unwrap();
        Self::start_on(data, &self.address.to_string(), command, &[])
    }

    /// One of several on one PostgreSQL, with the keys of this directory.
    pub(crate) fn replica(url: &str, keys: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_klaster"));
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        command.env_clear().envs(on_postgres(url, keys)).env("KLASTER_LOG_FORMAT", "json");
        command.env("KLASTER_SHUTDOWN_DELAY", "0").env("KLASTER_TOKEN_ISSUER", ISSUER);
        Self::started(command, None, keys.to_owned())
    }

    pub(crate) fn data(&self) -> &Path {
        self.data.as_ref().unwrap().path()
    }

    fn start_on(
        data: TempDir,
        listen: &str,
        mut command: Command,
        settings: &[(&str, &str)],
    ) -> Self {
        command.args(["serve", "--listen", listen, "--data"]).arg(data.path());
        command.env_clear().env("KLASTER_LOG_FORMAT", "json").env("KLASTER_SHUTDOWN_DELAY", "0");
        command.env("KLASTER_TOKEN_ISSUER", ISSUER);
        for (key, value) in settings {
            command.env(format!("KLASTER_{}", key.to_uppercase()), value);
        }
        let keys = data.path().to_owned();
        Self::started(command, Some(data), keys)
    }

    fn started(mut command: Command, data: Option<TempDir>, keys: PathBuf) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let (log, errors) = (Arc::<Mutex<Vec<_>>>::default(), child.stderr.take().unwrap());
        let (told, address) = mpsc::channel();
        let lines = log.clone();
        thread::spawn(move || {
            for line in Lines::new(errors).lines().map_while(Result::ok) {
                if line.contains("\"listening\"") {
                    told.send(line.clone()).unwrap();
                }
                lines.lock().unwrap().push(line);
            }
        });
        let address = address.recv_timeout(PATIENCE);
        let line = address.unwrap_or_else(|_| panic!("does not listen: {:?}", log.lock()));
        let line: Value = serde_json::from_str(&line).unwrap();
        let address = line["address"].as_str().unwrap().parse().unwrap();
        Self { child, address, log: Log(log), data, keys }
    }

    /// Lets a client in beside the server, which holds a role; its id.
    pub(crate) fn add_client(&self, scopes: &str, role: Option<&str>) -> String {
        // The public key of RFC 8037, A.2.
        let jwk =
            r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        let key = self.data().join("client.jwk");
        fs::write(&key, jwk).unwrap();
        let key = key.to_str().unwrap();
        let mut words = vec!["client", "add", "--name", "portal", "--acts-for", "everyone"];
        words.extend(["--key", key]);
        words.extend(scopes.split(' ').flat_map(|scope| ["--scope", scope]));
        words.extend(role.into_iter().flat_map(|role| ["--role", role]));
        let printed = self.run(&words);
        let id = printed.lines().find_map(|line| line.strip_prefix("client_id "));
        id.unwrap_or_else(|| panic!("{printed}")).to_owned()
    }

    /// Runs another command on the same data; what it prints.
    pub(crate) fn run(&self, words: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_klaster"));
        let output = command.env_clear().args(words).arg("--data").arg(self.data()).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// A token of a client for a person or for itself, signed with the key of the server.
    pub(crate) fn token(&self, client: &str, person: Option<&str>, scopes: &str) -> String {
        let pem = fs::read_to_string(self.keys.join("token.key")).unwrap();
        let keys = Keys::from_pem(&pem).unwrap();
        let verifier = Verifier::new(keys, ISSUER, "klaster-api", TimeDelta::minutes(10));
        let grant = Grant {
            client_id: client.to_owned(),
            person_id: person.map(str::to_owned),
            organization_id: None,
            scope: scopes.to_owned(),
            security_version: 1,
        };
        verifier.issue(&grant, uuid::Uuid::now_v7(), Utc::now(), TimeDelta::minutes(10))
    }

    /// The lines of the log with this message.
    pub(crate) fn logged(&self, message: &str) -> Vec<Value> {
        self.log.with(message)
    }

    /// Sockets that the process has open.
    pub(crate) fn sockets(&self) -> usize {
        let files = fs::read_dir(format!("/proc/{}/fd", self.child.id())).unwrap();
        let targets = files.filter_map(|file| fs::read_link(file.ok()?.path()).ok());
        targets.filter(|target| target.to_string_lossy().starts_with("socket:")).count()
    }

    pub(crate) fn signal(&self, name: &str) {
        let process = self.child.id().to_string();
        let status = Command::new("kill").args(["-s", name, &process]).status();
        assert!(status.unwrap().success());
    }

    /// How the process has ended, which it does by itself.
    pub(crate) async fn ended(mut self) -> ExitStatus {
        let end = async {
            loop {
                if let Some(status) = self.child.try_wait().unwrap() {
                    return status;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(PATIENCE, end).await.expect("the program ends")
    }

    pub(crate) async fn client(&self) -> Client {
        Client::from([127, 0, 0, 1], self.address).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How a program finds a database of PostgreSQL, and its keys.
pub(crate) fn on_postgres(url: &str, keys: &Path) -> Vec<(String, String)> {
    let file = |name: &str| {
        let path = keys.join(format!("{name}.key")).display().to_string();
        (format!("KLASTER_{}_KEY_FILE", name.to_uppercase()), path)
    };
    let url = ("KLASTER_DATABASE_URL".to_owned(), url.to_owned());
    vec![url, file("token"), file("vault"), file("cursor")]
}

/// A data directory with all migrations, made once.
fn migrated() -> &'static Path {
    static MADE: OnceLock<TempDir> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let parent = tempfile::tempdir().unwrap();
        let mut migrate = Command::new(env!("CARGO_BIN_EXE_klaster"));
        migrate.args(["migrate", "--data"]).arg(parent.path()).env_clear();
        let output = migrate.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        parent
    });
    made.path()
}

/// One connection.
pub(crate) struct Client(BufReader<TcpStream>);

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Client {
    /// From another address of this machine.
    pub(crate) async fn from(address: impl Into<IpAddr>, to: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((address, 0).into()).unwrap();
        Self(BufReader::new(socket.connect(to).await.unwrap()))
    }

    /// One that has room for little of what comes.
    pub(crate) async fn narrow(address: impl Into<IpAddr>, to: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        socket.bind((address, 0).into()).unwrap();
        Self(BufReader::new(socket.connect(to).await.unwrap()))
    }

    /// Sends as much as the other side takes before it closes.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.0.get_mut().write_all(bytes.as_ref()).await
    }

    /// The next answer; nothing if the connection is closed instead.
    pub(crate) async fn answer(&mut self) -> Option<Answer> {
        timeout(PATIENCE, self.read()).await.expect("an answer or the end").ok()
    }

    async fn read(&mut self) -> io::Result<Answer> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.0.read_line(&mut head).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().unwrap())
        });
        let mut body = vec![0; length.unwrap_or(0)];
        self.0.read_exact(&mut body).await?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
        Ok(Answer { status, head, body: String::from_utf8(body).unwrap() })
    }

    /// Whatever comes until the connection is closed.
    pub(crate) async fn rest(&mut self) -> String {
        let mut rest = Vec::new();
        // What was not read when it was closed makes the end an abrupt one.
        let _ = timeout(PATIENCE, self.0.read_to_end(&mut rest)).await.expect("the end");
        String::from_utf8_lossy(&rest).into_owned()
    }

    /// Reads on until this comes.
    pub(crate) async fn until(&mut self, words: &str) {
        let mut seen = Vec::new();
        let coming = async {
            while !String::from_utf8_lossy(&seen).contains(words) {
                let read = self.0.read_buf(&mut seen).await.unwrap();
                assert!(read > 0, "no {words}: {}", String::from_utf8_lossy(&seen));
            }
        };
        timeout(PATIENCE, coming).await.unwrap_or_else(|_| panic!("{words} does not come"));
    }

    /// Waits, without reading, until the other side has broken off.
    pub(crate) async fn closed(&self) {
        use tokio::io::Interest;
        let stream = self.0.get_ref();
        let broken = async { stream.ready(Interest::ERROR).await.map(|_| ()) };
        timeout(PATIENCE, broken).await.expect("the end").unwrap();
    }

    /// Asks politely; the answer.
    pub(crate) async fn ask(&mut self, query: &str) -> Option<Answer> {
        self.send(post(query)).await.ok()?;
        self.answer().await
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut values = lines.filter(|(it, _)| it.eq_ignore_ascii_case(name));
        values.next().map(|(_, value)| value)
    }
}

/// A request that asks this.
pub(crate) fn post(query: &str) -> String {
    let body = serde_json::json!({ "query": query }).to_string();
    let length = body.len();
    format!(
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
}
