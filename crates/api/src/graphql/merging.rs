//! Whether objects have to be merged.

use std::collections::HashSet;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

/// An operation selects an object twice under one name. What is selected of the object is merged by
/// the library, for which it has to see what is in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Merging(pub(crate) bool);

impl Merging {
    /// Of a document whose fragments end, and soon.
    pub(crate) fn of(document: &ExecutableDocument) -> Self {
        let sets = document.operations.iter().map(|(_, it)| &it.node.selection_set.node);
        Self(!sets.into_iter().all(|set| is_plain(document, set, &mut HashSet::new())))
    }
}

/// Whether no object in the set is selected twice; `names` are those selected beside it.
fn is_plain<'d>(
    document: &'d ExecutableDocument,
    set: &'d SelectionSet,
    names: &mut HashSet<&'d str>,
) -> bool {
    set.items.iter().all(|selection| match &selection.node {
        Selection::Field(field) => {
            let set = &field.node.selection_set.node;
            set.items.is_empty()
                || names.insert(&field.node.response_key().node)
                    && is_plain(document, set, &mut HashSet::new())
        }
        Selection::InlineFragment(fragment) => {
            is_plain(document, &fragment.node.selection_set.node, names)
        }
        Selection::FragmentSpread(spread) => {
            let fragment = document.fragments.get(&spread.node.fragment_name.node);
            fragment.is_none_or(|it| is_plain(document, &it.node.selection_set.node, names))
        }
    })
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn merging(document: &str) -> bool {
        Merging::of(&parse_query(document).unwrap()).0
    }

    #[test]
    fn objects_under_names_of_their_own_are_not_merged() {
        assert!(!merging("{ a { id b { id } } c: a { id b { id } } }"));
        assert!(!merging("{ a { id id ...F } } fragment F on A { id name }"));
    }

    #[test]
    fn an_object_selected_twice_is_merged_wherever_that_is() {
        assert!(merging("{ a { id } a { name } }"));
        assert!(merging("{ a { b { c { id } } ... { b { c { name } } } } }"));
        assert!(merging("{ a { b { id } ...F } } fragment F on A { b { name } }"));
    }
}
