//! Finding the value that an error is about.

use std::convert::Infallible;

use async_graphql::{
    Pos, Positioned, Value,
    parser::types::{
        Directive, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet, Type,
    },
};
use axum::body::Bytes;

use super::super::catalogue;

/// An argument of a field, or the default of a variable.
pub(super) struct Place<'d> {
    pub(super) name: String,
    pub(super) is: &'d Type,
    /// As it is written. A document has no binary values: those stand for variables of that name.
    pub(super) value: Value,
}

impl<'d> Place<'d> {
    /// The argument whose name or value stands there, or the variable whose definition does.
    pub(super) fn find(document: &'d ExecutableDocument, position: Pos) -> Option<Self> {
        let mut operations = document.operations.iter().map(|(_, operation)| &operation.node);
        let mut fragments = document.fragments.values().map(|fragment| &fragment.node);
        operations.find_map(|operation| Self::in_operation(operation, position)).or_else(|| {
            fragments.find_map(|fragment| {
                let on = &fragment.type_condition.node.on.node;
                Self::in_set(&fragment.selection_set.node, on, position)
            })
        })
    }

    fn in_operation(operation: &'d OperationDefinition, position: Pos) -> Option<Self> {
        let mut variables = operation.variable_definitions.iter();
        if let Some(variable) = variables.find(|variable| variable.pos == position) {
            let value = variable.node.default_value.as_ref()?;
            return Some(Self {
                name: variable.node.name.node.to_string(),
                is: &variable.node.var_type.node,
                value: value.node.clone(),
            });
        }
        let root = catalogue::root(operation.ty);
        Self::in_set(&operation.selection_set.node, root, position)
    }

    fn in_set(set: &'d SelectionSet, parent: &str, position: Pos) -> Option<Self> {
        set.items.iter().find_map(|item| match &item.node {
            Selection::Field(field) => Self::in_field(&field.node, parent, position),
            Selection::InlineFragment(fragment) => {
                let condition = fragment.node.type_condition.as_ref();
                let on = condition.map_or(parent, |condition| &condition.node.on.node);
                Self::in_set(&fragment.node.selection_set.node, on, position)
            }
            Selection::FragmentSpread(_) => None,
        })
    }

    fn in_field(field: &'d Field, parent: &str, position: Pos) -> Option<Self> {
        let known = catalogue::field(parent, &field.name.node)?;
        let here = field
            .arguments
            .iter()
            .find(|(name, value)| name.pos == position || value.pos == position);
        let Some((name, value)) = here else {
            let of = catalogue::innermost(&known.ty.node);
            return Self::in_set(&field.selection_set.node, of, position);
        };
        let argument = known.arguments.iter().find(|known| known.node.name.node == name.node)?;
        let variable = |name: async_graphql::Name| Bytes::from(name.to_string());
        let marked = |name| Ok::<_, Infallible>(Value::Binary(variable(name)));
        let Ok(value) = value.node.clone().into_const_with(marked);
        Some(Self { name: name.node.to_string(), is: &argument.node.ty.node, value })
    }
}

/// Where the argument, or the variable with a default, begins that holds what stands there.
pub(in crate::http) fn start(document: &ExecutableDocument, position: Pos) -> Option<Pos> {
    let mut starts = Vec::new();
    for (_, Positioned { node: operation, .. }) in document.operations.iter() {
        starts.extend(operation.variable_definitions.iter().map(|variable| variable.pos));
        starts.extend(starts_in_directives(&operation.directives));
        starts_in(&operation.selection_set.node, &mut starts);
    }
    for fragment in document.fragments.values() {
        starts.extend(starts_in_directives(&fragment.node.directives));
        starts_in(&fragment.node.selection_set.node, &mut starts);
    }
    starts.into_iter().filter(|start| *start <= position).max()
}

fn starts_in(set: &SelectionSet, starts: &mut Vec<Pos>) {
    for selection in &set.items {
        starts.extend(starts_in_directives(selection.node.directives()));
        match &selection.node {
            Selection::Field(field) => {
                starts.extend(field.node.arguments.iter().map(|(name, _)| name.pos));
                starts_in(&field.node.selection_set.node, starts);
            }
            Selection::InlineFragment(fragment) => {
                starts_in(&fragment.node.selection_set.node, starts);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}

fn starts_in_directives(directives: &[Positioned<Directive>]) -> impl Iterator<Item = Pos> {
    let arguments = directives.iter().flat_map(|directive| &directive.node.arguments);
    arguments.map(|(name, _)| name.pos)
}
