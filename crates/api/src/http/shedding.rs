//! How many operations are at work at once. Beyond that it is better to refuse some at once than to let
//! all wait until nobody listens any more. One address fills half of the queue at most: others are let in
//! behind it. Subscriptions have places of their own: they are patient, and however many there are, they
//! take nothing from whoever asks now.

use std::net::IpAddr;

use prometheus_client::metrics::gauge::Gauge;
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, timeout_at},
};

use super::{
    answer::Refused,
    quota::Caller,
    seats::{Seat, Seats},
};

pub(super) struct Shedding {
    /// Places of operations that run.
    running: Semaphore,
    /// Those of all that have been let in.
    admitted: Seats,
    /// Places of subscriptions that speak.
    speaking: Semaphore,
}

/// Subscriptions that speak at once: such a part of the operations that run.
const SPEAKING_PART: usize = 4;
/// What one address may take of all places: such a part. Who it is will be known later, and it would cost
/// more to find out than to refuse.
const ADDRESS_PART: usize = 2;

/// Lets an operation run until it is dropped.
#[derive(Debug)]
pub(super) struct Place<'s> {
    _running: SemaphorePermit<'s>,
    _admitted: Seat,
}

impl Shedding {
    /// `open` tells how many have been let in.
    pub(super) fn new(running: usize, waiting: usize, open: Gauge) -> Self {
        let all = running + waiting;
        Self {
            running: Semaphore::new(running),
            admitted: Seats::new(all, all.div_ceil(ADDRESS_PART), open),
            speaking: Semaphore::new((running / SPEAKING_PART).max(1)),
        }
    }

    /// Waits for its turn. Refuses at once where too many wait, in all or from this address, and later
    /// where the turn has not come by `deadline`.
    pub(super) async fn place(
        &self,
        address: IpAddr,
        deadline: Instant,
    ) -> Result<Place<'_>, Refused> {
        let busy = || Refused::Unavailable("the server is busy; ask again in a second");
        let admitted = self.admitted.take(&Caller::Address(address)).ok_or_else(busy)?;
        let running = timeout_at(deadline, self.running.acquire()).await;
        let running = running.map_err(|_| busy())?.map_err(|_| busy())?;
        Ok(Place { _running: running, _admitted: admitted })
    }

    /// Waits until it is a subscription's turn to speak, one after the other.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.speaking.acquire().await.ok()
    }
}

#[cfg(test)]
mod tests {
    use std::{net::Ipv4Addr, time::Duration};

    use futures::{FutureExt, pin_mut};

    use super::*;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    const THERE: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

    fn shedding(running: usize, waiting: usize) -> Shedding {
        Shedding::new(running, waiting, Gauge::default())
    }

    fn later() -> Instant {
        Instant::now() + Duration::from_hours(1)
    }

    #[tokio::test]
    async fn so_many_run_so_many_wait_and_others_are_refused_at_once() {
        let shedding = shedding(2, 1);
        let first = shedding.place(HERE, later()).now_or_never().unwrap().unwrap();
        let _second = shedding.place(HERE, later()).now_or_never().unwrap().unwrap();
        let third = shedding.place(THERE, later());
        pin_mut!(third);
        assert!(third.as_mut().now_or_never().is_none(), "the third waits");
        let fourth = shedding.place(THERE, later()).now_or_never();
        let fourth = fourth.expect("the fourth does not wait");
        assert!(matches!(fourth, Err(Refused::Unavailable(_))), "{fourth:?}");
        drop(first);
        third.now_or_never().expect("its turn has come").unwrap();
        shedding.place(THERE, later()).now_or_never().expect("all is as before").unwrap();
    }

    #[tokio::test]
    async fn one_address_takes_half_of_the_places_and_leaves_the_others() {
        let shedding = shedding(6, 2);
        let mut taken: Vec<_> = (0..4)
            .map(|_| shedding.place(HERE, later()).now_or_never().unwrap().unwrap())
            .collect();
        let refused = shedding.place(HERE, later()).now_or_never().expect("an answer at once");
        assert!(matches!(refused, Err(Refused::Unavailable(_))), "{refused:?}");
        shedding.place(THERE, later()).now_or_never().expect("others find places").unwrap();
        taken.pop();
        shedding.place(HERE, later()).now_or_never().expect("one is free").unwrap();
    }

    #[tokio::test]
    async fn subscriptions_wait_for_each_other_and_take_no_place_of_whoever_asks() {
        let shedding = shedding(2, 1);
        let first = shedding.turn().now_or_never().expect("nobody else speaks");
        let mut waiting: Vec<_> = (0..100).map(|_| Box::pin(shedding.turn())).collect();
        assert!(waiting.iter_mut().all(|turn| turn.as_mut().now_or_never().is_none()));
        shedding.place(HERE, later()).now_or_never().expect("there are places").unwrap();
        drop(first);
        assert!(waiting[1].as_mut().now_or_never().is_none(), "one after the other");
        waiting[0].as_mut().now_or_never().expect("its turn has come");
    }

    #[tokio::test]
    async fn nobody_waits_for_longer_than_an_operation_may_take() {
        let shedding = shedding(1, 2);
        let _first = shedding.place(HERE, later()).await.unwrap();
        let late = shedding.place(HERE, Instant::now()).await;
        assert!(matches!(late, Err(Refused::Unavailable(_))), "{late:?}");
        assert!(shedding.place(HERE, later()).now_or_never().is_none(), "its place is free again");
    }
}
