//! What the schema says of the cost of its fields, read once.

use std::{collections::HashMap, sync::LazyLock};

use async_graphql::{
    Value,
    parser::types::{ConstDirective, FieldDefinition},
};

use super::super::catalogue;
use crate::graphql::{
    cost::Tenths,
    weight::{COST, LIST_SIZE},
};

#[derive(Debug)]
pub(super) struct Weight {
    pub(super) each: Tenths,
    /// How long the list is, if it is one.
    pub(super) size: Option<Size>,
    /// It brings the objects of the page that it stands in.
    pub(super) is_sized: bool,
    /// The type of what it brings.
    pub(super) of: &'static str,
}

/// How long a list is.
#[derive(Debug)]
pub(super) struct Size {
    pub(super) assumed: u64,
    /// Arguments that say so.
    pub(super) slicing: Vec<&'static str>,
    /// The list stands in fields of what is brought.
    pub(super) is_page: bool,
}

/// By type and name.
type Weights = HashMap<&'static str, HashMap<&'static str, Weight>>;

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    let mut weights = Weights::new();
    let mut sized = Vec::new();
    for (name, fields) in catalogue::with_fields() {
        let of_type = weights.entry(name).or_default();
        for field in fields {
            let field = &field.node;
            let of = catalogue::innermost(&field.ty.node);
            let fields = directive(field, LIST_SIZE).map(|list| words(list, "sizedFields"));
            sized.extend(fields.iter().flatten().map(|field| (of, *field)));
            of_type.insert(field.name.node.as_str(), Weight::new(field, of));
        }
    }
    for (page, field) in sized {
        if let Some(weight) = weights.get_mut(page).and_then(|fields| fields.get_mut(field)) {
            weight.is_sized = true;
        }
    }
    weights
});

/// Of a field that the schema defines.
pub(super) fn of(parent: &str, field: &str) -> Option<&'static Weight> {
    WEIGHTS.get(parent)?.get(field)
}

/// Of a field with which the schema tells of itself; it is in no definition.
pub(super) fn of_schema(field: &str) -> Tenths {
    match field {
        "__schema" => 5000,
        "__type" => 100,
        _ => 1,
    }
}

impl Weight {
    fn new(field: &'static FieldDefinition, of: &'static str) -> Self {
        let each = directive(field, COST).and_then(|cost| match argument(cost, "weight")? {
            Value::String(weight) => tenths(weight),
            _ => None,
        });
        let size = directive(field, LIST_SIZE).map(|list| Size {
            assumed: match argument(list, "assumedSize") {
                Some(Value::Number(size)) => size.as_u64().unwrap_or_default(),
                _ => 0,
            },
            slicing: words(list, "slicingArguments"),
            is_page: !words(list, "sizedFields").is_empty(),
        });
        Self { each: each.unwrap_or_default(), size, is_sized: false, of }
    }
}

/// Of a decimal number with at most one digit behind the point.
fn tenths(weight: &str) -> Option<Tenths> {
    let (whole, tenths) = weight.split_once('.').unwrap_or((weight, "0"));
    Some(whole.parse::<Tenths>().ok()? * 10 + tenths.parse::<Tenths>().ok()?)
}

fn directive(field: &'static FieldDefinition, name: &str) -> Option<&'static ConstDirective> {
    field.directives.iter().map(|directive| &directive.node).find(|it| it.name.node == name)
}

fn argument(directive: &'static ConstDirective, name: &str) -> Option<&'static Value> {
    directive.get_argument(name).map(|value| &value.node)
}

fn words(directive: &'static ConstDirective, name: &str) -> Vec<&'static str> {
    let Some(Value::List(words)) = argument(directive, name) else { return Vec::new() };
    let word = |word: &'static Value| match word {
        Value::String(word) => Some(word.as_str()),
        _ => None,
    };
    words.iter().filter_map(word).collect()
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::types::BaseType;

    use super::*;

    #[test]
    fn every_field_has_a_cost_and_every_list_of_objects_a_length() {
        let mut seen = 0;
        for (name, fields) in catalogue::with_fields() {
            for field in fields {
                let at = format!("{name}.{}", field.node.name.node);
                let weight = of(name, &field.node.name.node).unwrap();
                assert!(weight.each > 0, "{at} costs nothing");
                let is_list = matches!(field.node.ty.node.base, BaseType::List(_));
                if is_list && catalogue::with_fields().any(|(name, _)| name == weight.of) {
                    let length = weight.size.as_ref().map(|size| size.assumed);
                    assert!(length.is_some_and(|it| it > 0) || weight.is_sized, "{at}: no length");
                }
                seen += 1;
            }
        }
        assert!(seen > 1000, "{seen}");
    }

    #[test]
    fn weights_are_decimal_numbers() {
        assert_eq!(
            ["1", "0.1", "10", "x", "1.x"].map(tenths),
            [Some(10), Some(1), Some(100), None, None]
        );
    }
}
