mod network;
mod server;
mod urls;

use std::time::Duration;

use self::network::Scripted;
pub(crate) use self::server::{Answer, Server};
use super::{Bounds, Failure, NotADestination};

const BOUNDS: Bounds = Bounds { time: Duration::from_secs(3), bytes: 1024 };

/// A name that the server's certificate bears.
const NAME: &str = "login.example.kz";
const URL: &str = "https://login.example.kz/keys?of=us";
/// An address outside.
const OUTSIDE: &str = "93.184.215.14";

#[tokio::test]
async fn an_answer_comes_over_tls_from_the_address_that_was_looked_at() {
    let server = Server::tls().await;
    let network = Scripted::leading_to(&server, [(NAME, [OUTSIDE])]);
    let answer = network.outbound().get(&destination(URL), BOUNDS).await.unwrap();
    assert_eq!(answer.body(), "{}");
    assert_eq!(network.connected(), ["93.184.215.14:443"]);
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!(request.uri(), "/keys?of=us");
    assert_eq!(request.headers()["host"], NAME);
}

#[tokio::test]
async fn a_certificate_of_another_name_or_authority_is_not_believed() {
    let server = Server::tls().await;
    let other = "other.example.kz";
    let network = Scripted::leading_to(&server, [(NAME, [OUTSIDE]), (other, [OUTSIDE])]);
    let named = destination("https://other.example.kz/keys");
    let failure = network.outbound().get(&named, BOUNDS).await.unwrap_err();
    assert!(matches!(failure, Failure::Tls(_)), "{failure}");
    let literal = destination("https://93.184.215.14/keys");
    let failure = network.outbound().get(&literal, BOUNDS).await.unwrap_err();
    assert!(matches!(failure, Failure::Tls(_)), "{failure}");
    let failure = network.stranger().get(&destination(URL), BOUNDS).await.unwrap_err();
    assert!(matches!(failure, Failure::Tls(_)), "{failure}");
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_name_that_changes_its_answer_is_asked_once_a_call_and_leads_nowhere_inside() {
    let server = Server::tls().await;
    let network = Scripted::leading_to(&server, [(NAME, [OUTSIDE, "127.0.0.1", OUTSIDE])]);
    let outbound = network.outbound();
    outbound.get(&destination(URL), BOUNDS).await.unwrap();
    let failure = outbound.get(&destination(URL), BOUNDS).await.unwrap_err();
    assert!(matches!(failure, Failure::Inside), "{failure}");
    outbound.get(&destination(URL), BOUNDS).await.unwrap();
    assert_eq!(network.asked(), 3);
    assert_eq!(network.connected(), ["93.184.215.14:443"; 2]);
}

#[tokio::test]
async fn among_the_addresses_of_a_name_only_those_outside_are_connected_to() {
    let server = Server::tls().await;
    let mixed = "10.0.0.1 ::1 169.254.169.254 93.184.215.14 ::ffff:127.0.0.1";
    let network = Scripted::leading_to(&server, [(NAME, [mixed])]);
    network.outbound().get(&destination(URL), BOUNDS).await.unwrap();
    assert_eq!(network.connected(), ["93.184.215.14:443"]);
}

#[tokio::test]
async fn a_name_without_addresses_is_told() {
    let server = Server::tls().await;
    let network = Scripted::leading_to(&server, [("else.example.kz", [OUTSIDE])]);
    let failure = network.outbound().get(&destination(URL), BOUNDS).await.unwrap_err();
    assert!(matches!(failure, Failure::Name(_)), "{failure}");
}

#[tokio::test]
async fn nobody_is_followed() {
    for status in [300, 301, 302, 303, 304, 307, 308, 201, 204, 404, 500] {
        let server = Server::plain().await;
        let elsewhere = Server::plain().await;
        server.answers(Answer::Redirect(status, elsewhere.url("/")));
        let failure = fetch(&server, BOUNDS).await.unwrap_err();
        assert!(matches!(failure, Failure::Status(it) if it == status), "{status}: {failure}");
        assert_eq!(elsewhere.requests().len(), 0);
    }
}

#[tokio::test]
async fn a_body_is_read_up_to_its_bound_whatever_length_is_stated() {
    let server = Server::plain().await;
    server.answers(Answer::Body("x".repeat(1024)));
    assert_eq!(fetch(&server, BOUNDS).await.unwrap().body().len(), 1024);
    for answer in [Answer::Body("x".repeat(1025)), Answer::Endless] {
        server.answers(answer);
        let failure = fetch(&server, BOUNDS).await.unwrap_err();
        assert!(matches!(failure, Failure::TooLarge), "{failure}");
    }
}

#[tokio::test]
async fn time_is_bounded_whether_nothing_comes_or_a_little_now_and_then() {
    let bounds = Bounds { time: Duration::from_millis(100), ..BOUNDS };
    let server = Server::plain().await;
    for answer in [Answer::Never, Answer::Drip] {
        server.answers(answer);
        let failure = fetch(&server, bounds).await.unwrap_err();
        assert!(matches!(failure, Failure::TimedOut), "{failure}");
    }
}

#[tokio::test]
async fn only_tests_call_this_machine() {
    let server = Server::plain().await;
    let local = super::Destination::local(&server.url("/")).unwrap();
    let trust = super::Trust::none();
    let failure = super::Outbound::new(trust).get(&local, BOUNDS).await.unwrap_err();
    let expected = Failure::NotADestination(NotADestination::Scheme);
    assert_eq!(failure.to_string(), expected.to_string());
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn certificates_of_the_system_are_taken_and_others_besides() {
    let authority = include_bytes!("authority.pem");
    assert!(super::Trust::system(Some(authority)).is_ok());
    for none in
        ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]
    {
        let refused = super::Trust::system(Some(none.as_bytes())).map(|_| ());
        assert_eq!(refused, Err(super::NoTrust::NotCertificates), "{none}");
    }
}

async fn fetch(
    server: &Server,
    bounds: Bounds,
) -> Result<axum::http::Response<axum::body::Bytes>, Failure> {
    let outbound = super::Outbound::local();
    outbound.get(&super::Destination::local(&server.url("/")).unwrap(), bounds).await
}

fn destination(url: &str) -> super::Destination {
    super::Destination::parse(url).unwrap()
}
