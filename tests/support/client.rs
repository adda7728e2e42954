//! A client over a socket.

use std::net::SocketAddr;

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderName, Method, Request, Response, StatusCode},
};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::{
    client::legacy::{Client as Http, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{PATIENCE, leak};

#[derive(Clone, Debug)]
pub struct Client {
    http: Http<HttpConnector, Full<Bytes>>,
    address: SocketAddr,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        Self { http: Http::builder(TokioExecutor::new()).build_http(), address }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// An operation, in English, as whoever bears the token.
    pub async fn graphql(&self, token: Option<&str>, query: &str, variables: Value) -> Answer {
        let body = json!({"query": query, "variables": variables}).to_string();
        let mut headers = vec![
            ("content-type", "application/json".to_owned()),
            ("accept-language", "en".to_owned()),
        ];
        headers.extend(token.map(|token| ("authorization", format!("Bearer {token}"))));
        self.request(Method::POST, "/graphql", &headers, body).await
    }

    /// Anything; an answer that is not JSON comes as a text.
    pub async fn request(
        &self,
        method: Method,
        path: &str,
        headers: &[(&'static str, String)],
        body: impl Into<Bytes>,
    ) -> Answer {
        let (parts, bytes) = self.send(method, path, headers, body).await.into_parts();
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| String::from_utf8_lossy(&bytes).into_owned().into());
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Anything, as it comes.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&'static str, String)],
        body: impl Into<Bytes>,
    ) -> Response<Bytes> {
        let body = body.into();
        let (parts, answer) = self.begin(method, path, headers, body.clone()).await.into_parts();
        let answer = answer.collect().await.unwrap().to_bytes();
        let sent = format!("{path} {}", String::from_utf8_lossy(&body));
        leak::check(parts.status, &answer, &sent);
        Response::from_parts(parts, answer)
    }

    /// Reads events as they come.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn events(
        &self,
        method: Method,
        path: &str,
        headers: &[(&'static str, String)],
        body: impl Into<Bytes>,
    ) -> Events {
        let response = self.begin(method, path, headers, body.into()).await;
        assert_eq!(response.status(), StatusCode::OK);
        Events { body: response.into_body(), told: String::new() }
    }

    async fn begin(
        &self,
        method: Method,
        path: &str,
        headers: &[(&'static str, String)],
        body: Bytes,
    ) -> Response<Incoming> {
        let uri = format!("http://{}{path}", self.address);
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(HeaderName::from_static(name), value);
        }
        self.http.request(request.body(Full::new(body)).unwrap()).await.unwrap()
    }
}

/// Server-sent events of one stream.
#[derive(Debug)]
pub struct Events {
    body: Incoming,
    told: String,
}

impl Events {
    /// Reads until this has come; all that has come.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn until(&mut self, text: &str) -> &str {
        let mut end = Instant::now() + PATIENCE;
        while !self.told.contains(text) {
            let before = self.told.len();
            let goes_on = Instant::now() < end && self.more().await;
            assert!(goes_on, "`{text}` has not come: {}", self.told);
            // The stream itself never falls silent, so only events count.
            if self.told[before..].contains("data:") {
                end = Instant::now() + PATIENCE;
            }
        }
        &self.told
    }

    /// Reads until there is no more.
    pub async fn to_the_end(mut self) -> String {
        while self.more().await {}
        self.told
    }

    async fn more(&mut self) -> bool {
        let frame = tokio::time::timeout(PATIENCE, self.body.frame()).await;
        let Some(frame) = frame.expect("an event or the end") else { return false };
        let bytes = frame.unwrap().into_data().unwrap();
        self.told += std::str::from_utf8(&bytes).unwrap();
        true
    }
}

impl Answer {
    /// What was asked for, where nothing went wrong.
    ///
    /// # Panics
    /// When there are errors.
    pub fn data(&self) -> &Value {
        assert!(self.body.get("errors").is_none(), "{}", self.body);
        &self.body["data"]
    }

    /// The code of the first error.
    pub fn error(&self) -> &str {
        self.body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}
