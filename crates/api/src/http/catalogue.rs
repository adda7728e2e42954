//! The schema, for looking types up.

use std::{collections::HashMap, sync::LazyLock};

use async_graphql::parser::{
    parse_schema,
    types::{
        BaseType, FieldDefinition, OperationType, Type, TypeDefinition, TypeKind,
        TypeSystemDefinition,
    },
};

/// Its types by their names. Read when the first one is asked for.
static TYPES: LazyLock<HashMap<String, TypeDefinition>> = LazyLock::new(|| {
    let Ok(schema) = parse_schema(crate::sdl()) else { return HashMap::new() };
    let types = schema.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(of) => Some((of.node.name.node.to_string(), of.node)),
        _ => None,
    });
    types.collect()
});

/// The type that an operation begins at.
pub(super) fn root(of: OperationType) -> &'static str {
    match of {
        OperationType::Query => "Query",
        OperationType::Mutation => "Mutation",
        OperationType::Subscription => "Subscription",
    }
}

/// A type that the schema defines; scalars of GraphQL itself it does not.
pub(super) fn named(name: &str) -> Option<&'static TypeDefinition> {
    TYPES.get(name)
}

/// A field of an object.
pub(super) fn field(object: &str, name: &str) -> Option<&'static FieldDefinition> {
    let fields = match &named(object)?.kind {
        TypeKind::Object(object) => &object.fields,
        TypeKind::Interface(interface) => &interface.fields,
        _ => return None,
    };
    fields.iter().map(|field| &field.node).find(|field| field.name.node == name)
}

/// The name of the type without brackets and exclamation marks.
pub(super) fn innermost(is: &Type) -> &str {
    match &is.base {
        BaseType::Named(name) => name,
        BaseType::List(of) => innermost(of),
    }
}
