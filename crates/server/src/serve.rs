//! The server: an address, a router, and an orderly end.

use std::{
    io,
    net::SocketAddr,
    time::{Duration, Instant},
};

use axum::{Router, routing::get};
use tokio::{net::TcpListener, sync::oneshot, time::timeout};

use crate::{
    failure::Failure,
    installation::{Installation, Keys},
    shutdown,
};

/// `klaster serve`.
pub(crate) async fn run(installation: &Installation) -> Result<(), Failure> {
    let keys = installation.keys()?;
    let router = router(installation, &keys)?;
    let listener = bind(installation.settings.listen).await?;
    until_told_to_stop(listener, router, installation).await
}

/// Everything behind the socket.
pub(crate) fn router(installation: &Installation, keys: &Keys) -> Result<Router, Failure> {
    let _ = (installation.database_url(), installation.verifier(keys), keys.cursors.as_bytes());
    let sdl = api::schema().sdl();
    Ok(Router::new()
        .route("/health/live", get(|| async { "ok" }))
        .route("/schema.graphql", get(|| async { sdl })))
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

/// Answers until a signal comes; then lets what is being answered end, for a while.
pub(crate) async fn until_told_to_stop(
    listener: TcpListener,
    router: Router,
    installation: &Installation,
) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::Other(format!("the server has failed: {error}."));
    let requested = shutdown::requested().map_err(failed)?;
    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, router).with_graceful_shutdown(async {
        let _ = stopped.await;
    });
    let mut server = tokio::spawn(server.into_future());
    tracing::info!(address = %installation.settings.listen, "listening");
    let signal = tokio::select! {
        ended = &mut server => return ended.map_err(io::Error::from).flatten().map_err(failed),
        signal = requested => signal,
    };
    let patience = Duration::from_secs(installation.settings.shutdown_timeout.get().into());
    tracing::info!(signal, seconds = patience.as_secs(), "stopping");
    let began = Instant::now();
    let _ = stop.send(());
    match timeout(patience, &mut server).await {
        Ok(ended) => {
            ended.map_err(io::Error::from).flatten().map_err(failed)?;
            tracing::info!(seconds = began.elapsed().as_secs_f32(), "stopped");
        }
        Err(_) => tracing::warn!("stopped while requests were being answered"),
    }
    Ok(())
}
