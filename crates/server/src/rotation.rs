//! Keys are read again when their file changes, so that they are turned without a restart.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use api::http::token::Keys;
use app::platform::Vault;

use crate::config::VaultKeys;

/// How often a file is looked at.
pub(crate) const EVERY: Duration = Duration::from_secs(1);

/// Keys that others can take the place of.
pub(crate) trait Turned {
    /// Whose keys they are.
    const OF: &str;
    /// What the file has to hold.
    const EXPECTED: &str;
    /// Nothing changes if the text holds none that can take their place.
    fn replace(&self, text: &str) -> Option<()>;
    /// Which one is used for what is new.
    fn current(&self) -> String;
}

impl Turned for Keys {
    const OF: &str = "access tokens";
    const EXPECTED: &str = "no Ed25519 private keys in PEM";

    fn replace(&self, text: &str) -> Option<()> {
        Self::replace(self, text).ok()
    }

    fn current(&self) -> String {
        self.signing().public().id().to_owned()
    }
}

impl Turned for Vault {
    const OF: &str = "sensitive values";
    const EXPECTED: &str = "no keys of sensitive values with the same key of the index";

    fn replace(&self, text: &str) -> Option<()> {
        Self::replace(self, &VaultKeys::parse(text)?.vault()).ok()
    }

    fn current(&self) -> String {
        self.keys()[0].to_string()
    }
}

/// Lets the keys of the file take the place of those in memory whenever it changes. A file that is not
/// there, or holds something else, changes nothing: it may be in the middle of being written.
pub(crate) async fn follow<K: Turned>(file: PathBuf, keys: K) {
    let mut told = String::new();
    // What it held when they were read is not known: the first turn reads them once more.
    let mut held = String::new();
    loop {
        match turn(&file, &keys, &mut held) {
            Ok(true) => {
                told.clear();
                tracing::info!(of = K::OF, key = keys.current(), "keys have been read");
            }
            Err(error) if error.to_string() != told => {
                told = error.to_string();
                tracing::warn!(%error, of = K::OF, "keys cannot be read again; the old ones hold");
            }
            Ok(false) | Err(_) => {}
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Whether there are others now.
fn turn<K: Turned>(file: &Path, keys: &K, held: &mut String) -> io::Result<bool> {
    let read = fs::read_to_string(file)?;
    if read == *held {
        return Ok(false);
    }
    let bad = || io::Error::new(io::ErrorKind::InvalidData, K::EXPECTED);
    keys.replace(&read).ok_or_else(bad)?;
    *held = read;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use api::http::token::SigningKey;

    use super::*;
    use crate::installation::make_key;

    #[test]
    fn a_file_that_changes_brings_other_keys_and_a_broken_one_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token.key");
        let [first, second] = [(); 2].map(|()| SigningKey::make_pem());
        fs::write(&file, &first).unwrap();
        let (keys, mut held) = (Keys::from_pem(&first).unwrap(), first.clone());
        let first_id = keys.signing().public().id().to_owned();
        assert!(!turn(&file, &keys, &mut held).unwrap());
        fs::write(&file, format!("{second}{first}")).unwrap();
        assert!(turn(&file, &keys, &mut held).unwrap());
        assert_ne!(keys.signing().public().id(), first_id);
        fs::write(&file, &second[..40]).unwrap();
        turn(&file, &keys, &mut held).unwrap_err();
        fs::remove_file(&file).unwrap();
        turn(&file, &keys, &mut held).unwrap_err();
        assert_eq!(keys.all().len(), 2);
    }

    #[test]
    fn keys_of_sensitive_values_are_turned_while_that_of_the_index_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("vault.key");
        let [index, first, second] = [(); 3].map(|()| make_key());
        let text = format!("{index}\n{first}\n");
        let (vault, mut held) = (VaultKeys::parse(&text).unwrap().vault(), text.clone());
        let before = vault.keys();
        fs::write(&file, VaultKeys::with(&text, &second, false)).unwrap();
        assert!(turn(&file, &vault, &mut held).unwrap());
        assert_eq!((vault.keys().len(), vault.keys()[0]), (2, before[0]));
        fs::write(&file, VaultKeys::with(&held, &second, true)).unwrap();
        assert!(turn(&file, &vault, &mut held).unwrap());
        assert_eq!((vault.keys().len(), vault.keys()[1]), (2, before[0]));
        fs::write(&file, format!("{second} {first}")).unwrap();
        turn(&file, &vault, &mut held).unwrap_err();
        assert_eq!(vault.keys().len(), 2);
    }
}
