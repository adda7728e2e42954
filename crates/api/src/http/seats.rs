//! How many of something there are at once, in all and for each caller: streams that are open,
//! operations that have been let in.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use prometheus_client::metrics::gauge::Gauge;

use super::quota::Caller;

#[derive(Debug)]
pub(super) struct Seats {
    all: usize,
    of_caller: usize,
    taken: Arc<Mutex<Taken>>,
    /// All that are taken, for whoever watches.
    open: Gauge,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by_caller: HashMap<Caller, usize>,
}

/// Taken until it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    taken: Arc<Mutex<Taken>>,
    open: Gauge,
    caller: Caller,
}

impl Seats {
    pub(super) fn new(all: usize, of_caller: usize, open: Gauge) -> Self {
        Self { all, of_caller, taken: Arc::default(), open }
    }

    /// None if all that the caller may have are taken, or all there are.
    pub(super) fn take(&self, caller: &Caller) -> Option<Seat> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let of_caller = taken.by_caller.get(caller).copied().unwrap_or_default();
        if taken.all >= self.all || of_caller >= self.of_caller {
            return None;
        }
        taken.all += 1;
        taken.by_caller.insert(caller.clone(), of_caller + 1);
        self.open.inc();
        Some(Seat { taken: self.taken.clone(), open: self.open.clone(), caller: caller.clone() })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all -= 1;
        self.open.dec();
        if let Some(of_caller) = taken.by_caller.get_mut(&self.caller) {
            *of_caller -= 1;
            if *of_caller == 0 {
                taken.by_caller.remove(&self.caller);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_is_free_again_when_it_is_dropped() {
        let client = |name: &str| Caller::Client(name.to_owned());
        let open = Gauge::default();
        let seats = Seats::new(3, 2, open.clone());
        let first = seats.take(&client("a")).unwrap();
        let _second = seats.take(&client("a")).unwrap();
        assert!(seats.take(&client("a")).is_none());
        let _third = seats.take(&client("b")).unwrap();
        assert_eq!(open.get(), 3);
        assert!(seats.take(&client("c")).is_none());
        drop(first);
        assert_eq!(open.get(), 2);
        assert!(seats.take(&client("c")).is_some());
        assert!(seats.take(&client("a")).is_some());
    }
}
