//! What a change of one record brings about in others.

use domain::Workflow;
use persistence::Stored;

use crate::{Result, Tx};

/// A record with a lifecycle and a table.
pub trait Aggregate: Stored + Workflow {
    /// Runs in the transaction of the change, after the record has been stored.
    fn follow(_tx: &Tx, _change: Change<'_, Self>) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }
}

/// A record before and after a change.
#[derive(Clone, Copy, Debug)]
pub struct Change<'r, R> {
    /// `None`: the record is new.
    pub before: Option<&'r R>,
    pub after: &'r R,
}
