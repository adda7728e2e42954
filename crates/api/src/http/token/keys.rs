//! Keys that access tokens are signed with, and their turn.
//!
//! Of a list of keys the first one signs; all are accepted and published. So a key is put behind the
//! others first, signs when every server and every client who keeps the list knows of it, and stays
//! in the list until the last token that it signed has expired.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey,
    jwk::{Jwk, ThumbprintHash},
};
use serde_json::{Value, json};

/// What tokens are checked with. The key decides the algorithm, Ed25519 (RFC 8037); a header can only
/// agree.
#[derive(Clone, Debug)]
pub struct PublicKey {
    id: String,
    key: DecodingKey,
    jwk: Jwk,
}

/// The bytes given are not an Ed25519 public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAKey;

impl PublicKey {
    /// From the 32 bytes of RFC 8032, 5.1.5.
    pub fn ed25519(bytes: &[u8]) -> Result<Self, NotAKey> {
        let key = DecodingKey::from_ed_der(bytes);
        let jwk = Jwk::from_decoding_key(&key, Some(Algorithm::EdDSA)).map_err(|_| NotAKey)?;
        let id = jwk.thumbprint(ThumbprintHash::SHA256).map_err(|_| NotAKey)?;
        Ok(Self { id, key, jwk })
    }

    /// The `kid` of its tokens: the thumbprint of the key (RFC 7638).
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The key as clients read it (RFC 7517).
    fn published(&self) -> Value {
        let mut jwk = serde_json::to_value(&self.jwk).unwrap_or_default();
        jwk["kid"] = self.id.as_str().into();
        jwk["use"] = "sig".into();
        jwk["alg"] = "EdDSA".into();
        jwk
    }
}

/// Both halves of a key that signs access tokens.
#[derive(Clone)]
pub struct SigningKey {
    private: EncodingKey,
    public: PublicKey,
}

/// The text given is not a list of private Ed25519 keys in PKCS#8 and PEM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSigningKeys;

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

impl SigningKey {
    /// A new key, in PEM. Version 1 of PKCS#8 is the one that every OpenSSL reads.
    ///
    /// # Panics
    /// Without the system's source of randomness.
    pub fn make_pem() -> String {
        let document = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new())
            .expect("the system's source of randomness works");
        format!("{BEGIN}\n{}\n{END}\n", STANDARD.encode(document))
    }

    fn from_pem(pem: &str) -> Result<Self, NotSigningKeys> {
        let private = EncodingKey::from_ed_pem(pem.as_bytes()).map_err(|_| NotSigningKeys)?;
        let pair = Ed25519KeyPair::from_pkcs8(private.as_bytes()).map_err(|_| NotSigningKeys)?;
        let public = PublicKey::ed25519(pair.public_key().as_ref()).map_err(|_| NotSigningKeys)?;
        Ok(Self { private, public })
    }

    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    pub(super) fn private(&self) -> &EncodingKey {
        &self.private
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("id", &self.public.id()).finish_non_exhaustive()
    }
}

/// The keys of this moment. Cheap to clone; whoever has a clone sees the keys that replace them.
#[derive(Clone, Debug)]
pub struct Keys(Arc<RwLock<Arc<[SigningKey]>>>);

impl Keys {
    /// Of one text with all of them, the one that signs first.
    pub fn from_pem(pem: &str) -> Result<Self, NotSigningKeys> {
        Ok(Self(Arc::new(RwLock::new(Self::read(pem)?))))
    }

    /// Lets these take the place of those there were.
    pub fn replace(&self, pem: &str) -> Result<(), NotSigningKeys> {
        let keys = Self::read(pem)?;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(())
    }

    fn read(pem: &str) -> Result<Arc<[SigningKey]>, NotSigningKeys> {
        let parts = pem.split_inclusive(END).filter(|part| part.contains(BEGIN));
        let keys: Vec<_> = parts.map(SigningKey::from_pem).collect::<Result<_, _>>()?;
        // What is behind the last key would be a part of one.
        let rest = pem.rsplit_once(END).map_or(pem, |(_, rest)| rest);
        if keys.is_empty() || !rest.trim().is_empty() {
            Err(NotSigningKeys)
        } else {
            Ok(keys.into())
        }
    }

    /// All of them.
    pub fn all(&self) -> Arc<[SigningKey]> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The one that signs.
    pub fn signing(&self) -> SigningKey {
        self.all()[0].clone()
    }

    pub(super) fn verifying(&self, id: &str) -> Option<DecodingKey> {
        self.all().iter().find(|key| key.public.id == id).map(|key| key.public.key.clone())
    }

    /// The set that clients check tokens with (RFC 7517, 5).
    pub fn published(&self) -> Value {
        let keys: Vec<_> = self.all().iter().map(|key| key.public.published()).collect();
        json!({ "keys": keys })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_made_by_openssl_is_read() {
        // openssl genpkey -algorithm ed25519; the seed of RFC 8032, 7.1, test 1.
        let pem = "-----BEGIN PRIVATE KEY-----\n\
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n\
            -----END PRIVATE KEY-----\n";
        let keys = Keys::from_pem(pem).unwrap();
        // RFC 8037, A.3, which is about the same key.
        assert_eq!(keys.signing().public().id(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        let published = keys.published();
        let key = &published["keys"][0];
        assert_eq!(key["kty"], "OKP");
        assert_eq!(key["crv"], "Ed25519");
        assert_eq!(key["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(key["d"], Value::Null, "nothing private");
    }

    #[test]
    fn of_several_keys_the_first_one_signs_and_all_are_accepted() {
        let pems = [(); 3].map(|()| SigningKey::make_pem());
        let keys = Keys::from_pem(&pems.concat()).unwrap();
        let ids: Vec<_> = keys.all().iter().map(|key| key.public().id().to_owned()).collect();
        assert_eq!(keys.signing().public().id(), ids[0]);
        assert!(ids.iter().all(|id| keys.verifying(id).is_some()));
        keys.clone().replace(&pems[1]).unwrap();
        assert_eq!(keys.signing().public().id(), ids[1]);
        assert!(keys.verifying(&ids[0]).is_none());
    }

    #[test]
    fn what_is_no_list_of_private_ed25519_keys_is_refused() {
        let good = SigningKey::make_pem();
        let truncated = good.replace("MC4C", "MC4D");
        let half = format!("{good}{}", &good[..60]);
        for pem in ["", "not a key", &truncated, &half, &format!("{good}x")] {
            assert_eq!(Keys::from_pem(pem).unwrap_err(), NotSigningKeys, "{pem}");
        }
    }

    #[test]
    fn a_key_is_not_printed() {
        let pem = SigningKey::make_pem();
        let keys = Keys::from_pem(&pem).unwrap();
        let printed = format!("{keys:?}");
        assert!(!printed.contains(&pem[40..60]) && printed.contains(keys.signing().public().id()));
    }
}
