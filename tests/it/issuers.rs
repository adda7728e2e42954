//! Tokens of issuers outside: they say who somebody is, and no more.

use api::{
    Destination, Metrics, Outbound,
    http::token::issuers::{IssuerSettings, Issuers, KeysAt},
};
use axum::{Json, Router, routing::get};
use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{Answer, Client, Persona, TestApp};
use tokio::{net::TcpListener, task::JoinSet};

use crate::{
    oauth::{ClientKey, assertion, post_signed},
    on_both,
    stage::{Stage, client_terms, with},
};

const ISSUER: &str = "https://login.example.kz/realms/college";
const AUDIENCE: &str = "klaster-api";

/// An issuer that publishes its keys on this machine, and a server that has agreed on clients with it.
pub(super) struct Provider<'a> {
    app: &'a TestApp,
    key: ClientKey,
    client: Client,
    keys: JoinSet<()>,
}

impl<'a> Provider<'a> {
    pub(super) async fn agreed(app: &'a TestApp, clients: &[&str]) -> Self {
        let key = ClientKey::new();
        let set = Json(json!({ "keys": [key.1] }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/keys", listener.local_addr().unwrap());
        let router = Router::new().route("/keys", get(async move || set));
        let mut keys = JoinSet::new();
        keys.spawn(async move { axum::serve(listener, router).await.unwrap() });
        let key_set = KeysAt::KeySet(Destination::local(&url).unwrap());
        let clients = clients.iter().map(|id| id.parse().unwrap()).collect();
        let agreed = IssuerSettings::new(ISSUER, AUDIENCE, key_set, clients);
        let issuers = Issuers::new([agreed], &Outbound::local(), &Metrics::default());
        let client = app.replica_of(&app.app, |settings| settings.issuers = issuers).await;
        Self { app, key, client, keys }
    }

    /// A token of somebody who signed in now at this client.
    pub(super) fn token(&self, subject: &str, client: &str, more: Value) -> String {
        let now = self.app.clock_now().timestamp();
        let mut claims = json!({
            "iss": ISSUER, "aud": ["account", AUDIENCE], "sub": subject, "azp": client,
            "iat": now, "exp": now + 300, "jti": uuid::Uuid::now_v7(), "scope": "openid",
            // What an issuer grants is of no account here.
            "realm_access": {"roles": ["MINISTRY_EDITOR"]}, "organization": {"id": client},
        });
        let Value::Object(more) = more else { panic!("an object") };
        claims.as_object_mut().unwrap().extend(more);
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        self.key.sign(&json!({"alg": "EdDSA", "typ": "JWT", "kid": "first"}), &claims)
    }

    /// The server that has agreed with it.
    pub(super) fn server(&self) -> &Client {
        &self.client
    }

    async fn ask(&self, token: &str) -> Answer {
        let query = "{ viewer { client { id } user { id } scopes roles {
            role organization { id } } } }";
        self.client.graphql(Some(token), query, json!({})).await
    }

    /// Where somebody has which role by this token.
    async fn roles(&self, token: &str) -> Vec<(String, String)> {
        let seen = self.ask(token).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let roles = seen.data()["viewer"]["roles"].as_array().unwrap();
        roles.iter().map(|it| (text(&it["role"]), text(&it["organization"]["id"]))).collect()
    }

    /// What a client that signs with this key is answered about a token.
    async fn asked_by(&self, (client, key): (&str, &ClientKey), path: &str, token: &str) -> Answer {
        let assertion = assertion(self.app, key, client);
        post_signed(&self.client, path, &assertion, &[("token", token)]).await
    }

    async fn is_refused(&self, token: &str, why: &str) {
        let refused = self.ask(token).await;
        assert_eq!(
            (refused.status.as_u16(), refused.error()),
            (401, "UNAUTHENTICATED"),
            "{}",
            refused.body
        );
        let message = refused.body["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains(why), "{message}");
    }
}

/// A client of the college that may act for these people, and its key.
pub(super) async fn portal(stage: &Stage<'_>, acts_for: &str) -> (String, ClientKey) {
    let mut input = stage.client_request("PRIVATE_KEY_JWT");
    input["terms"] = terms(acts_for);
    let client = stage.app.ok(&stage.administrator(), "apiClientRequest", input).await;
    let id = client["id"].as_str().unwrap().to_owned();
    stage.app.ok(&Persona::editor(), "apiClientApprove", json!({ "id": id })).await;
    let key = ClientKey::new();
    let input = with(&id, json!({"key": key.1}));
    stage.app.ok(&stage.administrator(), "apiClientAddKey", input).await;
    (id, key)
}

pub(super) fn terms(acts_for: &str) -> Value {
    let mut terms = client_terms("PRIVATE_KEY_JWT");
    terms["actsFor"] = json!(acts_for);
    terms["scopes"] = json!(["requests:write", "directory:read"]);
    terms
}

/// An organization's entry of somebody, and the role that it gives to it.
pub(super) async fn entry(
    app: &TestApp,
    organization: &str,
    subject: &str,
    role: Option<&str>,
) -> String {
    let administrator = Persona::new("ORG_ADMIN", organization);
    let input = json!({"organizationId": organization, "name": "Айгүл", "issuer": ISSUER,
        "subject": subject});
    let entered = app.ok(&administrator, "personEnter", input).await;
    if let Some(role) = role {
        let input =
            json!({"personId": entered["id"], "role": role, "organizationId": organization});
        app.ok(&administrator, "affiliationGrant", input).await;
    }
    entered["id"].as_str().unwrap().to_owned()
}

pub(super) async fn suspend(app: &TestApp, organization: &str, entry: &str) {
    let administrator = Persona::new("ORG_ADMIN", organization);
    let input = with(entry, json!({"comment": "Жұмыстан кетті."}));
    app.ok(&administrator, "personSuspend", input).await;
}

fn seat(role: &str, organization: &str) -> (String, String) {
    (role.to_owned(), organization.to_owned())
}

on_both! {
    async fn a_token_says_who_somebody_is_and_roles_are_given_here(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (client, _) = portal(&stage, "OWN_PEOPLE").await;
        let provider = Provider::agreed(&app, &[&client]).await;
        let token = provider.token("aigul", &client, json!({}));
        let id = entry(&app, &stage.college, "aigul", None).await;
        let seen = provider.ask(&token).await;
        let viewer = &seen.data()["viewer"];
        assert_eq!(viewer["client"]["id"], client);
        assert_eq!(viewer["user"]["id"], id);
        assert_eq!(viewer["roles"], json!([]), "nothing is read from the token");
        let role = json!({"personId": id, "role": "TEACHER", "organizationId": stage.college});
        app.ok(&stage.administrator(), "affiliationGrant", role).await;
        assert_eq!(provider.roles(&token).await, [seat("TEACHER", &stage.college)]);
        let other = provider.token("daulet", &client, json!({}));
        provider.is_refused(&other, "nobody has entered this person yet").await;
    }

    async fn scopes_are_those_of_the_client_that_the_token_does_not_leave_out(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (client, _) = portal(&stage, "OWN_PEOPLE").await;
        let provider = Provider::agreed(&app, &[&client]).await;
        entry(&app, &stage.college, "aigul", None).await;
        let all = json!(["requests:write", "directory:read"]);
        for (scope, expected) in [
            (json!("openid profile"), all.clone()),
            (Value::Null, all),
            (json!("openid requests:read"), json!(["requests:read"])),
            (json!("directory:write offers:write"), json!(["directory:read"])),
            (json!("offers:read"), json!([])),
        ] {
            let token = provider.token("aigul", &client, json!({ "scope": scope }));
            let seen = provider.ask(&token).await;
            assert_eq!(seen.data()["viewer"]["scopes"], expected, "{scope}");
        }
    }

    async fn somebody_whom_two_organizations_have_entered_has_the_roles_of_both(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (client, _) = portal(&stage, "EVERYONE").await;
        let provider = Provider::agreed(&app, &[&client]).await;
        // Whoever comes first takes nothing from the others, nor does a role with the own entry.
        let [employer, college] = [&stage.employer, &stage.college];
        let theirs = entry(&app, employer, "aigul", Some("EMPLOYER_HR")).await;
        app.clock.advance(TimeDelta::seconds(1));
        let ours = entry(&app, college, "aigul", Some("TEACHER")).await;
        let token = provider.token("aigul", &client, json!({}));
        let both = [seat("EMPLOYER_HR", employer), seat("TEACHER", college)];
        assert_eq!(provider.roles(&token).await, both);
        assert_eq!(provider.ask(&token).await.data()["viewer"]["user"]["id"], theirs);
        // A client that acts for the people of its organization does so with their roles there.
        let own = with(&client, json!({"terms": terms("OWN_PEOPLE")}));
        app.ok(&Persona::editor(), "apiClientAuthorize", own).await;
        assert_eq!(provider.roles(&token).await, [seat("TEACHER", college)]);
        let named = provider.ask(&token).await;
        assert_eq!(named.data()["viewer"]["user"]["id"], ours, "by the entry that gives a role");
        let everyone = with(&client, json!({"terms": terms("EVERYONE")}));
        app.ok(&Persona::editor(), "apiClientAuthorize", everyone).await;
        suspend(&app, employer, &theirs).await;
        assert_eq!(provider.roles(&token).await, [seat("TEACHER", college)]);
        suspend(&app, college, &ours).await;
        provider.is_refused(&token, "this person was suspended or signed out").await;
    }

    async fn an_organization_enters_somebody_once_and_learns_nothing_of_other_entries(app: TestApp) {
        let stage = Stage::new(&app).await;
        let of = |organization: &str| json!({"organizationId": organization, "name": "Айгүл",
            "issuer": ISSUER, "subject": "aigul"});
        entry(&app, &stage.employer, "aigul", None).await;
        entry(&app, &stage.college, "aigul", None).await;
        let again = app.codes(&stage.administrator(), "personEnter", of(&stage.college)).await;
        assert_eq!(again, ["TAKEN"]);
        let unowned = app::platform::EnterPerson {
            id: domain::Id::new(uuid::Uuid::now_v7()),
            organization_id: None,
            name: domain::platform::Personal("Айгүл".to_owned()),
            issuer: ISSUER.to_owned(),
            subject: domain::platform::Personal("aigul".to_owned()),
        };
        let origin = app::Origin { request_id: None, source: "job", purpose: None };
        let session = app.app.session(domain::Viewer::system("tests"), origin);
        session.write(unowned.clone(), None).await.unwrap();
        let id = domain::Id::new(uuid::Uuid::now_v7());
        let twice = app::platform::EnterPerson { id, ..unowned };
        assert!(session.write(twice, None).await.is_err(), "whoever runs the service, too, once");
    }

    async fn a_token_of_ours_that_names_an_entry_means_no_other(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (client, _) = portal(&stage, "EVERYONE").await;
        let provider = Provider::agreed(&app, &[&client]).await;
        entry(&app, &stage.employer, "aigul", Some("EMPLOYER_HR")).await;
        let ours = entry(&app, &stage.college, "aigul", Some("TEACHER")).await;
        let grant = api::http::token::Grant {
            client_id: client,
            person_id: Some(ours.clone()),
            organization_id: None,
            scope: "requests:read".to_owned(),
            security_version: 1,
        };
        let (now, minutes) = (app.clock_now(), TimeDelta::minutes(10));
        let id = uuid::Uuid::now_v7();
        let token = app.signer.verifier().issue(&grant, id, now, minutes);
        assert_eq!(provider.roles(&token).await, [seat("TEACHER", &stage.college)]);
        suspend(&app, &stage.college, &ours).await;
        provider.is_refused(&token, "this person was suspended or signed out").await;
    }

    async fn tokens_that_let_nobody_in_are_told_why(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (client, _) = portal(&stage, "OWN_PEOPLE").await;
        let (nobodys, _) = portal(&stage, "NOBODY").await;
        let (unlisted, _) = portal(&stage, "EVERYONE").await;
        let requested = stage.client("requested", "CLIENT_SECRET_BASIC").await;
        let provider = Provider::agreed(&app, &[&client, &nobodys, &requested]).await;
        let id = entry(&app, &stage.college, "aigul", Some("TEACHER")).await;
        let good = provider.token("aigul", &client, json!({}));
        assert_eq!(provider.ask(&good).await.status, 200);
        for (client, why) in [
            (&nobodys, "the client of this token may not act for people"),
            (&unlisted, "The token names a client that its issuer may not name."),
            (&requested, "the client of this token is not active"),
            (&stage.college, "The token names a client that its issuer may not name."),
        ] {
            provider.is_refused(&provider.token("aigul", client, json!({})), why).await;
        }
        let nameless = provider.token("aigul", &client, json!({ "azp": null }));
        provider.is_refused(&nameless, "A claim of the token is missing").await;
        let slash = provider.token("aigul", &client, json!({ "iss": format!("{ISSUER}/") }));
        provider.is_refused(&slash, "The token was issued by somebody else.").await;
        app.clock.advance(TimeDelta::seconds(1));
        app.ok(&stage.administrator(), "personSignOut", json!({ "id": id })).await;
        provider.is_refused(&good, "this person was suspended or signed out").await;
        let anew = provider.token("aigul", &client, json!({}));
        assert_eq!(provider.ask(&anew).await.status, 200);
        suspend(&app, &stage.college, &id).await;
        provider.is_refused(&anew, "this person was suspended or signed out").await;
        let input = with(&client, json!({"comment": "Неге?"}));
        app.ok(&stage.administrator(), "apiClientSuspend", input).await;
        provider.is_refused(&anew, "the client of this token is not active").await;
    }

    async fn the_client_of_a_persons_token_looks_at_it_and_takes_it_back(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (client, key) = portal(&stage, "OWN_PEOPLE").await;
        let (other, other_key) = portal(&stage, "OWN_PEOPLE").await;
        let provider = Provider::agreed(&app, &[&client, &other]).await;
        entry(&app, &stage.college, "aigul", Some("TEACHER")).await;
        let (its, strangers) = ((&*client, &key), (&*other, &other_key));
        let told = async |by: (&str, &ClientKey), token: &str| {
            provider.asked_by(by, "/oauth/introspect", token).await.body
        };
        for jti in [json!("one"), Value::Null] {
            let token = provider.token("aigul", &client, json!({ "jti": jti }));
            let left = provider.token("aigul", &client, json!({ "jti": null, "exp":
                app.clock_now().timestamp() + 301 }));
            let seen = told(its, &token).await;
            assert_eq!(
                (&seen["active"], &seen["client_id"], &seen["sub"], &seen["iss"], &seen["scope"]),
                (&json!(true), &json!(client), &json!("aigul"), &json!(ISSUER),
                    &json!("requests:write directory:read"))
            );
            assert_eq!(told(strangers, &token).await, json!({"active": false}));
            for by in [strangers, its] {
                assert_eq!(provider.ask(&token).await.status, 200, "not by the stranger");
                let answer = provider.asked_by(by, "/oauth/revoke", &token).await;
                assert_eq!(answer.status, 200);
            }
            provider.is_refused(&token, "the token was revoked").await;
            assert_eq!(told(its, &token).await, json!({"active": false}));
            assert_eq!(provider.ask(&left).await.status, 200, "no other token");
            // As long as it is accepted anywhere.
            app.clock.advance(TimeDelta::seconds(329));
            app.app.store().forget_expired(domain::Now(app.clock_now())).await.unwrap();
            app.app.refresh_access().await.unwrap();
            provider.is_refused(&token, "the token was revoked").await;
        }
    }

    async fn what_cannot_be_looked_at_is_not_said_to_be_dead(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (client, key) = portal(&stage, "OWN_PEOPLE").await;
        let mut provider = Provider::agreed(&app, &[&client]).await;
        provider.keys.shutdown().await;
        let token = provider.token("aigul", &client, json!({}));
        for path in ["/oauth/introspect", "/oauth/revoke"] {
            let answer = provider.asked_by((&client, &key), path, &token).await;
            assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "1"), "{path}");
        }
    }
}
