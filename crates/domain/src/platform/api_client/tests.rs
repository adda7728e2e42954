//! The rules, in a form that can be read without reading code.

use super::*;
use crate::{
    Facts, Reason, Viewer, Workflow,
    platform::fixtures::{id, on_a_day, viewer, viewers},
    workflow::testing::{actions_by_role, actions_by_state, is_sound},
};

fn profile() -> Profile {
    Profile {
        name: "Колледж порталы".to_owned(),
        purpose: None,
        contact_name: Some(Personal("Айгүл".to_owned())),
        contact_email: Some(Personal("aigul@portal.kz".to_owned())),
        origins: vec!["https://portal.kz".to_owned()],
        documents: Vec::new(),
    }
}

fn terms(scopes: &[&str], authentication: Authentication) -> Terms {
    Terms {
        scopes: scopes.iter().map(|word| Scope::parse(word).unwrap()).collect(),
        acts_for: ActsFor::Nobody,
        authentication,
        points_per_minute: None,
    }
}

fn client(status: Status, now: Now) -> ApiClient {
    let terms = terms(&["requests:write"], Authentication::PrivateKeyJwt);
    let client = ApiClient::requested(id(5), Some(id(1)), Kind::Production, profile(), terms, now);
    ApiClient { status, ..client }
}

fn key(id: &str) -> PublicKey {
    PublicKey {
        id: id.to_owned(),
        algorithm: "EdDSA".to_owned(),
        jwk: format!("{{\"x\":\"{id}\"}}"),
        added_at: DateTime::UNIX_EPOCH,
    }
}

fn broken(record: ApiClient, facts: &Facts<'_>) -> Vec<&'static str> {
    let Err(refusal) = record.begin(&viewer("admin"), facts) else { return Vec::new() };
    let Reason::Broken(broken) = refusal.reason else { panic!("{refusal:?}") };
    broken.iter().map(|broken| broken.rule.code).collect()
}

#[test]
fn the_lifecycle_is_sound() {
    is_sound::<ApiClient>(&[Status::Revoked]);
}

#[test]
fn actions_of_the_owner_in_each_state() {
    let table = on_a_day(|facts| {
        actions_by_state(|status| client(status, facts.now), &viewer("admin"), facts)
    });
    assert_eq!(
        table,
        "requested  edit authorize revoke\n\
         approved   edit add_key suspend revoke\n\
         active     edit add_key remove_key remove_secret suspend revoke\n\
         suspended  edit remove_key remove_secret revoke\n\
         revoked   \n"
    );
}

#[test]
fn actions_of_each_role() {
    let table = on_a_day(|facts| {
        actions_by_role::<ApiClient>(|status| client(status, facts.now), &viewers(), facts)
    });
    assert_eq!(
        table,
        "admin      edit authorize add_key remove_key remove_secret suspend revoke\n\
         manager   \n\
         stranger  \n\
         leader    \n\
         council   \n\
         akimat    \n\
         editor     authorize approve suspend resume revoke\n\
         analyst   \n\
         auditor   \n\
         anonymous \n\
         system     authorize approve add_key remove_key remove_secret suspend revoke\n"
    );
}

#[test]
fn an_organization_sees_its_clients_and_the_editor_and_auditors_all() {
    on_a_day(|facts| {
        let sees = |viewer: &Viewer| viewer.sees(&client(Status::Active, facts.now));
        let seeing: Vec<_> = viewers().into_iter().filter(sees).map(|it| it.client).collect();
        assert_eq!(seeing, ["admin", "editor", "auditor", "system"]);
    });
}

#[test]
fn a_secret_reads_what_is_public_and_no_more() {
    on_a_day(|facts| {
        for (word, scope) in Scope::ALL {
            let secret = terms(&[word], Authentication::ClientSecretBasic);
            let refused =
                broken(ApiClient { terms: secret, ..client(Status::Requested, facts.now) }, facts);
            assert_eq!(refused.is_empty(), scope.is_public(), "{word}: {refused:?}");
        }
    });
}

#[test]
fn what_is_said_of_a_client_must_be_so() {
    on_a_day(|facts| {
        let with = |change: &dyn Fn(&mut ApiClient)| {
            let mut record = client(Status::Requested, facts.now);
            change(&mut record);
            broken(record, facts)
        };
        assert!(with(&|_| {}).is_empty());
        assert_eq!(with(&|it| it.profile.name = " ".to_owned()), ["NAME_MISSING"]);
        assert_eq!(with(&|it| it.terms.scopes.clear()), ["SCOPES_MISSING"]);
        assert_eq!(with(&|it| it.kind = Kind::Sandbox), ["SANDBOX_LIMITED"]);
        let greedy = |it: &mut ApiClient| {
            it.kind = Kind::Sandbox;
            it.terms.scopes = vec![Scope::parse("requests:read").unwrap()];
            it.terms.acts_for = ActsFor::Nobody;
            it.terms.points_per_minute = Some(1_000_000);
        };
        assert_eq!(with(&greedy), ["QUOTA_NOT_ALLOWED"]);
        for origin in
            ["portal.kz", "https://Portal.kz", "https://portal.kz/", "https://a.kz:443", "*"]
        {
            let wrong = vec![origin.to_owned()];
            assert_eq!(
                with(&|it| it.profile.origins.clone_from(&wrong)),
                ["ORIGIN_INVALID"],
                "{origin}"
            );
        }
        let hash = vec!["A".repeat(64)];
        assert_eq!(with(&|it| it.profile.documents.clone_from(&hash)), ["DOCUMENT_INVALID"]);
        let email = Some(Personal("aigul".to_owned()));
        assert_eq!(with(&|it| it.profile.contact_email.clone_from(&email)), ["EMAIL_INVALID"]);
    });
}

#[test]
fn a_client_has_few_keys_and_each_of_them_once() {
    on_a_day(|facts| {
        let keys: Vec<_> = ["a", "b", "c", "d", "e", "f"].map(key).into();
        let add = |to: &[PublicKey], key: PublicKey| {
            let active = ApiClient { keys: to.to_vec(), ..client(Status::Active, facts.now) };
            match active.act(&viewer("admin"), Command::AddKey { key }, facts) {
                Ok(_) => Vec::new(),
                Err(crate::Refusal { reason: Reason::Broken(broken), .. }) => {
                    broken.iter().map(|it| (it.rule.code, it.field)).collect()
                }
                Err(other) => panic!("{other:?}"),
            }
        };
        assert_eq!(add(&keys[..4], key("e")), []);
        assert_eq!(add(&keys[..5], key("f")), [("TOO_MANY_CREDENTIALS", None)]);
        let of_the_same_id = PublicKey { jwk: key("b").jwk, ..key("a") };
        let the_same = PublicKey { id: "b".to_owned(), ..key("a") };
        for again in [key("a"), of_the_same_id, the_same] {
            assert_eq!(add(&keys[..1], again), [("KEY_ALREADY_THERE", Some("key"))]);
        }
    });
}

#[test]
fn tokens_are_accepted_until_a_credential_is_taken_away_or_the_client_barred() {
    on_a_day(|facts| {
        let active = ApiClient { keys: vec![key("a")], ..client(Status::Active, facts.now) };
        assert!(active.admits(1));
        let barring = [
            Command::RemoveKey { key_id: "a".to_owned() },
            Command::Suspend { comment: "тексеру".to_owned() },
            Command::Revoke { comment: None },
        ];
        for command in barring {
            let after = active.act(&viewer("admin"), command, facts).unwrap();
            assert!(!after.admits(1), "{:?}", after.status);
        }
        let added = active.act(&viewer("admin"), Command::AddKey { key: key("b") }, facts).unwrap();
        assert!(added.admits(1) && added.keys[1].added_at == facts.now.0);
        assert!(!client(Status::Approved, facts.now).admits(1));
    });
}

#[test]
fn whoever_lacks_a_scope_of_a_client_gives_it_no_key() {
    on_a_day(|facts| {
        let active = client(Status::Active, facts.now);
        let platform = Scope::parse("platform:write").unwrap();
        let lacking = Viewer { scopes: vec![platform], ..viewer("admin") };
        let add = || Command::AddKey { key: key("b") };
        let Reason::Broken(broken) = active.act(&lacking, add(), facts).unwrap_err().reason else {
            panic!("it is a rule that is broken");
        };
        assert_eq!(broken[0].rule.code, "SCOPES_EXCEEDED");
        let all = active.terms.scopes.iter().copied().chain([platform]);
        let holding = Viewer { scopes: all.collect(), ..viewer("admin") };
        assert!(active.act(&holding, add(), facts).is_ok());
    });
}

#[test]
fn nothing_about_a_contact_and_no_secret_is_printed() {
    on_a_day(|facts| {
        let secret =
            Secret { id: Uuid::nil(), hash: "$argon2id$".to_owned(), added_at: facts.now.0 };
        let record = ApiClient { secrets: vec![secret], ..client(Status::Active, facts.now) };
        let printed = format!("{record:?}");
        assert!(!printed.contains("Айгүл") && !printed.contains("argon2"), "{printed}");
    });
}
