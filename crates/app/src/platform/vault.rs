//! Values of class SENSITIVE: encrypted where they lie, found by a keyed hash.
//!
//! A value is encrypted for one column of one row (XChaCha20-Poly1305, whose associated data name
//! both), so that it cannot be moved to another one. Whoever reads the database reads nothing.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

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
/// Clones share them.
#[derive(Clone)]
pub struct Vault(Arc<RwLock<Arc<Ring>>>);

struct Ring {
    keys: Vec<(KeyId, XChaCha20Poly1305)>,
    index: [u8; KEY_BYTES],
}

/// Tells keys from each other and nothing about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 4]);

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
        let cipher = |key: &[u8; KEY_BYTES]| XChaCha20Poly1305::new(&Key::from(*key));
        let keys = keys.iter().map(|key| (KeyId::of(key), cipher(key))).collect();
        Ok(Self(Arc::new(RwLock::new(Arc::new(Ring { keys, index })))))
    }

    /// Lets the keys of another one take the place of those there were, unless its index is another
    /// one, by which nobody would be found.
    pub fn replace(&self, by: &Self) -> Result<(), BadKeys> {
        let ring = by.ring();
        if ring.index != self.ring().index {
            return Err(BadKeys);
        }
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = ring;
        Ok(())
    }

    /// Encrypts for one column of one row.
    ///
    /// # Panics
    /// Without the system's source of randomness.
    pub fn seal(&self, table: &str, column: &str, id: Uuid, text: &str) -> Sealed {
        let ring = self.ring();
        let (key_id, cipher) = &ring.keys[0];
        let mut nonce = [0; NONCE_BYTES];
        aws_lc_rs::rand::fill(&mut nonce).expect("the system's source of randomness works");
        let place = place(table, column, id);
        let payload = Payload { msg: text.as_bytes(), aad: place.as_bytes() };
        let encrypted = cipher.encrypt(&XNonce::from(nonce), payload);
        let encrypted = encrypted.expect("a short text can be encrypted");
        let parts = [&key_id.0[..], &nonce, &encrypted].map(|part| BASE64.encode(part));
        Sealed(format!("{VERSION}.{}", parts.join(".")))
    }

    /// `None`: it was not encrypted for this place by one of our keys, or was changed.
    pub fn open(&self, table: &str, column: &str, id: Uuid, sealed: &Sealed) -> Option<String> {
        let key_id = KeyId::that_sealed(sealed)?;
        let mut parts = sealed.0.split('.').skip(2);
        let mut part = || BASE64.decode(parts.next()?).ok();
        let (nonce, encrypted) = (part()?, part()?);
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().ok()?;
        let ring = self.ring();
        let (_, cipher) = ring.keys.iter().find(|(id, _)| *id == key_id)?;
        let place = place(table, column, id);
        let payload = Payload { msg: &encrypted, aad: place.as_bytes() };
        String::from_utf8(cipher.decrypt(&XNonce::from(nonce), payload).ok()?).ok()
    }

    /// Its keys, the one that encrypts now first.
    pub fn keys(&self) -> Vec<KeyId> {
        self.ring().keys.iter().map(|(id, _)| *id).collect()
    }

    /// Whether it was encrypted by the key that encrypts now.
    pub fn is_current(&self, sealed: &Sealed) -> bool {
        KeyId::that_sealed(sealed) == Some(self.ring().keys[0].0)
    }

    /// What a value of one kind is found by.
    pub fn hash(&self, kind: &str, value: &str) -> String {
        let index = self.ring().index;
        let mut mac = Hmac::<Sha256>::new_from_slice(&index).expect("a key of any length");
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

    fn ring(&self) -> Arc<Ring> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl KeyId {
    fn of(key: &[u8; KEY_BYTES]) -> Self {
        let hash = Sha256::digest(Sha256::digest(key));
        Self([hash[0], hash[1], hash[2], hash[3]])
    }

    /// The key that has encrypted a value; `None`: it is laid out in no way of ours.
    pub fn that_sealed(sealed: &Sealed) -> Option<Self> {
        let (version, rest) = sealed.0.split_once('.')?;
        let id = BASE64.decode(rest.split('.').next()?).ok()?;
        (version == VERSION).then_some(Self(id.try_into().ok()?))
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

fn place(table: &str, column: &str, id: Uuid) -> String {
    format!("{table}|{column}|{id}")
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("keys", &self.keys()).finish_non_exhaustive()
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
        let id = vault.keys()[0];
        assert_eq!(format!("{vault:?} {sealed:?}"), format!("Vault {{ keys: [{id:?}], .. }} ***"));
        assert_eq!(Some(id), KeyId::that_sealed(&sealed));
    }

    #[test]
    fn keys_are_replaced_for_all_who_have_them_and_the_index_is_not() {
        let (first, second) = (vault(&[1]), vault(&[2, 1]));
        let clone = first.clone();
        first.replace(&second).unwrap();
        assert_eq!(clone.keys(), second.keys());
        let other_index = Vault::new(&[[3; 32]], [8; 32]).unwrap();
        assert_eq!(first.replace(&other_index), Err(BadKeys));
        assert_eq!(first.keys(), second.keys());
    }
}
