//! Errors tell what callers can do, and nothing of how the server is made.

use axum::http::StatusCode;
use serde_json::Value;

/// Statements, as the database is sent them.
const STATEMENTS: [&str; 5] = ["SELECT ", "INSERT INTO", "UPDATE \"", "DELETE FROM", "RETURNING "];
/// Places in the code and on the machine, types, libraries: in lower case.
const SECRETS: [&str; 29] = [
    "sqlstate",
    "unique constraint",
    "sqlx",
    "sea_orm",
    "sea-orm",
    "postgres",
    "sqlite",
    "async_graphql",
    "async-graphql",
    "apollo",
    "hyper",
    "tokio",
    "serde",
    "axum",
    "quick_cache",
    "panicked",
    "unwrap()",
    "backtrace",
    "src/",
    ".rs:",
    ".cargo",
    "/work",
    "/root",
    "/home",
    "/tmp",
    "::",
    "option<",
    "result<",
    "some(",
];

/// Looks through the errors of an answer. What the caller has sent may be repeated.
///
/// # Panics
/// When they tell something that is nobody's business.
pub(crate) fn check(status: StatusCode, body: &[u8], sent: &str) {
    let text = String::from_utf8_lossy(body);
    let is_refusal = status.is_client_error() || status.is_server_error();
    if !is_refusal && !text.contains("rrors\"") {
        return;
    }
    let told = match serde_json::from_slice::<Value>(body) {
        Ok(body) => errors(&body),
        Err(_) if is_refusal => text.into_owned(),
        Err(_) => return,
    };
    if let Some(secret) = leak(&told, sent) {
        panic!("an error tells of `{secret}`: {told}");
    }
}

/// All texts of errors, those that a payload has too.
fn errors(body: &Value) -> String {
    let mut told = String::new();
    match body {
        Value::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    "errors" | "userErrors" => told += &texts(value),
                    _ => told += &errors(value),
                }
            }
        }
        Value::Array(entries) => told.extend(entries.iter().map(errors)),
        _ => {}
    }
    told
}

/// Texts but ids of requests and names that the caller has given.
fn texts(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{text}\n"),
        Value::Array(entries) => entries.iter().map(texts).collect(),
        Value::Object(fields) => {
            let told =
                fields.iter().filter(|(name, _)| !matches!(name.as_str(), "path" | "requestId"));
            told.map(|(_, value)| texts(value)).collect()
        }
        _ => String::new(),
    }
}

fn leak(told: &str, sent: &str) -> Option<String> {
    let statement = STATEMENTS.iter().find(|part| told.contains(**part) && !sent.contains(**part));
    let (told, sent) = (told.to_lowercase(), sent.to_lowercase());
    let secret = SECRETS.iter().find(|part| told.contains(**part) && !sent.contains(**part));
    statement.or(secret).map(|secret| (*secret).to_owned()).or_else(|| address(&told, &sent))
}

/// A place in memory.
fn address(told: &str, sent: &str) -> Option<String> {
    told.match_indices("0x").find_map(|(start, _)| {
        let digits = told[start + 2..].chars().take_while(char::is_ascii_hexdigit).count();
        let found = &told[start..start + 2 + digits];
        (digits >= 6 && !sent.contains(found)).then(|| found.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(body: &Value, sent: &str) -> Option<String> {
        leak(&errors(body), sent)
    }

    #[test]
    fn an_error_that_tells_of_the_server_is_found_wherever_it_stands() {
        for (told, secret) in [
            ("error returned from SQLx", "sqlx"),
            ("near: SELECT id", "SELECT "),
            ("called `Option::unwrap()`", "unwrap()"),
            ("at crates/api/src/lib.rs:12", "src/"),
            ("domain::Organization", "::"),
            ("at 0x7ffe12ab90", "0x7ffe12ab90"),
        ] {
            let found_in = |body| found(&body, "{ a }");
            let secret = Some(secret.to_owned());
            assert_eq!(found_in(json!({"errors": [{"message": told}]})), secret);
            assert_eq!(found_in(json!({"errors": [{"extensions": {"of": [told]}}]})), secret);
            assert_eq!(
                found_in(json!({"data": {"a": {"userErrors": [{"message": told}]}}})),
                secret
            );
        }
    }

    #[test]
    fn what_a_caller_has_sent_and_what_is_no_error_may_be_told() {
        let error = json!({"errors": [{"message": "no field `sqlx`", "extensions": {"requestId": "0x123456"}}]});
        assert_eq!(found(&error, "{ sqlx }"), None);
        assert_eq!(found(&json!({"data": {"name": "SELECT 1"}}), ""), None);
    }
}
