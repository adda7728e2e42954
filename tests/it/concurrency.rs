//! What holds when many do something at the same time.

use std::{sync::Arc, time::Duration};

use futures::future::join_all;
use serde_json::{Value, json};
use support::{QUALIFICATION, TestApp};
use uuid::Uuid;

use crate::on_both;

/// What came of accepting all of these at once: a code, or `OK`.
async fn accept_all(app: &TestApp, responses: Vec<String>, hr: &support::Persona) -> Vec<String> {
    let calls = responses.into_iter().map(async |response| {
        let payload = app.act(hr, "requestResponseAccept", json!({"id": response})).await;
        match payload["userErrors"].as_array().map(Vec::as_slice) {
            Some([]) => "OK".to_owned(),
            Some([error, ..]) => error["code"].as_str().unwrap().to_owned(),
            None => payload.to_string(),
        }
    });
    let mut codes = join_all(calls).await;
    codes.sort();
    codes
}

on_both! {
    /// INV2.
    async fn fifty_accept_at_once_and_no_more_are_taken_than_wanted(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let request = app.published(&employer, &hr, 40).await;
        let mut responses = Vec::new();
        for n in 0..50 {
            let college = app.college(&format!("C{n}")).await;
            responses.push(app.respond(&request, &college, 3).await);
        }
        let codes = accept_all(&app, responses, &hr).await;
        let accepted = codes.iter().filter(|code| *code == "OK").count();
        let exceeded = codes.iter().filter(|code| *code == "HEADCOUNT_EXCEEDED").count();
        assert_eq!((accepted, exceeded), (13, 37), "{codes:?}");
        let sum = "SELECT CAST(sum(quantity) AS BIGINT) FROM request_response WHERE status = 'accepted'";
        assert_eq!(app.number(sum).await, 39);
        assert_eq!(app.number("SELECT accepted FROM employer_request").await, 39);
        assert_eq!(app.number("SELECT offered FROM employer_request").await, 37 * 3);
    }

    /// INV2.
    async fn fifty_accept_at_once_and_no_more_seats_are_taken_than_offered(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let college = app.college("C").await;
        let terms = json!({"qualificationCode": QUALIFICATION, "academicYear": "2026-2027", "seats": 20});
        let input = json!({"collegeId": college.0, "terms": terms});
        let offer = app.ok(&college.1, "collegeOfferCreate", input).await["id"].clone();
        app.ok(&college.1, "collegeOfferPublish", json!({"id": offer})).await;
        let mut responses = Vec::new();
        for _ in 0..50 {
            let request = app.published(&employer, &hr, 100).await;
            let input = json!({"requestId": request, "collegeId": college.0, "offerId": offer,
                "proposal": support::proposal(1)});
            let created = app.ok(&college.1, "requestResponseCreate", input).await;
            responses.push(created["id"].as_str().unwrap().to_owned());
        }
        let codes = accept_all(&app, responses, &hr).await;
        let accepted = codes.iter().filter(|code| *code == "OK").count();
        let exceeded = codes.iter().filter(|code| *code == "SEATS_EXCEEDED").count();
        assert_eq!((accepted, exceeded), (20, 30), "{codes:?}");
        assert_eq!(app.number("SELECT reserved FROM college_offer").await, 20);
        assert_eq!(app.number("SELECT CAST(sum(accepted) AS BIGINT) FROM employer_request").await, 20);
    }

    async fn the_same_key_does_it_once_however_often_it_comes(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let id = app.draft(&employer, &hr, 3).await;
        let input = json!({"id": id, "idempotencyKey": Uuid::now_v7()});
        let calls = (0..8).map(|_| app.act(&hr, "employerRequestSubmit", input.clone()));
        let payloads = join_all(calls).await;
        let replayed = payloads.iter().filter(|payload| payload["replayed"] == true).count();
        assert_eq!(replayed, 7, "{payloads:?}");
        assert!(payloads.iter().all(|payload| payload["object"]["version"] == 2), "{payloads:?}");
        let mut other = input.clone();
        other["expectedVersion"] = json!(2);
        assert_eq!(app.codes(&hr, "employerRequestSubmit", other).await, ["IDEMPOTENCY_KEY_REUSED"]);
        let refused = json!({"id": id, "idempotencyKey": Uuid::now_v7()});
        assert_eq!(app.codes(&hr, "employerRequestClose", refused.clone()).await, ["WRONG_STATE"]);
        let sql = "SELECT count(*) FROM idempotency";
        assert_eq!(app.number(sql).await, 1, "a refused change keeps no key");
    }

    async fn a_caller_that_hangs_up_leaves_nothing_half_done(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let mut ids = Vec::new();
        for _ in 0..40 {
            ids.push(app.draft(&employer, &hr, 3).await);
        }
        let before = app.number("SELECT count(*) FROM journal").await;
        for (n, id) in ids.iter().enumerate() {
            let call = app.act(&hr, "employerRequestSubmit", json!({"id": id}));
            let patience = Duration::from_micros(100 * n as u64);
            let _ = tokio::time::timeout(patience, call).await;
        }
        // One more goes all the way, and on SQLite behind all that are still being written.
        let last = app.draft(&employer, &hr, 1).await;
        app.ok(&hr, "employerRequestSubmit", json!({"id": last})).await;
        // What had begun ends by itself: each request is submitted with its entry, or neither is.
        let app = Arc::new(app);
        // In one statement: a change may still be under way.
        let apart = "SELECT (SELECT count(*) FROM employer_request WHERE status = 'submitted')
            - (SELECT count(*) FROM journal WHERE action = 'submit')";
        assert_eq!(app.number(apart).await, 0);
        assert!(app.number("SELECT count(*) FROM journal").await >= before + 2);
        for id in ids {
            let answer = app.send(&hr, "query($id: ID!) { employerRequest(id: $id) { version status } }", json!({"id": id})).await;
            let request = &answer.data()["employerRequest"];
            let expected = if request["status"] == "SUBMITTED" { 2 } else { 1 };
            assert_eq!(request["version"], Value::from(expected), "{request}");
        }
    }
}
