//! How many points a caller may use in a minute.
//!
//! What a client may use is counted in the database, for all servers, but not once a request: a
//! server takes a twentieth of it at a time and counts that in memory. So all servers together never
//! grant more, and a client may be refused while others hold a twentieth each that they do not need.
//! While the database takes no changes, each server grants the quota for itself: who only reads is served.
//! Callers without a token are counted by address, by each server for itself: addresses are personal
//! data and are not stored.

use std::{
    convert::Infallible,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use app::App;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use chrono::{DateTime, Utc};
use quick_cache::sync::Cache;

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
    accounts: Cache<Caller, Arc<Mutex<Account>>>,
}

/// What is left to a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    limit: u64,
    remaining: u64,
    /// In seconds since 1970.
    resets_at: i64,
}

/// What one server knows of a caller's window.
#[derive(Debug)]
struct Account {
    window: i64,
    /// Points taken by all servers.
    leased: u64,
    /// Those that this one has taken and not used.
    left: u64,
    /// Held by whoever takes more of them.
    lease: Arc<tokio::sync::Mutex<()>>,
}

impl Account {
    /// An account of addresses has all of its points from the beginning.
    fn open(caller: &Caller, window: i64, limit: u64) -> Self {
        let leased = if matches!(caller, Caller::Address(_)) { limit } else { 0 };
        Self { window, leased, left: leased, lease: Arc::default() }
    }
}

impl Quota {
    pub(super) fn new(quotas: Quotas) -> Self {
        Self { quotas, accounts: Cache::new(KEPT) }
    }

    /// Takes the points, if there are enough left.
    pub(super) async fn charge(
        &self,
        app: &App,
        caller: &Caller,
        points: u64,
    ) -> Result<(), Refused> {
        let Some(limit) = self.limit(caller) else { return Ok(()) };
        let now = app.clock().now().0;
        let refused = || Refused::RateLimited(left_of_window(now));
        if self.take(caller, now, points).is_ok() {
            return Ok(());
        }
        let Caller::Client(client) = caller else { return Err(refused()) };
        // One lease at a time: who waits here may find enough.
        let lease = self.account(caller, now, |account| account.lease.clone());
        let _lease = lease.lock().await;
        let Err((missing, leased)) = self.take(caller, now, points) else { return Ok(()) };
        if leased >= limit {
            return Err(refused());
        }
        let part = missing.max(limit / PART).min(limit);
        let leased = app.lease(client, window(now), part).await.unwrap_or_else(|error| {
            tracing::warn!(?error, "a quota is counted by this server alone");
            leased + part
        });
        let granted = part.min(limit.saturating_sub(leased.saturating_sub(part)));
        self.account(caller, now, |account| {
            // The minute may have turned meanwhile.
            if account.window == window(now) {
                account.leased = account.leased.max(leased.min(limit));
                account.left += granted;
            }
        });
        self.take(caller, now, points).map_err(|_| refused())
    }

    /// If there are too few left, says how many are missing, and how many all servers have taken.
    fn take(&self, caller: &Caller, now: DateTime<Utc>, points: u64) -> Result<(), (u64, u64)> {
        self.account(caller, now, |account| {
            account.left = account
                .left
                .checked_sub(points)
                .ok_or_else(|| (points - account.left, account.leased))?;
            Ok(())
        })
    }

    /// What is left to a caller, as far as this server knows.
    pub(super) fn standing(&self, caller: &Caller, now: DateTime<Utc>) -> Option<Standing> {
        let limit = self.limit(caller)?;
        let remaining = self.account(caller, now, |account| limit - account.leased + account.left);
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
            Caller::Client(_) => self.quotas.client,
            Caller::Address(_) => self.quotas.address,
        }
    }

    /// Looks into the account of the window that `now` is in.
    fn account<T>(
        &self,
        caller: &Caller,
        now: DateTime<Utc>,
        look: impl FnOnce(&mut Account) -> T,
    ) -> T {
        let new = || Account::open(caller, window(now), self.limit(caller).unwrap_or_default());
        let opened = || Ok::<_, Infallible>(Arc::new(Mutex::new(new())));
        let Ok(account) = self.accounts.get_or_insert_with(caller, opened);
        let mut account = account.lock().unwrap_or_else(PoisonError::into_inner);
        if account.window < window(now) {
            *account = new();
        }
        look(&mut account)
    }
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
