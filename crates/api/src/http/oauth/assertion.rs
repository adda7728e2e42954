//! Assertions that a client signs with a key of its own (RFC 7523, 3).

use chrono::{DateTime, TimeDelta, Utc};
use domain::platform::api_client::PublicKey;
use jsonwebtoken::{
    Algorithm, DecodingKey, decode,
    jwk::{self, AlgorithmParameters, CommonParameters, EllipticCurve, ThumbprintHash},
};
use serde::Deserialize;

use super::super::token::{
    MAX_BYTES,
    checks::{self, LEEWAY, MAX_KEY_ID_CHARS, Times, remembered_until},
    issuers::RSA_BITS,
};

/// How long an assertion may be in force.
const LIFETIME: TimeDelta = TimeDelta::minutes(5);
/// Characters of the id of an assertion.
const ID_LIMIT: usize = 128;
/// Bytes of the longest key, as it is written.
const KEY_LIMIT: usize = 4096;

/// What remains of an assertion that holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Assertion {
    pub(super) id: String,
    /// Until then it must not be shown again.
    pub(super) until: DateTime<Utc>,
}

#[derive(Deserialize)]
struct Payload {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    #[serde(default, deserialize_with = "checks::present")]
    nbf: Option<i64>,
    #[serde(default, deserialize_with = "checks::present")]
    iat: Option<i64>,
    jti: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    List([String; 1]),
}

/// Whose assertion it claims to be. Nothing is checked yet.
pub(super) fn issuer(assertion: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Claimed {
        iss: String,
    }
    if assertion.len() > MAX_BYTES {
        return None;
    }
    let payload = assertion.split('.').nth(1)?;
    let payload = base64::Engine::decode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, payload).ok()?;
    serde_json::from_slice::<Claimed>(&payload).ok().map(|claimed| claimed.iss)
}

/// Whether this client has signed the assertion for us, and it is in force.
pub(super) fn verify(
    assertion: &str,
    client: &str,
    keys: &[PublicKey],
    issuer: &str,
    now: DateTime<Utc>,
) -> Option<Assertion> {
    let header = checks::header(assertion).ok()?;
    let is_type =
        |typ: &String| ["jwt", "client-authentication+jwt"].contains(&&*typ.to_ascii_lowercase());
    if checks::no_extension(&header).is_err() || !header.typ.as_ref().is_none_or(is_type) {
        return None;
    }
    let named = |key: &&PublicKey| header.kid.as_ref().is_none_or(|id| *id == key.id);
    let signed_by = |key| signed_by(key, assertion, client, issuer);
    let payload = keys.iter().filter(named).find_map(signed_by)?;
    // What does not say when it was made may have been so by a clock that is ahead.
    let issued = payload.iat.unwrap_or((now + LEEWAY).timestamp());
    let times = Times { issued, begins: payload.nbf, expires: payload.exp };
    times.check(now, LIFETIME).ok()?;
    let (Audience::One(audience) | Audience::List([audience])) = &payload.aud;
    let is_of_client = payload.iss == client && payload.sub == client;
    let has_id = (1..=ID_LIMIT).contains(&payload.jti.chars().count());
    let until = remembered_until(DateTime::from_timestamp(payload.exp, 0)?);
    let holds = audience == issuer && is_of_client && has_id;
    holds.then_some(Assertion { id: payload.jti, until })
}

/// The key decides the algorithm; a header can only agree.
fn signed_by(key: &PublicKey, assertion: &str, client: &str, issuer: &str) -> Option<Payload> {
    let jwk: jwk::Jwk = serde_json::from_str(&key.jwk).ok()?;
    let validation = checks::validation(key.algorithm.parse().ok()?, client, issuer);
    let payload = decode(assertion, &DecodingKey::from_jwk(&jwk).ok()?, &validation);
    payload.ok().map(|it| it.claims)
}

/// A public key that a client brings along (RFC 7517), with the algorithm it is used with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk(PublicKey);

/// Why something is not taken for a key of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAClientKey {
    Private,
    NotJwk,
    Bits,
    Kind,
    Algorithm,
    Numbers,
    Id,
    Long,
}

impl NotAClientKey {
    /// In Kazakh, Russian and English.
    pub const fn says(self) -> [&'static str; 3] {
        match self {
            Self::Private => [
                "Кілттің ішінде жабық бөлігі бар. Тек ашық бөлігін жіберіңіз, ал бұл кілттің орнына жаңасын жасаңыз: ол енді құпия емес.",
                "В ключе есть закрытая половина. Отправляйте только открытую, а вместо этого ключа создайте новый: он больше не тайна.",
                "The key holds its private half. Send the public one only, and make a new key in place of this one: it is no secret any more.",
            ],
            Self::NotJwk => [
                "Бұл ашық кілт (JSON Web Key, RFC 7517) емес. Мысалы: {\"kty\": \"OKP\", \"crv\": \"Ed25519\", \"x\": \"…\"}.",
                "Это не открытый ключ (JSON Web Key, RFC 7517). Пример: {\"kty\": \"OKP\", \"crv\": \"Ed25519\", \"x\": \"…\"}.",
                "That is no public key (JSON Web Key, RFC 7517). An example: {\"kty\": \"OKP\", \"crv\": \"Ed25519\", \"x\": \"…\"}.",
            ],
            Self::Bits => [
                "RSA кілтінде 2048 биттен 8192 битке дейін болады.",
                "В ключе RSA от 2048 до 8192 бит.",
                "An RSA key has 2048 to 8192 bits.",
            ],
            Self::Kind => [
                "Кілт Ed25519, P-256 немесе RSA болуы керек.",
                "Ключ должен быть Ed25519, P-256 или RSA.",
                "The key has to be of Ed25519, P-256 or RSA.",
            ],
            Self::Algorithm => [
                "Кілттің `alg` мәні оның түріне сай емес.",
                "`alg` ключа не подходит к его виду.",
                "The `alg` of the key does not go with its kind.",
            ],
            Self::Numbers => [
                "Кілттің сандары кілт құрамайды.",
                "Числа этого ключа не образуют ключа.",
                "The numbers of the key are no key.",
            ],
            Self::Id => [
                "Кілттің `kid` мәнінде 1-ден 128-ге дейін таңба болады.",
                "В `kid` ключа от 1 до 128 знаков.",
                "The `kid` of a key has 1 to 128 characters.",
            ],
            Self::Long => [
                "Кілт 4096 байттан ұзын.",
                "Ключ длиннее 4096 байт.",
                "The key is longer than 4096 bytes.",
            ],
        }
    }
}

impl Jwk {
    /// From the key as it is written.
    pub fn read(json: &serde_json::Value) -> Result<Self, NotAClientKey> {
        const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];
        if PRIVATE.iter().any(|name| json.get(name).is_some()) {
            return Err(NotAClientKey::Private);
        }
        let jwk: jwk::Jwk =
            serde_json::from_value(json.clone()).map_err(|_| NotAClientKey::NotJwk)?;
        let (possible, algorithm) = match &jwk.algorithm {
            AlgorithmParameters::OctetKeyPair(it) if it.curve == EllipticCurve::Ed25519 => {
                (&[Algorithm::EdDSA][..], Algorithm::EdDSA)
            }
            AlgorithmParameters::EllipticCurve(it) if it.curve == EllipticCurve::P256 => {
                (&[Algorithm::ES256][..], Algorithm::ES256)
            }
            AlgorithmParameters::RSA(it) => {
                if bits(&it.n).is_none_or(|bits| !RSA_BITS.contains(&bits)) {
                    return Err(NotAClientKey::Bits);
                }
                (&[Algorithm::RS256, Algorithm::PS256][..], Algorithm::RS256)
            }
            _ => return Err(NotAClientKey::Kind),
        };
        let stated = jwk.common.key_algorithm.map(|it| it.to_string().parse::<Algorithm>());
        let algorithm = match stated {
            None => algorithm,
            Some(Ok(stated)) if possible.contains(&stated) => stated,
            Some(_) => return Err(NotAClientKey::Algorithm),
        };
        DecodingKey::from_jwk(&jwk).map_err(|_| NotAClientKey::Numbers)?;
        let thumbprint = || jwk.thumbprint(ThumbprintHash::SHA256).ok();
        let id = jwk.common.key_id.clone().or_else(thumbprint);
        let id = id.filter(|id| (1..=MAX_KEY_ID_CHARS).contains(&id.chars().count()));
        let id = id.ok_or(NotAClientKey::Id)?;
        // The key alone, so that one key is known whatever is said of it.
        let bare = jwk::Jwk { common: CommonParameters::default(), algorithm: jwk.algorithm };
        let written = serde_json::to_string(&bare).unwrap_or_default();
        if written.len() > KEY_LIMIT {
            return Err(NotAClientKey::Long);
        }
        let algorithm = format!("{algorithm:?}");
        // When it is added, the lifecycle notes.
        let added_at = DateTime::UNIX_EPOCH;
        Ok(Self(PublicKey { id, algorithm, jwk: written, added_at }))
    }

    pub fn into_key(self) -> PublicKey {
        self.0
    }
}

/// Bits of a number, as keys have it written.
fn bits(number: &str) -> Option<usize> {
    let bytes = base64::Engine::decode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, number).ok()?;
    let first = bytes.iter().position(|&byte| byte != 0)?;
    Some((bytes.len() - first) * 8 - bytes[first].leading_zeros() as usize)
}
