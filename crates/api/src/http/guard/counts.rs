//! The scan against the syntax tree, over documents made by chance.

use std::convert::Infallible;

use async_graphql::{
    Positioned, Value,
    parser::{
        parse_query,
        types::{Directive, ExecutableDocument, Field, Selection, SelectionSet},
    },
};
use axum::body::Bytes;

use super::scan::{Extent, scan};

/// Documents that are compared.
const DOCUMENTS: u64 = 2000;

/// Chance that is the same on every machine.
struct Maker {
    state: u64,
    text: String,
}

impl Maker {
    fn below(&mut self, limit: u64) -> u64 {
        // Constants of Knuth's MMIX.
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) % limit
    }

    /// Adds a token, and something that may stand between two.
    fn token(&mut self, token: &str) {
        let of_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        let joins = |of: fn(char) -> bool| self.text.ends_with(of) && token.starts_with(of);
        let needs = joins(|letter| letter == '"')
            || self.text.ends_with(of_word) && token.starts_with(of_word);
        let between = ["", " ", ",", "\n", " # {[( \"\n", "\r\n", "\t, "];
        let least = u64::from(needs);
        let choice = least + self.below(7 - least);
        self.text += between[usize::try_from(choice).unwrap()];
        self.text += token;
    }

    fn document(&mut self) {
        for n in 0..=self.below(3) {
            self.token("query");
            self.token(&format!("Q{n}"));
            self.directives(2);
            self.set(4);
        }
        self.token("fragment");
        self.token("F");
        // The parser of async-graphql takes no comment behind `on`.
        self.token("on T");
        self.set(2);
    }

    fn set(&mut self, depth: u64) {
        self.token("{");
        for _ in 0..=self.below(3) {
            match self.below(8) {
                0 => {
                    self.token("...");
                    self.token("F");
                    self.directives(2);
                }
                1 if depth > 0 => {
                    self.token("...");
                    self.directives(2);
                    self.set(depth - 1);
                }
                kind => {
                    self.token("a_1");
                    if kind == 2 {
                        self.token(":");
                        self.token("b");
                    }
                    self.arguments(3);
                    self.directives(2);
                    if depth > 0 && kind > 4 {
                        self.set(depth - 1);
                    }
                }
            }
        }
        self.token("}");
    }

    fn directives(&mut self, depth: u64) {
        if self.below(6) == 0 {
            self.token("@");
            self.token("d");
            self.arguments(depth);
        }
    }

    fn arguments(&mut self, depth: u64) {
        if self.below(3) == 0 {
            self.token("(");
            for n in 0..=self.below(2) {
                self.token(&format!("x{n}"));
                self.token(":");
                self.value(depth);
            }
            self.token(")");
        }
    }

    fn value(&mut self, depth: u64) {
        let plain = [
            "1",
            "-2",
            "0",
            "1.5e-3",
            "\"{[(\"",
            "\"\\\"{\"",
            "\"\"\" \"{\" \"\"\"",
            "true",
            "null",
            "E",
            "\"\"",
        ];
        match self.below(if depth == 0 { 8 } else { 10 }) {
            0 => {
                self.token("$");
                self.token("v");
            }
            8 => {
                self.token("[");
                for _ in 0..self.below(4) {
                    self.value(depth - 1);
                }
                self.token("]");
            }
            9 => {
                self.token("{");
                for n in 0..self.below(3) {
                    self.token(&format!("k{n}"));
                    self.token(":");
                    self.value(depth - 1);
                }
                self.token("}");
            }
            _ => {
                let choice = usize::try_from(self.below(plain.len() as u64)).unwrap();
                self.token(plain[choice]);
            }
        }
    }
}

/// What the tree holds at least.
fn counted(document: &ExecutableDocument) -> Extent {
    let operations = document.operations.iter().map(|(name, operation)| {
        let set = of_set(&operation.node.selection_set.node);
        let name = Extent { tokens: 1 + usize::from(name.is_some()), nesting: 0 };
        and(and(name, set), of_directives(&operation.node.directives))
    });
    let fragments = document.fragments.values().map(|fragment| {
        and(Extent { tokens: 4, nesting: 0 }, of_set(&fragment.node.selection_set.node))
    });
    operations.chain(fragments).fold(Extent::default(), and)
}

fn and(one: Extent, other: Extent) -> Extent {
    Extent { tokens: one.tokens + other.tokens, nesting: one.nesting.max(other.nesting) }
}

fn within(inner: Extent) -> Extent {
    Extent { tokens: inner.tokens + 2, nesting: inner.nesting + 1 }
}

fn of_set(set: &SelectionSet) -> Extent {
    within(set.items.iter().map(|item| of_selection(&item.node)).fold(Extent::default(), and))
}

fn of_selection(selection: &Selection) -> Extent {
    let directives = of_directives(selection.directives());
    and(
        directives,
        match selection {
            Selection::Field(field) => of_field(&field.node),
            Selection::FragmentSpread(_) => Extent { tokens: 2, nesting: 0 },
            Selection::InlineFragment(fragment) => {
                and(Extent { tokens: 1, nesting: 0 }, of_set(&fragment.node.selection_set.node))
            }
        },
    )
}

/// The values of arguments, of a type that has no public name. Variables become bytes.
macro_rules! values {
    ($arguments:expr) => {
        $arguments
            .iter()
            .map(|(_, value)| {
                let variable = |_| Ok::<_, Infallible>(Value::Binary(Bytes::new()));
                let Ok(value) = value.node.clone().into_const_with(variable);
                value
            })
            .collect::<Vec<_>>()
    };
}

fn of_field(field: &Field) -> Extent {
    let set = &field.selection_set.node;
    let inner = if set.items.is_empty() { Extent::default() } else { of_set(set) };
    let name = Extent { tokens: 1 + 2 * usize::from(field.alias.is_some()), nesting: 0 };
    and(and(name, of_arguments(&values!(field.arguments))), inner)
}

fn of_directives(directives: &[Positioned<Directive>]) -> Extent {
    let of_directive = |directive: &Positioned<Directive>| {
        let arguments = of_arguments(&values!(directive.node.arguments));
        and(Extent { tokens: 2, nesting: 0 }, arguments)
    };
    directives.iter().map(of_directive).fold(Extent::default(), and)
}

fn of_arguments(values: &[Value]) -> Extent {
    if values.is_empty() {
        return Extent::default();
    }
    within(values.iter().map(named).fold(Extent::default(), and))
}

/// A value with its name and the colon.
fn named(value: &Value) -> Extent {
    and(Extent { tokens: 2, nesting: 0 }, of_value(value))
}

fn of_value(value: &Value) -> Extent {
    match value {
        Value::Binary(_) => Extent { tokens: 2, nesting: 0 },
        Value::List(entries) => within(entries.iter().map(of_value).fold(Extent::default(), and)),
        Value::Object(fields) => within(fields.values().map(named).fold(Extent::default(), and)),
        _ => Extent { tokens: 1, nesting: 0 },
    }
}

#[test]
fn the_scan_never_counts_less_than_the_syntax_tree_has() {
    let (mut deepest, mut longest) = (0, 0);
    for seed in 0..DOCUMENTS {
        let mut maker = Maker { state: seed, text: String::new() };
        maker.document();
        let text = maker.text;
        let tree = parse_query(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
        let (scanned, counted) = (scan(&text).unwrap(), counted(&tree));
        assert!(scanned.tokens >= counted.tokens, "{scanned:?} {counted:?} {text}");
        assert_eq!(scanned.nesting, counted.nesting, "{text}");
        deepest = deepest.max(counted.nesting);
        longest = longest.max(counted.tokens);
    }
    assert!(deepest > 6 && longest > 100, "{deepest} {longest}");
}
