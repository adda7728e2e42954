//! Fragments: short documents that select much, or for ever.

use super::request::{Shape, asks, times};

/// Every fragment spreads the next one so many times; the last one selects a field.
fn fan(width: usize, levels: usize, spread: impl Fn(&str) -> String) -> String {
    let level = |n: usize| {
        let next = format!("...F{} ", n + 1).repeat(width);
        format!("fragment F{n} on Region {{ {} }} ", spread(&next))
    };
    let fragments = times(levels, level);
    format!(
        "{{ regions {{ nodes {{ ...F0 }} }} }} {fragments} fragment F{levels} on Region {{ id }}"
    )
}

/// Each fragment spreads the next, and the last one the first.
fn cycle(length: usize, spread: impl Fn(usize) -> String) -> String {
    let part = |n: usize| format!("fragment F{n} on Region {{ {} }} ", spread((n + 1) % length));
    format!("{{ regions {{ nodes {{ ...F0 }} }} }} {}", times(length, part))
}

pub const SHAPES: &[Shape] = &[
    Shape::new("a fan", |n, dice| {
        let width = 2 + n % 49;
        asks(&fan(width, 11 + dice.throw(40), str::to_owned))
    }),
    Shape::new("a fan of inline fragments", |n, dice| {
        let spread = |next: &str| format!("... {{ {next} }} ... on Region {{ {next} }}");
        asks(&fan(1 + n % 20, 11 + dice.throw(40), spread))
    }),
    Shape::new("a fan of objects", |n, dice| {
        let spread = |next: &str| format!("a: parent {{ {next} }} b: parent {{ {next} }}");
        asks(&fan(1 + n % 20, 14 + dice.throw(40), spread))
    }),
    Shape::new("a fan that contradicts itself", |n, _| {
        let level =
            |n: usize| format!("fragment F{n} on Region {{ a: id ...F{} ...F{} }} ", n + 1, n + 1);
        let levels = 1 + n % 9;
        let fragments = times(levels, level);
        asks(&format!(
            "{{ regions {{ nodes {{ ...F0 a: name }} }} }} {fragments} fragment F{levels} on Region {{ a: code }}"
        ))
    }),
    Shape::new("a cycle", |n, _| asks(&cycle(1 + n % 50, |next| format!("...F{next}")))),
    Shape::new("a cycle through inline fragments", |n, _| {
        asks(&cycle(1 + n % 50, |next| format!("... {{ id ...F{next} }}")))
    }),
    Shape::new("a cycle through objects", |n, _| {
        asks(&cycle(1 + n % 50, |next| format!("parent {{ id ...F{next} }}")))
    }),
    Shape::new("a cycle that nobody enters", |n, _| {
        asks(&cycle(1 + n % 50, |next| format!("...F{next}")).replace("{ ...F0 }", "{ id }"))
    }),
    Shape::new("a chain", |n, _| asks(&fan(1, 32 + n, str::to_owned))),
    Shape::new("fragments that nobody spreads", |n, _| {
        let fragments = times(n, |n| format!("fragment F{n} on Query {{ __typename }} "));
        asks(&format!("{{ __typename }} {fragments}"))
    }),
    Shape::new("fragments of one name", |n, _| {
        let fragments = "fragment F on Query { __typename } ".repeat(1 + n);
        asks(&format!("{{ ...F }} {fragments}"))
    }),
    Shape::new("fragments that are not there", |n, _| {
        asks(&format!("{{ {} }}", times(n, |n| format!("...F{n} "))))
    }),
    Shape::new("fragments on what cannot be", |n, _| {
        asks(&format!("{{ __typename {} }}", "... on Region { id } ".repeat(n)))
    }),
    Shape::new("fragments on unknown types", |n, _| {
        asks(&format!("{{ {} }}", times(n, |n| format!("... on Nothing{n} {{ id }} "))))
    }),
];
