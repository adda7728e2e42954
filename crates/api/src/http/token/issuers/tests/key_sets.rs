//! Key sets as they are published, and metadata that lead to them.

use axum::http::header;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::Algorithm;

use super::{super::keys, signer::*, *};

fn ids(keys: &[Value]) -> Vec<(String, Algorithm)> {
    let json = json!({ "keys": keys }).to_string();
    let read = keys::read(json.as_bytes(), &super::super::ALGORITHMS).unwrap();
    let mut ids: Vec<_> = read.iter().map(|(id, key)| (id.clone(), key.algorithm)).collect();
    ids.sort_by(|one, other| one.0.cmp(&other.0));
    ids
}

fn with(signer: &Signer, changes: Value) -> Value {
    merged(signer.public(), changes)
}

#[test]
fn a_key_decides_its_algorithm_even_if_it_does_not_say_it() {
    let keys = all().map(|signer| with(signer, json!({ "alg": null, "use": null })));
    let expected = [
        ("ed", Algorithm::EdDSA),
        ("p256", Algorithm::ES256),
        ("p384", Algorithm::ES384),
        ("pss", Algorithm::RS256),
        ("rsa", Algorithm::RS256),
    ];
    assert_eq!(ids(&keys), expected.map(|(id, algorithm)| (id.to_owned(), algorithm)));
    let silent = json!({ "keys": [with(&RSA, json!({ "alg": null }))] }).to_string();
    let read = keys::read(silent.as_bytes(), &[Algorithm::PS256]).unwrap();
    assert_eq!(read["rsa"].algorithm, Algorithm::PS256);
}

#[test]
fn keys_that_are_no_use_are_passed_over_and_the_others_stay() {
    let useless = [
        json!(1),
        json!({}),
        json!({ "kty": "oct", "kid": "a", "k": "AAAA", "alg": "HS256" }),
        json!({ "kty": "oct", "kid": "a", "k": "AAAA", "alg": "EdDSA", "crv": "Ed25519" }),
        with(&ED, json!({ "kid": null })),
        with(&ED, json!({ "kid": "" })),
        with(&ED, json!({ "kid": 1 })),
        with(&ED, json!({ "use": "enc" })),
        with(&ED, json!({ "key_ops": [] })),
        with(&ED, json!({ "alg": "HS256" })),
        with(&ED, json!({ "crv": "X25519" })),
        with(&ED, json!({ "crv": "Ed448" })),
        with(&ED, json!({ "x": "AAAA" })),
        with(&ED, json!({ "x": format!("{}=", ED.public()["x"].as_str().unwrap()) })),
        with(&ED, json!({ "d": "AAAA" })),
        with(&P256, json!({ "crv": "secp256k1" })),
        with(&P256, json!({ "crv": "P-384", "alg": null })),
        with(&P256, json!({ "y": null })),
        with(&RSA, json!({ "alg": "RSA-OAEP" })),
    ];
    for useless in useless {
        let found = ids(&[useless.clone(), P384.public()]);
        assert_eq!(found, [("p384".to_owned(), Algorithm::ES384)], "{useless}");
    }
}

#[test]
fn a_key_of_rsa_has_2048_bits_or_more_and_an_exponent() {
    let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let modulus = URL_SAFE_NO_PAD.decode(RSA.public()["n"].as_str().unwrap()).unwrap();
    let almost = [&[0x7f], &modulus[1..]].concat();
    let zeros = [&[0; 128], &modulus[..128]].concat();
    for unfit in [
        json!({ "n": text(&modulus[..128]) }),
        json!({ "n": text(&zeros) }),
        json!({ "n": text(&almost) }),
        json!({ "n": text(&modulus.repeat(5)) }),
        json!({ "n": "" }),
        json!({ "e": "AQ" }),
        json!({ "e": "" }),
        json!({ "e": "AAAA" }),
        json!({ "e": text(&modulus) }),
    ] {
        assert_eq!(ids(&[with(&RSA, unfit.clone())]), [], "{unfit}");
    }
    let more = text(&[&[1], &modulus[..]].concat());
    assert_eq!(ids(&[with(&RSA, json!({ "n": more }))]).len(), 1);
}

#[test]
fn of_two_keys_with_one_id_the_first_counts() {
    let keys = [ED.public(), with(&P256, json!({ "kid": "ed" }))];
    assert_eq!(ids(&keys), [("ed".to_owned(), Algorithm::EdDSA)]);
}

#[test]
fn a_set_holds_twenty_keys_at_most() {
    let keys = |number| json!({ "keys": vec![ED.public(); number] }).to_string();
    assert!(keys::read(keys(20).as_bytes(), &[]).is_ok());
    let refused = keys::read(keys(21).as_bytes(), &[]).map(|_| ());
    assert_eq!(refused, Err(keys::NotAKeySet::TooMany));
}

/// An issuer that is found by its metadata.
async fn discovered(metadata: impl FnOnce(&Server) -> Answer) -> Provider {
    let provider = Provider::with(&[&ED]).await;
    provider.server.answers_at("/metadata", metadata(&provider.server));
    let at = Destination::local(&provider.server.url("/metadata")).unwrap();
    let settings = agreed(ISSUER, KeysAt::Discovery(at));
    let issuers = Issuers::new([settings], &Outbound::local(), &provider.metrics);
    Provider { issuers, ..provider }
}

#[tokio::test]
async fn metadata_lead_to_the_keys() {
    let provider = discovered(|server| {
        let found = json!({ "issuer": ISSUER, "jwks_uri": server.url("/keys"), "more": [1] });
        Answer::With(header::CONTENT_TYPE, "application/json".to_owned(), found.to_string())
    });
    let provider = provider.await;
    assert!(provider.verify(&ED.good(), NOW).await.is_ok());
    let paths: Vec<_> =
        provider.server.requests().iter().map(|it| it.uri().path().to_owned()).collect();
    assert_eq!(paths, ["/metadata", "/keys"]);
}

#[tokio::test]
async fn metadata_of_another_issuer_or_leading_inside_lead_to_none() {
    let slash = format!("{ISSUER}/");
    for (issuer, keys) in [
        (&*slash, None),
        ("https://evil.example", None),
        ("", None),
        (ISSUER, Some("https://10.0.0.1/keys")),
        (ISSUER, Some("https://169.254.169.254/latest/meta-data")),
        (ISSUER, Some("https://[::ffff:10.0.0.1]/keys")),
        (ISSUER, Some("file:///etc/passwd")),
        (ISSUER, Some("/keys")),
        (ISSUER, Some("http://me:secret@127.0.0.1/keys")),
    ] {
        let provider = discovered(|server| {
            let keys = keys.map_or_else(|| server.url("/keys"), str::to_owned);
            Answer::Body(json!({ "issuer": issuer, "jwks_uri": keys }).to_string())
        });
        let provider = provider.await;
        let verified = provider.verify(&ED.good(), NOW).await;
        assert_eq!(verified, Err(Refusal::KeysUnavailable), "{issuer} {keys:?}");
        assert_eq!(provider.fetches(), 1, "{issuer} {keys:?}");
    }
    for metadata in [r#"{"issuer":"a"}"#, "[]", "<html>", ""] {
        let provider = discovered(|_| Answer::Body(metadata.to_owned())).await;
        let verified = provider.verify(&ED.good(), NOW).await;
        assert_eq!(verified, Err(Refusal::KeysUnavailable), "{metadata}");
    }
}

#[test]
fn metadata_are_found_below_the_issuer() {
    let at = "https://login.example.kz/realms/college/.well-known/openid-configuration";
    for issuer in [ISSUER.to_owned(), format!("{ISSUER}/")] {
        assert_eq!(IssuerSettings::discovery(&issuer).unwrap().as_str(), at);
    }
    assert!(IssuerSettings::discovery("klaster").is_err());
    assert!(IssuerSettings::discovery("http://login.example.kz").is_err());
}
