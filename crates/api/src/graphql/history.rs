//! What has happened to an object.

use app::Event;
use async_graphql::{Context, Object, ServerResult, SimpleObject, Value};
use domain::{Id, Record, Slice};

use super::{
    connection::{PageInfo, given_window},
    context::ContextExt,
    date::DateTime,
    error::Result,
    fields::selected,
    loader::Past,
};
use crate::directory::organization::Organization;

/// One page of changes, the latest first.
pub(crate) struct Changes(Slice<Event>);

/// A change and its place in the list.
#[derive(SimpleObject)]
#[graphql(name = "ChangeEdge")]
pub(crate) struct Edge<'c> {
    /// Where it stands, for `after` and `before`.
    cursor: String,
    /// The change.
    node: Change<'c>,
}

/// One change of an object.
pub(crate) struct Change<'c>(&'c Event);

/// Answers the field in hand with a page of what has happened to a record; one statement for all
/// objects of a page.
pub(crate) async fn of<R: Record>(ctx: &Context<'_>, record: &R) -> ServerResult<Value> {
    let window = given_window(ctx)?;
    let changes = async {
        let past = Past { record: R::NAME, id: record.id().uuid(), window: window? };
        let slice = ctx.loader().load(past).await?.ok_or(app::Error::NotFound)?;
        ctx.found(slice.records.len());
        Result::Ok(Changes(slice))
    };
    selected(ctx, changes.await).await
}

impl Changes {
    fn cursor(&self, event: &Event) -> String {
        (self.0.place)(event).0
    }
}

/// өзгерістер тізімі / список изменений: one page of what has happened to an object.
#[Object(name = "ChangeConnection")]
impl Changes {
    /// Changes and their places.
    fn edges(&self) -> Vec<Edge<'_>> {
        let edge = |event| Edge { cursor: self.cursor(event), node: Change(event) };
        self.0.records.iter().map(|event| edge(event)).collect()
    }

    /// The changes themselves, without their cursors.
    fn nodes(&self) -> Vec<Change<'_>> {
        self.0.records.iter().map(|event| Change(event)).collect()
    }

    /// Where the page lies.
    fn page_info(&self) -> PageInfo {
        PageInfo {
            has_previous_page: self.0.has_previous,
            has_next_page: self.0.has_next,
            start_cursor: self.0.records.first().map(|event| self.cursor(event)),
            end_cursor: self.0.records.last().map(|event| self.cursor(event)),
        }
    }
}

/// өзгеріс / изменение: one change of an object, and for which organization it was made. The person
/// who made it is not told here.
#[Object]
impl Change<'_> {
    /// When.
    fn at(&self) -> DateTime {
        DateTime(self.0.at)
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
