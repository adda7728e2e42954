//! INV11: counters are the sums over what they count, whatever happens in whichever order.

use app::{Act, Origin};
use domain::{
    Id, Viewer,
    market::{RequestResponse, request_response::Command},
};
use serde_json::{Value, json};
use support::{Dice, Persona, QUALIFICATION, TestApp, proposal, terms};

use crate::on_both;

/// Who walks, and what they have made.
struct Walk<'a> {
    app: &'a TestApp,
    hr: Persona,
    requests: Vec<String>,
    /// A college, its manager and its offer.
    colleges: Vec<(String, Persona, String)>,
    /// Responses and who has made them.
    responses: Vec<(String, Persona)>,
    dice: Dice,
}

impl Walk<'_> {
    async fn begin(app: &TestApp, seed: u64) -> Walk<'_> {
        let (employer, hr) = app.employer("E").await;
        let mut requests = Vec::new();
        for headcount in [3, 6, 60, 90] {
            requests.push(app.published(&employer, &hr, headcount).await);
        }
        let mut colleges = Vec::new();
        for (name, seats) in [("C", 2), ("D", 3), ("F", 6)] {
            let (college, manager) = app.college(name).await;
            let terms = json!({"qualificationCode": QUALIFICATION, "academicYear": "2026-2027", "seats": seats});
            let input = json!({"collegeId": college, "terms": terms});
            let offer = app.ok(&manager, "collegeOfferCreate", input).await["id"].clone();
            app.ok(&manager, "collegeOfferPublish", json!({ "id": offer })).await;
            colleges.push((college, manager, offer.as_str().unwrap().to_owned()));
        }
        Walk { app, hr, requests, colleges, responses: Vec::new(), dice: Dice(seed) }
    }

    /// One thing that may or may not be possible; what came of it, `OK` or a code.
    async fn step(&mut self) -> String {
        let comment = json!({"comment": "Түсіндірме."});
        let kind = self.dice.throw(12);
        if kind < 3 || self.responses.is_empty() {
            return self.respond().await;
        }
        if kind == 3 {
            return self.revise().await;
        }
        let (response, college) = self.dice.pick(&self.responses).clone();
        if kind == 4 {
            return self.contract(&response).await;
        }
        let quantity = 1 + u32::try_from(self.dice.throw(4)).unwrap();
        let hr = &self.hr;
        let (by, mutation, mut input) = match kind {
            5 => (hr, "Counter", json!({"proposal": proposal(quantity)})),
            6 => (&college, "Counter", json!({"proposal": proposal(quantity)})),
            7..=9 => (if self.dice.throw(4) == 0 { &college } else { hr }, "Accept", json!({})),
            10 => (hr, "Cancel", comment),
            _ if self.dice.throw(2) == 0 => (hr, "Decline", comment),
            _ => (&college, "Withdraw", json!({})),
        };
        input["id"] = json!(response);
        outcome(&self.app.act(by, &format!("requestResponse{mutation}"), input).await)
    }

    async fn respond(&mut self) -> String {
        let (college, manager, offer) = self.dice.pick(&self.colleges).clone();
        let request = self.dice.pick(&self.requests).clone();
        let quantity = 1 + u32::try_from(self.dice.throw(4)).unwrap();
        let offer = if self.dice.throw(2) == 0 { json!(offer) } else { Value::Null };
        let input = json!({"requestId": request, "collegeId": college, "offerId": offer,
            "proposal": proposal(quantity)});
        let payload = self.app.act(&manager, "requestResponseCreate", input).await;
        if let Some(id) = payload["object"]["id"].as_str() {
            self.responses.push((id.to_owned(), manager));
        }
        outcome(&payload)
    }

    async fn revise(&mut self) -> String {
        // The others stay large, so that their places do not run out before those of the offers.
        let request = self.dice.pick(&self.requests[..2]).clone();
        let headcount = 1 + u32::try_from(self.dice.throw(20)).unwrap();
        let input = json!({"id": request, "terms": terms(headcount)});
        outcome(&self.app.act(&self.hr, "employerRequestRevise", input).await)
    }

    /// Contracts are noted by the module that keeps them.
    async fn contract(&self, response: &str) -> String {
        let origin = Origin { request_id: None, source: "job", purpose: None };
        let session = self.app.app.session(Viewer::system("contracts"), origin);
        let id: Id<RequestResponse> = response.parse().unwrap();
        let act = Act { id, expected_version: None, command: Command::Contract {} };
        if session.write(act, None).await.is_ok() { "OK" } else { "WRONG_STATE" }.to_owned()
    }

    /// Rows whose counters are not the sums over the rows they count.
    async fn wrong(&self) -> i64 {
        let sum = |what: &str, by: &str, states: &str| {
            format!(
                "(SELECT coalesce(sum({what}), 0) FROM request_response s WHERE s.{by} = r.id
                    AND s.status IN ({states}))"
            )
        };
        let all = "'proposed', 'acknowledged', 'countered', 'accepted', 'contracted', 'declined',
            'withdrawn', 'expired', 'cancelled'";
        let sql = format!(
            "SELECT count(*) FROM employer_request r WHERE r.responses <> {} OR r.offered <> {}
                OR r.accepted <> {} OR r.contracted <> {} OR r.accepted > r.headcount",
            sum("1", "request_id", all),
            sum("quantity", "request_id", "'proposed', 'acknowledged', 'countered'"),
            sum("quantity", "request_id", "'accepted', 'contracted'"),
            sum("quantity", "request_id", "'contracted'"),
        );
        let offers = format!(
            "SELECT count(*) FROM college_offer r WHERE r.reserved <> {} OR r.reserved > r.seats",
            sum("quantity", "offer_id", "'accepted', 'contracted'"),
        );
        self.app.number(&sql).await + self.app.number(&offers).await
    }
}

fn outcome(payload: &Value) -> String {
    let errors = payload["userErrors"].as_array().unwrap_or_else(|| panic!("{payload}"));
    errors.first().map_or("OK", |error| error["code"].as_str().unwrap()).to_owned()
}

on_both! {
    async fn counters_are_the_sums_over_what_they_count(app: TestApp) {
        let mut walk = Walk::begin(&app, 0x6b6c_6173).await;
        let mut outcomes = std::collections::BTreeMap::<_, u32>::new();
        for step in 0..200 {
            let outcome = walk.step().await;
            *outcomes.entry(outcome.clone()).or_default() += 1;
            assert_eq!(walk.wrong().await, 0, "after step {step}: {outcome}; {outcomes:?}");
        }
        // The walk went to where it hurts.
        assert!(outcomes["OK"] >= 60, "{outcomes:?}");
        for code in ["HEADCOUNT_EXCEEDED", "SEATS_EXCEEDED", "WRONG_STATE"] {
            assert!(outcomes.contains_key(code), "{outcomes:?}");
        }
        assert!(app.number("SELECT CAST(sum(contracted) AS BIGINT) FROM employer_request").await > 0);
        assert!(app.number("SELECT CAST(sum(reserved) AS BIGINT) FROM college_offer").await > 0);
    }
}
