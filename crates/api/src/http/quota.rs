//! How many points a caller may use in a minute.
//!
//! What a client may use is counted in the database, for all servers, but not once a request: a
//! server takes a twentieth of it at a time and counts that in memory. So all servers together, if their
//! clocks agree within five minutes, never grant more, and a client may be refused while others hold a
//! twentieth each that they do not need.
//! While the database takes no changes, each server grants the quota for itself: who only reads is served.
//! Callers without a token are counted by address, by each server for itself: addresses are personal
//! data and are not stored.

use std::{
    convert::Infallible,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use app::App;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use chrono::{DateTime, Utc};
use quick_cache::sync::Cache;
use tracing::Instrument;

use super::answer::{Left, Refused};

/// Seconds in which a quota is used up.
pub(super) const WINDOW: i64 = 60;
/// A server takes such a part of a quota at a time.
const PART: u64 = 20;
/// Callers that are remembered.
const KEPT: usize = 100_000;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// Points that a caller may use in a minute; `None`: as many as it likes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quotas {
    /// Each client.
    pub client: Option<u64>,
    /// Each address from which there comes no token.
    pub address: Option<u64>,
}

/// Who uses a quota.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Caller {
    Client(String),
    Address(IpAddr),
}

pub(super) struct Quota {
    quotas: Quotas,
    /// What was agreed with single clients.
    agreed: Cache<Caller, u64>,
    accounts: Cache<Caller, Arc<Mutex<Account>>>,
}

/// What is left to a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) limit: u64,
    pub(crate) remaining: u64,
    /// In seconds since 1970.
    pub(crate) resets_at: i64,
}

/// What one server knows of a caller's window.
#[derive(Debug, Default)]
struct Account {
    window: i64,
    /// Points taken by all servers.
    leased: u64,
    /// Those that this one has taken and not used.
    left: u64,
    /// Held by whoever takes more of them.
    lease: Arc<tokio::sync::Mutex<()>>,
}

/// There are too few points left.
struct Missing {
    /// Taken by all servers.
    leased: u64,
}

impl Account {
    /// One of an address has all of its points from the beginning.
    fn open(&mut self, caller: &Caller, window: i64, limit: u64) {
        let leased = if matches!(caller, Caller::Address(_)) { limit } else { 0 };
        (self.window, self.leased, self.left) = (window, leased, leased);
    }

    /// Notes that this server has taken `part`, and all of them `leased` with it.
    fn credit(&mut self, window: i64, limit: u64, part: u64, leased: app::Result<u64>) {
        // The minute may have turned meanwhile.
        if self.window != window {
            return;
        }
        match leased {
            Ok(leased) => {
                self.left += part.min(limit.saturating_sub(leased.saturating_sub(part)));
                self.leased = self.leased.max(leased.min(limit));
            }
            Err(error) => {
                tracing::warn!(?error, "a quota is counted by this server alone for a minute");
                self.left += limit.saturating_sub(self.leased);
                self.leased = limit;
            }
        }
    }
}

impl Quota {
    pub(super) fn new(quotas: Quotas) -> Self {
        Self { quotas, agreed: Cache::new(KEPT), accounts: Cache::new(KEPT) }
    }

    /// Notes what a client may spend, if it is not what others may.
    pub(super) fn agree(&self, caller: &Caller, points_per_minute: Option<u32>) {
        let known = self.agreed.get(caller);
        match points_per_minute.map(u64::from) {
            agreed if agreed == known => {}
            Some(points) => self.agreed.insert(caller.clone(), points),
            None => {
                self.agreed.remove(caller);
            }
        }
    }

    /// Takes the points, if there are enough left.
    pub(super) async fn charge(
        &self,
        app: &App,
        caller: &Caller,
        points: u64,
    ) -> Result<(), Refused> {
        let Some(limit) = self.limit(caller) else { return Ok(()) };
        // Others may have used what was leased, and the minute may have turned.
        loop {
            let now = app.clock().now().0;
            let Err(Missing { leased }) = self.take(caller, now, points) else { return Ok(()) };
            match caller {
                Caller::Client(client) if leased < limit => {
                    self.lease(app, caller, client, limit, points).await?;
                }
                _ => return Err(self.refused(caller, now, points)),
            }
        }
    }

    /// Whether there may be enough left.
    pub(super) fn affords(&self, app: &App, caller: &Caller, points: u64) -> Result<(), Refused> {
        let now = app.clock().now().0;
        match self.standing(caller, now) {
            Some(standing) if standing.remaining < points => Err(self.refused(caller, now, points)),
            _ => Ok(()),
        }
    }

    fn refused(&self, caller: &Caller, now: DateTime<Utc>, points: u64) -> Refused {
        let left = self.standing(caller, now).map_or(0, |standing| standing.remaining);
        let message = format!(
            "this may cost {points} points, and {left} are left of the minute; ask for less, or wait for \
             `retryAfterMs`"
        );
        Refused::RateLimited(left_of_window(now), message)
    }

    /// Takes more of what all servers have, so that there are `points` if there can be. One does so at a
    /// time, and whoever waits for that may find enough.
    async fn lease(
        &self,
        app: &App,
        caller: &Caller,
        client: &str,
        limit: u64,
        points: u64,
    ) -> Result<(), Refused> {
        let account = self.account(caller);
        let lease = lock(&account).lease.clone();
        let one = lease.lock_owned().await;
        let missing = |account: &mut Account| (account.window, points.saturating_sub(account.left));
        let (window, missing) = self.look(&account, caller, app.clock().now().0, missing);
        if missing == 0 {
            return Ok(());
        }
        let (app, client) = (app.clone(), client.to_owned());
        let part = missing.max(limit / PART).min(limit);
        // Whoever has asked may be gone meanwhile; what was taken is there for the next.
        let taken = async move {
            let leased = app.lease(&client, window, part).await;
            lock(&account).credit(window, limit, part, leased);
            drop(one);
        };
        tokio::spawn(taken.in_current_span()).await.map_err(|_| Refused::Internal)
    }

    fn take(&self, caller: &Caller, now: DateTime<Utc>, points: u64) -> Result<(), Missing> {
        self.look(&self.account(caller), caller, now, |account| {
            let left = account.left.checked_sub(points);
            account.left = left.ok_or(Missing { leased: account.leased })?;
            Ok(())
        })
    }

    /// What is left to a caller, as far as this server knows.
    pub(super) fn standing(&self, caller: &Caller, now: DateTime<Utc>) -> Option<Standing> {
        let limit = self.limit(caller)?;
        let account = self.account(caller);
        let remaining = self.look(&account, caller, now, |account| {
            limit.saturating_sub(account.leased) + account.left
        });
        Some(Standing { limit, remaining, resets_at: resets_at(now) })
    }

    /// Tells what is left to a caller in the headers of an answer.
    pub(super) fn tell(&self, app: &App, caller: &Caller, headers: &mut HeaderMap) {
        let now = app.clock().now().0;
        if let Some(standing) = self.standing(caller, now) {
            standing.tell(now, headers);
        }
    }

    fn limit(&self, caller: &Caller) -> Option<u64> {
        match caller {
            Caller::Client(_) => self.agreed.get(caller).or(self.quotas.client),
            Caller::Address(_) => self.quotas.address,
        }
    }

    fn account(&self, caller: &Caller) -> Arc<Mutex<Account>> {
        let opened = || Ok::<_, Infallible>(Arc::default());
        let Ok(account) = self.accounts.get_or_insert_with(caller, opened);
        account
    }

    /// Looks into an account as it is in the window that `now` is in.
    fn look<T>(
        &self,
        account: &Mutex<Account>,
        caller: &Caller,
        now: DateTime<Utc>,
        look: impl FnOnce(&mut Account) -> T,
    ) -> T {
        let mut account = lock(account);
        // A clock that was set back by a moment must not open the minute before once more.
        if !(window(now)..=window(now) + 1).contains(&account.window) {
            account.open(caller, window(now), self.limit(caller).unwrap_or_default());
        }
        look(&mut account)
    }
}

fn lock(account: &Mutex<Account>) -> MutexGuard<'_, Account> {
    account.lock().unwrap_or_else(PoisonError::into_inner)
}

impl From<Standing> for Left {
    fn from(standing: Standing) -> Self {
        let reset_at = DateTime::from_timestamp(standing.resets_at, 0).unwrap_or_default();
        Self { remaining: standing.remaining, reset_at }
    }
}

impl Standing {
    /// Tells it in headers (draft-ietf-httpapi-ratelimit-headers).
    fn tell(&self, now: DateTime<Utc>, headers: &mut HeaderMap) {
        let Self { limit, remaining, resets_at } = self;
        let seconds = resets_at - now.timestamp();
        for (name, value) in [
            (POLICY, format!("\"cost\";q={limit};w={WINDOW}")),
            (LIMIT, format!("\"cost\";r={remaining};t={seconds}")),
        ] {
            headers.extend(HeaderValue::try_from(value).map(|value| (name, value)));
        }
    }
}

fn window(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(WINDOW)
}

fn left_of_window(now: DateTime<Utc>) -> Duration {
    Duration::from_secs(u64::try_from(resets_at(now) - now.timestamp()).unwrap_or_default())
}

/// When the window ends, in seconds since 1970.
fn resets_at(now: DateTime<Utc>) -> i64 {
    (window(now) + 1) * WINDOW
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: u64 = 100;

    fn client() -> Caller {
        Caller::Client("portal".to_owned())
    }

    fn account() -> Account {
        let mut account = Account::default();
        account.open(&client(), 7, LIMIT);
        account
    }

    #[test]
    fn a_server_takes_no_more_than_all_of_them_may() {
        let mut account = account();
        account.credit(7, LIMIT, 5, Ok(98));
        assert_eq!((account.left, account.leased), (5, 98));
        account.credit(7, LIMIT, 5, Ok(103));
        assert_eq!((account.left, account.leased), (7, LIMIT));
        account.credit(7, LIMIT, 5, Ok(108));
        assert_eq!((account.left, account.leased), (7, LIMIT));
    }

    #[test]
    fn what_comes_when_the_minute_has_turned_is_lost() {
        let mut account = account();
        account.credit(6, LIMIT, 5, Ok(5));
        assert_eq!((account.left, account.leased), (0, 0));
    }

    #[test]
    fn a_server_that_has_to_count_alone_asks_no_more_in_that_minute() {
        let mut account = account();
        account.credit(7, LIMIT, 5, Ok(60));
        account.credit(7, LIMIT, 5, Err(app::Error::BadCursor));
        assert_eq!((account.left, account.leased), (45, LIMIT));
    }
}
