//! Whether a value is what the schema wants in its place, part by part.

use async_graphql::{
    Name, Value,
    indexmap::IndexMap,
    parser::types::{BaseType, EnumType, InputObjectType, Type, TypeDefinition, TypeKind},
};

use super::{
    super::catalogue,
    scalar::{Refused, Scalar},
};

/// Something that does not fit.
#[derive(Debug)]
pub(super) struct Flaw {
    /// The way to it, from the argument on.
    pub(super) path: Vec<String>,
    /// Where it is, what is wrong and what to do.
    pub(super) message: String,
}

/// So much is told at once; a long list may have any number of wrong values.
const TOLD: usize = 10;

/// What does not fit, at most [`TOLD`]. `refused` is the id that the library has stopped at, if it was one.
pub(super) fn judge(
    argument: &str,
    is: &Type,
    value: Option<&Value>,
    refused: Option<Refused>,
) -> Vec<Flaw> {
    let mut judge = Judge {
        path: vec![argument.to_owned()],
        refused,
        refused_at: Vec::new(),
        counts: false,
        flaws: Vec::new(),
    };
    judge.value(is, value);
    judge.blame_refused();
    if judge.flaws.is_empty() {
        // The schema does not tell counts from other whole numbers.
        judge.counts = true;
        judge.value(is, value);
    }
    judge.flaws
}

struct Judge {
    /// The way to where we are.
    path: Vec<String>,
    refused: Option<Refused>,
    /// Where the refused id stands: where ids of one type are right and of another are not, the
    /// schema does not tell which.
    refused_at: Vec<Vec<String>>,
    /// Whether whole numbers are not below zero.
    counts: bool,
    flaws: Vec<Flaw>,
}

impl Judge {
    fn value(&mut self, is: &Type, value: Option<&Value>) {
        if self.flaws.len() == TOLD {
            return;
        }
        let value = value.filter(|value| **value != Value::Null);
        match (value, &is.base) {
            (None, _) if is.nullable => {}
            (None, _) => {
                let remedy = remedy(catalogue::innermost(is));
                self.blame(&format!("required, and it is absent or null. {remedy}"));
            }
            (Some(Value::List(entries)), BaseType::List(of)) => {
                for (place, entry) in entries.iter().enumerate() {
                    self.below(place.to_string(), |judge| judge.value(of, Some(entry)));
                }
            }
            // A list of one may be written without brackets.
            (value, BaseType::List(of)) => self.value(of, value),
            (Some(value), BaseType::Named(name)) => self.named(name, value),
        }
    }

    fn named(&mut self, name: &str, value: &Value) {
        let known = catalogue::named(name);
        match (known.map(|known| &known.kind), value) {
            (Some(TypeKind::InputObject(object)), Value::Object(fields)) => {
                self.object(known, object, fields);
            }
            (Some(TypeKind::InputObject(_)), _) => {
                self.blame(&format!("not an object. {}", remedy(name)));
            }
            (Some(TypeKind::Enum(words)), value) if !has(words, value) => {
                self.blame(&format!("none of the words of {name}. {}", remedy(name)));
            }
            (Some(TypeKind::Enum(_)), _) => {}
            _ => self.scalar(name, value),
        }
    }

    fn object(
        &mut self,
        known: Option<&TypeDefinition>,
        object: &InputObjectType,
        given: &IndexMap<Name, Value>,
    ) {
        let one_of = known.is_some_and(|known| {
            known.directives.iter().any(|directive| directive.node.name.node == "oneOf")
        });
        let names = object.fields.iter().map(|field| field.node.name.node.as_str());
        if one_of && (given.len() != 1 || given.values().any(|value| *value == Value::Null)) {
            let names = names.clone().collect::<Vec<_>>().join(", ");
            self.blame(&format!("takes exactly one field. Write one of {names}"));
        }
        for name in given.keys().filter(|given| !names.clone().any(|name| name == given.as_str())) {
            let shown = if is_name(name) { name.as_str() } else { "…" };
            let type_name = known.map_or("", |known| &known.name.node);
            self.below(shown.to_owned(), |judge| {
                judge.blame(&format!(
                    "there is no such field. See which {type_name} has in the schema"
                ));
            });
        }
        for field in object.fields.iter().map(|field| &field.node) {
            let value = given.get(&field.name.node);
            if value.is_some() || field.default_value.is_none() {
                self.below(field.name.node.to_string(), |judge| judge.value(&field.ty.node, value));
            }
        }
    }

    fn scalar(&mut self, name: &str, value: &Value) {
        if let Some(scalar) = Scalar::named(name, self.counts)
            && !scalar.has(value)
        {
            self.blame(&format!("{}. {}", scalar.wrong, scalar.remedy));
        } else if name == "ID"
            && self.refused.as_ref().is_some_and(|id| id.is(value))
            && self.refused_at.len() < TOLD
        {
            self.refused_at.push(self.path.clone());
        }
    }

    fn below(&mut self, part: String, look: impl FnOnce(&mut Self)) {
        self.path.push(part);
        look(self);
        self.path.pop();
    }

    fn blame(&mut self, wrong: &str) {
        if self.flaws.len() == TOLD {
            return;
        }
        let message = format!("`{}`: {wrong}.", self.path.join("."));
        self.flaws.push(Flaw { path: self.path.clone(), message });
    }

    fn blame_refused(&mut self) {
        let Some(Refused { wrong, .. }) = &self.refused else { return };
        let places = self.refused_at.iter().map(|path| format!("`{}`", path.join(".")));
        let places = places.collect::<Vec<_>>().join(" or ");
        if let Some(path) = self.refused_at.first() {
            let message = format!("{places}: {wrong}.");
            self.flaws.push(Flaw { path: path.clone(), message });
        }
    }
}

fn has(words: &EnumType, value: &Value) -> bool {
    let word = match value {
        Value::Enum(word) => word.as_str(),
        Value::String(word) => word,
        _ => return false,
    };
    words.values.iter().any(|known| known.node.value.node == word)
}

/// What to write where this type is wanted.
fn remedy(name: &str) -> String {
    match catalogue::named(name).map(|known| &known.kind) {
        Some(TypeKind::Enum(words)) => {
            let words = words.values.iter().map(|word| word.node.value.node.as_str());
            format!("Write one of {}", words.collect::<Vec<_>>().join(", "))
        }
        Some(TypeKind::InputObject(_)) => {
            format!("Write the fields of {name} in braces, as the schema has them")
        }
        _ => Scalar::named(name, false).map_or("Write a value", |scalar| scalar.remedy).to_owned(),
    }
}

/// Whether this can be the name of something in GraphQL, and is short enough to be repeated.
fn is_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (1..=40).contains(&text.len()) && text.bytes().all(fits)
}
