//! Lists filtered by records that belong to them, as far as the caller sees those.

use serde_json::{Value, json};
use support::{Persona, TestApp};

use crate::{on_both, stage::Stage};

/// How many there are for whoever asks.
async fn count(app: &TestApp, by: Option<&Persona>, list: &str, filter: Value) -> u64 {
    let of = match list {
        "employerRequests" => "EmployerRequest",
        "organizations" => "Organization",
        "clusters" => "Cluster",
        _ => "RequestResponse",
    };
    let query = format!("query($f: {of}Filter) {{ v: {list}(filter: $f) {{ totalCount }} }}");
    let variables = json!({ "f": filter });
    let answer = match by {
        Some(persona) => app.send(persona, &query, variables).await,
        None => app.anonymous(&query, variables).await,
    };
    answer.data()["v"]["totalCount"].as_u64().unwrap_or_else(|| panic!("{}", answer.body))
}

on_both! {
    async fn some_and_none_divide_a_list(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let college = app.college("C").await;
        let mut ids = Vec::new();
        for _ in 0..5 {
            ids.push(app.published(&employer, &hr, 9).await);
        }
        app.respond(&ids[0], &college, 1).await;
        app.respond(&ids[1], &college, 5).await;
        let list = "employerRequests";
        for (filter, expected) in [
            (json!({"responses": {"some": {}}}), 2),
            (json!({"responses": {"none": {}}}), 3),
            (json!({"responses": {"some": {"collegeId": {"eq": college.0}}}}), 2),
            (json!({"employer": {"some": {"regionCode": {"eq": "35"}}}}), 5),
            (json!({"employer": {"some": {"regionCode": {"eq": "71"}}}}), 0),
            (json!({"employer": {"none": {"kind": {"eq": "ENTERPRISE"}}}}), 0),
            (json!({"not": {"responses": {"some": {}}}}), 3),
            (json!({"responses": {"some": {}, "none": {}}}), 0),
            (json!({"or": [{"responses": {"some": {}}}, {"responses": {"none": {}}}]}), 5),
        ] {
            assert_eq!(count(&app, Some(&hr), list, filter.clone()).await, expected, "{filter}");
        }
    }

    /// Else a filter would tell what the list of responses does not show.
    async fn a_relation_tells_nothing_of_what_the_caller_does_not_see(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let (college, other) = (app.college("C").await, app.college("D").await);
        let id = app.published(&employer, &hr, 9).await;
        app.respond(&id, &college, 1).await;
        let some = json!({"responses": {"some": {}}});
        let none = json!({"responses": {"none": {}}});
        for (by, seen) in [
            (Some(&hr), 1), (Some(&college.1), 1), (Some(&other.1), 0), (None, 0),
        ] {
            let list = "employerRequests";
            assert_eq!(count(&app, by, list, some.clone()).await, seen, "{by:?}");
            assert_eq!(count(&app, by, list, none.clone()).await, 1 - seen, "{by:?}");
        }
    }

    async fn clusters_are_found_by_their_members(app: TestApp) {
        let stage = Stage::new(&app).await;
        stage.membership("active").await;
        stage.membership("invited").await;
        let member = json!({"members": {"some": {"organizationId": {"eq": stage.college}, "status": {"eq": "ACTIVE"}}}});
        assert_eq!(count(&app, None, "clusters", member.clone()).await, 1);
        let invited = json!({"members": {"some": {"organizationId": {"eq": stage.college}, "status": {"eq": "INVITED"}}}});
        assert_eq!(count(&app, None, "clusters", invited.clone()).await, 0);
        assert_eq!(count(&app, Some(&stage.hr()), "clusters", invited).await, 1);
    }
}
