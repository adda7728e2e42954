//! What hyper lets through and we do not: requests that somebody on the way may understand in another
//! way than we do (RFC 9112, 11.2).

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use axum::{body::Body, response::Response};
use hyper::{
    HeaderMap, Request, StatusCode, Version,
    header::{self, HeaderValue},
    http::uri::{Authority, Scheme},
};

/// What the socket and the requests on it tell each other.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// A head can be understood in two ways.
    ambiguous: AtomicBool,
    /// What comes now is no HTTP any more.
    upgraded: AtomicBool,
}

impl Marks {
    pub(super) fn set_ambiguous(&self) {
        self.ambiguous.store(true, Relaxed);
    }

    pub(super) fn is_upgraded(&self) -> bool {
        self.upgraded.load(Relaxed)
    }

    pub(super) fn note(&self, response: &Response) {
        if response.status() == StatusCode::SWITCHING_PROTOCOLS {
            self.upgraded.store(true, Relaxed);
        }
    }
}

pub(super) fn is_sound<B>(request: &Request<B>, marks: &Marks) -> bool {
    !marks.ambiguous.load(Relaxed) && names_one_host(request) && is_plainly_coded(request.headers())
}

/// A request has one host, and a target that names one, too, names the same (RFC 9112, 3.2).
fn names_one_host<B>(request: &Request<B>) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).into_iter();
    let (host, second) = (hosts.next(), hosts.next());
    let uri = request.uri();
    let is_web = [None, Some(&Scheme::HTTP), Some(&Scheme::HTTPS)].contains(&uri.scheme());
    // Only that of CONNECT has a host and nothing more.
    let is_whole = uri.authority().is_some() == uri.scheme().is_some();
    let is_same = match host {
        Some(host) => {
            authority(host).is_some_and(|host| uri.authority().is_none_or(|it| *it == host))
        }
        None => request.version() < Version::HTTP_11,
    };
    second.is_none() && is_web && is_whole && is_same
}

fn authority(host: &HeaderValue) -> Option<Authority> {
    let authority = Authority::try_from(host.as_bytes()).ok()?;
    (!authority.as_str().contains('@')).then_some(authority)
}

/// A body comes in chunks, if it is coded at all.
fn is_plainly_coded(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(header::TRANSFER_ENCODING).into_iter();
    let is_chunked = |coding: &HeaderValue| coding.as_bytes().eq_ignore_ascii_case(b"chunked");
    codings.next().is_none_or(is_chunked) && codings.next().is_none()
}

/// As hyper answers what it does not understand itself.
pub(super) fn refusal() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_taken(target: &str, headers: &[(&'static str, &str)]) -> bool {
        let mut request = Request::get(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        is_sound(&request.body(()).unwrap(), &Marks::default())
    }

    #[test]
    fn a_request_has_one_host_and_its_target_no_other() {
        for (target, hosts, taken) in [
            ("/a", &["klaster.kz"][..], true),
            ("/a", &["klaster.kz:8080"], true),
            ("/a", &["[::1]:8080"], true),
            ("http://klaster.kz/a", &["Klaster.kz"], true),
            ("/a", &[], false),
            ("/a", &[""], false),
            ("/a", &["klaster.kz", "klaster.kz"], false),
            ("/a", &["klaster.kz, other.kz"], false),
            ("/a", &["klaster.kz/b"], false),
            ("/a", &["somebody@klaster.kz"], false),
            ("http://other.kz/a", &["klaster.kz"], false),
            ("http://klaster.kz:1/a", &["klaster.kz"], false),
            ("ftp://klaster.kz/a", &["klaster.kz"], false),
            ("klaster.kz:80", &["klaster.kz:80"], false),
        ] {
            let headers: Vec<_> = hosts.iter().map(|host| ("host", *host)).collect();
            assert_eq!(is_taken(target, &headers), taken, "{target} {hosts:?}");
        }
        let old = Request::get("/a").version(Version::HTTP_10).body(()).unwrap();
        assert!(is_sound(&old, &Marks::default()), "HTTP/1.0 knew no hosts");
    }

    #[test]
    fn a_body_is_coded_in_chunks_or_not_at_all() {
        for (codings, taken) in [
            (&["chunked"][..], true),
            (&["Chunked"], true),
            (&["gzip, chunked"], false),
            (&["chunked, chunked"], false),
            (&["chunked", "chunked"], false),
            (&["identity"], false),
        ] {
            let codings = codings.iter().map(|coding| ("transfer-encoding", *coding));
            let headers: Vec<_> = codings.chain([("host", "klaster.kz")]).collect();
            assert_eq!(is_taken("/a", &headers), taken, "{headers:?}");
        }
    }

    #[test]
    fn what_the_socket_has_found_ambiguous_is_refused() {
        let marks = Marks::default();
        let request = Request::get("/a").header("host", "klaster.kz").body(()).unwrap();
        assert!(is_sound(&request, &marks));
        marks.set_ambiguous();
        assert!(!is_sound(&request, &marks));
    }
}
