//! The demand board: what employers still want, by qualification.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use support::{Persona, TestApp, proposal, terms};

use crate::on_both;

const BOARD: &str =
    "query($college: ID, $filter: EmployerRequestFilter, $since: DateTime, $first: Int) {
    demandBoard(collegeId: $college, filter: $filter, since: $since, first: $first) {
        headcount
        rows { qualificationCode specialtyCode requests newRequests employers headcount } } }";
const REQUESTS: &str = "{ employerRequests(filter: {status: {eq: PUBLISHED}}, first: 100) {
    nodes { id qualificationCode remaining employer { id } } } }";
const QUALIFICATIONS: &str = "{ qualifications(first: 3) { nodes { code } } }";

/// Published requests of two employers for three qualifications; ids.
async fn publish(app: &TestApp) -> Vec<String> {
    let answer = app.anonymous(QUALIFICATIONS, json!({})).await;
    let codes = answer.data()["qualifications"]["nodes"].clone();
    let employers = [app.employer("E").await, app.employer("F").await];
    let mut ids = Vec::new();
    for n in 0..10_u32 {
        let (employer, hr) = &employers[n as usize % 2];
        let mut terms = terms(3 + n * n);
        terms["qualificationCode"] = codes[n as usize % 3]["code"].clone();
        let input = json!({"employerId": employer, "terms": terms});
        let id = app.ok(hr, "employerRequestCreate", input).await["id"].clone();
        app.ok(hr, "employerRequestSubmit", json!({ "id": id })).await;
        if n < 9 {
            app.ok(&Persona::chamber("35"), "employerRequestPublish", json!({ "id": id })).await;
            ids.push(id.as_str().unwrap().to_owned());
        }
        app.clock.advance(chrono::TimeDelta::hours(1));
    }
    ids
}

/// The board as it must be, reckoned from the requests themselves.
async fn reckoned(app: &TestApp, left_out: &[&str]) -> BTreeMap<String, (u64, u64)> {
    let answer = app.anonymous(REQUESTS, json!({})).await;
    let mut rows = BTreeMap::<_, (u64, u64)>::new();
    for node in answer.data()["employerRequests"]["nodes"].as_array().unwrap() {
        let remaining = node["remaining"].as_u64().unwrap();
        if remaining > 0 && !left_out.contains(&node["id"].as_str().unwrap()) {
            let code = node["qualificationCode"].as_str().unwrap().to_owned();
            let row = rows.entry(code).or_default();
            *row = (row.0 + 1, row.1 + remaining);
        }
    }
    rows
}

fn shown(board: &Value) -> BTreeMap<String, (u64, u64)> {
    let rows = board["rows"].as_array().unwrap().iter();
    rows.map(|row| {
        let code = row["qualificationCode"].as_str().unwrap().to_owned();
        (code, (row["requests"].as_u64().unwrap(), row["headcount"].as_u64().unwrap()))
    })
    .collect()
}

on_both! {
    async fn rows_are_the_open_remainders_of_published_requests(app: TestApp) {
        let ids = publish(&app).await;
        let college = app.college("C").await;
        let hr = |answer: Value| Persona::new("EMPLOYER_HR", answer.as_str().unwrap());
        // One is partly covered, one wholly.
        let employers = "query($id: ID!) { employerRequest(id: $id) { employer { id } } }";
        for (id, quantity) in [(&ids[4], 5), (&ids[0], 3)] {
            let answer = app.anonymous(employers, json!({ "id": id })).await;
            let hr = hr(answer.data()["employerRequest"]["employer"]["id"].clone());
            let response = app.respond(id, &college, quantity).await;
            app.ok(&hr, "requestResponseAccept", json!({ "id": response })).await;
        }
        let answer = app.anonymous(BOARD, json!({})).await;
        let board = &answer.data()["demandBoard"];
        let expected = reckoned(&app, &[]).await;
        assert_eq!(shown(board), expected);
        assert_eq!(expected.values().map(|row| row.0).sum::<u64>(), 8);
        assert_eq!(board["headcount"], expected.values().map(|row| row.1).sum::<u64>());
        let wanted: Vec<_> =
            board["rows"].as_array().unwrap().iter().map(|row| row["headcount"].as_u64()).collect();
        assert!(wanted.is_sorted_by(|a, b| a >= b), "{wanted:?}");
        let one = app.anonymous(BOARD, json!({"first": 1})).await;
        assert_eq!(one.data()["demandBoard"]["rows"][0], board["rows"][0]);
        assert_eq!(one.data()["demandBoard"]["rows"].as_array().unwrap().len(), 1);
        assert_eq!(one.data()["demandBoard"]["headcount"], board["headcount"], "of the whole board");
        assert_eq!(app.anonymous(BOARD, json!({"first": 101})).await.error(), "BAD_USER_INPUT");
    }

    async fn a_college_is_shown_what_it_has_not_answered(app: TestApp) {
        let ids = publish(&app).await;
        let (college, other) = (app.college("C").await, app.college("D").await);
        for id in &ids[..2] {
            app.respond(id, &college, 1).await;
        }
        app.respond(&ids[3], &other, 1).await;
        let variables = json!({"college": college.0});
        let answer = app.send(&college.1, BOARD, variables.clone()).await;
        let expected = reckoned(&app, &[&ids[0], &ids[1]]).await;
        assert_eq!(shown(&answer.data()["demandBoard"]), expected);
        // Whoever does not act for the college learns nothing of what it has answered.
        let learner = Persona::new("LEARNER", &college.0);
        for stranger in [&other.1, &learner, &Persona::chamber("35"), &Persona::editor()] {
            let answer = app.send(stranger, BOARD, variables.clone()).await;
            assert_eq!(answer.data()["demandBoard"], Value::Null, "{stranger:?}");
        }
        assert_eq!(app.anonymous(BOARD, variables).await.data()["demandBoard"], Value::Null);
    }

    async fn filters_and_time_narrow_the_board(app: TestApp) {
        publish(&app).await;
        let requests = async |variables: Value, field: &str| {
            let answer = app.anonymous(BOARD, variables).await;
            let rows = answer.data()["demandBoard"]["rows"].as_array().unwrap().clone();
            rows.iter().map(|row| row[field].as_u64().unwrap()).sum::<u64>()
        };
        assert_eq!(requests(json!({}), "requests").await, 9);
        assert_eq!(requests(json!({"filter": {"headcount": {"gte": 19}}}), "requests").await, 5);
        assert_eq!(requests(json!({"filter": {"regionCode": {"eq": "71"}}}), "requests").await, 0);
        // Nine requests an hour apart: four since the sixth hour.
        assert_eq!(requests(json!({"since": "2026-12-01T11:00:00Z"}), "newRequests").await, 4);
        assert_eq!(requests(json!({}), "newRequests").await, 0);
        // On the day after the last one nobody is wanted, swept or not.
        app.clock.advance(chrono::TimeDelta::days(31));
        assert_eq!(requests(json!({}), "requests").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_an_answer_whatever_became_of_it() {
    let app = TestApp::start(support::Backend::Sqlite).await;
    let (employer, hr) = app.employer("E").await;
    let college = app.college("C").await;
    let id = app.published(&employer, &hr, 5).await;
    let input = json!({"requestId": id, "collegeId": college.0, "proposal": proposal(1)});
    let response = app.ok(&college.1, "requestResponseCreate", input).await["id"].clone();
    app.ok(&college.1, "requestResponseWithdraw", json!({ "id": response })).await;
    let answer = app.send(&college.1, BOARD, json!({"college": college.0})).await;
    assert_eq!(answer.data()["demandBoard"]["headcount"], 0);
}
