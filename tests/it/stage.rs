//! Records brought to the state in which something may be done to them.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use support::{PLACE, Persona, QUALIFICATION, TestApp, next_bin};

/// One employer and one college of a region, the same for all cases, and the application they use.
pub struct Stage<'a> {
    pub app: &'a TestApp,
    pub employer: String,
    pub college: String,
    /// Another employer, another college and another cluster.
    pub others: [String; 3],
}

/// A mutation that somebody whose business it is may do.
pub struct Case {
    pub input: Value,
    /// The cluster it is about, or in which it happens.
    pub cluster: String,
    /// The organization it is about.
    pub organization: String,
}

impl<'a> Stage<'a> {
    pub async fn new(app: &'a TestApp) -> Self {
        let (employer, _) = app.employer("Алтын дән").await;
        let (college, _) = app.college("Сарыарқа").await;
        let (other_employer, hr) = app.employer("Көк тас").await;
        let (other_college, _) = app.college("Есіл").await;
        let cluster = initiative(app, &other_employer, &hr, "Басқа").await;
        Self { app, employer, college, others: [other_employer, other_college, cluster] }
    }

    pub fn hr(&self) -> Persona {
        Persona::new("EMPLOYER_HR", &self.employer)
    }

    pub fn manager(&self) -> Persona {
        Persona::new("COLLEGE_MANAGER", &self.college)
    }

    pub fn administrator(&self) -> Persona {
        Persona::new("ORG_ADMIN", &self.college)
    }

    /// Days from now on.
    pub fn day(&self, days: u64) -> NaiveDate {
        app::Clock::now(&self.app.clock).today() + Days::new(days)
    }

    pub fn terms(&self, visibility: &str) -> Value {
        let mut terms = support::terms(3);
        terms["closesAt"] = json!(self.day(20));
        terms["visibility"] = json!(visibility);
        if visibility == "SELECTED_COLLEGES" {
            terms["selectedCollegeIds"] = json!([self.college]);
        }
        terms
    }

    pub fn proposal(&self) -> Value {
        json!({"quantity": 1, "startDate": self.day(60), "validUntil": self.day(20)})
    }

    async fn created(&self, persona: &Persona, mutation: &str, input: Value) -> String {
        let created = self.app.ok(persona, mutation, input).await;
        created["id"].as_str().unwrap().to_owned()
    }

    /// A request of the employer for whom it is visible to; its id.
    pub async fn request(&self, cluster: &str, state: &str, visibility: &str) -> String {
        let (app, hr, chamber) = (self.app, self.hr(), Persona::chamber("35"));
        let input = json!({"employerId": self.employer, "clusterId": cluster,
            "terms": self.terms(visibility)});
        let id = self.created(&hr, "employerRequestCreate", input).await;
        let steps: &[_] = match state {
            "draft" => &[],
            "submitted" => &["Submit"],
            "published" => &["Submit", "Publish"],
            "blocked" => &["Submit", "Publish", "Block"],
            _ => panic!("no way to {state} is known"),
        };
        for step in steps {
            let by = if *step == "Submit" { &hr } else { &chamber };
            let mut input = json!({ "id": id });
            if *step == "Block" {
                input["comment"] = json!("Тексеру.");
            }
            app.ok(by, &format!("employerRequest{step}"), input).await;
        }
        id
    }

    /// A request that nobody has answered in time.
    pub async fn expired(&self, cluster: &str) -> String {
        let id = self.request(cluster, "published", "PUBLIC").await;
        self.app.clock.advance(chrono::TimeDelta::days(21));
        app::sweep(&self.app.app).await.unwrap();
        id
    }

    /// A response of the college to a new request.
    pub async fn response(&self, cluster: &str, state: &str) -> String {
        let request = self.request(cluster, "published", "PUBLIC").await;
        let input = json!({"requestId": request, "collegeId": self.college,
            "proposal": self.proposal()});
        let id = self.created(&self.manager(), "requestResponseCreate", input).await;
        match state {
            "proposed" => {}
            "countered" => {
                let input = json!({"id": id, "proposal": self.proposal()});
                self.app.ok(&self.hr(), "requestResponseCounter", input).await;
            }
            "accepted" => {
                self.app.ok(&self.hr(), "requestResponseAccept", json!({ "id": id })).await;
            }
            _ => panic!("no way to {state} is known"),
        }
        id
    }

    pub fn offer_terms() -> Value {
        json!({"qualificationCode": QUALIFICATION, "academicYear": "2026-2027", "seats": 20})
    }

    pub async fn offer(&self, state: &str) -> String {
        let input = json!({"collegeId": self.college, "terms": Self::offer_terms()});
        let id = self.created(&self.manager(), "collegeOfferCreate", input).await;
        if state == "published" {
            self.app.ok(&self.manager(), "collegeOfferPublish", json!({ "id": id })).await;
        }
        id
    }

    pub fn workplace_terms(&self) -> Value {
        json!({
            "name": {"kk": "Дәнекерлеу цехы", "ru": "Сварочный цех"},
            "qualificationCodes": [QUALIFICATION], "katoCode": PLACE, "latitude": 49.8,
            "longitude": 73.1, "capacity": 5, "availableFrom": self.day(0), "shiftMode": "DAY",
            "isHarmful": false,
        })
    }

    /// A workplace of the employer; its id.
    pub async fn workplace(&self, state: &str) -> String {
        let input = json!({"enterpriseId": self.employer, "terms": self.workplace_terms()});
        let id = self.created(&self.hr(), "workplaceCreate", input).await;
        if state == "open" {
            self.app.ok(&self.hr(), "workplacePublish", json!({ "id": id })).await;
        }
        id
    }

    pub fn contact_details() -> Value {
        json!({"name": "Айгүл Серікқызы", "phone": "+7 701 000 00 00"})
    }

    /// A contact person of the employer; its id.
    pub async fn contact_person(&self) -> String {
        let input = json!({"organizationId": self.employer, "details": Self::contact_details()});
        let admin = Persona::new("ORG_ADMIN", &self.employer);
        self.created(&admin, "contactPersonCreate", input).await
    }

    /// A record of the audit about what was done for the employer; its id.
    pub async fn audit_record(&self) -> String {
        let query = "query($filter: AuditRecordFilter) {
            auditRecords(filter: $filter, first: 1) { nodes { id } } }";
        let filter = json!({"filter": {"organizationId": {"eq": self.employer}}});
        let answer = self.app.send(&Persona::new("AUDITOR", "KZ"), query, filter).await;
        let id = answer.data()["auditRecords"]["nodes"][0]["id"].as_str();
        id.expect("something was done").to_owned()
    }

    /// A client of the college; its id.
    pub async fn client(&self, state: &str, authentication: &str) -> String {
        let (app, admin, editor) = (self.app, self.administrator(), Persona::editor());
        let input = self.client_request(authentication);
        let id = self.created(&admin, "apiClientRequest", input).await;
        let target = json!({ "id": id });
        if state != "requested" {
            app.ok(&editor, "apiClientApprove", target.clone()).await;
        }
        if matches!(state, "active" | "suspended") {
            if authentication == "PRIVATE_KEY_JWT" {
                app.ok(&admin, "apiClientAddKey", with(&id, json!({"key": client_key()}))).await;
            } else {
                app.ok(&admin, "apiClientAddSecret", target).await;
            }
        }
        if state == "suspended" {
            let input = with(&id, json!({"comment": "Тексеру."}));
            app.ok(&editor, "apiClientSuspend", input).await;
        }
        id
    }

    pub fn client_request(&self, authentication: &str) -> Value {
        json!({
            "organizationId": self.college, "kind": "PRODUCTION",
            "profile": {"name": "Портал"}, "terms": client_terms(authentication),
        })
    }

    /// A person whom the college has entered; the id.
    pub async fn person(&self, state: &str) -> String {
        let admin = self.administrator();
        let id = self.created(&admin, "personEnter", self.person_entry()).await;
        if state == "suspended" {
            let input = with(&id, json!({"comment": "Тексеру."}));
            self.app.ok(&admin, "personSuspend", input).await;
        }
        id
    }

    pub fn person_entry(&self) -> Value {
        json!({"organizationId": self.college, "name": "Айгүл", "issuer": "https://id.kz",
            "subject": next_bin()})
    }

    /// A role that a person holds at the college; its id.
    pub async fn affiliation(&self) -> String {
        let input = json!({"personId": self.person("active").await, "role": "TEACHER",
            "organizationId": self.college});
        self.created(&self.administrator(), "affiliationGrant", input).await
    }

    /// A cluster of the employer that the college has been asked to join, and the membership.
    pub async fn cluster(&self, state: &str) -> (String, String) {
        let (app, hr) = (self.app, self.hr());
        let cluster = initiative(app, &self.employer, &hr, &next_bin()).await;
        let input = invitation(&cluster, &self.college, self.day(30));
        let membership = self.created(&hr, "clusterMembershipInvite", input).await;
        let council = Persona::new("REGIONAL_COUNCIL_SECRETARY", "35");
        let coordinator = Persona::new("CLUSTER_COORDINATOR", &cluster);
        let ways = ["initiative", "concept", "submitted", "approved", "active", "suspended"];
        let way = if state == "revision" { "submitted" } else { state };
        let end = ways.iter().position(|known| *known == way).unwrap();
        for step in &ways[1..=end] {
            if *step == "submitted" {
                let join = json!({ "id": membership });
                app.ok(&self.administrator(), "clusterMembershipAccept", join).await;
            }
            let (by, mutation, extra) = match *step {
                "concept" => (&hr, "clusterStartConcept", json!({})),
                "submitted" => (&hr, "clusterSubmit", json!({})),
                "approved" => (&council, "clusterGrantStatus", json!({"decision": "№ 1"})),
                "active" => (&coordinator, "clusterLaunch", json!({})),
                _ => (&council, "clusterSuspend", json!({"comment": "Тексеру."})),
            };
            app.ok(by, mutation, with(&cluster, extra)).await;
        }
        if state == "revision" {
            let input = with(&cluster, json!({"comment": "Толықтырыңыз."}));
            app.ok(&council, "clusterReturnForRevision", input).await;
        }
        (cluster, membership)
    }

    /// The membership of the college in a new cluster.
    pub async fn membership(&self, state: &str) -> (String, String) {
        let of_cluster = if state == "invited" { "initiative" } else { "active" };
        let (cluster, membership) = self.cluster(of_cluster).await;
        let coordinator = Persona::new("CLUSTER_COORDINATOR", &cluster);
        if matches!(state, "active" | "suspended") {
            let input = json!({ "id": membership });
            self.app.ok(&coordinator, "clusterMembershipActivate", input).await;
        }
        if state == "suspended" {
            let input = with(&membership, json!({"comment": "Тексеру."}));
            self.app.ok(&coordinator, "clusterMembershipSuspend", input).await;
        }
        (cluster, membership)
    }
}

/// An idea of a cluster; its id.
pub async fn initiative(app: &TestApp, initiator: &str, by: &Persona, name: &str) -> String {
    let input = json!({"initiatorId": initiator, "regionCode": "35", "profile": profile(name)});
    let created = app.ok(by, "clusterCreate", input).await;
    created["id"].as_str().unwrap().to_owned()
}

pub fn client_terms(authentication: &str) -> Value {
    json!({"scopes": ["requests:read"], "actsFor": "NOBODY", "authentication": authentication})
}

/// The public key of RFC 8037, A.2.
pub fn client_key() -> Value {
    json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
}

pub fn profile(name: &str) -> Value {
    json!({"name": {"kk": name}, "industries": ["C"]})
}

pub fn organization_profile() -> Value {
    json!({"kind": "ENTERPRISE", "ownership": "PRIVATE", "name": {"kk": "Жаңа"},
        "katoCode": PLACE, "isHighTech": false, "isStartup": false})
}

pub fn membership_terms() -> Value {
    json!({"roles": ["PARTICIPANT"], "component": "EDUCATION"})
}

pub fn invitation(cluster: &str, organization: &str, respond_by: NaiveDate) -> Value {
    json!({"clusterId": cluster, "organizationId": organization, "terms": membership_terms(),
        "respondBy": respond_by})
}

/// An input about an object.
pub fn with(id: &str, mut extra: Value) -> Value {
    extra["id"] = json!(id);
    extra
}
