//! Values of variables (GraphQL, September 2025, 6.1.2).

use async_graphql::{
    Positioned, ServerError, Variables,
    parser::types::{OperationDefinition, VariableDefinition},
};

use super::{
    answer::{Refused, coded},
    argument::in_variable,
};
use crate::graphql::error::ProtocolCode;

/// Puts in what was left out and has a default, and refuses what does not fit: before anything is
/// run, of which a part could not be taken back.
pub(super) fn complete(
    operation: &OperationDefinition,
    variables: &mut Variables,
) -> Result<(), Refused> {
    let mut errors = Vec::new();
    for Positioned { pos, node: VariableDefinition { name, var_type, default_value, .. } } in
        &operation.variable_definitions
    {
        if let Some(default) = default_value
            && !variables.contains_key(&name.node)
        {
            variables.insert(name.node.clone(), default.node.clone());
        }
        let given = variables.get(&name.node);
        let wrong = in_variable(&name.node, &var_type.node, given).into_iter();
        errors.extend(wrong.map(|message| {
            coded(ServerError::new(message, Some(*pos)), ProtocolCode::BadUserInput)
        }));
    }
    if errors.is_empty() { Ok(()) } else { Err(Refused::Invalid(errors)) }
}
