//! Something that somebody does at some time.

use std::{fmt, pin::Pin};

use app::{Session, UseCase};
use chrono::{DateTime, Utc};
use domain::Viewer;

type Work =
    Box<dyn FnOnce(Session) -> Pin<Box<dyn Future<Output = app::Result<()>> + Send>> + Send>;

/// One change through a use case.
pub(in crate::demo) struct Deed {
    pub(in crate::demo) at: DateTime<Utc>,
    pub(in crate::demo) by: Viewer,
    /// For the message if it is refused.
    pub(in crate::demo) name: &'static str,
    work: Work,
}

impl Deed {
    pub(super) fn new(at: DateTime<Utc>, by: Viewer, use_case: impl UseCase) -> Self {
        fn name_of<T>(_: &T) -> &'static str {
            std::any::type_name::<T>()
        }
        let name = name_of(&use_case);
        let work = async move |session: Session| session.write(use_case, None).await.map(drop);
        Self::of(at, by, name, work)
    }

    /// Deadlines are looked into.
    pub(super) fn sweep(at: DateTime<Utc>) -> Self {
        let work = async |session: Session| app::sweep(session.app()).await.map(drop);
        Self::of(at, Viewer::system("sweep"), "sweep", work)
    }

    /// Work that has to look something up first.
    pub(super) fn of<F: Future<Output = app::Result<()>> + Send + 'static>(
        at: DateTime<Utc>,
        by: Viewer,
        name: &'static str,
        work: impl FnOnce(Session) -> F + Send + 'static,
    ) -> Self {
        Self { at, by, name, work: Box::new(move |session| Box::pin(work(session))) }
    }

    pub(in crate::demo) async fn be_done(self, session: Session) -> app::Result<()> {
        (self.work)(session).await
    }
}

impl fmt::Debug for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} by {} at {}", self.name, self.by.client, self.at)
    }
}
