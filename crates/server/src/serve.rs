//! The server: an address, a router, and an orderly end.

use std::{collections::BTreeMap, fs, io, net::SocketAddr, sync::Arc, time::Duration};

use api::{
    TrustedDocuments,
    http::token::{Verifier, issuers::Issuers},
};
use app::{App, Clock, RandomIds, Store, StoreError, SystemClock};
use axum::Router;
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::{mpsc, watch},
    task::JoinHandle,
    time::{sleep, timeout},
};

use crate::{
    config::{self, Origins},
    connections::{self, Limits},
    demo,
    failure::Failure,
    installation::{Installation, Keys},
    issuers::issuers,
    metrics, migrate, rotation, shutdown,
    spans::Export,
};

/// Bytes that the system keeps for each client who does not read; by itself it would keep over a
/// megabyte.
const SEND_BUFFER: u32 = 128 * 1024;
/// Connections that wait until they are let in.
const BACKLOG: u32 = 1024;

/// `klaster serve`.
pub(crate) async fn run(installation: &Installation) -> Result<(), Failure> {
    let keys = installation.keys()?;
    migrate::check(installation).await?;
    installation.directory.as_ref().map(demo::clock::remove).transpose()?;
    let app = application(installation, &keys, SystemClock).await?;
    let listener = bind(installation.settings.listen)?;
    let signals = shutdown::signals().map_err(|error| failed(&error))?;
    answer(installation, &keys, app, listener, signals, None).await
}

/// The application on the database of the installation.
pub(crate) async fn application(
    installation: &Installation,
    keys: &Keys,
    clock: impl Clock,
) -> Result<App, Failure> {
    let settings = settings(installation, keys.cursors.as_bytes());
    match Store::analyze(&settings).await {
        // What is there can be read without room for more.
        Err(StoreError::Full(error)) => {
            tracing::error!(%error, "there is no room left for the database; changes are refused");
        }
        counted => counted?,
    }
    let store = Store::connect(&settings).await?;
    let app = App::new(store, keys.vault.clone(), clock, RandomIds).await;
    app.map_err(|error| Failure::of_app("reading the reference data", &error))
}

pub(crate) async fn store(
    installation: &Installation,
    cursor_key: &[u8],
) -> Result<Store, Failure> {
    let settings = settings(installation, cursor_key);
    Ok(Store::connect(&settings).await?)
}

fn settings(installation: &Installation, cursor_key: &[u8]) -> app::Settings {
    app::Settings {
        url: installation.database_url(),
        max_connections: installation.settings.database_max_connections.get(),
        cursor_key: cursor_key.to_vec(),
    }
}

/// Answers requests and does what has to be done beside them, until a signal comes.
pub(crate) async fn answer(
    installation: &Installation,
    keys: &Keys,
    app: App,
    listener: TcpListener,
    signals: mpsc::Receiver<&'static str>,
    demo: Option<api::Demo>,
) -> Result<(), Failure> {
    let config = &installation.settings;
    let (stop, stopping) = watch::channel(false);
    let verifier = installation.verifier(keys);
    let trusted_documents = trusted_documents(config)?;
    let spans = config.otlp_endpoint.as_ref().map(|collector| Export::new(&collector.0));
    let spans = spans.transpose()?.map(Arc::new);
    let counts = api::Metrics::default();
    let settings = api::Settings {
        demo,
        trusted_documents,
        issuers: issuers(config, &counts)?,
        metrics: counts,
        spans: spans.clone().map(|spans| spans as Arc<dyn api::Spans>),
        ..api_settings(config, verifier, stopping)
    };
    let limits = Limits { open: settings.metrics.connections.clone(), ..config.connections() };
    let metrics = config.metrics_listen.map(|address| {
        let router = metrics::router(app.clone(), &settings.metrics);
        tell_metrics(bind(address)?, router, config.connections())
    });
    let metrics = metrics.transpose()?;
    let router = api::router(app.clone(), settings);
    let beside = tokio::spawn(app::housekeeping(app.clone()));
    let (tokens, vault) = (installation.token_key_file(), installation.vault_key_file());
    let turning = [
        tokens.map(|file| tokio::spawn(rotation::follow(file, keys.tokens.clone()))),
        vault.map(|file| tokio::spawn(rotation::follow(file, keys.vault.clone()))),
    ];
    let stop = Stop {
        signals,
        announced: stop,
        delay: Duration::from_secs(config.shutdown_delay.get().into()),
        patience: Duration::from_secs(config.shutdown_timeout.get().into()),
    };
    let ended = until_told_to_stop(listener, router, limits, stop).await;
    beside.abort();
    if let Err(error) = app.store_usage().await {
        tracing::error!(?error, "what clients have used since it was written last is lost");
    }
    for turning in turning.into_iter().flatten() {
        turning.abort();
    }
    if let Some(metrics) = metrics {
        metrics.abort();
    }
    if let Some(spans) = spans {
        // It waits for a thread that sends by this runtime.
        let _ = tokio::task::spawn_blocking(move || spans.end()).await;
    }
    ended
}

/// Serves them until it is aborted.
fn tell_metrics(
    listener: TcpListener,
    router: Router,
    limits: Limits,
) -> Result<JoinHandle<()>, Failure> {
    let address = listener.local_addr().map_err(|error| failed(&error))?;
    tracing::info!(%address, "metrics can be read");
    Ok(tokio::spawn(async move {
        let (_open, closing) = watch::channel(false);
        connections::serve(listener, router, limits, closing).await;
    }))
}

fn api_settings(
    config: &config::Settings,
    verifier: Verifier,
    stopping: watch::Receiver<bool>,
) -> api::Settings {
    api::Settings {
        verifier,
        issuers: Issuers::default(),
        demo: None,
        trusted_documents: None,
        explorer: config.explorer,
        timeout: Duration::from_secs(config.request_timeout.get().into()),
        body_timeout: Duration::from_secs(config.body_timeout.get().into()),
        limits: config.limits(),
        quotas: config.quotas(),
        streams: config.streams(),
        ping: api::PING,
        running: config.limit_running.size(),
        waiting: config.limit_waiting.size(),
        trusted_proxies: config.trusted_proxies.clone().unwrap_or_default(),
        public_url: config.public_url.clone(),
        cors_origins: config.cors_origins.as_ref().map(Origins::values).unwrap_or_default(),
        metrics: api::Metrics::default(),
        spans: None,
        stopping,
    }
}

/// The only documents that are run, if the settings name a file of them.
fn trusted_documents(config: &config::Settings) -> Result<Option<TrustedDocuments>, Failure> {
    let Some(path) = &config.trusted_documents else { return Ok(None) };
    let unusable = |why: String| {
        Failure::Other(format!(
            "the trusted documents in {} cannot be used: {why}.",
            path.display()
        ))
    };
    let file = fs::read(path).map_err(|error| unusable(error.to_string()))?;
    let documents: BTreeMap<String, String> = serde_json::from_slice(&file)
        .map_err(|_| unusable("the file is no JSON object of names and documents".to_owned()))?;
    let named = documents.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    TrustedDocuments::read(named, &config.limits()).map(Some).map_err(unusable)
}

/// Listens; from here on the system queues who comes.
pub(crate) fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    listen(address).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => Failure::AddressInUse(address),
        io::ErrorKind::PermissionDenied => Failure::Other(format!(
            "the port of {address} is reserved for root. Choose one from 1024 on with --listen."
        )),
        io::ErrorKind::AddrNotAvailable => Failure::Other(format!(
            "no network interface of this machine has the address {address}. \
             Choose another with --listen."
        )),
        _ => Failure::Other(format!("{address} cannot be listened on: {error}.")),
    })
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // On Windows that would let somebody else listen there, too.
    socket.set_reuseaddr(cfg!(unix))?;
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// When and how the server stops.
pub(crate) struct Stop {
    signals: mpsc::Receiver<&'static str>,
    /// Turned true at the first signal.
    announced: watch::Sender<bool>,
    /// From then on, requests go on being taken for so long: whoever sends them has to hear of it.
    delay: Duration,
    /// What is being answered then is given so long.
    patience: Duration,
}

/// Answers until a signal comes; then lets what is being answered end. A second signal ends that.
pub(crate) async fn until_told_to_stop(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    stop: Stop,
) -> Result<(), Failure> {
    let Stop { mut signals, announced, delay, patience } = stop;
    let address = listener.local_addr().map_err(|error| failed(&error))?;
    let (close, closing) = watch::channel(false);
    let mut server = tokio::spawn(connections::serve(listener, router, limits, closing));
    tracing::info!(%address, "listening");
    let signal = tokio::select! {
        panicked = &mut server => return panicked.map_err(|panic| failed(&panic.into())),
        signal = signals.recv() => signal,
    };
    tracing::info!(signal, delay = delay.as_secs(), patience = patience.as_secs(), "stopping");
    announced.send_replace(true);
    let end = async {
        sleep(delay).await;
        close.send_replace(true);
        timeout(patience, &mut server).await.is_ok()
    };
    let all_answered = tokio::select! {
        all_answered = end => all_answered,
        _ = signals.recv() => false,
    };
    if all_answered {
        tracing::info!("stopped");
    } else {
        tracing::warn!("stopped while requests were being answered");
    }
    Ok(())
}

pub(crate) fn failed(error: &io::Error) -> Failure {
    Failure::Other(format!("the server has failed: {error}."))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
        sync::Notify,
    };

    use axum::routing::get;
    use prometheus_client::metrics::gauge::Gauge;

    use super::*;

    /// A server with one request in the middle of being answered.
    struct Busy {
        client: TcpStream,
        signals: mpsc::Sender<&'static str>,
        stopping: watch::Receiver<bool>,
        /// Lets the answer be given.
        release: Arc<Notify>,
        server: JoinHandle<Result<(), Failure>>,
    }

    const NEVER: Duration = Duration::from_hours(1);

    async fn busy(delay: Duration, patience: Duration) -> Busy {
        let (entered, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (begun, ended) = (entered.clone(), release.clone());
        let slow = async move || {
            begun.notify_one();
            ended.notified().await;
            "answered"
        };
        let router = Router::new().route("/", get(slow)).route("/quick", get("quick"));
        let listener = bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (signals, receiver) = mpsc::channel(1);
        let (announced, stopping) = watch::channel(false);
        let stop = Stop { signals: receiver, announced, delay, patience };
        let server = tokio::spawn(until_told_to_stop(listener, router, limits(), stop));
        client.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
        entered.notified().await;
        Busy { client, signals, stopping, release, server }
    }

    fn limits() -> Limits {
        let unlimited = api::Proxies::default();
        Limits {
            all: 10,
            by_address: 10,
            unlimited,
            header: NEVER,
            idle: NEVER,
            write: NEVER,
            open: Gauge::default(),
        }
    }

    /// What comes until the connection is closed.
    async fn rest(mut client: TcpStream) -> String {
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn what_is_being_answered_is_answered_before_the_server_stops() {
        let busy = busy(Duration::ZERO, NEVER).await;
        let address = busy.client.peer_addr().unwrap();
        let idle = TcpStream::connect(address).await.unwrap();
        busy.signals.send("SIGTERM").await.unwrap();
        assert_eq!(rest(idle).await, "", "what is idle is closed meanwhile");
        TcpStream::connect(address).await.expect_err("nobody is let in");
        assert!(!busy.server.is_finished());
        busy.release.notify_one();
        let answer = rest(busy.client).await;
        assert!(answer.ends_with("answered"), "{answer}");
        busy.server.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn before_the_server_stops_it_is_announced_and_all_goes_on() {
        let mut busy = busy(NEVER, NEVER).await;
        assert!(!*busy.stopping.borrow());
        busy.signals.send("SIGTERM").await.unwrap();
        busy.stopping.wait_for(|stopping| *stopping).await.unwrap();
        let mut later = TcpStream::connect(busy.client.peer_addr().unwrap()).await.unwrap();
        let request = b"GET /quick HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        later.write_all(request).await.unwrap();
        assert!(rest(later).await.ends_with("quick"));
        busy.signals.send("SIGTERM").await.unwrap();
        busy.server.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn patience_has_an_end() {
        let busy = busy(Duration::ZERO, Duration::ZERO).await;
        busy.signals.send("SIGTERM").await.unwrap();
        busy.server.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_second_signal_ends_patience() {
        let busy = busy(Duration::ZERO, NEVER).await;
        for _ in 0..2 {
            busy.signals.send("SIGINT").await.unwrap();
        }
        busy.server.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn an_address_in_use_is_told() {
        let first = bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = first.local_addr().unwrap();
        let failure = bind(address).unwrap_err();
        assert!(failure.to_string().contains(&format!("{address} is in use")), "{failure}");
    }
}
