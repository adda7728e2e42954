//! A client proves who it is, by a secret or by an assertion.

use std::{net::IpAddr, sync::Arc};

use axum::http::{HeaderMap, header};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{
    Id, Record,
    platform::{
        ApiClient,
        api_client::{Authentication, Status},
    },
};

use super::{
    super::{Shared, handler::request_id},
    assertion::{self, Assertion},
    attempts::Outcome,
    fault::Fault,
    form::Form,
};

/// What `client_assertion_type` says (RFC 7523, 2.2).
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What a client shows.
enum Shown<'f> {
    Secret { client: String, secret: String },
    Assertion { client: String, assertion: &'f str },
}

impl Shown<'_> {
    fn client(&self) -> &str {
        match self {
            Self::Secret { client, .. } | Self::Assertion { client, .. } => client,
        }
    }
}

/// The active client that has proved who it is.
pub(super) async fn client(
    shared: &Shared,
    headers: &HeaderMap,
    form: &Form,
    address: IpAddr,
) -> Result<Arc<ApiClient>, Fault> {
    let shown = shown(headers, form)?;
    // Before anything is reckoned.
    let now = shared.app.clock().now().0;
    let attempt = shared.attempts.begin(shown.client(), address, now).map_err(Fault::SlowDown)?;
    let proved = match &shown {
        Shown::Secret { client, secret } => by_secret(shared, client, secret).await,
        Shown::Assertion { client, assertion } => by_assertion(shared, client, assertion).await,
    };
    match &proved {
        Ok(_) => attempt.ended(Outcome::Proved),
        Err(Fault::InvalidClient) => {
            attempt.ended(Outcome::Failed);
            note_down(shared, headers, shown.client());
        }
        Err(_) => {}
    }
    proved
}

fn shown<'f>(headers: &HeaderMap, form: &'f Form) -> Result<Shown<'f>, Fault> {
    let basic = headers.get(header::AUTHORIZATION);
    if form.get("client_secret").is_some() {
        return Err(Fault::InvalidRequest(
            "Secrets are sent in the header Authorization: Basic, not in the form.",
        ));
    }
    match (basic, form.get("client_assertion")) {
        (Some(_), Some(_)) => {
            Err(Fault::InvalidRequest("Send a secret or an assertion, not both."))
        }
        (Some(value), None) => {
            let (client, secret) = read_basic(value.as_bytes()).ok_or(Fault::InvalidClient)?;
            if form.get("client_id").is_some_and(|named| named != client) {
                return Err(Fault::InvalidRequest("client_id is another client's."));
            }
            Ok(Shown::Secret { client, secret })
        }
        (None, Some(assertion)) => {
            if form.get("client_assertion_type") != Some(ASSERTION) {
                return Err(Fault::InvalidRequest(
                    "client_assertion_type is urn:ietf:params:oauth:client-assertion-type:jwt-bearer.",
                ));
            }
            let client = assertion::issuer(assertion).ok_or(Fault::InvalidClient)?;
            if form.get("client_id").is_some_and(|named| named != client) {
                return Err(Fault::InvalidRequest("client_id is another client's."));
            }
            Ok(Shown::Assertion { client, assertion })
        }
        (None, None) => Err(Fault::InvalidClient),
    }
}

/// RFC 6749, 2.3.1: both are encoded as in a form, then as RFC 7617 has it.
fn read_basic(value: &[u8]) -> Option<(String, String)> {
    let (scheme, encoded) = str::from_utf8(value).ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") || encoded.len() > 1024 {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (client, secret) = decoded.split_once(':')?;
    let plain = |text: &str| {
        let mut pairs = form_urlencoded::parse(text.as_bytes());
        pairs.next().map_or_else(String::new, |(text, _)| text.into_owned())
    };
    Some((plain(client), plain(secret)))
}

/// Whoever is not known is answered as late as whoever is.
async fn by_secret(shared: &Shared, client: &str, secret: &str) -> Result<Arc<ApiClient>, Fault> {
    let found = find(shared, client).await?;
    let by_secret = |it: &ApiClient| it.terms.authentication == Authentication::ClientSecretBasic;
    let kept = found.as_deref().filter(|it| by_secret(it)).map_or(&[][..], |it| &it.secrets);
    let is_right = shared.app.secrets().verify(secret, kept).await.map_err(Fault::failed)?;
    found.filter(|_| is_right).ok_or(Fault::InvalidClient)
}

async fn by_assertion(
    shared: &Shared,
    client: &str,
    assertion: &str,
) -> Result<Arc<ApiClient>, Fault> {
    let found = find(shared, client).await?.ok_or(Fault::InvalidClient)?;
    if found.terms.authentication != Authentication::PrivateKeyJwt {
        return Err(Fault::InvalidClient);
    }
    let (clock, issuer) = (shared.app.clock(), &shared.settings.verifier.issuer);
    let (now, outside) = (clock.now().0, clock.outside().0);
    let Assertion { id, until } =
        assertion::verify(assertion, client, &found.keys, issuer, outside)
            .ok_or(Fault::InvalidClient)?;
    // It is remembered for as long by our clock.
    let until = now + (until - outside);
    let first = shared.app.is_first_shown(found.id(), &id, until).await;
    if first.map_err(Fault::failed)? { Ok(found) } else { Err(Fault::InvalidClient) }
}

/// Of clients that are known, whatever their state: others fill no table of ours. How often that can
/// be tried, the limit of attempts says. Nobody waits for it, or the time would tell who is known.
fn note_down(shared: &Shared, headers: &HeaderMap, client: &str) {
    let Ok(id) = client.parse::<Id<ApiClient>>() else { return };
    let (app, request_id) = (shared.app.clone(), request_id(shared, headers));
    tokio::spawn(async move {
        if let Ok(Some(client)) = app.client(id).await {
            app.note_failed_authentication(&client, Some(request_id)).await;
        }
    });
}

async fn find(shared: &Shared, client: &str) -> Result<Option<Arc<ApiClient>>, Fault> {
    let Ok(id) = client.parse::<Id<ApiClient>>() else { return Ok(None) };
    let found = shared.app.client(id).await.map_err(Fault::failed)?;
    Ok(found.filter(|client| client.status == Status::Active))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_and_its_secret_are_read_from_the_header() {
        let header = |text: &str| format!("Basic {}", STANDARD.encode(text)).into_bytes();
        let read = |text| read_basic(&header(text));
        let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(read("portal:secret"), pair("portal", "secret"));
        assert_eq!(read("a%3Ab:c%20d"), pair("a:b", "c d"));
        assert_eq!(read("portal:"), pair("portal", ""));
        assert_eq!(read("portal"), None);
        assert_eq!(read_basic(b"Basic ???"), None);
        assert_eq!(read_basic(b"Bearer abc"), None);
    }
}
