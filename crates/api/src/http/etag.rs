//! Entity tags (RFC 9110, 8.8.3): whoever has a content is not sent it again.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use sha2::{Digest, Sha256};

#[derive(Clone, Debug)]
pub(super) struct Tag(HeaderValue);

impl Tag {
    /// Of a content that consists of these parts.
    pub(super) fn of<'p>(parts: impl IntoIterator<Item = &'p [u8]>) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part);
            hash.update([0]);
        }
        let tag = format!("\"{}\"", BASE64.encode(&hash.finalize()[..12]));
        Self(HeaderValue::try_from(tag).expect("base 64 is a header value"))
    }

    /// Of an answer whose other parts may differ (RFC 9110, 8.8.1).
    pub(super) fn weak<'p>(parts: impl IntoIterator<Item = &'p [u8]>) -> Self {
        let Self(tag) = Self::of(parts);
        let tag = [b"W/", tag.as_bytes()].concat();
        Self(HeaderValue::try_from(tag).expect("base 64 is a header value"))
    }

    pub(super) fn value(&self) -> HeaderValue {
        self.0.clone()
    }

    /// `If-None-Match` (RFC 9110, 13.1.2), compared weakly: a proxy that compresses weakens tags.
    pub(super) fn is_known(&self, request: &HeaderMap) -> bool {
        let values = request.get_all(header::IF_NONE_MATCH).into_iter();
        let tags = values.filter_map(|value| value.to_str().ok());
        tags.flat_map(|value| value.split(',')).any(|tag| {
            let tag = tag.trim();
            tag == "*" || opaque(tag.as_bytes()) == opaque(self.0.as_bytes())
        })
    }
}

fn opaque(tag: &[u8]) -> &[u8] {
    tag.strip_prefix(b"W/").unwrap_or(tag)
}
