//! Who sees what: every query, asked by everyone, about records in many states.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};
use support::{Backend, TestApp};

use super::{
    changes::MUTATIONS,
    personas::{COLUMNS, heading, line, persona, rows},
};
use crate::{
    on_both,
    schema::{names, types},
    stage::{Case, Stage},
};

/// `+` there, `-` not there for the caller; of a list, how many are; of the board, how many persons
/// are wanted (`*`: ten or more).
const QUERIES: &str = "\
asked for                                 an co hr ch cr ak my ed le ad cs rs rd el au
academicYears                             +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
affiliation college                       -  -  -  -  -  -  -  +  -  +  -  -  -  -  +
affiliations                              0  0  0  0  0  0  0  1  0  1  0  0  0  0  1
apiClient college                         -  -  -  -  -  -  -  +  -  +  -  -  -  -  +
apiClients                                0  0  0  0  0  0  0  1  0  1  0  0  0  0  1
apiInfo                                   +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
auditRecord employer                      -  -  -  -  -  -  -  -  -  +  -  -  -  -  +
auditRecords                              0  0  0  0  0  0  0  0  0  *  0  0  0  2  *
cluster initiative                        -  -  +  +  -  +  +  +  -  +  -  +  +  -  -
cluster active                            +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
clusterMembership invited                 -  +  +  +  -  +  +  +  -  +  -  +  +  -  -
clusterMembership active                  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
clusterMemberships                        1  3  4  5  2  5  5  5  1  4  2  5  5  2  1
clusters                                  1  1  2  3  1  3  3  3  1  2  1  3  3  2  1
collegeOffer draft                        -  +  -  -  -  -  -  -  -  +  -  -  +  -  -
collegeOffer published                    +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
collegeOffers                             1  2  1  1  1  1  1  1  1  2  1  1  2  1  1
contactPerson active                      -  -  +  +  -  +  -  -  -  +  -  -  +  -  -
contactPersons                            0  0  1  1  0  1  0  0  0  1  0  0  1  0  0
demandBoard                               6  *  *  *  *  *  6  6  6  *  9  6  *  6  6
demandBoard of college                    -  9  -  -  -  -  -  -  -  9  -  -  9  -  -
economicActivities                        *  *  *  *  *  *  *  *  *  *  *  *  *  *  *
economicActivity                          +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
employerRequest draft                     -  -  +  -  -  -  -  -  -  +  -  -  +  -  -
employerRequest submitted                 -  -  +  +  +  +  -  -  -  +  -  -  +  -  -
employerRequest published                 +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
employerRequest blocked                   -  -  +  +  +  +  -  -  -  +  -  -  +  -  -
employerRequest for_cluster               -  +  +  +  +  +  -  -  -  +  +  -  +  -  -
employerRequest for_selected              -  +  +  +  +  +  -  -  -  +  -  -  +  -  -
employerRequests                          2  4  7  6  6  6  2  2  2  7  3  2  7  2  2
legalAct                                  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
legalActs                                 *  *  *  *  *  *  *  *  *  *  *  *  *  *  *
node draft                                -  -  +  -  -  -  -  -  -  +  -  -  +  -  -
nodes                                     -  -  +  -  -  -  -  -  -  +  -  -  +  -  -
occupation                                +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
occupations                               *  *  *  *  *  *  *  *  *  *  *  *  *  *  *
organization unverified                   +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
organizations                             4  4  4  4  4  4  4  4  4  4  4  4  4  4  4
people                                    0  0  0  0  0  0  0  0  0  2  0  0  0  0  0
person college                            -  -  -  -  -  -  -  -  -  +  -  -  -  -  -
qualification                             +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
qualifications                            *  *  *  *  *  *  *  *  *  *  *  *  *  *  *
region                                    +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
regions                                   *  *  *  *  *  *  *  *  *  *  *  *  *  *  *
requestResponse proposed                  -  +  +  +  +  -  -  -  -  +  -  -  +  -  -
requestResponses                          0  1  1  1  1  0  0  0  0  1  0  0  1  0  0
resolveCode                               +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
rule                                      +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
rules                                     +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
settlement                                +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
settlements                               *  *  *  *  *  *  *  *  *  *  *  *  *  *  *
specialties                               *  *  *  *  *  *  *  *  *  *  *  *  *  *  *
specialty                                 +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
viewer                                    +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
workplace draft                           -  -  +  -  -  -  -  -  -  +  -  -  -  -  -
workplace open                            +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
workplaces                                1  1  2  1  1  1  1  1  1  2  1  1  1  1  1
";

on_both! {
    async fn records_are_seen_by_those_whose_business_they_are(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (case, ids) = populate(&stage).await;
        let mut seen = heading();
        for row in rows(QUERIES) {
            let mut cells = Vec::new();
            for column in COLUMNS {
                cells.push(ask(&stage, column, row, &case, &ids).await);
            }
            seen += &line(row, &cells);
        }
        assert_eq!(seen, QUERIES, "\n{seen}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_root_field_has_a_row() {
    let app = TestApp::start(Backend::Sqlite).await;
    let types = types(&app).await;
    for (root, table) in [("Query", QUERIES), ("Mutation", MUTATIONS)] {
        let fields: BTreeSet<_> = names(&types, root, "fields").into_iter().collect();
        let rows: BTreeSet<_> = rows(table).into_iter().map(field).collect();
        assert_eq!(rows, fields, "the rows of the table and the fields of {root}");
    }
}

fn field(row: &str) -> &str {
    row.split(' ').next().unwrap_or_default()
}

/// Records of all kinds by the names that the rows give them.
async fn populate(stage: &Stage<'_>) -> (Case, HashMap<String, String>) {
    let (cluster, membership) = stage.membership("active").await;
    let (idea, invitation) = stage.membership("invited").await;
    let mut ids = HashMap::new();
    let mut name = |kind: &str, name: &str, id: &str| {
        ids.insert(format!("{kind} {name}"), id.to_owned());
    };
    name("cluster", "active", &cluster);
    name("cluster", "initiative", &idea);
    name("clusterMembership", "active", &membership);
    name("clusterMembership", "invited", &invitation);
    for (called, state, visibility) in [
        ("draft", "draft", "PUBLIC"),
        ("submitted", "submitted", "PUBLIC"),
        ("published", "published", "PUBLIC"),
        ("blocked", "blocked", "PUBLIC"),
        ("for_cluster", "published", "CLUSTER"),
        ("for_selected", "published", "SELECTED_COLLEGES"),
    ] {
        let id = stage.request(&cluster, state, visibility).await;
        name("employerRequest", called, &id);
    }
    name("requestResponse", "proposed", &stage.response(&cluster, "proposed").await);
    for state in ["draft", "published"] {
        name("collegeOffer", state, &stage.offer(state).await);
    }
    name("organization", "unverified", &stage.employer);
    name("apiClient", "college", &stage.client("active", "PRIVATE_KEY_JWT").await);
    name("person", "college", &stage.person("active").await);
    name("affiliation", "college", &stage.affiliation().await);
    name("contactPerson", "active", &stage.contact_person().await);
    for state in ["draft", "open"] {
        name("workplace", state, &stage.workplace(state).await);
    }
    name("auditRecord", "employer", &stage.audit_record().await);
    let draft = ids["employerRequest draft"].clone();
    ids.insert("node draft".to_owned(), draft);
    let case = Case { input: Value::Null, cluster, organization: stage.employer.clone() };
    (case, ids)
}

async fn ask(
    stage: &Stage<'_>,
    column: &str,
    row: &str,
    case: &Case,
    ids: &HashMap<String, String>,
) -> String {
    let (query, variables) = question(stage, row, ids);
    let query = format!("query{query}");
    let answer = match persona(stage, column, case) {
        Some(persona) => stage.app.send(&persona, &query, variables).await,
        None => stage.app.anonymous(&query, variables).await,
    };
    shown(&answer.data()["v"])
}

fn shown(value: &Value) -> String {
    let number = value["totalCount"].as_u64().or_else(|| value["headcount"].as_u64());
    match (number, value) {
        (Some(number @ 0..10), _) => number.to_string(),
        (Some(_), _) => "*".to_owned(),
        (None, Value::Null) => "-".to_owned(),
        (None, Value::Array(entries)) if entries.iter().all(Value::is_null) => "-".to_owned(),
        (None, _) => "+".to_owned(),
    }
}

/// The operation behind a row, without its first word.
fn question(stage: &Stage<'_>, row: &str, ids: &HashMap<String, String>) -> (String, Value) {
    let field = field(row);
    let query = match (row, field) {
        ("demandBoard of college", _) => {
            return (
                "($id: ID!) { v: demandBoard(collegeId: $id) { headcount } }".to_owned(),
                json!({"id": stage.college}),
            );
        }
        (_, "demandBoard") => "{ v: demandBoard { headcount } }".to_owned(),
        (_, "nodes") => {
            let ids = json!([ids["node draft"]]);
            return (
                "($ids: [ID!]!) { v: nodes(ids: $ids) { id } }".to_owned(),
                json!({"ids": ids}),
            );
        }
        (_, "organization") => format!("($id: ID!) {{ v: {field}(by: {{id: $id}}) {{ id }} }}"),
        (_, "region") => "{ v: region(by: {code: \"35\"}) { id } }".to_owned(),
        (_, "settlement") => "{ v: settlement(by: {katoCode: \"351010000\"}) { id } }".to_owned(),
        (_, "specialty") => {
            let by = "{levelAndCode: {level: TVET, code: \"07130700\"}}";
            format!("{{ v: specialty(by: {by}) {{ id }} }}")
        }
        (_, "qualification") => {
            "{ v: qualification(by: {code: \"4S07130704\"}) { id } }".to_owned()
        }
        (_, "economicActivity") => {
            "{ v: economicActivity(by: {okedCode: \"A\"}) { id } }".to_owned()
        }
        (_, "occupation") => "{ v: occupation(by: {code: \"11\"}) { id } }".to_owned(),
        (_, "legalAct") => "{ v: legalAct(by: {code: \"ADMISSION_RULES\"}) { id } }".to_owned(),
        (_, "rule") => "{ v: rule(key: \"OFFER_MAX_SEATS\") { id } }".to_owned(),
        (_, "apiInfo") => "{ v: apiInfo { version } }".to_owned(),
        (_, "viewer") => "{ v: viewer { scopes } }".to_owned(),
        // Everybody who asks is a client and holds roles.
        (_, "apiClients") => {
            let filter = format!("{{organizationId: {{eq: \"{}\"}}}}", stage.college);
            format!("{{ v: apiClients(filter: {filter}) {{ totalCount }} }}")
        }
        (_, "affiliations") => {
            let day = stage.day(0);
            let filter = format!(
                "{{organizationId: {{eq: \"{}\"}}, updatedAt: {{gte: \"{day}T00:00:00Z\"}}}}",
                stage.college
            );
            format!("{{ v: affiliations(filter: {filter}) {{ totalCount }} }}")
        }
        (_, "rules" | "academicYears") => format!("{{ v: {field} {{ id }} }}"),
        (_, "resolveCode") => "{ v: resolveCode(raw: \"4S07130704\") { code } }".to_owned(),
        _ if ids.contains_key(row) => format!("($id: ID!) {{ v: {field}(id: $id) {{ id }} }}"),
        _ => format!("{{ v: {field} {{ totalCount }} }}"),
    };
    let variables = ids.get(row).map_or(json!({}), |id| json!({ "id": id }));
    (query, variables)
}
