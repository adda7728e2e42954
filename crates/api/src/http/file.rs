//! Files that a browser may keep and asks about before it uses them again.

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::etag::Tag;

/// A content that does not change while the server runs. Cheap to clone.
#[derive(Clone)]
pub(crate) struct File {
    content_type: &'static str,
    content: Bytes,
    etag: Tag,
}

impl File {
    pub(crate) fn new(content_type: &'static str, content: impl Into<Bytes>) -> Self {
        let content = content.into();
        let etag = Tag::of([&content[..]]);
        Self { content_type, content, etag }
    }

    /// The content, unless the caller has it. No copy is used without asking, so none outlives an
    /// upgrade of the server.
    pub(crate) fn answer(&self, request: &HeaderMap) -> Response {
        let kept = [
            (header::ETAG, self.etag.value()),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        ];
        if self.etag.is_known(request) {
            return (StatusCode::NOT_MODIFIED, kept).into_response();
        }
        let content_type = [(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type))];
        (kept, content_type, self.content.clone()).into_response()
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
