//! Tokens that are none of ours, or no longer: refused, all in the same way.

use std::collections::BTreeSet;

use aws_lc_rs::signature::Ed25519KeyPair;
use axum::http::{Method, StatusCode};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as BASE64},
};
use serde_json::{Value, json};
use support::{Dice, Persona, Signer, TestApp};

use crate::on_both;

/// Signs whatever it is given.
struct Forger {
    pair: Ed25519KeyPair,
    kid: String,
}

impl Forger {
    fn new(pem: &str) -> Self {
        let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let pair = Ed25519KeyPair::from_pkcs8(&BASE64_STANDARD.decode(base64).unwrap()).unwrap();
        let keys = api::http::token::Keys::from_pem(pem).unwrap();
        Self { pair, kid: keys.signing().public().id().to_owned() }
    }

    fn sign(&self, header: &str, payload: &str) -> String {
        let signed = [header, payload].map(|part| BASE64.encode(part)).join(".");
        format!("{signed}.{}", BASE64.encode(self.pair.sign(signed.as_bytes())))
    }

    fn header(&self) -> Value {
        json!({"typ": "at+jwt", "alg": "EdDSA", "kid": self.kid})
    }

    fn with_header(&self, changes: Value, payload: &Value) -> String {
        self.sign(&merged(self.header(), changes).to_string(), &payload.to_string())
    }

    fn with_claims(&self, payload: &Value, changes: Value) -> String {
        self.sign(&self.header().to_string(), &merged(payload.clone(), changes).to_string())
    }
}

/// `null` leaves a field out, `{"literally": value}` puts one in as it is.
fn merged(mut whole: Value, changes: Value) -> Value {
    let Value::Object(changes) = changes else { panic!("an object") };
    for (name, value) in changes {
        match value {
            Value::Null => whole.as_object_mut().unwrap().remove(&name),
            value => whole
                .as_object_mut()
                .unwrap()
                .insert(name, value.get("literally").cloned().unwrap_or(value)),
        };
    }
    whole
}

/// What each is, and the token.
type Bad = Vec<(String, String)>;

fn bad_algorithms(forger: &Forger, good: &Value) -> Bad {
    let mut bad = Vec::new();
    for alg in [
        "none",
        "None",
        "NONE",
        "",
        "HS256",
        "HS384",
        "HS512",
        "RS256",
        "RS384",
        "RS512",
        "PS256",
        "PS384",
        "PS512",
        "ES256",
        "ES384",
        "ES512",
        "ES256K",
        "Ed448",
        "Ed25519",
        "eddsa",
        "X25519",
        "dir",
        "A256GCM",
        "EdDSA\u{0}",
    ] {
        bad.push((format!("alg {alg:?}"), forger.with_header(json!({ "alg": alg }), good)));
    }
    for value in
        [json!(null), json!({"literally": null}), json!(1), json!(["EdDSA"]), json!({"a": 1})]
    {
        bad.push((format!("alg {value}"), forger.with_header(json!({ "alg": value }), good)));
    }
    bad
}

fn bad_headers(forger: &Forger, stranger: &Forger, good: &Value) -> Bad {
    let mut bad = Vec::new();
    for typ in [
        "",
        "JWT",
        "jwt",
        "AT+JWT",
        "at+jwt ",
        "application/at+jwt",
        "id+jwt",
        "logout+jwt",
        "dpop+jwt",
    ] {
        bad.push((format!("typ {typ:?}"), forger.with_header(json!({ "typ": typ }), good)));
    }
    for value in [json!(null), json!({"literally": null}), json!(1), json!(["at+jwt"])] {
        bad.push((format!("typ {value}"), forger.with_header(json!({ "typ": value }), good)));
    }
    for kid in [
        json!(null),
        json!(""),
        json!("another"),
        json!("../../etc/passwd"),
        json!("' OR 1=1 --"),
        json!("k".repeat(129)),
        json!("\u{0}"),
        json!(1),
        json!({"literally": null}),
        json!([forger.kid]),
        json!(forger.kid.to_uppercase()),
        json!(format!("{} ", forger.kid)),
        json!(stranger.kid),
    ] {
        bad.push((format!("kid {kid}"), forger.with_header(json!({ "kid": kid }), good)));
    }
    for crit in [json!(["exp"]), json!([]), json!(["b64"]), json!("exp"), json!(1)] {
        bad.push((format!("crit {crit}"), forger.with_header(json!({ "crit": crit }), good)));
    }
    let jwk =
        json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
    for brought in [
        json!({ "jwk": jwk }),
        json!({"jku": "https://evil.example/keys"}),
        json!({"x5u": "https://evil.example/cert"}),
        json!({"x5c": ["MIIB"]}),
        json!({"x5t": "a"}),
    ] {
        bad.push((format!("signed by another, with {brought}"), {
            let header = merged(merged(forger.header(), json!({})), brought);
            stranger.sign(&header.to_string(), &good.to_string())
        }));
    }
    bad
}

fn bad_claims(forger: &Forger, good: &Value, now: i64) -> Bad {
    let mut bad = Vec::new();
    for claim in ["iss", "aud", "sub", "client_id", "jti", "iat", "exp", "ver"] {
        for value in [
            json!(null),
            json!({"literally": null}),
            json!({"literally": {"a": 1}}),
            json!(true),
            json!({"literally": []}),
            json!({"literally": [[]]}),
            json!(""),
            json!(1.5),
            json!(-1),
        ] {
            bad.push((
                format!("{claim} {value}"),
                forger.with_claims(good, json!({ claim: value })),
            ));
        }
    }
    for (claim, value) in [
        ("iss", json!("https://evil.example")),
        ("iss", json!(format!("{}/", Signer::ISSUER))),
        ("iss", json!([Signer::ISSUER])),
        ("iss", json!(Signer::ISSUER.to_uppercase())),
        ("aud", json!("elsewhere")),
        ("aud", json!(["elsewhere"])),
        ("aud", json!([Signer::AUDIENCE, 1])),
        ("aud", json!(Signer::AUDIENCE.to_uppercase())),
        ("aud", json!(format!("{} ", Signer::AUDIENCE))),
        ("sub", json!("somebody")),
        ("client_id", json!("portal")),
        ("client_id", json!("organization_01kdvdna00e008000000000001")),
        ("client_id", json!("api_client_01kdvdna00e008000000000001")),
        ("sub", json!("person_01kdvdna00e008000000000001")),
        ("ver", json!(0)),
        ("ver", json!("1")),
        ("ver", json!(u64::MAX)),
        ("scope", json!(["requests:read"])),
        ("scope", json!(1)),
        ("nbf", json!("soon")),
        ("nbf", json!({"literally": null})),
        ("nbf", json!(now + 31)),
        ("iat", json!(now + 31)),
        ("iat", json!(now - 7200)),
        ("iat", json!(i64::MIN)),
        ("exp", json!(now - 30)),
        ("exp", json!(now - 100_000)),
        ("exp", json!(0)),
        ("exp", json!(now + 7201)),
        ("exp", json!(i64::MAX)),
        ("exp", json!(u64::MAX)),
        ("exp", json!(now.to_string())),
        ("exp", json!(now as f64 + 60.5)),
    ] {
        bad.push((format!("{claim} {value}"), forger.with_claims(good, json!({ claim: value }))));
    }
    bad
}

fn bad_shapes(forger: &Forger, stranger: &Forger, good: &Value) -> Bad {
    let mut bad = Vec::new();
    let token = forger.with_claims(good, json!({}));
    let [head, payload, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!() };
    let other = forger.with_claims(good, json!({"jti": "other"}));
    let other = other.rsplit('.').next().unwrap();
    let header = forger.header().to_string();
    for (what, token) in [
        ("no signature", format!("{head}.{payload}.")),
        ("no signature part", format!("{head}.{payload}")),
        ("half a signature", format!("{head}.{payload}.{}", &signature[..40])),
        ("a longer signature", format!("{head}.{payload}.{signature}AA")),
        ("zeros", format!("{head}.{payload}.{}", "A".repeat(86))),
        ("another's signature", format!("{head}.{payload}.{other}")),
        ("a stranger's signature", stranger.sign(&header, &good.to_string())),
        ("five parts", format!("{token}.a.b")),
        ("no head", format!(".{payload}.{signature}")),
        ("no payload", format!("{head}..{signature}")),
        ("dots", "..".to_owned()),
        ("a word", "token".to_owned()),
        ("padded", format!("{head}=.{payload}=.{signature}==")),
        ("standard alphabet", in_standard_alphabet(forger, good)),
        ("upper case", token.to_uppercase()),
        ("a letter behind", format!("{token}x")),
        ("a payload that is a list", forger.sign(&header, "[]")),
        ("a payload that is no JSON", forger.sign(&header, "exp=1")),
        ("an empty payload", forger.sign(&header, "")),
        ("a header that is a list", forger.sign("[]", &good.to_string())),
        ("a header that is no JSON", forger.sign("alg", &good.to_string())),
        (
            "alg twice",
            forger.sign(&header.replacen('{', "{\"alg\":\"none\",", 1), &good.to_string()),
        ),
        ("sub twice", forger.sign(&header, &good.to_string().replacen('{', "{\"sub\":\"a\",", 1))),
        ("exp twice", forger.sign(&header, &good.to_string().replacen('{', "{\"exp\":1,", 1))),
        ("8 KiB and more", forger.with_claims(good, json!({"more": "m".repeat(8192)}))),
        ("an encrypted one", format!("{head}.{payload}.{payload}.{payload}.{signature}")),
    ] {
        bad.push((what.to_owned(), token));
    }
    bad
}

/// A good token but for its alphabet, which not every signature tells from that of URLs.
fn in_standard_alphabet(forger: &Forger, good: &Value) -> String {
    let tokens = (0..).map(|n| forger.with_claims(good, json!({ "jti": n.to_string() })));
    let mut told = tokens.filter(|token| token.contains(['-', '_']));
    told.next().unwrap().replace('-', "+").replace('_', "/")
}

on_both! {
    async fn tokens_that_are_not_good_are_refused_all_in_the_same_way(app: TestApp) {
        let (pem, strange) = (Signer::new_pem(), Signer::new_pem());
        let (forger, stranger) = (Forger::new(&pem), Forger::new(&strange));
        let persona = Persona::editor();
        app.token(&persona).await;
        let verifier = Signer::from_pem(&pem).verifier();
        let client = app.replica(|settings| settings.verifier = verifier).await;
        let now = app.clock_now().timestamp();
        let id = persona.id().to_string();
        let good = json!({
            "iss": Signer::ISSUER, "aud": Signer::AUDIENCE, "sub": id, "client_id": id, "jti": "a",
            "iat": now, "nbf": now, "exp": now + 600, "scope": "requests:read", "ver": 1,
        });
        let ask = async |token: &str| {
            let headers = [
                ("content-type", "application/json".to_owned()),
                ("authorization", format!("Bearer {token}")),
                ("x-request-id", "bad".to_owned()),
            ];
            client.request(Method::POST, "/graphql", &headers, "{\"query\":\"{ __typename }\"}").await
        };
        let accepted = ask(&forger.with_claims(&good, json!({}))).await;
        assert_eq!(accepted.status, StatusCode::OK, "{}", accepted.body);
        let bad = [
            bad_algorithms(&forger, &good),
            bad_headers(&forger, &stranger, &good),
            bad_claims(&forger, &good, now),
            bad_shapes(&forger, &stranger, &good),
        ]
        .concat();
        assert!(bad.len() >= 150, "{}", bad.len());
        let mut told = BTreeSet::new();
        for (what, token) in &bad {
            let mut refused = ask(token).await;
            assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{what}: {}", refused.body);
            let challenge = refused.header("www-authenticate").to_owned();
            assert_eq!(challenge, "Bearer error=\"invalid_token\"", "{what}");
            let message = refused.body["errors"][0]["message"].take();
            told.insert(message.as_str().unwrap().to_owned());
            assert_eq!(
                refused.body,
                json!({"errors": [{"message": null, "extensions":
                    {"code": "UNAUTHENTICATED", "requestId": "bad"}}]}),
                "{what}"
            );
        }
        // From a closed list, which says nothing of the token itself.
        assert!(told.len() <= 16, "{told:#?}");
        println!("{} bad tokens refused in {} texts", bad.len(), told.len());
    }
}

/// A million in a proof that takes its time.
#[test]
fn no_token_that_was_changed_anywhere_is_accepted() {
    let pem = Signer::new_pem();
    let verifier = Signer::from_pem(&pem).verifier();
    let persona = Persona::editor();
    let now = chrono::DateTime::from_timestamp(1_900_000_000, 0).unwrap();
    let token = Signer::from_pem(&pem).token(&persona, None, now);
    assert!(verifier.verify(&token, now).is_ok());
    let many = if std::env::var_os("KLASTER_SOAK").is_some() { 1_000_000 } else { 20_000 };
    let mut dice = Dice(7);
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \0";
    for _ in 0..many {
        let mut bytes = token.clone().into_bytes();
        for _ in 0..=dice.throw(3) {
            let at = dice.throw(bytes.len());
            let letter = alphabet[dice.throw(alphabet.len())];
            match dice.throw(4) {
                0 => bytes.insert(at, letter),
                1 => {
                    bytes.remove(at);
                }
                2 => {
                    let other = dice.throw(bytes.len());
                    bytes.swap(at, other);
                }
                _ => bytes[at] = letter,
            }
        }
        let changed = String::from_utf8(bytes).unwrap();
        if changed != token {
            assert!(verifier.verify(&changed, now).is_err(), "{changed}");
        }
    }
    println!("{many} changed tokens, none accepted");
}
