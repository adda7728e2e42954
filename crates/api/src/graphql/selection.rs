//! What has to be read, by what is selected.

use async_graphql::{Context, SelectionField};
use domain::Fields;

use super::node::Node;

/// What the fields of every object show.
const COMMON: &[(&str, &[&str])] = &[
    ("__typename", &[]),
    ("id", &[]),
    ("version", &["version"]),
    ("createdAt", &["created_at"]),
    ("updatedAt", &["updated_at"]),
];

/// Which fields of its records the list in hand needs for what is selected of its nodes.
pub(crate) fn of_list<N: Node>(ctx: &Context<'_>) -> Fields {
    let mut read = Vec::new();
    for field in nodes(&ctx.field()).iter().flat_map(selected) {
        let mut known = COMMON.iter().chain(N::READS);
        let Some((_, fields)) = known.find(|(name, _)| *name == field.name()) else {
            return Fields::All;
        };
        read.extend_from_slice(fields);
    }
    read.sort_unstable();
    read.dedup();
    Fields::Only(read)
}

/// Where nodes are selected in a connection: `nodes` and `edges { node }`.
fn nodes<'a>(connection: &SelectionField<'a>) -> Vec<SelectionField<'a>> {
    let of = |field: SelectionField<'a>| match field.name() {
        "nodes" => vec![field],
        "edges" => selected(&field).into_iter().filter(|field| field.name() == "node").collect(),
        _ => Vec::new(),
    };
    selected(connection).into_iter().flat_map(of).collect()
}

fn selected<'a>(field: &SelectionField<'a>) -> Vec<SelectionField<'a>> {
    field.selection_set().collect()
}
