mod accepted;
mod cache;
mod key_sets;
mod refused;
mod signer;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Id, platform::ApiClient};
use serde_json::{Value, json};

use self::signer::Signer;
use super::{Identity, IssuerSettings, Issuers, KeysAt, Refusal};
use crate::{
    http::Metrics,
    outbound::{
        Destination, Outbound,
        tests::{Answer, Server},
    },
};

/// A moment that is not the one of the machine's clock.
const NOW: DateTime<Utc> = DateTime::from_timestamp(1_900_000_000, 0).unwrap();
const ISSUER: &str = "https://login.example.kz/realms/college";
const AUDIENCE: &str = "klaster-api";
const PORTAL: &str = "api_client_01h455vb4pex5vsknk084sn02q";
/// Another program that its tokens may name.
const OTHER: &str = "api_client_01kdvdna00e008000000000001";

/// An issuer with its keys, and ourselves, who know it.
struct Provider {
    server: Server,
    metrics: Metrics,
    issuers: Issuers,
}

impl Provider {
    async fn with(keys: &[&Signer]) -> Self {
        Self::agreed(keys, |_| {}).await
    }

    /// Something else is agreed on than usual.
    async fn agreed(keys: &[&Signer], change: impl FnOnce(&mut IssuerSettings)) -> Self {
        let server = Server::plain().await;
        let key_set = Destination::local(&server.url("/keys")).unwrap();
        let mut settings = agreed(ISSUER, KeysAt::KeySet(key_set));
        change(&mut settings);
        let metrics = Metrics::default();
        let issuers = Issuers::new([settings], &Outbound::local(), &metrics);
        let provider = Self { server, metrics, issuers };
        provider.publishes(keys);
        provider
    }

    fn publishes(&self, keys: &[&Signer]) {
        self.server.answers(Answer::Body(key_set(keys)));
    }

    async fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Identity, Refusal> {
        self.issuers.verify(token, now).await
    }

    /// How often the keys were asked for.
    fn fetches(&self) -> usize {
        self.server.requests().len()
    }
}

fn client(id: &str) -> Id<ApiClient> {
    id.parse().unwrap()
}

/// What is agreed on with an issuer of this name.
fn agreed(issuer: &str, keys: KeysAt) -> IssuerSettings {
    IssuerSettings::new(issuer, AUDIENCE, keys, vec![client(PORTAL), client(OTHER)])
}

fn key_set(keys: &[&Signer]) -> String {
    let keys: Vec<_> = keys.iter().map(|key| key.public()).collect();
    json!({ "keys": keys }).to_string()
}

fn claims() -> Value {
    json!({
        "iss": ISSUER,
        "aud": ["account", AUDIENCE],
        "sub": "8c5f6e0a-person",
        "azp": PORTAL,
        "jti": "token-1",
        "iat": NOW.timestamp(),
        "nbf": NOW.timestamp(),
        "exp": NOW.timestamp() + 300,
        "scope": "openid requests:read",
        // What an issuer grants is of no account here.
        "realm_access": { "roles": ["ADMIN"] },
        "seats": [{ "role": "MINISTRY", "place": "KZ" }],
    })
}

/// A whole, with some of its members changed; `null` takes one out.
fn merged(mut whole: Value, changes: Value) -> Value {
    let Value::Object(changes) = changes else { unreachable!() };
    let members = whole.as_object_mut().unwrap();
    for (name, value) in changes {
        if value.is_null() {
            members.remove(&name);
        } else {
            members.insert(name, value);
        }
    }
    whole
}

fn seconds(seconds: i64) -> DateTime<Utc> {
    NOW + TimeDelta::seconds(seconds)
}
