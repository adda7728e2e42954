//! What is agreed with an issuer.

use chrono::TimeDelta;
use domain::{Id, platform::ApiClient};
use jsonwebtoken::Algorithm;

use crate::outbound::{Destination, NotADestination};

/// What may be agreed on; RSA with 2048 bits or more.
pub const ALGORITHMS: [Algorithm; 5] =
    [Algorithm::EdDSA, Algorithm::ES256, Algorithm::ES384, Algorithm::RS256, Algorithm::PS256];

/// Where an issuer has its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeysAt {
    /// In the document with its metadata (OpenID Connect Discovery 1.0), which says where.
    Discovery(Destination),
    /// Here.
    KeySet(Destination),
}

/// An issuer, and which tokens of it are accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerSettings {
    /// Exactly as in `iss`.
    pub issuer: String,
    /// What we are called in `aud`.
    pub audience: String,
    pub keys: KeysAt,
    /// Some of [`ALGORITHMS`].
    pub algorithms: Vec<Algorithm>,
    /// What `typ` of a header may be; capitals do not matter.
    pub types: Vec<String>,
    /// Whether a header may do without `typ`.
    pub without_type: bool,
    /// The claim that names the program.
    pub client_claim: String,
    /// The program behind tokens that name none.
    pub client: Option<Id<ApiClient>>,
    /// The programs that its tokens may name: no others ask by it, and at nobody else's expense.
    pub clients: Vec<Id<ApiClient>>,
    /// From `iat` to `exp`.
    pub max_lifetime: TimeDelta,
}

impl IssuerSettings {
    /// What holds where nothing else is agreed.
    pub fn new(issuer: &str, audience: &str, keys: KeysAt, clients: Vec<Id<ApiClient>>) -> Self {
        Self {
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
            keys,
            algorithms: ALGORITHMS.to_vec(),
            types: ["at+jwt", "JWT"].map(str::to_owned).to_vec(),
            without_type: false,
            client_claim: "azp".to_owned(),
            client: None,
            clients,
            max_lifetime: TimeDelta::hours(1),
        }
    }

    /// Where an issuer has its metadata, if it is called by a URL.
    pub fn discovery(issuer: &str) -> Result<Destination, NotADestination> {
        let path = ".well-known/openid-configuration";
        Destination::parse(&format!("{}/{path}", issuer.trim_end_matches('/')))
    }

    pub(super) fn accepts_type(&self, stated: Option<&str>) -> bool {
        match stated {
            None => self.without_type,
            Some(stated) => self.types.iter().any(|known| same_type(known, stated)),
        }
    }
}

/// Media types: capitals do not matter, and neither does `application/` before them (RFC 7515, 4.1.9).
fn same_type(one: &str, other: &str) -> bool {
    let short = |text: &str| {
        let text = text.to_ascii_lowercase();
        text.strip_prefix("application/").map(str::to_owned).unwrap_or(text)
    };
    short(one) == short(other)
}
