//! What has to be read, by what is selected.

use async_graphql::{Context, SelectionField};
use domain::{Fields, Locale, Part, Wanted};

use super::{context::ContextExt, fields::Answer, node::Node};

/// What the list in hand is wanted for.
pub(crate) fn of_list<N: Node>(ctx: &Context<'_>) -> Wanted {
    let connection = ctx.field();
    let page_info = of(&connection, "pageInfo");
    let asked = |name: &str| page_info.iter().any(|field| field.name() == name);
    let edges = of(&connection, "edges");
    let nodes: Vec<_> = of(&connection, "nodes")
        .into_iter()
        .chain(edges.iter().filter(|field| field.name() == "node").flat_map(selected))
        .collect();
    Wanted {
        fields: fields::<N>(&nodes, ctx.locale()),
        places: asked("startCursor")
            || asked("endCursor")
            || edges.iter().any(|field| field.name() == "cursor"),
        ends: asked("hasPreviousPage") || asked("hasNextPage"),
    }
}

fn fields<N: Node>(nodes: &[SelectionField<'_>], locale: Locale) -> Fields {
    let mut parts = Vec::new();
    for field in nodes.iter().filter(|field| field.name() != "__typename") {
        let described = N::fields().get(field.name());
        let Some((described, columns)) = described.and_then(|it| Some((it, it.reads?))) else {
            return Fields::All;
        };
        let plain = field.arguments().is_ok_and(|arguments| arguments.is_empty());
        let best = matches!(described.answer, Answer::Text(_)) && plain;
        let part = |&name| if best { Part::Best(name, locale) } else { Part::Whole(name) };
        parts.extend(columns.iter().map(part));
    }
    parts.sort_unstable();
    parts.dedup();
    Fields::Only(parts)
}

/// What is selected of the fields with this name.
fn of<'a>(parent: &SelectionField<'a>, name: &str) -> Vec<SelectionField<'a>> {
    let fields = selected(parent).into_iter().filter(|field| field.name() == name);
    fields.flat_map(|field| selected(&field)).collect()
}

fn selected<'a>(field: &SelectionField<'a>) -> Vec<SelectionField<'a>> {
    field.selection_set().collect()
}
