//! How far each field may be told, stated in the schema itself.
//!
//! `data_classes.txt` names every field with its class, for people to review. Only what is made for
//! every object alike is decided here. There is no default: a schema with a field that nobody has
//! thought about is not made.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
};

use async_graphql::{
    ContextSelectionSet, Enum, OutputType, Positioned, ServerResult, Value,
    parser::types::Field,
    registry::{__DirectiveLocation as Location, MetaDirective, MetaType, MetaTypeName, Registry},
    resolver_utils::enum_value,
};
use strum::EnumString;

use super::directive::{argument, invocation, on_fields};
use crate::schema::Query;

pub(crate) const DATA_CLASS: &str = "dataClass";

const LIST: &str = include_str!("data_classes.txt");

/// How far a value may be told, and how it is kept. What stands within a value, such as the text of a
/// translation, is of the class of the field that shows it, if that is the stricter one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Enum, EnumString)]
#[graphql(name = "DataClass")]
#[strum(serialize_all = "UPPERCASE")]
pub(crate) enum DataClass {
    /// жалпыға қолжетімді / общедоступные: read by everyone who finds the object.
    Public,
    /// ішкі / внутренние: read by those who take part in something or decide on it.
    Internal,
    /// дербес / персональные: tells who a person is or how to reach them. Read by the person, and with
    /// the scope `personal:read` for a stated purpose, which is written down; in no log, event or error.
    Personal,
    /// ерекше қорғалатын / особо защищаемые: an IIN, the number of a document, what an identity
    /// provider calls a person. Stored encrypted, found by a keyed hash; in no log, event or error.
    Sensitive,
}

/// A field, of an object, an interface or an input.
struct Place {
    parent: String,
    field: String,
    is_input: bool,
    /// Whether objects stand in it and no values.
    is_composite: bool,
}

/// Classes by type and field.
type Lines<'a> = BTreeMap<(&'a str, &'a str), DataClass>;
type Classes = BTreeMap<(String, String), DataClass>;

/// # Panics
/// If a line is no field and class, or comes twice.
fn read(list: &str) -> Lines<'_> {
    let mut lines = Lines::new();
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let (field, class) = line.split_once(' ').unwrap_or((line, ""));
        let place = field.split_once('.').unwrap_or((field, ""));
        let class = class.parse().unwrap_or_else(|_| panic!("{line}: this is no class"));
        assert!(lines.insert(place, class).is_none(), "{field} stands in the list twice");
    }
    lines
}

/// The class of each field that has one; or which fields lack one and which lines have no field.
fn classify<'a>(places: &'a [Place], mut lines: Lines<'a>) -> Result<Classes, String> {
    let by_rule: Vec<_> = places.iter().map(|place| by_rule(place, &lines)).collect();
    let (mut classes, mut mistakes) = (Classes::new(), Vec::new());
    for (Place { parent, field, is_input, .. }, by_rule) in places.iter().zip(by_rule) {
        let said = lines.remove(&(&**parent, &**field));
        if let Some(class) = said.or(by_rule) {
            classes.insert((parent.clone(), field.clone()), class);
        }
        if said.is_some() && by_rule.is_some() {
            mistakes.push(format!("{parent}.{field} is decided by a rule"));
        } else if said.or(by_rule).is_none() && !is_input {
            mistakes.push(format!("{parent}.{field} has no class"));
        }
    }
    mistakes.extend(lines.keys().map(|(of, field)| format!("{of}.{field} is no field")));
    if mistakes.is_empty() { Ok(classes) } else { Err(mistakes.join("\n")) }
}

/// Of what is made for every object alike.
fn by_rule(
    Place { parent, field, is_input, is_composite }: &Place,
    lines: &Lines<'_>,
) -> Option<DataClass> {
    if *is_input {
        return None;
    }
    let is = |end: &str| parent.ends_with(end);
    // What a change was answered is for who has made it.
    if parent == "Mutation" || is("UserError") || parent.starts_with("Disabled") && is("Action") {
        return Some(DataClass::Internal);
    }
    if is("Payload") && (*is_composite || field == "replayed") {
        return Some(DataClass::Internal);
    }
    if parent == "PageInfo" {
        return Some(DataClass::Public);
    }
    // That something is in a list is told to whoever is told anything of it.
    let listed = ["Connection", "Edge", "Facet"].iter().find_map(|end| parent.strip_suffix(end))?;
    let of_it = lines.iter().filter(|((of, _), _)| *of == listed);
    of_it.map(|(_, class)| *class).min()
}

fn places(registry: &Registry) -> Vec<Place> {
    let composite = |(name, of): (&String, &MetaType)| of.is_composite().then(|| name.clone());
    let composite: HashSet<_> = registry.types.iter().filter_map(composite).collect();
    let mut places = Vec::new();
    for (name, of) in registry.types.iter().filter(|(name, _)| !name.starts_with("__")) {
        let mut add = |field: &str, ty: &str, is_input| {
            if field.starts_with("__") {
                return;
            }
            let is_composite = composite.contains(MetaTypeName::concrete_typename(ty));
            let (parent, field) = (name.clone(), field.to_owned());
            places.push(Place { parent, field, is_input, is_composite });
        };
        match of {
            MetaType::Object { fields, .. } | MetaType::Interface { fields, .. } => {
                fields.values().for_each(|field| add(&field.name, &field.ty, false));
            }
            MetaType::InputObject { input_fields, .. } => {
                input_fields.values().for_each(|field| add(&field.name, &field.ty, true));
            }
            _ => {}
        }
    }
    places
}

/// States the classes of all fields that are registered so far.
///
/// # Panics
/// If a field has none, or a line no field.
fn state(registry: &mut Registry) {
    <DataClass as OutputType>::create_type_info(registry);
    registry.add_directive(definition());
    let classes = classify(&places(registry), read(LIST));
    let mut classes = classes.unwrap_or_else(|mistakes| {
        panic!("correct crates/api/src/graphql/data_classes.txt:\n{mistakes}")
    });
    for (name, of) in &mut registry.types {
        let mut applied = |field: &str| {
            let class = classes.remove(&(name.clone(), field.to_owned()))?;
            Some(invocation(DATA_CLASS, [("is", enum_value(class))]))
        };
        match of {
            MetaType::Object { fields, .. } | MetaType::Interface { fields, .. } => {
                for field in fields.values_mut() {
                    field.directive_invocations.extend(applied(&field.name));
                }
            }
            MetaType::InputObject { input_fields, .. } => {
                for field in input_fields.values_mut() {
                    field.directive_invocations.extend(applied(&field.name));
                }
            }
            _ => {}
        }
    }
}

pub(super) fn definition() -> MetaDirective {
    let directive = on_fields(
        DATA_CLASS,
        "How far the value of a field may be told. Every field of an object has a class; fields of an \
         input have one where they carry something personal or sensitive.",
        [argument("is", "DataClass!", "The class.")],
    );
    let locations = vec![Location::FIELD_DEFINITION, Location::INPUT_FIELD_DEFINITION];
    MetaDirective { locations, ..directive }
}

/// Registers nothing of its own but the directive: by being the last it states the class of all fields.
pub(crate) struct DataClasses;

impl OutputType for DataClasses {
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

#[cfg(test)]
mod tests {
    use apollo_compiler::ast::{Definition, Document};
    use app::Guard;

    use super::*;

    fn place(parent: &str, field: &str) -> Place {
        let (parent, field) = (parent.to_owned(), field.to_owned());
        Place { is_input: parent.ends_with("Input"), is_composite: false, parent, field }
    }

    /// The classes of these fields by the list of the schema itself are not asked for here: a schema
    /// with a mistake in it is not made.
    #[test]
    fn every_field_has_a_class_and_every_line_a_field() {
        let sdl = crate::sdl();
        assert!(sdl.contains("@dataClass(is: PERSONAL)"));
    }

    #[test]
    fn a_field_without_a_class_and_a_line_without_a_field_are_named() {
        let places = [place("Person", "name"), place("Person", "iin"), place("PersonInput", "id")];
        let mistakes = classify(&places, read("Person.name PERSONAL\nPerson.phone PERSONAL"));
        assert_eq!(mistakes.unwrap_err(), "Person.iin has no class\nPerson.phone is no field");
        let decided = read("Person.name PERSONAL\nPersonEdge.node PUBLIC");
        let mistakes = classify(&[place("Person", "name"), place("PersonEdge", "node")], decided);
        assert_eq!(mistakes.unwrap_err(), "PersonEdge.node is decided by a rule");
    }

    #[test]
    fn what_is_in_a_list_is_told_to_whoever_is_told_anything_of_it() {
        let places = ["Person", "PersonConnection", "PersonInput", "PersonPayload", "PageInfo"];
        let mut places = Vec::from(places.map(|of| place(of, "replayed")));
        places.push(place("Person", "name"));
        let list = "# Of people.\nPerson.name PERSONAL\nPerson.replayed INTERNAL\nPersonInput.replayed SENSITIVE";
        let classes = classify(&places, read(list)).unwrap();
        let of = |parent: &str| classes[&(parent.to_owned(), "replayed".to_owned())];
        assert_eq!(of("PersonConnection"), DataClass::Internal);
        assert_eq!(of("PersonPayload"), DataClass::Internal);
        assert_eq!(of("PersonInput"), DataClass::Sensitive);
        assert_eq!(of("PageInfo"), DataClass::Public);
    }

    /// Of inputs, by type.
    fn input_fields() -> Vec<(String, String)> {
        let document = Document::parse(crate::sdl(), "schema.graphql").unwrap();
        let mut fields = Vec::new();
        for definition in &document.definitions {
            if let Definition::InputObjectTypeDefinition(it) = definition {
                let named =
                    it.fields.iter().map(|field| (it.name.to_string(), field.name.to_string()));
                fields.extend(named);
            }
        }
        fields
    }

    /// `ApiClient.contactName` stands in the column `contact_name` of `api_client`.
    fn in_sql(name: &str) -> String {
        let small = name.chars().flat_map(|c| {
            let begins = c.is_uppercase().then_some('_');
            begins.into_iter().chain(c.to_lowercase())
        });
        small.collect::<String>().trim_start_matches('_').to_owned()
    }

    #[test]
    fn what_is_personal_or_sensitive_is_of_a_type_that_prints_nothing() {
        let mut compared = 0;
        for ((of, field), class) in read(LIST) {
            let place = (in_sql(of), in_sql(field));
            let stored = app::wall::columns()
                .find(|(table, column)| (*table, &*column.name) == (&*place.0, &*place.1));
            let Some((_, column)) = stored else { continue };
            let expected = match class {
                DataClass::Personal => Guard::Personal,
                DataClass::Sensitive => Guard::Sealed,
                DataClass::Public | DataClass::Internal => Guard::Open,
            };
            assert_eq!(column.guard, expected, "{of}.{field} is {class:?}");
            compared += 1;
        }
        assert!(compared > 100, "{compared}");
    }

    /// What is personal in an answer is personal where it is given: `PersonRenameInput.name`.
    #[test]
    fn inputs_have_the_classes_of_what_they_fill() {
        let lines = read(LIST);
        let guarded = lines.iter().filter(|(_, class)| **class >= DataClass::Personal);
        let guarded: Vec<_> = guarded.collect();
        let fields = input_fields();
        for (parent, field) in &fields {
            let fills = |((of, name), _): &&(&(&str, &str), &DataClass)| {
                parent.starts_with(of) && field == name
            };
            if let Some((_, class)) = guarded.iter().find(fills) {
                let said = lines.get(&(&**parent, &**field));
                assert_eq!(said, Some(*class), "{parent}.{field}");
            }
        }
    }
}
