//! Directives of ours, which say something of a field in the schema itself.

use async_graphql::{
    InputType, Value,
    indexmap::IndexMap,
    registry::{
        __DirectiveLocation as Location, MetaDirective, MetaDirectiveInvocation, MetaInputValue,
    },
};

use super::{data_class, weight};

/// A definition of one of these directives, with what is said of its arguments, which the library
/// leaves out.
pub(crate) fn with_descriptions(definition: &str) -> String {
    let own = [weight::cost(), weight::list_size(), data_class::definition()];
    let is_it = |it: &&MetaDirective| definition.starts_with(&format!("directive @{}(", it.name));
    let Some(directive) = own.iter().find(is_it) else { return definition.to_owned() };
    let arguments: String = directive.args.values().map(written).collect();
    let places: Vec<_> =
        directive.locations.iter().map(|at| InputType::to_value(at).to_string()).collect();
    format!("directive @{}(\n{arguments}) on {}", directive.name, places.join(" | "))
}

fn written(argument: &MetaInputValue) -> String {
    let MetaInputValue { name, ty, description, default_value, .. } = argument;
    let description = description.as_deref().unwrap_or_default();
    let default = default_value.as_ref().map(|value| format!(" = {value}")).unwrap_or_default();
    format!("\t\"\"\"\n\t{description}\n\t\"\"\"\n\t{name}: {ty}{default}\n")
}

/// A directive of fields.
pub(super) fn on_fields<const N: usize>(
    name: &str,
    description: &str,
    arguments: [MetaInputValue; N],
) -> MetaDirective {
    let args: IndexMap<_, _> =
        arguments.into_iter().map(|argument| (argument.name.clone(), argument)).collect();
    MetaDirective {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        locations: vec![Location::FIELD_DEFINITION],
        args,
        is_repeatable: false,
        visible: None,
        composable: None,
    }
}

pub(super) fn argument(name: &str, of: &str, description: &str) -> MetaInputValue {
    let mut argument = MetaInputValue::new(name, of);
    argument.description = Some(description.to_owned());
    argument
}

pub(super) fn invocation<const N: usize>(
    name: &str,
    arguments: [(&str, Value); N],
) -> MetaDirectiveInvocation {
    let args = arguments.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    MetaDirectiveInvocation { name: name.to_owned(), args }
}
