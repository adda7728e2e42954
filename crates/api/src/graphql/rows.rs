//! Objects from their tables of fields.
//!
//! async-graphql makes a task of every object of a list and a future of every field. Nearly all
//! that is selected is at hand, so here it is taken from the records at once, and only what has to
//! wait becomes a future.

use std::{borrow::Cow, future::poll_fn, task::Poll};

use async_graphql::{
    Context, ContextSelectionSet, OutputType, Positioned, ServerResult, Value,
    indexmap::IndexMap,
    parser::types::{Field as Selected, Selection, SelectionSet, TypeCondition},
    registry::Registry,
    resolver_utils::{resolve_container, resolve_list},
};
use domain::LocalizedText;

use super::{
    fields::{Answer, Resolve, locale, one_text},
    node::Node,
};

/// A list of objects.
pub(crate) struct Rows<'l, N>(pub(crate) &'l [N]);

/// One selected field, the same for all objects of a list.
struct Column<'a, R: 'static> {
    field: &'a Positioned<Selected>,
    step: Step<R>,
}

enum Step<R: 'static> {
    TypeName,
    Leaf(fn(&R) -> Value),
    Text(fn(&R) -> Option<&LocalizedText>, domain::Locale),
    /// It may have to wait.
    Later(Resolve<R>),
}

/// What is selected of one object.
pub(crate) async fn one<N: Node>(object: &N, ctx: &ContextSelectionSet<'_>) -> ServerResult<Value> {
    let Some(columns) = columns::<N>(ctx)? else { return resolve_container(ctx, object).await };
    let rows = rows(std::slice::from_ref(object), std::slice::from_ref(ctx), &columns).await?;
    Ok(rows.into_iter().next().unwrap_or_default())
}

impl<N: Node> OutputType for Rows<'_, N> {
    fn type_name() -> Cow<'static, str> {
        <&[N]>::type_name()
    }

    fn qualified_type_name() -> String {
        <&[N]>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <&[N]>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Selected>,
    ) -> ServerResult<Value> {
        let Some(columns) = columns::<N>(ctx)? else {
            return resolve_list(ctx, field, self.0, Some(self.0.len())).await;
        };
        let places: Vec<_> = (0..self.0.len()).map(|index| ctx.with_index(index)).collect();
        Ok(Value::List(rows(self.0, &places, &columns).await?))
    }
}

async fn rows<N: Node>(
    objects: &[N],
    places: &[ContextSelectionSet<'_>],
    columns: &[Column<'_, N::Record>],
) -> ServerResult<Vec<Value>> {
    let mut values = Vec::with_capacity(objects.len() * columns.len());
    let mut waiting = Vec::new();
    for (object, place) in objects.iter().zip(places) {
        for column in columns {
            let value = match column.step {
                Step::TypeName => N::type_name().into_owned().into(),
                Step::Leaf(value) => value(object.record()),
                Step::Text(text, locale) => one_text(text(object.record()), locale),
                Step::Later(resolve) => {
                    let value = later(&**object.record(), place, column.field, resolve);
                    let value = Box::pin(value);
                    waiting.push((values.len(), value));
                    Value::Null
                }
            };
            values.push(value);
        }
    }
    poll_fn(|context| {
        let mut failure = None;
        waiting.retain_mut(|(place, value)| match value.as_mut().poll(context) {
            Poll::Ready(Ok(value)) => {
                values[*place] = value;
                false
            }
            Poll::Ready(Err(error)) => {
                failure.get_or_insert(error);
                false
            }
            Poll::Pending => true,
        });
        match failure {
            Some(error) => Poll::Ready(Err(error)),
            None if waiting.is_empty() => Poll::Ready(Ok(())),
            None => Poll::Pending,
        }
    })
    .await?;
    // Copies, whose names need not be hashed again.
    let name = |column: &Column<'_, _>| column.field.node.response_key().node.clone();
    let empty: IndexMap<_, _> = columns.iter().map(|it| (name(it), Value::Null)).collect();
    let mut values = values.into_iter();
    let row = |_| {
        let mut row = empty.clone();
        row.values_mut().zip(values.by_ref()).for_each(|(place, value)| *place = value);
        Value::Object(row)
    };
    Ok(objects.iter().map(row).collect())
}

async fn later<R>(
    record: &R,
    place: &ContextSelectionSet<'_>,
    field: &Positioned<Selected>,
    resolve: Resolve<R>,
) -> ServerResult<Value> {
    let ctx: Context<'_> = place.with_field(field);
    resolve(record, &ctx).await
}

/// What is selected of each object; `None` if the same name is selected twice or there are
/// directives, of which the library knows how.
fn columns<'a, N: Node>(
    ctx: &'a ContextSelectionSet<'a>,
) -> ServerResult<Option<Vec<Column<'a, N::Record>>>> {
    let mut fields = Vec::new();
    if !flatten::<N>(ctx, &ctx.item.node, &mut fields) {
        return Ok(None);
    }
    let column = |field: &'a Positioned<Selected>| {
        let step = match N::fields().get(field.node.name.node.as_str()).map(|it| it.answer) {
            Some(Answer::Leaf(value)) => Step::Leaf(value),
            Some(Answer::Text(text)) => Step::Text(text, locale(&ctx.with_field(field))?),
            Some(Answer::Object(resolve)) => Step::Later(resolve),
            // Of an object, no other that its table has not is valid.
            None => Step::TypeName,
        };
        Ok(Column { field, step })
    };
    fields.into_iter().map(column).collect::<ServerResult<_>>().map(Some)
}

/// Fields with those of the fragments that apply to this type.
fn flatten<'a, N: Node>(
    ctx: &ContextSelectionSet<'a>,
    set: &'a SelectionSet,
    fields: &mut Vec<&'a Positioned<Selected>>,
) -> bool {
    let applies = |condition: &TypeCondition| {
        let types = &ctx.schema_env.registry.types;
        let named = types.get(condition.on.node.as_str());
        named.is_some_and(|it| it.is_possible_type(&N::type_name()))
    };
    set.items.iter().all(|selection| match &selection.node {
        Selection::Field(field) => {
            let key = &field.node.response_key().node;
            let new = fields.iter().all(|field| field.node.response_key().node != *key);
            fields.push(field);
            new && field.node.directives.is_empty()
        }
        Selection::InlineFragment(fragment) => {
            let condition = fragment.node.type_condition.as_ref();
            condition.is_some_and(|condition| !applies(&condition.node))
                || flatten::<N>(ctx, &fragment.node.selection_set.node, fields)
        }
        Selection::FragmentSpread(spread) => {
            let fragment = ctx.query_env.fragments.get(&spread.node.fragment_name.node);
            fragment.is_some_and(|it| {
                !applies(&it.node.type_condition.node)
                    || flatten::<N>(ctx, &it.node.selection_set.node, fields)
            })
        }
    })
}
