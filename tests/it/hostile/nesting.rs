//! Brackets within brackets.

use super::request::{Shape, asks, within};

/// As many as are permitted.
const NESTING: usize = 24;
const DEPTH: usize = 14;

fn filter(value: &str) -> String {
    format!("{{ employerRequests(filter: {value}) {{ totalCount }} }}")
}

pub const SHAPES: &[Shape] = &[
    Shape::new("objects", |n, _| asks(&filter(&within(NESTING + n, "{not: ", "{}", "}")))),
    Shape::new("lists", |n, _| asks(&filter(&within(NESTING + n, "[", "1", "]")))),
    Shape::new("selections", |n, _| asks(&within(NESTING + n, "{ a ", "", "}"))),
    Shape::new("inline fragments", |n, _| asks(&within(NESTING + n, "{ ... ", "{ a }", "}"))),
    Shape::new("types of variables", |n, _| {
        asks(&format!("query($a: {}) {{ a(b: $a) }}", within(n, "[", "Int", "]")))
    }),
    Shape::new("a default", |n, _| {
        asks(&format!("query($a: Int = {}) {{ a(b: $a) }}", within(n, "[", "1", "]")))
    }),
    Shape::new("an argument of a directive", |n, _| {
        asks(&format!("{{ __typename @include(if: {}) }}", within(n, "[", "1", "]")))
    }),
    Shape::new("fields that exist", |n, dice| {
        let way = ["employer { employerRequests { nodes ", "region { employerRequests { nodes "];
        let open = format!("{{ {}", dice.pick(&way));
        let inner = within(DEPTH.div_ceil(3) + n, &open, "{ id }", "}}}");
        asks(&format!("{{ employerRequests {{ nodes {inner} }} }}"))
    }),
    Shape::new("objects without an end", |n, _| {
        asks(&format!("{{ employerRequests(filter: {}", "{not: ".repeat(n)))
    }),
    Shape::new("lists without an end", |n, _| asks(&format!("{{ a(b: {}", "[".repeat(n)))),
    Shape::new("selections without an end", |n, _| asks(&"{ a ".repeat(n))),
    Shape::new("inline fragments without an end", |n, _| asks(&"{ ... ".repeat(n))),
    Shape::new("parentheses without an end", |n, _| asks(&"(".repeat(n))),
    Shape::new("types without an end", |n, _| asks(&format!("query($a: {}", "[".repeat(n)))),
    Shape::new("a block of text without an end", |n, _| {
        asks(&format!("{{ a(b: [\"\"\"\"{}", "[".repeat(n)))
    }),
    Shape::new("ends of nothing", |n, dice| asks(&dice.pick(&["}", "]", ")"]).repeat(n))),
    Shape::new("brackets by chance", |n, dice| {
        let brackets = ["{", "}", "[", "]", "(", ")", "a", "\"", "...", ":"];
        asks(&format!("{{ ] {}", (0..n).map(|_| *dice.pick(&brackets)).collect::<String>()))
    }),
];
