//! Whose certificates are believed.

use std::{fmt, sync::Arc};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, pem::PemObject},
};

/// Authorities whose certificates are believed when a server outside is called.
#[derive(Clone, Debug)]
pub struct Trust(pub(super) Arc<ClientConfig>);

/// Why nobody could be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTrust {
    /// What was given besides holds no certificate in PEM, or one that cannot be read.
    NotCertificates,
    /// The system names no authority, and none was given besides.
    Nobody,
}

impl Trust {
    /// Those that the system trusts, and those in `besides` (PEM).
    pub fn system(besides: Option<&[u8]>) -> Result<Self, NoTrust> {
        let mut roots = RootCertStore::empty();
        // Where some cannot be read, the others are good all the same.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(pem) = besides {
            add(&mut roots, pem)?;
        }
        if roots.is_empty() { Err(NoTrust::Nobody) } else { Ok(Self::of(roots)) }
    }

    /// Nobody at all.
    pub(super) fn none() -> Self {
        Self::of(RootCertStore::empty())
    }

    #[cfg(test)]
    pub(super) fn only(pem: &[u8]) -> Result<Self, NoTrust> {
        let mut roots = RootCertStore::empty();
        add(&mut roots, pem)?;
        Ok(Self::of(roots))
    }

    fn of(roots: RootCertStore) -> Self {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider has TLS 1.2 and 1.3")
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Self(Arc::new(config))
    }
}

fn add(roots: &mut RootCertStore, pem: &[u8]) -> Result<(), NoTrust> {
    let mut found = false;
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|_| NoTrust::NotCertificates)?;
        roots.add(certificate).map_err(|_| NoTrust::NotCertificates)?;
        found = true;
    }
    if found { Ok(()) } else { Err(NoTrust::NotCertificates) }
}

impl fmt::Display for NoTrust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotCertificates => "it holds no certificates in PEM",
            Self::Nobody => "this system trusts no authority; install the package ca-certificates",
        })
    }
}
