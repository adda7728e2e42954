//! Key sets (RFC 7517): which keys in them are good for checking signatures, and for which algorithm.

use std::{collections::HashMap, sync::Arc};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;

/// Keys in a set, those that are of no use here among them.
const MAX_KEYS: usize = 20;
/// Bits of a modulus of RSA: fewer can be broken, and with more a check takes too long.
pub(in crate::http) const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// What a signature is checked with. The key decides the algorithm; a header can only agree.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) algorithm: Algorithm,
    pub(super) decoding: DecodingKey,
}

/// Keys by their ids.
pub(super) type Keys = HashMap<String, Arc<Key>>;

/// Why a key set is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotAKeySet {
    NotJson,
    TooMany,
}

/// A key as it is published. Private halves (`d`) and secrets (`k`) are read to be refused.
#[derive(Debug, Deserialize)]
struct Published {
    kty: String,
    kid: String,
    #[serde(default, rename = "use")]
    usage: Option<String>,
    #[serde(default)]
    key_ops: Option<Vec<String>>,
    #[serde(default)]
    alg: Option<String>,
    #[serde(default)]
    crv: Option<String>,
    #[serde(default)]
    x: String,
    #[serde(default)]
    y: String,
    #[serde(default)]
    n: String,
    #[serde(default)]
    e: String,
    #[serde(default)]
    d: Option<Value>,
    #[serde(default)]
    k: Option<Value>,
}

/// The keys of a set that can be used. Others, for encryption for instance, are passed over; of two with one id
/// the first counts. A set without a key is one, too: its issuer has withdrawn all of them.
pub(super) fn read(json: &[u8], agreed: &[Algorithm]) -> Result<Keys, NotAKeySet> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<Value>,
    }
    let Set { keys } = serde_json::from_slice(json).map_err(|_| NotAKeySet::NotJson)?;
    if keys.len() > MAX_KEYS {
        return Err(NotAKeySet::TooMany);
    }
    let mut usable = Keys::new();
    for key in keys {
        let key = serde_json::from_value::<Published>(key).ok();
        if let Some((id, key)) = key.and_then(|key| key.into_usable(agreed)) {
            usable.entry(id).or_insert_with(|| Arc::new(key));
        }
    }
    Ok(usable)
}

impl Published {
    fn into_usable(self, agreed: &[Algorithm]) -> Option<(String, Key)> {
        let is_for_signatures = self.usage.as_deref().is_none_or(|usage| usage == "sig")
            && self.key_ops.as_ref().is_none_or(|all| all.iter().any(|one| one == "verify"));
        // Whoever publishes the private half has lost it.
        let is_public = self.d.is_none() && self.k.is_none();
        if !is_for_signatures || !is_public || self.kid.is_empty() {
            return None;
        }
        let algorithm = self.algorithm(agreed)?;
        let stated = self.alg.as_deref();
        if stated.is_some_and(|stated| stated.parse() != Ok(algorithm)) {
            return None;
        }
        let decoding = self.decoding(algorithm)?;
        Some((self.kid, Key { algorithm, decoding }))
    }

    /// The one algorithm that it is for. A key of RSA says which of two; if it does not, it is the usual one,
    /// where that is agreed on.
    fn algorithm(&self, agreed: &[Algorithm]) -> Option<Algorithm> {
        match (self.kty.as_str(), self.crv.as_deref()) {
            ("OKP", Some("Ed25519")) => Some(Algorithm::EdDSA),
            ("EC", Some("P-256")) => Some(Algorithm::ES256),
            ("EC", Some("P-384")) => Some(Algorithm::ES384),
            ("RSA", None) => match self.alg.as_deref() {
                Some("PS256") => Some(Algorithm::PS256),
                None if !agreed.contains(&Algorithm::RS256) => Some(Algorithm::PS256),
                _ => Some(Algorithm::RS256),
            },
            _ => None,
        }
    }

    /// With parts of exactly the length that they have.
    fn decoding(&self, algorithm: Algorithm) -> Option<DecodingKey> {
        let part = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
        let sized = |text: &str, bytes| part(text).filter(|part| part.len() == bytes);
        match algorithm {
            Algorithm::EdDSA => Some(DecodingKey::from_ed_der(&sized(&self.x, 32)?)),
            Algorithm::ES256 | Algorithm::ES384 => {
                let bytes = if algorithm == Algorithm::ES256 { 32 } else { 48 };
                let (x, y) = (sized(&self.x, bytes)?, sized(&self.y, bytes)?);
                Some(DecodingKey::from_ec_der(&[&[4], &x[..], &y[..]].concat()))
            }
            _ => {
                let modulus = part(&self.n).filter(|n| RSA_BITS.contains(&bits(n)))?;
                let exponent = part(&self.e).filter(|e| (2..=33).contains(&bits(e)))?;
                Some(DecodingKey::from_rsa_raw_components(&modulus, &exponent))
            }
        }
    }
}

/// Of a number with its highest bytes first.
fn bits(number: &[u8]) -> usize {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let first = number.get(zeros).map_or(0, |byte| byte.leading_zeros() as usize);
    (number.len() - zeros) * 8 - first
}
