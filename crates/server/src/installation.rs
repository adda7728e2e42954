//! What every command that works on data has in common: where they are, and the keys.

use std::{
    fs,
    path::{Path, PathBuf},
};

use api::http::token::{Keys as TokenKeys, SigningKey, Verifier};
use app::platform::Vault;
use aws_lc_rs::rand;
use chrono::TimeDelta;

use crate::{
    config::{CursorKey, Settings, VaultKeys},
    data_directory::{self, DataDirectory, Unusable},
    failure::Failure,
    progress::say,
};

/// Settings, and the data directory where there is one. Nobody else has it until this is dropped.
#[derive(Debug)]
pub(crate) struct Installation {
    pub(crate) settings: Settings,
    pub(crate) directory: Option<DataDirectory>,
}

/// What tokens and cursors are signed with and sensitive values encrypted; the same on all replicas.
#[derive(Debug)]
pub(crate) struct Keys {
    pub(crate) tokens: TokenKeys,
    pub(crate) cursors: CursorKey,
    pub(crate) vault: Vault,
}

impl Installation {
    /// Takes possession of the data directory, if the settings name one. It is made if it is missing,
    /// which is told.
    pub(crate) fn open(settings: Settings) -> Result<Self, Failure> {
        let directory = settings.data.as_deref().map(DataDirectory::open).transpose()?;
        if let Some(path) = directory.as_ref().and_then(DataDirectory::made_at) {
            say(format_args!("New data directory: {}", path.display()));
        }
        Ok(Self { settings, directory })
    }

    /// Takes possession of the data directory, if the settings name one, which has to be there.
    pub(crate) fn existing(settings: Settings) -> Result<Self, Failure> {
        let directory = settings.data.as_deref().map(DataDirectory::existing).transpose()?;
        Ok(Self { settings, directory })
    }

    /// Where the database is, as its driver wants it told.
    pub(crate) fn database_url(&self) -> String {
        match (&self.directory, &self.settings.database_url) {
            (Some(directory), _) => directory.database_url(),
            (None, Some(url)) => url.as_str().to_owned(),
            (None, None) => unreachable!("a configuration says where the data are"),
        }
    }

    /// The keys that are configured, else those of the data directory, which are made when missing.
    pub(crate) fn keys(&self) -> Result<Keys, Failure> {
        let vault = if let Some(vault) = configured_vault(&self.settings)? {
            vault
        } else {
            let directory = self.directory();
            let text = directory.vault_key(make_vault_keys)?;
            read_vault(&text, &directory.file("vault.key"))?
        };
        Ok(Keys { tokens: self.token_keys()?, cursors: self.cursor_key()?, vault })
    }

    /// Accepts the access tokens that are signed with `keys`.
    pub(crate) fn verifier(&self, keys: &Keys) -> Verifier {
        let Settings { token_audience, token_max_lifetime, .. } = &self.settings;
        Verifier::new(
            keys.tokens.clone(),
            &issuer(&self.settings),
            token_audience.as_str(),
            TimeDelta::seconds(token_max_lifetime.get().into()),
        )
    }

    /// The file that the keys of access tokens are read from, if they are in one.
    pub(crate) fn token_key_file(&self) -> Option<PathBuf> {
        if self.settings.token_key.is_some() {
            return None;
        }
        let own = || self.directory.as_ref().map(|directory| directory.file("token.key"));
        self.settings.token_key_file.clone().or_else(own)
    }

    /// The file that the keys of sensitive values are read from, if they are in one.
    pub(crate) fn vault_key_file(&self) -> Option<PathBuf> {
        let own = || self.directory.as_ref().map(|directory| directory.file("vault.key"));
        shared_vault_file(&self.settings).or_else(own).filter(|_| self.settings.vault_key.is_none())
    }

    fn token_keys(&self) -> Result<TokenKeys, Failure> {
        if let Some(keys) = &self.settings.token_key {
            return Ok(keys.keys());
        }
        if let Some(path) = &self.settings.token_key_file {
            return TokenKeys::from_pem(&read(path)?).map_err(|_| bad_key(path, TOKEN_KEY));
        }
        let directory = self.directory();
        let pem = directory.token_key(SigningKey::make_pem)?;
        TokenKeys::from_pem(&pem).map_err(|_| Unusable::BadKey(directory.file("token.key")).into())
    }

    fn cursor_key(&self) -> Result<CursorKey, Failure> {
        if let Some(key) = &self.settings.cursor_key {
            return Ok(key.clone());
        }
        if let Some(path) = &self.settings.cursor_key_file {
            return read(path)?.trim().parse().map_err(|_| bad_key(path, CURSOR_KEY));
        }
        let directory = self.directory();
        let key = directory.cursor_key(|| format!("{}\n", make_key()))?;
        key.trim().parse().map_err(|_| Unusable::BadKey(directory.file("cursor.key")).into())
    }

    fn directory(&self) -> &DataDirectory {
        self.directory.as_ref().expect("a configuration without a directory names the keys")
    }
}

/// In whose name tokens are issued, without a slash at the end.
pub(crate) fn issuer(settings: &Settings) -> String {
    let Settings { token_issuer, public_url, listen, .. } = settings;
    let issuer = token_issuer.as_ref().or(public_url.as_ref()).map(ToString::to_string);
    let issuer = issuer.unwrap_or_else(|| format!("http://{listen}"));
    issuer.trim_end_matches('/').to_owned()
}

/// Where sensitive values are encrypted, for a command that runs beside a server.
pub(crate) fn shared_vault(settings: &Settings) -> Result<Vault, Failure> {
    if let Some(vault) = configured_vault(settings)? {
        return Ok(vault);
    }
    let Some(path) = &settings.data else {
        return Err(Failure::Key(
            "no keys for sensitive values are set: vault_key_file.".to_owned(),
        ));
    };
    let text = data_directory::vault_key(path, make_vault_keys)?;
    read_vault(&text, &path.join("vault.key"))
}

/// The same for a command that runs beside a server.
pub(crate) fn shared_vault_file(settings: &Settings) -> Option<PathBuf> {
    if settings.vault_key.is_some() {
        return None;
    }
    let own = || settings.data.as_ref().map(|directory| directory.join("vault.key"));
    settings.vault_key_file.clone().or_else(own)
}

fn configured_vault(settings: &Settings) -> Result<Option<Vault>, Failure> {
    if let Some(keys) = &settings.vault_key {
        return Ok(Some(keys.vault()));
    }
    let Some(path) = &settings.vault_key_file else { return Ok(None) };
    let keys = VaultKeys::parse(&read(path)?).ok_or_else(|| bad_key(path, VaultKeys::EXPECTED))?;
    Ok(Some(keys.vault()))
}

fn read_vault(text: &str, path: &Path) -> Result<Vault, Failure> {
    let keys = VaultKeys::parse(text).ok_or_else(|| Unusable::BadKey(path.to_owned()))?;
    Ok(keys.vault())
}

const TOKEN_KEY: &str = "Ed25519 private keys; `openssl genpkey -algorithm ed25519` makes one";
const CURSOR_KEY: &str = "64 hexadecimal digits; `openssl rand -hex 32` makes them";

/// That of the index and the first one that encrypts.
fn make_vault_keys() -> String {
    format!("{}\n{}\n", make_key(), make_key())
}

pub(crate) fn make_key() -> String {
    let [high, low] = [(); 2].map(|()| {
        let mut half = [0; CursorKey::BYTES / 2];
        rand::fill(&mut half).expect("the system's source of randomness works");
        u128::from_be_bytes(half)
    });
    format!("{high:032x}{low:032x}")
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| {
        Failure::Key(format!("the key file {} cannot be read: {error}.", path.display()))
    })
}

fn bad_key(path: &Path, expected: &str) -> Failure {
    Failure::Key(format!("the key file {} does not hold {expected}.", path.display()))
}
