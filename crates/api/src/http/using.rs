//! What whoever answers for a client is told of its operations, beside the points that were charged.

use std::collections::BTreeSet;

use app::{App, Used};
use domain::{Id, platform::ApiClient};

use super::{Shared, viewer::Bearer};

/// An operation of a client. It has failed unless it says that it has not: whatever ends it, a refusal or a
/// fault of ours, it is counted when this is dropped.
pub(super) struct Using {
    app: App,
    client: Id<ApiClient>,
    used: Used,
}

impl Using {
    /// Nothing, if nobody in particular asks.
    pub(super) fn of(shared: &Shared, bearer: &Bearer) -> Option<Self> {
        let used = Used { requests: 1, errors: 1, ..Used::default() };
        Some(Self { app: shared.app.clone(), client: bearer.client_id()?, used })
    }

    /// It uses elements of the schema that are to go.
    pub(super) fn uses(&mut self, deprecated: &BTreeSet<String>) {
        self.used.deprecated.extend(deprecated.iter().map(|element| (element.clone(), 1)));
    }

    pub(super) fn has_succeeded(mut self) {
        self.used.errors = 0;
    }
}

impl Drop for Using {
    fn drop(&mut self) {
        self.app.count_use(self.client, std::mem::take(&mut self.used));
    }
}
