//! Settings that are keys.

use std::fmt;

use api::http::token::Keys;
use app::platform::Vault;

use super::value::{CursorKey, Value};

/// Keys of access tokens, as they are written.
#[derive(Clone)]
pub(crate) struct TokenKeys(String);

impl TokenKeys {
    pub(crate) fn keys(&self) -> Keys {
        Keys::from_pem(&self.0).expect("it was read before")
    }
}

impl fmt::Debug for TokenKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKeys(hidden)")
    }
}

impl Value for TokenKeys {
    const SECRET: bool = true;

    fn expected() -> String {
        "Ed25519 private keys in PEM; `openssl genpkey -algorithm ed25519` makes one".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        Keys::from_pem(text).ok().map(|_| Self(text.to_owned()))
    }

    fn show(&self) -> String {
        String::new()
    }
}

/// Keys that encrypt sensitive values.
#[derive(Clone, Debug)]
pub(crate) struct VaultKeys(Vault);

impl VaultKeys {
    pub(crate) const EXPECTED: &str = "two keys or more of 64 hexadecimal digits with spaces between \
        them: that of the index and those that encrypt, the current one first; `openssl rand -hex 32` \
        makes one";

    /// `None`: they are not written like that.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let keys: Option<Vec<CursorKey>> =
            text.split_ascii_whitespace().map(|key| key.parse().ok()).collect();
        let keys = keys?;
        let (index, keys) = keys.split_first()?;
        let keys: Vec<_> = keys.iter().map(|key| *key.as_bytes()).collect();
        Vault::new(&keys, *index.as_bytes()).ok().map(Self)
    }

    /// The same keys with a new one behind all that encrypt, or in front of them.
    ///
    /// Keys that are the new one already are left out, so that it can be moved to the front.
    pub(crate) fn with(text: &str, new: &str, in_front: bool) -> String {
        let mut keys: Vec<_> = text.split_ascii_whitespace().filter(|key| *key != new).collect();
        let place = if in_front { 1 } else { keys.len() };
        keys.insert(place, new);
        keys.join("\n") + "\n"
    }

    pub(crate) fn vault(&self) -> Vault {
        self.0.clone()
    }
}

impl Value for VaultKeys {
    const SECRET: bool = true;

    fn expected() -> String {
        Self::EXPECTED.to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }

    fn show(&self) -> String {
        String::new()
    }
}
