//! Events as they come.
//!
//! One reader a server follows the journal and hands on what it reads. Whoever waits for something
//! reads the journal itself until it is up to date, then takes what is handed on; if it falls behind
//! so far that something was thrown away, it reads the journal again. So nothing is lost, nothing
//! comes twice, and nobody holds up anybody.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use domain::Cursor;
use persistence::{Event, Position};
use tokio::sync::{Notify, Semaphore, broadcast};

use crate::{App, Error, Result};

/// Readings that are kept for those who are slow to take them.
const KEPT: usize = 256;
/// Events that are read at once.
pub(crate) const BATCH: u64 = 1000;
/// Followers that read the journal at once; the others wait for their turn, batch by batch.
const READERS: usize = 2;

/// What all who wait are handed.
#[derive(Debug)]
pub(crate) struct Feed {
    readings: broadcast::Sender<Reading>,
    /// Something of our own has been written.
    pub(crate) stirred: Notify,
    /// Places of followers that read the journal themselves.
    readers: Semaphore,
    /// When the journal was last read to its end.
    read: Mutex<Instant>,
}

/// What was read of the journal behind a position.
#[derive(Clone, Debug)]
struct Reading {
    behind: Position,
    events: Arc<[Event]>,
}

impl Feed {
    pub(crate) fn new() -> Self {
        let read = Mutex::new(Instant::now());
        Self {
            readings: broadcast::Sender::new(KEPT),
            stirred: Notify::new(),
            readers: Semaphore::new(READERS),
            read,
        }
    }

    /// Tells those who wait how far the journal has been read.
    pub(crate) fn hand_on(&self, behind: Position, events: Vec<Event>) {
        // If nobody waits, nobody is told.
        let _ = self.readings.send(Reading { behind, events: events.into() });
    }

    /// The journal has been read to its end.
    pub(crate) fn up_to_date(&self) {
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    pub(crate) fn is_awaited(&self) -> bool {
        self.readings.receiver_count() > 0
    }
}

/// Records that enter a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topic {
    /// The name of the records.
    pub record: &'static str,
    pub state: &'static str,
}

impl Topic {
    fn holds(self, event: &Event) -> bool {
        event.record == self.record
            && event.state == self.state
            && event.from_state.as_deref() != Some(self.state)
    }
}

/// Somebody who waits for events.
#[derive(Debug)]
pub struct Follower {
    app: App,
    topic: Topic,
    position: Position,
    /// None while there may be something in the journal that was handed on before.
    readings: Option<broadcast::Receiver<Reading>>,
}

impl Follower {
    /// Where it has read to.
    pub fn position(&self) -> Position {
        self.position
    }

    /// The next events that it waits for, at least one.
    pub async fn next(&mut self) -> Result<Vec<Event>> {
        loop {
            let found = match &mut self.readings {
                None => {
                    let events = self.read().await?;
                    self.take(&events)
                }
                Some(readings) => match readings.recv().await {
                    Ok(reading) if reading.behind <= self.position => self.take(&reading.events),
                    // It has come too late, or began before the reader.
                    _ => {
                        self.readings = None;
                        continue;
                    }
                },
            };
            if !found.is_empty() {
                return Ok(found);
            }
        }
    }

    /// Those it waits for among events that come one behind the other, some of which it may know.
    fn take(&mut self, events: &[Event]) -> Vec<Event> {
        let (topic, position) = (self.topic, self.position);
        self.position = events.last().map_or(position, |last| last.position.max(position));
        let new = events.iter().filter(|event| event.position > position);
        new.filter(|event| topic.holds(event)).cloned().collect()
    }

    /// Events of the journal; when they are all, what is handed on comes next.
    async fn read(&mut self) -> Result<Vec<Event>> {
        // Before it reads: what is written meanwhile is in the one or in the other.
        let readings = self.app.0.feed.readings.subscribe();
        // The semaphore is never closed.
        let _reader = self.app.0.feed.readers.acquire().await;
        let events = self.app.store().events_after(self.position, BATCH).await?;
        if (events.len() as u64) < BATCH {
            self.readings = Some(readings);
        }
        Ok(events)
    }
}

impl App {
    /// How long ago the journal was last read to its end: so far those who follow it may be behind.
    /// Before the first time, since the start.
    pub fn feed_lag(&self) -> Duration {
        self.0.feed.read.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
    }

    /// Waits for events from now on, or from behind a cursor that it has given out.
    pub async fn follow(&self, topic: Topic, after: Option<&Cursor>) -> Result<Follower> {
        let last = self.store().last_position().await?;
        let position = match after {
            // One behind the end was given out before the database was set back.
            Some(cursor) => {
                let position = self.store().position(cursor).filter(|position| *position <= last);
                position.ok_or(Error::BadCursor)?
            }
            None => last,
        };
        Ok(Follower { app: self.clone(), topic, position, readings: None })
    }

    /// For whoever wants to go on behind this position.
    pub fn cursor(&self, position: Position) -> Cursor {
        self.store().cursor(position)
    }
}
