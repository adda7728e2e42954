//! What colleges may propose, and employers in turn.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{Persona, TestApp, proposal, terms};

use crate::on_both;

/// A request for five from the middle of January to the end of March; its id.
async fn with_window(app: &TestApp, employer: &str, hr: &Persona) -> String {
    let mut terms = terms(5);
    terms["startFrom"] = json!("2027-01-15");
    terms["startTo"] = json!("2027-03-31");
    let input = json!({"employerId": employer, "terms": terms});
    let id = app.ok(hr, "employerRequestCreate", input).await["id"].clone();
    app.ok(hr, "employerRequestSubmit", json!({ "id": id })).await;
    app.ok(&Persona::chamber("35"), "employerRequestPublish", json!({ "id": id })).await;
    id.as_str().unwrap().to_owned()
}

/// A proposal with one field set to something.
fn with(field: &str, value: Value) -> Value {
    let mut proposal = proposal(2);
    proposal[field] = value;
    proposal
}

/// A proposal that breaks one rule: its code, its field and a part of what to do about it.
async fn refused(app: &TestApp, by: &Persona, mutation: &str, input: Value, why: [&str; 3]) {
    let payload = app.act(by, mutation, input.clone()).await;
    let [code, field, part] = why;
    let errors = payload["userErrors"].as_array().unwrap_or_else(|| panic!("{payload}"));
    assert_eq!(errors.len(), 1, "{mutation} {input}: {payload}");
    assert_eq!(errors[0]["code"], code, "{mutation} {input}: {payload}");
    assert_eq!(errors[0]["field"], json!(["input", "proposal", field]), "{payload}");
    let remedy = errors[0]["howToFix"].as_str().unwrap();
    assert!(remedy.contains(part), "{mutation} {input}: {remedy}");
}

on_both! {
    async fn no_proposal_goes_beyond_the_request_or_the_calendar(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let (one, two) = (app.college("C").await, app.college("D").await);
        let request = with_window(&app, &employer, &hr).await;
        let accepted = app.respond(&request, &two, 3).await;
        app.ok(&hr, "requestResponseAccept", json!({"id": accepted})).await;
        let other = app.respond(&with_window(&app, &employer, &hr).await, &one, 1).await;
        let countered = app.respond(&request, &app.college("F").await, 2).await;
        for (proposal, why) in [
            // Two of five remain.
            (with("quantity", json!(3)), ["QUANTITY_EXCEEDED", "quantity", "still wanted: 2"]),
            (with("quantity", json!(100_000)), ["QUANTITY_EXCEEDED", "quantity", "2"]),
            (with("startDate", json!("2027-01-14")),
                ["START_OUTSIDE_WINDOW", "startDate", "2027-01-15 – 2027-03-31"]),
            (with("startDate", json!("2027-04-01")), ["START_OUTSIDE_WINDOW", "startDate", ""]),
            (with("validUntil", json!("2026-11-30")), ["VALIDITY_PASSED", "validUntil", ""]),
            (with("validUntil", json!("2027-12-02")), ["VALIDITY_TOO_LONG", "validUntil", "365 days"]),
            (with("validUntil", json!("2999-01-01")), ["VALIDITY_TOO_LONG", "validUntil", ""]),
        ] {
            let create = json!({"requestId": request, "collegeId": one.0, "proposal": proposal});
            refused(&app, &one.1, "requestResponseCreate", create, why).await;
            let counter = json!({"id": countered, "proposal": proposal});
            refused(&app, &hr, "requestResponseCounter", counter, why).await;
        }
        // Up to the bounds all is well.
        for (day, until) in [("2027-01-15", "2026-12-01"), ("2027-03-31", "2027-12-01")] {
            let proposal = json!({"quantity": 5, "startDate": day, "validUntil": until});
            app.ok(&one.1, "requestResponseCounter", json!({"id": other, "proposal": proposal})).await;
        }
    }

    async fn nobody_starts_in_the_past(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let college = app.college("C").await;
        let request = app.published(&employer, &hr, 5).await;
        for day in ["2020-01-01", "2026-11-30"] {
            let proposal = with("startDate", json!(day));
            let input = json!({"requestId": request, "collegeId": college.0, "proposal": proposal});
            let why = ["START_PASSED", "startDate", "today"];
            refused(&app, &college.1, "requestResponseCreate", input, why).await;
        }
        let today = with("startDate", json!("2026-12-01"));
        let input = json!({"requestId": request, "collegeId": college.0, "proposal": today});
        let response = app.ok(&college.1, "requestResponseCreate", input).await["id"].clone();
        // A day that was ahead when it was proposed may have passed when it is agreed upon.
        app.clock.advance(TimeDelta::days(2));
        app.ok(&hr, "requestResponseAccept", json!({"id": response})).await;
    }

    async fn a_proposal_without_a_last_day_holds_for_as_long_as_the_rule_says(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let college = app.college("C").await;
        let request = app.published(&employer, &hr, 5).await;
        let proposal = json!({"quantity": 1, "startDate": "2027-01-15"});
        let until = async |id: &Value| {
            let query = "query($id: ID!) { requestResponse(id: $id) { validUntil } }";
            let answer = app.send(&hr, query, json!({ "id": id })).await;
            answer.data()["requestResponse"]["validUntil"].clone()
        };
        let input = json!({"requestId": request, "collegeId": college.0, "proposal": proposal});
        let id = app.ok(&college.1, "requestResponseCreate", input).await["id"].clone();
        assert_eq!(until(&id).await, "2026-12-31");
        app.clock.advance(TimeDelta::days(3));
        app.ok(&hr, "requestResponseCounter", json!({"id": id, "proposal": proposal})).await;
        assert_eq!(until(&id).await, "2027-01-03");
    }

    async fn a_college_has_one_response_to_a_request_that_waits(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let (college, other) = (app.college("C").await, app.college("D").await);
        let request = app.published(&employer, &hr, 9).await;
        let first = app.respond(&request, &college, 2).await;
        let again = async || {
            let input = json!({"requestId": request, "collegeId": college.0, "proposal": proposal(1)});
            app.act(&college.1, "requestResponseCreate", input).await["userErrors"].clone()
        };
        let taken = async || {
            let errors = again().await;
            assert_eq!(errors[0]["code"], "ALREADY_ANSWERED", "{errors}");
            assert_eq!(errors[0]["field"], json!(["input", "requestId"]));
            assert!(errors[0]["howToFix"].as_str().unwrap().contains("counter-offer"), "{errors}");
        };
        taken().await;
        app.ok(&hr, "requestResponseAcknowledge", json!({"id": first})).await;
        taken().await;
        app.ok(&hr, "requestResponseCounter", json!({"id": first, "proposal": proposal(3)})).await;
        taken().await;
        app.respond(&request, &other, 1).await;
        app.respond(&app.published(&employer, &hr, 9).await, &college, 1).await;
        // Who has been accepted may send more, and who has taken back something else.
        app.ok(&college.1, "requestResponseAccept", json!({"id": first})).await;
        let more = app.respond(&request, &college, 1).await;
        taken().await;
        app.ok(&college.1, "requestResponseWithdraw", json!({"id": more})).await;
        assert_eq!(again().await, json!([]));
    }

    async fn of_two_colleges_that_merge_one_response_waits(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let (source, target) = (app.college("C").await, app.college("D").await);
        let (both, one) = (app.published(&employer, &hr, 9).await, app.published(&employer, &hr, 9).await);
        let merged = app.respond(&both, &source, 2).await;
        let kept = app.respond(&both, &target, 3).await;
        let moved = app.respond(&one, &source, 4).await;
        let merge = json!({"id": source.0, "intoId": target.0});
        app.ok(&Persona::editor(), "organizationMerge", merge).await;
        let query = "query($id: ID!) { requestResponse(id: $id) { status college { id } } }";
        for (id, status) in [(&merged, "WITHDRAWN"), (&kept, "PROPOSED"), (&moved, "PROPOSED")] {
            let answer = app.send(&hr, query, json!({ "id": id })).await;
            let expected = json!({"status": status, "college": {"id": target.0}});
            assert_eq!(answer.data()["requestResponse"], expected);
        }
        let offered = "SELECT CAST(sum(offered) AS BIGINT) FROM employer_request";
        assert_eq!(app.number(offered).await, 3 + 4);
    }
}
