//! Which days are free although their weekday is worked.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, Weekday};

use super::{CalendarDay, DayKind, ReferenceStatus};

/// Holidays and days that have become free, for whoever has to know what is worked on a day.
#[derive(Clone, Debug, Default)]
pub struct WorkingDays(HashMap<NaiveDate, Free>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Free {
    ForAll,
    /// It stands for a Saturday, which a week of six days works anyhow.
    InFiveDays,
}

impl WorkingDays {
    pub fn new<'d>(days: impl IntoIterator<Item = &'d CalendarDay>) -> Self {
        let in_force = days.into_iter().filter(|day| day.status == ReferenceStatus::Active);
        let free = in_force.filter_map(|day| {
            let is_saturday = |date: NaiveDate| date.weekday() == Weekday::Sat;
            match day.kind {
                DayKind::TransferredDayOff if day.origin_date.is_some_and(is_saturday) => {
                    Some((day.date, Free::InFiveDays))
                }
                DayKind::Holiday | DayKind::TransferredDayOff => Some((day.date, Free::ForAll)),
                DayKind::TransferredWorkday => None,
            }
        });
        Self(free.collect())
    }

    /// Whether a day is free for those who work five or six days a week.
    pub fn is_off(&self, day: NaiveDate, in_six_days: bool) -> bool {
        match self.0.get(&day) {
            Some(Free::ForAll) => true,
            Some(Free::InFiveDays) => !in_six_days,
            None => false,
        }
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::{Head, Id, LocalizedText};

    pub(crate) fn calendar_day(date: &str, kind: DayKind, origin: Option<&str>) -> CalendarDay {
        CalendarDay {
            head: Head::new(Id::new(Uuid::from_u128(1)), DateTime::UNIX_EPOCH),
            date: date.parse().unwrap(),
            kind,
            name: LocalizedText::trilingual(["a", "b", "c"].map(str::to_owned)),
            origin_date: origin.map(|date| date.parse().unwrap()),
            awaits_verification: false,
            note: None,
            status: ReferenceStatus::Active,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{testing::calendar_day as day, *};

    #[test]
    fn a_day_off_for_a_saturday_is_none_in_a_week_of_six_days() {
        let days = [
            day("2026-05-09", DayKind::Holiday, None),
            day("2026-05-11", DayKind::TransferredDayOff, Some("2026-05-09")),
            day("2026-03-09", DayKind::TransferredDayOff, Some("2026-03-08")),
            day("2024-05-04", DayKind::TransferredWorkday, Some("2024-05-08")),
        ];
        let days = WorkingDays::new(&days);
        let off = |date: &str, six| days.is_off(date.parse().unwrap(), six);
        let both = |date| (off(date, false), off(date, true));
        assert_eq!(both("2026-05-09"), (true, true));
        assert_eq!(both("2026-05-11"), (true, false));
        assert_eq!(both("2026-03-09"), (true, true));
        assert_eq!(both("2024-05-04"), (false, false));
        assert_eq!(both("2026-05-12"), (false, false));
    }
}
