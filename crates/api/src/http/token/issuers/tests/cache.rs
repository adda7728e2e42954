//! How the keys of an issuer are kept. Time is moved by hand.

use std::time::Duration;

use axum::http::header;
use futures::future::join_all;
use prometheus_client::{encoding::text::encode, registry::Registry};

use super::{
    super::{cache::Cache, source::Source},
    signer::*,
    *,
};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

impl Provider {
    /// The publication is good for so many seconds.
    fn publishes_for(&self, seconds: u32, keys: &[&Signer]) {
        let good_for = format!("public, max-age={seconds}");
        self.server.answers(Answer::With(header::CACHE_CONTROL, good_for, key_set(keys)));
    }

    fn breaks_down(&self) {
        self.server.answers(Answer::Redirect(503, String::new()));
    }

    fn cache(&self) -> &Cache {
        &self.issuers.0[ISSUER].keys
    }

    /// Whether a token that is good at this moment is accepted then.
    async fn at(&self, seconds_on: i64, signer: &Signer) -> Result<(), Refusal> {
        let issued = NOW.timestamp() + seconds_on;
        let times = json!({ "iat": issued, "nbf": issued, "exp": issued + 300 });
        let token = signer.with_claims(times);
        self.verify(&token, seconds(seconds_on)).await.map(|_| ())
    }

    /// Of fetches with this result.
    fn counted(&self, result: &str) -> u64 {
        let (mut registry, mut text) = (Registry::default(), String::new());
        self.metrics.register(&mut registry);
        encode(&mut text, &registry).unwrap();
        let line = format!("key_set_fetches_total{{issuer=\"{ISSUER}\",result=\"{result}\"}} ");
        let count = text.lines().find_map(|it| it.strip_prefix(&line));
        count.map_or(0, |count| count.parse().unwrap())
    }
}

#[tokio::test]
async fn a_hundred_tokens_at_once_are_one_fetch() {
    let provider = Provider::with(&[&ED]).await;
    let good = ED.good();
    let verified = join_all((0..100).map(|_| provider.verify(&good, NOW))).await;
    assert!(verified.iter().all(Result::is_ok));
    assert_eq!(provider.fetches(), 1);
}

#[tokio::test]
async fn a_hundred_tokens_with_a_new_key_are_one_fetch_more() {
    let provider = Provider::with(&[&ED]).await;
    provider.at(0, &ED).await.unwrap();
    let new = Signer::ed("new", 3);
    provider.publishes(&[&ED, &new]);
    let good = new.good();
    let verified = join_all((0..100).map(|_| provider.verify(&good, NOW))).await;
    assert!(verified.iter().all(Result::is_ok));
    assert_eq!(provider.fetches(), 2);
}

#[tokio::test]
async fn who_hangs_up_does_not_end_the_fetch_for_the_others() {
    let provider = Provider::with(&[&ED]).await;
    let good = ED.good();
    let mut first = Box::pin(provider.verify(&good, NOW));
    assert!(futures::poll!(&mut first).is_pending());
    drop(first);
    provider.cache().settled().await;
    provider.verify(&good, NOW).await.unwrap();
    assert_eq!(provider.fetches(), 1);
}

#[tokio::test]
async fn a_new_key_is_known_at_once_and_a_withdrawn_one_no_longer() {
    let provider = Provider::with(&[&ED]).await;
    provider.at(0, &ED).await.unwrap();
    let new = Signer::ed("new", 3);
    provider.publishes(&[&new]);
    provider.at(1, &ED).await.unwrap();
    provider.at(1, &new).await.unwrap();
    assert_eq!(provider.at(1, &ED).await, Err(Refusal::UnknownKey));
    assert_eq!(provider.fetches(), 2);
}

#[tokio::test]
async fn a_withdrawn_key_is_accepted_for_ten_minutes_at_most() {
    let provider = Provider::with(&[&ED]).await;
    provider.publishes_for(86_400, &[&ED]);
    provider.at(0, &ED).await.unwrap();
    provider.publishes(&[]);
    provider.at(7 * MINUTE, &ED).await.unwrap();
    assert_eq!(provider.fetches(), 1);
    assert_eq!(provider.at(10 * MINUTE, &ED).await, Err(Refusal::UnknownKey));
    assert_eq!(provider.fetches(), 2);
}

#[tokio::test]
async fn unknown_ids_lead_to_one_fetch_in_thirty_seconds() {
    let provider = Provider::with(&[&ED]).await;
    provider.at(0, &ED).await.unwrap();
    let random = |number: i64| {
        let kid = format!("random-{number}");
        STRANGER.with_header(json!({ "kid": kid }))
    };
    for number in 0..300 {
        let verified = provider.verify(&random(number), seconds(number / 10)).await;
        assert_eq!(verified, Err(Refusal::UnknownKey));
    }
    assert_eq!(provider.fetches(), 2, "the first, and one in thirty seconds");
    provider.at(29, &ED).await.unwrap();
    assert_eq!(provider.verify(&random(300), seconds(30)).await, Err(Refusal::UnknownKey));
    assert_eq!(provider.fetches(), 3);
}

#[tokio::test]
async fn an_id_that_was_looked_for_in_vain_is_not_looked_for_again() {
    let provider = Provider::with(&[&ED]).await;
    for at in [0, 31, 62, 93] {
        assert_eq!(provider.at(at, &STRANGER).await, Err(Refusal::UnknownKey), "{at}");
    }
    assert_eq!(provider.fetches(), 1);
    provider.publishes(&[&ED, &STRANGER]);
    provider.at(2 * MINUTE, &STRANGER).await.unwrap();
}

#[tokio::test]
async fn ids_looked_for_in_vain_are_a_thousand_at_most() {
    let provider = Provider::with(&[&ED]).await;
    let tokens: Vec<_> = (0..1500)
        .map(|it| STRANGER.with_header(json!({ "kid": format!("random-{it}") })))
        .collect();
    join_all(tokens.iter().map(|token| provider.verify(token, NOW))).await;
    assert!((1..=1000).contains(&provider.cache().missing()));
    assert_eq!(provider.fetches(), 1);
}

#[tokio::test]
async fn keys_are_fetched_anew_beside_before_they_are_old() {
    let provider = Provider::with(&[]).await;
    provider.publishes_for(100, &[&ED]);
    provider.at(0, &ED).await.unwrap();
    provider.at(74, &ED).await.unwrap();
    assert_eq!(provider.fetches(), 1);
    for _ in 0..50 {
        provider.at(75, &ED).await.unwrap();
    }
    provider.cache().settled().await;
    assert_eq!(provider.fetches(), 2);
    provider.at(75 + 74, &ED).await.unwrap();
    assert_eq!(provider.fetches(), 2);
}

#[tokio::test]
async fn while_fetching_fails_the_last_keys_are_good_for_a_day() {
    let provider = Provider::with(&[&ED]).await;
    provider.at(0, &ED).await.unwrap();
    provider.breaks_down();
    provider.at(10 * MINUTE, &ED).await.unwrap();
    assert_eq!((provider.fetches(), provider.counted("failed")), (2, 1));
    provider.at(10 * MINUTE + 9, &ED).await.unwrap();
    assert_eq!(provider.fetches(), 2, "it is not tried again at once");
    for at in [HOUR, 12 * HOUR, 24 * HOUR - 1] {
        provider.at(at, &ED).await.unwrap();
        provider.cache().settled().await;
    }
    assert_eq!((provider.counted("ok"), provider.counted("failed")), (1, 4));
    assert_eq!(provider.at(24 * HOUR, &ED).await, Err(Refusal::KeysUnavailable));
    provider.publishes(&[&ED]);
    provider.at(24 * HOUR + MINUTE, &ED).await.unwrap();
    assert_eq!(provider.counted("ok"), 2);
}

#[tokio::test]
async fn while_fetching_fails_tokens_do_not_wait_for_each_attempt() {
    let provider = Provider::with(&[&ED]).await;
    provider.at(0, &ED).await.unwrap();
    provider.breaks_down();
    for at in (10 * MINUTE..20 * MINUTE).step_by(5) {
        provider.at(at, &ED).await.unwrap();
        let beside = provider.cache().is_fetching();
        assert_eq!(beside, at != 10 * MINUTE && at % 10 == 0, "{at}");
        provider.cache().settled().await;
    }
    assert_eq!(provider.counted("failed"), 60);
}

#[tokio::test]
async fn a_failure_long_ago_does_not_keep_a_withdrawn_key() {
    let provider = Provider::with(&[&ED]).await;
    provider.at(0, &ED).await.unwrap();
    provider.breaks_down();
    provider.at(10 * MINUTE, &ED).await.unwrap();
    provider.publishes(&[]);
    assert_eq!(provider.at(11 * MINUTE, &ED).await, Err(Refusal::UnknownKey));
}

#[tokio::test]
async fn while_fetching_fails_an_unknown_key_may_be_a_good_one() {
    let provider = Provider::with(&[&ED]).await;
    provider.at(0, &ED).await.unwrap();
    provider.breaks_down();
    assert_eq!(provider.at(1, &STRANGER).await, Err(Refusal::KeysUnavailable));
    assert_eq!(provider.at(2, &STRANGER).await, Err(Refusal::KeysUnavailable));
    assert_eq!(provider.fetches(), 2);
    provider.at(2, &ED).await.unwrap();
    provider.publishes(&[&ED, &STRANGER]);
    provider.at(31, &STRANGER).await.unwrap();
}

#[tokio::test]
async fn without_keys_the_caller_is_told_to_come_again() {
    let too_many = json!({ "keys": vec![ED.public(); 21] }).to_string();
    let answers = [
        Answer::Redirect(302, "https://evil.example/keys".to_owned()),
        Answer::Redirect(500, String::new()),
        Answer::Body(format!("{}{}", " ".repeat(64 * 1024), key_set(&[&ED]))),
        Answer::Endless,
        Answer::Body(too_many),
        Answer::Body("<html></html>".to_owned()),
        Answer::Body("{}".to_owned()),
        Answer::Body("[]".to_owned()),
        Answer::Body(r#"{"keys":{}}"#.to_owned()),
        Answer::Body(String::new()),
    ];
    for answer in answers {
        let provider = Provider::with(&[]).await;
        provider.server.answers(answer.clone());
        assert_eq!(provider.at(0, &ED).await, Err(Refusal::KeysUnavailable), "{answer:?}");
        assert_eq!(provider.at(9, &ED).await, Err(Refusal::KeysUnavailable), "{answer:?}");
        assert_eq!((provider.fetches(), provider.counted("failed")), (1, 1), "{answer:?}");
        provider.publishes(&[&ED]);
        provider.at(10, &ED).await.unwrap();
    }
}

#[tokio::test]
async fn a_slow_server_is_not_waited_for() {
    let provider = Provider::with(&[]).await;
    let key_set = Destination::local(&provider.server.url("/keys")).unwrap();
    let settings = agreed(ISSUER, KeysAt::KeySet(key_set));
    let mut source = Source::new(&settings, Outbound::local());
    assert_eq!(source.bounds.time, Duration::from_secs(3));
    source.bounds.time = Duration::from_millis(50);
    let cache = std::sync::Arc::new(Cache::new(source, Metrics::default()));
    for answer in [Answer::Never, Answer::Drip] {
        provider.server.answers(answer);
        let refused = cache.key("ed", seconds(HOUR)).await.map(|_| ());
        assert_eq!(refused, Err(Refusal::KeysUnavailable));
    }
}

#[tokio::test]
async fn a_set_that_may_not_be_kept_is_kept_for_half_a_minute() {
    let provider = Provider::with(&[]).await;
    provider.server.answers(Answer::With(
        header::CACHE_CONTROL,
        "no-store".to_owned(),
        key_set(&[&ED]),
    ));
    provider.at(0, &ED).await.unwrap();
    provider.at(20, &ED).await.unwrap();
    assert_eq!(provider.fetches(), 1);
    provider.at(30, &ED).await.unwrap();
    assert_eq!(provider.fetches(), 2);
}
