//! Whether objects have to be merged.

use std::collections::HashSet;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

/// Selections that are looked at, those of fragments as often as they are spread.
const LIMIT: usize = 1000;

/// An operation selects an object twice under one name, or has too many selections to tell. What is
/// selected of the object is merged by the library, for which it has to see what is in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Merging(pub(crate) bool);

impl Merging {
    pub(crate) fn of(document: &ExecutableDocument) -> Self {
        let mut walk = Walk { document, left: LIMIT };
        let mut operations = document.operations.iter();
        Self(
            !operations
                .all(|(_, it)| walk.is_plain(&it.node.selection_set.node, &mut HashSet::new())),
        )
    }
}

struct Walk<'d> {
    document: &'d ExecutableDocument,
    left: usize,
}

impl<'d> Walk<'d> {
    /// Whether no object in it is selected twice; `names` are those selected beside it.
    fn is_plain(&mut self, set: &'d SelectionSet, names: &mut HashSet<&'d str>) -> bool {
        set.items.iter().all(|selection| {
            let Some(left) = self.left.checked_sub(1) else { return false };
            self.left = left;
            match &selection.node {
                Selection::Field(field) => {
                    let set = &field.node.selection_set.node;
                    set.items.is_empty()
                        || names.insert(&field.node.response_key().node)
                            && self.is_plain(set, &mut HashSet::new())
                }
                Selection::InlineFragment(fragment) => {
                    self.is_plain(&fragment.node.selection_set.node, names)
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.node.fragment_name.node);
                    fragment.is_none_or(|it| self.is_plain(&it.node.selection_set.node, names))
                }
            }
        })
    }
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

    #[test]
    fn what_does_not_end_counts_as_merged() {
        assert!(merging("{ a { ...F } } fragment F on A { ...F }"));
        let many = "...F ".repeat(200);
        assert!(merging(&format!("{{ a {{ {many} }} }} fragment F on A {{ b c d e f }}")));
    }
}
