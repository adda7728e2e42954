//! Much of something beside each other.

use super::request::{Shape, asks, asks_with, times};

fn nodes(inner: &str) -> String {
    format!("{{ employerRequests {{ nodes {{ {inner} }} }} }}")
}

/// Pages within pages; the last is not too much for itself.
fn pages(levels: usize, first: &str) -> String {
    let level = format!("employerRequests(first: {first}) {{ nodes {{ employer {{ ");
    format!("{{ {} id {}", level.repeat(levels), "}".repeat(3 * levels + 1))
}

pub const SHAPES: &[Shape] = &[
    Shape::new("aliases", |n, _| asks(&nodes(&times(50 + n, |n| format!("a{n}: id "))))),
    Shape::new("aliases of root fields", |n, _| {
        asks(&format!("{{ {} }}", times(20 + n, |n| format!("a{n}: regions {{ totalCount }} "))))
    }),
    Shape::new("aliases of changes", |n, _| {
        let change = "clusterCreate(input: {}) { replayed } ";
        asks(&format!("mutation {{ {} }}", times(n, |n| format!("a{n}: {change}"))))
    }),
    Shape::new("one field again and again", |n, _| asks(&nodes(&"id ".repeat(2000 + n)))),
    Shape::new("one object again and again", |n, _| {
        asks(&nodes(&format!("{} employer", "employer { id name } ".repeat(n))))
    }),
    Shape::new("unknown directives", |n, _| {
        asks(&format!("{{ __typename {} }}", times(n, |n| format!("@a{n} "))))
    }),
    Shape::new("one directive again and again", |n, dice| {
        let directive = dice.pick(&["@skip(if: false) ", "@include(if: true) ", "@deprecated "]);
        asks(&format!("{{ __typename {} }}", directive.repeat(1 + n)))
    }),
    Shape::new("directives of operations and variables", |n, _| {
        let directives = times(n, |n| format!("@a{n}(b: 1) "));
        asks(&format!(
            "query($a: Int {directives}) {directives} {{ regions(first: $a) {{ totalCount }} }}"
        ))
    }),
    Shape::new("unused variables", |n, _| {
        asks(&format!("query({}) {{ __typename }}", times(n, |n| format!("$a{n}: Int "))))
    }),
    Shape::new("undefined variables", |n, _| {
        asks(&format!("{{ {} }}", times(n, |n| format!("regions(first: $a{n}) {{ totalCount }} "))))
    }),
    Shape::new("variables of one name", |n, _| {
        asks(&format!(
            "query({}) {{ regions(first: $a) {{ totalCount }} }}",
            "$a: Int ".repeat(1 + n)
        ))
    }),
    Shape::new("variables of unknown types", |n, _| {
        asks(&format!("query({}) {{ __typename }}", times(n, |n| format!("$a{n}: Nothing{n} "))))
    }),
    Shape::new("unknown fields", |n, _| asks(&format!("{{ {} }}", times(n, |n| format!("a{n} "))))),
    Shape::new("unknown arguments", |n, _| {
        asks(&format!("{{ regions({}) {{ totalCount }} }}", times(n, |n| format!("a{n}: 1 "))))
    }),
    Shape::new("one argument again and again", |n, _| {
        asks(&format!("{{ regions({}) {{ totalCount }} }}", "first: 1 ".repeat(1 + n)))
    }),
    Shape::new("objects without a selection", |n, _| {
        asks(&format!("{{ {} }}", times(n, |n| format!("a{n}: regions "))))
    }),
    Shape::new("required arguments that are missing", |n, _| {
        asks(&format!("{{ {} }}", times(n, |n| format!("a{n}: node {{ id }} "))))
    }),
    Shape::new("operations", |n, _| {
        asks(&times(10 + n, |n| format!("query Q{n} {{ __typename }} ")))
    }),
    Shape::new("operations without a name", |n, _| asks(&"{ __typename } ".repeat(1 + n))),
    Shape::new("operations of one name", |n, _| asks(&"query Q { __typename } ".repeat(1 + n))),
    Shape::new("contradictions", |n, _| {
        asks(&nodes(&format!("a: title {}", "a: id a: status ".repeat(n))))
    }),
    Shape::new("contradictions within objects", |n, _| {
        let inner =
            times(n, |n| format!("employer {{ a{}: id }} employer {{ a{}: bin }} ", n % 9, n % 9));
        asks(&nodes(&inner))
    }),
    Shape::new("contradictions within each other", |n, dice| {
        let levels = 1 + n % 4;
        let open = "employerRequests { nodes { employer { ".repeat(levels);
        let one = |leaf: &str| format!("{open} a: {leaf} {}", "}".repeat(3 * levels));
        let many = (0..=n).map(|_| one(dice.pick::<&str>(&["id", "bin", "name"])));
        asks(&format!("{{ {} {} {} }}", one("id"), one("bin"), many.collect::<String>()))
    }),
    Shape::new("pages of pages", |n, _| asks(&pages(3 + n % 12, "100"))),
    Shape::new("pages of pages by a variable", |n, _| {
        let document = pages(3 + n % 12, "$first");
        asks_with(&format!("query($first: Int) {document}"), "{\"first\": 100}")
    }),
    Shape::new("the schema of the schema", |n, dice| {
        let way =
            dice.pick(&["fields { type ", "interfaces ", "possibleTypes ", "inputFields { type "]);
        let close = if way.contains('{') { "}" } else { "" };
        let inner = format!(
            "{} {{ name }} {}",
            format!("{{ {way}").repeat(3 + n),
            format!("}}{close}").repeat(3 + n)
        );
        asks(&format!("{{ __schema {{ types {inner} }} }}"))
    }),
    Shape::new("the schema of the schema by fragments", |n, _| {
        let levels = 3 + n % 20;
        let level = |n: usize| {
            format!("fragment F{n} on __Type {{ fields {{ type {{ ...F{} }} }} }} ", n + 1)
        };
        let fragments = times(levels, level);
        asks(&format!(
            "{{ __schema {{ types {{ ...F0 }} }} }} {fragments} fragment F{levels} on __Type {{ name }}"
        ))
    }),
    Shape::new("the schema again and again", |n, _| {
        asks(&format!(
            "{{ {} }}",
            times(20 + n, |n| format!("a{n}: __schema {{ types {{ name }} }} "))
        ))
    }),
    Shape::new("subscriptions with several roots", |n, _| {
        let root = "employerRequestPublished { __typename } ";
        asks(&format!("subscription {{ {root} {} }}", times(n, |n| format!("a{n}: {root}"))))
    }),
    Shape::new("definitions of types", |n, _| {
        asks(&times(n, |n| format!("type A{n} {{ b: Int }} extend type Query {{ c{n}: A{n} }} ")))
    }),
];
