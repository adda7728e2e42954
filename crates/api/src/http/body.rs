//! What a request to `/graphql` carries.

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, header},
};
use serde::Deserialize;

use super::answer::Refused;

/// Bytes of a request body.
const BODY_LIMIT: usize = 256 * 1024;
/// Bytes that are read of a body that is too large: whoever still sends does not hear the answer.
const READ_LIMIT: usize = 4 * BODY_LIMIT;
/// Bytes of a document.
const DOCUMENT_LIMIT: usize = 16 * 1024;
/// Brackets within brackets in a document: a parser that calls itself would use up the stack.
const NESTING_LIMIT: usize = 24;

/// One operation.
#[derive(Debug, Deserialize)]
pub(super) struct Operation {
    pub(super) query: String,
    #[serde(default, rename = "operationName")]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) variables: Option<serde_json::Map<String, serde_json::Value>>,
}

pub(super) async fn read(headers: &HeaderMap, body: Body) -> Result<Operation, Refused> {
    let json = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let json = json.and_then(|value| value.split(';').next()).map(str::trim);
    if !json.is_some_and(|kind| kind.eq_ignore_ascii_case("application/json")) {
        return Err(Refused::UnsupportedMediaType);
    }
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let length = length.and_then(|length| length.parse::<usize>().ok());
    if length.is_some_and(|length| length > READ_LIMIT) {
        return Err(Refused::TooLarge);
    }
    let body = to_bytes(body, READ_LIMIT).await.map_err(|_| Refused::TooLarge)?;
    if body.len() > BODY_LIMIT {
        return Err(Refused::TooLarge);
    }
    let operation = parse(&body)?;
    if operation.query.len() > DOCUMENT_LIMIT {
        return Err(Refused::OperationTooLarge("the document has more than 16 KiB"));
    }
    if nesting(&operation.query) > NESTING_LIMIT {
        return Err(Refused::OperationTooLarge("brackets stand more than 24 deep"));
    }
    Ok(operation)
}

fn parse(body: &Bytes) -> Result<Operation, Refused> {
    let text = std::str::from_utf8(body).map_err(|_| Refused::BadInput("the body is not UTF-8"))?;
    if text.trim().is_empty() {
        return Err(Refused::BadInput("the body is empty; send {\"query\": \"…\"}"));
    }
    if text.trim_start().starts_with('[') {
        return Err(Refused::BadInput("one operation a request; batches are not taken"));
    }
    serde_json::from_str(text).map_err(|error| {
        if error.is_syntax() || error.is_eof() {
            Refused::BadInput("the body is not JSON")
        } else {
            Refused::BadInput(
                "the body is {\"query\": text, \"variables\": object, \"operationName\": text}",
            )
        }
    })
}

/// How deep brackets stand within each other, whatever they enclose; texts are not looked into.
fn nesting(document: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut characters = document.chars();
    while let Some(character) = characters.next() {
        match character {
            '{' | '[' | '(' => depth += 1,
            '}' | ']' | ')' => depth = depth.saturating_sub(1),
            '#' => while characters.next().is_some_and(|c| c != '\n' && c != '\r') {},
            '"' => skip_string(&mut characters),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Goes on behind a string whose first quote has been read.
fn skip_string(characters: &mut std::str::Chars<'_>) {
    if let Some(block) = characters.as_str().strip_prefix("\"\"") {
        let mut rest = block;
        // A block string ends with three quotes that no backslash stands before.
        while let Some(at) = rest.find("\"\"\"") {
            let escaped = rest[..at].ends_with('\\');
            rest = &rest[at + 3..];
            if !escaped {
                *characters = rest.chars();
                return;
            }
        }
        *characters = "".chars();
        return;
    }
    while let Some(character) = characters.next() {
        match character {
            '"' | '\n' | '\r' => return,
            '\\' => drop(characters.next()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_counted_outside_of_texts_and_comments() {
        assert_eq!(nesting("{ a(b: [1, {c: 2}]) { d } }"), 4);
        assert_eq!(nesting("{ a(b: \"{{{{\\\"{{\") } # {{{{{{{\n"), 2);
        assert_eq!(nesting("{ a(b: \"\"\" {{ \\\"\"\" {{{ \"\"\") }"), 2);
        assert_eq!(nesting("{ a(b: \"\") { c } }"), 2);
        assert_eq!(nesting(&"[".repeat(100)), 100);
    }

    #[test]
    fn a_body_that_is_no_operation_is_told_what_is_wrong() {
        for (body, part) in [
            (&b""[..], "empty"),
            (b"  \n", "empty"),
            (b"[{}]", "batches"),
            (b"{", "not JSON"),
            (b"{\"query\": 1}", "operationName"),
            (b"{}", "operationName"),
            (b"\xff", "UTF-8"),
            (b"{\"query\": \"\\ud800\"}", "not JSON"),
        ] {
            let refused = parse(&Bytes::from_static(body)).unwrap_err();
            let Refused::BadInput(message) = refused else { panic!("{refused:?}") };
            assert!(message.contains(part), "{message} for {body:?}");
        }
    }
}
