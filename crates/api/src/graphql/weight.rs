//! What fields cost, stated in the schema itself by the directives of the GraphQL cost
//! specification (IBM, <https://ibm.github.io/graphql-specs/cost-spec.html>).
//!
//! An object costs one point and a value a tenth of one; a list as much as its page may hold. What
//! makes the database work more than that has a weight of its own.

use std::{borrow::Cow, collections::HashSet};

use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, ServerResult, Value,
    parser::types::Field,
    registry::{
        MetaDirective, MetaDirectiveInvocation, MetaField, MetaInputValue, MetaType, MetaTypeName,
        Registry,
    },
};
use domain::Window;

use super::{
    connection::PAGE_LIMIT,
    directive::{argument, invocation, on_fields},
};
use crate::schema::Query;

pub(crate) const COST: &str = "cost";
pub(crate) const LIST_SIZE: &str = "listSize";

/// Of an object, or of each object in a list.
const OBJECT: &str = "1";
/// Of a value.
const VALUE: &str = "0.1";
/// Of a change: it is checked, written, and written down.
const CHANGE: &str = "10";
/// Of what looks at everything in a list.
const COUNT: &str = "1";
const COUNTS: [&str; 2] = ["totalCount", "totalCountPrecision"];

/// How many objects lists without pages hold, at most.
const LENGTHS: [(&str, u32); 18] = [
    ("academicYears", 50),
    ("candidates", 20),
    ("days", 92),
    ("deprecated", 100),
    ("disabledActions", 20),
    ("facets", 200),
    ("keys", 5),
    ("organizations", 20),
    ("qualifications", 50),
    ("roles", 20),
    ("secrets", 2),
    ("remarks", 200),
    ("repairs", 10),
    ("rows", 100),
    ("rules", 100),
    ("selectedColleges", 200),
    ("specialties", 50),
    ("tasks", 20),
];
/// Those whose names end so.
const LENGTHS_BY_END: [(&str, u32); 2] = [("Translations", 3), ("userErrors", 50)];

/// States what all fields cost that are registered so far.
fn state(registry: &mut Registry) {
    registry.add_directive(cost());
    registry.add_directive(list_size());
    let composite = |(name, of): (&String, &MetaType)| of.is_composite().then(|| name.clone());
    let composite: HashSet<_> = registry.types.iter().filter_map(composite).collect();
    for (name, of) in &mut registry.types {
        if name.starts_with("__") {
            continue;
        }
        let (MetaType::Object { fields, .. } | MetaType::Interface { fields, .. }) = of else {
            continue;
        };
        for field in fields.values_mut() {
            let of = MetaTypeName::concrete_typename(&field.ty).to_owned();
            let is_value = !composite.contains(&of);
            let size = if is_value { None } else { size(name, &of, field) };
            let weight = weight(name, field, is_value);
            let said = [("weight", Value::from(weight))];
            field.directive_invocations.push(invocation(COST, said));
            field.directive_invocations.extend(size);
        }
    }
}

fn weight(parent: &str, field: &MetaField, is_value: bool) -> &'static str {
    match field.name.as_str() {
        _ if parent == "Mutation" => CHANGE,
        name if COUNTS.contains(&name) => COUNT,
        _ if is_value => VALUE,
        _ => OBJECT,
    }
}

/// How long the list is that a field brings, if it brings one.
fn size(parent: &str, of: &str, field: &MetaField) -> Option<MetaDirectiveInvocation> {
    let name = field.name.as_str();
    if of.ends_with("Connection") {
        let names = |names: [&str; 2]| Value::List(names.map(Value::from).to_vec());
        return Some(invocation(
            LIST_SIZE,
            [
                ("assumedSize", Window::default().size.into()),
                ("slicingArguments", names(["first", "last"])),
                ("sizedFields", names(["edges", "nodes"])),
                ("requireOneSlicingArgument", false.into()),
            ],
        ));
    }
    if parent.ends_with("Connection") && ["edges", "nodes"].contains(&name) {
        return None;
    }
    if field.args.contains_key("ids") {
        let slicing = ("slicingArguments", Value::List(vec!["ids".into()]));
        return Some(invocation(LIST_SIZE, [("assumedSize", PAGE_LIMIT.into()), slicing]));
    }
    let by_end = || LENGTHS_BY_END.iter().find(|(end, _)| name.ends_with(end));
    let (_, length) = LENGTHS.iter().find(|(known, _)| *known == name).or_else(by_end)?;
    field.ty.starts_with('[').then(|| invocation(LIST_SIZE, [("assumedSize", (*length).into())]))
}

pub(super) fn cost() -> MetaDirective {
    on_fields(
        COST,
        "What a field costs, in points, each time it is in the answer: `weight`, a decimal number. \
         The cost of an operation is that of all it selects, lists as long as `@listSize` says, \
         rounded up; it is known before anything is run. What shows the schema is in no list of \
         fields: `__schema` costs 500, `__type` 10.",
        [argument("weight", "String!", "Points.")],
    )
}

pub(super) fn list_size() -> MetaDirective {
    on_fields(
        LIST_SIZE,
        "How many objects a list holds, at most, for the cost of an operation.",
        [
            argument("assumedSize", "Int", "If no slicing argument is given."),
            argument(
                "slicingArguments",
                "[String!]",
                "Arguments that say how many: a number, or a list with as many entries.",
            ),
            argument(
                "sizedFields",
                "[String!]",
                "Fields of the object that hold the list; without them it is the field itself.",
            ),
            MetaInputValue {
                default_value: Some("true".to_owned()),
                ..argument(
                    "requireOneSlicingArgument",
                    "Boolean",
                    "Whether one of the slicing arguments has to be given.",
                )
            },
        ],
    )
}

/// Registers nothing of its own: by being the last it states what all others cost.
pub(crate) struct Weights;

impl OutputType for Weights {
    fn type_name() -> Cow<'static, str> {
        Query::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        state(registry);
        Query::qualified_type_name()
    }

    async fn resolve(
        &self,
        _: &ContextSelectionSet<'_>,
        _: &Positioned<Field>,
    ) -> ServerResult<Value> {
        Ok(Value::Null)
    }
}
