//! Whether a document is valid (GraphQL, September 2025, section 5).
//!
//! The library misses what fields within fields have in conflict, types of variables in their places
//! and more, so documents are validated by apollo-compiler, which follows the rules of graphql-js.

use apollo_compiler::{
    ExecutableDocument as Checked, Schema,
    validation::{DiagnosticList, Valid},
};
use async_graphql::{Pos, ServerError, parser::types::ExecutableDocument};

use super::{
    super::{
        answer::{ERROR_LIMIT, coded},
        argument,
    },
    repeated::repeated,
};
use crate::graphql::error::ProtocolCode;

/// Diagnostics about a part of a value. What is wrong with the whole of it is told by [`argument`].
const OF_VALUES: [&str; 6] = [
    "FloatCoercionError",
    "IntCoercionError",
    "RequiredField",
    "UndefinedEnumValue",
    "UndefinedInputValue",
    "UnsupportedValueType",
];

pub(super) struct Validation(Valid<Schema>);

impl Validation {
    pub(super) fn new() -> Self {
        let schema = Schema::parse_and_validate(crate::schema::bare_sdl(), "schema.graphql");
        Self(schema.expect("a test of ours would have found what is wrong with the schema"))
    }

    pub(super) fn check(
        &self,
        text: &str,
        parsed: &ExecutableDocument,
    ) -> Result<(), Vec<ServerError>> {
        let checked = Checked::parse_and_validate(&self.0, text, "document")
            .map_err(|invalid| errors(&invalid.errors, parsed))?;
        let Some(name) = repeated(&checked) else { return Ok(()) };
        let place = name.line_column_range(&checked.sources).map(|range| range.start);
        let place = place.map(|at| Pos { line: at.line, column: at.column });
        let message = format!("the field `{name}` stands twice in one object");
        Err(vec![coded(ServerError::new(message, place), ProtocolCode::GraphqlValidationFailed)])
    }
}

/// Those of values have no code yet: they are looked at once more, part by part.
fn errors(diagnostics: &DiagnosticList, parsed: &ExecutableDocument) -> Vec<ServerError> {
    let mut told: Vec<ServerError> = Vec::new();
    for diagnostic in diagnostics.iter() {
        if told.len() == ERROR_LIMIT {
            break;
        }
        let about = diagnostic.to_json();
        let place = about.locations.first().map(|at| Pos { line: at.line, column: at.column });
        let kind = diagnostic.error.unstable_error_name();
        let error = if kind.is_some_and(|kind| OF_VALUES.contains(&kind)) {
            let argument = place.and_then(|place| argument::start(parsed, place));
            ServerError::new(about.message, argument.or(place))
        } else {
            coded(ServerError::new(about.message, place), ProtocolCode::GraphqlValidationFailed)
        };
        let known = |other: &ServerError| other.locations == error.locations;
        if !told.iter().any(known) {
            told.push(error);
        }
    }
    told
}
