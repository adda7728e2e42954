//! The types of settings about who asks from where.

use api::Proxies;
use axum::http::{HeaderValue, Uri, uri::Scheme};

use super::value::Value;

impl Value for Proxies {
    fn expected() -> String {
        "addresses and networks, separated by commas, such as 127.0.0.1, 10.0.0.0/8".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

/// An address of the web, without user, query or fragment.
fn parse(text: &str) -> Option<Uri> {
    let uri: Uri = text.parse().ok().filter(|_| !text.contains('#'))?;
    let is_web = [Some(&Scheme::HTTP), Some(&Scheme::HTTPS)].contains(&uri.scheme());
    let is_plain = uri.query().is_none() && !uri.authority()?.as_str().contains('@');
    (is_web && is_plain && !uri.host()?.is_empty()).then_some(uri)
}

impl Value for Uri {
    fn expected() -> String {
        "a URL such as https://api.klaster.kz".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        parse(text)
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

/// A program that collects spans, reached without TLS: it runs on this machine or nearby.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Collector(pub(crate) Uri);

impl Value for Collector {
    fn expected() -> String {
        "a URL without TLS, such as http://127.0.0.1:4318; /v1/traces is added".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        parse(text).filter(|uri| uri.scheme() == Some(&Scheme::HTTP)).map(Self)
    }

    fn show(&self) -> String {
        self.0.to_string()
    }
}

/// Origins of pages (RFC 6454), as browsers write them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origins(Vec<HeaderValue>);

impl Origins {
    pub(crate) fn values(&self) -> Vec<HeaderValue> {
        self.0.clone()
    }
}

impl Value for Origins {
    fn expected() -> String {
        "origins, separated by commas, such as https://portal.kz, https://cabinet.portal.kz:8443"
            .to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        let origins = text.split(',').map(str::trim).map(|origin| {
            // A browser writes no path, not even a slash, and no capitals.
            let uri = parse(origin).filter(|uri| uri.path() == "/" && !origin.ends_with('/'))?;
            let is_plain = uri.port_u16() != Some(default_port(&uri));
            let is_written_so = origin.bytes().all(|byte| !byte.is_ascii_uppercase());
            (is_plain && is_written_so).then(|| HeaderValue::from_str(origin).ok())?
        });
        origins.collect::<Option<_>>().map(Self)
    }

    fn show(&self) -> String {
        let origins = self.0.iter().filter_map(|origin| origin.to_str().ok());
        origins.collect::<Vec<_>>().join(", ")
    }
}

/// What a browser leaves out.
fn default_port(uri: &Uri) -> u16 {
    if uri.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_do() {
        for (text, number) in [
            ("https://portal.kz", 1),
            ("http://localhost:3000,https://a.kz", 2),
            ("http://[::1]:3000", 1),
        ] {
            let origins = Origins::read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(origins.values().len(), number, "{text}");
        }
        for text in [
            "",
            "*",
            "null",
            "portal.kz",
            "https://portal.kz/",
            "https://portal.kz/a",
            "https://Portal.kz",
            "https://portal.kz:443",
            "https://somebody@portal.kz",
            "ftp://portal.kz",
            "https://portal.kz https://a.kz",
            "https://portal.kz,",
        ] {
            assert_eq!(Origins::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_collector_is_reached_without_tls() {
        for text in ["http://127.0.0.1:4318", "http://collector:4318/otlp", "http://[::1]:4318/"] {
            assert!(Collector::read(text).is_some(), "{text}");
        }
        for text in ["", "collector:4318", "https://collector:4318", "http://a:b@collector:4318"] {
            assert!(Collector::read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn an_outside_address_is_one_of_the_web() {
        for text in ["https://api.klaster.kz", "http://localhost:8080/klaster"] {
            assert!(Uri::read(text).is_some(), "{text}");
        }
        for text in ["", "api.klaster.kz", "/graphql", "ftp://a.kz", "https://", "https://a.kz?b"] {
            assert!(Uri::read(text).is_none(), "{text}");
        }
    }
}
