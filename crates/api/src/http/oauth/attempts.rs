//! Who asks for tokens how often, and who has failed to prove who it is.
//!
//! Counted before anything is reckoned. Whoever fails is held up by client *and* address, so nobody
//! keeps a client out by failing in its name from elsewhere.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};
use quick_cache::sync::Cache;

/// Clients and addresses that are remembered.
const KEPT: usize = 100_000;
/// Requests in a minute of one client from one address.
const OF_CLIENT: u32 = 20;
/// Requests in a minute from one address.
const OF_ADDRESS: u32 = 60;
/// Seconds in which requests are counted.
const WINDOW: i64 = 60;
/// Failures that are taken for mistakes.
const FREE: u32 = 10;
/// Seconds that a client is held up at the longest.
const LONGEST: u64 = 900;
/// Characters of a client that are looked at.
const NAME: usize = 64;

#[derive(Debug)]
pub(in crate::http) struct Attempts {
    addresses: Cache<IpAddr, Arc<Mutex<Count>>>,
    clients: Cache<(String, IpAddr), Arc<Mutex<Count>>>,
}

#[derive(Debug, Default)]
struct Count {
    window: i64,
    requests: u32,
    failures: u32,
    /// In seconds since 1970.
    held_until: i64,
}

/// One attempt that goes on.
#[derive(Debug)]
pub(super) struct Attempt {
    count: Arc<Mutex<Count>>,
    now: i64,
}

/// How it has ended.
#[derive(Clone, Copy, Debug)]
pub(super) enum Outcome {
    Proved,
    Failed,
}

impl Attempts {
    pub(in crate::http) fn new() -> Self {
        Self { addresses: Cache::new(KEPT), clients: Cache::new(KEPT) }
    }

    /// Lets one more attempt begin, or says how many seconds to wait.
    pub(super) fn begin(
        &self,
        client: &str,
        address: IpAddr,
        now: DateTime<Utc>,
    ) -> Result<Attempt, u64> {
        let now = now.timestamp();
        let address_count = self
            .addresses
            .get_or_insert_with(&address, || Ok::<_, std::convert::Infallible>(Arc::default()));
        let Ok(of_address) = address_count;
        lock(&of_address).admit(now, OF_ADDRESS)?;
        let client: String = client.chars().take(NAME).collect();
        let of_client = self.clients.get_or_insert_with(&(client, address), || {
            Ok::<_, std::convert::Infallible>(Arc::default())
        });
        let Ok(count) = of_client;
        lock(&count).admit(now, OF_CLIENT)?;
        Ok(Attempt { count, now })
    }
}

impl Count {
    fn admit(&mut self, now: i64, at_most: u32) -> Result<(), u64> {
        let left = |until: i64| u64::try_from(until - now).unwrap_or(1).max(1);
        if now < self.held_until {
            return Err(left(self.held_until));
        }
        let window = now.div_euclid(WINDOW);
        if self.window != window {
            (self.window, self.requests) = (window, 0);
        }
        if self.requests >= at_most {
            return Err(left((window + 1) * WINDOW));
        }
        self.requests += 1;
        Ok(())
    }
}

impl Attempt {
    /// Twice as long with each failure more.
    pub(super) fn ended(self, outcome: Outcome) {
        let mut count = lock(&self.count);
        match outcome {
            Outcome::Proved => count.failures = 0,
            Outcome::Failed => {
                count.failures = count.failures.saturating_add(1);
                if count.failures >= FREE {
                    let doubled = 1_u64.checked_shl(count.failures - FREE).unwrap_or(LONGEST);
                    let seconds = doubled.min(LONGEST);
                    count.held_until = self.now + i64::try_from(seconds).unwrap_or(i64::MAX);
                }
            }
        }
    }
}

fn lock(count: &Mutex<Count>) -> MutexGuard<'_, Count> {
    count.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const ELSEWHERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));
    const NOW: DateTime<Utc> = DateTime::from_timestamp(1_900_000_020, 0).unwrap();

    #[test]
    fn requests_of_a_client_and_of_an_address_are_counted_by_the_minute() {
        let attempts = Attempts::new();
        for _ in 0..OF_CLIENT {
            attempts.begin("portal", HERE, NOW).unwrap();
        }
        assert_eq!(attempts.begin("portal", HERE, NOW).unwrap_err(), 60);
        attempts.begin("portal", ELSEWHERE, NOW).expect("another address counts for itself");
        // The one that was refused has been counted for the address, too.
        for n in OF_CLIENT + 1..OF_ADDRESS {
            attempts.begin(&format!("portal {n}"), HERE, NOW).unwrap();
        }
        attempts.begin("third", HERE, NOW).unwrap_err();
        attempts.begin("portal", HERE, NOW + TimeDelta::minutes(1)).unwrap();
    }

    #[test]
    fn whoever_fails_ten_times_waits_longer_each_time_and_nobody_else_does() {
        let attempts = Attempts::new();
        let fail = |now| attempts.begin("portal", HERE, now).map(|it| it.ended(Outcome::Failed));
        for _ in 0..FREE {
            fail(NOW).unwrap();
        }
        assert_eq!(fail(NOW), Err(1));
        fail(NOW + TimeDelta::seconds(1)).unwrap();
        assert_eq!(fail(NOW + TimeDelta::seconds(1)), Err(2));
        attempts.begin("portal", ELSEWHERE, NOW).expect("the client itself goes on");
        attempts.begin("another", HERE, NOW).expect("and so do others from there");
        let later = NOW + TimeDelta::seconds(10);
        attempts.begin("portal", HERE, later).unwrap().ended(Outcome::Proved);
        fail(later).unwrap();
        fail(later).expect("what has been proved makes up for failures");
    }
}
