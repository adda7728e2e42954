//! What clients are given: how many to try the service with, which keys, and a role once.

use chrono::TimeDelta;
use serde_json::json;
use support::TestApp;

use crate::{
    on_both,
    stage::{Stage, with},
};

on_both! {
    async fn to_try_the_service_there_are_ten_clients_with_the_common_quota(app: TestApp) {
        let stage = Stage::new(&app).await;
        let admin = stage.administrator();
        let mut input = stage.client_request("PRIVATE_KEY_JWT");
        input["kind"] = json!("SANDBOX");
        let mut greedy = input.clone();
        greedy["terms"]["pointsPerMinute"] = json!(1_000_000);
        assert_eq!(app.codes(&admin, "apiClientRequest", greedy).await, ["QUOTA_NOT_ALLOWED"]);
        let mut ids = Vec::new();
        for _ in 0..10 {
            ids.push(app.ok(&admin, "apiClientRequest", input.clone()).await["id"].clone());
        }
        let one_more = app.codes(&admin, "apiClientRequest", input.clone()).await;
        assert_eq!(one_more, ["TOO_MANY_SANDBOXES"]);
        // Revoked at once it counts on: otherwise there would be a new quota each time.
        app.ok(&admin, "apiClientRevoke", json!({"id": ids[0]})).await;
        let instead = app.codes(&admin, "apiClientRequest", input.clone()).await;
        assert_eq!(instead, ["TOO_MANY_SANDBOXES"]);
        app.clock.advance(TimeDelta::hours(24));
        app.ok(&admin, "apiClientRequest", input.clone()).await;
        let one_more = app.codes(&admin, "apiClientRequest", input).await;
        assert_eq!(one_more, ["TOO_MANY_SANDBOXES"]);
    }

    async fn a_role_that_is_granted_twice_at_once_is_held_once(app: TestApp) {
        let stage = Stage::new(&app).await;
        let admin = stage.administrator();
        let person = stage.person("active").await;
        let input = json!({"personId": person, "role": "TEACHER", "organizationId": stage.college});
        let granted = futures::future::join_all(
            (0..8).map(|_| app.act(&admin, "affiliationGrant", input.clone())),
        );
        let codes = granted.await.into_iter().map(|it| it["userErrors"].clone());
        let (made, refused): (Vec<_>, Vec<_>) = codes.partition(|errors| *errors == json!([]));
        assert_eq!(made.len(), 1);
        assert!(refused.iter().all(|errors| errors[0]["code"] == "ALREADY_HELD"), "{refused:?}");
        // Another place is another role.
        let mut elsewhere = input.clone();
        elsewhere["role"] = json!("COLLEGE_MANAGER");
        app.ok(&admin, "affiliationGrant", elsewhere).await;
    }

    async fn what_is_no_public_key_is_told_why(app: TestApp) {
        let stage = Stage::new(&app).await;
        let id = stage.client("approved", "PRIVATE_KEY_JWT").await;
        for (key, why) in [
            (json!({"kty": "OKP", "crv": "Ed25519", "x": "11qY", "d": "nWGx"}), "private half"),
            (json!({"kty": "OKP", "crv": "Ed448", "x": "11qY"}), "Ed25519, P-256 or RSA"),
            (json!({"kty": "RSA", "n": "11qY", "e": "AQAB"}), "2048 to 8192 bits"),
            (json!("ssh-ed25519 AAAA"), "no public key"),
            (json!({}), "Ed25519, P-256 or RSA"),
        ] {
            let input = with(&id, json!({ "key": key }));
            let told = app.act(&stage.administrator(), "apiClientAddKey", input).await;
            let error = &told["userErrors"][0];
            assert_eq!((&error["code"], &error["field"]), (&json!("INVALID"), &json!(["input", "key"])));
            let message = error["message"].as_str().unwrap();
            assert!(message.contains(why), "{message}");
            assert!(!message.contains("nWGx") && !message.contains("AAAA"), "it is not said again");
        }
    }
}
