//! Personal data are shown to whoever may read them and says what for, once that is written down.

use std::collections::BTreeMap;

use axum::http::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use support::{Answer, Persona, TestApp, next_bin};

use crate::{on_both, stage::client_terms};

const READ: &str = "query($id: ID!) { contactPerson(id: $id) { id status post name phone email } }";
const LIST: &str = "{ contactPersons(orderBy: [{field: CREATED_AT, direction: ASCENDING}]) { nodes { id name } } }";
const NAME: &str = "Айгүл Серікқызы";
const SCOPES: &str = "directory:write platform:read personal:read";

/// An administrator whose client may read what is personal.
fn admin(organization: &str) -> Persona {
    Persona { scopes: SCOPES, ..Persona::new("ORG_ADMIN", organization) }
}

fn details() -> Value {
    json!({"name": NAME, "post": {"ru": "Заместитель директора"}, "phone": "+7 701 000 00 00",
        "email": "aigul@example.kz"})
}

async fn named(app: &TestApp, organization: &str) -> String {
    let input = json!({"organizationId": organization, "details": details()});
    let created = app.ok(&admin(organization), "contactPersonCreate", input).await;
    created["id"].as_str().unwrap().to_owned()
}

async fn ask(
    app: &TestApp,
    by: &Persona,
    purpose: Option<&str>,
    query: &str,
    variables: Value,
) -> Answer {
    let mut headers = vec![
        ("content-type", "application/json".to_owned()),
        ("authorization", format!("Bearer {}", app.token(by).await)),
        ("x-request-id", "a-request".to_owned()),
    ];
    headers.extend(purpose.map(|purpose| ("x-purpose", purpose.to_owned())));
    let body = json!({"query": query, "variables": variables}).to_string();
    app.client.request(Method::POST, "/graphql", &headers, body).await
}

async fn read(app: &TestApp, by: &Persona, purpose: Option<&str>, id: &str) -> Value {
    ask(app, by, purpose, READ, json!({"id": id})).await.body
}

async fn readings(app: &TestApp) -> i64 {
    app.number("SELECT count(*) FROM journal WHERE decision = 'read'").await
}

async fn refusals(app: &TestApp) -> i64 {
    app.number("SELECT count(*) FROM journal WHERE decision = 'refused' AND action = 'read'").await
}

/// Fields of objects whose class is PERSONAL or SENSITIVE, as the schema states it.
fn personal_fields() -> Vec<(String, String)> {
    let (mut of, mut fields) = (String::new(), Vec::new());
    for line in api::sdl().lines() {
        let (first, rest) = line.split_once(' ').unwrap_or_default();
        if ["type", "input", "interface", "enum"].contains(&first) {
            let name = rest.split([' ', '{']).next().unwrap_or_default();
            of = if first == "type" { name.to_owned() } else { String::new() };
        }
        let is_personal = ["PERSONAL", "SENSITIVE"]
            .iter()
            .any(|class| line.contains(&format!("@dataClass(is: {class})")));
        if is_personal && !of.is_empty() {
            let field = line.trim().split([':', '(']).next().unwrap_or_default();
            fields.push((of.clone(), field.to_owned()));
        }
    }
    fields
}

on_both! {
    async fn personal_fields_are_shown_for_a_purpose_and_that_is_written_down(app: TestApp) {
        let organization = app.organization("O", "ENTERPRISE").await;
        let id = named(&app, &organization).await;
        assert_eq!(readings(&app).await, 0, "nothing was shown yet");
        let body = read(&app, &admin(&organization), Some("contact"), &id).await;
        assert_eq!(body.get("errors"), None, "{body}");
        assert_eq!(body["data"]["contactPerson"]["name"], NAME);
        assert_eq!(readings(&app).await, 1, "one line for one answer and one person");
        let auditor = Persona::new("AUDITOR", "KZ");
        let query = "{ auditRecords(filter: {decision: {eq: READ}}) { nodes {
            recordType objectId action purpose fields client requestId organizationId } } }";
        let audited = app.send(&auditor, query, json!({})).await;
        assert_eq!(audited.data()["auditRecords"]["nodes"], json!([{
            "recordType": "contact_person", "objectId": id, "action": "READ", "purpose": "CONTACT",
            "fields": ["email", "name", "phone"], "client": admin(&organization).id().to_string(),
            "requestId": "a-request", "organizationId": organization,
        }]));
        // What is not asked for is not read.
        let other = "query($id: ID!) { contactPerson(id: $id) { id post } }";
        ask(&app, &admin(&organization), Some("AUDIT"), other, json!({"id": id})).await;
        assert_eq!(readings(&app).await, 1);
    }

    async fn without_scope_or_purpose_they_are_null_and_the_rest_stays(app: TestApp) {
        let organization = app.organization("O", "ENTERPRISE").await;
        let id = named(&app, &organization).await;
        let unscoped = Persona { scopes: "directory:write", ..admin(&organization) };
        for (by, purpose, missing) in [
            (&admin(&organization), None, "X-Purpose"),
            (&admin(&organization), Some("curiosity"), "X-Purpose"),
            (&unscoped, Some("CONTACT"), "personal:read"),
        ] {
            let body = read(&app, by, purpose, &id).await;
            let person = &body["data"]["contactPerson"];
            assert_eq!((&person["name"], &person["phone"]), (&Value::Null, &Value::Null));
            assert_eq!((&person["id"], &person["status"]), (&json!(id), &json!("ACTIVE")));
            let errors = body["errors"].as_array().unwrap();
            assert_eq!(errors.len(), 3, "{body}");
            for error in errors {
                assert_eq!(error["extensions"]["code"], "FORBIDDEN");
                assert_eq!(error["path"][0], "contactPerson");
                assert!(error["message"].as_str().unwrap().contains(missing), "{error}");
            }
        }
        assert_eq!(readings(&app).await, 0);
    }

    async fn every_personal_field_of_the_schema_is_shown_on_these_terms(app: TestApp) {
        let organization = app.organization("O", "ENTERPRISE").await;
        let by = Persona { scopes: "directory:write platform:write personal:read requests:write", ..admin(&organization) };
        let client = json!({"organizationId": organization, "kind": "PRODUCTION",
            "profile": {"name": "Портал", "contactName": NAME, "contactEmail": "a@example.kz"},
            "terms": client_terms("PRIVATE_KEY_JWT")});
        let entry = json!({"organizationId": organization, "name": NAME, "issuer": "https://id.kz",
            "subject": next_bin()});
        let id = |made: Value| made["id"].as_str().unwrap().to_owned();
        let objects = BTreeMap::from([
            ("ApiClient", id(app.ok(&by, "apiClientRequest", client).await)),
            ("ContactPerson", named(&app, &organization).await),
            ("Person", id(app.ok(&by, "personEnter", entry).await)),
        ]);
        let fields = personal_fields();
        assert!(fields.len() >= 6, "{fields:?}");
        for (of, field) in &fields {
            let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on {of} {{ {field} }} }} }}");
            let id = json!({"id": objects[of.as_str()]});
            let (readings_before, refused) = (readings(&app).await, refusals(&app).await);
            let withheld = ask(&app, &by, None, &query, id.clone()).await.body;
            assert_eq!(withheld["data"]["node"][field], Value::Null, "{of}.{field}: {withheld}");
            assert_eq!(withheld["errors"][0]["extensions"]["code"], "FORBIDDEN", "{of}.{field}");
            assert_eq!(refusals(&app).await, refused + 1, "{of}.{field} was asked for in vain");
            assert_eq!(readings(&app).await, readings_before);
            let shown = ask(&app, &by, Some("CONTACT"), &query, id).await.body;
            assert!(shown["data"]["node"][field].is_string(), "{of}.{field}: {shown}");
            assert_eq!(readings(&app).await, readings_before + 1, "{of}.{field}");
        }
    }

    async fn whoever_signs_in_reads_their_own_name_without_a_purpose(app: TestApp) {
        let organization = app.organization("O", "ENTERPRISE").await;
        let token = app.token_for(&admin(&organization), "Айгүл").await;
        let seen = app.client.graphql(Some(&token), "{ viewer { user { name } } }", json!({})).await;
        assert_eq!(seen.data()["viewer"]["user"]["name"], "Айгүл");
        assert_eq!(readings(&app).await, 0);
    }

    async fn what_cannot_be_written_down_is_not_shown(app: TestApp) {
        let organization = app.organization("O", "ENTERPRISE").await;
        let id = named(&app, &organization).await;
        let postgres = app.raw.get_database_backend() == sea_orm::DbBackend::Postgres;
        app.raw.execute_unprepared(if postgres {
            "CREATE FUNCTION full() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'no'; END $$;
            CREATE TRIGGER full_journal BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION full()"
        } else {
            "CREATE TRIGGER full_journal BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'no'); END"
        }).await.unwrap();
        let body = read(&app, &admin(&organization), Some("CONTACT"), &id).await;
        let person = &body["data"]["contactPerson"];
        assert_eq!((&person["id"], &person["name"]), (&json!(id), &Value::Null), "{body}");
        assert_eq!(body["errors"][0]["extensions"]["code"], "UNAVAILABLE", "{body}");
        // Others go on.
        let plain = "query($id: ID!) { contactPerson(id: $id) { id post } }";
        let plain = ask(&app, &admin(&organization), None, plain, json!({"id": id})).await.body;
        assert_eq!(plain.get("errors"), None, "{plain}");
        let drop = if postgres { "DROP TRIGGER full_journal ON journal" } else { "DROP TRIGGER full_journal" };
        app.raw.execute_unprepared(drop).await.unwrap();
        let body = read(&app, &admin(&organization), Some("CONTACT"), &id).await;
        assert_eq!(body["data"]["contactPerson"]["name"], NAME);
    }

    async fn a_list_is_written_down_in_one_statement_a_line_a_person(app: TestApp) {
        let organization = app.organization("O", "ENTERPRISE").await;
        let ids: Vec<_> = [named(&app, &organization).await, named(&app, &organization).await, named(&app, &organization).await].into();
        // So that it is known where its seats are.
        ask(&app, &admin(&organization), Some("CONTACT"), LIST, json!({})).await;
        let asked = async { ask(&app, &admin(&organization), Some("CONTACT"), LIST, json!({})).await };
        let (statements, answer) = app.statements(asked).await;
        assert_eq!(answer.body["data"]["contactPersons"]["nodes"].as_array().unwrap().len(), ids.len());
        assert_eq!(readings(&app).await, 6);
        assert_eq!(statements, 2, "the page, and what is written down");
    }

    async fn a_change_shows_them_on_the_same_terms_and_no_name_is_in_the_journal(app: TestApp) {
        let organization = app.organization("O", "ENTERPRISE").await;
        let id = named(&app, &organization).await;
        let edit = "mutation($input: ContactPersonEditInput!) {
            contactPersonEdit(input: $input) { object: contactPerson { name } userErrors { code } } }";
        let input = json!({"input": {"id": id, "details": details()}});
        let plain = ask(&app, &admin(&organization), None, edit, input.clone()).await.body;
        assert_eq!(plain["data"]["contactPersonEdit"]["object"]["name"], Value::Null, "{plain}");
        let shown = ask(&app, &admin(&organization), Some("CONTRACT"), edit, input).await.body;
        assert_eq!(shown["data"]["contactPersonEdit"]["object"]["name"], NAME, "{shown}");
        assert_eq!(readings(&app).await, 1);
        let refused = json!({"id": id, "details": details(), "expectedVersion": 77});
        app.codes(&admin(&organization), "contactPersonEdit", refused).await;
        for value in [NAME, "+7 701 000 00 00", "aigul@example.kz"] {
            for column in ["natural_key", "action", "client", "person", "fields", "code", "request_id"] {
                let sql = format!("SELECT count(*) FROM journal WHERE {column} LIKE '%{value}%'");
                assert_eq!(app.number(&sql).await, 0, "{column}");
            }
        }
    }

    async fn contact_persons_are_for_their_organization_and_its_region(app: TestApp) {
        let organization = app.organization("O", "ENTERPRISE").await;
        let id = named(&app, &organization).await;
        let other = app.organization("P", "ENTERPRISE").await;
        for (role, place, sees) in [
            ("EMPLOYER_HR", organization.as_str(), true),
            ("EMPLOYER_HR", &other, false),
            ("LEARNER", &organization, false),
            ("LOCAL_EXECUTIVE", "35", true),
            ("LOCAL_EXECUTIVE", "71", false),
            ("REGIONAL_CHAMBER", "35", true),
            ("MINISTRY_EDITOR", "KZ", false),
            ("AUDITOR", "KZ", false),
        ] {
            let by = Persona { scopes: SCOPES, ..Persona::new(role, place) };
            let body = read(&app, &by, Some("SUPERVISION"), &id).await;
            assert_eq!(body["data"]["contactPerson"]["name"] == NAME, sees, "{role} {place} {body}");
        }
        app.ok(&admin(&organization), "contactPersonEnd", json!({"id": id})).await;
        let akimat = Persona { scopes: SCOPES, ..Persona::new("LOCAL_EXECUTIVE", "35") };
        let body = read(&app, &akimat, Some("SUPERVISION"), &id).await;
        assert_eq!(body["data"]["contactPerson"], Value::Null, "one who is no contact person any more");
    }
}
