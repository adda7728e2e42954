//! Access tokens of a demo (RFC 9068), signed with the key of its data directory.

use std::{collections::BTreeMap, fmt};

use api::http::token::{PublicKey, TYPE};
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::Serialize;
use uuid::Uuid;

/// How long the tokens of a demo are in force.
pub(crate) const DEMO_LIFETIME: TimeDelta = TimeDelta::days(30);

/// Somebody to try the demo as.
#[derive(Clone, Debug)]
pub(crate) struct Persona {
    /// The word by which `tokens.json` and the banner call it.
    pub(crate) name: &'static str,
    pub(crate) subject: String,
    pub(crate) client_id: String,
    pub(crate) scopes: &'static [&'static str],
    pub(crate) seats: Vec<Seat>,
}

/// A role somewhere: at an organization, in a cluster, in a region (`35`) or in the country (`KZ`).
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Seat {
    pub(crate) role: &'static str,
    pub(crate) place: String,
}

/// Both halves of the key that signs access tokens.
pub(crate) struct SigningKey {
    private: EncodingKey,
    public: PublicKey,
}

/// The text given is not a private Ed25519 key in PKCS#8 and PEM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotASigningKey;

/// Signs tokens in one issuer's name.
#[derive(Debug)]
pub(crate) struct Issuer<'a> {
    pub(crate) key: &'a SigningKey,
    pub(crate) name: &'a str,
    pub(crate) audience: &'a str,
}

impl SigningKey {
    /// A new key, in PEM. Version 1 of PKCS#8 is the one that every OpenSSL reads.
    pub(crate) fn make_pem() -> String {
        let document = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new())
            .expect("the system's source of randomness works");
        let base64 = STANDARD.encode(document);
        let (begin, end) = ("-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----");
        format!("{begin}\n{base64}\n{end}\n")
    }

    pub(crate) fn from_pem(pem: &str) -> Result<Self, NotASigningKey> {
        let private = EncodingKey::from_ed_pem(pem.as_bytes()).map_err(|_| NotASigningKey)?;
        let pair = Ed25519KeyPair::from_pkcs8(private.as_bytes()).map_err(|_| NotASigningKey)?;
        let public = PublicKey::ed25519(pair.public_key().as_ref()).map_err(|_| NotASigningKey)?;
        Ok(Self { private, public })
    }

    pub(crate) fn public(&self) -> &PublicKey {
        &self.public
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("id", &self.public.id()).finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct Payload<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    client_id: &'a str,
    jti: Uuid,
    iat: i64,
    nbf: i64,
    exp: i64,
    scope: String,
    seats: &'a [Seat],
}

impl Issuer<'_> {
    /// A token for `persona` from `now` on, which bears the id `jti`.
    pub(crate) fn token(&self, persona: &Persona, now: DateTime<Utc>, jti: Uuid) -> String {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(self.key.public.id().to_owned());
        let payload = Payload {
            iss: self.name,
            aud: self.audience,
            sub: &persona.subject,
            client_id: &persona.client_id,
            jti,
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: (now + DEMO_LIFETIME).timestamp(),
            scope: persona.scopes.join(" "),
            seats: &persona.seats,
        };
        encode(&header, &payload, &self.key.private).expect("a key that was read signs")
    }

    /// A token for each persona, by its name.
    pub(crate) fn tokens(
        &self,
        personas: &[Persona],
        now: DateTime<Utc>,
    ) -> BTreeMap<&'static str, String> {
        let token = |persona| self.token(persona, now, Uuid::now_v7());
        personas.iter().map(|persona| (persona.name, token(persona))).collect()
    }
}

#[cfg(test)]
mod tests {
    use api::http::token::{Refusal, Verifier};

    use super::*;

    const NOW: DateTime<Utc> = DateTime::from_timestamp(1_900_000_000, 0).unwrap();

    fn persona() -> Persona {
        Persona {
            name: "college_portal",
            subject: "portal-1".to_owned(),
            client_id: "portal-1".to_owned(),
            scopes: &["requests:read", "requests:write"],
            seats: vec![Seat { role: "COLLEGE_MANAGER", place: "35".to_owned() }],
        }
    }

    fn verifier(key: &SigningKey) -> Verifier {
        Verifier::new([key.public().clone()], "klaster", "klaster-api", DEMO_LIFETIME)
    }

    #[test]
    fn a_token_that_is_issued_is_accepted_until_it_expires() {
        let key = SigningKey::from_pem(&SigningKey::make_pem()).unwrap();
        let issuer = Issuer { key: &key, name: "klaster", audience: "klaster-api" };
        let token = &issuer.tokens(&[persona()], NOW)["college_portal"];
        let claims = verifier(&key).verify(token, NOW).unwrap();
        assert_eq!(claims.subject, "portal-1");
        assert_eq!(claims.scopes, ["requests:read", "requests:write"]);
        assert_eq!(claims.seats, [("COLLEGE_MANAGER".to_owned(), "35".to_owned())]);
        assert_eq!(claims.expires_at, NOW + DEMO_LIFETIME);
        let later = NOW + DEMO_LIFETIME + TimeDelta::minutes(1);
        assert_eq!(verifier(&key).verify(token, later), Err(Refusal::Expired));
    }

    #[test]
    fn a_token_of_another_key_is_not_accepted() {
        let [ours, theirs] =
            [(); 2].map(|()| SigningKey::from_pem(&SigningKey::make_pem()).unwrap());
        let issuer = Issuer { key: &theirs, name: "klaster", audience: "klaster-api" };
        let token = issuer.token(&persona(), NOW, Uuid::nil());
        assert_eq!(verifier(&ours).verify(&token, NOW), Err(Refusal::UnknownKey));
    }

    #[test]
    fn a_key_made_by_openssl_is_read() {
        // openssl genpkey -algorithm ed25519; the seed of RFC 8032, 7.1, test 1.
        let pem = "-----BEGIN PRIVATE KEY-----\n\
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n\
            -----END PRIVATE KEY-----\n";
        let key = SigningKey::from_pem(pem).unwrap();
        // RFC 8037, A.3, which is about the same key.
        assert_eq!(key.public().id(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn what_is_no_private_ed25519_key_is_refused() {
        let truncated = SigningKey::make_pem().replace("MC4C", "MC4D");
        for pem in ["", "not a key", &truncated] {
            assert_eq!(SigningKey::from_pem(pem).unwrap_err(), NotASigningKey);
        }
    }

    #[test]
    fn a_key_is_not_printed() {
        let pem = SigningKey::make_pem();
        let key = SigningKey::from_pem(&pem).unwrap();
        let printed = format!("{key:?}");
        assert!(!printed.contains(&pem[40..60]) && printed.contains(key.public().id()));
    }
}
