//! What an operation costs, reckoned from the weights in the schema before it is run.
//!
//! Statements are few, because what all parents of a list ask for is one question; answers are not:
//! each list within a list multiplies. A list counts as long as its page may be.

use std::{collections::HashMap, convert::Infallible};

use async_graphql::{
    Name, Pos, Positioned, Value, Variables,
    parser::types::{
        Directive, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
    },
};

use super::{
    super::catalogue,
    weights::{self, Size},
};
use crate::graphql::{
    connection::PAGE_LIMIT,
    cost::{Cost, Page, Tenths},
};

/// Of one operation.
pub(super) fn cost(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
) -> Cost {
    let mut count = Count { document, variables, fragments: HashMap::new(), pages: HashMap::new() };
    let whole = count.set(&operation.selection_set.node, catalogue::root(operation.ty));
    Cost::new(whole.once, count.pages)
}

struct Count<'d> {
    document: &'d ExecutableDocument,
    variables: &'d Variables,
    fragments: HashMap<&'d str, Sum>,
    pages: HashMap<Pos, Page>,
}

/// What a selection costs. It stops at the largest number there is.
#[derive(Clone, Copy, Default)]
struct Sum {
    once: Tenths,
    /// Of what brings a page: for each object on it.
    each: Tenths,
}

impl Sum {
    fn and(self, other: Self) -> Self {
        Self {
            once: self.once.saturating_add(other.once),
            each: self.each.saturating_add(other.each),
        }
    }
}

impl<'d> Count<'d> {
    fn set(&mut self, set: &'d SelectionSet, parent: &str) -> Sum {
        let of_selection = |selection: &'d Positioned<Selection>| {
            if self.is_left_out(&selection.node) {
                return Sum::default();
            }
            match &selection.node {
                Selection::Field(field) => self.field(field, parent),
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let parent = condition.map_or(parent, |condition| &condition.node.on.node);
                    self.set(&fragment.node.selection_set.node, parent)
                }
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node),
            }
        };
        set.items.iter().map(of_selection).fold(Sum::default(), Sum::and)
    }

    fn fragment(&mut self, name: &'d str) -> Sum {
        if let Some(known) = self.fragments.get(name) {
            return *known;
        }
        let Some(fragment) = self.document.fragments.get(name) else { return Sum::default() };
        let on = &fragment.node.type_condition.node.on.node;
        let sum = self.set(&fragment.node.selection_set.node, on);
        self.fragments.insert(name, sum);
        sum
    }

    fn field(&mut self, field: &'d Positioned<Field>, parent: &str) -> Sum {
        let name = &field.node.name.node;
        let Some(weight) = weights::of(parent, name) else {
            return Sum { once: weights::of_schema(name), each: 0 };
        };
        let inner = self.set(&field.node.selection_set.node, weight.of);
        let each = weight.each.saturating_add(inner.once);
        match &weight.size {
            None if weight.is_sized => Sum { once: 0, each },
            None => Sum { once: each, each: 0 },
            Some(size) => {
                let length = self.length(&field.node, size);
                let entry = if size.is_page { inner.each } else { each };
                let all = length.saturating_mul(entry);
                if !size.is_page {
                    return Sum { once: all, each: 0 };
                }
                self.pages.insert(field.pos, Page { size: length, each: entry });
                Sum { once: each.saturating_add(all), each: 0 }
            }
        }
    }

    fn length(&self, field: &Field, size: &Size) -> u64 {
        let mut arguments = size.slicing.iter().filter_map(|name| self.argument(field, name));
        let asked = arguments.find_map(|value| match value {
            Value::Number(number) => number.as_u64(),
            Value::List(entries) => Some(entries.len() as u64),
            // A list of one may be written without brackets.
            Value::String(_) => Some(1),
            _ => None,
        });
        asked.map_or(size.assumed, |asked| asked.min(PAGE_LIMIT.into()))
    }

    /// Whether `@skip` or `@include` leave a selection out.
    fn is_left_out(&self, selection: &Selection) -> bool {
        let mut directives = selection.directives().iter().map(|directive| &directive.node);
        directives.any(|directive| match directive.name.node.as_str() {
            "skip" => self.condition(directive) == Some(true),
            "include" => self.condition(directive) == Some(false),
            _ => false,
        })
    }

    fn condition(&self, directive: &Directive) -> Option<bool> {
        let condition = directive.get_argument("if")?.node.clone();
        match condition.into_const_with(self.variables()) {
            Ok(Value::Boolean(condition)) => Some(condition),
            _ => None,
        }
    }

    fn argument(&self, field: &Field, name: &str) -> Option<Value> {
        let value = field.get_argument(name)?.node.clone();
        value.into_const_with(self.variables()).ok()
    }

    fn variables(&self) -> impl Fn(Name) -> Result<Value, Infallible> {
        |name| Ok(self.variables.get(&name).cloned().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;

    fn reckoned(text: &str) -> Cost {
        let document = parse_query(text).unwrap();
        let variables = json!({"two": 2, "ids": ["a", "b", "c"], "yes": true});
        let (_, operation) = document.operations.iter().next().unwrap();
        cost(&document, &operation.node, &Variables::from_json(variables))
    }

    #[test]
    fn a_list_within_a_list_multiplies() {
        // In tenths: an object 10, a value 1.
        for (text, tenths) in [
            ("{ __typename }", 1),
            ("{ __schema { types { name } } a: __type(name: \"A\") { name } }", 5100),
            ("{ employerRequest(id: \"a\") { id employer { id } } }", 11 + 11),
            ("{ employerRequests { totalCount } }", 10 + 10),
            ("{ employerRequests { nodes { id } } }", 10 + 25 * 11),
            ("{ employerRequests { edges { cursor node { id } } pageInfo { endCursor } } }",
                10 + 25 * (11 + 11) + 11),
            ("{ employerRequests(first: 3) { nodes { employer { id } } } }", 10 + 3 * 21),
            ("{ employerRequests(first: null, last: 4) { nodes { id } } }", 10 + 4 * 11),
            ("{ employerRequests(last: 1000) { nodes { id } } }", 10 + 100 * 11),
            ("query($two: Int) { employerRequests(first: $two) { nodes { responses(first: 5) { nodes { id } } } } }",
                10 + 2 * (10 + 10 + 5 * 11)),
            ("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", 3 * 11),
            ("{ nodes(ids: \"a\") { id ... on EmployerRequest { title } } }", 12),
            ("{ employerRequests(first: 4) { ...Page } again: employerRequests(first: 1) { ...Page } }
                fragment Page on EmployerRequestConnection { nodes { ...Card } totalCount }
                fragment Card on EmployerRequest { employer { id } ... { qualification { id } } }",
                (10 + 4 * 32 + 10) + (10 + 32 + 10)),
            ("{ employerRequests(first: 2) { nodes { selectedColleges { id } } } }",
                10 + 2 * (10 + 200 * 11)),
            ("{ employerRequests(first: 1) { nodes { titleTranslations { text } } } }",
                10 + 10 + 3 * 11),
            ("mutation { clusterCreate(input: {}) { cluster { id } userErrors { message } } }",
                100 + 11 + 50 * 11),
            ("query($yes: Boolean!) { __typename @skip(if: $yes) ... @include(if: $yes) { a: __typename }
                b: __typename @include(if: false) }", 1),
        ] {
            assert_eq!(reckoned(text).requested(), u64::div_ceil(tenths, 10), "{text}");
        }
    }

    #[test]
    fn what_grows_without_end_is_the_largest_number() {
        let list = "employerRequests(first: 100) { nodes { employer { ";
        let text = format!("{{ {} id {}", list.repeat(12), "}".repeat(37));
        assert_eq!(reckoned(&text).requested(), u64::MAX.div_ceil(10));
    }
}
