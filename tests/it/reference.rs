//! Reference books: looking things up, and what changes make of codes.

use app::Position;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use support::{QUALIFICATION, TestApp, terms};

use crate::on_both;

/// What an anonymous caller reads.
async fn read(app: &TestApp, query: &str) -> Value {
    app.anonymous(query, json!({})).await.data().clone()
}

on_both! {
    async fn rows_are_found_by_each_of_their_keys(app: TestApp) {
        let found = read(
            &app,
            "{ a: region(by: {code: \"10\"}) { id name predecessor { name } }
               b: region(by: {isoCode: \"KZ-10\"}) { id }
               nowhere: region(by: {code: \"zz\"}) { id }
               settlement(by: {katoCode: \"101000000\"}) { kind parent { name } region { id } }
               specialty(by: {levelAndCode: {level: TVET, code: \"07130700\"}}) {
                 name qualifications { code specialty { code level } } }
               qualification(by: {code: \"4S07130704\"}) { nqfLevel specialty { code } }
               economicActivity(by: {okedCode: \"01.1\"}) { section level parent { okedCode } }
               occupation(by: {code: \"1111-1-001\"}) { level parent { code } }
               legalAct(by: {code: \"LABOUR_CODE\"}) { kind } }",
        )
        .await;
        assert_eq!(found["a"]["name"], "Abai Region");
        assert_eq!(found["a"]["predecessor"]["name"], "East Kazakhstan Region");
        assert_eq!(found["b"]["id"], found["a"]["id"]);
        assert_eq!(found["settlement"]["region"]["id"], found["a"]["id"]);
        assert_eq!(found["nowhere"], Value::Null);
        assert_eq!(found["settlement"]["kind"], "CITY_ADMINISTRATION");
        assert_eq!(found["settlement"]["parent"]["name"], "область Абай");
        let qualifications = found["specialty"]["qualifications"].as_array().unwrap();
        assert!(qualifications.iter().any(|found| found["code"] == QUALIFICATION));
        assert!(qualifications.iter().all(|found| found["specialty"]["code"] == "07130700"));
        assert_eq!(found["qualification"]["nqfLevel"], 4);
        let activity = json!({"section": "A", "level": 3, "parent": {"okedCode": "01"}});
        assert_eq!(found["economicActivity"], activity);
        assert_eq!(found["occupation"], json!({"level": 6, "parent": {"code": "1111-1"}}));
        assert_eq!(found["legalAct"]["kind"], "CODE");

        let id = found["a"]["id"].as_str().unwrap();
        let node = read(&app, &format!("{{ node(id: \"{id}\") {{ id __typename }} }}")).await;
        assert_eq!(node["node"], json!({"id": id, "__typename": "Region"}));
    }

    async fn lists_are_filtered_searched_and_counted(app: TestApp) {
        let found = read(
            &app,
            "{ regions(first: 100) { totalCount facets { field value count } }
               settlements(first: 1, filter: {regionCode: {eq: \"75\"}, kind: {eq: CITY_DISTRICT}},
                   orderBy: {field: KATO_CODE}) { totalCount nodes { katoCode } }
               qualifications(first: 1, search: \"электрогазосварщик\",
                   filter: {specialty: {some: {iscedField: {startsWith: \"07\"}}}}) {
                 totalCount nodes { code } }
               economicActivities(filter: {section: {eq: \"U\"}}) { totalCount }
               academicYears { code startsOn endsOn } }",
        )
        .await;
        let facets = json!([
            {"field": "KIND", "value": "CITY", "count": 3},
            {"field": "KIND", "value": "OBLAST", "count": 17},
        ]);
        let mut counted = found["regions"]["facets"].as_array().unwrap().clone();
        counted.sort_by_key(|facet| facet["count"].as_u64());
        assert_eq!(Value::from(counted), facets);
        assert_eq!(found["settlements"]["totalCount"], 8);
        assert!(found["qualifications"]["totalCount"].as_u64() > Some(0), "{found}");
        assert_eq!(found["academicYears"][0]["code"], "2020-2021");
    }

    async fn rules_are_read_at_a_day(app: TestApp) {
        let found = read(
            &app,
            "{ today: rules { key value unit }
               then: rule(key: \"MONTHLY_CALCULATION_INDEX\", at: \"2023-06-01\") {
                 value unit validTo severity legalAct { code } }
               before: rule(key: \"MONTHLY_CALCULATION_INDEX\", at: \"1999-01-01\") { value }
               unknown: rule(key: \"NO_SUCH_RULE\") { value } }",
        )
        .await;
        assert_eq!(
            found["then"],
            json!({"value": 3450, "unit": "TENGE", "validTo": "2023-12-31", "severity": "BLOCK",
                "legalAct": {"code": "REPUBLICAN_BUDGET_LAW"}}),
        );
        assert_eq!((&found["before"], &found["unknown"]), (&Value::Null, &Value::Null));
        let rules = found["today"].as_array().unwrap();
        assert!(rules.iter().any(|rule| rule["key"] == "REQUEST_MAX_HEADCOUNT"), "{found}");
    }

    async fn a_code_is_resolved_and_what_was_repaired_is_told(app: TestApp) {
        const QUERY: &str = "query($raw: String!, $kind: ClassifierCodeKind) {
            resolveCode(raw: $raw, kind: $kind) { code specialties { code } qualifications { code }
                repairs { kind text } obstacle { kind text }
                candidates { ... on Qualification { code } ... on Specialty { code } } } }";
        let resolve = async |raw: &str| {
            let variables = json!({"raw": raw, "kind": "QUALIFICATION"});
            app.anonymous(QUERY, variables).await.data()["resolveCode"].clone()
        };
        let resolved = resolve("4С7130704").await;
        assert_eq!(resolved["code"], QUALIFICATION);
        assert_eq!(resolved["qualifications"], json!([{"code": QUALIFICATION}]));
        let repairs = resolved["repairs"].as_array().unwrap();
        let kinds: Vec<_> = repairs.iter().map(|repair| repair["kind"].clone()).collect();
        assert_eq!(kinds, ["LETTERS_REPLACED", "LEADING_ZERO_ADDED"]);

        let unresolved = resolve("07130700").await;
        assert_eq!(unresolved["code"], Value::Null);
        assert_eq!(unresolved["obstacle"]["kind"], "SPECIALTY_GIVEN");
        let candidates = unresolved["candidates"].as_array().unwrap();
        assert!(candidates.contains(&json!({"code": QUALIFICATION})), "{unresolved}");

        let long = app.anonymous(QUERY, json!({"raw": "1".repeat(201)})).await;
        assert_eq!(long.error(), "BAD_USER_INPUT");
    }

    async fn all_wrong_codes_are_told_at_once_with_what_was_meant(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let mut terms = terms(5);
        terms["qualificationCode"] = "4С7130704".into();
        terms["katoCode"] = "999999999".into();
        terms["academicYear"] = "2026".into();
        let input = json!({"employerId": employer, "terms": terms});
        let refused = app.act(&hr, "employerRequestCreate", input).await;
        let errors = refused["userErrors"].as_array().unwrap();
        let codes: Vec<_> = errors.iter().map(|error| error["code"].clone()).collect();
        assert_eq!(codes, ["QUALIFICATION_UNKNOWN", "PLACE_UNKNOWN", "ACADEMIC_YEAR_UNKNOWN"]);
        assert_eq!(errors[0]["field"], json!(["input", "terms", "qualificationCode"]));
        let fix = errors[0]["howToFix"].as_str().unwrap();
        assert!(fix.contains("4S07130704 ("), "{fix}");
        assert!(fix.contains("The lost leading zero was added."), "{fix}");
    }

    async fn a_retired_qualification_is_not_chosen_anew_and_may_stay(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let request = app.draft(&employer, &hr, 5).await;
        // As another replica does it.
        for statement in [
            "UPDATE qualification SET status = 'retired' WHERE code = '4S07130704'",
            "INSERT INTO journal (at, record, record_id, version, action, state, client, source)
             SELECT updated_at, 'qualification', id, 2, 'retire', 'retired', 'test', 'test'
             FROM qualification WHERE code = '4S07130704'",
        ] {
            app.raw.execute_unprepared(statement).await.unwrap();
        }
        app.catch_up(Position::default()).await;
        let input = json!({"employerId": employer, "terms": terms(5)});
        let codes = app.codes(&hr, "employerRequestCreate", input).await;
        assert_eq!(codes, ["QUALIFICATION_RETIRED"]);
        app.ok(&hr, "employerRequestEdit", json!({"id": request, "terms": terms(6)})).await;
    }

    async fn requests_show_their_reference_rows_without_statements_of_their_own(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        for n in 1..4 {
            app.draft(&employer, &hr, n).await;
        }
        let list = async |fields: &str| {
            let query = format!("{{ employerRequests {{ nodes {{ id {fields} }} }} }}");
            app.statements(app.send(&hr, &query, json!({}))).await
        };
        let (plain, _) = list("").await;
        let fields = "qualification { name } specialty { code } regionCode region { name }
            settlement { name parent { id } }";
        let (more, answer) = list(fields).await;
        let request = &answer.data()["employerRequests"]["nodes"][0];
        assert_eq!(request["specialty"]["code"], "07130700");
        assert_eq!(request["region"]["name"], "Karaganda Region");
        // The district that the place is a part of is read: one statement for all of them.
        assert_eq!(more, plain + 1);
    }
}
