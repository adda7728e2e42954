//! How many operations are at work at once. Beyond that it is better to refuse some at once than to let
//! all wait until nobody listens any more. Subscriptions have places of their own: they are patient, and
//! however many there are, they take nothing from whoever asks now.

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, timeout_at},
};

use super::answer::Refused;

pub(super) struct Shedding {
    /// Places of operations that run.
    running: Semaphore,
    /// Places of all that have been let in.
    admitted: Semaphore,
    /// Places of subscriptions that speak.
    speaking: Semaphore,
}

/// Subscriptions that speak at once: such a part of the operations that run.
const SPEAKING_PART: usize = 4;

/// Lets an operation run until it is dropped.
#[derive(Debug)]
pub(super) struct Place<'s> {
    _running: SemaphorePermit<'s>,
    _admitted: SemaphorePermit<'s>,
}

impl Shedding {
    pub(super) fn new(running: usize, waiting: usize) -> Self {
        Self {
            running: Semaphore::new(running),
            admitted: Semaphore::new(running + waiting),
            speaking: Semaphore::new((running / SPEAKING_PART).max(1)),
        }
    }

    /// Waits for its turn. Refuses at once where too many wait, and later where the turn has not come
    /// by `deadline`.
    pub(super) async fn place(&self, deadline: Instant) -> Result<Place<'_>, Refused> {
        let busy = || Refused::Unavailable("the server is busy; ask again in a second");
        let admitted = self.admitted.try_acquire().map_err(|_| busy())?;
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
    use std::time::Duration;

    use futures::{FutureExt, pin_mut};

    use super::*;

    fn later() -> Instant {
        Instant::now() + Duration::from_hours(1)
    }

    #[tokio::test]
    async fn so_many_run_so_many_wait_and_others_are_refused_at_once() {
        let shedding = Shedding::new(2, 1);
        let first = shedding.place(later()).now_or_never().unwrap().unwrap();
        let _second = shedding.place(later()).now_or_never().unwrap().unwrap();
        let third = shedding.place(later());
        pin_mut!(third);
        assert!(third.as_mut().now_or_never().is_none(), "the third waits");
        let fourth = shedding.place(later()).now_or_never().expect("the fourth does not wait");
        assert!(matches!(fourth, Err(Refused::Unavailable(_))), "{fourth:?}");
        drop(first);
        third.now_or_never().expect("its turn has come").unwrap();
        shedding.place(later()).now_or_never().expect("all is as before").unwrap();
    }

    #[tokio::test]
    async fn subscriptions_wait_for_each_other_and_take_no_place_of_whoever_asks() {
        let shedding = Shedding::new(2, 1);
        let first = shedding.turn().now_or_never().expect("nobody else speaks");
        let mut waiting: Vec<_> = (0..100).map(|_| Box::pin(shedding.turn())).collect();
        assert!(waiting.iter_mut().all(|turn| turn.as_mut().now_or_never().is_none()));
        shedding.place(later()).now_or_never().expect("there are places").unwrap();
        drop(first);
        assert!(waiting[1].as_mut().now_or_never().is_none(), "one after the other");
        waiting[0].as_mut().now_or_never().expect("its turn has come");
    }

    #[tokio::test]
    async fn nobody_waits_for_longer_than_an_operation_may_take() {
        let shedding = Shedding::new(1, 1);
        let _first = shedding.place(later()).await.unwrap();
        let late = shedding.place(Instant::now()).await;
        assert!(matches!(late, Err(Refused::Unavailable(_))), "{late:?}");
        assert!(shedding.place(later()).now_or_never().is_none(), "its place is free again");
    }
}
