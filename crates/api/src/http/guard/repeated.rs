//! Fields that an object among the values of a document has twice (GraphQL, September 2025, 5.6.3),
//! which apollo-compiler lets pass.

use std::collections::HashSet;

use apollo_compiler::{
    ExecutableDocument, Name,
    ast::Value,
    executable::{Selection, SelectionSet},
};

/// The second of two fields of one name, if there are such.
pub(super) fn repeated(document: &ExecutableDocument) -> Option<&Name> {
    let mut operations = document.operations.iter();
    let in_operations = operations.find_map(|operation| {
        let mut defaults = operation.variables.iter().filter_map(|it| it.default_value.as_ref());
        defaults.find_map(|value| in_value(value)).or_else(|| in_set(&operation.selection_set))
    });
    let mut fragments = document.fragments.values();
    in_operations.or_else(|| fragments.find_map(|fragment| in_set(&fragment.selection_set)))
}

fn in_set(set: &SelectionSet) -> Option<&Name> {
    set.selections.iter().find_map(|selection| match selection {
        Selection::Field(field) => {
            let mut arguments = field.arguments.iter();
            let in_arguments = arguments.find_map(|argument| in_value(&argument.value));
            in_arguments.or_else(|| in_set(&field.selection_set))
        }
        Selection::InlineFragment(fragment) => in_set(&fragment.selection_set),
        Selection::FragmentSpread(_) => None,
    })
}

fn in_value(value: &Value) -> Option<&Name> {
    match value {
        Value::List(entries) => entries.iter().find_map(|entry| in_value(entry)),
        Value::Object(fields) => {
            let mut names = HashSet::new();
            let twice = fields.iter().find(|(name, _)| !names.insert(name));
            let inner = || fields.iter().find_map(|(_, value)| in_value(value));
            twice.map(|(name, _)| name).or_else(inner)
        }
        _ => None,
    }
}
