//! Names and connections. Tests put their own in the place of the system's.

use std::{
    fmt, io,
    net::{IpAddr, SocketAddr},
};

use futures::{FutureExt, future::BoxFuture};
use tokio::net::{TcpStream, lookup_host};

pub(super) trait Network: fmt::Debug + Send + Sync {
    /// The addresses of a name.
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>>;

    fn connect(&self, address: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>>;
}

#[derive(Debug)]
pub(super) struct System;

impl Network for System {
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        // The port is of no account: it is handed back with each address.
        let found = async move { Ok(lookup_host((name, 0)).await?.map(|it| it.ip()).collect()) };
        found.boxed()
    }

    fn connect(&self, address: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>> {
        TcpStream::connect(address).boxed()
    }
}
