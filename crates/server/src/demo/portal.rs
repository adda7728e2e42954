//! The key of the college's program, with which the guide for portals can be followed.

use std::path::PathBuf;

use api::http::{
    oauth::Jwk,
    token::{Keys, SigningKey},
};
use app::{Act, App, Origin};
use domain::{Viewer, platform::api_client::Command};

use super::personas::PORTAL;
use crate::{
    data_directory::{DataDirectory, Unusable},
    failure::Failure,
    private_file,
};

/// Where its private half is. It is made if it is missing, and the public half is registered.
pub(super) async fn key(app: &App, directory: &DataDirectory) -> Result<PathBuf, Failure> {
    let path = directory.file("portal.pem");
    let made = private_file::read_or_make(&path, || Ok(SigningKey::make_pem()));
    let pem = made.map_err(|error: std::io::Error| Unusable::new(&path, error))?;
    let jwk = Keys::from_pem(&pem).ok().map(|keys| keys.published()["keys"][0].clone());
    let jwk = jwk.and_then(|jwk| Jwk::read(&jwk).ok());
    let key = jwk.map(Jwk::into_key).ok_or_else(|| {
        Failure::Other(format!(
            "{} holds no Ed25519 key. Remove it and start again.",
            path.display()
        ))
    })?;
    let origin = Origin { request_id: None, source: "demo", purpose: None };
    let session = app.session(Viewer::system("demo"), origin);
    let failed = |error| Failure::of_app("registering the key of the college's program", &error);
    let portal = session.find(PORTAL).await.map_err(failed)?;
    if portal.is_some_and(|portal| portal.keys.iter().all(|known| known.id != key.id)) {
        let command = Command::AddKey { key };
        let act = Act { id: PORTAL, expected_version: None, command };
        session.write(act, None).await.map_err(failed)?;
    }
    Ok(path)
}
