//! What was done, refused and read is written down, sealed, and seen by auditors.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{Persona, TestApp};

use crate::{chain::sealed, on_both};

const LISTED: &str = "query($filter: AuditRecordFilter, $first: Int, $after: String) {
    auditRecords(filter: $filter, first: $first, after: $after,
        orderBy: [{field: AT, direction: DESCENDING}]) {
        totalCount pageInfo { hasNextPage endCursor }
        nodes { id at recordType objectId naturalKey action decision code client person
            organizationId requestId purpose fields organization { id } } } }";

fn auditor() -> Persona {
    Persona::new("AUDITOR", "KZ")
}

async fn audited(app: &TestApp, persona: &Persona, filter: Value) -> Vec<Value> {
    let answer = app.send(persona, LISTED, json!({"filter": filter, "first": 100})).await;
    answer.data()["auditRecords"]["nodes"].as_array().unwrap().clone()
}

/// The code of the last refusal.
async fn last_refusal(app: &TestApp) -> Value {
    let refused = json!({"decision": {"eq": "REFUSED"}});
    audited(app, &auditor(), refused).await.into_iter().next().expect("one was written down")
}

on_both! {
    async fn every_refused_change_is_written_down_with_its_code(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let (_, stranger) = app.employer("F").await;
        let admin = Persona::new("ORG_ADMIN", &employer);
        let id = app.draft(&employer, &hr, 3).await;
        let published = app.published(&employer, &hr, 3).await;
        let target = json!({"id": id});
        let absent = json!({"id": "employer_request_01h455vb4pex5vsknk084sn02q"});
        let old = json!({"id": published, "expectedVersion": 1, "comment": "?"});
        let too_many = json!({"employerId": employer, "terms": support::terms(0)});
        let key = json!({"id": id, "idempotencyKey": "018f0000-0000-7000-8000-000000000001"});
        let mut reused = key.clone();
        reused["expectedVersion"] = json!(99);
        app.ok(&hr, "employerRequestSubmit", key).await;
        let college = app.college("C").await;
        let entry = json!({"organizationId": employer, "name": "Айгүл", "issuer": "https://id.kz",
            "subject": "1"});
        let person = app.ok(&admin, "personEnter", entry.clone()).await["id"].clone();
        let role = json!({"personId": person, "role": "MENTOR", "organizationId": employer});
        app.ok(&admin, "affiliationGrant", role.clone()).await;
        for (by, mutation, input, action) in [
            (&stranger, "employerRequestSubmit", target.clone(), "SUBMIT"),
            (&hr, "employerRequestSubmit", absent, "SUBMIT"),
            (&hr, "employerRequestSubmit", json!({"id": published}), "SUBMIT"),
            (&stranger, "employerRequestClose", json!({"id": published}), "CLOSE"),
            (&Persona::chamber("35"), "employerRequestBlock", old, "BLOCK"),
            (&hr, "employerRequestCreate", too_many, "CREATE"),
            (&hr, "employerRequestSubmit", reused, "SUBMIT"),
            (&college.1, "organizationVerify", json!({"id": employer}), "VERIFY"),
            (&admin, "affiliationGrant", role, "CREATE"),
            (&admin, "personEnter", entry, "CREATE"),
        ] {
            app.clock.advance(TimeDelta::seconds(1));
            let codes = app.codes(by, mutation, input.clone()).await;
            let refusal = last_refusal(&app).await;
            assert_eq!(refusal["code"], codes.join(","), "{mutation} {input}: {refusal}");
            assert_eq!(refusal["action"], action, "{refusal}");
            assert_eq!(refusal["client"], by.id().to_string());
            assert!(refusal["requestId"].is_string(), "{refusal}");
            if let Some(id) = input["id"].as_str() {
                assert_eq!(refusal["objectId"], id);
            }
        }
        // Of one's own organization its administrator sees it, and nothing of others.
        let own = audited(&app, &admin, json!({})).await;
        assert!(own.iter().any(|it| it["code"] == "NOT_FOUND"));
        assert!(own.iter().all(|it| it["organizationId"] == employer), "{own:?}");
    }

    async fn whoever_comes_without_a_token_fills_no_table(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let id = app.draft(&employer, &hr, 3).await;
        let query = "mutation($id: ID!) { employerRequestSubmit(input: {id: $id}) { userErrors { code } } }";
        let lines = async || app.number("SELECT count(*) FROM journal").await;
        let before = lines().await;
        let answer = app.anonymous(query, json!({"id": id})).await;
        assert_eq!(answer.data()["employerRequestSubmit"]["userErrors"][0]["code"], "NOT_FOUND");
        assert_eq!(lines().await, before);
    }

    async fn an_organization_sees_no_attempt_that_was_not_made_for_it(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let (college, manager) = app.college("C").await;
        let published = app.published(&employer, &hr, 3).await;
        // Somebody who is something elsewhere, too.
        let mut both = manager.clone();
        both.seats.push(("REGIONAL_CHAMBER", "71".to_owned()));
        for (by, organization) in [(&manager, json!(college)), (&both, Value::Null)] {
            app.clock.advance(TimeDelta::seconds(1));
            app.codes(by, "employerRequestBlock", json!({"id": published, "comment": "?"})).await;
            assert_eq!(last_refusal(&app).await["organizationId"], organization);
        }
    }

    async fn what_was_refused_is_no_event_and_no_history(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let id = app.draft(&employer, &hr, 3).await;
        let before = app.events_after(domain_position()).await.len();
        app.codes(&Persona::chamber("35"), "employerRequestPublish", json!({"id": id})).await;
        app.codes(&hr, "employerRequestSubmit", json!({"id": id, "expectedVersion": 7})).await;
        assert_eq!(app.number("SELECT count(*) FROM journal WHERE decision = 'refused'").await, 2);
        assert_eq!(app.events_after(domain_position()).await.len(), before);
        let history = "query($id: ID!) { employerRequest(id: $id) { history { nodes { action } } } }";
        let history = app.send(&hr, history, json!({"id": id})).await;
        let nodes = &history.data()["employerRequest"]["history"]["nodes"];
        assert_eq!(nodes, &json!([{"action": "CREATE"}]));
    }

    async fn auditors_find_what_they_look_for_page_by_page(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let id = app.draft(&employer, &hr, 3).await;
        app.clock.advance(TimeDelta::seconds(10));
        let between = app.clock_now();
        app.published(&employer, &hr, 3).await;
        let all = audited(&app, &auditor(), json!({})).await;
        for (filter, holds) in [
            (json!({"objectId": id}), json!({"objectId": id})),
            (json!({"clientId": hr.id().to_string()}), json!({"client": hr.id().to_string()})),
            (json!({"organizationId": {"eq": employer}}), json!({"organizationId": employer})),
            (json!({"decision": {"eq": "DONE"}}), json!({"decision": "DONE"})),
        ] {
            let found = audited(&app, &auditor(), filter.clone()).await;
            let (name, value) = holds.as_object().unwrap().iter().next().unwrap();
            let expected = all.iter().filter(|it| it[name] == *value).count();
            assert!(expected > 0 && found.iter().all(|it| it[name] == *value), "{filter}");
            assert_eq!(found.len(), expected, "{filter}");
        }
        let later = audited(&app, &auditor(), json!({"from": between})).await;
        let earlier = audited(&app, &auditor(), json!({"before": between})).await;
        assert_eq!((later.len(), later.len() + earlier.len()), (3, all.len()));
        let mut seen = Vec::new();
        let mut after = Value::Null;
        loop {
            let answer = app.send(&auditor(), LISTED, json!({"first": 2, "after": after})).await;
            let page = &answer.data()["auditRecords"];
            seen.extend(page["nodes"].as_array().unwrap().iter().map(|it| it["id"].clone()));
            if page["pageInfo"]["hasNextPage"] == json!(false) {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(seen, all.iter().map(|it| it["id"].clone()).collect::<Vec<_>>());
    }

    async fn nobody_else_sees_the_audit(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        app.draft(&employer, &hr, 3).await;
        let no_scope = Persona { scopes: "directory:read", ..auditor() };
        for persona in [hr, Persona::editor(), Persona::chamber("35"), no_scope] {
            assert!(audited(&app, &persona, json!({})).await.is_empty(), "{persona:?}");
        }
        let anonymous = app.anonymous(LISTED, json!({})).await;
        assert_eq!(anonymous.data()["auditRecords"]["totalCount"], 0);
    }

    async fn what_is_written_cannot_be_changed_or_taken_away(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        app.draft(&employer, &hr, 3).await;
        sealed(&app).await;
        for sql in [
            "UPDATE journal SET client = 'x'",
            "DELETE FROM journal",
            "UPDATE seal SET hash = 'x'",
            "DELETE FROM seal",
        ] {
            let refused = sea_orm::ConnectionTrait::execute_unprepared(&app.raw, sql).await;
            assert!(refused.unwrap_err().to_string().contains("append-only"), "{sql}");
        }
    }
}

fn domain_position() -> app::Position {
    app::Position::default()
}
