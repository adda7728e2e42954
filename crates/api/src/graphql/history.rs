//! What has happened to an object.

use app::Event;
use async_graphql::{Context, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{Id, Record};

use super::{
    connection::{PageInfo, page_size},
    context::ContextExt,
    error::{Error, Result},
};
use crate::directory::organization::Organization;

/// One page of changes, the latest first.
pub(crate) struct Changes {
    events: Vec<Event>,
    has_previous: bool,
    has_next: bool,
}

/// A change and its place in the list.
#[derive(SimpleObject)]
#[graphql(name = "ChangeEdge")]
pub(crate) struct Edge<'c> {
    /// Where it stands, for `after`.
    cursor: String,
    /// The change.
    node: Change<'c>,
}

/// One change of an object.
pub(crate) struct Change<'c>(&'c Event);

pub(crate) async fn page<R: Record>(
    ctx: &Context<'_>,
    record: &R,
    first: Option<i32>,
    after: Option<String>,
) -> Result<Changes> {
    let size = page_size(first.unwrap_or(25))?;
    let has_previous = after.is_some();
    // Versions have no gaps, so one is a place in the list by itself.
    let before = after.map(|cursor| cursor.parse().map_err(|_| Error::App(app::Error::BadCursor)));
    let mut events = ctx.session().history(record, before.transpose()?, size + 1).await?;
    let has_next = events.len() > size as usize;
    events.truncate(size as usize);
    Ok(Changes { events, has_previous, has_next })
}

/// өзгерістер тізімі / список изменений: one page of what has happened to an object.
#[Object(name = "ChangeConnection")]
impl Changes {
    /// Changes and their places.
    fn edges(&self) -> Vec<Edge<'_>> {
        self.events
            .iter()
            .map(|event| Edge { cursor: cursor(event), node: Change(event) })
            .collect()
    }

    /// The changes themselves, without their cursors.
    fn nodes(&self) -> Vec<Change<'_>> {
        self.events.iter().map(Change).collect()
    }

    /// Where the page lies.
    fn page_info(&self) -> PageInfo {
        PageInfo {
            has_previous_page: self.has_previous,
            has_next_page: self.has_next,
            start_cursor: self.events.first().map(cursor),
            end_cursor: self.events.last().map(cursor),
        }
    }
}

fn cursor(event: &Event) -> String {
    event.version.to_string()
}

/// өзгеріс / изменение: one change of an object. Who made it is told to auditors only.
#[Object]
impl Change<'_> {
    /// When.
    fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// The version it led to.
    fn version(&self) -> u32 {
        self.0.version
    }

    /// What was done: `CREATE` or an action of the object.
    fn action(&self) -> String {
        self.0.action.to_ascii_uppercase()
    }

    /// The status before; `null` for a new object.
    #[expect(clippy::wrong_self_convention, reason = "the name of the field")]
    fn from_status(&self) -> Option<String> {
        self.0.from_state.as_ref().map(|state| state.to_ascii_uppercase())
    }

    /// The status after.
    fn to_status(&self) -> String {
        self.0.state.to_ascii_uppercase()
    }

    /// The organization that was acted for; `null` where the role was not held in one: by bodies of
    /// a region or the country, of a cluster, and by our own jobs.
    async fn organization(&self, ctx: &Context<'_>) -> Option<Result<Organization>> {
        ctx.load(Id::new(self.0.organization_id?)).await
    }
}
