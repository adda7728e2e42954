//! What clients are given: how many to try the service with, which keys, and a role once.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{Persona, TestApp};

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

    async fn whoever_tries_the_service_or_has_a_secret_reads_what_is_public(app: TestApp) {
        let stage = Stage::new(&app).await;
        let admin = stage.administrator();
        stage.offer("draft").await;
        let mut sandbox = stage.client_request("PRIVATE_KEY_JWT");
        sandbox["kind"] = json!("SANDBOX");
        let sandbox = app.ok(&admin, "apiClientRequest", sandbox).await["id"].clone();
        let with_secret = json!(stage.client("active", "CLIENT_SECRET_BASIC").await);
        let with_key = json!(stage.client("active", "PRIVATE_KEY_JWT").await);
        let grant = async |client| {
            let input = json!({"clientId": client, "role": "COLLEGE_MANAGER",
                "organizationId": stage.college});
            let granted = app.act(&admin, "affiliationGrant", input).await;
            granted["userErrors"][0]["code"].clone()
        };
        assert_eq!(grant(sandbox).await, "CLIENT_HOLDS_NO_ROLE");
        assert_eq!(grant(with_secret).await, "CLIENT_HOLDS_NO_ROLE");
        assert_eq!(grant(with_key).await, Value::Null);
        // Nor does a role count that such a client has from elsewhere, or a person by it.
        let changes = ["kind = 'sandbox'", "authentication = 'client_secret_basic'", "version = 1"];
        for (n, change) in changes.into_iter().enumerate() {
            for by_person in [false, true] {
                let mut manager = Persona::new("COLLEGE_MANAGER", &stage.college);
                manager.client = format!("portal {n} {by_person}");
                let token = if by_person {
                    app.token_for(&manager, &manager.client).await
                } else {
                    app.token(&manager).await
                };
                let client = &manager.client;
                app.tamper(&format!("UPDATE api_client SET {change} WHERE name = '{client}'")).await;
                let query = "{ collegeOffers { totalCount } }";
                let answer = app.client.graphql(Some(&token), query, json!({})).await;
                let expected = u64::from(change == "version = 1");
                let seen = &answer.data()["collegeOffers"]["totalCount"];
                assert_eq!(*seen, expected, "{change}, by a person: {by_person}");
            }
        }
    }

    async fn an_administrator_gives_roles_to_people_of_the_organization(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (college, employer) = (stage.administrator(), Persona::new("ORG_ADMIN", &stage.employer));
        let entry = json!({"organizationId": stage.employer, "name": "Ерлан",
            "issuer": "https://id.kz", "subject": "1"});
        let theirs = app.ok(&employer, "personEnter", entry).await["id"].clone();
        let ours = json!(stage.person("active").await);
        let grant = |person: &Value| {
            json!({"personId": person, "role": "TEACHER", "organizationId": stage.college})
        };
        app.ok(&college, "affiliationGrant", grant(&ours)).await;
        let nobody = json!("person_01kdvdna00e008000000000009");
        let refused = app.act(&college, "affiliationGrant", grant(&theirs)).await["userErrors"].clone();
        assert_eq!(refused[0]["code"], "NOT_FOUND");
        assert_eq!(refused[0]["field"], json!(["input", "personId"]));
        let absent = app.act(&college, "affiliationGrant", grant(&nobody)).await["userErrors"].clone();
        assert_eq!(refused, absent);
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
