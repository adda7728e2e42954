//! What cannot be used is refused with a code that tells why, and nothing is written.

use app::Position;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use support::{Persona, TestApp, proposal, terms};
use uuid::Uuid;

use crate::{
    contents::Contents,
    on_both,
    schema::types,
    stage::{Stage, organization_profile, profile, with},
};

/// A change that is refused for one reason; the reason. Not even its key is kept.
async fn refused(
    app: &TestApp,
    by: &Persona,
    mutation: &str,
    mut input: Value,
    code: &str,
) -> Value {
    if input["idempotencyKey"].is_null() {
        input["idempotencyKey"] = json!(Uuid::now_v7());
    }
    let before = Contents::of(app).await;
    let payload = app.act(by, mutation, input.clone()).await;
    let errors = payload["userErrors"].as_array().unwrap_or_else(|| panic!("{input}: {payload}"));
    let codes: Vec<_> = errors.iter().map(|error| error["code"].as_str().unwrap()).collect();
    assert_eq!(codes, [code], "{mutation} {input}: {payload}");
    assert_eq!(payload["object"], Value::Null);
    assert!(!errors[0]["message"].as_str().unwrap().is_empty());
    assert_eq!(Contents::of(app).await, before, "{mutation} {input} has left something");
    errors[0].clone()
}

/// An operation that is not even begun.
async fn not_begun(
    app: &TestApp,
    by: &Persona,
    query: &str,
    variables: Value,
    code: &str,
) -> String {
    let before = Contents::of(app).await;
    let answer = app.send(by, query, variables.clone()).await;
    assert_eq!(answer.error(), code, "{query} {variables}: {}", answer.body);
    assert_eq!(Contents::of(app).await, before, "{query} {variables} has left something");
    answer.body["errors"][0]["message"].as_str().unwrap().to_owned()
}

/// What mutations are named after, and the prefixes of ids.
const OBJECTS: [(&str, &str); 8] = [
    ("apiClient", "api_client"),
    ("person", "person"),
    ("workplace", "workplace"),
    ("employerRequest", "employer_request"),
    ("requestResponse", "request_response"),
    ("organization", "organization"),
    ("clusterMembership", "cluster_membership"),
    ("cluster", "cluster"),
];

/// Terms with one field set to something.
fn terms_with(field: &str, value: Value) -> Value {
    let mut terms = terms(3);
    terms[field] = value;
    terms
}

on_both! {
    async fn a_wrong_bin_is_told_which_digits_are_wrong(app: TestApp) {
        for (bin, part) in [
            ("50014000000", "11. See whether a spreadsheet has lost the leading zero"),
            ("5001400000001", "this one 13"),
            ("50014000000O", "at place 12 is 'O'"),
            ("501340000001", "there is no month 13"),
            ("500110000001", "5"),
            ("500145000001", "6"),
            (wrong_control_digit().as_str(), "12"),
            (never_issued().as_str(), "never issued"),
        ] {
            let input = json!({"bin": bin, "profile": organization_profile()});
            let error = refused(&app, &Persona::editor(), "organizationCreate", input, "BIN_INVALID").await;
            let told = format!("{} {}", error["message"], error["howToFix"]);
            assert!(told.contains(part), "{bin}: {told}");
            assert_eq!(error["field"], json!(["input", "bin"]), "{error}");
        }
        let input = json!({"profile": organization_profile()});
        refused(&app, &Persona::editor(), "organizationCreate", input, "BIN_REQUIRED").await;
    }

    async fn a_bin_is_given_to_one_organization_only(app: TestApp) {
        let bin = support::next_bin();
        let input = json!({"bin": bin, "profile": organization_profile()});
        app.ok(&Persona::editor(), "organizationCreate", input.clone()).await;
        refused(&app, &Persona::editor(), "organizationCreate", input, "TAKEN").await;
    }

    async fn unknown_codes_are_told_what_is_meant(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        for (field, value, code, part) in [
            ("qualificationCode", "4S0713070", "QUALIFICATION_UNKNOWN", "7 digits"),
            // A Cyrillic letter.
            ("qualificationCode", "4Ѕ07130704", "QUALIFICATION_UNKNOWN", "4S07130704"),
            ("qualificationCode", "4s07130704 ", "QUALIFICATION_UNKNOWN", "4S07130704"),
            ("katoCode", "999999999", "PLACE_UNKNOWN", ""),
            ("katoCode", "35", "PLACE_UNKNOWN", ""),
            ("academicYear", "1999-2000", "ACADEMIC_YEAR_UNKNOWN", ""),
        ] {
            let input = json!({"employerId": employer, "terms": terms_with(field, json!(value))});
            let error = refused(&app, &hr, "employerRequestCreate", input, code).await;
            assert_eq!(error["field"], json!(["input", "terms", field]), "{error}");
            let remedy = error["howToFix"].as_str().unwrap();
            assert!(!remedy.is_empty() && remedy.contains(part), "{value}: {remedy}");
        }
        let mut profile = organization_profile();
        profile["okedCode"] = json!("99999");
        let input = json!({"bin": support::next_bin(), "profile": profile});
        refused(&app, &Persona::editor(), "organizationCreate", input, "OKED_UNKNOWN").await;
    }

    async fn a_retired_qualification_is_not_chosen_anew_and_stays_where_it_was(app: TestApp) {
        use sea_orm::ConnectionTrait;

        let (employer, hr) = app.employer("E").await;
        let id = app.draft(&employer, &hr, 3).await;
        let retire = "UPDATE qualification SET status = 'retired' WHERE code = '4S07130704'";
        app.raw.execute_unprepared(retire).await.unwrap();
        // Another replica has loaded a new edition.
        let told = "INSERT INTO journal (at, record, record_id, version, action, state, client, source)
            SELECT updated_at, 'qualification', id, 2, 'edit', status, 'test', 'reference'
            FROM qualification WHERE code = '4S07130704'";
        app.raw.execute_unprepared(told).await.unwrap();
        app.catch_up(Position::default()).await;
        let input = json!({"employerId": employer, "terms": terms(3)});
        let error = refused(&app, &hr, "employerRequestCreate", input, "QUALIFICATION_RETIRED").await;
        assert!(!error["howToFix"].as_str().unwrap().is_empty());
        app.ok(&hr, "employerRequestEdit", json!({"id": id, "terms": terms(4)})).await;
    }

    async fn numbers_and_dates_out_of_bounds_are_refused(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        for (field, value, code) in [
            ("headcount", json!(0), "HEADCOUNT_OUT_OF_RANGE"),
            ("headcount", json!(1_000_000), "HEADCOUNT_OUT_OF_RANGE"),
            ("visibility", json!("SELECTED_COLLEGES"), "AUDIENCE_MISSING"),
            ("visibility", json!("CLUSTER"), "AUDIENCE_MISSING"),
            ("latitude", json!(91), "COORDINATES_INVALID"),
            ("salaryFrom", json!({"amount": "-1"}), "INVALID"),
            ("salaryFrom", json!({"amount": "1.005"}), "INVALID"),
            ("salaryFrom", json!({"amount": "много"}), "INVALID"),
            ("salaryFrom", json!({"amount": "99999999999999999999"}), "INVALID"),
        ] {
            let input = json!({"employerId": employer, "terms": terms_with(field, value)});
            let error = refused(&app, &hr, "employerRequestCreate", input, code).await;
            if code == "INVALID" {
                assert_eq!(error["field"], json!(["input", "terms", "salaryFrom", "amount"]));
                assert!(error["message"].as_str().unwrap().contains("\"250000.00\""), "{error}");
            }
        }
        let mut swapped = terms_with("startFrom", json!("2027-02-01"));
        swapped["startTo"] = json!("2027-01-31");
        let input = json!({"employerId": employer, "terms": swapped});
        refused(&app, &hr, "employerRequestCreate", input, "DATES_OUT_OF_ORDER").await;
        let mut swapped = terms_with("salaryFrom", json!({"amount": "2"}));
        swapped["salaryTo"] = json!({"amount": "1.99"});
        let input = json!({"employerId": employer, "terms": swapped});
        refused(&app, &hr, "employerRequestCreate", input, "SALARY_OUT_OF_ORDER").await;
        let id = app.draft(&employer, &hr, 3).await;
        for closes_at in [json!("2026-12-14"), json!("2020-01-01"), Value::Null] {
            let input = json!({"id": id, "terms": terms_with("closesAt", closes_at)});
            app.ok(&hr, "employerRequestEdit", input).await;
            let error = refused(&app, &hr, "employerRequestSubmit", json!({"id": id}), "CLOSES_TOO_EARLY").await;
            assert_eq!(error["rule"], "REQUEST_CLOSING_NOTICE_DAYS");
        }
        let college = app.college("C").await;
        let request = app.published(&employer, &hr, 3).await;
        let zero = json!({"requestId": request, "collegeId": college.0, "proposal": proposal(0)});
        refused(&app, &college.1, "requestResponseCreate", zero, "QUANTITY_NOT_POSITIVE").await;
        let offer = |seats: i32| json!({"collegeId": college.0, "terms": {
            "qualificationCode": support::QUALIFICATION, "academicYear": "2026-2027", "seats": seats}});
        for seats in [0, 1_000_000] {
            refused(&app, &college.1, "collegeOfferCreate", offer(seats), "SEATS_OUT_OF_RANGE").await;
        }
    }

    async fn texts_that_cannot_be_kept_are_refused(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        for (text, part) in [
            ("x".repeat(4001), "4001"),
            ("a\u{0}b".to_owned(), "U+0000"),
            ("a\u{7}b".to_owned(), "U+0007"),
            ("a\u{202e}b".to_owned(), "U+202E"),
        ] {
            let terms = terms_with("title", json!({ "ru": text }));
            let input = json!({"employerId": employer, "terms": terms});
            let error = refused(&app, &hr, "employerRequestCreate", input, "INVALID").await;
            assert!(error["message"].as_str().unwrap().contains(part), "{error}");
            assert_eq!(error["field"], json!(["input", "terms", "title", "ru"]), "{error}");
        }
        for empty in [json!({}), json!({"kk": "", "ru": "  "})] {
            let input = json!({"employerId": employer, "terms": terms_with("title", empty)});
            refused(&app, &hr, "employerRequestCreate", input, "INVALID").await;
        }
        let many: Vec<_> = (0..201).map(|_| employer.clone()).collect();
        let input = json!({"employerId": employer, "terms": terms_with("selectedCollegeIds", json!(many))});
        refused(&app, &hr, "employerRequestCreate", input, "INVALID").await;
        for code in ["35\u{0}", ""] {
            let input = json!({"employerId": employer, "terms": terms_with("katoCode", json!(code))});
            let error = refused(&app, &hr, "employerRequestCreate", input, "INVALID").await;
            assert_eq!(error["field"], json!(["input", "terms", "katoCode"]), "{error}");
        }
    }

    async fn a_comment_that_is_asked_for_says_something(app: TestApp) {
        let types = types(&app).await;
        let with_comment = types.iter().filter_map(|(name, it)| {
            let mutation = name.strip_suffix("Input")?;
            let field = it["inputFields"].as_array()?.iter().find(|f| f["name"] == "comment")?;
            field["type"]["name"].is_null().then(|| mutation[..1].to_lowercase() + &mutation[1..])
        });
        let mutations: Vec<_> = with_comment.collect();
        assert!(mutations.len() >= 12, "{mutations:?}");
        for mutation in mutations {
            let of = |(begin, _): &&(&str, &str)| mutation.starts_with(begin);
            let (_, object) = OBJECTS.iter().find(of).unwrap();
            let id = format!("{object}_01kdvdna00e008000000000009");
            for blank in ["", " \t\n "] {
                let input = json!({"id": id, "comment": blank});
                let error = refused(&app, &Persona::editor(), &mutation, input, "INVALID").await;
                assert_eq!(error["field"], json!(["input", "comment"]), "{mutation}");
                assert_eq!(error["message"], "The text must not be blank.", "{mutation}");
            }
        }
        // One that may be left out is left out.
        let (employer, hr) = app.employer("E").await;
        let id = app.published(&employer, &hr, 3).await;
        app.ok(&hr, "employerRequestClose", json!({"id": id, "comment": "  "})).await;
        let query = "query($id: ID!) { employerRequest(id: $id) { comment } }";
        let answer = app.send(&hr, query, json!({ "id": id })).await;
        assert_eq!(answer.data()["employerRequest"]["comment"], Value::Null);
    }

    async fn characters_that_no_text_has_are_not_searched_for(app: TestApp) {
        let (_, hr) = app.employer("E").await;
        let list = "query($s: String, $f: EmployerRequestFilter) { employerRequests(search: $s,
            filter: $f) { totalCount } }";
        for variables in [
            json!({"s": "a\u{0}b"}),
            json!({"s": "\u{1b}[2J"}),
            json!({"s": "x".repeat(201)}),
            json!({"f": {"katoCode": {"eq": "35\u{0}"}}}),
            json!({"f": {"katoCode": {"startsWith": "\u{0}"}}}),
            json!({"f": {"katoCode": {"contains": "\u{7}"}}}),
            json!({"f": {"not": {"katoCode": {"notIn": ["35", "\u{0}"]}}}}),
        ] {
            not_begun(&app, &hr, list, variables, "BAD_USER_INPUT").await;
        }
        for field in ["organization(by: {bin: $s}) { id }", "qualification(by: {code: $s}) { id }",
            "settlement(by: {katoCode: $s}) { id }", "rule(key: $s) { id }", "resolveCode(raw: $s) { code }",
            "occupation(by: {code: $s}) { id }", "legalAct(by: {code: $s}) { id }"] {
            let answer = app.anonymous(&format!("query($s: String!) {{ {field} }}"), json!({"s": "4\u{0}"})).await;
            assert_ne!(answer.error(), "INTERNAL", "{field}: {}", answer.body);
        }
    }

    async fn lone_surrogates_in_variables_are_refused(app: TestApp) {
        let (_, hr) = app.employer("E").await;
        let token = app.token(&hr).await;
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("authorization", format!("Bearer {token}")),
        ];
        let before = Contents::of(&app).await;
        for text in [r"\ud800", r"\udfff\ud800", r"\ud83d x"] {
            let body = format!(
                r#"{{"query": "query($s: String) {{ employerRequests(search: $s) {{ totalCount }} }}",
                    "variables": {{"s": "{text}"}}}}"#
            );
            let answer = app.client.request(Method::POST, "/graphql", &headers, body).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{text}");
            assert_eq!(answer.error(), "BAD_USER_INPUT", "{text}");
        }
        assert_eq!(Contents::of(&app).await, before);
    }

    async fn the_wrong_moment_and_the_wrong_person_are_told_apart(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let (_, stranger) = app.employer("F").await;
        let (_, college) = app.college("C").await;
        let id = app.draft(&employer, &hr, 3).await;
        let error = refused(&app, &hr, "employerRequestClose", json!({"id": id}), "WRONG_STATE").await;
        assert_eq!(error["currentState"], "DRAFT");
        assert_eq!(error["allowedActions"], json!(["EDIT", "SUBMIT", "WITHDRAW"]));
        let input = json!({"employerId": employer, "terms": terms(3)});
        refused(&app, &stranger, "employerRequestCreate", input.clone(), "FORBIDDEN").await;
        refused(&app, &college, "employerRequestCreate", input, "FORBIDDEN").await;
        refused(&app, &stranger, "employerRequestSubmit", json!({"id": id}), "NOT_FOUND").await;
        let published = app.published(&employer, &hr, 3).await;
        refused(&app, &stranger, "employerRequestClose", json!({"id": published}), "FORBIDDEN").await;
        let absent = "employer_request_01h455vb4pex5vsknk084sn02q";
        refused(&app, &hr, "employerRequestSubmit", json!({"id": absent}), "NOT_FOUND").await;
        for version in [0, 2, 99, i32::MAX] {
            let input = json!({"id": id, "expectedVersion": version});
            let error = refused(&app, &hr, "employerRequestSubmit", input, "VERSION_CONFLICT").await;
            assert_eq!(error["currentVersion"], 1);
            assert_eq!(error["currentState"], "DRAFT");
            assert_eq!(error["allowedActions"], json!(["EDIT", "SUBMIT", "WITHDRAW"]));
        }
        app.ok(&hr, "employerRequestSubmit", json!({"id": id})).await;
        let behind = json!({"id": id, "expectedVersion": 1});
        let error = refused(&app, &hr, "employerRequestWithdraw", behind, "VERSION_CONFLICT").await;
        assert_eq!(error["currentVersion"], 2);
        assert_eq!(error["allowedActions"], json!(["WITHDRAW"]));
    }

    async fn a_refusal_says_what_may_be_done_instead_whatever_has_refused(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let (one, two) = (app.college("C").await, app.college("D").await);
        let draft = app.draft(&employer, &hr, 3).await;
        let request = app.published(&employer, &hr, 3).await;
        let accepted = app.respond(&request, &one, 2).await;
        let response = app.respond(&request, &two, 2).await;
        app.ok(&hr, "requestResponseAccept", json!({"id": accepted})).await;
        let decided = json!(["ACKNOWLEDGE", "COUNTER", "ACCEPT", "DECLINE"]);
        let written = json!(["EDIT", "SUBMIT", "WITHDRAW"]);
        let offered = json!(["COUNTER", "WITHDRAW"]);
        let unknown = terms_with("katoCode", json!("999999999"));
        for (by, mutation, input, code, state, allowed) in [
            // Another record, the record itself, a classifier.
            (&hr, "requestResponseAccept", json!({"id": response}), "HEADCOUNT_EXCEEDED",
                "PROPOSED", &decided),
            (&two.1, "requestResponseCounter", json!({"id": response, "proposal": proposal(2)}),
                "QUANTITY_EXCEEDED", "PROPOSED", &offered),
            (&hr, "requestResponseCounter", json!({"id": response, "proposal": proposal(0)}),
                "QUANTITY_NOT_POSITIVE", "PROPOSED", &decided),
            (&hr, "employerRequestEdit", json!({"id": draft, "terms": unknown}), "PLACE_UNKNOWN",
                "DRAFT", &written),
        ] {
            let error = refused(&app, by, mutation, input, code).await;
            assert_eq!(error["currentState"], state, "{mutation}");
            assert_eq!(error["allowedActions"], *allowed, "{mutation}");
        }
    }

    async fn a_key_belongs_to_one_input_and_an_id_to_one_record(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let key = Uuid::now_v7();
        let input = json!({"employerId": employer, "terms": terms(3), "idempotencyKey": key});
        let created = app.ok(&hr, "employerRequestCreate", input).await;
        let other = json!({"employerId": employer, "terms": terms(4), "idempotencyKey": key});
        refused(&app, &hr, "employerRequestCreate", other, "IDEMPOTENCY_KEY_REUSED").await;
        let submit = json!({"id": created["id"], "idempotencyKey": key});
        refused(&app, &hr, "employerRequestSubmit", submit, "IDEMPOTENCY_KEY_REUSED").await;
        let same = json!({"id": created["id"], "employerId": employer, "terms": terms(3)});
        refused(&app, &hr, "employerRequestCreate", same, "TAKEN").await;
    }

    async fn clusters_keep_their_rules(app: TestApp) {
        let stage = Stage::new(&app).await;
        let by = stage.hr();
        let create = |region: &str, profile: Value| {
            json!({"initiatorId": stage.employer, "regionCode": region, "profile": profile})
        };
        let with_field = |field: &str, value: Value| {
            let mut profile = profile("К");
            profile[field] = value;
            create("35", profile)
        };
        for (input, code) in [
            (create("99", profile("К")), "INVALID"),
            (create("77", profile("К")), "PLACE_UNKNOWN"),
            (with_field("specialtyFields", json!(["7"])), "SPECIALTY_FIELD_INVALID"),
            (with_field("industries", json!([])), "INDUSTRY_INVALID"),
        ] {
            refused(&app, &by, "clusterCreate", input, code).await;
        }
        let (cluster, _) = stage.cluster("concept").await;
        refused(&app, &by, "clusterSubmit", with(&cluster, json!({})), "PARTNERS_MISSING").await;
    }
}

fn wrong_control_digit() -> String {
    let mut bin = support::next_bin().into_bytes();
    bin[11] = if bin[11] == b'9' { b'0' } else { bin[11] + 1 };
    String::from_utf8(bin).unwrap()
}

/// Twelve digits whose first eleven have no control digit.
fn never_issued() -> String {
    let bases = (0..).map(|n| format!("500140{n:05}"));
    let mut unissuable = bases.filter(|base| {
        (0..10).all(|digit| domain::directory::Bin::parse(&format!("{base}{digit}")).is_err())
    });
    unissuable.next().unwrap() + "0"
}
