//! What people do, in one line each.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use crate::{Answer, Persona, TestApp};

/// A qualification of the classifier: electromechanic.
pub const QUALIFICATION: &str = "4S07130704";
/// A place in the region of Karaganda.
pub const PLACE: &str = "351010000";

impl TestApp {
    /// An operation as somebody.
    pub async fn send(&self, persona: &Persona, query: &str, variables: Value) -> Answer {
        let token = self.token(persona).await;
        self.client.graphql(Some(&token), query, variables).await
    }

    /// An operation as nobody in particular.
    pub async fn anonymous(&self, query: &str, variables: Value) -> Answer {
        self.client.graphql(None, query, variables).await
    }

    /// Any mutation; its payload. `employerRequestSubmit` is one of `employerRequest`.
    pub async fn act(&self, persona: &Persona, mutation: &str, input: Value) -> Value {
        let object = OBJECTS.iter().find(|object| mutation.starts_with(*object)).unwrap();
        let input_type = mutation[..1].to_uppercase() + &mutation[1..] + "Input";
        let query = format!(
            "mutation($input: {input_type}!) {{ payload: {mutation}(input: $input) {{
                object: {object} {{ id version status allowedActions }} replayed
                userErrors {{ code message field rule legalActCode howToFix currentState allowedActions
                    currentVersion }} }} }}"
        );
        let answer = self.send(persona, &query, json!({ "input": input })).await;
        if answer.body.get("errors").is_some() {
            return answer.body;
        }
        answer.body["data"]["payload"].clone()
    }

    /// A mutation that is expected to be refused; codes and fields of the errors.
    pub async fn refused(&self, by: &Persona, mutation: &str, input: Value) -> Vec<Value> {
        let payload = self.act(by, mutation, input).await;
        assert_eq!(payload["object"], Value::Null, "{mutation}: {payload}");
        let errors = payload["userErrors"].as_array().unwrap_or_else(|| panic!("{payload}"));
        errors.iter().map(|error| json!([error["code"], error["field"]])).collect()
    }

    /// A mutation that is expected to succeed; the object.
    pub async fn ok(&self, persona: &Persona, mutation: &str, input: Value) -> Value {
        let payload = self.act(persona, mutation, input).await;
        assert_eq!(payload["userErrors"], json!([]), "{mutation}: {payload}");
        payload["object"].clone()
    }

    /// A mutation that is expected to be refused; the codes.
    pub async fn codes(&self, persona: &Persona, mutation: &str, input: Value) -> Vec<String> {
        let payload = self.act(persona, mutation, input).await;
        assert_eq!(payload["object"], Value::Null, "{mutation}: {payload}");
        let errors = payload["userErrors"].as_array().unwrap_or_else(|| panic!("{payload}"));
        errors.iter().map(|error| error["code"].as_str().unwrap().to_owned()).collect()
    }

    /// An organization of Karaganda; its id. Not verified.
    pub async fn organization(&self, name: &str, kind: &str) -> String {
        let input = json!({
            "bin": next_bin(),
            "profile": {
                "kind": kind, "ownership": "PRIVATE", "name": {"kk": name}, "katoCode": PLACE,
                "isHighTech": false, "isStartup": false,
            },
        });
        let created = self.ok(&Persona::editor(), "organizationCreate", input).await;
        created["id"].as_str().unwrap().to_owned()
    }

    /// An enterprise and its personnel department.
    pub async fn employer(&self, name: &str) -> (String, Persona) {
        let id = self.organization(name, "ENTERPRISE").await;
        let persona = Persona::new("EMPLOYER_HR", &id);
        (id, persona)
    }

    /// A college and its manager.
    pub async fn college(&self, name: &str) -> (String, Persona) {
        let id = self.organization(name, "COLLEGE").await;
        let persona = Persona::new("COLLEGE_MANAGER", &id);
        (id, persona)
    }

    /// A request that is being written; its id.
    pub async fn draft(&self, employer: &str, persona: &Persona, headcount: u32) -> String {
        let input = json!({"employerId": employer, "terms": terms(headcount)});
        let created = self.ok(persona, "employerRequestCreate", input).await;
        created["id"].as_str().unwrap().to_owned()
    }

    /// A request that colleges may answer; its id.
    pub async fn published(&self, employer: &str, persona: &Persona, headcount: u32) -> String {
        self.published_with(employer, persona, terms(headcount)).await
    }

    /// The same with terms of its own.
    pub async fn published_with(&self, employer: &str, persona: &Persona, terms: Value) -> String {
        let input = json!({"employerId": employer, "terms": terms});
        let id = self.ok(persona, "employerRequestCreate", input).await["id"].clone();
        let id = id.as_str().unwrap().to_owned();
        self.ok(persona, "employerRequestSubmit", json!({"id": id})).await;
        self.ok(&Persona::chamber("35"), "employerRequestPublish", json!({"id": id})).await;
        id
    }

    /// A response of a college; its id.
    pub async fn respond(
        &self,
        request: &str,
        (college, persona): &(String, Persona),
        quantity: u32,
    ) -> String {
        let input =
            json!({"requestId": request, "collegeId": college, "proposal": proposal(quantity)});
        let created = self.ok(persona, "requestResponseCreate", input).await;
        created["id"].as_str().unwrap().to_owned()
    }
}

/// What mutations are named after.
const OBJECTS: [&str; 11] = [
    "contactPerson",
    "workplace",
    "affiliation",
    "apiClient",
    "person",
    "employerRequest",
    "requestResponse",
    "collegeOffer",
    "organization",
    "clusterMembership",
    "cluster",
];

/// Terms that keep all rules.
pub fn terms(headcount: u32) -> Value {
    json!({
        "kind": "HIRE_GRADUATES", "qualificationCode": QUALIFICATION, "headcount": headcount,
        "title": {"kk": "Дәнекерлеуші", "ru": "Сварщик"}, "katoCode": PLACE,
        "closesAt": "2026-12-31", "visibility": "PUBLIC", "housing": false,
        "salaryPublic": false,
        "details": {
            "compensation": false, "meals": false, "transport": false,
            "medicalExamination": false, "harmfulConditions": false,
        },
    })
}

/// A proposal that keeps all rules.
pub fn proposal(quantity: u32) -> Value {
    json!({"quantity": quantity, "startDate": "2027-01-15", "validUntil": "2026-12-31"})
}

/// A BIN with a valid control digit and a month that nobody has, another one each time.
pub fn next_bin() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        let base = format!("500140{:05}", NEXT.fetch_add(1, Ordering::Relaxed));
        if let Some(bin) = with_control_digit(&base) {
            return bin;
        }
    }
}

/// `None`: this base is never issued.
fn with_control_digit(base: &str) -> Option<String> {
    (0..10)
        .map(|digit| format!("{base}{digit}"))
        .find(|bin| domain::directory::Bin::parse(bin).is_ok())
}
