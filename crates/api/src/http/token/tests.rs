use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::{Claims, Keys, MAX_BYTES, PublicKey, Refusal, Verifier};

/// A moment that is not the one of the machine's clock.
const NOW: DateTime<Utc> = DateTime::from_timestamp(1_900_000_000, 0).unwrap();
const ISSUER: &str = "https://issuer.example";
const AUDIENCE: &str = "klaster";

struct Issuer {
    pair: Ed25519KeyPair,
    id: String,
}

impl Issuer {
    fn new(seed: u8) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
        let id = public(&pair).id().to_owned();
        Self { pair, id }
    }

    fn header(&self) -> Value {
        json!({ "typ": "at+jwt", "alg": "EdDSA", "kid": self.id })
    }

    /// Signs whatever it is given.
    fn sign(&self, header: &[u8], payload: &[u8]) -> String {
        let signed = [header, payload].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".");
        let signature = URL_SAFE_NO_PAD.encode(self.pair.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    fn token(&self, header: &Value, payload: &Value) -> String {
        self.sign(header.to_string().as_bytes(), payload.to_string().as_bytes())
    }

    /// A good token but for these claims; `null` leaves a claim out.
    fn with_claims(&self, claims: Value) -> String {
        self.token(&self.header(), &merged(payload(), claims))
    }

    /// A good token but for these fields of the header; `null` leaves a field out.
    fn with_header(&self, fields: Value) -> String {
        self.token(&merged(self.header(), fields), &payload())
    }
}

fn public(pair: &Ed25519KeyPair) -> PublicKey {
    PublicKey::ed25519(pair.public_key().as_ref()).unwrap()
}

fn payload() -> Value {
    json!({
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "person-1",
        "client_id": "portal-1",
        "jti": "token-1",
        "iat": 1_900_000_000,
        "nbf": 1_900_000_000,
        "exp": 1_900_000_600,
        "scope": "requests:read requests:write",
        "ver": 3,
    })
}

fn merged(mut whole: Value, changes: Value) -> Value {
    let Value::Object(changes) = changes else { unreachable!() };
    let fields = whole.as_object_mut().unwrap();
    for (name, value) in changes {
        if value.is_null() {
            fields.remove(&name);
        } else {
            fields.insert(name, value);
        }
    }
    whole
}

fn verifier() -> Verifier {
    Verifier::new(keys(&[1]), ISSUER, AUDIENCE, TimeDelta::seconds(600))
}

/// The keys of issuers, in PKCS#8 (RFC 8410, 7).
fn keys(seeds: &[u8]) -> Keys {
    const HEAD: &[u8] = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";
    let pem = |&seed: &u8| {
        let base64 = STANDARD.encode([HEAD, &[seed; 32]].concat());
        format!("-----BEGIN PRIVATE KEY-----\n{base64}\n-----END PRIVATE KEY-----\n")
    };
    Keys::from_pem(&seeds.iter().map(pem).collect::<String>()).unwrap()
}

fn verify(token: &str) -> Result<Claims, Refusal> {
    verifier().verify(token, NOW)
}

fn assert_refused(refusal: Refusal, tokens: &[(&str, String)]) {
    for (what, token) in tokens {
        assert_eq!(verify(token), Err(refusal), "{what}");
    }
}

#[test]
fn a_token_in_force_says_who_asks_and_what_was_granted() {
    let claims = verify(&Issuer::new(1).with_claims(json!({}))).unwrap();
    let expected = Claims {
        token_id: "token-1".to_owned(),
        subject: "person-1".to_owned(),
        client_id: "portal-1".to_owned(),
        scopes: vec!["requests:read".to_owned(), "requests:write".to_owned()],
        security_version: 3,
        issued_at: NOW,
        expires_at: NOW + TimeDelta::seconds(600),
    };
    assert_eq!(claims, expected);
}

#[test]
fn a_token_may_do_without_scopes_and_a_beginning() {
    let bare = json!({ "scope": null, "nbf": null });
    let claims = verify(&Issuer::new(1).with_claims(bare)).unwrap();
    assert!(claims.scopes.is_empty());
}

#[test]
fn a_token_for_several_audiences_is_accepted_by_each() {
    let token = Issuer::new(1).with_claims(json!({ "aud": ["elsewhere", AUDIENCE] }));
    assert!(verify(&token).is_ok());
}

#[test]
fn clocks_may_differ_by_thirty_seconds() {
    let issuer = Issuer::new(1);
    let just = json!({ "iat": 1_900_000_030, "nbf": 1_900_000_030, "exp": 1_900_000_600 });
    assert!(verify(&issuer.with_claims(just)).is_ok());
    let just = json!({ "iat": 1_899_999_900, "nbf": null, "exp": 1_899_999_971 });
    assert!(verify(&issuer.with_claims(just)).is_ok());
}

#[test]
fn both_keys_are_known_while_one_takes_over_from_the_other() {
    let (old, new) = (Issuer::new(1), Issuer::new(2));
    let verifier = Verifier::new(keys(&[1, 2]), ISSUER, AUDIENCE, TimeDelta::seconds(600));
    assert!(verifier.verify(&old.with_claims(json!({})), NOW).is_ok());
    assert!(verifier.verify(&new.with_claims(json!({})), NOW).is_ok());
}

#[test]
fn the_id_of_a_key_is_its_thumbprint() {
    // RFC 8037, A.2 and A.3.
    let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    let key = PublicKey::ed25519(&URL_SAFE_NO_PAD.decode(x).unwrap()).unwrap();
    assert_eq!(key.id(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    assert!(PublicKey::ed25519(b"short").is_err());
}

#[test]
fn what_is_no_signed_jwt_is_refused() {
    let issuer = Issuer::new(1);
    let good = issuer.with_claims(json!({}));
    let (head, signature) = good.rsplit_once('.').unwrap();
    let header = issuer.header().to_string();
    let twice = header.replacen('{', r#"{"alg":"EdDSA","#, 1);
    assert_refused(
        Refusal::Malformed,
        &[
            ("nothing", String::new()),
            ("a word", "token".to_owned()),
            ("dots alone", "..".to_owned()),
            ("no signature part", head.to_owned()),
            ("a fifth part", format!("{good}.x.y")),
            ("blanks around it", format!(" {good} ")),
            ("padding", format!("{good}==")),
            ("the other alphabet", format!("{head}.{}", "+/".repeat(43))),
            ("alg none", issuer.with_header(json!({ "alg": "none" }))),
            ("an alg nobody knows", issuer.with_header(json!({ "alg": "EdDSA2" }))),
            ("no alg", issuer.with_header(json!({ "alg": null }))),
            ("alg twice", issuer.sign(twice.as_bytes(), payload().to_string().as_bytes())),
            ("a header that is a list", issuer.token(&json!([]), &payload())),
            ("a header that is no text", issuer.sign(b"\xff\xfe", b"{}")),
            ("a kid that is a number", issuer.with_header(json!({ "kid": 1 }))),
            ("a crit that is a word", issuer.with_header(json!({ "crit": "exp" }))),
            ("an encrypted token's five parts", format!("{good}.{signature}.{signature}")),
        ],
    );
}

#[test]
fn a_header_that_does_not_fit_is_refused() {
    let issuer = Issuer::new(1);
    assert_refused(
        Refusal::WrongType,
        &[
            ("no type", issuer.with_header(json!({ "typ": null }))),
            ("an ID token", issuer.with_header(json!({ "typ": "JWT" }))),
            ("another spelling", issuer.with_header(json!({ "typ": "AT+JWT" }))),
        ],
    );
    assert_refused(
        Refusal::UnknownExtension,
        &[
            ("an extension", issuer.with_header(json!({ "crit": ["b64"], "b64": false }))),
            ("an empty list of extensions", issuer.with_header(json!({ "crit": [] }))),
        ],
    );
    assert_refused(
        Refusal::UnknownKey,
        &[
            ("no kid", issuer.with_header(json!({ "kid": null }))),
            ("an empty kid", issuer.with_header(json!({ "kid": "" }))),
            ("another kid", issuer.with_header(json!({ "kid": "another" }))),
            ("a kid of 129 characters", issuer.with_header(json!({ "kid": "k".repeat(129) }))),
            ("a path", issuer.with_header(json!({ "kid": "../../dev/null" }))),
            ("a key nobody knows", Issuer::new(3).with_claims(json!({}))),
        ],
    );
    assert_refused(
        Refusal::WrongAlgorithm,
        &[
            ("HS256 with the public key", issuer.with_header(json!({ "alg": "HS256" }))),
            ("ES256", issuer.with_header(json!({ "alg": "ES256" }))),
            ("RS256", issuer.with_header(json!({ "alg": "RS256" }))),
        ],
    );
}

#[test]
fn a_signature_that_is_not_the_keys_is_refused() {
    let (issuer, stranger) = (Issuer::new(1), Issuer::new(3));
    let good = issuer.with_claims(json!({}));
    let other = issuer.with_claims(json!({ "sub": "person-2" }));
    let (head, signature) = good.rsplit_once('.').unwrap();
    let (other_head, _) = other.rsplit_once('.').unwrap();
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519",
        "x": URL_SAFE_NO_PAD.encode(stranger.pair.public_key()) });
    let own_key = merged(issuer.header(), json!({ "jwk": jwk, "jku": "https://evil.example" }));
    assert_refused(
        Refusal::BadSignature,
        &[
            ("no signature", format!("{head}.")),
            ("half a signature", format!("{head}.{}", &signature[..40])),
            ("zeros", format!("{head}.{}", "A".repeat(86))),
            ("another token's signature", format!("{other_head}.{signature}")),
            ("another key under this kid", stranger.token(&issuer.header(), &payload())),
            ("a key that the token brings along", stranger.token(&own_key, &payload())),
        ],
    );
}

#[test]
fn a_claim_that_is_missing_empty_or_of_the_wrong_type_is_refused() {
    let issuer = Issuer::new(1);
    for claim in ["iss", "aud", "sub", "client_id", "jti", "iat", "exp", "ver"] {
        let token = issuer.with_claims(json!({ claim: null }));
        assert_eq!(verify(&token), Err(Refusal::BadClaims), "without {claim}");
        let token = issuer.with_claims(json!({ claim: { "a": 1 } }));
        assert_eq!(verify(&token), Err(Refusal::BadClaims), "{claim} is an object");
    }
    for claim in ["sub", "client_id", "jti"] {
        let token = issuer.with_claims(json!({ claim: "" }));
        assert_eq!(verify(&token), Err(Refusal::BadClaims), "{claim} is empty");
    }
    let payload = payload().to_string();
    let header = issuer.header().to_string();
    let null = payload.replacen("\"nbf\":1900000000", "\"nbf\":null", 1);
    let twice = payload.replacen('{', r#"{"sub":"person-2","#, 1);
    assert_refused(
        Refusal::BadClaims,
        &[
            ("a number for an issuer", issuer.with_claims(json!({ "iss": 1 }))),
            ("a list of issuers", issuer.with_claims(json!({ "iss": [ISSUER] }))),
            ("a number for an audience", issuer.with_claims(json!({ "aud": 1 }))),
            ("an audience that is no text", issuer.with_claims(json!({ "aud": [AUDIENCE, 1] }))),
            ("a time in words", issuer.with_claims(json!({ "exp": "1900000600" }))),
            ("a fraction of a second", issuer.with_claims(json!({ "exp": 1_900_000_600.5 }))),
            ("a time before 1970", issuer.with_claims(json!({ "exp": -1 }))),
            ("a time without end", issuer.with_claims(json!({ "exp": u64::MAX }))),
            ("nbf null", issuer.sign(header.as_bytes(), null.as_bytes())),
            ("nbf in words", issuer.with_claims(json!({ "nbf": "soon" }))),
            ("scopes in a list", issuer.with_claims(json!({ "scope": ["a"] }))),
            ("a version in words", issuer.with_claims(json!({ "ver": "3" }))),
            ("a version below zero", issuer.with_claims(json!({ "ver": -1 }))),
            ("a claim twice", issuer.sign(header.as_bytes(), twice.as_bytes())),
            ("a payload that is a list", issuer.token(&issuer.header(), &json!([]))),
            ("a payload that is no JSON", issuer.sign(header.as_bytes(), b"exp=1")),
        ],
    );
}

#[test]
fn a_token_for_or_from_somebody_else_is_refused() {
    let issuer = Issuer::new(1);
    assert_refused(
        Refusal::WrongIssuer,
        &[
            ("another issuer", issuer.with_claims(json!({ "iss": "https://evil.example" }))),
            ("a slash more", issuer.with_claims(json!({ "iss": "https://issuer.example/" }))),
            ("no issuer's name", issuer.with_claims(json!({ "iss": "" }))),
        ],
    );
    assert_refused(
        Refusal::WrongAudience,
        &[
            ("another audience", issuer.with_claims(json!({ "aud": "elsewhere" }))),
            ("other audiences", issuer.with_claims(json!({ "aud": ["elsewhere", "Klaster"] }))),
            ("no audience", issuer.with_claims(json!({ "aud": [] }))),
        ],
    );
}

#[test]
fn a_token_out_of_its_time_is_refused() {
    let issuer = Issuer::new(1);
    let times = |iat: i64, nbf: Value, exp: i64| {
        issuer.with_claims(json!({ "iat": iat, "nbf": nbf, "exp": exp }))
    };
    assert_refused(
        Refusal::Expired,
        &[
            ("thirty seconds ago", times(1_899_999_900, Value::Null, 1_899_999_970)),
            ("long ago", times(1_000_000_000, Value::Null, 1_000_000_600)),
            ("in 1970", times(0, Value::Null, 0)),
        ],
    );
    assert_refused(
        Refusal::NotYetValid,
        &[
            ("begins later", times(1_900_000_000, json!(1_900_000_031), 1_900_000_600)),
            ("issued later", times(1_900_000_031, Value::Null, 1_900_000_600)),
        ],
    );
    assert_refused(
        Refusal::LivesTooLong,
        &[
            ("a second too long", times(1_900_000_000, Value::Null, 1_900_000_601)),
            ("an old token renewed", times(1_899_999_000, Value::Null, 1_900_000_500)),
            ("for ever", times(1_900_000_000, Value::Null, i64::MAX)),
            ("issued at the beginning of time", times(i64::MIN, Value::Null, i64::MAX)),
        ],
    );
}

#[test]
fn a_long_token_is_not_looked_at() {
    let issuer = Issuer::new(1);
    let long = issuer.with_claims(json!({ "sub": "s".repeat(MAX_BYTES) }));
    assert_eq!(verify(&long), Err(Refusal::TooLong));
    assert_eq!(verify(&"a".repeat(MAX_BYTES)), Err(Refusal::Malformed));
}
