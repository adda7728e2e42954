//! The key that the server's tokens are signed with, kept beside the data.

use std::{
    fs,
    path::{Path, PathBuf},
};

use api::http::token::Verifier;
use chrono::Utc;
use support::{Persona, Signer};

/// The file of what the floor checks tokens with.
pub(crate) const FLOOR_KEY: &str = "BENCH_FLOOR_KEY";

pub(crate) struct Key {
    signer: Signer,
    pub(crate) file: PathBuf,
}

impl Key {
    pub(crate) fn open(folder: &Path) -> Self {
        let file = folder.join("token.key");
        if !file.exists() {
            fs::write(&file, Signer::new_pem()).expect("the folder of the data can be written to");
        }
        let pem = fs::read_to_string(&file).expect("the key can be read");
        Self { signer: Signer::from_pem(&pem), file }
    }

    /// In force for ten minutes.
    pub(crate) fn token(&self, persona: &Persona) -> String {
        self.signer.token(persona, None, Utc::now())
    }

    pub(crate) fn verifier(&self) -> Verifier {
        self.signer.verifier()
    }
}
