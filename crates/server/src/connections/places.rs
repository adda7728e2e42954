//! How many connections there are, in all and by address.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use api::{Proxies, counted};
use prometheus_client::metrics::gauge::Gauge;
use tokio::sync::watch;

use super::Limits;

#[derive(Debug)]
pub(super) struct Places {
    all: usize,
    by_address: usize,
    unlimited: Proxies,
    taken: Arc<Taken>,
    /// Every place has one, too.
    open: watch::Receiver<()>,
}

/// The place of one connection, free again when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    address: Option<IpAddr>,
    taken: Arc<Taken>,
    _open: watch::Receiver<()>,
}

#[derive(Debug)]
struct Taken {
    counts: Mutex<Counts>,
    open: Gauge,
}

#[derive(Debug, Default)]
struct Counts {
    all: usize,
    /// Without those that have none.
    by_address: HashMap<IpAddr, usize>,
}

impl Places {
    /// The places, and what ends when they and all that were taken have been dropped.
    pub(super) fn new(limits: &Limits) -> (Self, impl Future<Output = ()> + use<>) {
        let (last_closed, open) = watch::channel(());
        let places = Self {
            all: limits.all,
            by_address: limits.by_address,
            unlimited: limits.unlimited.clone(),
            taken: Arc::new(Taken { counts: Mutex::default(), open: limits.open.clone() }),
            open,
        };
        (places, async move { last_closed.closed().await })
    }

    /// A place for a connection from there, unless there are too many.
    pub(super) fn take(&self, peer: IpAddr) -> Option<Place> {
        let address = (!self.unlimited.trusts(peer)).then(|| counted(peer));
        let mut counts = self.taken.counts();
        if counts.all == self.all {
            return None;
        }
        if let Some(address) = address {
            let taken = counts.by_address.entry(address).or_default();
            if *taken == self.by_address {
                return None;
            }
            *taken += 1;
        }
        counts.all += 1;
        self.taken.open.inc();
        Some(Place { address, taken: self.taken.clone(), _open: self.open.clone() })
    }
}

impl Taken {
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.taken.counts();
        counts.all -= 1;
        self.taken.open.dec();
        let Some(address) = self.address else { return };
        let taken = counts.by_address.get_mut(&address).map(|taken| {
            *taken -= 1;
            *taken
        });
        if taken == Some(0) {
            counts.by_address.remove(&address);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn places(all: usize, by_address: usize) -> (Places, impl Future<Output = ()>) {
        let never = Duration::MAX;
        let unlimited = "10.0.0.0/8".parse().unwrap();
        Places::new(&Limits {
            all,
            by_address,
            unlimited,
            header: never,
            idle: never,
            write: never,
            open: Gauge::default(),
        })
    }

    fn take(places: &Places, peer: &str) -> Option<Place> {
        places.take(peer.parse().unwrap())
    }

    #[test]
    fn an_address_has_so_many_and_gets_back_what_it_gives_back() {
        let (places, _) = places(100, 2);
        let first = take(&places, "2001:db8::1").unwrap();
        let _second = take(&places, "2001:db8::2").unwrap();
        assert!(take(&places, "2001:db8::3").is_none(), "the network is one address");
        let _other = take(&places, "2001:db8:0:1::1").unwrap();
        drop(first);
        take(&places, "2001:db8::3").unwrap();
    }

    #[test]
    fn a_trusted_proxy_is_limited_by_the_whole_alone() {
        let (places, _) = places(4, 2);
        let mut taken: Vec<_> = (0..4).map(|_| take(&places, "10.0.0.1").unwrap()).collect();
        assert_eq!(places.taken.open.get(), 4);
        assert!(take(&places, "10.0.0.1").is_none());
        assert!(take(&places, "192.0.2.1").is_none());
        taken.pop();
        assert_eq!(places.taken.open.get(), 3);
        take(&places, "192.0.2.1").unwrap();
    }

    #[test]
    fn addresses_that_have_gone_are_forgotten() {
        let (places, _) = places(100, 2);
        drop(take(&places, "192.0.2.1"));
        assert!(places.taken.counts().by_address.is_empty());
    }

    #[tokio::test]
    async fn the_end_is_when_the_last_has_gone() {
        let (places, last_closed) = places(100, 2);
        let taken = take(&places, "192.0.2.1");
        let ended = tokio::spawn(last_closed);
        drop(places);
        tokio::task::yield_now().await;
        assert!(!ended.is_finished());
        drop(taken);
        ended.await.unwrap();
    }
}
