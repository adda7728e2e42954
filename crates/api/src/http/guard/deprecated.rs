//! Which elements of the schema that are to go an operation still uses: their owner is told, before
//! they are gone.

use std::{
    collections::{BTreeSet, HashSet},
    sync::LazyLock,
};

use async_graphql::{
    Positioned, Value, Variables,
    parser::types::{
        ConstDirective, EnumType, ExecutableDocument, Field, OperationDefinition, Selection,
        SelectionSet, TypeDefinition, TypeKind,
    },
};

use super::super::catalogue::{self, TYPES, Types, fields, innermost};

/// Elements of a schema that are to go.
pub(super) struct Deprecated {
    types: &'static Types,
    /// Without any, nothing has to be looked for.
    is_any: bool,
}

/// Those of ours.
pub(super) static DEPRECATED: LazyLock<Deprecated> = LazyLock::new(|| Deprecated::of(&TYPES));

impl Deprecated {
    fn of(types: &'static Types) -> Self {
        Self { types, is_any: types.values().any(has_any) }
    }

    /// What a valid operation uses of it, whether `@skip` leaves it out this time or not: `Type.field`,
    /// `Type.field(argument:)`, `Enum.VALUE`, `Input.field`.
    pub(super) fn used(
        &self,
        document: &ExecutableDocument,
        operation: &OperationDefinition,
        variables: &Variables,
    ) -> BTreeSet<String> {
        let (types, found) = (self.types, BTreeSet::new());
        if !self.is_any {
            return found;
        }
        let mut search = Search { types, document, fragments: HashSet::new(), found };
        search.set(&operation.selection_set.node, catalogue::root(operation.ty));
        for definition in &operation.variable_definitions {
            if let Some(value) = variables.get(&definition.node.name.node) {
                search.value(innermost(&definition.node.var_type.node), value);
            }
        }
        search.found
    }
}

fn has_any(of: &TypeDefinition) -> bool {
    match &of.kind {
        TypeKind::Enum(of) => of.values.iter().any(|value| is_deprecated(&value.node.directives)),
        TypeKind::InputObject(of) => {
            of.fields.iter().any(|field| is_deprecated(&field.node.directives))
        }
        _ => fields(of).into_iter().flatten().any(|field| {
            let mut arguments = field.node.arguments.iter();
            is_deprecated(&field.node.directives)
                || arguments.any(|argument| is_deprecated(&argument.node.directives))
        }),
    }
}

fn is_deprecated(directives: &[Positioned<ConstDirective>]) -> bool {
    directives.iter().any(|directive| directive.node.name.node == "deprecated")
}

/// Walks through an operation. It ends, for the guard has measured the document before.
struct Search<'d> {
    types: &'static Types,
    document: &'d ExecutableDocument,
    /// Those that were looked at.
    fragments: HashSet<&'d str>,
    found: BTreeSet<String>,
}

impl<'d> Search<'d> {
    fn set(&mut self, set: &'d SelectionSet, parent: &str) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.field(&field.node, parent),
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let parent = condition.map_or(parent, |condition| &condition.node.on.node);
                    self.set(&fragment.node.selection_set.node, parent);
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let fragment = self.document.fragments.get(name);
                    if let Some(fragment) = fragment.filter(|_| self.fragments.insert(name)) {
                        let on = &fragment.node.type_condition.node.on.node;
                        self.set(&fragment.node.selection_set.node, on);
                    }
                }
            }
        }
    }

    fn field(&mut self, field: &'d Field, parent: &str) {
        let name = &field.name.node;
        let mut known = self.types.get(parent).and_then(fields).into_iter().flatten();
        // What shows the schema itself is in no list.
        let Some(known) = known.find(|known| known.node.name.node == *name) else { return };
        if is_deprecated(&known.node.directives) {
            self.found.insert(format!("{parent}.{name}"));
        }
        for (argument, value) in &field.arguments {
            let mut arguments = known.node.arguments.iter();
            let Some(of) = arguments.find(|it| it.node.name.node == argument.node) else {
                continue;
            };
            if is_deprecated(&of.node.directives) {
                self.found.insert(format!("{parent}.{name}({}:)", argument.node));
            }
            // What variables hold is looked at by itself.
            let value = value.node.clone().into_const_with(|_| Ok::<_, ()>(Value::Null));
            if let Ok(value) = value {
                self.value(innermost(&of.node.ty.node), &value);
            }
        }
        self.set(&field.selection_set.node, innermost(&known.node.ty.node));
    }

    /// A value of the type of this name, or a list of such.
    fn value(&mut self, of: &str, value: &Value) {
        match (value, self.types.get(of).map(|of| &of.kind)) {
            (Value::List(values), _) => values.iter().for_each(|value| self.value(of, value)),
            (Value::Object(given), Some(TypeKind::InputObject(input))) => {
                for field in &input.fields {
                    let field = &field.node;
                    let Some(value) = given.get(&field.name.node) else { continue };
                    if is_deprecated(&field.directives) {
                        self.found.insert(format!("{of}.{}", field.name.node));
                    }
                    self.value(innermost(&field.ty.node), value);
                }
            }
            (Value::Enum(word), Some(TypeKind::Enum(known))) => self.word(of, word, known),
            // In JSON it is a text.
            (Value::String(word), Some(TypeKind::Enum(known))) => self.word(of, word, known),
            _ => {}
        }
    }

    fn word(&mut self, of: &str, word: &str, known: &EnumType) {
        let mut values = known.values.iter().map(|value| &value.node);
        let known = values.find(|value| value.value.node == word);
        if known.is_some_and(|value| is_deprecated(&value.directives)) {
            self.found.insert(format!("{of}.{word}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;

    const SCHEMA: &str = r#"
        type Query {
            new(filter: Filter, kinds: [Kind!], by: String @deprecated(reason: "Use `filter`.")): New!
            old: New @deprecated(reason: "Use `new`.")
        }
        type New { id: ID name: String @deprecated(reason: "Use `id`.") next(kind: Kind): New }
        input Filter { kind: Kind, code: String @deprecated(reason: "Use `kind`."), all: [Filter!] }
        enum Kind { GOOD BAD @deprecated(reason: "Use `GOOD`.") }
    "#;

    fn used_of(schema: &str, text: &str, variables: serde_json::Value) -> Vec<String> {
        let types = Box::leak(Box::new(catalogue::types(schema)));
        let document = parse_query(text).unwrap();
        // Of several, which come in no order, the one that is called `A`.
        let mut operations = document.operations.iter();
        let (_, operation) =
            operations.find(|(name, _)| name.is_none_or(|name| name == "A")).unwrap();
        let variables = Variables::from_json(variables);
        let used = Deprecated::of(types).used(&document, &operation.node, &variables);
        used.into_iter().collect()
    }

    #[test]
    fn whatever_is_to_go_is_found_wherever_it_stands() {
        for (text, variables, expected) in [
            (
                "{ new { id next(kind: GOOD) { id } } __typename __schema { types { name } } }",
                json!({}),
                &[][..],
            ),
            ("{ old { id } again: old { name } }", json!({}), &["New.name", "Query.old"]),
            ("{ new(by: \"x\") { id } }", json!({}), &["Query.new(by:)"]),
            ("query($by: String) { new(by: $by) { id } }", json!({}), &["Query.new(by:)"]),
            ("{ new(kinds: [GOOD, BAD]) { id } }", json!({}), &["Kind.BAD"]),
            ("{ new(kinds: BAD) { id } }", json!({}), &["Kind.BAD"]),
            ("{ new { next(kind: BAD) { id } } }", json!({}), &["Kind.BAD"]),
            ("{ new(filter: {all: [{code: \"BAD\"}]}) { id } }", json!({}), &["Filter.code"]),
            (
                "query($it: Filter) { new(filter: $it) { id } }",
                json!({"it": {"all": [{"kind": "BAD", "code": null}]}}),
                &["Filter.code", "Kind.BAD"],
            ),
            (
                "query($it: [Kind!]) { new(kinds: $it) { id } }",
                json!({"it": ["BAD"]}),
                &["Kind.BAD"],
            ),
            (
                "query($it: Kind) { new(filter: {kind: $it}) { id } }",
                json!({"it": "BAD"}),
                &["Kind.BAD"],
            ),
            ("query($it: Kind) { new(filter: {kind: $it}) { id } }", json!({"it": "GOOD"}), &[]),
            (
                "{ new { ...A ... on New { next { ...A } } } } fragment A on New { ...B }
                fragment B on New { name @skip(if: true) }",
                json!({}),
                &["New.name"],
            ),
        ] {
            assert_eq!(used_of(SCHEMA, text, variables), expected, "{text}");
        }
    }

    #[test]
    fn where_nothing_is_to_go_nothing_is_looked_for() {
        let schema = SCHEMA.replace("@deprecated", "@other");
        let types = Box::leak(Box::new(catalogue::types(&schema)));
        assert!(!Deprecated::of(types).is_any);
        // Each kind of element by itself is enough for a search.
        for element in ["old: New", "by: String", "code: String", "BAD"] {
            let only =
                schema.replace(&format!("{element} @other"), &format!("{element} @deprecated"));
            let types = Box::leak(Box::new(catalogue::types(&only)));
            assert!(Deprecated::of(types).is_any, "{element}");
        }
    }

    /// An operation runs only one of a document.
    #[test]
    fn what_other_operations_of_the_document_use_is_not_told() {
        let text = "query A { new { ...F } } query B { old { name } } fragment F on New { id }";
        assert_eq!(used_of(SCHEMA, text, json!({})), [""; 0]);
    }
}
