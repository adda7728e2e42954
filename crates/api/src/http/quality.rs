//! What a caller likes, and how much (RFC 9110, 12.4.2).

use axum::http::{HeaderMap, HeaderName};

/// What a header lists, without parameters, with its weight from 0 to 1. What cannot be read is
/// passed over.
pub(super) fn listed(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = (&str, f32)> {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).filter_map(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let entry = parts.next()?;
        let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
        let weight = weight.map_or(Some(1.0), |weight| weight.parse().ok())?;
        (0.0..=1.0).contains(&weight).then_some((entry, weight))
    })
}
