//! Tokens that are not accepted, each for its reason.

use std::collections::BTreeSet;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

use super::{signer::*, *};

type Bad = Vec<(&'static str, String)>;

/// Keys that are published and are of no use.
fn useless() -> Vec<Value> {
    let with = |signer: &Signer, changes| merged(signer.public(), changes);
    vec![
        with(&STRANGER, json!({ "kid": "for-encryption", "use": "enc" })),
        with(&STRANGER, json!({ "kid": "private-too", "d": "AAAA" })),
        with(&STRANGER, json!({ "kid": "for-signing", "key_ops": ["sign"] })),
        with(&P256, json!({ "kid": "of-another-algorithm", "alg": "ES384" })),
        Signer::mac("shared", b"a secret of thirty-two characters").public(),
    ]
}

async fn assert_refused(refusal: Refusal, tokens: Bad) {
    let mut keys: Vec<_> = all().iter().map(|signer| signer.public()).collect();
    keys.extend(useless());
    let provider = Provider::with(&[]).await;
    provider.server.answers(Answer::Body(json!({ "keys": keys }).to_string()));
    let names: BTreeSet<_> = tokens.iter().map(|(what, _)| *what).collect();
    assert_eq!(names.len(), tokens.len(), "each of them once");
    for (what, token) in tokens {
        assert_eq!(provider.verify(&token, NOW).await, Err(refusal), "{what}");
    }
}

fn payload() -> Vec<u8> {
    claims().to_string().into_bytes()
}

fn header() -> Vec<u8> {
    ED.header().to_string().into_bytes()
}

#[tokio::test]
async fn what_is_no_signed_jwt() {
    let good = ED.good();
    let (head, _) = good.rsplit_once('.').unwrap();
    let twice = ED.header().to_string().replacen('{', r#"{"alg":"EdDSA","#, 1);
    let bad = vec![
        ("nothing", String::new()),
        ("a word", "token".to_owned()),
        ("no signature part", head.to_owned()),
        ("a fourth part", format!("{good}.x")),
        ("the five parts of an encrypted one", format!("{good}.x.y")),
        ("a blank before it", format!(" {good}")),
        ("a line's end behind it", format!("{good}\n")),
        ("padding", format!("{good}==")),
        ("the other alphabet", format!("{head}.{}", "+/".repeat(43))),
        ("alg none", ED.with_header(json!({ "alg": "none" }))),
        ("alg None", ED.with_header(json!({ "alg": "None" }))),
        ("alg NONE without a signature", {
            let unsigned = ED.with_header(json!({ "alg": "NONE", "kid": null }));
            format!("{}.", unsigned.rsplit_once('.').unwrap().0)
        }),
        ("an empty alg", ED.with_header(json!({ "alg": "" }))),
        ("an alg in small letters", ED.with_header(json!({ "alg": "eddsa" }))),
        ("an alg nobody knows", ED.with_header(json!({ "alg": "ES256K" }))),
        ("an alg that is a list", ED.with_header(json!({ "alg": ["EdDSA"] }))),
        ("no alg", ED.with_header(json!({ "alg": null }))),
        ("alg twice", ED.sign(twice.as_bytes(), &payload())),
        ("a header that is a list", ED.token(&json!([]), &claims())),
        ("a header that is no text", ED.sign(b"\xff\xfe", &payload())),
        (
            "a header with something behind it",
            ED.sign(&[&header()[..], b"{}"].concat(), &payload()),
        ),
        ("a kid that is a number", ED.with_header(json!({ "kid": 1 }))),
        ("a kid that is a list", ED.with_header(json!({ "kid": ["ed"] }))),
        ("a typ that is a number", ED.with_header(json!({ "typ": 1 }))),
        ("a crit that is a word", ED.with_header(json!({ "crit": "exp" }))),
    ];
    assert_refused(Refusal::Malformed, bad).await;
}

#[tokio::test]
async fn what_is_signed_with_something_else_than_its_key_is_for() {
    let Pair::Rsa(_, rsa) = &RSA.pair else { unreachable!() };
    let der = aws_lc_rs::signature::KeyPair::public_key(rsa).as_ref();
    let pem = format!("-----BEGIN RSA PUBLIC KEY-----\n{}\n", STANDARD.encode(der));
    let part = |signer: &Signer, name| {
        let text = signer.public()[name].as_str().unwrap().to_owned();
        (URL_SAFE_NO_PAD.decode(&text).unwrap(), text)
    };
    let alg = |signer: &Signer, alg: &str| signer.with_header(json!({ "alg": alg }));
    let kid = |signer: &Signer, kid: &str| signer.with_header(json!({ "kid": kid }));
    let bad = vec![
        ("HS256 with a public key in DER", Signer::mac("rsa", der).good()),
        ("HS256 with a public key in PEM", Signer::mac("rsa", pem.as_bytes()).good()),
        ("HS256 with a modulus", Signer::mac("rsa", &part(&RSA, "n").0).good()),
        ("HS256 with a modulus in base64", Signer::mac("rsa", part(&RSA, "n").1.as_bytes()).good()),
        ("HS256 with a point", Signer::mac("p256", &part(&P256, "x").0).good()),
        ("HS256 with a key of Ed25519", Signer::mac("ed", &part(&ED, "x").0).good()),
        ("HS256 with a secret that is published", {
            Signer::mac("shared", b"a secret of thirty-two characters").good()
        }),
        ("HS256 with nothing", Signer::mac("ed", b"").good()),
        ("HS384", alg(&ED, "HS384")),
        ("HS512", alg(&ED, "HS512")),
        ("RS384", alg(&RSA, "RS384")),
        ("RS512", alg(&RSA, "RS512")),
        ("PS384", alg(&PSS, "PS384")),
        ("PS512", alg(&PSS, "PS512")),
        ("RS256 with a key for PS256", alg(&PSS, "RS256")),
        ("PS256 with a key for RS256", alg(&RSA, "PS256")),
        ("ES256 with a key of RSA", alg(&RSA, "ES256")),
        ("RS256 with a key of a curve", alg(&P256, "RS256")),
        ("ES384 with a key of P-256", alg(&P256, "ES384")),
        ("ES256 with a key of P-384", alg(&P384, "ES256")),
        ("EdDSA with a key of P-256", alg(&P256, "EdDSA")),
        ("ES256 with a key of Ed25519", alg(&ED, "ES256")),
        ("a key of a curve under the id of one of RSA", kid(&P256, "rsa")),
        ("a key of RSA under the id of one of a curve", kid(&RSA, "p256")),
        ("a key of Ed25519 under the id of one of RSA", kid(&ED, "rsa")),
    ];
    assert_refused(Refusal::WrongAlgorithm, bad).await;
}

#[tokio::test]
async fn what_is_signed_with_a_key_that_is_not_published_for_that() {
    let kid = |kid: &str| STRANGER.with_header(json!({ "kid": kid }));
    let long = "k".repeat(129);
    let bad = vec![
        ("a stranger's key", STRANGER.good()),
        ("no kid", ED.with_header(json!({ "kid": null }))),
        ("an empty kid", kid("")),
        ("a kid in capitals", kid("ED")),
        ("a kid with a blank", kid("ed ")),
        ("a kid with a zero", kid("ed\0")),
        ("a path", kid("../../../dev/null")),
        ("an address", kid("https://evil.example/keys#ed")),
        ("a statement", kid("' UNION SELECT 'secret' --")),
        ("a command", kid("ed; touch /tmp/x")),
        ("a kid of 129 characters", kid(&long)),
        ("a key for encryption", kid("for-encryption")),
        ("a key whose private half is known", kid("private-too")),
        ("a key that is not for checking", kid("for-signing")),
        (
            "a key that is said to be another",
            P256.with_header(json!({ "kid": "of-another-algorithm" })),
        ),
        ("a shared secret", ED.with_header(json!({ "kid": "shared" }))),
    ];
    assert_refused(Refusal::UnknownKey, bad).await;
}

#[tokio::test]
async fn what_is_not_signed_by_its_key() {
    let good = ED.good();
    let (head, signature) = good.rsplit_once('.').unwrap();
    let other = ED.with_claims(json!({ "sub": "somebody else" }));
    let of_p256 = P256.good();
    let p256 = of_p256.rsplit_once('.').unwrap().0;
    let under = |signer: &Signer, other: &Signer| signer.token(&other.header(), &claims());
    let bad = vec![
        ("no signature", format!("{head}.")),
        ("half a signature", format!("{head}.{}", &signature[..40])),
        ("zeros", format!("{head}.{}", "A".repeat(86))),
        ("zeros for a curve", format!("{p256}.{}", "A".repeat(86))),
        ("another token's signature", format!("{}.{signature}", other.rsplit_once('.').unwrap().0)),
        ("a stranger's key under this id", under(&STRANGER, &ED)),
        ("the same of another key of RSA", under(&PSS, &RSA)),
        ("a signature of RSA made in the other way", as_pss().good()),
        ("a signature of a curve in DER", in_der().good()),
        ("a signature of RSA for a curve", under(&RSA, &P256)),
    ];
    assert_refused(Refusal::BadSignature, bad).await;
}

#[tokio::test]
async fn keys_that_a_token_brings_along_or_points_to_are_not_looked_at() {
    let provider = Provider::with(&[&ED]).await;
    let evil = Server::plain().await;
    evil.answers(Answer::Body(key_set(&[&STRANGER])));
    let own = [
        json!({ "jku": evil.url("/keys") }),
        json!({ "x5u": evil.url("/chain") }),
        json!({ "jwk": STRANGER.public() }),
        json!({ "x5c": ["AAAA"] }),
        json!({ "jku": evil.url("/keys"), "x5u": evil.url("/"), "jwk": STRANGER.public() }),
    ];
    for own in own {
        let unknown = STRANGER.with_header(own.clone());
        assert_eq!(provider.verify(&unknown, NOW).await, Err(Refusal::UnknownKey), "{own}");
        let known = STRANGER.token(&merged(ED.header(), own.clone()), &claims());
        assert_eq!(provider.verify(&known, NOW).await, Err(Refusal::BadSignature), "{own}");
    }
    assert_eq!(evil.requests().len(), 0);
}

#[tokio::test]
async fn what_is_made_for_another_purpose() {
    let typ = |typ: &str| ED.with_header(json!({ "typ": typ }));
    let claim = |claim: &str, value: &str| ED.with_claims(json!({ claim: value }));
    let bad = vec![
        ("no type", ED.with_header(json!({ "typ": null }))),
        ("an empty type", typ("")),
        ("an assertion of a client", typ("client-authentication+jwt")),
        ("a logout token", typ("logout+jwt")),
        ("a proof of possession", typ("dpop+jwt")),
        ("an event", typ("secevent+jwt")),
        ("a type with a blank", typ("JWT ")),
        ("an ID token", claim("typ", "ID")),
        ("a refresh token", claim("typ", "Refresh")),
        ("an offline token", claim("typ", "Offline")),
        ("a logout token of old", claim("typ", "Logout")),
        ("an ID token by its hash", claim("at_hash", "MTIzNDU2Nzg5MDEyMzQ1Ng")),
        ("an ID token by its code", claim("c_hash", "MTIzNDU2Nzg5MDEyMzQ1Ng")),
        ("an event by its claims", ED.with_claims(json!({ "events": {} }))),
    ];
    assert_refused(Refusal::WrongType, bad).await;
    let crit = |crit: Value| ED.with_header(json!({ "crit": crit }));
    let bad = vec![
        ("an extension", ED.with_header(json!({ "crit": ["b64"], "b64": false }))),
        ("a claim as an extension", crit(json!(["exp"]))),
        ("no extension", crit(json!([]))),
    ];
    assert_refused(Refusal::UnknownExtension, bad).await;
}

#[tokio::test]
async fn what_lacks_a_claim_or_has_one_of_the_wrong_type() {
    for claim in ["iss", "aud", "sub", "iat", "exp"] {
        assert_refused(Refusal::BadClaims, vec![(claim, ED.with_claims(json!({ claim: null })))])
            .await;
    }
    for claim in ["iss", "aud", "sub", "azp", "jti", "scope", "iat", "nbf", "exp"] {
        for value in [json!({ "a": 1 }), json!([1]), json!(true), json!([["klaster-api"]])] {
            let token = ED.with_claims(json!({ claim: value }));
            assert_refused(Refusal::BadClaims, vec![(claim, token)]).await;
        }
        let null = merged(claims(), json!({ claim: "<" })).to_string().replacen("\"<\"", "null", 1);
        let token = ED.sign(&header(), null.as_bytes());
        assert_refused(Refusal::BadClaims, vec![(claim, token)]).await;
    }
    let with = |changes| ED.with_claims(changes);
    let bad = vec![
        ("a number for an issuer", with(json!({ "iss": 1 }))),
        ("a list with the issuer", with(json!({ "iss": [ISSUER] }))),
        ("a list of issuers", with(json!({ "iss": [ISSUER, "https://evil.example"] }))),
        ("a number for an audience", with(json!({ "aud": 1 }))),
        ("a number among audiences", with(json!({ "aud": [AUDIENCE, 1] }))),
        ("a number for a subject", with(json!({ "sub": 1 }))),
        ("an empty subject", with(json!({ "sub": "" }))),
        ("a subject of 256 characters", with(json!({ "sub": "s".repeat(256) }))),
        ("a subject with a line's end", with(json!({ "sub": "a\nb" }))),
        ("an empty client", with(json!({ "azp": "" }))),
        ("a list of clients", with(json!({ "azp": ["portal"] }))),
        ("an empty id", with(json!({ "jti": "" }))),
        ("scopes in a list", with(json!({ "scope": ["a"] }))),
        ("a time in words", with(json!({ "exp": "1900000300" }))),
        ("a fraction of a second", with(json!({ "exp": 1_900_000_300.5 }))),
        ("a time before 1970", with(json!({ "exp": -1 }))),
        ("a time that is too large", with(json!({ "exp": u64::MAX }))),
        ("an issue in words", with(json!({ "iat": "now" }))),
        ("a beginning in words", with(json!({ "nbf": "soon" }))),
        ("dots alone", "..".to_owned()),
        ("a payload that is a list", ED.token(&ED.header(), &json!([]))),
        ("a payload that is no JSON", ED.sign(&header(), b"exp=1")),
        (
            "a payload with something behind it",
            ED.sign(&header(), &[&payload()[..], b"x"].concat()),
        ),
    ];
    assert_refused(Refusal::BadClaims, bad).await;
}

#[tokio::test]
async fn what_says_something_twice() {
    let text = claims().to_string();
    let twice = |member: &str| {
        ED.sign(&header(), text.replacen('{', &format!("{{{member},"), 1).as_bytes())
    };
    let behind = |member: &str| {
        let text = format!("{},{member}}}", text.strip_suffix('}').unwrap());
        ED.sign(&header(), text.as_bytes())
    };
    let bad = vec![
        ("an issuer before", twice(r#""iss":"https://evil.example""#)),
        ("an issuer behind", behind(r#""iss":"https://evil.example""#)),
        ("the same issuer", twice(&format!(r#""iss":"{ISSUER}""#))),
        ("a subject before", twice(r#""sub":"somebody else""#)),
        ("a subject behind", behind(r#""sub":"somebody else""#)),
        ("a subject in escapes", behind(r#""s\u0075b":"somebody else""#)),
        ("an audience", twice(r#""aud":"elsewhere""#)),
        ("an end", behind(r#""exp":4000000000"#)),
        ("a client", twice(r#""azp":"another""#)),
        ("an id", twice(r#""jti":"another""#)),
        ("what is of no account", twice(r#""realm_access":{}"#)),
    ];
    assert_refused(Refusal::BadClaims, bad).await;
}

#[tokio::test]
async fn what_is_from_or_for_somebody_else() {
    let iss = |iss: &str| ED.with_claims(json!({ "iss": iss }));
    let bad = vec![
        ("another issuer", iss("https://evil.example")),
        ("no issuer's name", iss("")),
        ("a slash more", iss(&format!("{ISSUER}/"))),
        ("a blank more", iss(&format!("{ISSUER} "))),
        ("capitals", iss(&ISSUER.to_uppercase())),
        ("without TLS", iss(&ISSUER.replace("https", "http"))),
        ("another realm", iss(&ISSUER.replace("college", "master"))),
        ("ourselves", iss("klaster")),
    ];
    assert_refused(Refusal::WrongIssuer, bad).await;
    let aud = |aud: Value| ED.with_claims(json!({ "aud": aud }));
    let bad = vec![
        ("another audience", aud(json!("account"))),
        ("other audiences", aud(json!(["account", "Klaster-API"]))),
        ("no audience", aud(json!([]))),
        ("an empty audience", aud(json!(""))),
        ("several in one text", aud(json!("account klaster-api"))),
        ("ours with more behind it", aud(json!("klaster-api.evil.example"))),
    ];
    assert_refused(Refusal::WrongAudience, bad).await;
}

#[tokio::test]
async fn what_names_a_client_that_was_not_agreed_on() {
    let azp = |client: &str| ED.with_claims(json!({ "azp": client }));
    let bad = vec![
        ("the client of somebody else", azp("api_client_01kdvdna00e008000000000002")),
        ("a word", azp("portal")),
        ("capitals", azp(&PORTAL.to_uppercase())),
        ("a blank more", azp(&format!("{PORTAL} "))),
        ("an id of something else", azp(&PORTAL.replace("api_client", "person"))),
    ];
    assert_refused(Refusal::WrongClient, bad).await;
    let bad = vec![("no client", ED.with_claims(json!({ "azp": null })))];
    assert_refused(Refusal::BadClaims, bad).await;
}

#[tokio::test]
async fn what_is_out_of_its_time_or_too_large() {
    let now = NOW.timestamp();
    let times = |iat: i64, nbf: Value, exp: i64| {
        ED.with_claims(json!({ "iat": iat, "nbf": nbf, "exp": exp }))
    };
    let bad = vec![
        ("thirty seconds ago", times(now - 100, Value::Null, now - 30)),
        ("long ago", times(1_000_000_000, Value::Null, 1_000_000_300)),
        ("in 1970", times(0, Value::Null, 0)),
    ];
    assert_refused(Refusal::Expired, bad).await;
    let bad = vec![
        ("begins later", times(now, json!(now + 31), now + 300)),
        ("issued later", times(now + 31, Value::Null, now + 300)),
        ("begins at the end of time", times(now, json!(i64::MAX), now + 300)),
    ];
    assert_refused(Refusal::NotYetValid, bad).await;
    let bad = vec![
        ("a second too long", times(now, Value::Null, now + 3601)),
        ("an old token renewed", times(now - 3600, Value::Null, now + 1)),
        ("for ever", times(now, Value::Null, i64::MAX)),
        ("issued at the beginning of time", times(i64::MIN, Value::Null, i64::MAX)),
    ];
    assert_refused(Refusal::LivesTooLong, bad).await;
    let long = ED.with_claims(json!({ "sub": "s".repeat(8 * 1024) }));
    let bad = vec![("a long token", long), ("a long text", "a".repeat(8 * 1024 + 1))];
    assert_refused(Refusal::TooLong, bad).await;
}

#[tokio::test]
async fn a_token_of_which_one_character_is_another() {
    let provider = Provider::with(&all()).await;
    for signer in [&*ED, &*P256, &*RSA] {
        let good = signer.good();
        for place in 0..good.len() {
            let other = if &good[place..=place] == "A" { "B" } else { "A" };
            let token = format!("{}{other}{}", &good[..place], &good[place + 1..]);
            let verified = provider.verify(&token, NOW).await;
            assert!(verified.is_err(), "{}, {place}: {token}", signer.algorithm);
        }
    }
}
