//! The whole application on one database, and the people who use it.

#![expect(clippy::disallowed_methods, reason = "tests look past the application, in plain SQL")]

mod database;

use api::Schema;
use app::Session;
use chrono::{DateTime, Utc};
use domain::{
    Head, Id, Locale, LocalizedText, Now, Place, Region, Role, Viewer,
    directory::{Organization, OrganizationKind, OrganizationStatus},
};
use persistence::Store;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use serde_json::{Value, json};
use uuid::Uuid;

pub use database::{Backend, TestDatabase};

pub struct TestApp {
    pub store: Store,
    pub schema: Schema,
    pub now: Now,
    pub url: String,
    /// Past the application.
    pub raw: DatabaseConnection,
    /// Dropped last, with the connections closed before it.
    _database: TestDatabase,
}

impl TestApp {
    pub async fn start(backend: Backend) -> Self {
        let database = TestDatabase::create(backend).await;
        let url = database.url().to_owned();
        let raw = Database::connect(&url).await.unwrap();
        let store = Store::connect(&url).await.unwrap();
        let now = Now("2026-12-01T06:00:00Z".parse::<DateTime<Utc>>().unwrap());
        Self { store, schema: api::schema(), now, url, raw, _database: database }
    }

    pub fn session(&self, viewer: &Viewer) -> Session {
        Session::new(self.store.clone(), viewer.clone(), self.now)
    }

    pub async fn send(&self, viewer: &Viewer, query: &str, variables: Value) -> Value {
        let request = async_graphql::Request::new(query)
            .variables(async_graphql::Variables::from_json(variables));
        let response = api::execute(&self.schema, request, self.session(viewer), Locale::En).await;
        serde_json::to_value(response).unwrap()
    }

    pub async fn organization(&self, name: &str, kind: OrganizationKind) -> Id<Organization> {
        let id = Id::new(Uuid::now_v7());
        let record = Organization {
            head: Head::new(id, self.now.0),
            bin_code: id.uuid().simple().to_string(),
            name: text(name),
            kind,
            region: Region::parse("71").unwrap(),
            status: OrganizationStatus::Active,
        };
        let tx = self.store.begin().await.unwrap();
        tx.insert(&record).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    pub async fn employer(&self, name: &str) -> (Id<Organization>, Viewer) {
        let id = self.organization(name, OrganizationKind::Employer).await;
        (id, Viewer::seated(name, Role::EmployerHr, Place::Organization(id)))
    }

    pub async fn college(&self, name: &str) -> (Id<Organization>, Viewer) {
        let id = self.organization(name, OrganizationKind::College).await;
        (id, Viewer::seated(name, Role::CollegeManager, Place::Organization(id)))
    }

    pub fn chamber(&self, region: &str) -> Viewer {
        let region = Region::parse(region).unwrap();
        Viewer::seated("chamber", Role::RegionalChamber, Place::Region(region))
    }

    /// A draft; its id.
    pub async fn draft(
        &self,
        employer: Id<Organization>,
        viewer: &Viewer,
        headcount: u32,
    ) -> String {
        let input = json!({
            "employerId": employer.to_string(), "regionCode": "71",
            "terms": {
                "kind": "HIRE_GRADUATES", "qualificationCode": "07150501", "headcount": headcount,
                "title": {"kk": "Дәнекерлеуші", "ru": "Сварщик"}, "closesAt": "2026-12-31",
            },
        });
        let answer = self.send(viewer, CREATE, json!({ "input": input })).await;
        answer["data"]["employerRequestCreate"]["employerRequest"]["id"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"))
            .to_owned()
    }

    pub async fn published(
        &self,
        employer: Id<Organization>,
        viewer: &Viewer,
        headcount: u32,
    ) -> String {
        let id = self.draft(employer, viewer, headcount).await;
        self.ok(viewer, "employerRequestSubmit", json!({"id": id})).await;
        self.ok(&self.chamber("71"), "employerRequestPublish", json!({"id": id})).await;
        id
    }

    pub async fn respond(
        &self,
        request: &str,
        college: Id<Organization>,
        viewer: &Viewer,
        quantity: u32,
    ) -> String {
        let query =
            "mutation($input: RequestResponseCreateInput!) { requestResponseCreate(input: $input) {
            requestResponse { id } userErrors { code message } } }";
        let input = json!({"requestId": request, "collegeId": college.to_string(), "quantity": quantity, "startDate": "2027-01-15"});
        let answer = self.send(viewer, query, json!({ "input": input })).await;
        answer["data"]["requestResponseCreate"]["requestResponse"]["id"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"))
            .to_owned()
    }

    /// Any mutation of one object.
    pub async fn act(&self, viewer: &Viewer, mutation: &str, input: Value) -> Value {
        let object = if mutation.starts_with("employerRequest") {
            "employerRequest"
        } else {
            "requestResponse"
        };
        let input_type = mutation[..1].to_uppercase() + &mutation[1..] + "Input";
        let query = format!(
            "mutation($input: {input_type}!) {{ result: {mutation}(input: $input) {{
                {object} {{ id version status }} replayed
                userErrors {{ code message field rule howToFix currentState allowedActions currentVersion }} }} }}"
        );
        let answer = self.send(viewer, &query, json!({ "input": input })).await;
        if answer.get("errors").is_some() { answer } else { answer["data"]["result"].clone() }
    }

    pub async fn ok(&self, viewer: &Viewer, mutation: &str, input: Value) -> Value {
        let answer = self.act(viewer, mutation, input).await;
        assert_eq!(answer["userErrors"], json!([]), "{mutation}: {answer}");
        answer
    }

    pub async fn code(&self, viewer: &Viewer, mutation: &str, input: Value) -> String {
        let answer = self.act(viewer, mutation, input).await;
        answer["userErrors"][0]["code"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    pub async fn number(&self, sql: &str) -> i64 {
        let statement = sea_orm::Statement::from_string(self.raw.get_database_backend(), sql);
        self.raw
            .query_one_raw(statement)
            .await
            .unwrap()
            .unwrap()
            .try_get_by_index::<i64>(0)
            .unwrap()
    }
}

pub const CREATE: &str = "mutation($input: EmployerRequestCreateInput!) { employerRequestCreate(input: $input) {
    employerRequest { id number status version title allowedActions } replayed userErrors { code message field } } }";

pub fn text(text: &str) -> LocalizedText {
    LocalizedText::new(Some(text.to_owned()), None, None).unwrap()
}
