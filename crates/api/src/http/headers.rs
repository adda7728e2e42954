//! What every answer carries.

use axum::http::{HeaderName, HeaderValue, Uri, header, uri::Scheme};
use tower_http::set_header::SetResponseHeaderLayer;

/// Nothing may be loaded, and nobody may frame it; pages say what else they need.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
/// A year.
const ONLY_TLS: &str = "max-age=31536000";

type Fixed = SetResponseHeaderLayer<Option<HeaderValue>>;

/// Adds what an answer does not say itself. That the service is reached by TLS alone is told only where
/// its outside address says so.
pub(super) fn layer(public_url: Option<&Uri>) -> (Fixed, Fixed, Fixed, Fixed) {
    let encrypted = public_url.is_some_and(|url| url.scheme() == Some(&Scheme::HTTPS));
    (
        fixed(header::X_CONTENT_TYPE_OPTIONS, Some("nosniff")),
        fixed(header::REFERRER_POLICY, Some("no-referrer")),
        fixed(header::CONTENT_SECURITY_POLICY, Some(POLICY)),
        fixed(header::STRICT_TRANSPORT_SECURITY, encrypted.then_some(ONLY_TLS)),
    )
}

fn fixed(name: HeaderName, value: Option<&'static str>) -> Fixed {
    SetResponseHeaderLayer::if_not_present(name, value.map(HeaderValue::from_static))
}
