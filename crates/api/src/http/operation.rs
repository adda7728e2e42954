//! What a request to `/graphql` carries (GraphQL over HTTP, 5).

use std::{error::Error, time::Duration};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, header},
};
use data_encoding::HEXLOWER_PERMISSIVE;
use domain::Cursor;
use http_body_util::LengthLimitError;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{answer::Refused, guard::Hash};

/// Bytes of a request body.
pub(crate) const BODY_LIMIT: usize = 256 * 1024;
/// Bytes that are read of a body that is too large: whoever still sends does not hear the answer.
const READ_LIMIT: usize = 4 * BODY_LIMIT;
/// Values within values of the variables.
pub(crate) const DEPTH_LIMIT: usize = 16;

/// Values in a body: more take longer to read than all else that is done before an operation is refused.
pub(crate) const VALUES_LIMIT: usize = 5000;
/// Objects among them: each takes as long to read as ten other values.
pub(crate) const OBJECTS_LIMIT: usize = 500;

/// One operation.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Operation {
    #[serde(default)]
    pub(super) query: Option<String>,
    #[serde(default, rename = "operationName")]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) variables: Option<Map<String, Value>>,
    #[serde(default)]
    extensions: Option<Map<String, Value>>,
    /// The event behind which a subscription goes on, where the connection says so.
    #[serde(skip)]
    pub(super) resume: Option<Cursor>,
}

impl Operation {
    /// Whether it says what to run, by the text or by its hash.
    pub(super) fn has_document(&self) -> bool {
        let persisted = self.extensions.as_ref().is_some_and(|it| it.contains_key(PERSISTED));
        self.query.is_some() || persisted
    }

    /// The hash by which the document is named, if it is.
    pub(super) fn hash(&self) -> Result<Option<Hash>, Refused> {
        let Some(persisted) = self.extensions.as_ref().and_then(|it| it.get(PERSISTED)) else {
            return Ok(None);
        };
        let persisted = PersistedQuery::deserialize(persisted).ok();
        let hash = persisted.filter(|it| it.version == 1).and_then(|it| hash_of(&it.sha256_hash));
        hash.map(Some).ok_or(Refused::BadInput(
            "`extensions.persistedQuery` is {\"version\": 1, \"sha256Hash\": 64 hexadecimal digits}",
        ))
    }

    /// A text of the extensions, if it is not empty.
    pub(super) fn extension(&self, name: &str) -> Option<String> {
        let text = self.extensions.as_ref()?.get(name)?.as_str()?;
        Some(text.to_owned()).filter(|text| !text.is_empty())
    }
}

const PERSISTED: &str = "persistedQuery";

/// What stands in `extensions.persistedQuery`: a document by its hash, which need not be sent with it
/// once it is known (automatic persisted queries, as Apollo's clients have them).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PersistedQuery {
    version: u32,
    sha256_hash: String,
}

/// 64 hexadecimal digits.
fn hash_of(text: &str) -> Option<Hash> {
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?.try_into().ok()
}

/// A parameter of a URL.
pub(super) fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    let mut parameters = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    parameters.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

/// Whether nothing shall be run: only what it would cost is asked for (`?dryRun=1`).
pub(super) fn is_dry(query: Option<&str>) -> Result<bool, Refused> {
    let mut parameters = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    // Written in another way it would run what shall not be run.
    let dry = parameters.find(|(name, _)| name.eq_ignore_ascii_case("dryRun"));
    match dry.as_ref().map(|(_, value)| &**value) {
        None | Some("0") => Ok(false),
        Some("1") => Ok(true),
        Some(_) => Err(Refused::BadInput("`dryRun` is 1, or it is left out")),
    }
}

/// The body of a POST. It has to be there as a whole in time: a byte now and then is not enough.
pub(super) async fn body(
    headers: &HeaderMap,
    body: Body,
    timeout: Duration,
) -> Result<Bytes, Refused> {
    if !is_json(headers) {
        return Err(Refused::UnsupportedMediaType);
    }
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let length = length.and_then(|length| length.parse::<usize>().ok());
    if length.is_some_and(|length| length > READ_LIMIT) {
        return Err(Refused::TooLarge);
    }
    let body = tokio::time::timeout(timeout, to_bytes(body, READ_LIMIT)).await;
    let body = body.map_err(|_| Refused::Slow)?.map_err(|error| {
        let too_large = error.source().is_some_and(<dyn Error>::is::<LengthLimitError>);
        if too_large { Refused::TooLarge } else { Refused::BadInput("the body cannot be read") }
    })?;
    if body.len() > BODY_LIMIT {
        return Err(Refused::TooLarge);
    }
    Ok(body)
}

/// That of a GET, in the query of its URL.
pub(super) fn of_query(query: Option<&str>) -> Result<Operation, Refused> {
    let mut parameters = Map::new();
    for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        // What is left empty is left out.
        let value = match &*name {
            _ if value.is_empty() => Value::Null,
            "query" | "operationName" => Value::String(value.into_owned()),
            "variables" | "extensions" => serde_json::from_str(&value).map_err(|_| {
                Refused::BadInput("`variables` and `extensions` are JSON objects, URL-encoded")
            })?,
            _ => continue,
        };
        if parameters.insert(name.into_owned(), value).is_some() {
            return Err(Refused::BadInput("a parameter of the URL is given twice"));
        }
    }
    parameters.retain(|_, value| *value != Value::Null);
    let operation = serde_json::from_value(parameters.into());
    let operation = operation.ok().filter(Operation::has_document);
    shallow(operation.ok_or(Refused::BadInput(
        "the URL is /graphql?query=…&variables=…&operationName=…, each of them URL-encoded",
    ))?)
}

/// JSON in UTF-8, which it is if nothing is said.
fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let mut parts = value.unwrap_or_default().split(';').map(str::trim);
    parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"))
        && parts.all(|parameter| {
            let charset =
                parameter.split_once('=').filter(|(name, _)| name.eq_ignore_ascii_case("charset"));
            charset
                .is_none_or(|(_, charset)| charset.trim_matches('"').eq_ignore_ascii_case("utf-8"))
        })
}

/// That in a body.
pub(super) fn of_body(body: &Bytes) -> Result<Operation, Refused> {
    const OTHERWISE: Refused = Refused::BadInput(
        "the body is {\"query\": text, \"variables\": object, \"operationName\": text}, or \
         `extensions.persistedQuery` in place of `query`",
    );
    let text = std::str::from_utf8(body).map_err(|_| Refused::BadInput("the body is not UTF-8"))?;
    if text.trim().is_empty() {
        return Err(Refused::BadInput("the body is empty; send {\"query\": \"…\"}"));
    }
    if text.trim_start().starts_with('[') {
        return Err(Refused::BadInput("one operation a request; batches are not taken"));
    }
    if is_laden(text) {
        return Err(Refused::OperationTooLarge(format!(
            "values in the body: {VALUES_LIMIT} at most, {OBJECTS_LIMIT} of them objects; make several \
             requests of it"
        )));
    }
    let operation: Operation = serde_json::from_str(text).map_err(|error| {
        let is_json = !error.is_syntax() && !error.is_eof();
        if is_json { OTHERWISE } else { Refused::BadInput("the body is not JSON") }
    })?;
    if operation.has_document() { shallow(operation) } else { Err(OTHERWISE) }
}

/// Whether a JSON text holds more values or objects than are read.
pub(super) fn is_laden(text: &str) -> bool {
    let Counts { values, objects } = counts(text);
    values > VALUES_LIMIT || objects > OBJECTS_LIMIT
}

#[derive(Debug, PartialEq, Eq)]
struct Counts {
    values: usize,
    objects: usize,
}

/// How many values a JSON text holds: each comes behind a comma, or first in a list or an object.
fn counts(text: &str) -> Counts {
    let (mut values, mut objects, mut in_text, mut bytes) = (1, 0, false, text.bytes());
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => in_text = !in_text,
            b'\\' if in_text => {
                bytes.next();
            }
            b',' | b'[' if !in_text => values += 1,
            b'{' if !in_text => {
                values += 1;
                objects += 1;
            }
            _ => {}
        }
    }
    Counts { values, objects }
}

/// That in a message of a WebSocket.
pub(super) fn of_message(operation: Operation) -> Result<Operation, Refused> {
    if operation.has_document() {
        shallow(operation)
    } else {
        Err(Refused::BadInput("the payload has a `query`"))
    }
}

fn shallow(operation: Operation) -> Result<Operation, Refused> {
    let mut variables = operation.variables.iter().flat_map(Map::values);
    if variables.any(|variable| depth(variable) > DEPTH_LIMIT) {
        return Err(Refused::BadInput("the variables hold values more than 16 deep in each other"));
    }
    Ok(operation)
}

fn depth(value: &Value) -> usize {
    1 + match value {
        Value::Array(entries) => entries.iter().map(depth).max().unwrap_or_default(),
        Value::Object(fields) => fields.values().map(depth).max().unwrap_or_default(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(refused: &Result<Operation, Refused>) -> &'static str {
        let Err(Refused::BadInput(message)) = refused else { panic!("{refused:?}") };
        message
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
            (b"{\"query\": \"\", \"extensions\": []}", "operationName"),
            (b"\xff", "UTF-8"),
            (b"{\"query\": \"\\ud800\"}", "not JSON"),
        ] {
            let message = message(&of_body(&Bytes::from_static(body)));
            assert!(message.contains(part), "{message} for {body:?}");
        }
    }

    #[test]
    fn a_url_that_is_no_operation_is_told_what_is_wrong() {
        for (query, part) in [
            (None, "query=…"),
            (Some("query="), "query=…"),
            (Some("operationName=A"), "query=…"),
            (Some("query=a&variables=[]"), "query=…"),
            (Some("query=a&variables={"), "JSON objects"),
            (Some("query=a&query=b"), "twice"),
        ] {
            let message = message(&of_query(query));
            assert!(message.contains(part), "{message} for {query:?}");
        }
        let asked = "query=%7B%20a%20%7D&variables=%7B%22b%22%3A1%7D&operationName=&other=1";
        let operation = of_query(Some(asked)).unwrap();
        assert_eq!((operation.query.as_deref(), operation.name), (Some("{ a }"), None));
        assert_eq!(operation.variables.unwrap()["b"], 1);
    }

    #[test]
    fn a_dry_run_is_asked_for_in_the_url() {
        for (query, dry) in [
            (None, Some(false)),
            (Some("query=a"), Some(false)),
            (Some("query=a&dryRun=0"), Some(false)),
            (Some("dryRun=1"), Some(true)),
            (Some("dryrun=1"), Some(true)),
            (Some("dryRun=yes"), None),
            (Some("dryRun"), None),
        ] {
            assert_eq!(is_dry(query).ok(), dry, "{query:?}");
        }
    }

    #[test]
    fn a_body_holds_so_many_values_and_objects_at_most_whatever_is_written_in_texts() {
        let body = |texts: usize| {
            let list = format!("\"[{{,\\\"\"{}", ", \"a\"".repeat(texts - 1));
            format!("{{\"query\": \"\", \"variables\": {{\"a\": [{list}]}}}}")
        };
        assert_eq!(counts(&body(3)), Counts { values: 7, objects: 2 });
        assert!(of_body(&body(VALUES_LIMIT - 4).into()).is_ok());
        let refused = of_body(&body(VALUES_LIMIT - 3).into());
        assert!(matches!(refused, Err(Refused::OperationTooLarge(_))), "{refused:?}");
        let body = |objects: usize| {
            let list = format!("{{}}{}", ", {}".repeat(objects - 1));
            format!("{{\"query\": \"\", \"variables\": {{\"a\": [{list}]}}}}")
        };
        assert!(of_body(&body(OBJECTS_LIMIT - 2).into()).is_ok());
        let refused = of_body(&body(OBJECTS_LIMIT - 1).into());
        assert!(matches!(refused, Err(Refused::OperationTooLarge(_))), "{refused:?}");
    }

    #[test]
    fn variables_are_sixteen_deep_at_most() {
        for (levels, fits) in [(15, true), (16, false), (100, false)] {
            let value = format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
            let body = format!("{{\"query\": \"\", \"variables\": {{\"a\": {value}}}}}");
            assert_eq!(of_body(&body.into()).is_ok(), fits, "{levels}");
        }
    }

    #[test]
    fn a_body_is_json_in_utf_8() {
        for (value, fits) in [
            ("application/json", true),
            ("Application/JSON; charset=UTF-8", true),
            ("application/json; charset=\"utf-8\"", true),
            ("application/json; charset=utf-16", false),
            ("text/plain", false),
            ("application/jsonp", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, value.parse().unwrap())]);
            assert_eq!(is_json(&headers), fits, "{value}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
