//! What may be called, as far as the address itself tells.

use std::{fmt, net::IpAddr};

use url::{Host, Position, Url};

use super::address::is_outside;

/// Ports of HTTPS that are spoken to; on others something else may listen that does not expect it.
const PORTS: [u16; 2] = [443, 8443];

/// An address of a server outside that may be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination(Url);

/// Why an address may not be called. The texts say what is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotADestination {
    NotAUrl,
    Scheme,
    Port,
    Extra,
    Inside,
}

/// What is permitted. Only tests permit more than the usual.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rules {
    /// This machine, every port, and without TLS.
    pub(super) local: bool,
}

impl Destination {
    /// From a URL as browsers read it, so that a host is written in one way alone: what would be a number in
    /// another spelling is an address here.
    pub fn parse(text: &str) -> Result<Self, NotADestination> {
        Rules::default().destination(text)
    }

    /// On this machine, for tests: no configuration leads here.
    #[doc(hidden)]
    pub fn local(text: &str) -> Result<Self, NotADestination> {
        Rules { local: true }.destination(text)
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(super) fn host(&self) -> Option<Host<&str>> {
        self.0.host()
    }

    pub(super) fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or(443)
    }

    pub(super) fn has_tls(&self) -> bool {
        self.0.scheme() != "http"
    }

    /// For the header `Host`.
    pub(super) fn authority(&self) -> &str {
        &self.0[Position::BeforeHost..Position::AfterPort]
    }

    pub(super) fn path_and_query(&self) -> &str {
        &self.0[Position::BeforePath..Position::AfterQuery]
    }
}

impl Rules {
    pub(super) fn destination(self, text: &str) -> Result<Destination, NotADestination> {
        // Readers of URLs differ in what they make of blanks and backslashes.
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        let url = Url::parse(text).ok().filter(|_| is_plain);
        let destination = Destination(url.ok_or(NotADestination::NotAUrl)?);
        self.check(&destination)?;
        Ok(destination)
    }

    pub(super) fn check(self, destination: &Destination) -> Result<(), NotADestination> {
        let url = &destination.0;
        if url.scheme() != "https" && !(self.local && url.scheme() == "http") {
            return Err(NotADestination::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err(NotADestination::Extra);
        }
        if !self.local && !PORTS.contains(&destination.port()) {
            return Err(NotADestination::Port);
        }
        match destination.host().ok_or(NotADestination::NotAUrl)? {
            Host::Ipv4(address) if !self.allow(address.into()) => Err(NotADestination::Inside),
            Host::Ipv6(address) if !self.allow(address.into()) => Err(NotADestination::Inside),
            _ => Ok(()),
        }
    }

    pub(super) fn allow(self, address: IpAddr) -> bool {
        is_outside(address) || (self.local && address.is_loopback())
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for NotADestination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAUrl => "a URL in ASCII, such as https://login.example.kz/keys",
            Self::Scheme => "a URL that begins with https://",
            Self::Port => "port 443 or 8443",
            Self::Extra => "a URL without a user, a password or a fragment",
            Self::Inside => "a host outside: no private, local or reserved address",
        })
    }
}
