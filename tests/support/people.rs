//! Whom the application is used by, and their tokens.

use std::fmt;

use api::http::token::{PublicKey, TYPE};
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use uuid::Uuid;

/// A client, what it may reach and where it has which role.
#[derive(Clone, Debug)]
pub struct Persona {
    pub client: String,
    pub scopes: &'static str,
    pub seats: Vec<(&'static str, String)>,
}

/// All scopes there are.
pub const EVERYTHING: &str =
    "directory:write requests:write offers:write reference:write placements:write";

impl Persona {
    pub fn new(role: &'static str, place: impl fmt::Display) -> Self {
        let seats = vec![(role, place.to_string())];
        Self { client: format!("{role}@{place}"), scopes: EVERYTHING, seats }
    }

    pub fn chamber(region: &str) -> Self {
        Self::new("REGIONAL_CHAMBER", region)
    }

    /// Keeps the register of organizations.
    pub fn editor() -> Self {
        Self::new("MINISTRY_EDITOR", "KZ")
    }
}

/// The key that tokens are signed with.
pub struct Signer {
    private: EncodingKey,
    public: Vec<u8>,
}

impl Signer {
    pub const ISSUER: &'static str = "https://klaster.test";
    pub const AUDIENCE: &'static str = "https://klaster.test/graphql";

    pub(crate) fn new() -> Self {
        Self::from_pem(&Self::new_pem())
    }

    /// A new key, as files hold it.
    pub fn new_pem() -> String {
        let document = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new()).unwrap();
        let base64 = STANDARD.encode(document);
        format!("-----BEGIN PRIVATE KEY-----\n{base64}\n-----END PRIVATE KEY-----\n")
    }

    pub fn from_pem(pem: &str) -> Self {
        let private = EncodingKey::from_ed_pem(pem.as_bytes()).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(private.as_bytes()).unwrap();
        Self { private, public: pair.public_key().as_ref().to_vec() }
    }

    pub fn public(&self) -> PublicKey {
        PublicKey::ed25519(&self.public).unwrap()
    }

    pub fn public_bytes(&self) -> &[u8] {
        &self.public
    }

    pub fn token(&self, persona: &Persona, now: DateTime<Utc>) -> String {
        self.token_for(persona, &persona.client, now)
    }

    /// Of a persona whose client asks for this person.
    pub fn token_for(&self, persona: &Persona, person: &str, now: DateTime<Utc>) -> String {
        let seats = persona.seats.iter().map(|(role, place)| json!({"role": role, "place": place}));
        self.sign(&json!({
            "iss": Self::ISSUER,
            "aud": Self::AUDIENCE,
            "sub": person,
            "client_id": persona.client,
            "jti": Uuid::now_v7(),
            "iat": now.timestamp(),
            "nbf": now.timestamp(),
            "exp": now.timestamp() + 600,
            "scope": persona.scopes,
            "seats": seats.collect::<Vec<_>>(),
        }))
    }

    fn sign(&self, claims: &Value) -> String {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(self.public().id().to_owned());
        encode(&header, claims, &self.private).unwrap()
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").finish_non_exhaustive()
    }
}
