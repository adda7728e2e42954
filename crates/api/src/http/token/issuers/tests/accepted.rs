//! Good tokens, and what is read from them.

use domain::platform::Personal;
use jsonwebtoken::Algorithm;

use super::{signer::*, *};

#[tokio::test]
async fn a_good_token_of_every_algorithm_says_who_somebody_is() {
    let provider = Provider::with(&all()).await;
    for signer in all() {
        let identity = provider.verify(&signer.good(), NOW).await;
        let expected = Identity {
            issuer: ISSUER.to_owned(),
            subject: Personal("8c5f6e0a-person".to_owned()),
            client_id: client(PORTAL),
            scopes: Some(vec!["openid".to_owned(), "requests:read".to_owned()]),
            token_id: "token-1".to_owned(),
            issued_at: NOW,
            expires_at: seconds(300),
        };
        assert_eq!(identity, Ok(expected), "{}", signer.algorithm);
        assert!(!format!("{identity:?}").contains("8c5f6e0a"), "who it is, is not printed");
    }
    assert_eq!(provider.fetches(), 1);
}

#[tokio::test]
async fn a_token_may_do_without_scopes_an_id_and_a_beginning() {
    let provider = Provider::with(&[&ED]).await;
    let bare = json!({ "scope": null, "jti": null, "nbf": null });
    let token = ED.with_claims(bare);
    let identity = provider.verify(&token, NOW).await.unwrap();
    assert_eq!(identity.scopes, None);
    let (signed, _) = token.rsplit_once('.').unwrap();
    assert_eq!(identity.token_id, signed, "it can be told from others nonetheless");
}

#[tokio::test]
async fn what_is_agreed_on_with_an_issuer_holds() {
    let provider = Provider::agreed(&[&ED], |settings| {
        settings.client_claim = "client_id".to_owned();
        settings.client = Some(client(OTHER));
        settings.without_type = true;
        settings.types = vec!["JWT".to_owned()];
        settings.max_lifetime = TimeDelta::hours(8);
    })
    .await;
    let named = ED.with_claims(json!({ "client_id": PORTAL }));
    assert_eq!(provider.verify(&named, NOW).await.unwrap().client_id, client(PORTAL));
    let nameless = ED.with_claims(json!({ "exp": NOW.timestamp() + 8 * 3600 }));
    let identity = provider.verify(&nameless, NOW).await.unwrap();
    assert_eq!(identity.client_id, client(OTHER));
    assert!(provider.verify(&ED.with_header(json!({ "typ": null })), NOW).await.is_ok());
    let other = ED.with_header(json!({ "typ": "at+jwt" }));
    assert_eq!(provider.verify(&other, NOW).await, Err(Refusal::WrongType));
}

#[tokio::test]
async fn an_algorithm_that_is_not_agreed_on_is_refused() {
    let provider = Provider::agreed(&all(), |settings| {
        settings.algorithms = vec![Algorithm::ES256];
    })
    .await;
    for signer in all() {
        let expected = if signer.id == "p256" { Ok(()) } else { Err(Refusal::WrongAlgorithm) };
        let verified = provider.verify(&signer.good(), NOW).await.map(|_| ());
        assert_eq!(verified, expected, "{}", signer.algorithm);
    }
}

#[tokio::test]
async fn a_type_is_written_in_any_letters() {
    let provider = Provider::with(&[&ED]).await;
    for typ in ["JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "Application/JWT"] {
        let verified = provider.verify(&ED.with_header(json!({ "typ": typ })), NOW).await;
        assert!(verified.is_ok(), "{typ}");
    }
}

#[tokio::test]
async fn clocks_may_differ_by_thirty_seconds() {
    let provider = Provider::with(&[&ED]).await;
    for now in [seconds(-30), seconds(329)] {
        assert!(provider.verify(&ED.good(), now).await.is_ok(), "{now}");
    }
    assert_eq!(provider.verify(&ED.good(), seconds(-31)).await, Err(Refusal::NotYetValid));
    assert_eq!(provider.verify(&ED.good(), seconds(330)).await, Err(Refusal::Expired));
}

#[tokio::test]
async fn where_a_token_says_that_it_comes_from_is_told_without_a_key() {
    let provider = Provider::with(&[&ED]).await;
    let stranger = STRANGER.good();
    assert!(provider.issuers.are_named_by(&stranger), "nothing is checked yet");
    assert!(!provider.issuers.are_named_by(&ED.with_claims(json!({ "iss": "klaster" }))));
    assert!(!provider.issuers.are_named_by(&ED.with_claims(json!({ "iss": [ISSUER] }))));
    let long = ED.with_claims(json!({ "sub": "s".repeat(8 * 1024) }));
    assert!(!provider.issuers.are_named_by(&long));
    for none in ["", "token", "a.b.c", "..", &stranger.replacen('.', "", 1)] {
        assert!(!provider.issuers.are_named_by(none), "{none}");
    }
    assert!(!Issuers::default().are_named_by(&stranger));
    assert_eq!(provider.fetches(), 0);
}

#[tokio::test]
async fn a_key_of_one_issuer_does_not_sign_for_another() {
    let (one, other) = (Provider::with(&[&ED]).await, Provider::with(&[&STRANGER]).await);
    let settings =
        [(ISSUER, &one), ("https://other.example.kz", &other)].map(|(name, provider)| {
            let key_set = Destination::local(&provider.server.url("/keys")).unwrap();
            agreed(name, KeysAt::KeySet(key_set))
        });
    let both = Issuers::new(settings, &Outbound::local(), &Metrics::default());
    let of_other = json!({ "iss": "https://other.example.kz" });
    assert!(both.verify(&ED.good(), NOW).await.is_ok());
    assert!(both.verify(&STRANGER.with_claims(of_other.clone()), NOW).await.is_ok());
    let refused = both.verify(&ED.with_claims(of_other.clone()), NOW).await;
    assert_eq!(refused, Err(Refusal::UnknownKey));
    let header = merged(ED.header(), json!({ "kid": "stranger" }));
    let refused = both.verify(&ED.token(&header, &merged(claims(), of_other)), NOW).await;
    assert_eq!(refused, Err(Refusal::BadSignature));
}
