//! What personal data are asked for: the header `X-Purpose`.

use axum::http::{HeaderMap, HeaderName};
use domain::platform::Purpose;
use serde_json::{Map, Value};

const PURPOSE: HeaderName = HeaderName::from_static("x-purpose");

/// `None`: nothing is said, or nothing that there is; personal fields tell which there are.
pub(super) fn of(headers: &HeaderMap) -> Option<Purpose> {
    Purpose::read(headers.get(PURPOSE)?.to_str().ok()?)
}

/// In the payload of the first message of a WebSocket, for browsers, which cannot set headers there.
pub(super) fn in_payload(payload: &Map<String, Value>) -> Option<Purpose> {
    let (_, value) = payload.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-purpose"))?;
    Purpose::read(value.as_str()?)
}
