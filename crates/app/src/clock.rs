//! Where time and ids come from: handed in, so that a demo can be made twice and a test can wait
//! for a date.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use domain::Now;
use uuid::{NoContext, Timestamp, Uuid};

pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Now;

    /// What the clocks of others show, by which they say how long what they sign is good.
    fn outside(&self) -> Now {
        self.now()
    }
}

pub trait Ids: Send + Sync + 'static {
    /// A new UUIDv7.
    fn next(&self, now: Now) -> Uuid;
}

/// The time of the machine.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

/// A clock that was set to some moment and has run on since, as that of the machine has: two
/// processes that know when it was set read the same time off it.
#[derive(Clone, Copy, Debug)]
pub struct ShiftedClock {
    /// What it shows more than the clock of the machine.
    by: TimeDelta,
}

/// Ids nobody can guess.
#[derive(Clone, Copy, Debug)]
pub struct RandomIds;

/// The same ids from the same seed, if they are asked for in the same order.
#[derive(Debug)]
pub struct SeededIds {
    seed: u64,
    count: AtomicU64,
}

impl Clock for SystemClock {
    fn now(&self) -> Now {
        Now(to_microseconds(Utc::now()))
    }
}

impl ShiftedClock {
    pub fn new(set_to: DateTime<Utc>) -> Self {
        Self::set_at(SystemClock.now().0, set_to)
    }

    /// Set when the clock of the machine showed `at`.
    pub fn set_at(at: DateTime<Utc>, set_to: DateTime<Utc>) -> Self {
        Self { by: set_to - at }
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Now {
        Now(SystemClock.now().0 + self.by)
    }

    fn outside(&self) -> Now {
        SystemClock.now()
    }
}

impl Ids for RandomIds {
    fn next(&self, now: Now) -> Uuid {
        Uuid::new_v7(timestamp(now))
    }
}

impl SeededIds {
    pub fn new(seed: u64) -> Self {
        Self { seed, count: AtomicU64::new(0) }
    }
}

impl Ids for SeededIds {
    fn next(&self, now: Now) -> Uuid {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let bytes = [mixed(self.seed ^ count), mixed(self.seed.wrapping_add(!count))];
        let random: Vec<u8> = bytes.iter().flat_map(|half| half.to_be_bytes()).collect();
        let random = std::array::from_fn(|index| random[index]);
        let milliseconds = now.0.timestamp_millis().unsigned_abs();
        uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid()
    }
}

/// SplitMix64: neighbouring numbers come out far apart.
fn mixed(number: u64) -> u64 {
    let z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// PostgreSQL keeps no more, and a record must equal itself once it is read back.
fn to_microseconds(time: DateTime<Utc>) -> DateTime<Utc> {
    time.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(time)
}

fn timestamp(now: Now) -> Timestamp {
    let seconds = now.0.timestamp().unsigned_abs();
    Timestamp::from_unix(NoContext, seconds, now.0.timestamp_subsec_nanos())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_makes_the_same_ids_again_and_no_id_twice() {
        let now = SystemClock.now();
        let make = || {
            let ids = SeededIds::new(7);
            (0..1000).map(|_| ids.next(now)).collect::<Vec<_>>()
        };
        let (first, second) = (make(), make());
        assert_eq!(first, second);
        let distinct: std::collections::HashSet<_> = first.iter().collect();
        assert_eq!(distinct.len(), first.len());
        assert!(first.iter().all(|id| id.get_version_num() == 7));
    }
}
