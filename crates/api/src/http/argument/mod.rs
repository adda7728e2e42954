//! Values of arguments that do not fit: which they are, what is wrong with each, and what to do.
//!
//! The library stops at the first one, names it by types and repeats what was written. So an argument
//! that it has refused is looked through once more, along the schema.

mod judge;
mod place;
mod scalar;

use async_graphql::{
    ServerError, Value, Variables,
    parser::types::{ExecutableDocument, Type},
};

pub(super) use self::place::start;
use self::{judge::judge, place::Place, scalar::Refused};

/// What the caller has sent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'r> {
    pub(super) document: &'r ExecutableDocument,
    pub(super) variables: &'r Variables,
}

/// A value that does not fit.
#[derive(Debug)]
pub(super) struct Misfit {
    /// Where it is, what is wrong and what to do.
    pub(super) message: String,
    /// Whether it came in a variable; else it stands in the document.
    pub(super) in_variable: bool,
}

/// What does not fit in the argument that the error is about. None if it is about something else.
pub(super) fn misfits(error: &ServerError, asked: Asked<'_>) -> Vec<Misfit> {
    let Some(&position) = error.locations.first() else { return Vec::new() };
    let Some(place) = Place::find(asked.document, position) else { return Vec::new() };
    let variable = |name: &str| asked.variables.get(name).cloned();
    let value = resolved(&place.value, &variable);
    let flaws = judge(&place.name, place.is, value.as_ref(), Refused::of(error));
    let misfit = |flaw: judge::Flaw| Misfit {
        in_variable: crosses_variable(&place.value, &flaw.path[1..]),
        message: flaw.message,
    };
    flaws.into_iter().map(misfit).collect()
}

/// What does not fit in a variable: where it is, what is wrong and what to do.
pub(super) fn in_variable(name: &str, is: &Type, value: Option<&Value>) -> Vec<String> {
    judge(name, is, value, None).into_iter().map(|flaw| flaw.message).collect()
}

/// The value with all variables in their places; nothing if it is a variable that was left out.
fn resolved(value: &Value, variable: &impl Fn(&str) -> Option<Value>) -> Option<Value> {
    match value {
        Value::Binary(name) => variable(std::str::from_utf8(name).ok()?),
        Value::List(entries) => {
            let entries = entries.iter().map(|entry| resolved(entry, variable));
            Some(Value::List(entries.map(Option::unwrap_or_default).collect()))
        }
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), resolved(value, variable)?)));
            Some(Value::Object(fields.collect()))
        }
        plain => Some(plain.clone()),
    }
}

/// Whether a variable stands somewhere on the way.
fn crosses_variable(value: &Value, way: &[String]) -> bool {
    let next = match value {
        Value::Binary(_) => return true,
        Value::Object(fields) => way.first().and_then(|part| fields.get(part.as_str())),
        Value::List(entries) => {
            way.first().and_then(|part| entries.get(part.parse::<usize>().ok()?))
        }
        _ => None,
    };
    next.is_some_and(|next| crosses_variable(next, &way[1..]))
}
