//! Whether clients find the schema up to date and every element of it described.

use async_graphql_parser::{
    Pos, Positioned, parse_schema,
    types::{
        FieldDefinition, InputValueDefinition, ServiceDocument, TypeDefinition, TypeKind,
        TypeSystemDefinition,
    },
};

use super::check::Finding;
use crate::{
    process::Outcome,
    schema::{FILE, built, written},
};

/// The file equals what is built.
pub(super) fn up_to_date() -> Outcome<Vec<Finding>> {
    let (written, built) = (written()?, built()?);
    if written == built {
        return Ok(Vec::new());
    }
    let same = written.lines().zip(built.lines()).take_while(|(one, other)| one == other).count();
    Ok(vec![Finding::new(
        format!("{FILE}:{}", same + 1),
        "the file is not what the code serves",
        "Run `cargo xtask schema`",
    )])
}

/// Every type, field, argument, enum value and directive says what it means.
pub(super) fn described() -> Outcome<Vec<Finding>> {
    undescribed(&written()?)
}

fn undescribed(text: &str) -> Outcome<Vec<Finding>> {
    let document = parse_schema(text).map_err(|error| format!("{FILE}: {error}"))?;
    Ok(elements(&document)
        .into_iter()
        .filter(|element| element.description.is_none_or(|text| text.trim().is_empty()))
        .map(|element| {
            Finding::new(
                format!("{FILE}:{}", element.position.line),
                format!("`{}` has no description", element.name),
                "Write a doc comment on the Rust item behind it",
            )
        })
        .collect())
}

/// A part of the schema that a client reads about.
struct Element<'d> {
    name: String,
    position: Pos,
    description: Option<&'d str>,
}

impl<'d> Element<'d> {
    fn new(name: String, position: Pos, description: Option<&'d Positioned<String>>) -> Self {
        Self { name, position, description: description.map(|text| text.node.as_str()) }
    }
}

fn elements(document: &ServiceDocument) -> Vec<Element<'_>> {
    let mut elements = Vec::new();
    for definition in &document.definitions {
        match definition {
            TypeSystemDefinition::Schema(_) => {}
            TypeSystemDefinition::Type(definition) => of_type(&definition.node, &mut elements),
            TypeSystemDefinition::Directive(directive) => {
                let name = format!("@{}", directive.node.name.node);
                let description = directive.node.description.as_ref();
                // A directive of the language itself is described by its specification.
                if !["@deprecated", "@include", "@oneOf", "@skip", "@specifiedBy"]
                    .contains(&name.as_str())
                {
                    of_inputs(&name, "(", &directive.node.arguments, &mut elements);
                    elements.push(Element::new(name, directive.node.name.pos, description));
                }
            }
        }
    }
    elements
}

fn of_type<'d>(definition: &'d TypeDefinition, elements: &mut Vec<Element<'d>>) {
    let name = definition.name.node.as_str();
    let description = definition.description.as_ref();
    elements.push(Element::new(name.to_owned(), definition.name.pos, description));
    match &definition.kind {
        TypeKind::Scalar | TypeKind::Union(_) => {}
        TypeKind::Object(object) => of_fields(name, &object.fields, elements),
        TypeKind::Interface(interface) => of_fields(name, &interface.fields, elements),
        TypeKind::InputObject(input) => of_inputs(name, ".", &input.fields, elements),
        TypeKind::Enum(definition) => {
            for value in &definition.values {
                let own = format!("{name}.{}", value.node.value.node);
                let description = value.node.description.as_ref();
                elements.push(Element::new(own, value.node.value.pos, description));
            }
        }
    }
}

fn of_fields<'d>(
    owner: &str,
    fields: &'d [Positioned<FieldDefinition>],
    elements: &mut Vec<Element<'d>>,
) {
    for field in fields {
        let name = format!("{owner}.{}", field.node.name.node);
        of_inputs(&name, "(", &field.node.arguments, elements);
        elements.push(Element::new(name, field.node.name.pos, field.node.description.as_ref()));
    }
}

fn of_inputs<'d>(
    owner: &str,
    sign: &str,
    inputs: &'d [Positioned<InputValueDefinition>],
    elements: &mut Vec<Element<'d>>,
) {
    for input in inputs {
        let close = if sign == "(" { ")" } else { "" };
        let name = format!("{owner}{sign}{}{close}", input.node.name.node);
        elements.push(Element::new(name, input.node.name.pos, input.node.description.as_ref()));
    }
}

#[cfg(test)]
mod tests {
    use super::undescribed;

    #[test]
    fn every_element_without_a_description_is_named_with_its_line() {
        let schema = "\"T\" type T {\n  a(\n    b: Int): Int\n  \"c\" c: Int\n}\n\
                      enum E {\n  ONE\n}\n\"I\" input I {\n  x: Int\n}\nunion U = T\n\
                      interface N {\n  \" \" n: Int\n}\nscalar S\n\
                      directive @own(y: Int) on FIELD\ndirective @skip(if: Boolean!) on FIELD\n\
                      schema { query: T }\n";
        let mut found: Vec<_> = undescribed(schema)
            .unwrap()
            .into_iter()
            .map(|finding| format!("{} {}", finding.place, finding.says))
            .collect();
        found.sort();
        let names: Vec<_> = found.iter().map(|line| line.split(' ').nth(1).unwrap()).collect();
        let mut expected = [
            "`T.a`",
            "`T.a(b)`",
            "`E`",
            "`E.ONE`",
            "`I.x`",
            "`U`",
            "`N`",
            "`N.n`",
            "`S`",
            "`@own`",
            "`@own(y)`",
        ];
        let mut sorted = names.clone();
        sorted.sort_unstable();
        expected.sort_unstable();
        assert_eq!(sorted, expected);
        assert!(
            found.iter().any(|line| line.starts_with("schema.graphql:3 `T.a(b)`")),
            "{found:?}"
        );
    }
}
