//! Values of class SENSITIVE: encrypted where they lie, found by a keyed hash.
//!
//! A value is encrypted for one column of one row (XChaCha20-Poly1305, whose associated data name
//! both), so that it cannot be moved to another one. Whoever reads the database reads nothing.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use chacha20poly1305::{
    Key, KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use domain::platform::Sealed;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Keys of sensitive values. The first one encrypts, all decrypt; the index is looked up by one.
#[derive(Clone)]
pub struct Vault {
    keys: Vec<([u8; 4], XChaCha20Poly1305)>,
    index: [u8; KEY_BYTES],
}

/// What was given is not a list of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadKeys;

/// Bytes of a key.
const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
/// How the values are laid out: version, key, nonce and text.
const VERSION: &str = "v1";

impl Vault {
    /// `keys` encrypt, the first one first; `index` makes keyed hashes, and stays as it is.
    pub fn new(keys: &[[u8; KEY_BYTES]], index: [u8; KEY_BYTES]) -> Result<Self, BadKeys> {
        if keys.is_empty() {
            return Err(BadKeys);
        }
        let keys = keys.iter().map(|key| (name(key), XChaCha20Poly1305::new(&Key::from(*key))));
        Ok(Self { keys: keys.collect(), index })
    }

    /// Encrypts for one column of one row.
    ///
    /// # Panics
    /// Without the system's source of randomness.
    pub fn seal(&self, table: &str, column: &str, id: Uuid, text: &str) -> Sealed {
        let (key_id, cipher) = &self.keys[0];
        let mut nonce = [0; NONCE_BYTES];
        aws_lc_rs::rand::fill(&mut nonce).expect("the system's source of randomness works");
        let place = place(table, column, id);
        let payload = Payload { msg: text.as_bytes(), aad: place.as_bytes() };
        let encrypted = cipher.encrypt(&XNonce::from(nonce), payload);
        let encrypted = encrypted.expect("a short text can be encrypted");
        let parts = [&key_id[..], &nonce, &encrypted].map(|part| BASE64.encode(part));
        Sealed(format!("{VERSION}.{}", parts.join(".")))
    }

    /// `None`: it was not encrypted for this place by one of our keys, or was changed.
    pub fn open(&self, table: &str, column: &str, id: Uuid, sealed: &Sealed) -> Option<String> {
        let mut parts = sealed.0.split('.');
        if parts.next()? != VERSION {
            return None;
        }
        let mut part = || BASE64.decode(parts.next()?).ok();
        let (key_id, nonce, encrypted) = (part()?, part()?, part()?);
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().ok()?;
        let (_, cipher) = self.keys.iter().find(|(id, _)| id[..] == key_id)?;
        let place = place(table, column, id);
        let payload = Payload { msg: &encrypted, aad: place.as_bytes() };
        String::from_utf8(cipher.decrypt(&XNonce::from(nonce), payload).ok()?).ok()
    }

    /// Whether it was encrypted by the key that encrypts now.
    pub fn is_current(&self, sealed: &Sealed) -> bool {
        let current = BASE64.encode(self.keys[0].0);
        sealed.0.split('.').nth(1) == Some(&current)
    }

    /// What a value of one kind is found by.
    pub fn hash(&self, kind: &str, value: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.index).expect("a key of any length");
        mac.update(kind.as_bytes());
        mac.update(b":v1:");
        mac.update(value.as_bytes());
        BASE64.encode(mac.finalize().into_bytes())
    }

    /// What a person is found by whom an identity provider calls so.
    pub fn identity(&self, issuer: &str, subject: &str) -> String {
        // A subject may hold any character, an issuer is a URL, which holds no line feed.
        self.hash("identity", &format!("{issuer}\n{subject}"))
    }
}

fn place(table: &str, column: &str, id: Uuid) -> String {
    format!("{table}|{column}|{id}")
}

/// Tells keys from each other and nothing about them.
fn name(key: &[u8]) -> [u8; 4] {
    let hash = Sha256::digest(Sha256::digest(key));
    [hash[0], hash[1], hash[2], hash[3]]
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("keys", &self.keys.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: Uuid = Uuid::from_u128(1);

    fn vault(keys: &[u8]) -> Vault {
        let keys: Vec<_> = keys.iter().map(|&byte| [byte; 32]).collect();
        Vault::new(&keys, [9; 32]).unwrap()
    }

    #[test]
    fn what_was_sealed_is_opened_at_its_place_alone() {
        let vault = vault(&[1]);
        let sealed = vault.seal("person", "subject", ROW, "Айгүл");
        assert_eq!(vault.open("person", "subject", ROW, &sealed).as_deref(), Some("Айгүл"));
        assert_eq!(vault.open("person", "name", ROW, &sealed), None);
        assert_eq!(vault.open("people", "subject", ROW, &sealed), None);
        assert_eq!(vault.open("person", "subject", Uuid::from_u128(2), &sealed), None);
    }

    #[test]
    fn what_was_changed_is_not_opened() {
        let vault = vault(&[1]);
        let sealed = vault.seal("person", "subject", ROW, "subject").0;
        for at in 0..sealed.len() {
            let mut bytes = sealed.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = Sealed(String::from_utf8(bytes).unwrap());
            assert_eq!(vault.open("person", "subject", ROW, &changed), None, "{at}");
        }
    }

    #[test]
    fn an_old_key_opens_and_the_first_one_seals() {
        let old = vault(&[1]).seal("person", "subject", ROW, "subject");
        let both = vault(&[2, 1]);
        assert_eq!(both.open("person", "subject", ROW, &old).as_deref(), Some("subject"));
        assert!(!both.is_current(&old));
        let new = both.seal("person", "subject", ROW, "subject");
        assert!(both.is_current(&new));
        assert_eq!(vault(&[1]).open("person", "subject", ROW, &new), None);
    }

    #[test]
    fn one_text_is_sealed_differently_each_time_and_hashed_alike() {
        let vault = vault(&[1]);
        let seal = || vault.seal("person", "subject", ROW, "subject");
        assert_ne!(seal(), seal());
        assert_eq!(vault.identity("a", "b"), vault.identity("a", "b"));
        assert_ne!(vault.identity("a", "b"), vault.hash("iin", "a\nb"));
    }

    #[test]
    fn keys_and_what_they_seal_are_not_printed() {
        let vault = vault(&[1]);
        let sealed = vault.seal("person", "subject", ROW, "subject");
        assert_eq!(format!("{vault:?} {sealed:?}"), "Vault { keys: 1, .. } ***");
    }
}
