//! The schema as the reference needs it: read from the SDL, so that whatever stands there is shown.

use std::collections::BTreeMap;

use apollo_compiler::{
    Node,
    ast::{
        Definition, DirectiveDefinition, DirectiveList, Document, EnumValueDefinition,
        FieldDefinition, InputValueDefinition,
    },
};

use crate::graphql::data_class::DATA_CLASS;

/// All types and directives.
pub(super) struct Reference {
    pub(super) types: BTreeMap<String, Type>,
    /// By their names, with `@`; what they are applied to is in `implements`.
    pub(super) directives: Vec<Type>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Object,
    Interface,
    Union,
    Enum,
    Input,
    Scalar,
    Directive,
}

pub(super) struct Type {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) description: String,
    /// Directives that are applied to it, as they are written.
    pub(super) applied: Vec<String>,
    /// Its interfaces; of a directive, where it may stand.
    pub(super) implements: Vec<String>,
    /// What a union or an interface can be.
    pub(super) possible: Vec<String>,
    /// Fields, values of an enum, arguments of a directive.
    pub(super) fields: Vec<Field>,
    /// Where it is used: type and field.
    pub(super) used: Vec<(String, String)>,
}

pub(super) struct Field {
    pub(super) name: String,
    /// `None`: a value of an enum.
    pub(super) of: Option<TypeRef>,
    pub(super) default: Option<String>,
    pub(super) description: String,
    pub(super) applied: Vec<String>,
    pub(super) arguments: Vec<Field>,
}

/// A type as a field has it, such as `[Change!]!`.
pub(super) struct TypeRef {
    /// The whole of it.
    pub(super) written: String,
    /// The type without lists and exclamation marks.
    pub(super) name: String,
}

impl Field {
    /// How far its value may be told, where the schema says so.
    pub(super) fn class(&self) -> Option<&str> {
        self.applied.iter().find_map(|directive| class_in(directive))
    }
}

/// The class in `@dataClass(is: CLASS)`; `None` if that is another directive.
pub(super) fn class_in(directive: &str) -> Option<&str> {
    let arguments = directive.strip_prefix('@')?.strip_prefix(DATA_CLASS)?;
    arguments.strip_prefix("(is: ")?.strip_suffix(')')
}

impl Reference {
    /// # Panics
    /// When what we serve as our schema is none.
    pub(super) fn read(sdl: &str) -> Self {
        let document = Document::parse(sdl, "schema.graphql").expect("our schema is GraphQL");
        let all = document.definitions.iter().filter_map(read_type);
        let (directives, types): (Vec<_>, Vec<_>) = all.partition(|of| of.kind == Kind::Directive);
        let types = types.into_iter().map(|of| (of.name.clone(), of)).collect();
        let mut reference = Self { types, directives };
        reference.find_uses();
        reference
    }

    /// Every description, of types and of all within them.
    #[cfg(test)]
    pub(super) fn descriptions(&self) -> Vec<&str> {
        let mut found = Vec::new();
        for of in self.types.values().chain(&self.directives) {
            found.push(of.description.as_str());
            for field in &of.fields {
                found.push(field.description.as_str());
                found.extend(field.arguments.iter().map(|argument| argument.description.as_str()));
            }
        }
        found
    }

    fn find_uses(&mut self) {
        let mut uses: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        let mut possible: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for of in self.types.values() {
            for field in &of.fields {
                let place = || (of.name.clone(), field.name.clone());
                for used in
                    field.of.iter().chain(field.arguments.iter().filter_map(|a| a.of.as_ref()))
                {
                    let places = uses.entry(used.name.clone()).or_default();
                    if places.last() != Some(&place()) {
                        places.push(place());
                    }
                }
            }
            for interface in &of.implements {
                possible.entry(interface.clone()).or_default().push(of.name.clone());
            }
        }
        for of in self.types.values_mut() {
            of.used = uses.remove(&of.name).unwrap_or_default();
            of.possible.extend(possible.remove(&of.name).unwrap_or_default());
        }
    }
}

fn read_type(definition: &Definition) -> Option<Type> {
    let (kind, description, applied) = match definition {
        Definition::ScalarTypeDefinition(it) => (Kind::Scalar, &it.description, &it.directives),
        Definition::ObjectTypeDefinition(it) => (Kind::Object, &it.description, &it.directives),
        Definition::InterfaceTypeDefinition(it) => {
            (Kind::Interface, &it.description, &it.directives)
        }
        Definition::UnionTypeDefinition(it) => (Kind::Union, &it.description, &it.directives),
        Definition::EnumTypeDefinition(it) => (Kind::Enum, &it.description, &it.directives),
        Definition::InputObjectTypeDefinition(it) => (Kind::Input, &it.description, &it.directives),
        Definition::DirectiveDefinition(it) => return Some(directive(it)),
        _ => return None,
    };
    let names = |names: &[apollo_compiler::Name]| names.iter().map(ToString::to_string).collect();
    let (mut implements, mut possible) = (Vec::new(), Vec::new());
    let fields = match definition {
        Definition::ObjectTypeDefinition(it) => {
            implements = names(&it.implements_interfaces);
            it.fields.iter().map(field).collect()
        }
        Definition::InterfaceTypeDefinition(it) => {
            implements = names(&it.implements_interfaces);
            it.fields.iter().map(field).collect()
        }
        Definition::UnionTypeDefinition(it) => {
            possible = names(&it.members);
            Vec::new()
        }
        Definition::EnumTypeDefinition(it) => it.values.iter().map(value).collect(),
        Definition::InputObjectTypeDefinition(it) => it.fields.iter().map(input).collect(),
        _ => Vec::new(),
    };
    Some(Type {
        name: definition.name()?.to_string(),
        kind,
        description: text(description.as_ref()),
        applied: written(applied),
        implements,
        possible,
        fields,
        used: Vec::new(),
    })
}

fn directive(definition: &Node<DirectiveDefinition>) -> Type {
    Type {
        name: format!("@{}", definition.name),
        kind: Kind::Directive,
        description: text(definition.description.as_ref()),
        applied: Vec::new(),
        implements: definition.locations.iter().map(ToString::to_string).collect(),
        possible: Vec::new(),
        fields: definition.arguments.iter().map(input).collect(),
        used: Vec::new(),
    }
}

fn field(definition: &Node<FieldDefinition>) -> Field {
    Field {
        name: definition.name.to_string(),
        of: Some(type_ref(&definition.ty)),
        default: None,
        description: text(definition.description.as_ref()),
        applied: written(&definition.directives),
        arguments: definition.arguments.iter().map(input).collect(),
    }
}

fn input(definition: &Node<InputValueDefinition>) -> Field {
    Field {
        name: definition.name.to_string(),
        of: Some(type_ref(&definition.ty)),
        default: definition.default_value.as_ref().map(ToString::to_string),
        description: text(definition.description.as_ref()),
        applied: written(&definition.directives),
        arguments: Vec::new(),
    }
}

fn value(definition: &Node<EnumValueDefinition>) -> Field {
    Field {
        name: definition.value.to_string(),
        of: None,
        default: None,
        description: text(definition.description.as_ref()),
        applied: written(&definition.directives),
        arguments: Vec::new(),
    }
}

fn type_ref(of: &apollo_compiler::ast::Type) -> TypeRef {
    TypeRef { written: of.to_string(), name: of.inner_named_type().to_string() }
}

fn text(description: Option<&Node<str>>) -> String {
    description.map(|text| text.trim().to_owned()).unwrap_or_default()
}

fn written(directives: &DirectiveList) -> Vec<String> {
    directives.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SDL: &str = r#"
        "A thing." type Thing implements Node @cost(weight: 2) {
            "Its id." id: ID!
            "Others." others("How many." first: Int = 25): [Thing!]! @deprecated(reason: "Use x.")
        }
        "Any." interface Node { "Id." id: ID! }
        union Either = Thing
        enum Colour { "Red." RED @own }
        input By @oneOf { id: ID }
        "How dear." directive @cost("Points." weight: Int!) on OBJECT | FIELD_DEFINITION
    "#;

    #[test]
    fn everything_in_the_schema_is_read() {
        let reference = Reference::read(SDL);
        let thing = &reference.types["Thing"];
        assert_eq!((thing.kind, thing.description.as_str()), (Kind::Object, "A thing."));
        assert_eq!(thing.implements, ["Node"]);
        let others = &thing.fields[1];
        assert_eq!(others.of.as_ref().unwrap().written, "[Thing!]!");
        assert_eq!(others.arguments[0].default.as_deref(), Some("25"));
        assert_eq!(reference.types["Node"].possible, ["Thing"]);
        assert_eq!(reference.types["Either"].possible, ["Thing"]);
        assert_eq!(thing.used, [("Thing".to_owned(), "others".to_owned())]);
        assert_eq!(reference.directives[0].name, "@cost");
        assert_eq!(reference.directives[0].implements, ["OBJECT", "FIELD_DEFINITION"]);
    }

    #[test]
    fn directives_are_read_wherever_they_are_applied() {
        let reference = Reference::read(SDL);
        assert_eq!(reference.types["Thing"].applied, ["@cost(weight: 2)"]);
        let deprecated = &reference.types["Thing"].fields[1].applied;
        assert_eq!(deprecated, &["@deprecated(reason: \"Use x.\")"]);
        assert_eq!(reference.types["Colour"].fields[0].applied, ["@own"]);
        assert_eq!(reference.types["By"].applied, ["@oneOf"]);
    }
}
