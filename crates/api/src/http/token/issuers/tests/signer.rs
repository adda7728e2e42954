//! Keys of issuers, and tokens that are signed with them.

use std::sync::LazyLock;

use aws_lc_rs::{
    encoding::AsBigEndian,
    hmac,
    rand::SystemRandom,
    rsa::{KeyPair as RsaPair, KeySize},
    signature::{
        self, ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING,
        ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaEncoding,
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{claims, merged};

pub(super) enum Pair {
    Ed(Ed25519KeyPair),
    Ec(&'static str, EcdsaKeyPair),
    Rsa(&'static dyn RsaEncoding, RsaPair),
    /// A secret that two share.
    Mac(hmac::Key),
}

/// Somebody who signs.
pub(super) struct Signer {
    pub(super) id: &'static str,
    pub(super) algorithm: &'static str,
    pub(super) pair: Pair,
}

pub(super) static ED: LazyLock<Signer> = LazyLock::new(|| Signer::ed("ed", 1));
/// Whom nobody knows.
pub(super) static STRANGER: LazyLock<Signer> = LazyLock::new(|| Signer::ed("stranger", 2));
pub(super) static P256: LazyLock<Signer> = LazyLock::new(|| {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    Signer { id: "p256", algorithm: "ES256", pair: Pair::Ec("P-256", pair) }
});
pub(super) static P384: LazyLock<Signer> = LazyLock::new(|| {
    let pair = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap();
    Signer { id: "p384", algorithm: "ES384", pair: Pair::Ec("P-384", pair) }
});
pub(super) static RSA: LazyLock<Signer> = LazyLock::new(|| {
    let pair = RsaPair::generate(KeySize::Rsa2048).unwrap();
    Signer { id: "rsa", algorithm: "RS256", pair: Pair::Rsa(&signature::RSA_PKCS1_SHA256, pair) }
});
pub(super) static PSS: LazyLock<Signer> = LazyLock::new(|| {
    let pair = RsaPair::generate(KeySize::Rsa2048).unwrap();
    Signer { id: "pss", algorithm: "PS256", pair: Pair::Rsa(&signature::RSA_PSS_SHA256, pair) }
});

/// One for each algorithm.
pub(super) fn all() -> [&'static Signer; 5] {
    [&ED, &P256, &P384, &RSA, &PSS]
}

impl Signer {
    pub(super) fn ed(id: &'static str, seed: u8) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
        Self { id, algorithm: "EdDSA", pair: Pair::Ed(pair) }
    }

    /// Shares a secret with whoever takes a public key for one.
    pub(super) fn mac(id: &'static str, secret: &[u8]) -> Self {
        let pair = Pair::Mac(hmac::Key::new(hmac::HMAC_SHA256, secret));
        Self { id, algorithm: "HS256", pair }
    }

    /// The key as it is published (RFC 7517).
    pub(super) fn public(&self) -> Value {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let of_type = match &self.pair {
            Pair::Ed(pair) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": text(pair.public_key().as_ref()) })
            }
            Pair::Ec(curve, pair) => {
                let point = &pair.public_key().as_ref()[1..];
                let (x, y) = point.split_at(point.len() / 2);
                json!({ "kty": "EC", "crv": curve, "x": text(x), "y": text(y) })
            }
            Pair::Rsa(_, pair) => {
                let (n, e) = rsa_parts(pair);
                json!({ "kty": "RSA", "n": text(&n), "e": text(&e) })
            }
            Pair::Mac(_) => {
                json!({ "kty": "oct", "k": text(b"a secret of thirty-two characters") })
            }
        };
        merged(of_type, json!({ "kid": self.id, "alg": self.algorithm, "use": "sig" }))
    }

    pub(super) fn header(&self) -> Value {
        json!({ "typ": "JWT", "alg": self.algorithm, "kid": self.id })
    }

    /// A good token but for these claims.
    pub(super) fn with_claims(&self, changes: Value) -> String {
        self.token(&self.header(), &merged(claims(), changes))
    }

    /// A good token but for these fields of the header.
    pub(super) fn with_header(&self, changes: Value) -> String {
        self.token(&merged(self.header(), changes), &claims())
    }

    pub(super) fn good(&self) -> String {
        self.with_claims(json!({}))
    }

    pub(super) fn token(&self, header: &Value, claims: &Value) -> String {
        self.sign(header.to_string().as_bytes(), claims.to_string().as_bytes())
    }

    /// Signs whatever it is given.
    pub(super) fn sign(&self, header: &[u8], payload: &[u8]) -> String {
        let signed = [header, payload].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".");
        let signature = URL_SAFE_NO_PAD.encode(self.signature(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    fn signature(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Ed(pair) => pair.sign(message).as_ref().to_vec(),
            Pair::Ec(_, pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Pair::Rsa(encoding, pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &random, message, &mut signature).unwrap();
                signature
            }
            Pair::Mac(key) => hmac::sign(key, message).as_ref().to_vec(),
        }
    }
}

/// Modulus and exponent, from the key in DER (RFC 8017, A.1.1), whose lengths are those of 2048 bits.
fn rsa_parts(pair: &RsaPair) -> (Vec<u8>, Vec<u8>) {
    let der = pair.public_key().as_ref();
    (der[9..9 + 256].to_vec(), der[der.len() - 3..].to_vec())
}

/// Signs with the key of P-256 as certificates are signed, which is no form of a JWT.
pub(super) fn in_der() -> Signer {
    let Pair::Ec(_, pair) = &P256.pair else { unreachable!() };
    let private = pair.private_key().as_be_bytes().unwrap();
    let public = pair.public_key().as_ref();
    let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
    let pair =
        EcdsaKeyPair::from_private_key_and_public_key(algorithm, private.as_ref(), public).unwrap();
    Signer { id: "p256", algorithm: "ES256", pair: Pair::Ec("P-256", pair) }
}

/// The key of RSA, used for the other way to sign.
pub(super) fn as_pss() -> Signer {
    let Pair::Rsa(_, pair) = &RSA.pair else { unreachable!() };
    Signer {
        id: "rsa",
        algorithm: "RS256",
        pair: Pair::Rsa(&signature::RSA_PSS_SHA256, pair.clone()),
    }
}
