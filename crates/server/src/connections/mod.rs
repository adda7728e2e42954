//! Connections: who may have one, how long each step of a request may take on it, and its orderly end.

mod framing;
mod places;
mod request;
mod socket;

use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

use api::Proxies;
use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{Request, body::Incoming, server::conn::http1::Builder, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use prometheus_client::metrics::gauge::Gauge;
use tokio::{net::TcpListener, sync::watch, time::timeout};
use tower::Service;

use self::{places::Places, request::Marks, socket::Socket};

/// Bytes of the head of a request: room for a document in the query of a URL.
const HEAD_LIMIT: usize = 64 * 1024;
/// How long nobody is let in after the system could not let somebody in: it lacks files or memory,
/// and asking again at once would take the processor, too.
const PAUSE: Duration = Duration::from_secs(1);
/// How often it is told at most that connections are turned away.
const TOLD_EVERY: Duration = Duration::from_secs(10);

/// What a connection may do.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    /// Connections that are open at once.
    pub(crate) all: usize,
    /// Those of one address.
    pub(crate) by_address: usize,
    /// Proxies, who have connections for many.
    pub(crate) unlimited: Proxies,
    /// From the first byte of a head to its last, and from the start of a connection to the end of the
    /// first head.
    pub(crate) header: Duration,
    /// From one request to the next.
    pub(crate) idle: Duration,
    /// Until a client takes a part of what is sent.
    pub(crate) write: Duration,
    /// How many are open, for whoever watches.
    pub(crate) open: Gauge,
}

/// Answers what comes until `closing` turns true. From then on nobody is let in; connections on which
/// nothing is being answered are closed, and the others when it is. Ends when the last one is.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    mut closing: watch::Receiver<bool>,
) {
    let (places, last_closed) = Places::new(&limits);
    let mut turned_away = TurnedAway::default();
    let limits = Arc::new(limits);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = closing.wait_for(|closing| *closing) => break,
        };
        match accepted {
            Ok((stream, peer)) => match places.take(peer.ip()) {
                Some(place) => {
                    let marks = Arc::new(Marks::default());
                    let socket = Socket::new(stream, place, &limits, marks.clone());
                    let connection = Connection { peer, marks, idle: limits.idle };
                    tokio::spawn(connection.answer(socket, router.clone(), closing.clone()));
                }
                // Closed at once: an answer would cost the more, the more are turned away, and who
                // has sent something already would hardly get to read it.
                None => turned_away.add(),
            },
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be let in");
                let _ = timeout(PAUSE, closing.wait_for(|closing| *closing)).await;
            }
        }
    }
    drop((listener, places));
    last_closed.await;
}

/// Whether only whoever wanted in has gone.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::*;
    matches!(error.kind(), ConnectionRefused | ConnectionAborted | ConnectionReset)
}

struct Connection {
    peer: SocketAddr,
    marks: Arc<Marks>,
    idle: Duration,
}

impl Connection {
    async fn answer(self, socket: Socket, router: Router, mut closing: watch::Receiver<bool>) {
        let Self { peer, marks, idle } = self;
        let service = service_fn(move |request: Request<Incoming>| {
            let (marks, mut router) = (marks.clone(), router.clone());
            async move {
                if !request::is_sound(&request, &marks) {
                    return Ok(request::refusal());
                }
                let mut request = request.map(Body::new);
                request.extensions_mut().insert(ConnectInfo(peer));
                let response = router.call(request).await?;
                marks.note(&response);
                Ok::<_, Infallible>(response)
            }
        });
        let connection = Builder::new()
            .timer(TokioTimer::new())
            // That of hyper begins when the answer before has been written; ours, in the socket, with
            // the first byte.
            .header_read_timeout(idle)
            .max_buf_size(HEAD_LIMIT)
            .max_header_size(HEAD_LIMIT)
            .serve_connection(TokioIo::new(socket), service)
            .with_upgrades();
        let mut connection = pin!(connection);
        // That a client breaks off, or is broken off, is its affair.
        tokio::select! {
            _ = connection.as_mut() => return,
            _ = closing.wait_for(|closing| *closing) => {}
        }
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
}

/// Who was not let in; told now and then.
#[derive(Debug, Default)]
struct TurnedAway {
    untold: u64,
    told: Option<Instant>,
}

impl TurnedAway {
    fn add(&mut self) {
        self.untold += 1;
        if self.told.is_none_or(|told| told.elapsed() >= TOLD_EVERY) {
            tracing::warn!(connections = self.untold, "turned away; there are too many");
            *self = Self { untold: 0, told: Some(Instant::now()) };
        }
    }
}
