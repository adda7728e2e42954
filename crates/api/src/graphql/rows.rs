//! Objects from their tables of fields.
//!
//! async-graphql makes a task of every object of a list and a future of every field. Nearly all
//! that is selected is at hand, so here it is written from the records as JSON at once, and only
//! what has to wait becomes a future.

use std::{borrow::Cow, future::poll_fn, task::Poll};

use async_graphql::{
    ContextBase, ContextSelectionSet, OutputType, Positioned, ServerResult, Value,
    parser::types::{Field as Selected, Selection, SelectionSet, TypeCondition},
    registry::Registry,
    resolver_utils::{resolve_container, resolve_list},
};
use domain::LocalizedText;

use super::{
    fields::{Answer, Resolve, locale, one_text},
    json::Json,
    merging::Merging,
    node::Node,
};

/// A list of objects.
pub(crate) struct Rows<'l, N>(pub(crate) &'l [N]);

/// One selected field, the same for all objects of a list.
struct Column<'a, R: 'static> {
    field: &'a Positioned<Selected>,
    /// Its name in JSON, with the colon.
    name: Json,
    step: Step<R>,
}

enum Step<R: 'static> {
    TypeName,
    Leaf(fn(&R, &mut Json)),
    Text(fn(&R) -> Option<&LocalizedText>, domain::Locale),
    /// It may have to wait.
    Later(Resolve<R>),
}

/// What is selected of one object.
pub(crate) async fn one<N: Node>(object: &N, ctx: &ContextSelectionSet<'_>) -> ServerResult<Value> {
    let Some(columns) = columns::<N>(ctx)? else { return resolve_container(ctx, object).await };
    let objects = std::slice::from_ref(object);
    let mut found = later(objects, |_| ctx.clone(), &columns).await?.into_iter();
    Ok(Json::of(|json| {
        json.reserve(columns.len());
        write(object, &columns, &mut found, json);
    }))
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
        let mut found = later(self.0, |index| ctx.with_index(index), &columns).await?.into_iter();
        Ok(Json::of(|json| {
            json.reserve(self.0.len() * columns.len());
            json.list(self.0, |json, object| write(object, &columns, &mut found, json));
        }))
    }
}

/// Writes one object; what had to wait is among the values `found`.
fn write<N: Node>(
    object: &N,
    columns: &[Column<'_, N::Record>],
    found: &mut impl Iterator<Item = Value>,
    json: &mut Json,
) {
    json.object(columns, |json, column| {
        json.append(&column.name);
        match column.step {
            Step::TypeName => json.word(&[N::type_name().as_bytes()]),
            Step::Leaf(write) => write(object.record(), json),
            Step::Text(text, locale) => one_text(text(object.record()), locale, json),
            Step::Later(_) => json.value(&found.next()),
        }
    });
}

/// What has to wait, object by object.
async fn later<'p, N: Node>(
    objects: &[N],
    place: impl Fn(usize) -> ContextSelectionSet<'p>,
    columns: &[Column<'_, N::Record>],
) -> ServerResult<Vec<Value>> {
    let later = |column| match column {
        &Column { field, step: Step::Later(resolve), .. } => Some((field, resolve)),
        _ => None,
    };
    let later: Vec<_> = columns.iter().filter_map(later).collect();
    if later.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<_> = (0..objects.len()).map(place).collect();
    let fields = |place| later.iter().map(move |(field, _)| ContextBase::with_field(place, field));
    let contexts: Vec<_> = places.iter().flat_map(fields).collect();
    let mut values = vec![Value::Null; contexts.len()];
    let mut waiting = Vec::with_capacity(contexts.len());
    for (index, ctx) in contexts.iter().enumerate() {
        let (object, (_, resolve)) = (&objects[index / later.len()], later[index % later.len()]);
        waiting.push((index, resolve(object.record(), ctx)));
    }
    poll_fn(|context| {
        let mut failure = None;
        waiting.retain_mut(|(index, value)| match value.as_mut().poll(context) {
            Poll::Ready(Ok(value)) => {
                values[*index] = value;
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
    drop(waiting);
    Ok(values)
}

/// What is selected of each object; `None` if objects have to be merged, of which the library knows
/// how. What `@skip` and `@include` leave out it has taken out before.
fn columns<'a, N: Node>(
    ctx: &'a ContextSelectionSet<'a>,
) -> ServerResult<Option<Vec<Column<'a, N::Record>>>> {
    let Merging(merging) = ctx.data_unchecked();
    if *merging {
        return Ok(None);
    }
    let mut fields = Vec::new();
    flatten::<N>(ctx, &ctx.item.node, &mut fields);
    let column = |field: &'a Positioned<Selected>| {
        let step = match N::fields().get(field.node.name.node.as_str()).map(|it| it.answer) {
            Some(Answer::Leaf(write)) => Step::Leaf(write),
            Some(Answer::Text(text)) => Step::Text(text, locale(&ctx.with_field(field))?),
            Some(Answer::Object(resolve)) => Step::Later(resolve),
            // Of an object, no other that its table has not is valid.
            None => Step::TypeName,
        };
        let mut name = Json::default();
        name.word(&[field.node.response_key().node.as_bytes()]);
        name.raw(b":");
        Ok(Column { field, name, step })
    };
    fields.into_iter().map(column).collect::<ServerResult<_>>().map(Some)
}

/// Fields with those of the fragments that apply to this type, each name once.
fn flatten<'a, N: Node>(
    ctx: &ContextSelectionSet<'a>,
    set: &'a SelectionSet,
    fields: &mut Vec<&'a Positioned<Selected>>,
) {
    let applies = |condition: &TypeCondition| {
        let types = &ctx.schema_env.registry.types;
        let named = types.get(condition.on.node.as_str());
        named.is_some_and(|it| it.is_possible_type(&N::type_name()))
    };
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => {
                let key = &field.node.response_key().node;
                if fields.iter().all(|field| field.node.response_key().node != *key) {
                    fields.push(field);
                }
            }
            Selection::InlineFragment(fragment) => {
                let condition = fragment.node.type_condition.as_ref();
                if condition.is_none_or(|condition| applies(&condition.node)) {
                    flatten::<N>(ctx, &fragment.node.selection_set.node, fields);
                }
            }
            Selection::FragmentSpread(spread) => {
                let fragment = ctx.query_env.fragments.get(&spread.node.fragment_name.node);
                if let Some(fragment) = fragment.filter(|it| applies(&it.node.type_condition.node))
                {
                    flatten::<N>(ctx, &fragment.node.selection_set.node, fields);
                }
            }
        }
    }
}
