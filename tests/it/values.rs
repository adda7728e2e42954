//! A value that does not fit its type is named by its path, with what is wanted there and an example.
//! What was written is not repeated, nor is anything said of how things are called inside.

use serde_json::{Value, json};
use support::{Persona, TestApp, terms};

use crate::{contents::Contents, on_both};

const DAY: &str = "Write year, month and day, such as \"2026-12-31\"";
const MOMENT: &str = "Write day, time and offset from UTC, such as \"2026-12-31T18:00:00Z\"";
const WHOLE: &str = "Write digits without quotes, such as 25";
const UUID: &str = "such as \"0190a5c8-7b7e-7c3e-9d0a-2f1f6f0f7a11\"";
const REQUEST: &str = "employer_request_01h455vb4pex5vsknk084sn02q";
const ORGANIZATION: &str = "organization_01h455vb4pex5vsknk084sn02q";

/// Words of ours that are no words of the schema.
const INTERNAL: [&str; 8] =
    ["_birth", "_target", "occurred while", "Failed to parse", "::", "u32", "i32", "Coded"];

/// The errors of an operation that is not begun: code and message of each.
async fn errors(
    app: &TestApp,
    by: &Persona,
    query: &str,
    variables: Value,
) -> Vec<(String, String)> {
    let before = Contents::of(app).await;
    let answer = app.send(by, query, variables.clone()).await;
    assert_eq!(Contents::of(app).await, before, "{query} {variables} has left something");
    let errors = answer.body["errors"].as_array();
    let errors = errors.unwrap_or_else(|| panic!("{query} {variables}: {}", answer.body));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let told: Vec<_> =
        errors.iter().map(|e| (text(&e["extensions"]["code"]), text(&e["message"]))).collect();
    for error in errors {
        let whole = error.to_string();
        assert!(INTERNAL.iter().all(|word| !whole.contains(word)), "{whole}");
        let known: Vec<_> = error["extensions"].as_object().unwrap().keys().collect();
        assert_eq!(known, ["code", "requestId"], "{whole}");
    }
    told
}

/// One error, of a value that came in a variable.
async fn one(app: &TestApp, by: &Persona, query: &str, variables: Value, path: &str, part: &str) {
    let told = errors(app, by, query, variables.clone()).await;
    let [(code, message)] = &*told else { panic!("{query} {variables}: {told:?}") };
    assert_eq!(code, "BAD_USER_INPUT", "{query} {variables}: {message}");
    assert!(message.starts_with(&format!("`{path}`: ")), "{query} {variables}: {message}");
    assert!(message.contains(part), "{query} {variables}: {message}");
}

/// An input with one part of it set to something else.
fn set(mut input: Value, path: &str, value: Value) -> Value {
    let place = path.split('.').fold(&mut input, |input, part| match part.parse::<usize>() {
        Ok(place) => &mut input[place],
        Err(_) => &mut input[part],
    });
    *place = value;
    input
}

const CREATE: &str = "mutation($input: EmployerRequestCreateInput!) {
    employerRequestCreate(input: $input) { userErrors { code } } }";

on_both! {
    async fn a_value_of_an_input_is_named_by_its_path(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let input = json!({"employerId": employer, "terms": terms(3)});
        for (path, value, part) in [
            ("terms.headcount", json!(-1), "not a whole number from 0 on"),
            ("terms.headcount", json!(2.5), WHOLE),
            ("terms.headcount", json!("three"), WHOLE),
            ("terms.headcount", json!(4_294_967_296_u64), "to 2147483647"),
            ("terms.headcount", Value::Null, "required, and it is absent or null. Write digits"),
            ("terms.closesAt", json!("31.12.2026"), DAY),
            ("terms.closesAt", json!("2026-02-30"), "not a day of the calendar"),
            ("terms.closesAt", json!(20_261_231), DAY),
            ("terms.kind", json!("HIRE"), "HIRE_GRADUATES"),
            ("terms.kind", json!(1), "DUAL_TRAINING"),
            ("terms.housing", json!("yes"), "Write `true` or `false` without quotes"),
            ("terms.latitude", json!("north"), "not a number"),
            ("terms.title", json!("Дәнекерлеуші"), "Write the fields of LocalizedTextInput"),
            ("terms.title.ru", json!(7), "Write a text in quotes"),
            ("terms.title.de", json!("x"), "there is no such field"),
            ("terms.salaryFrom", json!(250_000), "Write the fields of MoneyInput"),
            ("terms.salaryFrom", json!({"amount": "1", "currency": "USD"}), "Write one of KZT"),
            ("terms.salaryTo", json!({"amount": 1.5}), "such as \"250000.00\""),
            ("terms.selectedCollegeIds", json!([ORGANIZATION, 1.5]), "not an id"),
            ("terms", json!([]), "Write the fields of EmployerRequestTermsInput"),
            ("employerId", json!(true), "not an id. Write a text in quotes"),
            ("id", json!("employer_request_1"), "26 characters follow `employer_request_`, and here 1."),
            ("idempotencyKey", json!("once"), UUID),
            ("idempotencyKey", json!("0190a5c8-7b7e-7c3e-9d0a-2f1f6f0f7a1"), UUID),
            ("colour", json!("red"), "there is no such field"),
        ] {
            let variables = json!({"input": set(input.clone(), path, value.clone())});
            let below = match path {
                "terms.selectedCollegeIds" => ".1",
                "terms.salaryFrom" if value.is_object() => ".currency",
                "terms.salaryTo" => ".amount",
                _ => "",
            };
            one(&app, &hr, CREATE, variables, &format!("input.{path}{below}"), part).await;
        }
    }

    async fn all_values_that_do_not_fit_are_told_at_once(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let input = json!({"employerId": employer, "terms": terms(3)});
        let input = set(set(input, "terms.closesAt", json!("soon")), "terms.headcount", json!("3"));
        let told = errors(&app, &hr, CREATE, json!({ "input": input })).await;
        let begins = |path: &str| told.iter().any(|(_, text)| text.starts_with(&format!("`{path}`")));
        assert!(begins("input.terms.closesAt") && begins("input.terms.headcount"), "{told:?}");
    }

    async fn of_many_values_that_do_not_fit_ten_are_told(app: TestApp) {
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
        let many = vec![json!({}); 400];
        assert_eq!(errors(&app, &Persona::editor(), query, json!({"ids": many})).await.len(), 10);
        let query = "query($ids: [ID!]) { requestResponses(filter: {requestId: {in: $ids}}) {
            nodes { id }
        } }";
        let same = vec![json!(ORGANIZATION); 150];
        let told = errors(&app, &Persona::editor(), query, json!({"ids": same})).await;
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].1.matches(" or `").count(), 9, "{}", told[0].1);
    }

    async fn an_argument_that_does_not_fit_is_named(app: TestApp) {
        let (_, hr) = app.employer("E").await;
        let list = "query($filter: EmployerRequestFilter) { employerRequests(filter: $filter) { totalCount } }";
        for (query, value, path, part) in [
            ("query($id: ID!) { employerRequest(id: $id) { id } }", Value::Null, "id", "required"),
            ("query($first: Int) { employerRequests(first: $first) { totalCount } }", json!("5"), "first", WHOLE),
            ("query($at: Date) { rules(at: $at) { key } }", json!("today"), "at", DAY),
            (list, json!({"status": {"eq": "OPEN"}}), "filter.status.eq", "PUBLISHED"),
            (list, json!({"colour": {}}), "filter.colour", "no such field"),
            (list, json!({"updatedAt": {"gt": "2026-12-31"}}), "filter.updatedAt.gt", MOMENT),
            (list, json!({"and": [{}, {"closesAt": {"in": ["2026-12-31", "x"]}}]}),
                "filter.and.1.closesAt.in.1", DAY),
            (list, json!({"employerId": {"in": [ORGANIZATION, REQUEST]}}), "filter.employerId.in.1",
                "begin with `organization_`"),
            ("query($by: OrganizationBy!) { organization(by: $by) { id } }",
                json!({"bin": "1", "id": ORGANIZATION}), "by", "exactly one field. Write one of bin, id"),
            ("query($by: OrganizationBy!) { organization(by: $by) { id } }",
                json!({"id": REQUEST}), "by.id", "begin with `organization_`"),
        ] {
            // The variable is called as the argument is.
            let name = path.split('.').next().unwrap();
            one(&app, &hr, query, json!({ name: value }), path, part).await;
        }
    }

    async fn what_is_wrong_with_an_id_is_told(app: TestApp) {
        let query = "query($id: ID!) { employerRequest(id: $id) { id } }";
        for (id, part) in [
            (ORGANIZATION, "not an id of this type, because those begin with `employer_request_`"),
            ("", "those begin with `employer_request_`"),
            ("1", "those begin with `employer_request_`"),
            ("EMPLOYER_REQUEST_01H455VB4PEX5VSKNK084SN02Q", "those begin with `employer_request_`"),
            ("employer_request_", "26 characters follow `employer_request_`, and here 0."),
            ("employer_request_01h455vb4pex5vsknk084sn02", "and here 25."),
            ("employer_request_01h455vb4pex5vsknk084sn02qq", "and here 27."),
            ("employer_request_01h455vb4pex5vsknk084sn02!", "character 26 after `employer_request_`"),
            ("employer_request_01h455vb4pex5vsknk084sn02л", "character 26 after `employer_request_`"),
            ("employer_request_01h455vb4pEx5vsknk084sn02q", "character 11 after `employer_request_`"),
            ("employer_request_o1h455vb4pex5vsknk084sn02q", "character 1 after `employer_request_`"),
            ("employer_request_81h455vb4pex5vsknk084sn02q", "is from 0 to 7"),
        ] {
            let told = errors(&app, &Persona::editor(), query, json!({ "id": id })).await;
            let [(code, message)] = &*told else { panic!("{id}: {told:?}") };
            assert_eq!(code, "BAD_USER_INPUT");
            assert!(message.starts_with("`id`: ") && message.contains(part), "{id}: {message}");
            assert!(id.len() < 2 || !message.contains(id) || id == "employer_request_", "{message}");
        }
        let (_, college) = app.college("C").await;
        let respond = "mutation($input: RequestResponseCreateInput!) {
            requestResponseCreate(input: $input) { userErrors { code } } }";
        // Two fields have the same value, and one of them may have it.
        let input = json!({"requestId": REQUEST, "collegeId": REQUEST, "proposal": support::proposal(1)});
        let told = errors(&app, &college, respond, json!({ "input": input })).await;
        let [(_, message)] = &*told else { panic!("{told:?}") };
        assert!(message.starts_with("`input.collegeId` or `input.requestId`: "), "{message}");
        assert!(message.contains("`organization_`"), "{message}");
    }

    async fn what_stands_in_the_document_is_named_as_well(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        for (query, code, part) in [
            ("{ employerRequests(filter: {status: {eq: OPEN}}) { totalCount } }",
                "GRAPHQL_VALIDATION_FAILED", "`filter.status.eq`: "),
            ("{ employerRequests(orderBy: [{field: COLOUR}]) { totalCount } }",
                "GRAPHQL_VALIDATION_FAILED", "`orderBy.0.field`: "),
            ("{ employerRequests(filter: {colour: {eq: 1}}) { totalCount } }",
                "GRAPHQL_VALIDATION_FAILED", "`filter.colour`: there is no such field"),
            ("{ employerRequests(first: \"5\") { totalCount } }",
                "GRAPHQL_VALIDATION_FAILED", "`first`: "),
            ("{ employerRequests(filter: {closesAt: {lt: \"soon\"}}) { totalCount } }",
                "BAD_USER_INPUT", "`filter.closesAt.lt`: "),
            ("query($x: Int = \"5\") { employerRequests(first: $x) { totalCount } }",
                "GRAPHQL_VALIDATION_FAILED", "`x`: "),
            ("{ ...Some } fragment Some on Query { rules(at: \"soon\") { key } }",
                "BAD_USER_INPUT", "`at`: "),
            ("{ ... on Query { organizations { nodes { employerRequests(first: 1.5) { totalCount } } } } }",
                "GRAPHQL_VALIDATION_FAILED", "`first`: "),
        ] {
            let told = errors(&app, &hr, query, json!({})).await;
            assert_eq!(told[0].0, code, "{query}: {told:?}");
            assert!(told[0].1.starts_with(part), "{query}: {told:?}");
            assert!(!told[0].1.contains("soon") && !told[0].1.contains("OPEN"), "{told:?}");
        }
        // A variable somewhere in a value of the document.
        let mutation = "mutation($id: ID!, $day: Date!) { employerRequestExtend(input: {id: $id,
            closesAt: $day}) { userErrors { code } } }";
        let variables = json!({"id": employer, "day": "2026-13-01"});
        let told = errors(&app, &hr, mutation, variables).await;
        assert!(told.iter().all(|(code, _)| code == "BAD_USER_INPUT"), "{told:?}");
        assert!(told.iter().any(|(_, text)| text.starts_with("`day`: ")), "{told:?}");
        let told = errors(&app, &hr, CREATE, json!({})).await;
        assert_eq!(told[0].0, "BAD_USER_INPUT", "{told:?}");
        assert!(told[0].1.starts_with("`input`: required"), "{told:?}");
    }
}
