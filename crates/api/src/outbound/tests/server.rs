//! A server that answers as it is told.
//!
//! Its certificate and the authority that has signed it, made by `openssl ca`, are good until 2120. Nobody keeps
//! the authority's key.

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderName, Request, Response},
};
use futures::stream;
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;

/// What the server says to everybody.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Body(String),
    With(HeaderName, String, String),
    /// A status, and where to go on.
    Redirect(u16, String),
    /// In parts, without a length and without end.
    Endless,
    /// Nothing at all.
    Never,
    /// A byte now and then.
    Drip,
}

/// Ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    seen: Arc<Seen>,
    _running: JoinSet<()>,
}

#[derive(Debug)]
struct Seen {
    requests: Mutex<Vec<Request<()>>>,
    /// By path; `""` is for all the others.
    answers: Mutex<Vec<(String, Answer)>>,
}

impl Server {
    pub(crate) async fn plain() -> Self {
        Self::start(None).await
    }

    pub(super) async fn tls() -> Self {
        let pem = include_bytes!("server.pem");
        let chain = vec![CertificateDer::from_pem_slice(pem).unwrap()];
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, PrivateKeyDer::from_pem_slice(pem).unwrap());
        Self::start(Some(TlsAcceptor::from(Arc::new(config.unwrap())))).await
    }

    async fn start(tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let answers = vec![(String::new(), Answer::Body("{}".to_owned()))];
        let seen = Arc::new(Seen { requests: Mutex::default(), answers: answers.into() });
        let mut running = JoinSet::new();
        running.spawn(accept(listener, tls, seen.clone()));
        Self { address, seen, _running: running }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// From now on to everybody who is told nothing else.
    pub(crate) fn answers(&self, answer: Answer) {
        self.answers_at("", answer);
    }

    pub(crate) fn answers_at(&self, path: &str, answer: Answer) {
        let mut answers = self.seen.answers.lock().unwrap();
        answers.retain(|(known, _)| known != path);
        answers.push((path.to_owned(), answer));
    }

    /// The heads of all requests so far.
    pub(crate) fn requests(&self) -> Vec<Request<()>> {
        self.seen.requests.lock().unwrap().clone()
    }
}

async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, seen: Arc<Seen>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let (tls, seen) = (tls.clone(), seen.clone());
        connections.spawn(async move {
            match tls {
                None => serve(stream, seen).await,
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        serve(stream, seen).await;
                    }
                }
            }
        });
    }
}

async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin, seen: Arc<Seen>) {
    let service = service_fn(|request: Request<hyper::body::Incoming>| {
        let request = request.map(drop);
        let answers = seen.answers.lock().unwrap();
        let path = request.uri().path();
        let found = answers.iter().find(|(known, _)| known == path);
        let answer =
            found.or(answers.iter().find(|(known, _)| known.is_empty())).unwrap().1.clone();
        seen.requests.lock().unwrap().push(request);
        async move { Ok::<_, Infallible>(response(answer).await) }
    });
    // A client who does not read to the end is no failure.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn response(answer: Answer) -> Response<Body> {
    let mut response = Response::builder();
    let body = match answer {
        Answer::Body(text) => Body::from(text),
        Answer::With(name, value, text) => {
            response = response.header(name, value);
            Body::from(text)
        }
        Answer::Redirect(status, to) => {
            response = response.status(status).header("location", to);
            Body::empty()
        }
        Answer::Endless => {
            let part = Ok::<_, Infallible>(Bytes::from_static(&[b'x'; 100]));
            Body::from_stream(stream::repeat(part))
        }
        Answer::Never => std::future::pending().await,
        Answer::Drip => Body::from_stream(stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(10)).await;
            Some((Ok::<_, Infallible>(Bytes::from_static(b" ")), ()))
        })),
    };
    response.body(body).unwrap()
}
