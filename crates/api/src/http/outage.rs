//! How a subscription bears that its events cannot be told for a while.

use std::{fmt::Debug, time::Duration};

/// The first wait is about as long.
const FIRST: Duration = Duration::from_secs(1);
/// No wait is longer.
const LONGEST: Duration = Duration::from_secs(30);

/// From the first failure to the next success.
#[derive(Debug, Default)]
pub(super) struct Outage {
    failures: u32,
}

impl Outage {
    /// Notes a failure, and answers how long to wait: twice as long each time, and not all who wait the
    /// same. An outage is told once.
    pub(super) fn goes_on(&mut self, error: &(impl Debug + ?Sized)) -> Duration {
        if self.failures == 0 {
            tracing::warn!(?error, "an event cannot be told yet");
        }
        let most = FIRST.saturating_mul(1 << self.failures.min(10)).min(LONGEST);
        self.failures += 1;
        most.mul_f64(0.5 + fastrand::f64() / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_half_a_minute() {
        let mut outage = Outage::default();
        for most in [1, 2, 4, 8, 16, 30, 30] {
            let wait = outage.goes_on("away").as_secs_f64();
            let most = f64::from(most);
            assert!((most / 2.0..most).contains(&wait), "{wait} of {most}");
        }
    }
}
