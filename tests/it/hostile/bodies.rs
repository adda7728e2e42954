//! Bodies that are no operation.

use super::request::{Shape, asks, times, within};

/// More than a body may have.
const BYTES: usize = 256 * 1024;

pub const SHAPES: &[Shape] = &[
    Shape::new("a batch", |n, _| {
        format!("[{}{{}}]", "{\"query\": \"{ __typename }\"}, ".repeat(n)).into()
    }),
    Shape::new("bytes by chance", |n, dice| {
        (0..n).map(|_| u8::try_from(dice.throw(256)).unwrap_or_default()).collect()
    }),
    Shape::new("a document of bytes that are no UTF-8", |n, dice| {
        let bytes: [&[u8]; 4] = [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf5"];
        [b"{\"query\": \"", &*dice.pick(&bytes).repeat(n), b"\"}"].concat()
    }),
    Shape::new("a body that is cut off", |n, _| {
        let body = asks(&format!("{{ {} }}", "__typename ".repeat(n)));
        let end = body.len() / 2;
        body[..end].to_vec()
    }),
    Shape::new("a body that is too long", |n, _| {
        let padding = " ".repeat(BYTES + n);
        format!("{{\"query\": \"{{ __typename }}\"{padding}}}").into()
    }),
    Shape::new("lists for a body", |n, _| within(n, "[", "1", "]").into()),
    Shape::new("objects for a body", |n, _| within(n, "{\"query\": ", "1", "}").into()),
    Shape::new("deep extensions", |n, _| {
        let deep = within(128 + n, "[", "1", "]");
        format!("{{\"query\": \"{{ __typename }}\", \"extensions\": {{\"a\": {deep}}}}}").into()
    }),
    Shape::new("keys that are not asked for", |n, _| {
        format!("{{{}\"variables\": {{}}}}", times(n, |n| format!("\"a{n}\": [], "))).into()
    }),
    Shape::new("one key again and again", |n, _| {
        format!("{{{}\"query\": \"a\"}}", "\"query\": \"{ __typename }\", ".repeat(n)).into()
    }),
    Shape::new("a name of no operation", |n, _| {
        let name = "a".repeat(n);
        format!("{{\"query\": \"query Q {{ __typename }}\", \"operationName\": \"{name}\"}}").into()
    }),
    Shape::new("blanks", |n, _| vec![b' '; n]),
    Shape::new("a text without an end for a body", |n, _| {
        format!("{{\"query\": \"{}", "\\u0041".repeat(n)).into()
    }),
    Shape::new("words by chance", |n, dice| {
        let words = [
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            "query",
            "mutation",
            "fragment",
            "on",
            "...",
            "@",
            "$a",
            ":",
            "=",
            "!",
            "|",
            "&",
            "1",
            "-1.5e3",
            "\"a\"",
            "\"\"\"b\"\"\"",
            "null",
            "true",
            "id",
            "regions",
            "Region",
            "#\n",
            ",",
            "\u{feff}",
        ];
        let text: String = (0..n).map(|_| format!("{} ", dice.pick(&words))).collect();
        // No sentence of the language begins so.
        asks(&format!("}} {text}"))
    }),
];
