//! How many objects an operation can bring, known before it is run.
//!
//! Statements are few, because what all parents of a list ask for is one question; answers are not:
//! each list within a list multiplies. A list counts as long as its page may be.

use std::{collections::HashMap, convert::Infallible};

use async_graphql::{
    Value, Variables,
    parser::types::{
        BaseType, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet, Type,
    },
};
use domain::Window;

use super::super::catalogue;
use crate::graphql::connection::PAGE_LIMIT;

/// How long lists are that have no pages, such as translations of a name.
const PLAIN_LIST: u64 = 10;
/// Those that may be longer.
const LONG_LISTS: [(&str, &str, u64); 4] = [
    ("EmployerRequest", "selectedColleges", 200),
    ("DemandBoard", "rows", 100),
    ("Query", "rules", 100),
    ("Query", "academicYears", 100),
];

/// Objects of an operation, at most.
pub(super) fn objects(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
) -> u64 {
    let mut count = Count { document, variables, fragments: HashMap::new() };
    count.set(&operation.selection_set.node, catalogue::root(operation.ty), 1)
}

struct Count<'d> {
    document: &'d ExecutableDocument,
    variables: &'d Variables,
    /// Objects of a fragment, by its name and the page of the connection that it is spread in.
    fragments: HashMap<(&'d str, u64), u64>,
}

impl<'d> Count<'d> {
    /// In an object of a type; of a connection, with a page so long.
    fn set(&mut self, set: &'d SelectionSet, parent: &str, page: u64) -> u64 {
        let of_selection = |selection: &'d Selection| match selection {
            Selection::Field(field) => self.field(&field.node, parent, page),
            Selection::InlineFragment(fragment) => {
                let condition = fragment.node.type_condition.as_ref();
                let parent = condition.map_or(parent, |condition| &condition.node.on.node);
                self.set(&fragment.node.selection_set.node, parent, page)
            }
            Selection::FragmentSpread(spread) => {
                self.fragment(&spread.node.fragment_name.node, page)
            }
        };
        set.items.iter().map(|item| &item.node).map(of_selection).fold(0, u64::saturating_add)
    }

    fn fragment(&mut self, name: &'d str, page: u64) -> u64 {
        if let Some(known) = self.fragments.get(&(name, page)) {
            return *known;
        }
        let Some(fragment) = self.document.fragments.get(name) else { return 0 };
        let on = &fragment.node.type_condition.node.on.node;
        let objects = self.set(&fragment.node.selection_set.node, on, page);
        self.fragments.insert((name, page), objects);
        objects
    }

    /// What is no object counts nothing, and neither does what the schema says of itself.
    fn field(&mut self, field: &'d Field, parent: &str, page: u64) -> u64 {
        let set = &field.selection_set.node;
        let Some(known) = catalogue::field(parent, &field.name.node) else { return 0 };
        if set.items.is_empty() {
            return 0;
        }
        let of = catalogue::innermost(&known.ty.node);
        let is_paged = parent.ends_with("Connection");
        let (times, page) = if of.ends_with("Connection") {
            (1, self.page(field))
        } else if is_paged && ["edges", "nodes"].contains(&field.name.node.as_str()) {
            (page, 1)
        } else if is_list(&known.ty.node) {
            (self.ids(field).unwrap_or_else(|| length(parent, &field.name.node)), 1)
        } else {
            (1, 1)
        };
        self.set(set, of, page).saturating_add(1).saturating_mul(times)
    }

    fn page(&self, field: &Field) -> u64 {
        let asked =
            ["first", "last"].into_iter().find_map(|name| match self.argument(field, name)? {
                Value::Number(number) => number.as_u64(),
                _ => None,
            });
        asked.unwrap_or(u64::from(Window::default().size)).min(PAGE_LIMIT.into())
    }

    fn ids(&self, field: &Field) -> Option<u64> {
        match self.argument(field, "ids")? {
            Value::List(ids) => Some((ids.len() as u64).min(PAGE_LIMIT.into())),
            _ => Some(1),
        }
    }

    /// The value of an argument, with all variables in their places.
    fn argument(&self, field: &Field, name: &str) -> Option<Value> {
        let value = field.get_argument(name)?.node.clone();
        let variable = |name: async_graphql::Name| {
            Ok::<_, Infallible>(self.variables.get(&name).cloned().unwrap_or_default())
        };
        let Ok(value) = value.into_const_with(variable);
        Some(value)
    }
}

fn length(parent: &str, list: &str) -> u64 {
    let long = LONG_LISTS.iter().find(|(of, name, _)| (*of, *name) == (parent, list));
    long.map_or(PLAIN_LIST, |(.., length)| *length)
}

fn is_list(is: &Type) -> bool {
    matches!(is.base, BaseType::List(_))
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;

    fn counted(text: &str) -> u64 {
        let document = parse_query(text).unwrap();
        let variables = Variables::from_json(json!({"two": 2, "ids": ["a", "b", "c"]}));
        let (_, operation) = document.operations.iter().next().unwrap();
        objects(&document, &operation.node, &variables)
    }

    #[test]
    fn a_list_within_a_list_multiplies() {
        for (text, objects) in [
            ("{ __typename }", 0),
            ("{ __schema { types { name } } }", 0),
            ("{ employerRequest(id: \"a\") { id employer { id } } }", 2),
            ("{ employerRequests { totalCount } }", 1),
            ("{ employerRequests { nodes { id } } }", 1 + 25),
            ("{ employerRequests { edges { node { id } } pageInfo { endCursor } } }", 1 + 25 * 2 + 1),
            ("{ employerRequests(first: 3) { nodes { employer { id } } } }", 1 + 3 * 2),
            ("{ employerRequests(last: 1000) { nodes { id } } }", 1 + 100),
            ("query($two: Int) { employerRequests(first: $two) { nodes { responses(first: 5) { nodes { id } } } } }",
                1 + 2 * (1 + 1 + 5)),
            ("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", 3),
            ("{ employerRequests(first: 4) { ...Page } } fragment Page on EmployerRequestConnection { nodes { ...Card } }
                fragment Card on EmployerRequest { employer { id } ... { qualification { id } } }", 1 + 4 * 3),
            ("{ employerRequests(first: 2) { nodes { selectedColleges { id } } } }", 1 + 2 * (1 + 200)),
            ("{ employerRequests(first: 1) { nodes { titleTranslations { text } } } }", 1 + 1 + 10),
        ] {
            assert_eq!(counted(text), objects, "{text}");
        }
    }

    #[test]
    fn what_grows_without_end_is_the_largest_number() {
        let list = "employerRequests(first: 100) { nodes { employer { ";
        let text = format!("{{ {} id {}", list.repeat(12), "}".repeat(37));
        assert_eq!(counted(&text), u64::MAX);
    }
}
