//! What an operation costs: known before it is run, and less if its lists are shorter than they
//! could have been.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use async_graphql::Pos;

/// Tenths of a point, in which weights are stated.
pub(crate) type Tenths = u64;

/// Of one operation with its variables.
#[derive(Debug, Default)]
pub(crate) struct Cost {
    whole: Tenths,
    /// Pages of the operation, by where it asks for them.
    pages: Arc<HashMap<Pos, Page>>,
    /// For objects that were not there.
    unused: AtomicU64,
}

/// How many objects a list may bring, and what each of them costs with all that is selected of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) size: u64,
    pub(crate) each: Tenths,
}

impl Cost {
    pub(crate) fn new(whole: Tenths, pages: HashMap<Pos, Page>) -> Self {
        Self { whole, pages: Arc::new(pages), unused: AtomicU64::new(0) }
    }

    /// Of the same operation, to be run once more.
    pub(crate) fn anew(&self) -> Self {
        Self { whole: self.whole, pages: self.pages.clone(), unused: AtomicU64::new(0) }
    }

    /// In points.
    pub(crate) fn requested(&self) -> u64 {
        self.whole.div_ceil(10)
    }

    /// In points, lists that have pages as long as they were; never more than requested.
    pub(crate) fn actual(&self) -> u64 {
        self.whole.saturating_sub(self.unused.load(Ordering::Relaxed)).div_ceil(10)
    }

    /// Notes how many objects there were on the page that is asked for at this place.
    pub(crate) fn found(&self, place: Pos, objects: usize) {
        if let Some(page) = self.pages.get(&place) {
            let missing = page.size.saturating_sub(objects as u64);
            self.unused.fetch_add(missing.saturating_mul(page.each), Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Pos = Pos { line: 1, column: 3 };

    #[test]
    fn objects_that_were_not_there_cost_nothing() {
        let page = Page { size: 25, each: 13 };
        let cost = Cost::new(10 + 25 * 13, HashMap::from([(HERE, page)]));
        cost.found(HERE, 2);
        assert_eq!((cost.requested(), cost.actual()), (34, 4));
        cost.found(Pos { line: 2, column: 1 }, 0);
        assert_eq!(cost.actual(), 4);
    }
}
