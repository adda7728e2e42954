//! The days on which the demo was made: working days of 2026 up to its beginning.

use app::Clock;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::Now;
use std::sync::{Arc, Mutex, PoisonError};

/// When the demo begins, however often it is started: 1 November 2026, eleven o'clock in Kazakhstan.
pub(super) const BEGINS: DateTime<Utc> = DateTime::from_timestamp(1_793_512_800, 0).unwrap();

/// The last working day before the demo begins.
pub(super) const LAST_DAY: u32 = 209;

/// When the reference data were loaded: nine o'clock on the first day, before anything is done.
pub(super) const FIRST_MOMENT: Now = Now(FIRST.and_hms_opt(4, 0, 0).unwrap().and_utc());

/// Monday, 12 January 2026.
const FIRST: NaiveDate = NaiveDate::from_ymd_opt(2026, 1, 12).unwrap();

/// The date of a working day, counted from 0, five to a week.
pub(super) fn date(day: u32) -> NaiveDate {
    FIRST + Days::new(u64::from(day / 5 * 7 + day % 5))
}

/// So many minutes after nine o'clock in Kazakhstan; the day has 480.
pub(super) fn moment(day: u32, minute: u32) -> DateTime<Utc> {
    let nine = date(day).and_hms_opt(4, 0, 0).expect("every day has this hour").and_utc();
    nine + TimeDelta::minutes(i64::from(minute))
}

/// A clock that shows what it was set to last.
#[derive(Clone, Debug)]
pub(super) struct Calendar(Arc<Mutex<DateTime<Utc>>>);

impl Calendar {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(moment(0, 0))))
    }

    pub(super) fn turn_to(&self, time: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = time;
    }
}

impl Clock for Calendar {
    fn now(&self) -> Now {
        Now(*self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_working_day_is_the_friday_before_the_demo_begins() {
        assert_eq!(BEGINS.to_rfc3339(), "2026-11-01T06:00:00+00:00");
        assert_eq!(date(LAST_DAY).to_string(), "2026-10-30");
        assert!(moment(LAST_DAY, 480) < BEGINS);
        assert_eq!(FIRST_MOMENT.0, moment(0, 0));
    }
}
