//! Texts, numbers and other values, in documents and variables.

use super::request::{Shape, asks, asks_with, times, within};

const BY_ID: &str = "query($a: ID!) { employerRequest(id: $a) { id } }";
const BY_IDS: &str = "query($a: [ID!]!) { nodes(ids: $a) { id } }";
const FILTERED: &str =
    "query($a: EmployerRequestFilter!) { employerRequests(filter: $a) { totalCount } }";
const PAGED: &str = "query($a: Int!) { regions(first: $a) { totalCount } }";

fn paged(number: &str) -> Vec<u8> {
    asks(&format!("{{ regions(first: {number}) {{ totalCount }} }}"))
}

fn filtered(value: &str) -> Vec<u8> {
    asks(&format!("{{ employerRequests(filter: {value}) {{ totalCount }} }}"))
}

/// Text in a place that has none of its kind.
fn by_id(text: &str) -> Vec<u8> {
    asks(&format!("{{ employerRequest(id: \"{text}\") {{ id }} }}"))
}

fn variable(value: &str) -> String {
    format!("{{\"a\": {value}}}")
}

pub const SHAPES: &[Shape] = &[
    Shape::new("a long number", |n, dice| {
        paged(&format!("{}{}", dice.pick(&["3", "-", "-8"]), "9".repeat(9 + n)))
    }),
    Shape::new("a long fraction", |n, _| paged(&format!("0.{}", "1".repeat(n)))),
    Shape::new("a large exponent", |n, dice| {
        paged(&format!("1{}{}", dice.pick(&["e", "E+", "e-", ".5e"]), "9".repeat(n)))
    }),
    Shape::new("zeros and signs", |n, dice| {
        paged(&format!("-{}", dice.pick(&["0", "-", "+"]).repeat(1 + n)))
    }),
    Shape::new("a long text", |n, _| by_id(&"a".repeat(n))),
    Shape::new("a long text of escapes", |n, dice| {
        by_id(&dice.pick(&["\\u0000", "\\n", "\\\\", "\\u202e", "\\\""]).repeat(n))
    }),
    Shape::new("escapes that there are not", |n, dice| {
        by_id(&dice.pick(&["\\x", "\\u12", "\\u{1}", "\\ud800", "\\udfff\\ud800", "\\"]).repeat(n))
    }),
    Shape::new("a long block of text", |n, dice| {
        let line = dice.pick(&["a", "\n", "  \n", "\\\"\"\"", "\t a\r\n"]);
        asks(&format!("{{ employerRequest(id: \"\"\"{}\"\"\") {{ id }} }}", line.repeat(n)))
    }),
    Shape::new("a text without an end", |n, _| asks(&format!("{{ a(b: \"{}", "{ ".repeat(n)))),
    Shape::new("a long name", |n, _| asks(&format!("{{ {} }}", "a".repeat(n)))),
    Shape::new("a long name of an operation", |n, _| {
        asks(&format!("query {} {{ a }}", "a".repeat(n)))
    }),
    Shape::new("long aliases", |n, _| {
        let name = "a".repeat(n);
        asks(&format!("{{ {} }}", times(20, |n| format!("{name}{n}: node(id: \"x\") {{ id }} "))))
    }),
    Shape::new("long names of unknown fields", |n, _| {
        let name = "a".repeat(n);
        asks(&format!("{{ {} }}", times(12, |n| format!("{name}{n} "))))
    }),
    Shape::new("a long name of a type", |n, _| {
        asks(&format!("query($a: {}) {{ a(b: $a) }}", "A".repeat(n)))
    }),
    Shape::new("a long comment", |n, dice| {
        asks(&format!("#{}", dice.pick(&["{", "\"", "#", "я"]).repeat(n)))
    }),
    Shape::new("comments", |n, dice| asks(&dice.pick(&["#\n", "#\r", "# {\r\n"]).repeat(n))),
    Shape::new("commas", |n, _| asks(&",".repeat(n))),
    Shape::new("commas in their places and not", |n, _| {
        asks(&format!("{{ a(b: [{}1]) }}", ",".repeat(n)))
    }),
    Shape::new("byte-order marks", |n, _| asks(&format!("{}{{ a }}", "\u{feff}".repeat(n)))),
    Shape::new("control characters", |n, dice| {
        let characters = ["\0", "\u{1}", "\u{7f}", "\u{1b}[2J", "\u{85}", "\u{2028}", "\u{202e}"];
        asks(&format!("{{ a {} }}", dice.pick(&characters).repeat(n)))
    }),
    Shape::new("letters that are in no name", |n, dice| {
        asks(&format!(
            "{{ {} }}",
            dice.pick(&["ж", "ə", "中", "😀", "e\u{301}", "\u{200d}"]).repeat(n)
        ))
    }),
    Shape::new("a text of control characters", |n, dice| {
        by_id(&dice.pick(&["\0", "\u{1}", "\u{202e}", "\u{fffe}", "😀"]).repeat(n))
    }),
    Shape::new("unknown words of a list", |n, _| {
        filtered(&format!("{{status: {{in: [{}]}}}}", times(n, |n| format!("NONE{n} "))))
    }),
    Shape::new("unknown fields of an object", |n, _| {
        filtered(&format!("{{{}}}", times(n, |n| format!("a{n}: 1 "))))
    }),
    Shape::new("one field of an object again and again", |n, _| {
        filtered(&format!("{{{}}}", "headcount: {} ".repeat(1 + n)))
    }),
    Shape::new("two of one", |n, dice| {
        let second = dice.pick(&["bin: \"1\"", "bin: null", "nothing: 1"]);
        let of = |_| format!("organization(by: {{id: \"a\" {second}}}) {{ id }} ");
        asks(&format!("{{ {} }}", times(n, of)))
    }),
    Shape::new("two of one in a variable", |n, _| {
        let second = "b".repeat(n);
        asks_with(
            "query($a: OrganizationBy!) { organization(by: $a) { id } }",
            &variable(&format!("{{\"id\": \"a\", \"bin\": \"{second}\"}}")),
        )
    }),
    Shape::new("nothing where something is required", |n, _| {
        asks_with(BY_IDS, &variable(&format!("[{}null]", "null, ".repeat(n))))
    }),
    Shape::new("wrong ids", |n, _| {
        asks_with(
            BY_IDS,
            &variable(&format!("[{}\"\"]", times(n, |n| format!("\"region_{n}\", ")))),
        )
    }),
    Shape::new("wrong ids in the document", |n, _| {
        let ids = times(n, |n| format!("\"region_{n}\" "));
        asks(&format!("{{ nodes(ids: [{ids}]) {{ id }} }}"))
    }),
    Shape::new("a deep list in a variable", |n, _| {
        asks_with(BY_IDS, &variable(&within(16 + n, "[", "1", "]")))
    }),
    Shape::new("a deep object in a variable", |n, _| {
        asks_with(FILTERED, &variable(&within(16 + n, "{\"not\": ", "{}", "}")))
    }),
    Shape::new("a list in a variable that does not end", |n, _| {
        asks_with(BY_IDS, &variable(&"[".repeat(n)))
    }),
    Shape::new("a wide object in a variable", |n, _| {
        let fields = times(n, |n| format!("\"a{n}\": [1, null], "));
        asks_with(FILTERED, &variable(&format!("{{{fields}\"b\": {{}}}}")))
    }),
    Shape::new("a long list of objects in a variable", |n, _| {
        let entries = "{\"headcount\": {\"eq\": \"x\"}}, ".repeat(n);
        asks_with(FILTERED, &variable(&format!("{{\"and\": [{entries}{{\"a\": 1}}]}}")))
    }),
    Shape::new("a long list of unknown words in a variable", |n, _| {
        let words = times(n, |n| format!("\"NONE{n}\", "));
        asks_with(FILTERED, &variable(&format!("{{\"status\": {{\"in\": [{words}null]}}}}")))
    }),
    Shape::new("objects within objects in a variable", |n, _| {
        let wide =
            |inner: &str| format!("{{\"and\": [{}{inner}]}}", format!("{inner}, ").repeat(n % 12));
        asks_with(FILTERED, &variable(&wide(&wide(&wide(&wide("{\"headcount\": 1}"))))))
    }),
    Shape::new("a long text in a variable", |n, dice| {
        let text = dice.pick(&["aaaaaaaa", "жжж", "\\u0000", "\\ud83d\\ude00", "\\n", "\\\""]);
        asks_with(BY_ID, &variable(&format!("\"{}\"", text.repeat(n))))
    }),
    Shape::new("half a character in a variable", |n, dice| {
        let half = dice.pick(&["\\ud800", "\\udfff", "\\ud800\\u0041"]);
        asks_with(BY_ID, &variable(&format!("\"{}\"", half.repeat(n))))
    }),
    Shape::new("a long number in a variable", |n, dice| {
        let number = format!("{}{}", dice.pick(&["9", "-9", "0.9", "1e9"]), "9".repeat(10 + n));
        asks_with(PAGED, &variable(&number))
    }),
    Shape::new("a long key in a variable", |n, _| {
        asks_with(FILTERED, &variable(&format!("{{\"{}\": 1}}", "k".repeat(n))))
    }),
    Shape::new("variables that nobody asked for", |n, _| {
        asks_with(BY_ID, &format!("{{{}\"b\": 1}}", times(n, |n| format!("\"c{n}\": [], "))))
    }),
];
