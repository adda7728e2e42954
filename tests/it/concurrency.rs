//! What holds when many do something at the same time.

use std::{sync::Arc, time::Duration};

use app::{Clock, Ticket};
use domain::Viewer;
use futures::future::{join, join_all};
use persistence::Claim;
use sea_orm::{ConnectionTrait, DbBackend, TransactionTrait};
use serde_json::{Value, json};
use support::{PATIENCE, Persona, QUALIFICATION, TestApp, terms};
use uuid::Uuid;

use crate::{on_both, stage::Stage};

/// The codes of a call that runs into a change which has begun before it and ends only now.
async fn meanwhile(app: &TestApp, sql: &str, call: impl Future<Output = Value>) -> Vec<String> {
    let tx = app.raw.begin().await.unwrap();
    assert_eq!(tx.execute_unprepared(sql).await.unwrap().rows_affected(), 1, "{sql}");
    let end = async {
        somebody_waits(app).await;
        tx.commit().await.unwrap();
    };
    let (payload, ()) = join(call, end).await;
    let errors = payload["userErrors"].as_array().unwrap_or_else(|| panic!("{payload}"));
    errors.iter().map(|error| error["code"].as_str().unwrap().to_owned()).collect()
}

/// On PostgreSQL, where a call has read before it waits. On SQLite it waits before it reads, and
/// comes to the same whenever it begins.
async fn somebody_waits(app: &TestApp) {
    if app.raw.get_database_backend() != DbBackend::Postgres {
        return;
    }
    let waiting = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let waits = async { while app.number(waiting).await == 0 {} };
    tokio::time::timeout(PATIENCE, waits).await.expect("nobody waits for what has begun");
}

/// What came of accepting all of these at once: a code, or `OK`.
async fn accept_all(app: &TestApp, responses: Vec<String>, hr: &Persona) -> Vec<String> {
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

    async fn ten_answer_at_once_for_one_college_and_one_response_is_made(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let college = app.college("C").await;
        let request = app.published(&employer, &hr, 5).await;
        let input = json!({"requestId": request, "collegeId": college.0, "proposal": support::proposal(2)});
        let calls = (0..10).map(|_| app.act(&college.1, "requestResponseCreate", input.clone()));
        let payloads = join_all(calls).await;
        let code = |payload: &Value| payload["userErrors"][0]["code"].clone();
        let made = payloads.iter().filter(|payload| code(payload) == Value::Null).count();
        let refused = payloads.iter().filter(|payload| code(payload) == "ALREADY_ANSWERED").count();
        assert_eq!((made, refused), (1, 9), "{payloads:?}");
        assert_eq!(app.number("SELECT offered FROM employer_request").await, 2);
        assert_eq!(app.number("SELECT responses FROM employer_request").await, 1);
    }

    async fn thirty_clients_to_try_the_service_are_asked_for_at_once_and_ten_are_made(app: TestApp) {
        let stage = Stage::new(&app).await;
        let admin = stage.administrator();
        let mut input = stage.client_request("PRIVATE_KEY_JWT");
        input["kind"] = json!("SANDBOX");
        let calls = (0..30).map(|_| app.act(&admin, "apiClientRequest", input.clone()));
        let payloads = join_all(calls).await;
        let code = |payload: &Value| payload["userErrors"][0]["code"].clone();
        let made = payloads.iter().filter(|payload| code(payload) == Value::Null).count();
        let refused = payloads.iter().filter(|it| code(it) == "TOO_MANY_SANDBOXES").count();
        assert_eq!((made, refused), (10, 20), "{payloads:?}");
        assert_eq!(app.number("SELECT count(*) FROM api_client WHERE kind = 'sandbox'").await, 10);
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

    /// INV2.
    async fn nothing_is_taken_in_a_request_that_ends_meanwhile(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let college = app.college("C").await;
        for end in ["withdrawn", "closed", "blocked"] {
            let request = app.published(&employer, &hr, 3).await;
            let response = app.respond(&request, &college, 3).await;
            let sql = format!("UPDATE employer_request SET status = '{end}' WHERE status = 'published'");
            let accept = app.act(&hr, "requestResponseAccept", json!({"id": response}));
            assert_eq!(meanwhile(&app, &sql, accept).await, ["REQUEST_NOT_OPEN"], "{end}");
        }
        let request = app.published(&employer, &hr, 3).await;
        let input = json!({"requestId": request, "collegeId": college.0, "proposal": support::proposal(1)});
        let respond = app.act(&college.1, "requestResponseCreate", input);
        let sql = "UPDATE employer_request SET status = 'closed' WHERE status = 'published'";
        assert_eq!(meanwhile(&app, sql, respond).await, ["REQUEST_NOT_OPEN"]);
        assert_eq!(app.number("SELECT CAST(sum(accepted) AS BIGINT) FROM employer_request").await, 0);
        assert_eq!(app.number("SELECT count(*) FROM request_response WHERE status = 'accepted'").await, 0);
    }

    async fn no_seat_is_taken_of_an_offer_that_ends_meanwhile(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let college = app.college("C").await;
        let terms = json!({"qualificationCode": QUALIFICATION, "academicYear": "2026-2027", "seats": 20});
        let input = json!({"collegeId": college.0, "terms": terms});
        let offer = app.ok(&college.1, "collegeOfferCreate", input).await["id"].clone();
        app.ok(&college.1, "collegeOfferPublish", json!({"id": offer})).await;
        let request = app.published(&employer, &hr, 3).await;
        let input = json!({"requestId": request, "collegeId": college.0, "offerId": offer,
            "proposal": support::proposal(1)});
        let response = app.ok(&college.1, "requestResponseCreate", input).await["id"].clone();
        let accept = app.act(&hr, "requestResponseAccept", json!({"id": response}));
        let sql = "UPDATE college_offer SET status = 'closed'";
        assert_eq!(meanwhile(&app, sql, accept).await, ["OFFER_NOT_OPEN"]);
        assert_eq!(app.number("SELECT reserved FROM college_offer").await, 0);
    }

    async fn nobody_joins_a_cluster_that_ends_meanwhile(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (_, membership) = stage.membership("invited").await;
        let administrator = stage.administrator();
        let join = app.act(&administrator, "clusterMembershipAccept", json!({"id": membership}));
        let sql = "UPDATE cluster SET status = 'closed' WHERE id =
            (SELECT cluster_id FROM cluster_membership WHERE status = 'invited')";
        assert_eq!(meanwhile(&app, sql, join).await, ["CLUSTER_NOT_OPEN"]);
    }

    async fn what_rests_on_numbers_is_decided_by_those_of_the_moment(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let id = app.published(&employer, &hr, 5).await;
        let revise = |headcount| {
            let input = json!({"id": id, "terms": terms(headcount), "expectedVersion": 3});
            app.act(&hr, "employerRequestRevise", input)
        };
        let accepted = "UPDATE employer_request SET accepted = 3";
        assert_eq!(meanwhile(&app, accepted, revise(2)).await, ["HEADCOUNT_EXCEEDED"]);
        let contracted = "UPDATE employer_request SET contracted = 1";
        let withdraw = app.act(&hr, "employerRequestWithdraw", json!({"id": id}));
        assert_eq!(meanwhile(&app, contracted, withdraw).await, ["PLACES_UNDER_CONTRACT"]);
        // A number is no new version: whoever names the one they have seen is not refused for it.
        let answered = "UPDATE employer_request SET responses = 7";
        assert!(meanwhile(&app, answered, revise(4)).await.is_empty());
        assert_eq!(app.number("SELECT headcount FROM employer_request").await, 4);
    }

    async fn whoever_comes_while_the_key_is_held_is_told_so(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let id = app.draft(&employer, &hr, 3).await;
        let key = Uuid::now_v7();
        let input = json!({"id": id, "idempotencyKey": key});
        let ticket = Ticket { caller: format!("{}/", hr.id()), key, fingerprint: "x".to_owned() };
        let tx = app.app.store().begin(&Viewer::system("test")).await.unwrap();
        let claim = tx.claim(&ticket, Uuid::now_v7(), Clock::now(&app.clock)).await.unwrap();
        assert_eq!(claim, Claim::New);
        let codes = app.codes(&hr, "employerRequestSubmit", input.clone()).await;
        assert_eq!(codes, ["IDEMPOTENCY_IN_PROGRESS"]);
        drop(tx);
        app.ok(&hr, "employerRequestSubmit", input).await;
    }
}
