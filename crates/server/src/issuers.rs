//! Whose tokens are accepted besides our own.

use std::{fs, path::Path};

use api::{Metrics, Outbound, Trust, http::token::issuers::Issuers};

use crate::{
    config::{self, Settings},
    failure::Failure,
    installation,
};

/// The issuers that the settings name a file of.
pub(crate) fn issuers(settings: &Settings, metrics: &Metrics) -> Result<Issuers, Failure> {
    let Some(path) = &settings.issuers else { return Ok(Issuers::default()) };
    let agreed = config::issuers(path, &installation::issuer(settings));
    let agreed = agreed.map_err(Failure::Configuration)?;
    let outbound = Outbound::new(trust(settings.outbound_ca_file.as_deref())?);
    Ok(Issuers::new(agreed, &outbound, metrics))
}

fn trust(besides: Option<&Path>) -> Result<Trust, Failure> {
    let unusable = |path: &Path, why: String| {
        Failure::Other(format!("the certificates in {} cannot be used: {why}.", path.display()))
    };
    let Some(path) = besides else {
        return Trust::system(None).map_err(|error| {
            Failure::Other(format!("no issuer can be called: {error}, or set outbound_ca_file."))
        });
    };
    let pem = fs::read(path).map_err(|error| unusable(path, error.to_string()))?;
    Trust::system(Some(&pem)).map_err(|error| unusable(path, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_that_cannot_be_used_are_told_by_their_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("authority.pem");
        let told = trust(Some(&path)).unwrap_err().to_string();
        assert!(told.contains("authority.pem cannot be used: No such file"), "{told}");
        fs::write(&path, "no certificate").unwrap();
        let told = trust(Some(&path)).unwrap_err().to_string();
        assert!(told.contains("authority.pem cannot be used: it holds no certificates"), "{told}");
        fs::write(&path, include_str!("../../api/src/outbound/tests/authority.pem")).unwrap();
        assert!(trust(Some(&path)).is_ok());
    }
}
