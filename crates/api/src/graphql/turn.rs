//! Subscriptions.
//!
//! A subscription is opened once: its arguments are looked at, and it says what it waits for. Then
//! each event is answered like a query of its own, by a session of its own: whatever has changed in
//! the meantime, who sees what among it, holds.

use std::sync::OnceLock;

use app::{Event, Follower, Topic};
use async_graphql::Context;
use domain::Cursor;

use super::{context::ContextExt, error::Result};

/// What a subscription is asked for.
#[derive(Debug)]
pub(crate) enum Turn {
    Opening(Opening),
    Happened(Event),
}

#[derive(Debug)]
pub(crate) struct Opening {
    /// Where to go on, whatever the arguments say.
    resume: Option<Cursor>,
    follower: Box<OnceLock<Follower>>,
}

impl Turn {
    pub(crate) fn opening(resume: Option<Cursor>) -> Self {
        Self::Opening(Opening { resume, follower: Box::default() })
    }

    /// Who waits from now on; none if nothing was opened.
    pub(crate) fn opened(self) -> Option<Follower> {
        match self {
            Self::Opening(mut opening) => opening.follower.take(),
            Self::Happened(_) => None,
        }
    }

    /// The event in hand; none when it is opened, which waits for the topic from then on.
    pub(crate) async fn event(
        &self,
        ctx: &Context<'_>,
        topic: Topic,
        after: Option<String>,
    ) -> Result<Option<&Event>> {
        match self {
            Self::Happened(event) => Ok(Some(event)),
            Self::Opening(Opening { resume, follower }) => {
                let after = resume.clone().or(after.map(Cursor));
                let found = ctx.session().app().follow(topic, after.as_ref()).await?;
                // There is one field at the root.
                let _ = follower.set(found);
                Ok(None)
            }
        }
    }
}
