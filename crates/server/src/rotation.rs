//! Keys of access tokens are read again when their file changes, so that they are rotated without a
//! restart.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use api::http::token::Keys;

/// How often the file is looked at.
const EVERY: Duration = Duration::from_secs(1);

/// Lets the keys of the file take the place of those in memory whenever it changes. A file that is not
/// there, or holds something else, changes nothing: it may be in the middle of being written.
pub(crate) async fn follow(file: PathBuf, keys: Keys) {
    let mut told = String::new();
    let mut held = fs::read_to_string(&file).unwrap_or_default();
    loop {
        tokio::time::sleep(EVERY).await;
        match turn(&file, &keys, &mut held) {
            Ok(false) => {}
            Ok(true) => {
                told.clear();
                let signing = keys.signing();
                tracing::info!(key = signing.public().id(), "keys of access tokens have changed");
            }
            Err(error) if error.to_string() != told => {
                told = error.to_string();
                tracing::warn!(%error, "the keys of access tokens cannot be read again; the old ones hold");
            }
            Err(_) => {}
        }
    }
}

/// Whether there are others now.
fn turn(file: &Path, keys: &Keys, held: &mut String) -> io::Result<bool> {
    let read = fs::read_to_string(file)?;
    if read == *held {
        return Ok(false);
    }
    keys.replace(&read).map_err(|_| {
        io::Error::new(io::ErrorKind::InvalidData, "no Ed25519 private keys in PEM")
    })?;
    *held = read;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use api::http::token::SigningKey;

    use super::*;

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
}
