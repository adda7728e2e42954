//! Files that a browser may keep and asks about before it uses them again.

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use sha2::{Digest, Sha256};

/// A content that does not change while the server runs. Cheap to clone.
#[derive(Clone)]
pub(crate) struct File {
    content_type: &'static str,
    content: Bytes,
    etag: HeaderValue,
}

impl File {
    pub(crate) fn new(content_type: &'static str, content: impl Into<Bytes>) -> Self {
        let content = content.into();
        let etag = format!("\"{}\"", BASE64.encode(&Sha256::digest(&content)[..12]));
        let etag = HeaderValue::try_from(etag).expect("base 64 is a header value");
        Self { content_type, content, etag }
    }

    /// The content, unless the caller has it. No copy is used without asking, so none outlives an
    /// upgrade of the server.
    pub(crate) fn answer(&self, request: &HeaderMap) -> Response {
        let kept = [
            (header::ETAG, self.etag.clone()),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        ];
        if self.is_known(request) {
            return (StatusCode::NOT_MODIFIED, kept).into_response();
        }
        let content_type = [(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type))];
        (kept, content_type, self.content.clone()).into_response()
    }

    /// `If-None-Match` (RFC 9110, 13.1.2), compared weakly: a proxy that compresses weakens tags.
    fn is_known(&self, request: &HeaderMap) -> bool {
        let values = request.get_all(header::IF_NONE_MATCH).into_iter();
        values.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).any(
            |tag| {
                let tag = tag.trim();
                tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == self.etag
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    async fn ask(known: &str) -> (StatusCode, Bytes) {
        let request = [(header::IF_NONE_MATCH, known.parse().unwrap())].into_iter().collect();
        let response = File::new("text/plain", "content").answer(&request);
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-cache");
        (response.status(), to_bytes(response.into_body(), usize::MAX).await.unwrap())
    }

    #[tokio::test]
    async fn what_the_caller_has_is_not_sent_again() {
        let response = File::new("text/plain", "content").answer(&HeaderMap::new());
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/plain");
        let tag = response.headers()[header::ETAG].to_str().unwrap().to_owned();
        for known in ["*", &tag, &format!("W/{tag}"), &format!("\"other\", {tag}")] {
            assert_eq!(ask(known).await, (StatusCode::NOT_MODIFIED, Bytes::new()), "{known}");
        }
        assert_eq!(ask("\"other\"").await, (StatusCode::OK, "content".into()));
    }
}
