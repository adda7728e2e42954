//! What all parts of the plan write into.

use app::{Ids, SeededIds, UseCase};
use chrono::{DateTime, Utc};
use domain::{Id, LocalizedText, Now, Viewer};

use super::deed::Deed;
use crate::demo::data::Words;

/// Makes the demo what it is; another number makes another demo.
pub(in crate::demo) const SEED: u64 = 20_261_101;

/// The plan while it is being made.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) deeds: Vec<Deed>,
    ids: SeededIds,
}

impl Draft {
    pub(super) fn new() -> Self {
        Self { deeds: Vec::new(), ids: SeededIds::new(SEED) }
    }

    /// The id of what will be made then.
    pub(super) fn id<R>(&self, at: DateTime<Utc>) -> Id<R> {
        Id::new(self.ids.next(Now(at)))
    }

    /// A number below `sides`. The end of an id is as good as dice.
    pub(super) fn roll(&self, sides: u32) -> u32 {
        let end = self.ids.next(Now(DateTime::UNIX_EPOCH)).as_u128() & u128::from(u32::MAX);
        u32::try_from(end % u128::from(sides)).expect("it is below `sides`")
    }

    pub(super) fn pick<'l, T>(&self, list: &'l [T]) -> &'l T {
        let length = u32::try_from(list.len()).expect("lists of a demo are short");
        &list[self.roll(length) as usize]
    }

    pub(super) fn within(&self, days: std::ops::RangeInclusive<u32>) -> u32 {
        days.start() + self.roll(days.end() - days.start() + 1)
    }

    pub(super) fn shuffle<T>(&self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            let sides = u32::try_from(end + 1).expect("lists of a demo are short");
            list.swap(end, self.roll(sides) as usize);
        }
    }

    pub(super) fn add(&mut self, at: DateTime<Utc>, by: Viewer, use_case: impl UseCase) {
        self.deeds.push(Deed::new(at, by, use_case));
    }
}

pub(super) fn text(words: Words) -> LocalizedText {
    LocalizedText::trilingual(words.map(str::to_owned))
}
