//! A form that a client sends (RFC 6749, appendix B).

use std::collections::HashMap;

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, Method, header, request::Parts},
};
use tokio::time::timeout;

use super::{super::Shared, fault::Fault};

/// Bytes of a form: an assertion of 8 KiB, and as much for the rest.
const LIMIT: usize = 16 * 1024;

/// Its parameters, each once.
#[derive(Debug)]
pub(super) struct Form(HashMap<String, String>);

impl Form {
    pub(super) async fn read(shared: &Shared, parts: &Parts, body: Body) -> Result<Self, Fault> {
        if parts.method != Method::POST {
            return Err(Fault::MethodNotAllowed);
        }
        if !is_form(&parts.headers) {
            return Err(Fault::InvalidRequest(
                "Send Content-Type: application/x-www-form-urlencoded.",
            ));
        }
        let read = timeout(shared.settings.body_timeout, to_bytes(body, LIMIT)).await;
        let read = read.map_err(|_| Fault::InvalidRequest("The form did not come in time."))?;
        let bytes = read.map_err(|_| Fault::InvalidRequest("A form has at most 16 KiB."))?;
        Self::of(&bytes)
    }

    fn of(bytes: &[u8]) -> Result<Self, Fault> {
        let mut parameters = HashMap::new();
        for (name, value) in form_urlencoded::parse(bytes) {
            // An empty one counts as left out (RFC 6749, 3.2).
            if value.is_empty() {
                continue;
            }
            if parameters.insert(name.into_owned(), value.into_owned()).is_some() {
                return Err(Fault::InvalidRequest("A parameter stands there twice."));
            }
        }
        Ok(Self(parameters))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_stands_in_a_form_once() {
        let form = Form::of(b"scope=requests%3Aread+offers%3Aread&empty=").unwrap();
        assert_eq!(form.get("scope"), Some("requests:read offers:read"));
        assert_eq!(form.get("empty"), None);
        assert!(Form::of(b"scope=a&scope=a").is_err());
    }
}
