//! What two organizations have said of the same people, once they are one.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};
use support::{PLACE, Persona, TestApp, next_bin};

use crate::{on_both, stage::Stage};

/// Two employers who have entered the same person.
struct Two<'a> {
    app: &'a TestApp,
    source: String,
    target: String,
    /// The entries.
    of_source: Value,
    of_target: Value,
    /// What the identity provider calls the person.
    subject: String,
}

impl<'a> Two<'a> {
    async fn new(app: &'a TestApp) -> Self {
        let (source, _) = app.employer("Ескі зауыт").await;
        let (target, _) = app.employer("Жаңа зауыт").await;
        let subject = next_bin();
        let of_source = enter(app, &source, &subject).await;
        let of_target = enter(app, &target, &subject).await;
        Self { app, source, target, of_source, of_target, subject }
    }

    async fn merge(&self) {
        merge(self.app, &self.source, &self.target).await;
    }

    async fn state(&self, id: &Value) -> Value {
        let query = "{ people { nodes { id status } } }";
        let people = self.app.send(&admin(&self.target), query, json!({})).await;
        let nodes = people.data()["people"]["nodes"].as_array().unwrap();
        nodes.iter().find(|it| it["id"] == *id).unwrap()["status"].clone()
    }

    /// For a term in days from now.
    async fn grant(&self, person: &Value, role: &str, at: &str, term: (i64, Option<i64>)) {
        self.grant_by(&admin(at), person, (role, at), term).await;
    }

    async fn grant_by(
        &self,
        by: &Persona,
        person: &Value,
        (role, at): (&str, &str),
        (from, to): (i64, Option<i64>),
    ) {
        let day = |days| app::Clock::now(&self.app.clock).today() + TimeDelta::days(days);
        let input = json!({"personId": person, "role": role, "organizationId": at,
            "validFrom": day(from), "validTo": to.map(day)});
        self.app.ok(by, "affiliationGrant", input).await;
    }

    /// The roles that an entry holds, with their terms in days from this one on.
    async fn held(&self, person: &Value, since: NaiveDate) -> BTreeSet<String> {
        let query = "query($id: ID!) { affiliations(first: 50,
            filter: {personId: {eq: $id}, status: {eq: ACTIVE}}) {
            nodes { role validFrom validTo organization { id } } } }";
        let roles = self.app.send(&Persona::editor(), query, json!({ "id": person })).await;
        let nodes = roles.data()["affiliations"]["nodes"].as_array().unwrap();
        assert!(nodes.iter().all(|it| it["organization"]["id"] == self.target), "{nodes:?}");
        let days = |day: &Value| match day.as_str() {
            Some(day) => (day.parse::<NaiveDate>().unwrap() - since).num_days().to_string(),
            None => "on".to_owned(),
        };
        let line = |it: &Value| {
            format!(
                "{} {} {}",
                it["role"].as_str().unwrap(),
                days(&it["validFrom"]),
                days(&it["validTo"])
            )
        };
        nodes.iter().map(line).collect()
    }
}

fn admin(organization: &str) -> Persona {
    Persona::new("ORG_ADMIN", organization)
}

async fn enter(app: &TestApp, organization: &str, subject: &str) -> Value {
    let entry = json!({"organizationId": organization, "name": "Айгүл", "issuer": "https://id.kz",
        "subject": subject});
    app.ok(&admin(organization), "personEnter", entry).await["id"].clone()
}

async fn merge(app: &TestApp, source: &str, target: &str) {
    let input = json!({"id": source, "intoId": target});
    app.ok(&Persona::editor(), "organizationMerge", input).await;
}

on_both! {
    async fn whoever_the_target_has_barred_stays_barred(app: TestApp) {
        let two = Two::new(&app).await;
        two.grant(&two.of_source, "MENTOR", &two.source, (0, None)).await;
        let suspend = json!({"id": two.of_target, "comment": "Тексеру."});
        app.ok(&admin(&two.target), "personSuspend", suspend).await;
        two.merge().await;
        assert_eq!(two.state(&two.of_target).await, "SUSPENDED");
        assert_eq!(two.state(&two.of_source).await, "SUSPENDED");
        // The role stays with the entry that is not in force.
        let today = app::Clock::now(&app.clock).today();
        assert!(two.held(&two.of_target, today).await.is_empty());
        assert_eq!(two.held(&two.of_source, today).await.len(), 1);
    }

    async fn an_entry_that_an_earlier_merge_has_put_aside_bars_nobody(app: TestApp) {
        let two = Two::new(&app).await;
        two.merge().await;
        let (third, _) = app.employer("Үшінші зауыт").await;
        let of_third = enter(&app, &third, &two.subject).await;
        two.grant(&of_third, "MENTOR", &third, (0, None)).await;
        merge(&app, &third, &two.target).await;
        assert_eq!(two.state(&two.of_target).await, "ACTIVE");
        assert_eq!(two.state(&of_third).await, "SUSPENDED");
        let today = app::Clock::now(&app.clock).today();
        assert_eq!(two.held(&two.of_target, today).await.len(), 1);
    }

    async fn whoever_one_of_them_has_signed_out_is_signed_out(app: TestApp) {
        let signed_out = "SELECT count(*) FROM person WHERE status = 'active' AND tokens_since > created_at";
        let two = Two::new(&app).await;
        app.clock.advance(TimeDelta::minutes(1));
        app.ok(&admin(&two.source), "personSignOut", json!({"id": two.of_source})).await;
        assert_eq!(app.number(signed_out).await, 1);
        two.merge().await;
        assert_eq!(app.number(signed_out).await, 1);
        assert_eq!(two.state(&two.of_target).await, "ACTIVE");
        // A sign-out of the target is the later one, and nothing is to be done.
        let two = Two::new(&app).await;
        app.ok(&admin(&two.source), "personSignOut", json!({"id": two.of_source})).await;
        app.clock.advance(TimeDelta::minutes(1));
        app.ok(&admin(&two.target), "personSignOut", json!({"id": two.of_target})).await;
        two.merge().await;
        assert_eq!(app.number("SELECT count(*) FROM journal WHERE action = 'sign_out'").await, 4);
    }

    async fn of_two_terms_of_a_role_no_day_is_lost(app: TestApp) {
        let two = Two::new(&app).await;
        let began = app::Clock::now(&app.clock).today();
        for (role, source, target) in [
            ("TEACHER", (0, Some(30)), (0, Some(10))),
            ("MENTOR", (0, Some(10)), (5, Some(20))),
            ("EMPLOYER_HR", (0, Some(10)), (0, None)),
            ("COLLEGE_MANAGER", (5, None), (0, Some(10))),
            // Over when they merge, but not yet swept away.
            ("HEI_MANAGER", (0, Some(20)), (-9, Some(1))),
            ("SCHOOL_COUNSELOR", (0, Some(2)), (0, Some(1))),
        ] {
            two.grant(&two.of_source, role, &two.source, source).await;
            two.grant(&two.of_target, role, &two.target, target).await;
        }
        app.clock.advance(TimeDelta::days(3));
        two.merge().await;
        let held = two.held(&two.of_target, began).await;
        let expected = ["COLLEGE_MANAGER 0 on", "EMPLOYER_HR 0 on", "HEI_MANAGER 0 20",
            "MENTOR 0 20", "SCHOOL_COUNSELOR 0 1", "TEACHER 0 30"];
        assert_eq!(held.iter().map(String::as_str).collect::<Vec<_>>(), expected);
        assert!(two.held(&two.of_source, began).await.is_empty());
    }

    async fn a_role_that_is_held_three_times_is_held_once_and_for_as_long(app: TestApp) {
        let two = Two::new(&app).await;
        let began = app::Clock::now(&app.clock).today();
        two.grant(&two.of_target, "MENTOR", &two.target, (0, Some(10))).await;
        // The ministry may name an entry of another organization.
        let (editor, there) = (Persona::editor(), ("MENTOR", two.target.as_str()));
        two.grant_by(&editor, &two.of_source, there, (1, Some(20))).await;
        two.grant(&two.of_source, "MENTOR", &two.source, (2, Some(30))).await;
        two.merge().await;
        assert_eq!(two.held(&two.of_target, began).await, ["MENTOR 0 30".to_owned()].into());
    }

    async fn offers_and_contact_persons_go_where_the_target_is(app: TestApp) {
        let (source, manager) = app.college("Сарыарқа").await;
        let (target, _) = app.college("Есіл").await;
        let mut profile = profile("COLLEGE", "PRIVATE");
        profile["katoCode"] = json!("711110000");
        app.ok(&Persona::editor(), "organizationEdit", json!({"id": target, "profile": profile})).await;
        let offer = offer(&app, &source, &manager).await;
        let own = self::offer(&app, &target, &Persona::new("COLLEGE_MANAGER", &target)).await;
        contact_person(&app, &source).await;
        contact_person(&app, &target).await;
        merge(&app, &source, &target).await;
        let query = "query($id: ID!) { collegeOffer(id: $id) { regionCode version } }";
        let manager = Persona::new("COLLEGE_MANAGER", &target);
        let moved = app.send(&manager, query, json!({ "id": offer })).await;
        assert_eq!(moved.data()["collegeOffer"]["regionCode"], "71");
        // What is there already does not change.
        let own = app.send(&manager, query, json!({ "id": own })).await;
        assert_eq!(own.data()["collegeOffer"], json!({"regionCode": "71", "version": 1}));
        assert_eq!(contact_persons(&app, &Persona::chamber("35")).await, 0);
        assert_eq!(contact_persons(&app, &Persona::chamber("71")).await, 2);
    }

    async fn where_there_is_no_region_its_bodies_see_no_contact_person(app: TestApp) {
        let chamber = Persona::chamber("35");
        let mut profile = profile("INTERNATIONAL_PARTNER", "FOREIGN");
        profile["country"] = json!("DE");
        let input = json!({ "profile": profile });
        let partner = app.ok(&Persona::editor(), "organizationCreate", input).await;
        let partner = partner["id"].as_str().unwrap();
        contact_person(&app, partner).await;
        assert_eq!(contact_persons(&app, &chamber).await, 1);
        // It has no office here any more.
        profile.as_object_mut().unwrap().remove("katoCode");
        let input = json!({"id": partner, "profile": profile});
        app.ok(&Persona::editor(), "organizationEdit", input).await;
        assert_eq!(contact_persons(&app, &chamber).await, 0);
        let (college, manager) = app.college("Есіл").await;
        contact_person(&app, &college).await;
        let offer = offer(&app, &college, &manager).await;
        assert_eq!(contact_persons(&app, &chamber).await, 1);
        merge(&app, &college, partner).await;
        assert_eq!(contact_persons(&app, &chamber).await, 0);
        assert_eq!(contact_persons(&app, &admin(partner)).await, 2);
        // An offer is made somewhere.
        let query = "query($id: ID!) { collegeOffer(id: $id) { regionCode } }";
        let offer = app.send(&Persona::new("COLLEGE_MANAGER", partner), query, json!({ "id": offer })).await;
        assert_eq!(offer.data()["collegeOffer"]["regionCode"], "35");
    }
}

fn profile(kind: &str, ownership: &str) -> Value {
    json!({"kind": kind, "ownership": ownership, "name": {"kk": "Есіл"}, "katoCode": PLACE,
        "isHighTech": false, "isStartup": false})
}

async fn offer(app: &TestApp, college: &str, manager: &Persona) -> Value {
    let input = json!({"collegeId": college, "terms": Stage::offer_terms()});
    app.ok(manager, "collegeOfferCreate", input).await["id"].clone()
}

async fn contact_person(app: &TestApp, organization: &str) {
    let input = json!({"organizationId": organization, "details": Stage::contact_details()});
    app.ok(&admin(organization), "contactPersonCreate", input).await;
}

async fn contact_persons(app: &TestApp, by: &Persona) -> usize {
    let found = app.send(by, "{ contactPersons { nodes { id } } }", json!({})).await;
    found.data()["contactPersons"]["nodes"].as_array().unwrap().len()
}
