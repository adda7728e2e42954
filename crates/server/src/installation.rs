//! What every command that works on data has in common: where they are, and the keys.

use std::{fs, path::Path};

use api::http::token::Verifier;
use aws_lc_rs::rand;
use chrono::TimeDelta;

use crate::{
    config::{CursorKey, Settings},
    data_directory::{DataDirectory, Unusable},
    failure::Failure,
    progress::say,
    tokens::SigningKey,
};

/// Settings, and the data directory where there is one. Nobody else has it until this is dropped.
#[derive(Debug)]
pub(crate) struct Installation {
    pub(crate) settings: Settings,
    pub(crate) directory: Option<DataDirectory>,
}

/// What tokens and cursors are signed with; the same on all replicas.
#[derive(Debug)]
pub(crate) struct Keys {
    pub(crate) tokens: SigningKey,
    pub(crate) cursors: CursorKey,
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
        Ok(Keys { tokens: self.token_key()?, cursors: self.cursor_key()? })
    }

    /// Accepts the access tokens that are signed with `keys`.
    pub(crate) fn verifier(&self, keys: &Keys) -> Verifier {
        let Settings { token_issuer, token_audience, token_max_lifetime, .. } = &self.settings;
        Verifier::new(
            [keys.tokens.public().clone()],
            token_issuer.as_str(),
            token_audience.as_str(),
            TimeDelta::seconds(token_max_lifetime.get().into()),
        )
    }

    fn token_key(&self) -> Result<SigningKey, Failure> {
        if let Some(path) = &self.settings.token_key_file {
            return SigningKey::from_pem(&read(path)?).map_err(|_| bad_key(path, TOKEN_KEY));
        }
        let directory = self.directory();
        let pem = directory.token_key(SigningKey::make_pem)?;
        SigningKey::from_pem(&pem).map_err(|_| Unusable::BadKey(directory.file("token.key")).into())
    }

    fn cursor_key(&self) -> Result<CursorKey, Failure> {
        if let Some(key) = &self.settings.cursor_key {
            return Ok(key.clone());
        }
        if let Some(path) = &self.settings.cursor_key_file {
            return read(path)?.trim().parse().map_err(|_| bad_key(path, CURSOR_KEY));
        }
        let directory = self.directory();
        let key = directory.cursor_key(make_cursor_key)?;
        key.trim().parse().map_err(|_| Unusable::BadKey(directory.file("cursor.key")).into())
    }

    fn directory(&self) -> &DataDirectory {
        self.directory.as_ref().expect("a configuration without a directory names the keys")
    }
}

const TOKEN_KEY: &str = "an Ed25519 private key; `openssl genpkey -algorithm ed25519` makes one";
const CURSOR_KEY: &str = "64 hexadecimal digits; `openssl rand -hex 32` makes them";

fn make_cursor_key() -> String {
    let [high, low] = [(); 2].map(|()| {
        let mut half = [0; CursorKey::BYTES / 2];
        rand::fill(&mut half).expect("the system's source of randomness works");
        u128::from_be_bytes(half)
    });
    format!("{high:032x}{low:032x}\n")
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| {
        Failure::Key(format!("the key file {} cannot be read: {error}.", path.display()))
    })
}

fn bad_key(path: &Path, expected: &str) -> Failure {
    Failure::Key(format!("the key file {} does not hold {expected}.", path.display()))
}
