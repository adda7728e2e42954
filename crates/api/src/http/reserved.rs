//! Streams that are reserved before they are opened (single connection mode of `graphql-sse`). They are
//! known to this server alone.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::response::sse::Event;
use tokio::{sync::mpsc, task::AbortHandle, time::Instant};

use super::{answer::Refused, prepared::Owner, seats::Seat};

/// How long a stream may be reserved before it is opened.
const RESERVED: Duration = Duration::from_secs(30);
/// Events that wait to go out; operations wait with them.
const QUEUE: usize = 1;

#[derive(Clone, Debug, Default)]
pub(super) struct Streams(Arc<Mutex<HashMap<String, Reserved>>>);

#[derive(Debug)]
struct Reserved {
    /// Whoever has reserved it; to others it does not exist.
    owner: Owner,
    since: Instant,
    /// None once nothing new may be sent.
    sender: Option<mpsc::Sender<Event>>,
    /// Until it is opened.
    receiver: Option<mpsc::Receiver<Event>>,
    running: HashMap<String, Running>,
    /// Operations that have begun: a name may stand for one after the other.
    begun: u64,
    _seat: Seat,
}

#[derive(Debug)]
struct Running {
    number: u64,
    /// Once it has begun to speak.
    task: Option<AbortHandle>,
    /// Whether it would go on for ever.
    endless: bool,
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// Which operation on which stream.
#[derive(Clone, Debug)]
pub(super) struct Place {
    token: String,
    pub(super) name: String,
    number: u64,
}

/// An operation on a stream; its name is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Entered {
    streams: Streams,
    pub(super) place: Place,
    pub(super) sender: mpsc::Sender<Event>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        let Place { token, name, number } = &self.place;
        if let Some(stream) = self.streams.all().get_mut(token) {
            stream.running.retain(|known, running| known != name || running.number != *number);
        }
    }
}

impl Streams {
    pub(super) fn reserve(&self, token: String, owner: Owner, seat: Seat) {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let reserved = Reserved {
            owner,
            since: Instant::now(),
            sender: Some(sender),
            receiver: Some(receiver),
            running: HashMap::new(),
            begun: 0,
            _seat: seat,
        };
        self.all().insert(token, reserved);
    }

    /// Gives up what was reserved and not opened in time, so that its seats are free again.
    pub(super) fn expire(&self, now: Instant) {
        let is_fresh = |since| now.duration_since(since) < RESERVED;
        self.all().retain(|_, it| it.receiver.is_none() || is_fresh(it.since));
    }

    /// What is sent on a stream.
    pub(super) fn open(
        &self,
        token: &str,
        owner: &Owner,
    ) -> Result<mpsc::Receiver<Event>, Refused> {
        let mut streams = self.all();
        let stream = of(&mut streams, token, owner)?;
        stream.receiver.take().ok_or(Refused::Conflict("this stream is open already"))
    }

    /// Ends a stream and all that runs on it.
    pub(super) fn end(&self, token: &str) {
        self.all().remove(token);
    }

    /// Lets nothing begin any more on a stream and ends what would go on for ever. What is left has its
    /// say; then the stream ends by itself.
    pub(super) fn wind_up(&self, token: &str) {
        if let Some(stream) = self.all().get_mut(token) {
            stream.sender = None;
            stream.running.retain(|_, running| !running.endless);
        }
    }

    /// Lets an operation begin, if its name is free.
    pub(super) fn enter(
        &self,
        token: &str,
        owner: &Owner,
        name: &str,
        limit: usize,
    ) -> Result<Entered, Refused> {
        let mut streams = self.all();
        let stream = of(&mut streams, token, owner)?;
        if stream.running.contains_key(name) {
            return Err(Refused::Conflict("an operation with this `operationId` is running"));
        }
        if stream.running.len() >= limit {
            return Err(Refused::TooMany("too many operations in one stream"));
        }
        let sender = stream.sender.clone().ok_or(Refused::UnknownStream)?;
        stream.begun += 1;
        let number = stream.begun;
        let running = Running { number, task: None, endless: false };
        stream.running.insert(name.to_owned(), running);
        let place = Place { token: token.to_owned(), name: name.to_owned(), number };
        Ok(Entered { streams: self.clone(), place, sender })
    }

    /// Where an operation runs, from when it has begun to speak.
    pub(super) fn run(&self, place: &Place, task: AbortHandle, endless: bool) {
        let mut streams = self.all();
        let stream = streams.get_mut(&place.token);
        let stream = stream.filter(|stream| stream.sender.is_some() || !endless);
        let running = stream.and_then(|stream| stream.running.get_mut(&place.name));
        match running.filter(|running| running.number == place.number) {
            Some(running) => (running.task, running.endless) = (Some(task), endless),
            // It has been ended while it began, or has ended already.
            None => task.abort(),
        }
    }

    /// Ends an operation.
    pub(super) fn leave(&self, token: &str, owner: &Owner, name: &str) -> Result<(), Refused> {
        of(&mut self.all(), token, owner)?.running.remove(name);
        Ok(())
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Reserved>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn of<'s>(
    streams: &'s mut HashMap<String, Reserved>,
    token: &str,
    owner: &Owner,
) -> Result<&'s mut Reserved, Refused> {
    let stream = streams.get_mut(token).filter(|stream| stream.owner == *owner);
    stream.ok_or(Refused::UnknownStream)
}

#[cfg(test)]
mod tests {
    use prometheus_client::metrics::gauge::Gauge;

    use super::*;
    use crate::http::{quota::Caller, seats::Seats};

    #[test]
    fn what_is_reserved_and_not_opened_in_time_is_given_up() {
        let caller = Caller::Client("portal".to_owned());
        let owner = Owner { caller: caller.clone(), person: None };
        let open = Gauge::default();
        let seats = Seats::new(2, 2, open.clone());
        let streams = Streams::default();
        for token in ["opened", "forgotten"] {
            let seat = seats.take(&caller).unwrap();
            streams.reserve(token.to_owned(), owner.clone(), seat);
        }
        let receiver = streams.open("opened", &owner).unwrap();
        let reserved = Instant::now();
        streams.expire(reserved);
        assert_eq!(open.get(), 2);
        streams.expire(reserved + RESERVED);
        assert_eq!(open.get(), 1, "its seat is free again");
        assert!(matches!(streams.open("forgotten", &owner), Err(Refused::UnknownStream)));
        drop(receiver);
        streams.end("opened");
        assert_eq!(open.get(), 0);
    }
}
