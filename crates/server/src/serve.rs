//! The server: an address, a router, and an orderly end.

use std::{io, net::SocketAddr, time::Duration};

use app::{App, Clock, RandomIds, Store, StoreError, SystemClock};
use axum::Router;
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
    time::timeout,
};

use crate::{
    failure::Failure,
    installation::{Installation, Keys},
    migrate, shutdown,
};

/// `klaster serve`.
pub(crate) async fn run(installation: &Installation) -> Result<(), Failure> {
    let keys = installation.keys()?;
    migrate::check(installation).await?;
    let app = application(installation, &keys, SystemClock).await?;
    let listener = bind(installation.settings.listen).await?;
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
    let app = App::new(store, clock, RandomIds).await;
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
    let settings = api::Settings {
        verifier: installation.verifier(keys),
        explorer: installation.settings.explorer,
        demo,
        timeout: Duration::from_secs(installation.settings.request_timeout.get().into()),
        limits: installation.settings.limits(),
    };
    let router = api::router(app.clone(), settings);
    let beside = tokio::spawn(app::housekeeping(app));
    let patience = installation.shutdown_timeout();
    let ended = until_told_to_stop(listener, router, signals, patience).await;
    beside.abort();
    ended
}

/// Listens; from here on the system queues who comes.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
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

/// Answers until a signal comes; then lets what is being answered end, until `patience` or a second
/// signal ends that.
pub(crate) async fn until_told_to_stop(
    listener: TcpListener,
    router: Router,
    mut signals: mpsc::Receiver<&'static str>,
    patience: Duration,
) -> Result<(), Failure> {
    let address = listener.local_addr().map_err(|error| failed(&error))?;
    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, router).with_graceful_shutdown(async {
        let _ = stopped.await;
    });
    let mut server = tokio::spawn(server.into_future());
    tracing::info!(%address, "listening");
    let signal = tokio::select! {
        ended = &mut server => return ended.map_err(io::Error::from).flatten().map_err(|e| failed(&e)),
        signal = signals.recv() => signal,
    };
    tracing::info!(signal, patience = patience.as_secs(), "stopping");
    let _ = stop.send(());
    let ended = tokio::select! {
        ended = timeout(patience, &mut server) => ended.ok(),
        _ = signals.recv() => None,
    };
    if let Some(ended) = ended {
        tracing::info!("stopped");
        return ended.map_err(io::Error::from).flatten().map_err(|error| failed(&error));
    }
    tracing::warn!("stopped while requests were being answered");
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
        task::JoinHandle,
    };

    use axum::routing::get;

    use super::*;

    /// A server with one request in the middle of being answered.
    struct Busy {
        client: TcpStream,
        signals: mpsc::Sender<&'static str>,
        /// Lets the answer be given.
        release: Arc<Notify>,
        server: JoinHandle<Result<(), Failure>>,
    }

    async fn busy(patience: Duration) -> Busy {
        let (entered, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (begun, ended) = (entered.clone(), release.clone());
        let slow = async move || {
            begun.notify_one();
            ended.notified().await;
            "answered"
        };
        let router = Router::new().route("/", get(slow));
        let listener = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (signals, receiver) = mpsc::channel(1);
        let server = tokio::spawn(until_told_to_stop(listener, router, receiver, patience));
        client.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
        entered.notified().await;
        Busy { client, signals, release, server }
    }

    #[tokio::test]
    async fn what_is_being_answered_is_answered_before_the_server_stops() {
        let mut busy = busy(Duration::from_hours(1)).await;
        busy.signals.send("SIGTERM").await.unwrap();
        // The channel holds one signal: it has been taken when another permit can be had.
        drop(busy.signals.reserve().await.unwrap());
        busy.release.notify_one();
        let mut answer = String::new();
        busy.client.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with("answered"), "{answer}");
        busy.server.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn patience_has_an_end() {
        let busy = busy(Duration::ZERO).await;
        busy.signals.send("SIGTERM").await.unwrap();
        busy.server.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_second_signal_ends_patience() {
        let busy = busy(Duration::from_hours(1)).await;
        for _ in 0..2 {
            busy.signals.send("SIGINT").await.unwrap();
        }
        busy.server.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn an_address_in_use_is_told() {
        let first = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = first.local_addr().unwrap();
        let failure = bind(address).await.unwrap_err();
        assert!(failure.to_string().contains(&format!("{address} is in use")), "{failure}");
    }
}
