//! What clients use, counted in memory and added to the database every few seconds: for whoever answers
//! for a client.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::NaiveDate;
use domain::{
    Id, Record, Viewer,
    platform::{ApiClient, DayOfUse, DeprecatedUse, Period},
};
use persistence::{Store, Used, UsedByDay};

use crate::{App, Error, Result, Session};

/// Clients and days of which it is counted at once. There are fewer clients; more days come together
/// only while the database is away.
const CAPACITY: usize = 10_000;

/// What was used since it was written last.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    counted: Mutex<UsedByDay>,
    /// Held by whoever writes.
    writing: tokio::sync::Mutex<()>,
}

impl Usage {
    fn counted(&self) -> MutexGuard<'_, UsedByDay> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, key: (Id<ApiClient>, NaiveDate), more: Used) {
        let mut counted = self.counted();
        let is_full = counted.len() >= CAPACITY;
        if is_full && !counted.contains_key(&key) {
            drop(counted);
            tracing::warn!("too many clients wait for their usage to be written; one is left out");
            return;
        }
        let used = counted.entry(key).or_default();
        used.requests = used.requests.saturating_add(more.requests);
        used.points = used.points.saturating_add(more.points);
        used.errors = used.errors.saturating_add(more.errors);
        for (element, operations) in more.deprecated {
            let known = used.deprecated.entry(element).or_default();
            *known = known.saturating_add(operations);
        }
    }

    /// Adds what was counted to what is stored; what cannot be added now is counted on.
    async fn store(&self, store: &Store) -> Result<()> {
        let _turn = self.writing.lock().await;
        let used = std::mem::take(&mut *self.counted());
        if used.is_empty() {
            return Ok(());
        }
        let stored = store.add_usage(&used).await;
        if stored.is_err() {
            for (key, used) in used {
                self.add(key, used);
            }
        }
        Ok(stored?)
    }
}

impl App {
    /// Counts what a client has used just now. Elements of the schema are as many as it has: whoever
    /// names them takes them from there.
    pub fn count_use(&self, client: Id<ApiClient>, used: Used) {
        self.0.usage.add((client, self.0.clock.now().today()), used);
    }

    /// Writes down what was used since the last time.
    pub async fn store_usage(&self) -> Result<()> {
        let app = self.clone();
        // On a task of its own: whoever stops waiting must not leave open whether it was written.
        let task = tokio::spawn(async move { app.0.usage.store(&app.0.store).await });
        task.await.map_err(|panic| Error::Internal(Arc::new(panic)))?
    }
}

impl Session {
    /// What clients have used, day by day.
    pub async fn usage(
        &self,
        clients: &[Id<ApiClient>],
        period: Period,
    ) -> Result<HashMap<Id<ApiClient>, Vec<DayOfUse>>> {
        let (store, job) = (self.app().store(), Viewer::system("usage"));
        let (own, seen) = self.own_and_seen(clients);
        let mut usage = store.repository(self.viewer()).usage(&seen, period).await?;
        usage.extend(store.repository(&job).usage(&own, period).await?);
        Ok(usage)
    }

    /// Which deprecated elements of the schema clients have used, the most used first.
    pub async fn deprecated_use(
        &self,
        clients: &[Id<ApiClient>],
        period: Period,
    ) -> Result<HashMap<Id<ApiClient>, Vec<DeprecatedUse>>> {
        let (store, job) = (self.app().store(), Viewer::system("usage"));
        let (own, seen) = self.own_and_seen(clients);
        let mut used = store.repository(self.viewer()).deprecated_use(&seen, period).await?;
        used.extend(store.repository(&job).deprecated_use(&own, period).await?);
        Ok(used)
    }

    /// The client that asks in its own name and does not see itself, which learns nonetheless what it has
    /// used; and those of which the viewer learns as far as it sees them.
    fn own_and_seen(&self, clients: &[Id<ApiClient>]) -> (Vec<Id<ApiClient>>, Vec<Id<ApiClient>>) {
        let itself = self
            .admitted()
            .filter(|admitted| admitted.person.is_none() && !self.viewer().sees(&*admitted.client));
        let itself = itself.map(|admitted| admitted.client.id());
        clients.iter().partition(|client| Some(**client) == itself)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn once() -> Used {
        let deprecated = [("Query.old".to_owned(), 1)].into();
        Used { requests: 1, points: 3, errors: 0, deprecated }
    }

    #[test]
    fn what_a_client_uses_on_one_day_is_counted_together() {
        let (usage, client) = (Usage::default(), Id::new(Uuid::from_u128(1)));
        let (one, other) = (NaiveDate::MIN, NaiveDate::MAX);
        for day in [one, other, one] {
            usage.add((client, day), once());
        }
        let counted = usage.counted();
        let deprecated = [("Query.old".to_owned(), 2)].into();
        let twice = Used { requests: 2, points: 6, errors: 0, deprecated };
        assert_eq!(*counted, [((client, one), twice), ((client, other), once())].into());
    }

    #[test]
    fn no_more_clients_are_counted_than_there_is_room_for() {
        let usage = Usage::default();
        let key = |n: usize| (Id::new(Uuid::from_u128(n as u128)), NaiveDate::MIN);
        for n in 0..CAPACITY + 10 {
            usage.add(key(n), once());
        }
        usage.add(key(0), once());
        let counted = usage.counted();
        assert_eq!((counted.len(), counted[&key(0)].requests), (CAPACITY, 2));
    }
}
