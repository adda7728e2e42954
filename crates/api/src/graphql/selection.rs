//! What has to be read, by what is selected.

use async_graphql::{Context, SelectionField};
use domain::Fields;

use super::node::Node;

/// Which fields of its records the list in hand needs for what is selected of its nodes.
pub(crate) fn of_list<N: Node>(ctx: &Context<'_>) -> Fields {
    let mut read = Vec::new();
    for field in nodes(ctx.field()).flat_map(|node| node.selection_set()) {
        match N::READS.iter().find(|(name, _)| *name == field.name()) {
            Some((_, fields)) => read.extend_from_slice(fields),
            None if field.name() == "__typename" => {}
            None => return Fields::All,
        }
    }
    read.sort_unstable();
    read.dedup();
    Fields::Only(read)
}

/// Where nodes are selected in a connection: `nodes` and `edges { node }`.
fn nodes(connection: SelectionField<'_>) -> impl Iterator<Item = SelectionField<'_>> {
    connection.selection_set().flat_map(|field| {
        let node = |field: &SelectionField<'_>| field.name() == "node";
        let (itself, edges) = match field.name() {
            "nodes" => (Some(field), None),
            "edges" => (None, Some(field.selection_set().filter(node))),
            _ => (None, None),
        };
        itself.into_iter().chain(edges.into_iter().flatten())
    })
}
