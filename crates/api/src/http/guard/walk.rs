//! How large an operation is once its fragments are in their places. Each fragment is looked at
//! once, however often it is spread: a document of 700 bytes can select a million fields.

use std::collections::HashMap;

use async_graphql::{
    Pos,
    parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet},
};

/// Selections and fragments within each other, at most. The library counts them so too and would
/// refuse what goes deeper; whoever walks calls itself for each.
pub(super) const LEVELS: usize = 32;
/// Bytes of an alias, at most: it comes back in data and errors.
pub(crate) const ALIAS: usize = 60;
/// [`LISTS`] that an operation selects, and those within each other, at most. Those of the query of
/// graphql-js are five, two in each other.
pub(crate) const LISTINGS: usize = 20;
pub(crate) const LISTING_DEPTH: usize = 2;
/// Lists with which the schema tells of itself and in which there are such lists again: each within
/// another multiplies. No field of ours has such a name.
const LISTS: [&str; 5] = ["types", "fields", "interfaces", "possibleTypes", "inputFields"];

/// What is selected, fragments put in their places. Counts stop at the largest number there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) depth: usize,
    /// Depth with fragments, named or not, as levels of their own.
    pub(super) levels: usize,
    pub(super) selections: usize,
    pub(super) aliases: usize,
    /// Bytes of the longest one.
    pub(super) alias: usize,
    pub(super) directives: usize,
    /// Fields of the selection itself, not those within them.
    pub(super) fields: usize,
    /// Those of them that show the schema.
    pub(super) of_schema: usize,
    /// Lists with which the schema tells of itself ([`LISTS`]), and how many stand in each other.
    pub(super) listings: usize,
    pub(super) listing_depth: usize,
}

/// Why there is no size.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Endless<'d> {
    /// A fragment is spread within itself; where it begins.
    Cycle(&'d str, Pos),
    /// There are more than [`LEVELS`].
    TooDeep,
}

pub(super) struct Walk<'d> {
    document: &'d ExecutableDocument,
    /// Sizes of fragments; none while one is looked at.
    fragments: HashMap<&'d str, Option<Size>>,
    /// How deep the walk is in it now.
    level: usize,
}

impl<'d> Walk<'d> {
    pub(super) fn new(document: &'d ExecutableDocument) -> Self {
        Self { document, fragments: HashMap::new(), level: 0 }
    }

    pub(super) fn operation(
        &mut self,
        operation: &'d OperationDefinition,
    ) -> Result<Size, Endless<'d>> {
        let size = self.set(&operation.selection_set.node)?;
        let variables = operation.variable_definitions.iter();
        let of_variables = variables.map(|variable| variable.node.directives.len()).sum::<usize>();
        Ok(size.with_directives(operation.directives.len() + of_variables))
    }

    /// Every fragment of the document, whether it is spread or not.
    pub(super) fn fragments(&mut self) -> Result<(), Endless<'d>> {
        self.document.fragments.keys().try_for_each(|name| self.fragment(name).map(drop))
    }

    fn set(&mut self, set: &'d SelectionSet) -> Result<Size, Endless<'d>> {
        if self.level > LEVELS {
            return Err(Endless::TooDeep);
        }
        self.level += 1;
        let mut size = Size::default();
        for selection in &set.items {
            size = size.and(match &selection.node {
                Selection::Field(field) => self.field(&field.node)?,
                Selection::InlineFragment(fragment) => {
                    let inner = self.set(&fragment.node.selection_set.node)?;
                    inner.within(fragment.node.directives.len())
                }
                Selection::FragmentSpread(spread) => {
                    let inner = self.fragment(&spread.node.fragment_name.node)?;
                    inner.within(spread.node.directives.len())
                }
            });
        }
        self.level -= 1;
        // A fragment that was looked at before has not been walked into again.
        if size.levels > LEVELS { Err(Endless::TooDeep) } else { Ok(size) }
    }

    fn field(&mut self, field: &'d Field) -> Result<Size, Endless<'d>> {
        let inner = self.set(&field.selection_set.node)?;
        let listing = LISTS.contains(&field.name.node.as_str()).into();
        Ok(Size {
            depth: inner.depth + 1,
            levels: inner.levels + 1,
            selections: inner.selections.saturating_add(1),
            aliases: inner.aliases.saturating_add(field.alias.is_some().into()),
            alias: field.alias.as_ref().map_or(0, |alias| alias.node.len()).max(inner.alias),
            directives: inner.directives.saturating_add(field.directives.len()),
            fields: 1,
            of_schema: field.name.node.starts_with("__").into(),
            listings: inner.listings.saturating_add(listing),
            listing_depth: inner.listing_depth + listing,
        })
    }

    /// That of a fragment that is not there is nothing.
    fn fragment(&mut self, name: &'d str) -> Result<Size, Endless<'d>> {
        let Some(fragment) = self.document.fragments.get(name) else { return Ok(Size::default()) };
        match self.fragments.get(name) {
            Some(Some(size)) => return Ok(*size),
            Some(None) => return Err(Endless::Cycle(name, fragment.pos)),
            None => {}
        }
        self.fragments.insert(name, None);
        let size = self.set(&fragment.node.selection_set.node)?;
        let size = size.with_directives(fragment.node.directives.len());
        self.fragments.insert(name, Some(size));
        Ok(size)
    }
}

impl Size {
    /// Both, one beside the other.
    fn and(self, other: Self) -> Self {
        Self {
            depth: self.depth.max(other.depth),
            levels: self.levels.max(other.levels),
            selections: self.selections.saturating_add(other.selections),
            aliases: self.aliases.saturating_add(other.aliases),
            alias: self.alias.max(other.alias),
            directives: self.directives.saturating_add(other.directives),
            fields: self.fields.saturating_add(other.fields),
            of_schema: self.of_schema.saturating_add(other.of_schema),
            listings: self.listings.saturating_add(other.listings),
            listing_depth: self.listing_depth.max(other.listing_depth),
        }
    }

    fn with_directives(self, directives: usize) -> Self {
        Self { directives: self.directives.saturating_add(directives), ..self }
    }

    /// In a fragment, which is a selection too.
    fn within(self, directives: usize) -> Self {
        let (levels, selections) = (self.levels + 1, self.selections.saturating_add(1));
        Self { levels, selections, ..self }.with_directives(directives)
    }

    /// Whether nothing is asked for but what the schema is.
    pub(super) fn is_introspection(&self) -> bool {
        self.fields > 0 && self.fields == self.of_schema
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn size(document: &str) -> Size {
        let document = parse_query(document).unwrap();
        let mut walk = Walk::new(&document);
        walk.fragments().unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        walk.operation(&operation.node).unwrap()
    }

    #[test]
    fn fragments_count_in_each_of_their_places() {
        let size = size(
            "query @x { a: b @skip(if: true) { ...F ...F c { d } } ... { e } }
            fragment F on A { f: g @include(if: true) { h } }",
        );
        assert_eq!(
            size,
            Size {
                depth: 3,
                // a, the spread, f, h.
                levels: 4,
                // a, two spreads of two, c, d, the inline fragment, e.
                selections: 11,
                aliases: 3,
                alias: 1,
                directives: 4,
                fields: 2,
                of_schema: 0,
                listings: 0,
                listing_depth: 0,
            }
        );
    }

    #[test]
    fn lists_of_the_schema_are_counted_wherever_they_are() {
        let size = size(
            "{ __schema { types { ...F } } __type(name: \"A\") { fields { type { ...F ...F } } } }
            fragment F on __Type { fields { type { name } } interfaces { name } }",
        );
        assert_eq!((size.listings, size.listing_depth), (8, 2));
    }

    #[test]
    fn what_is_spread_twice_at_every_level_is_counted_at_once() {
        let many = "...F ".repeat(50);
        let spread = |level: u32| {
            let next = many.replace('F', &format!("F{}", level + 1));
            format!("fragment F{level} on Query {{ {next} }} ")
        };
        let levels: String = (0..30).map(spread).collect();
        let document = format!("{{ ...F0 }} {levels} fragment F30 on Query {{ a }}");
        assert_eq!(size(&document).selections, usize::MAX);
    }

    #[test]
    fn no_walk_goes_deeper_than_it_may() {
        let spread = |level: u32| format!("fragment F{level} on A {{ ...F{} }} ", level + 1);
        // The fragment at the end has the level of its field, each other one more.
        for (spreads, fits) in [(30, true), (31, true), (32, false), (50_000, false)] {
            let chain: String = (0..spreads).map(spread).collect();
            let text = format!("{{ a }} {chain} fragment F{spreads} on A {{ a }}");
            let document = parse_query(text).unwrap();
            // Wherever the walk begins.
            let found = Walk::new(&document).fragments();
            assert_eq!(found, if fits { Ok(()) } else { Err(Endless::TooDeep) }, "{spreads}");
        }
    }

    #[test]
    fn a_fragment_within_itself_is_named() {
        for document in [
            "{ ...F } fragment F on A { ...F }",
            "{ a } fragment F on A { b { ...F } }",
            "{ ...F } fragment F on A { ... { ...F } }",
        ] {
            let document = parse_query(document).unwrap();
            let found = Walk::new(&document).fragments();
            let Err(Endless::Cycle("F", place)) = found else { panic!("{found:?}") };
            assert_eq!(place, document.fragments["F"].pos);
        }
        let document =
            parse_query("{ a } fragment F on A { ...G } fragment G on A { ...F }").unwrap();
        assert!(Walk::new(&document).fragments().is_err());
    }

    #[test]
    fn a_query_for_the_schema_asks_for_nothing_else() {
        assert!(size("{ __schema { types { name } } __typename }").is_introspection());
        assert!(
            size("{ ...F } fragment F on Query { __type(name: \"A\") { name } }")
                .is_introspection()
        );
        assert!(!size("{ __typename a }").is_introspection());
        assert!(!size("{ ...F }").is_introspection());
    }
}
