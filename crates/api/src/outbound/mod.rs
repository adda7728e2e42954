//! Calls to servers outside whose address somebody else has a say in: issuers of tokens, and what they lead to.
//!
//! Nothing inside is to be reached in that way. So an address is looked at twice, as it is written and as the
//! name turns out, and the connection goes to the very address that was looked at: a name that leads elsewhere a
//! moment later leads nowhere. Nobody is followed who sends us on.

mod address;
mod destination;
mod failure;
mod network;
mod trust;

#[cfg(test)]
pub(crate) mod tests;

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{
    body::Bytes,
    http::{Request, Response, StatusCode, header},
};
use http_body_util::{BodyExt, Empty, LengthLimitError, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    task::JoinSet,
    time::timeout,
};
use tokio_rustls::TlsConnector;
use url::Host;

pub(crate) use self::failure::Failure;
use self::{
    destination::Rules,
    network::{Network, System},
};
pub use self::{
    destination::{Destination, NotADestination},
    trust::{NoTrust, Trust},
};

/// Addresses of one name that are tried.
const ADDRESSES: u32 = 3;
/// Bytes of the head of an answer.
const HEAD: usize = 16 * 1024;

/// How much a call may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// From the name to the last byte.
    pub(crate) time: Duration,
    /// Of the body.
    pub(crate) bytes: usize,
}

/// Calls servers outside. Each call has a connection of its own: there are few.
#[derive(Clone, Debug)]
pub struct Outbound {
    network: Arc<dyn Network>,
    trust: Trust,
    rules: Rules,
}

impl Outbound {
    pub fn new(trust: Trust) -> Self {
        Self { network: Arc::new(System), trust, rules: Rules::default() }
    }

    /// Calls this machine, too, on every port and without TLS. For tests: no configuration leads here.
    #[doc(hidden)]
    pub fn local() -> Self {
        Self { rules: Rules { local: true }, ..Self::new(Trust::none()) }
    }

    /// An address that somebody outside has named.
    pub(crate) fn destination(&self, text: &str) -> Result<Destination, Failure> {
        self.rules.destination(text).map_err(Failure::NotADestination)
    }

    /// What is there, if all of it comes in time and no larger than it may be.
    pub(crate) async fn get(
        &self,
        destination: &Destination,
        bounds: Bounds,
    ) -> Result<Response<Bytes>, Failure> {
        let request = Request::get(destination.path_and_query())
            .header(header::HOST, destination.authority())
            .header(header::ACCEPT, "application/json")
            .header(header::USER_AGENT, concat!("klaster/", env!("CARGO_PKG_VERSION")))
            .body(Empty::<Bytes>::new())
            .map_err(|_| Failure::NotADestination(NotADestination::NotAUrl))?;
        let answer = timeout(bounds.time, self.exchange(destination, request, bounds)).await;
        let answer = answer.map_err(|_| Failure::TimedOut)??;
        match answer.status() {
            StatusCode::OK => Ok(answer),
            status => Err(Failure::Status(status)),
        }
    }

    async fn exchange(
        &self,
        destination: &Destination,
        request: Request<Empty<Bytes>>,
        bounds: Bounds,
    ) -> Result<Response<Bytes>, Failure> {
        self.rules.check(destination).map_err(Failure::NotADestination)?;
        let stream = self.connect(destination, bounds.time / (ADDRESSES + 1)).await?;
        if !destination.has_tls() {
            return send(stream, request, bounds).await;
        }
        let connector = TlsConnector::from(self.trust.0.clone());
        let stream = connector.connect(server_name(destination)?, stream).await;
        send(stream.map_err(Failure::Tls)?, request, bounds).await
    }

    /// To an address that was looked at, and to no other.
    async fn connect(
        &self,
        destination: &Destination,
        patience: Duration,
    ) -> Result<TcpStream, Failure> {
        let addresses = match destination.host() {
            Some(Host::Domain(name)) => self.network.resolve(name).await.map_err(Failure::Name)?,
            Some(Host::Ipv4(address)) => vec![address.into()],
            Some(Host::Ipv6(address)) => vec![address.into()],
            None => Vec::new(),
        };
        let mut failure = Failure::Inside;
        let allowed = addresses.into_iter().filter(|address| self.rules.allow(*address));
        for address in allowed.take(ADDRESSES as usize) {
            let address = SocketAddr::new(address, destination.port());
            match timeout(patience, self.network.connect(address)).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => failure = Failure::Connection(error),
                Err(_) => failure = Failure::TimedOut,
            }
        }
        Err(failure)
    }
}

/// Whose certificate is expected.
fn server_name(destination: &Destination) -> Result<ServerName<'static>, Failure> {
    let not_a_name = Failure::NotADestination(NotADestination::NotAUrl);
    match destination.host() {
        Some(Host::Domain(name)) => ServerName::try_from(name.to_owned()).map_err(|_| not_a_name),
        Some(Host::Ipv4(address)) => Ok(IpAddr::from(address).into()),
        Some(Host::Ipv6(address)) => Ok(IpAddr::from(address).into()),
        None => Err(not_a_name),
    }
}

/// Whatever the status says, nobody is followed.
async fn send<S>(
    stream: S,
    request: Request<Empty<Bytes>>,
    bounds: Bounds,
) -> Result<Response<Bytes>, Failure>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut client = http1::Builder::new();
    let (mut sender, connection) =
        client.max_buf_size(HEAD).handshake(TokioIo::new(stream)).await.map_err(Failure::Http)?;
    // It is given up with the call.
    let mut beside = JoinSet::new();
    beside.spawn(connection);
    let answer = sender.send_request(request).await.map_err(Failure::Http)?;
    let (parts, body) = answer.into_parts();
    let body = Limited::new(body, bounds.bytes).collect().await.map_err(|error| {
        if error.is::<LengthLimitError>() { Failure::TooLarge } else { Failure::Body(error) }
    })?;
    Ok(Response::from_parts(parts, body.to_bytes()))
}
