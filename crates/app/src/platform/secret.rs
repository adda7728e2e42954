//! Secrets of clients: made here, shown once, kept as a hash.

use std::sync::{Arc, LazyLock};

use argon2::{
    Argon2, Params,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use domain::{Now, platform::api_client::Secret};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::{Error, Result};

/// Bytes of a secret.
const BYTES: usize = 32;
/// Hashes that are reckoned at once: each takes a core and 19 MiB.
const AT_ONCE: usize = 2;

/// Reckons hashes beside everything else, few at once.
#[derive(Clone, Debug)]
pub struct Secrets(Arc<Semaphore>);

/// A secret that was just made: what is kept of it, and the secret itself, which is not.
pub struct NewSecret {
    pub kept: Secret,
    pub text: String,
}

impl Secrets {
    pub fn new() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }

    /// Makes a secret of 32 random bytes.
    ///
    /// # Panics
    /// Without the system's source of randomness.
    pub async fn make(&self, id: Uuid, now: Now) -> Result<NewSecret> {
        let mut bytes = [0; BYTES];
        aws_lc_rs::rand::fill(&mut bytes).expect("the system's source of randomness works");
        let text = BASE64.encode(bytes);
        let hashed = text.clone();
        let hash = self.beside(move || hash(hashed.as_bytes())).await?;
        Ok(NewSecret { kept: Secret { id, hash, added_at: now.0 }, text })
    }

    /// Whether a secret is one of those kept. Takes as long where there is none to compare it with.
    pub async fn verify(&self, secret: &str, kept: &[Secret]) -> Result<bool> {
        let secret = secret.as_bytes().to_vec();
        let mut hashes: Vec<_> = kept.iter().map(|secret| secret.hash.clone()).collect();
        hashes.resize(domain::platform::ApiClient::SECRETS, NOBODYS.clone());
        self.beside(move || hashes.iter().fold(false, |found, kept| is_of(&secret, kept) | found))
            .await
    }

    async fn beside<T: Send + 'static>(
        &self,
        reckon: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let turn = self.0.clone().acquire_owned().await.expect("it is never closed");
        // It is over when it has been reckoned, whether somebody still waits for that or not.
        let reckoned = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            reckon()
        });
        let reckoned = reckoned.await;
        reckoned.map_err(|panic| Error::Internal(Arc::new(panic)))
    }
}

impl Default for Secrets {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for NewSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewSecret").field("id", &self.kept.id).finish_non_exhaustive()
    }
}

/// The hash of something that nobody knows.
static NOBODYS: LazyLock<String> = LazyLock::new(|| {
    let mut bytes = [0; BYTES];
    aws_lc_rs::rand::fill(&mut bytes).expect("the system's source of randomness works");
    hash(&bytes)
});

/// 19 MiB and two passes, as OWASP recommends; others for tests would test something else.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).expect("parameters within the limits");
    Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
}

fn hash(secret: &[u8]) -> String {
    let mut salt = [0; 16];
    aws_lc_rs::rand::fill(&mut salt).expect("the system's source of randomness works");
    let hash = argon2().hash_password_with_salt(secret, &salt).expect("a salt of 16 bytes");
    hash.to_string()
}

fn is_of(secret: &[u8], hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| argon2().verify_password(secret, &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[tokio::test]
    async fn a_secret_is_known_again_and_no_other() {
        let (secrets, now) = (Secrets::new(), Now(DateTime::UNIX_EPOCH));
        let made = secrets.make(Uuid::nil(), now).await.unwrap();
        let other = secrets.make(Uuid::nil(), now).await.unwrap();
        let kept = [other.kept.clone(), made.kept.clone()];
        assert!(secrets.verify(&made.text, &kept).await.unwrap());
        assert!(!secrets.verify(&made.text, &kept[..1]).await.unwrap());
        assert!(!secrets.verify(&made.text, &[]).await.unwrap());
        assert!(!secrets.verify("", &kept).await.unwrap());
        assert!(made.kept.hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(!format!("{made:?}").contains(&made.text));
    }
}
