//! Programs prove who they are and get access tokens; what was revoked is no longer accepted.

use axum::http::Method;
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{Answer, Client, Persona, Signer, TestApp};

use crate::{
    on_both,
    stage::{Stage, client_terms, initiative, with},
};

/// A key of a client, both halves.
pub(super) struct ClientKey(jsonwebtoken::EncodingKey, pub(super) Value);

impl ClientKey {
    pub(super) fn new() -> Self {
        use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};

        let document =
            Ed25519KeyPair::generate_pkcs8v1(&aws_lc_rs::rand::SystemRandom::new()).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap();
        let x = BASE64_URL_SAFE_NO_PAD.encode(pair.public_key());
        let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": x, "kid": "first", "alg": "EdDSA"});
        Self(jsonwebtoken::EncodingKey::from_ed_der(document.as_ref()), jwk)
    }

    pub(super) fn sign(&self, header: &Value, claims: &Value) -> String {
        let header = serde_json::from_value(header.clone()).unwrap();
        jsonwebtoken::encode(&header, claims, &self.0).unwrap()
    }
}

fn claims(app: &TestApp, client: &str) -> Value {
    let now = app.clock_now().timestamp();
    json!({
        "iss": client, "sub": client, "aud": Signer::ISSUER, "jti": uuid::Uuid::now_v7(),
        "iat": now, "exp": now + 300,
    })
}

pub(super) fn assertion(app: &TestApp, key: &ClientKey, client: &str) -> String {
    let header = json!({"alg": "EdDSA", "typ": "JWT", "kid": "first"});
    key.sign(&header, &claims(app, client))
}

/// A claim, and what it holds at some time.
type Wrong = (&'static str, fn(i64) -> Value);

pub(super) async fn post(
    client: &Client,
    path: &str,
    basic: Option<&str>,
    form: &[(&str, &str)],
) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let mut headers = vec![("content-type", "application/x-www-form-urlencoded".to_owned())];
    let basic = basic.map(|pair| format!("Basic {}", BASE64_STANDARD.encode(pair)));
    headers.extend(basic.map(|value| ("authorization", value)));
    client.request(Method::POST, path, &headers, body).await
}

/// What is sent by whoever signs.
async fn by_assertion(client: &Client, assertion: &str, more: &[(&str, &str)]) -> Answer {
    let form = [&[("grant_type", "client_credentials")], more].concat();
    post_signed(client, "/oauth/token", assertion, &form).await
}

pub(super) async fn post_signed(
    client: &Client,
    path: &str,
    assertion: &str,
    form: &[(&str, &str)],
) -> Answer {
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let proof = [("client_assertion_type", kind), ("client_assertion", assertion)];
    post(client, path, None, &[&proof, form].concat()).await
}

/// A client of the college with a key, and the key.
async fn with_key(stage: &Stage<'_>) -> (String, ClientKey) {
    let key = ClientKey::new();
    let id = stage.client("approved", "PRIVATE_KEY_JWT").await;
    let input = with(&id, json!({"key": key.1}));
    stage.app.ok(&stage.administrator(), "apiClientAddKey", input).await;
    (id, key)
}

/// A client of the college with a secret, and both as they are sent.
pub(super) async fn with_secret(stage: &Stage<'_>) -> (String, String) {
    let id = stage.client("approved", "CLIENT_SECRET_BASIC").await;
    let secret = add_secret(stage, &id).await;
    (id.clone(), format!("{id}:{secret}"))
}

async fn add_secret(stage: &Stage<'_>, id: &str) -> String {
    let query = "mutation($id: ID!) { apiClientAddSecret(input: {id: $id}) {
        secret userErrors { code } apiClient { status } } }";
    let answer = stage.app.send(&stage.administrator(), query, json!({ "id": id })).await;
    let payload = &answer.data()["apiClientAddSecret"];
    assert_eq!(payload["apiClient"]["status"], "ACTIVE", "{payload}");
    payload["secret"].as_str().unwrap().to_owned()
}

const VIEWER: &str = "{ viewer {
    client { id name } user { name } scopes roles { role organization { id } } quota { limit } } }";

on_both! {
    async fn a_client_signs_gets_a_token_and_is_who_it_says(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (id, key) = with_key(&stage).await;
        let role = json!({"clientId": id, "role": "COLLEGE_MANAGER", "organizationId": stage.college});
        app.ok(&stage.administrator(), "affiliationGrant", role).await;
        let answer = by_assertion(&app.client, &assertion(&app, &key, &id), &[]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(
            (&answer.body["token_type"], &answer.body["expires_in"], &answer.body["scope"]),
            (&json!("Bearer"), &json!(600), &json!("requests:read"))
        );
        let token = answer.body["access_token"].as_str().unwrap();
        let seen = app.client.graphql(Some(token), VIEWER, json!({})).await;
        let viewer = &seen.data()["viewer"];
        assert_eq!(viewer["client"]["id"], id);
        assert_eq!(viewer["user"], Value::Null);
        assert_eq!(viewer["scopes"], json!(["requests:read"]));
        assert_eq!(viewer["roles"][0]["role"], "COLLEGE_MANAGER");
        assert_eq!(viewer["roles"][0]["organization"]["id"], stage.college);
    }

    async fn an_assertion_is_accepted_once(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (id, key) = with_key(&stage).await;
        let assertion = assertion(&app, &key, &id);
        assert_eq!(by_assertion(&app.client, &assertion, &[]).await.status, 200);
        let again = by_assertion(&app.client, &assertion, &[]).await;
        assert_eq!((again.status.as_u16(), &again.body["error"]), (401, &json!("invalid_client")));
        let replica = app.replica(|_| {}).await;
        assert_eq!(by_assertion(&replica, &assertion, &[]).await.status, 401);
    }

    async fn assertions_that_do_not_hold_are_all_answered_alike(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (id, key) = with_key(&stage).await;
        let other = ClientKey::new();
        let header = json!({"alg": "EdDSA", "typ": "JWT", "kid": "first"});
        let expected = by_assertion(&app.client, "nothing.at.all", &[]).await;
        assert_eq!(expected.status, 401);
        let wrong: [Wrong; 13] = [
            ("aud", |_| json!("https://elsewhere.kz")),
            ("aud", |_| json!(format!("{}/oauth/token", Signer::ISSUER))),
            ("aud", |_| json!([Signer::ISSUER, "https://elsewhere.kz"])),
            ("aud", |_| json!(1)),
            ("sub", |_| json!("api_client_01kdvdna00e008000000000001")),
            ("exp", |now| json!(now - 31)),
            ("exp", |now| json!(now + 331)),
            ("exp", |_| json!("soon")),
            ("nbf", |now| json!(now + 31)),
            ("nbf", |_| Value::Null),
            ("iat", |now| json!(now + 31)),
            ("jti", |_| json!("")),
            ("jti", |_| json!("j".repeat(129))),
        ];
        for (claim, value) in wrong {
            let mut claims = claims(&app, &id);
            claims[claim] = value(app.clock_now().timestamp());
            let refused = by_assertion(&app.client, &key.sign(&header, &claims), &[]).await;
            let told = (refused.status, &refused.body);
            assert_eq!(told, (expected.status, &expected.body), "{claim} {}", claims[claim]);
            // Whoever fails often is held up, and so is whoever asks often.
            let good = assertion(&app, &key, &id);
            assert_eq!(by_assertion(&app.client, &good, &[]).await.status, 200);
            app.clock.advance(TimeDelta::seconds(7));
        }
        let good = claims(&app, &id);
        let of_another = other.sign(&header, &good);
        assert_eq!(by_assertion(&app.client, &of_another, &[]).await.body, expected.body);
        let unknown_key = key.sign(&json!({"alg": "EdDSA", "kid": "second"}), &good);
        assert_eq!(by_assertion(&app.client, &unknown_key, &[]).await.body, expected.body);
    }

    async fn a_secret_works_until_it_is_taken_away_and_two_work_at_once(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (id, first) = with_secret(&stage).await;
        let grant = [("grant_type", "client_credentials")];
        let answer = post(&app.client, "/oauth/token", Some(&first), &grant).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let token = answer.body["access_token"].as_str().unwrap().to_owned();
        let second = format!("{id}:{}", add_secret(&stage, &id).await);
        for secret in [&first, &second] {
            assert_eq!(post(&app.client, "/oauth/token", Some(secret), &grant).await.status, 200);
        }
        let third = app.codes(&stage.administrator(), "apiClientAddSecret", json!({"id": id})).await;
        assert_eq!(third, ["TOO_MANY_CREDENTIALS"]);
        let query = "query($id: ID!) { apiClient(id: $id) { secrets { id } } }";
        let seen = app.send(&stage.administrator(), query, json!({ "id": id })).await;
        let secret = seen.data()["apiClient"]["secrets"][0]["id"].clone();
        let input = with(&id, json!({ "secretId": secret }));
        app.ok(&stage.administrator(), "apiClientRemoveSecret", input).await;
        assert_eq!(post(&app.client, "/oauth/token", Some(&first), &grant).await.status, 401);
        assert_eq!(post(&app.client, "/oauth/token", Some(&second), &grant).await.status, 200);
        let seen = app.client.graphql(Some(&token), "{ __typename }", json!({})).await;
        assert_eq!((seen.status.as_u16(), seen.error()), (401, "UNAUTHENTICATED"));
    }

    async fn whoever_is_unknown_or_wrong_is_answered_alike(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (id, _) = with_secret(&stage).await;
        let (keyed, _) = with_key(&stage).await;
        let requested = stage.client("requested", "CLIENT_SECRET_BASIC").await;
        let grant = [("grant_type", "client_credentials")];
        let wrong = post(&app.client, "/oauth/token", Some(&format!("{id}:wrong")), &grant).await;
        assert_eq!(wrong.status, 401);
        assert!(wrong.header("www-authenticate").starts_with("Basic "));
        for pair in [
            "api_client_01kdvdna00e008000000000001:wrong".to_owned(),
            format!("{keyed}:wrong"),
            format!("{requested}:wrong"),
            "nobody:wrong".to_owned(),
            format!("{id}:"),
        ] {
            let refused = post(&app.client, "/oauth/token", Some(&pair), &grant).await;
            assert_eq!((refused.status, &refused.body), (wrong.status, &wrong.body), "{pair}");
        }
    }

    async fn a_token_may_be_narrower_than_the_client_and_not_wider(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (id, pair) = with_secret(&stage).await;
        let ask = async |scope| {
            let form = [("grant_type", "client_credentials"), ("scope", scope)];
            post(&app.client, "/oauth/token", Some(&pair), &form).await
        };
        for (scope, error) in
            [("requests:write", "invalid_scope"), ("offers:read", "invalid_scope"), ("all", "invalid_scope")]
        {
            let refused = ask(scope).await;
            assert_eq!((refused.status.as_u16(), &refused.body["error"]), (400, &json!(error)));
        }
        let token = ask("requests:read").await.body["access_token"].as_str().unwrap().to_owned();
        // What the client may no longer, the token may not either.
        let mut terms = client_terms("CLIENT_SECRET_BASIC");
        terms["scopes"] = json!(["offers:read"]);
        app.ok(&Persona::editor(), "apiClientAuthorize", with(&id, json!({"terms": terms}))).await;
        let seen = app.client.graphql(Some(&token), VIEWER, json!({})).await;
        assert_eq!(seen.data()["viewer"]["scopes"], json!([]));
    }

    async fn a_token_that_is_revoked_is_dead_on_every_server(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (_, pair) = with_secret(&stage).await;
        let (_, stranger) = with_secret(&stage).await;
        let grant = [("grant_type", "client_credentials")];
        let token = async || {
            let answer = post(&app.client, "/oauth/token", Some(&pair), &grant).await;
            answer.body["access_token"].as_str().unwrap().to_owned()
        };
        let (one, other) = (token().await, token().await);
        let another = app.another();
        let replica = app.replica_of(&another, |_| {}).await;
        let alive = async |server: &Client, token: &str| {
            server.graphql(Some(token), "{ __typename }", json!({})).await.status == 200
        };
        assert!(alive(&replica, &one).await);
        let active = async |by: &str, token: &str| {
            let form = [("token", token)];
            post(&app.client, "/oauth/introspect", Some(by), &form).await.body["active"].clone()
        };
        assert_eq!(active(&pair, &one).await, true);
        assert_eq!(active(&stranger, &one).await, false, "it is not the stranger's business");
        for by in [&stranger, &pair] {
            let form = [("token", one.as_str())];
            assert_eq!(post(&app.client, "/oauth/revoke", Some(by), &form).await.status, 200);
            assert_eq!(alive(&app.client, &one).await, by == &stranger);
        }
        assert_eq!(active(&pair, &one).await, false);
        assert_eq!(active(&pair, &other).await, true);
        assert_eq!(active(&pair, "nonsense").await, false);
        // As housekeeping does each second.
        another.refresh_access().await.unwrap();
        assert!(!alive(&replica, &one).await);
        assert!(alive(&replica, &other).await);
    }

    async fn a_token_that_is_revoked_stays_so_for_as_long_as_a_clock_may_find_it_in_force(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (_, pair) = with_secret(&stage).await;
        let grant = [("grant_type", "client_credentials")];
        let answer = post(&app.client, "/oauth/token", Some(&pair), &grant).await;
        let token = answer.body["access_token"].as_str().unwrap().to_owned();
        app.clock.advance(TimeDelta::seconds(629));
        let seen = app.client.graphql(Some(&token), "{ __typename }", json!({})).await;
        assert_eq!(seen.status, 200, "it is accepted half a minute after its end");
        let revoked = post(&app.client, "/oauth/revoke", Some(&pair), &[("token", &token)]).await;
        assert_eq!(revoked.status, 200);
        let kept = async || {
            app.app.store().forget_expired(domain::Now(app.clock_now())).await.unwrap();
            app.app.refresh_access().await.unwrap();
            app.number("SELECT count(*) FROM revoked_token").await == 1
        };
        assert!(kept().await);
        let seen = app.client.graphql(Some(&token), "{ __typename }", json!({})).await;
        assert_eq!(seen.status, 401, "it was revoked");
        // The clock of another server may be behind by a minute.
        app.clock.advance(TimeDelta::seconds(60));
        assert!(kept().await);
        app.clock.advance(TimeDelta::seconds(2));
        assert!(!kept().await);
    }

    async fn an_assertion_that_was_shown_is_known_for_as_long_as_a_clock_may_find_it_in_force(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (id, key) = with_key(&stage).await;
        assert_eq!(by_assertion(&app.client, &assertion(&app, &key, &id), &[]).await.status, 200);
        for (seconds, count) in [(300 + 30 + 59, 1), (2, 0)] {
            app.clock.advance(TimeDelta::seconds(seconds));
            app.app.store().forget_expired(domain::Now(app.clock_now())).await.unwrap();
            assert_eq!(app.number("SELECT count(*) FROM shown_assertion").await, count);
        }
    }

    async fn a_change_that_is_written_late_is_learnt_of_though_as_many_are_forgotten(app: TestApp) {
        let stage = Stage::new(&app).await;
        app.clock.advance(TimeDelta::minutes(10));
        let replica = app.another();
        let mut changes = replica.access_changes();
        let mut learns = async || {
            replica.refresh_access().await.unwrap();
            let learns = changes.has_changed().unwrap();
            changes.mark_unchanged();
            learns
        };
        let person = async || {
            stage.person("active").await;
            app.number("SELECT max(position) FROM journal").await
        };
        person().await;
        app.clock.advance(TimeDelta::minutes(4));
        let late = person().await;
        person().await;
        let record = async |name: &str| {
            app.tamper(&format!("UPDATE journal SET record = '{name}' WHERE position = {late}")).await;
        };
        // Its transaction has not ended yet.
        record("cluster").await;
        assert!(learns().await);
        assert!(!learns().await);
        record("person").await;
        app.clock.advance(TimeDelta::minutes(2));
        assert!(learns().await);
        app.clock.advance(TimeDelta::minutes(10));
        assert!(!learns().await, "what is only forgotten is no news");
    }

    async fn a_role_that_is_revoked_is_no_longer_held(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (id, key) = with_key(&stage).await;
        let role = json!({"clientId": id, "role": "COLLEGE_MANAGER", "organizationId": stage.college});
        let role = app.ok(&stage.administrator(), "affiliationGrant", role).await;
        let answer = by_assertion(&app.client, &assertion(&app, &key, &id), &[]).await;
        let token = answer.body["access_token"].as_str().unwrap();
        let roles = async || {
            let seen = app.client.graphql(Some(token), VIEWER, json!({})).await;
            seen.data()["viewer"]["roles"].as_array().unwrap().len()
        };
        assert_eq!(roles().await, 1);
        app.ok(&stage.administrator(), "affiliationRevoke", json!({"id": role["id"]})).await;
        assert_eq!(roles().await, 0);
    }

    async fn who_follows_is_told_what_the_roles_that_are_left_show(app: TestApp) {
        let stage = Stage::new(&app).await;
        let keeping = tokio::spawn(app::housekeeping(app.app.clone()));
        let (id, key) = with_key(&stage).await;
        let role = json!({"clientId": id, "role": "COLLEGE_MANAGER", "organizationId": stage.college});
        let role = app.ok(&stage.administrator(), "affiliationGrant", role).await;
        let answer = by_assertion(&app.client, &assertion(&app, &key, &id), &[]).await;
        let token = answer.body["access_token"].as_str().unwrap();
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("accept", "text/event-stream".to_owned()),
            ("authorization", format!("Bearer {token}")),
        ];
        let query = "subscription { employerRequestPublished { employerRequest { id } } }";
        let body = json!({ "query": query }).to_string();
        let mut events = app.client.events(Method::POST, "/graphql/stream", &headers, body).await;
        let cluster = initiative(&app, &stage.employer, &stage.hr(), "К").await;
        let publish = async |visibility| stage.request(&cluster, "published", visibility).await;
        events.until(&publish("SELECTED_COLLEGES").await).await;
        app.ok(&stage.administrator(), "affiliationRevoke", json!({"id": role["id"]})).await;
        let hidden = publish("SELECTED_COLLEGES").await;
        let told = events.until(&publish("PUBLIC").await).await;
        assert!(!told.contains(&hidden), "{told}");
        keeping.abort();
    }

    async fn a_known_client_that_does_not_prove_who_it_is_is_written_down_and_nobody_else(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (id, _) = with_key(&stage).await;
        let stranger = ClientKey::new();
        let unknown = "api_client_01h455vb4pex5vsknk084sn02q";
        for client in [unknown, &id] {
            let refused = by_assertion(&app.client, &assertion(&app, &stranger, client), &[]).await;
            assert_eq!(refused.body["error"], "invalid_client");
        }
        let written = async {
            while app.number("SELECT count(*) FROM journal WHERE action = 'authenticate'").await == 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(support::PATIENCE, written).await.expect("it is written down");
        let of_it = format!(
            "SELECT count(*) FROM journal WHERE action = 'authenticate' AND decision = 'refused'
                AND code = 'invalid_client' AND client = '{id}' AND record = 'api_client'"
        );
        assert_eq!(app.number(&of_it).await, 1);
        assert_eq!(app.number("SELECT count(*) FROM journal WHERE action = 'authenticate'").await, 1);
    }

    async fn a_sandbox_client_is_let_in_at_once(app: TestApp) {
        let stage = Stage::new(&app).await;
        let mut input = stage.client_request("CLIENT_SECRET_BASIC");
        input["kind"] = json!("SANDBOX");
        let client = app.ok(&stage.administrator(), "apiClientRequest", input).await;
        assert_eq!(client["status"], "APPROVED");
        let id = client["id"].as_str().unwrap();
        let pair = format!("{id}:{}", add_secret(&stage, id).await);
        let grant = [("grant_type", "client_credentials")];
        assert_eq!(post(&app.client, "/oauth/token", Some(&pair), &grant).await.status, 200);
    }

    async fn a_request_for_a_token_that_is_none_is_told_what_to_send(app: TestApp) {
        let form = ("content-type", "application/x-www-form-urlencoded".to_owned());
        let json_type = ("content-type", "application/json".to_owned());
        for (method, headers, body, status, error) in [
            (Method::GET, vec![form.clone()], "", 405, "invalid_request"),
            (Method::POST, vec![json_type], "{}", 400, "invalid_request"),
            (Method::POST, vec![form.clone()], "", 400, "invalid_request"),
            (Method::POST, vec![form.clone()], "grant_type=password", 400, "unsupported_grant_type"),
            (Method::POST, vec![form.clone()], "grant_type=a&grant_type=a", 400, "invalid_request"),
            (Method::POST, vec![form.clone()], "grant_type=client_credentials", 401, "invalid_client"),
            (
                Method::POST,
                vec![form.clone()],
                "grant_type=client_credentials&client_id=a&client_secret=b",
                400,
                "invalid_request",
            ),
        ] {
            let answer = app.client.request(method, "/oauth/token", &headers, body).await;
            assert_eq!((answer.status.as_u16(), &answer.body["error"]), (status, &json!(error)), "{body}");
        }
    }

    async fn whoever_fails_often_waits_and_nobody_else_does(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (id, pair) = with_secret(&stage).await;
        let (_, other) = with_secret(&stage).await;
        let grant = [("grant_type", "client_credentials")];
        let wrong = format!("{id}:wrong");
        for _ in 0..10 {
            assert_eq!(post(&app.client, "/oauth/token", Some(&wrong), &grant).await.status, 401);
        }
        let held = post(&app.client, "/oauth/token", Some(&pair), &grant).await;
        assert_eq!((held.status.as_u16(), held.header("retry-after")), (429, "1"));
        assert_eq!(post(&app.client, "/oauth/token", Some(&other), &grant).await.status, 200);
        app.clock.advance(TimeDelta::seconds(2));
        assert_eq!(post(&app.client, "/oauth/token", Some(&pair), &grant).await.status, 200);
    }

    async fn the_metadata_say_all_that_rfc_8414_requires(app: TestApp) {
        let path = "/.well-known/oauth-authorization-server";
        let metadata = app.client.request(Method::GET, path, &[], "").await.body;
        for required in ["issuer", "response_types_supported", "token_endpoint", "jwks_uri"] {
            assert!(!metadata[required].is_null(), "{required}");
        }
        assert_eq!(metadata["issuer"], Signer::ISSUER);
        assert_eq!(metadata["grant_types_supported"], json!(["client_credentials"]));
        let keys = app.client.request(Method::GET, "/.well-known/jwks.json", &[], "").await;
        assert_eq!(keys.header("content-type"), "application/jwk-set+json");
        let [key] = &keys.body["keys"].as_array().unwrap()[..] else { panic!("{}", keys.body) };
        assert_eq!((&key["kty"], &key["use"], &key["alg"]), (&json!("OKP"), &json!("sig"), &json!("EdDSA")));
        assert!(key.get("d").is_none(), "nothing private");
    }
}
