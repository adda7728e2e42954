//! The keys of an issuer, kept for as long as they are good.
//!
//! Whoever needs a key that is there does not wait, unless it is old and nobody has tried to fetch it anew. While a fetch is under way nobody begins another. It runs on a
//! task of its own: a caller who hangs up does not end it for the others.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

use super::{
    Refusal,
    keys::{Key, Keys},
    source::{Fetched, Source},
};
use crate::http::Metrics;

/// How long keys are used after all that cannot be fetched anew.
const STALE: TimeDelta = TimeDelta::hours(24);
/// After a fetch that has failed.
const RETRY: TimeDelta = TimeDelta::seconds(10);
/// For how long a failure says that old keys may be used without waiting for the next attempt: there is traffic,
/// so each attempt is made while others are answered.
const KNOWN_TO_FAIL: TimeDelta = TimeDelta::minutes(1);
/// How often an id that is not known leads to a fetch, at most.
const ASK_AGAIN: TimeDelta = TimeDelta::seconds(30);
/// Ids that are known to be of no key, and for how long: an issuer may publish a key after it has signed with it.
const MISSING: usize = 1000;
const MISSING_FOR: TimeDelta = TimeDelta::minutes(2);

#[derive(Debug)]
pub(super) struct Cache {
    source: Source,
    metrics: Metrics,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    kept: Option<Kept>,
    /// Ends with the fetch that is under way.
    fetch: Option<watch::Receiver<()>>,
    /// When the last fetch began, if it has failed.
    failed_at: Option<DateTime<Utc>>,
    /// When an id that was not known last led to a fetch.
    asked_at: Option<DateTime<Utc>>,
    missing: Missing,
}

#[derive(Debug)]
struct Kept {
    keys: Keys,
    fetched_at: DateTime<Utc>,
    good_for: TimeDelta,
}

/// Ids that were looked for in a fresh set, and when.
#[derive(Debug, Default)]
struct Missing(HashMap<String, DateTime<Utc>>);

enum Look {
    Decided(Result<Arc<Key>, Refusal>),
    Wait(watch::Receiver<()>),
}

impl Cache {
    pub(super) fn new(source: Source, metrics: Metrics) -> Self {
        Self { source, metrics, state: Mutex::default() }
    }

    /// The key with this id, fetched if need be.
    pub(super) async fn key(
        self: &Arc<Self>,
        id: &str,
        now: DateTime<Utc>,
    ) -> Result<Arc<Key>, Refusal> {
        let mut fetch = match self.look(id, now) {
            Look::Decided(answer) => return answer,
            Look::Wait(fetch) => fetch,
        };
        // Nothing is ever sent: it ends.
        while fetch.changed().await.is_ok() {}
        self.state().answer(id, now)
    }

    fn look(self: &Arc<Self>, id: &str, now: DateTime<Utc>) -> Look {
        let mut state = self.state();
        let rests = within(state.failed_at, RETRY, now) && !state.is_fetching();
        let fails = within(state.failed_at, KNOWN_TO_FAIL, now);
        let Some(kept) = state.usable(now) else {
            if rests {
                return Look::Decided(Err(Refusal::KeysUnavailable));
            }
            return Look::Wait(self.fetch(&mut state, now));
        };
        let key = kept.keys.get(id).cloned();
        let age = now - kept.fetched_at;
        let (is_aging, is_old) = (age >= kept.good_for * 3 / 4, age >= kept.good_for);
        match key {
            Some(key) if !is_old || fails => {
                if is_aging && !rests {
                    self.fetch(&mut state, now);
                }
                Look::Decided(Ok(key))
            }
            _ if is_old && !rests => Look::Wait(self.fetch(&mut state, now)),
            None if !state.is_fetching() && !state.may_ask(id, now) => {
                Look::Decided(Err(state.unknown()))
            }
            _ => Look::Wait(self.fetch(&mut state, now)),
        }
    }

    /// Begins a fetch, unless one is under way.
    fn fetch(self: &Arc<Self>, state: &mut State, now: DateTime<Utc>) -> watch::Receiver<()> {
        if let Some(fetch) = state.fetch.as_ref().filter(|_| state.is_fetching()) {
            return fetch.clone();
        }
        let (under_way, fetch) = watch::channel(());
        let cache = self.clone();
        tokio::spawn(async move {
            let fetched = cache.source.fetch().await;
            cache.metrics.key_set_fetched(&cache.source.issuer, fetched.is_ok());
            let issuer = &cache.source.issuer;
            let mut state = cache.state();
            let had_failed = state.failed_at.is_some();
            match fetched {
                Ok(fetched) => {
                    state.keep(fetched, now);
                    if had_failed {
                        tracing::info!(issuer, "the keys of an issuer can be fetched again");
                    }
                }
                Err(fault) => {
                    state.failed_at = Some(now);
                    if !had_failed {
                        tracing::warn!(issuer, %fault, "the keys of an issuer cannot be fetched");
                    }
                }
            }
            drop(state);
            drop(under_way);
        });
        state.fetch = Some(fetch.clone());
        fetch
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Until the fetch that is under way has ended.
    #[cfg(test)]
    pub(super) async fn settled(&self) {
        let fetch = self.state().fetch.clone();
        if let Some(mut fetch) = fetch {
            while fetch.changed().await.is_ok() {}
        }
    }

    #[cfg(test)]
    pub(super) fn is_fetching(&self) -> bool {
        self.state().is_fetching()
    }

    #[cfg(test)]
    pub(super) fn missing(&self) -> usize {
        self.state().missing.0.len()
    }
}

impl State {
    fn is_fetching(&self) -> bool {
        // An error says that the fetch has ended.
        self.fetch.as_ref().is_some_and(|fetch| fetch.has_changed().is_ok())
    }

    fn usable(&self, now: DateTime<Utc>) -> Option<&Kept> {
        self.kept.as_ref().filter(|kept| now - kept.fetched_at < STALE)
    }

    fn keep(&mut self, fetched: Fetched, now: DateTime<Utc>) {
        let Fetched { keys, good_for } = fetched;
        self.kept = Some(Kept { keys, fetched_at: now, good_for });
        self.failed_at = None;
    }

    /// Whether an id that is not known may lead to a fetch; if so, it is noted down that it has.
    fn may_ask(&mut self, id: &str, now: DateTime<Utc>) -> bool {
        let may = !within(self.asked_at, ASK_AGAIN, now) && !self.missing.holds(id, now);
        if may {
            self.asked_at = Some(now);
        }
        may
    }

    /// What is told of an id that is not in the set: where that may be out of date, nobody can say.
    fn unknown(&self) -> Refusal {
        if self.failed_at.is_some() { Refusal::KeysUnavailable } else { Refusal::UnknownKey }
    }

    /// After a fetch.
    fn answer(&mut self, id: &str, now: DateTime<Utc>) -> Result<Arc<Key>, Refusal> {
        let kept = self.usable(now).ok_or(Refusal::KeysUnavailable)?;
        if let Some(key) = kept.keys.get(id) {
            return Ok(key.clone());
        }
        let unknown = self.unknown();
        if unknown == Refusal::UnknownKey {
            self.missing.note(id, now);
        }
        Err(unknown)
    }
}

impl Missing {
    fn holds(&self, id: &str, now: DateTime<Utc>) -> bool {
        within(self.0.get(id).copied(), MISSING_FOR, now)
    }

    /// When there are too many, all are forgotten: then ids lead to a fetch again, which is bounded as well.
    fn note(&mut self, id: &str, now: DateTime<Utc>) {
        if self.0.len() >= MISSING {
            self.0.retain(|_, at| within(Some(*at), MISSING_FOR, now));
        }
        if self.0.len() >= MISSING {
            self.0.clear();
        }
        self.0.insert(id.to_owned(), now);
    }
}

/// Whether it was so short a time ago. What is to come was not: the clock has been set back.
fn within(at: Option<DateTime<Utc>>, span: TimeDelta, now: DateTime<Utc>) -> bool {
    at.is_some_and(|at| at <= now && now - at < span)
}
