//! What has happened to an object, page by page.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{Persona, TestApp, terms};

use crate::{
    on_both,
    schema::{names, types},
};

const HISTORY: &str = "query($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
    employerRequest(id: $id) { history(first: $first, after: $after, last: $last, before: $before) {
        nodes { version action at fromStatus toStatus } edges { cursor node { version } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }";

async fn page(app: &TestApp, hr: &Persona, variables: Value) -> Value {
    let answer = app.send(hr, HISTORY, variables).await;
    answer.data()["employerRequest"]["history"].clone()
}

on_both! {
    async fn pages_of_a_history_meet_and_stay_while_it_grows(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let id = app.draft(&employer, &hr, 1).await;
        for headcount in 2..=8 {
            app.clock.advance(TimeDelta::seconds(1));
            app.ok(&hr, "employerRequestEdit", json!({"id": id, "terms": terms(headcount)})).await;
        }
        let all = page(&app, &hr, json!({"id": id})).await;
        let versions = |page: &Value| -> Vec<u64> {
            page["nodes"].as_array().unwrap().iter().map(|n| n["version"].as_u64().unwrap()).collect()
        };
        assert_eq!(versions(&all), [8, 7, 6, 5, 4, 3, 2, 1]);
        assert_eq!(all["nodes"][7]["action"], "CREATE");
        assert_eq!(all["pageInfo"]["hasNextPage"], false);
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = page(&app, &hr, json!({"id": id, "first": 3, "after": after})).await;
            assert_eq!(page["pageInfo"]["hasPreviousPage"], !after.is_null());
            seen.extend(versions(&page));
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
            // What comes on top moves nothing further down.
            app.ok(&hr, "employerRequestEdit", json!({"id": id, "terms": terms(9)})).await;
        }
        assert_eq!(seen, [8, 7, 6, 5, 4, 3, 2, 1]);
        let end = page(&app, &hr, json!({"id": id, "last": 2})).await;
        assert_eq!(versions(&end), [2, 1]);
        let info = (&end["pageInfo"]["hasPreviousPage"], &end["pageInfo"]["hasNextPage"]);
        assert_eq!(info, (&json!(true), &json!(false)));
        let before = end["pageInfo"]["startCursor"].clone();
        let more = page(&app, &hr, json!({"id": id, "last": 3, "before": before})).await;
        assert_eq!(versions(&more), [5, 4, 3]);
        for variables in [json!({"id": id, "first": 0}), json!({"id": id, "first": 101})] {
            assert_eq!(app.send(&hr, HISTORY, variables).await.error(), "BAD_USER_INPUT");
        }
        // A version by itself is no cursor, nor is the place of an object in a list.
        let list = "{ employerRequests { pageInfo { endCursor } } }";
        let answer = app.send(&hr, list, json!({})).await;
        let of_list = answer.data()["employerRequests"]["pageInfo"]["endCursor"].clone();
        for foreign in [json!("x"), json!("3"), of_list] {
            let answer = app.send(&hr, HISTORY, json!({"id": id, "after": foreign})).await;
            assert_eq!(answer.error(), "CURSOR_MISMATCH");
        }
    }

    async fn who_made_a_change_is_written_down_and_has_no_name_in_the_api(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        app.published(&employer, &hr, 3).await;
        let by = format!("SELECT count(*) FROM journal WHERE client = '{}'", hr.id());
        assert_eq!(app.number(&by).await, 2);
        let types = types(&app).await;
        let told: BTreeSet<_> = names(&types, "Change", "fields").into_iter().collect();
        let fields = ["action", "at", "fromStatus", "organization", "toStatus", "version"];
        assert_eq!(told, BTreeSet::from(fields));
    }

    async fn the_organization_acted_for_is_that_whose_seat_permits_the_change(app: TestApp) {
        let (other, _) = app.employer("A").await;
        let (employer, _) = app.employer("E").await;
        let mut both = Persona::new("EMPLOYER_HR", &other);
        both.seats.push(("EMPLOYER_HR", employer.clone()));
        both.seats.push(("REGIONAL_CHAMBER", "35".to_owned()));
        let id = app.draft(&employer, &both, 3).await;
        app.ok(&both, "employerRequestSubmit", json!({"id": id})).await;
        app.ok(&both, "employerRequestPublish", json!({"id": id})).await;
        let query = "query($id: ID!) { employerRequest(id: $id) {
            history { nodes { action organization { id } } } } }";
        let answer = app.anonymous(query, json!({"id": id})).await;
        assert_eq!(answer.data()["employerRequest"]["history"]["nodes"], json!([
            {"action": "PUBLISH", "organization": null},
            {"action": "SUBMIT", "organization": {"id": employer}},
            {"action": "CREATE", "organization": {"id": employer}},
        ]));
    }
}
