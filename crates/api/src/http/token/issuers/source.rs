//! Fetching the keys of an issuer.

use std::{fmt, time::Duration};

use axum::{
    body::Bytes,
    http::{HeaderMap, Response, header},
};
use chrono::TimeDelta;
use jsonwebtoken::Algorithm;
use serde::Deserialize;

use super::{
    IssuerSettings, KeysAt,
    keys::{self, Keys, NotAKeySet},
};
use crate::outbound::{Bounds, Destination, Failure, Outbound};

/// How much a call may take.
const BOUNDS: Bounds = Bounds { time: Duration::from_secs(3), bytes: 64 * 1024 };
/// How long a set is good, at most: a key that was withdrawn is not accepted for longer.
const LONGEST: TimeDelta = TimeDelta::minutes(10);
/// And at least: whoever forbids to keep a set is not called for each token.
const SHORTEST: TimeDelta = TimeDelta::seconds(30);

#[derive(Debug)]
pub(super) struct Source {
    pub(super) issuer: String,
    keys: KeysAt,
    algorithms: Vec<Algorithm>,
    outbound: Outbound,
    pub(super) bounds: Bounds,
}

/// Keys, and how long they are good.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) keys: Keys,
    pub(super) good_for: TimeDelta,
}

/// Why there are no keys, for the log.
#[derive(Debug)]
pub(super) enum Fault {
    Metadata(Failure),
    /// The metadata cannot be read, or name no key set.
    NotMetadata,
    OtherIssuer,
    KeySet(Failure),
    NotAKeySet(NotAKeySet),
}

/// What a provider says of itself (OpenID Connect Discovery 1.0, 3).
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: String,
}

impl Source {
    pub(super) fn new(settings: &IssuerSettings, outbound: Outbound) -> Self {
        Self {
            issuer: settings.issuer.clone(),
            keys: settings.keys.clone(),
            algorithms: settings.algorithms.clone(),
            outbound,
            bounds: BOUNDS,
        }
    }

    pub(super) async fn fetch(&self) -> Result<Fetched, Fault> {
        let key_set = match &self.keys {
            KeysAt::KeySet(key_set) => key_set,
            KeysAt::Discovery(metadata) => &self.discover(metadata).await?,
        };
        let answer = self.get(key_set).await.map_err(Fault::KeySet)?;
        let keys = keys::read(answer.body(), &self.algorithms).map_err(Fault::NotAKeySet)?;
        Ok(Fetched { keys, good_for: good_for(answer.headers()) })
    }

    /// Where the issuer says that its keys are. It must be the very one, or another could answer for it.
    async fn discover(&self, metadata: &Destination) -> Result<Destination, Fault> {
        let answer = self.get(metadata).await.map_err(Fault::Metadata)?;
        let metadata: Metadata =
            serde_json::from_slice(answer.body()).map_err(|_| Fault::NotMetadata)?;
        if metadata.issuer != self.issuer {
            return Err(Fault::OtherIssuer);
        }
        self.outbound.destination(&metadata.jwks_uri).map_err(Fault::KeySet)
    }

    async fn get(&self, destination: &Destination) -> Result<Response<Bytes>, Failure> {
        self.outbound.get(destination, self.bounds).await
    }
}

/// As `Cache-Control` says, within our own limits.
fn good_for(headers: &HeaderMap) -> TimeDelta {
    let lines = headers.get_all(header::CACHE_CONTROL).iter().filter_map(|it| it.to_str().ok());
    let mut good_for = LONGEST;
    for word in lines.flat_map(|line| line.split(',')) {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let seconds = match name.trim().to_ascii_lowercase().as_str() {
            "no-store" | "no-cache" => 0,
            "max-age" => value.trim().trim_matches('"').parse::<u32>().map_or(0, i64::from),
            _ => continue,
        };
        good_for = good_for.min(TimeDelta::seconds(seconds));
    }
    good_for.max(SHORTEST)
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Metadata(failure) => write!(f, "metadata: {failure}"),
            Self::NotMetadata => f.write_str("metadata: no JSON with `issuer` and `jwks_uri`"),
            Self::OtherIssuer => {
                f.write_str("metadata: `issuer` is not exactly the one configured")
            }
            Self::KeySet(failure) => write!(f, "key set: {failure}"),
            Self::NotAKeySet(NotAKeySet::NotJson) => f.write_str("key set: no JSON with `keys`"),
            Self::NotAKeySet(NotAKeySet::TooMany) => f.write_str("key set: more than 20 keys"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_good_as_long_as_its_issuer_says_within_our_limits() {
        for (said, seconds) in [
            (&[][..], 600),
            (&["max-age=60"], 60),
            (&["public, Max-Age=\"120\""], 120),
            (&["max-age=86400, must-revalidate"], 600),
            (&["max-age=10"], 30),
            (&["no-store"], 30),
            (&["no-cache, max-age=300"], 30),
            (&["max-age=300", "max-age=60"], 60),
            (&["max-age=soon"], 30),
            (&["max-age=99999999999"], 30),
            (&["s-maxage=60"], 600),
        ] {
            let mut headers = HeaderMap::new();
            for line in said {
                headers.append(header::CACHE_CONTROL, line.parse().unwrap());
            }
            assert_eq!(good_for(&headers).num_seconds(), seconds, "{said:?}");
        }
    }
}
