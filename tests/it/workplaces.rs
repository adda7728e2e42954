//! Where learners are trained at an enterprise.

use serde_json::{Value, json};
use support::{Persona, TestApp};

use crate::{on_both, stage::Stage};

/// Numbers of all that fit a filter, in the order of their capacity.
async fn found(app: &TestApp, filter: Value) -> Vec<u64> {
    let query = "query($filter: WorkplaceFilter) {
        workplaces(filter: $filter, orderBy: [{field: CAPACITY}]) { nodes { capacity } } }";
    let answer = app.anonymous(query, json!({ "filter": filter })).await;
    let nodes = answer.data()["workplaces"]["nodes"].as_array().unwrap().clone();
    nodes.iter().map(|node| node["capacity"].as_u64().unwrap()).collect()
}

on_both! {
    async fn a_workplace_is_found_by_what_where_and_when_it_offers(app: TestApp) {
        let stage = Stage::new(&app).await;
        let hr = stage.hr();
        for (capacity, change) in [
            (1, json!({"qualificationCodes": ["3W07161303"]})),
            (2, json!({"qualificationCodes": ["3W07161303", "4S07130704"], "isHarmful": true})),
            (3, json!({"katoCode": "710000000", "latitude": 51.1, "longitude": 71.4})),
            (4, json!({"availableTo": stage.day(30), "shiftMode": "ROTATING"})),
        ] {
            let mut terms = stage.workplace_terms();
            terms["capacity"] = json!(capacity);
            for (field, value) in change.as_object().unwrap() {
                terms[field] = value.clone();
            }
            let input = json!({"enterpriseId": stage.employer, "terms": terms});
            let workplace = app.ok(&hr, "workplaceCreate", input).await;
            app.ok(&hr, "workplacePublish", json!({"id": workplace["id"]})).await;
        }
        stage.workplace("draft").await;
        let near = json!({"latitude": 51.0, "longitude": 71.0, "radiusKm": 100.0});
        for (filter, expected) in [
            (json!({}), &[1, 2, 3, 4][..]),
            (json!({"qualificationCodes": {"has": "3w07161303"}}), &[1, 2]),
            (json!({"qualificationCodes": {"has": "4S07130704"}}), &[2, 3, 4]),
            (json!({"qualificationCodes": {"has": "07130704"}}), &[]),
            (json!({"regionCode": {"eq": "71"}}), &[3]),
            (json!({"katoCode": {"startsWith": "35"}}), &[1, 2, 4]),
            (json!({ "near": near }), &[3]),
            (json!({"isHarmful": {"eq": false}, "capacity": {"gte": 3}}), &[3, 4]),
            (json!({"shiftMode": {"eq": "ROTATING"}}), &[4]),
            (json!({"availableTo": {"isNull": true}}), &[1, 2, 3]),
            (json!({"availableTo": {"lt": stage.day(31)}}), &[4]),
            (json!({"availableFrom": {"gt": stage.day(0)}}), &[]),
            (json!({"availableOn": stage.day(30)}), &[1, 2, 3, 4]),
            (json!({"availableOn": stage.day(31)}), &[1, 2, 3]),
            (json!({"availableOn": "2020-01-01"}), &[]),
            (json!({"enterpriseId": {"eq": stage.college}}), &[]),
        ] {
            assert_eq!(found(&app, filter.clone()).await, expected, "{filter}");
        }
        let query = "{ workplaces(search: \"сварочный\", first: 1, orderBy: [{field: CAPACITY}]) { nodes {
            number status name isHarmful regionCode enterprise { id }
            qualifications { code specialty { code } } allowedActions } } }";
        let shown = app.send(&hr, query, json!({})).await.data()["workplaces"]["nodes"][0].clone();
        assert!(shown["number"].as_str().unwrap().starts_with("W-35-2026-00000"), "{shown}");
        assert_eq!(shown["enterprise"]["id"], json!(stage.employer));
        assert_eq!(shown["qualifications"][0]["code"], "3W07161303");
        assert_eq!(shown["qualifications"][0]["specialty"]["code"], "07161300");
        assert_eq!(shown["allowedActions"], json!(["EDIT", "SUSPEND", "CLOSE"]));
    }

    async fn all_that_is_wrong_with_a_workplace_is_told_at_once(app: TestApp) {
        let stage = Stage::new(&app).await;
        let hr = stage.hr();
        let create = async |change: Value| {
            let mut terms = stage.workplace_terms();
            for (field, value) in change.as_object().unwrap() {
                terms[field] = value.clone();
            }
            let input = json!({"enterpriseId": stage.employer, "terms": terms});
            app.refused(&hr, "workplaceCreate", input).await
        };
        let at = |code: &str, field: &str| json!([code, ["input", "terms", field]]);
        let codes = json!({"qualificationCodes": ["4S07130704", "4S99999999"], "katoCode": "99"});
        assert_eq!(
            create(codes).await,
            [at("QUALIFICATION_UNKNOWN", "qualificationCodes"), at("PLACE_UNKNOWN", "katoCode")]
        );
        let many: Vec<_> = (0..21).map(|n| format!("4S999999{n:02}")).collect();
        let named = at("QUALIFICATIONS_OUT_OF_RANGE", "qualificationCodes");
        assert_eq!(create(json!({ "qualificationCodes": many })).await, [named]);
        let values = json!({
            "capacity": 1001, "qualificationCodes": [], "availableTo": "2020-01-01",
            "latitude": 10.0,
        });
        assert_eq!(
            create(values).await,
            [
                at("CAPACITY_OUT_OF_RANGE", "capacity"),
                at("QUALIFICATIONS_OUT_OF_RANGE", "qualificationCodes"),
                at("DATES_OUT_OF_ORDER", "availableTo"),
                at("COORDINATES_INVALID", "latitude"),
            ]
        );
        // Nothing that was refused has taken a number.
        let id = stage.workplace("draft").await;
        let query = "query($id: ID!) { workplace(id: $id) { number version } }";
        let shown = app.send(&hr, query, json!({ "id": id })).await.data()["workplace"].clone();
        assert_eq!(shown, json!({"number": "W-35-2026-000001", "version": 1}));
        let edit = json!({"id": id, "expectedVersion": 2, "terms": stage.workplace_terms()});
        let wrong = json!({"qualificationCodes": ["4S07130704", "4S99999999"]});
        let mut terms = stage.workplace_terms();
        terms["qualificationCodes"] = wrong["qualificationCodes"].clone();
        let input = json!({"enterpriseId": stage.employer, "terms": terms});
        let payload = app.act(&hr, "workplaceCreate", input).await;
        let remedy = payload["userErrors"][0]["howToFix"].as_str().unwrap();
        assert!(remedy.contains("`4S99999999`"), "{remedy}");
        let conflict = app.refused(&hr, "workplaceEdit", edit).await;
        assert_eq!(conflict[0][0], "VERSION_CONFLICT");
    }

    async fn a_workplace_changes_and_ends_in_the_sight_of_everyone(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (hr, id) = (stage.hr(), stage.workplace("open").await);
        let mut terms = stage.workplace_terms();
        terms["katoCode"] = json!("710000000");
        (terms["latitude"], terms["longitude"]) = (Value::Null, Value::Null);
        let edit = json!({"id": id, "expectedVersion": 2, "terms": terms});
        app.ok(&hr, "workplaceEdit", edit).await;
        let seen = async || {
            let query = "query($id: ID!) { workplace(id: $id) {
                status regionCode latitude number comment publishedAt } }";
            app.anonymous(query, json!({ "id": id })).await.data()["workplace"].clone()
        };
        let shown = seen().await;
        assert_eq!(shown["regionCode"], "71");
        assert_eq!(shown["latitude"], Value::Null);
        assert_eq!(shown["number"], "W-35-2026-000001", "the number stays");
        terms["availableFrom"] = json!("2020-01-01");
        terms["availableTo"] = json!("2020-12-31");
        let input = json!({"id": id, "terms": terms});
        let passed = json!(["AVAILABILITY_PASSED", ["input", "terms", "availableTo"]]);
        assert_eq!(app.refused(&hr, "workplaceEdit", input).await, [passed]);
        app.ok(&hr, "workplaceSuspend", json!({"id": id, "comment": "Жөндеу."})).await;
        assert_eq!(seen().await["comment"], Value::Null, "it is for the enterprise");
        app.ok(&hr, "workplacePublish", json!({ "id": id })).await;
        assert_eq!(seen().await["publishedAt"], shown["publishedAt"]);
        app.ok(&hr, "workplaceClose", json!({ "id": id })).await;
        assert_eq!(seen().await["status"], "CLOSED");
        let draft = stage.workplace("draft").await;
        app.ok(&hr, "workplaceWithdraw", json!({ "id": draft })).await;
        let query = "query($id: ID!) { organization(by: {id: $id}) {
            workplaces { nodes { status } } } }";
        let of = json!({"id": stage.employer});
        let own = app.send(&hr, query, of.clone()).await.data()["organization"].clone();
        assert_eq!(own["workplaces"]["nodes"].as_array().unwrap().len(), 2);
        let others = app.anonymous(query, of).await.data()["organization"].clone();
        assert_eq!(others["workplaces"]["nodes"], json!([{"status": "CLOSED"}]));
    }

    async fn an_enterprise_that_is_suspended_only_gets_out(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (hr, open) = (stage.hr(), stage.workplace("open").await);
        let draft = stage.workplace("draft").await;
        let suspend = json!({"id": stage.employer, "comment": "Тексеру."});
        app.ok(&Persona::editor(), "organizationSuspend", suspend).await;
        let input = json!({"enterpriseId": stage.employer, "terms": stage.workplace_terms()});
        let named = json!(["ORGANIZATION_NOT_ACTIVE", ["input", "enterpriseId"]]);
        assert_eq!(app.refused(&hr, "workplaceCreate", input).await, [named]);
        let publish = app.refused(&hr, "workplacePublish", json!({ "id": draft })).await;
        assert_eq!(publish[0][0], "ORGANIZATION_NOT_ACTIVE");
        let comment = json!({"id": open, "comment": "Жөндеу."});
        app.ok(&hr, "workplaceSuspend", comment).await;
        app.ok(&hr, "workplaceClose", json!({ "id": open })).await;
    }
}
