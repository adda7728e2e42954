//! The schema, for looking types up.

use std::{collections::HashMap, sync::LazyLock};

use async_graphql::{
    Positioned,
    parser::{
        parse_schema,
        types::{
            BaseType, FieldDefinition, OperationType, Type, TypeDefinition, TypeKind,
            TypeSystemDefinition,
        },
    },
};

/// Types by their names.
pub(super) type Types = HashMap<String, TypeDefinition>;

/// Those of the schema. Read when the first one is asked for.
pub(super) static TYPES: LazyLock<Types> = LazyLock::new(|| types(crate::schema::bare_sdl()));

/// The types that a schema in the schema definition language defines.
pub(super) fn types(sdl: impl AsRef<str>) -> Types {
    let Ok(schema) = parse_schema(sdl) else { return Types::new() };
    let types = schema.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(of) => Some((of.node.name.node.to_string(), of.node)),
        _ => None,
    });
    types.collect()
}

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
    let fields = fields(named(object)?)?.iter().map(|field| &field.node);
    fields.into_iter().find(|field| field.name.node == name)
}

/// Types that have fields, and these.
pub(super) fn with_fields()
-> impl Iterator<Item = (&'static str, &'static [Positioned<FieldDefinition>])> {
    TYPES.iter().filter_map(|(name, of)| Some((name.as_str(), fields(of)?)))
}

pub(super) fn fields(of: &TypeDefinition) -> Option<&[Positioned<FieldDefinition>]> {
    match &of.kind {
        TypeKind::Object(object) => Some(&object.fields),
        TypeKind::Interface(interface) => Some(&interface.fields),
        _ => None,
    }
}

/// The name of the type without brackets and exclamation marks.
pub(super) fn innermost(is: &Type) -> &str {
    match &is.base {
        BaseType::Named(name) => name,
        BaseType::List(of) => innermost(of),
    }
}
