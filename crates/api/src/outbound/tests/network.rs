//! A network that answers by a script and notes down what it is asked for.

use std::{
    collections::HashMap,
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
};

use futures::{FutureExt, future::BoxFuture};
use tokio::net::TcpStream;

use super::{
    super::{Outbound, Trust, network::Network},
    Server,
};

#[derive(Clone, Debug)]
pub(super) struct Scripted {
    /// For each name what it leads to at the first call, the second and so on: addresses apart by blanks.
    names: Arc<HashMap<String, Vec<String>>>,
    /// Where every connection really goes.
    server: SocketAddr,
    asked: Arc<Mutex<usize>>,
    connected: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    pub(super) fn leading_to<const N: usize>(
        server: &Server,
        names: impl IntoIterator<Item = (&'static str, [&'static str; N])>,
    ) -> Self {
        let names = names.into_iter();
        let owned =
            |(name, steps): (&str, [&str; N])| (name.to_owned(), steps.map(str::to_owned).to_vec());
        Self {
            names: Arc::new(names.map(owned).collect()),
            server: server.address(),
            asked: Arc::default(),
            connected: Arc::default(),
        }
    }

    /// Calls by this network, under the rules of production, and believes the tests' authority.
    pub(super) fn outbound(&self) -> Outbound {
        let trust = Trust::only(include_bytes!("authority.pem")).unwrap();
        Outbound { network: Arc::new(self.clone()), ..Outbound::new(trust) }
    }

    /// Believes nobody.
    pub(super) fn stranger(&self) -> Outbound {
        Outbound { network: Arc::new(self.clone()), ..Outbound::new(Trust::none()) }
    }

    pub(super) fn asked(&self) -> usize {
        *self.asked.lock().unwrap()
    }

    pub(super) fn connected(&self) -> Vec<String> {
        self.connected.lock().unwrap().clone()
    }
}

impl Network for Scripted {
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        let mut asked = self.asked.lock().unwrap();
        *asked += 1;
        let step = self.names.get(name).map(|steps| &steps[(*asked - 1) % steps.len()]);
        let addresses = step.map(|it| it.split(' ').map(|it| it.parse().unwrap()).collect());
        let found = addresses.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound));
        async move { found }.boxed()
    }

    fn connect(&self, address: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>> {
        self.connected.lock().unwrap().push(address.to_string());
        TcpStream::connect(self.server).boxed()
    }
}
