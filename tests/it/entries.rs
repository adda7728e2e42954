//! Somebody whom several organizations have entered is one person, and each is told of its own entry.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{Answer, Persona, TestApp};

use crate::{
    issuers::{Provider, entry, portal, suspend, terms},
    on_both,
    stage::{Stage, with},
};

/// Somebody in staff at an enterprise who was made administrator of a college later.
struct Aigul<'a> {
    app: &'a TestApp,
    college: String,
    employer: String,
    /// What the college and the enterprise have entered of her.
    ours: String,
    theirs: String,
    provider: Provider<'a>,
    client: String,
}

impl<'a> Aigul<'a> {
    async fn new(app: &'a TestApp) -> Self {
        let stage = Stage::new(app).await;
        let (client, _) = portal(&stage, "EVERYONE").await;
        let mut wide = terms("EVERYONE");
        wide["scopes"] = json!(["platform:write", "requests:write"]);
        let wide = with(&client, json!({ "terms": wide }));
        app.ok(&Persona::editor(), "apiClientAuthorize", wide).await;
        let provider = Provider::agreed(app, &[&client]).await;
        let theirs = entry(app, &stage.employer, "aigul", Some("EMPLOYER_HR")).await;
        app.clock.advance(TimeDelta::seconds(1));
        let ours = entry(app, &stage.college, "aigul", Some("ORG_ADMIN")).await;
        let (college, employer) = (stage.college.clone(), stage.employer.clone());
        Self { app, college, employer, ours, theirs, provider, client }
    }

    async fn act(&self, mutation: &str, input: Value) -> Value {
        let input_type = mutation[..1].to_uppercase() + &mutation[1..] + "Input";
        let query = format!(
            "mutation($input: {input_type}!) {{ it: {mutation}(input: $input) {{
                replayed userErrors {{ code }} }} }}"
        );
        let token = self.provider.token("aigul", &self.client, json!({}));
        let asked = self.provider.server().graphql(Some(&token), &query, json!({"input": input}));
        let answer: Answer = asked.await;
        answer.data()["it"].clone()
    }

    /// Under which entry the last line of the audit names her.
    async fn named(&self) -> Option<String> {
        let query = "{ auditRecords(first: 1, orderBy: [{field: AT, direction: DESCENDING}]) {
            nodes { person } } }";
        let auditor = Persona::new("AUDITOR", "KZ");
        let seen = self.app.send(&auditor, query, json!({})).await;
        seen.data()["auditRecords"]["nodes"][0]["person"].as_str().map(str::to_owned)
    }
}

on_both! {
    async fn nobody_grants_a_role_of_their_own_by_another_entry(app: TestApp) {
        let aigul = Aigul::new(&app).await;
        let grant = json!({"personId": aigul.ours, "role": "COLLEGE_MANAGER",
            "organizationId": aigul.college});
        let refused = aigul.act("affiliationGrant", grant.clone()).await;
        assert_eq!(refused["userErrors"], json!([{"code": "GRANTED_BY_OTHERS"}]));
        // Neither by one that does not let her in any more.
        suspend(&app, &aigul.employer, &aigul.theirs).await;
        let refused = aigul.act("affiliationGrant", grant).await;
        assert_eq!(refused["userErrors"], json!([{"code": "GRANTED_BY_OTHERS"}]));
        let other = entry(&app, &aigul.college, "daulet", None).await;
        let grant = json!({"personId": other, "role": "TEACHER", "organizationId": aigul.college});
        assert_eq!(aigul.act("affiliationGrant", grant).await["userErrors"], json!([]));
    }

    async fn an_organization_is_told_of_its_own_entry(app: TestApp) {
        let aigul = Aigul::new(&app).await;
        let other = entry(&app, &aigul.college, "daulet", None).await;
        for (mutation, input) in [
            ("personRename", json!({"id": other, "name": "Дәулет"})),
            ("personResume", json!({"id": other})),
        ] {
            app.clock.advance(TimeDelta::seconds(1));
            aigul.act(mutation, input).await;
            assert_eq!(aigul.named().await, Some(aigul.ours.clone()), "{mutation} at the college");
        }
        app.clock.advance(TimeDelta::seconds(1));
        let request = json!({"employerId": aigul.employer, "terms": support::terms(3)});
        assert_eq!(aigul.act("employerRequestCreate", request).await["userErrors"], json!([]));
        assert_eq!(aigul.named().await, Some(aigul.theirs.clone()), "at the enterprise");
    }

    async fn a_key_is_known_whatever_becomes_of_the_persons_roles(app: TestApp) {
        let aigul = Aigul::new(&app).await;
        let input = json!({"organizationId": aigul.college, "name": "Дәулет",
            "issuer": "https://id.example/college", "subject": "daulet",
            "idempotencyKey": "018f0000-0000-7000-8000-000000000001"});
        assert_eq!(aigul.act("personEnter", input.clone()).await["replayed"], false);
        suspend(&app, &aigul.employer, &aigul.theirs).await;
        assert_eq!(aigul.act("personEnter", input).await["replayed"], true);
    }
}
