//! What a token says, claim by claim.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};
use serde_json::Value;

use super::{Refusal, Times};

/// Characters of a name: of a subject (OpenID Connect Core 1.0, 2), and of others as well.
const NAME_CHARS: usize = 255;

/// What tokens of Keycloak that are no access tokens say of themselves, in the claim `typ`.
const OTHER_PURPOSES: [&str; 4] = ["ID", "Refresh", "Offline", "Logout"];
/// Claims that only ID tokens and logout tokens have.
const OTHERS_CLAIMS: [&str; 3] = ["at_hash", "c_hash", "events"];

/// The claims of a token, each of them once.
pub(super) struct Members(BTreeMap<String, Value>);

impl Members {
    /// That it is no other kind of token: where `JWT` is accepted, the header does not tell.
    pub(super) fn check_purpose(&self) -> Result<(), Refusal> {
        let stated = self.0.get("typ").and_then(Value::as_str).unwrap_or_default();
        let is_other = OTHER_PURPOSES.iter().any(|purpose| purpose.eq_ignore_ascii_case(stated))
            || OTHERS_CLAIMS.iter().any(|claim| self.0.contains_key(*claim));
        if is_other { Err(Refusal::WrongType) } else { Ok(()) }
    }

    pub(super) fn times(&self) -> Result<Times, Refusal> {
        let demanded = |claim| self.seconds(claim)?.ok_or(Refusal::BadClaims);
        Ok(Times {
            issued: demanded("iat")?,
            begins: self.seconds("nbf")?,
            expires: demanded("exp")?,
        })
    }

    /// A claim that is absent or a text.
    pub(super) fn text(&self, claim: &str) -> Result<Option<&str>, Refusal> {
        let value = self.0.get(claim);
        value.map(|value| value.as_str().ok_or(Refusal::BadClaims)).transpose()
    }

    /// A claim that is absent or names something, in characters that can be shown.
    pub(super) fn name(&self, claim: &str) -> Result<Option<&str>, Refusal> {
        let name = self.text(claim)?;
        let is_one = |name: &str| {
            !name.is_empty()
                && name.chars().count() <= NAME_CHARS
                && !name.chars().any(char::is_control)
        };
        if name.is_none_or(is_one) { Ok(name) } else { Err(Refusal::BadClaims) }
    }

    /// A claim that is absent or a whole number.
    fn seconds(&self, claim: &str) -> Result<Option<i64>, Refusal> {
        let value = self.0.get(claim);
        value.map(|value| value.as_i64().ok_or(Refusal::BadClaims)).transpose()
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EachOnce;

        impl<'de> Visitor<'de> for EachOnce {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("claims, each of them once")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = BTreeMap::new();
                while let Some((claim, value)) = map.next_entry()? {
                    if members.insert(claim, value).is_some() {
                        return Err(A::Error::custom("a claim stands there twice"));
                    }
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(EachOnce)
    }
}
