//! Streams that are reserved before they are opened (single connection mode of `graphql-sse`). They are
//! known to this server alone.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::response::sse::Event;
use tokio::{sync::mpsc, task::JoinHandle, time::Instant};

use super::{answer::Refused, quota::Caller, seats::Seat};

/// How long a stream may be reserved before it is opened.
const RESERVED: Duration = Duration::from_secs(30);
/// Events that wait to go out; operations wait with them.
const QUEUE: usize = 16;

#[derive(Debug, Default)]
pub(super) struct Streams(Mutex<HashMap<String, Reserved>>);

#[derive(Debug)]
struct Reserved {
    /// Whoever has reserved it; to others it does not exist.
    caller: Caller,
    since: Instant,
    sender: mpsc::Sender<Event>,
    /// Until it is opened.
    receiver: Option<mpsc::Receiver<Event>>,
    running: HashMap<String, Option<JoinHandle<()>>>,
    _seat: Seat,
}

impl Drop for Reserved {
    fn drop(&mut self) {
        self.running.values().flatten().for_each(JoinHandle::abort);
    }
}

impl Streams {
    pub(super) fn reserve(&self, token: String, caller: Caller, seat: Seat) {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let reserved = Reserved {
            caller,
            since: Instant::now(),
            sender,
            receiver: Some(receiver),
            running: HashMap::new(),
            _seat: seat,
        };
        self.all().insert(token, reserved);
    }

    /// Gives up what was reserved and not opened in time, so that its seats are free again.
    pub(super) fn expire(&self) {
        self.all().retain(|_, it| it.receiver.is_none() || it.since.elapsed() < RESERVED);
    }

    /// What is sent on a stream.
    pub(super) fn open(
        &self,
        token: &str,
        caller: &Caller,
    ) -> Result<mpsc::Receiver<Event>, Refused> {
        let mut streams = self.all();
        let stream = of(&mut streams, token, caller)?;
        stream.receiver.take().ok_or(Refused::Conflict("this stream is open already"))
    }

    /// Ends a stream and all that runs on it.
    pub(super) fn end(&self, token: &str) {
        self.all().remove(token);
    }

    /// Lets an operation begin, if its name is free; it speaks through what is answered.
    pub(super) fn enter(
        &self,
        token: &str,
        caller: &Caller,
        name: &str,
        limit: usize,
    ) -> Result<mpsc::Sender<Event>, Refused> {
        let mut streams = self.all();
        let stream = of(&mut streams, token, caller)?;
        if stream.running.contains_key(name) {
            return Err(Refused::Conflict("an operation with this `operationId` is running"));
        }
        if stream.running.len() >= limit {
            return Err(Refused::TooMany("too many operations in one stream"));
        }
        stream.running.insert(name.to_owned(), None);
        Ok(stream.sender.clone())
    }

    /// Where an operation runs, from when it has begun.
    pub(super) fn run(&self, token: &str, name: &str, task: JoinHandle<()>) {
        match self.all().get_mut(token).and_then(|stream| stream.running.get_mut(name)) {
            Some(running) => *running = Some(task),
            // It has been ended while it began.
            None => task.abort(),
        }
    }

    /// Ends an operation.
    pub(super) fn leave(&self, token: &str, caller: &Caller, name: &str) -> Result<(), Refused> {
        if let Some(Some(task)) = of(&mut self.all(), token, caller)?.running.remove(name) {
            task.abort();
        }
        Ok(())
    }

    /// Forgets an operation that has ended by itself.
    pub(super) fn forget(&self, token: &str, name: &str) {
        if let Some(stream) = self.all().get_mut(token) {
            stream.running.remove(name);
        }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Reserved>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn of<'s>(
    streams: &'s mut HashMap<String, Reserved>,
    token: &str,
    caller: &Caller,
) -> Result<&'s mut Reserved, Refused> {
    let stream = streams.get_mut(token).filter(|stream| stream.caller == *caller);
    stream.ok_or(Refused::UnknownStream)
}
