//! A value of an argument that does not fit: a mistake of the document, or of the variables.

use std::{collections::HashMap, convert::Infallible, sync::LazyLock};

use async_graphql::{
    Pos, ServerError, Value,
    parser::{
        parse_query, parse_schema,
        types::{Field, Selection, SelectionSet, TypeKind, TypeSystemDefinition},
    },
};
use axum::body::Bytes;

/// What the library says of such a value; the way to it follows, in quotes.
const BEGINNING: &str = "Invalid value for argument \"";
/// What it says of a word that is not in the list; the name of the list follows, in quotes.
const NOT_IN_LIST: &str = "enumeration type \"";

/// Names the words of the list if there is one, and tells whether a variable is to blame. `None`:
/// the error is about something else.
pub(super) fn explain(error: &ServerError, document: &str) -> Option<(String, bool)> {
    let path = error.message.strip_prefix(BEGINNING)?.split('"').next()?;
    let words = error.message.split_once(NOT_IN_LIST).and_then(|(_, rest)| {
        let name = rest.split('"').next()?;
        LISTS.get(name)
    });
    let message = match words {
        Some(words) => format!("{}; expected one of {words}", error.message),
        None => error.message.clone(),
    };
    let position = *error.locations.first()?;
    Some((message, is_variable(document, position, path).unwrap_or(false)))
}

/// The words of all lists of the schema. Read when the first one is asked for.
static LISTS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let Ok(schema) = parse_schema(crate::sdl()) else { return HashMap::new() };
    let lists = schema.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(list) => match list.node.kind {
            TypeKind::Enum(words) => {
                let words = words.values.into_iter().map(|word| word.node.value.node.to_string());
                Some((list.node.name.node.to_string(), words.collect::<Vec<_>>().join(", ")))
            }
            _ => None,
        },
        _ => None,
    });
    lists.collect()
});

/// Stands for a variable; a document has no such value.
const VARIABLE: Value = Value::Binary(Bytes::new());

/// Whether the value at the end of the path comes from a variable.
fn is_variable(document: &str, position: Pos, path: &str) -> Option<bool> {
    let document = parse_query(document).ok()?;
    let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set);
    let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set);
    let mut sets = operations.chain(fragments);
    let mut value = sets.find_map(|set| argument(&set.node, position))?;
    // The first part of the path is the argument itself.
    for part in path.split('.').skip(1) {
        let next = match &mut value {
            Value::Object(fields) => fields.swap_remove(part),
            Value::List(entries) => part
                .parse()
                .ok()
                .filter(|&n| n < entries.len())
                .map(|n: usize| entries.swap_remove(n)),
            _ => None,
        };
        let Some(next) = next else { break };
        value = next;
    }
    Some(value == VARIABLE)
}

/// The value of the argument whose name stands there.
fn argument(set: &SelectionSet, position: Pos) -> Option<Value> {
    set.items.iter().find_map(|item| match &item.node {
        Selection::Field(field) => own_argument(&field.node, position)
            .or_else(|| argument(&field.node.selection_set.node, position)),
        Selection::InlineFragment(fragment) => {
            argument(&fragment.node.selection_set.node, position)
        }
        Selection::FragmentSpread(_) => None,
    })
}

fn own_argument(field: &Field, position: Pos) -> Option<Value> {
    let (_, value) = field.arguments.iter().find(|(name, _)| name.pos == position)?;
    let marked = value.node.clone().into_const_with(|_| Ok::<_, Infallible>(VARIABLE));
    marked.ok()
}
