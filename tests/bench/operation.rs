//! What is measured: an operation, who sends it, and the question that its floor answers.

use serde_json::{Value, json};
use strum::VariantArray;
use support::{Persona, QUALIFICATION, terms};

use crate::data::{self, REGION, SPECIALTY};

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, VariantArray, clap::ValueEnum, strum::IntoStaticStr,
)]
#[value(rename_all = "verbatim")]
pub(crate) enum Operation {
    /// A portal's page: 50 published requests of a region and specialty, the newest first.
    P1,
    /// The same with `totalCount`.
    P1c,
    /// Its page 200.
    P1d,
    /// P1 by a document that has never come before.
    P1n,
    /// 20 requests near a place that a text search finds, and one by its id.
    P3,
    /// 100 members of a cluster with their ten latest requests.
    P4,
    /// Creates a request.
    W1,
    /// `{ __typename }`.
    T,
}

/// One request over HTTP: to the server, or with the same meaning to the floor.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) path: &'static str,
    body: String,
}

/// Stands in the body where each request has a number of its own.
const NUMBER: &str = "#NUMBER";

const PAGE: &str = "query($region: String!, $specialty: String!, $first: Int!, $after: String) {
  employerRequests(
    filter: {status: {eq: PUBLISHED}, regionCode: {eq: $region}, specialtyCode: {eq: $specialty}}
    orderBy: [{field: LISTED_AT, direction: DESCENDING}], first: $first, after: $after
  ) {
    nodes {
      id number title headcount closesAt
      employer { id name }
      qualification { code name specialty { code name } }
      responseCount
      responses(first: 5) { nodes { id quantity status college { id name } } }
    }
    pageInfo { hasNextPage }
  }
}";

const NEAR: &str = "query($place: String!, $search: String!, $first: Int!, $id: ID!) {
  employerRequests(
    filter: {status: {eq: PUBLISHED}, katoCode: {startsWith: $place}}, search: $search, first: $first
  ) { nodes { id title headcount employer { id name } } }
  employerRequest(id: $id) { id number title headcount closesAt employer { id name } }
}";

const MEMBERS: &str = "query($cluster: ID!, $first: Int!) {
  clusterMemberships(filter: {clusterId: {eq: $cluster}, status: {eq: ACTIVE}}, first: $first) {
    nodes {
      id roles
      organization {
        id name
        employerRequests(orderBy: [{field: LISTED_AT, direction: DESCENDING}], first: 10) {
          nodes { id title status headcount }
        }
      }
    }
  }
}";

const CREATE: &str = "mutation($input: EmployerRequestCreateInput!) {
  employerRequestCreate(input: $input) {
    employerRequest { id number status } userErrors { code }
  }
}";

const CURSOR: &str = "query($region: String!, $specialty: String!, $first: Int!, $after: String) {
  employerRequests(
    filter: {status: {eq: PUBLISHED}, regionCode: {eq: $region}, specialtyCode: {eq: $specialty}}
    orderBy: [{field: LISTED_AT, direction: DESCENDING}], first: $first, after: $after
  ) { pageInfo { endCursor } }
}";

impl Operation {
    pub(crate) const ALL: &'static [Self] = Self::VARIANTS;

    pub(crate) fn name(self) -> &'static str {
        self.into()
    }

    /// Who sends it; `None` is anonymous.
    pub(crate) fn persona(self) -> Option<Persona> {
        match self {
            Self::P1 | Self::P1c | Self::P1d | Self::P1n | Self::P4 | Self::T => {
                Some(Persona::new("CLUSTER_COORDINATOR", data::cluster(0)))
            }
            Self::W1 => Some(Persona::new("EMPLOYER_HR", data::employer(0))),
            Self::P3 => None,
        }
    }

    /// To the server; `deep` is the cursor at which page 200 begins.
    pub(crate) fn message(self, deep: &str) -> Message {
        let (query, variables) = match self {
            Self::P1 => (PAGE.to_owned(), page(None)),
            Self::P1c => (PAGE.replacen("nodes {", "totalCount nodes {", 1), page(None)),
            Self::P1d => (PAGE.to_owned(), page(Some(deep))),
            Self::P1n => (format!("{PAGE} {NUMBER}"), page(None)),
            Self::P3 => (NEAR.to_owned(), near()),
            Self::P4 => (MEMBERS.to_owned(), members()),
            Self::W1 => (CREATE.to_owned(), json!({ "input": creation() })),
            Self::T => ("{ __typename }".to_owned(), json!({})),
        };
        Message::graphql(&query, &variables)
    }

    /// To the floor; `None`: it is compared with P1.
    pub(crate) fn floor_message(self) -> Option<Message> {
        let (path, body) = match self {
            Self::P1 => ("/page", page(None)),
            Self::P1c | Self::P1d | Self::P1n => return None,
            Self::P3 => ("/near", near()),
            Self::P4 => ("/members", members()),
            Self::W1 => ("/create", creation()),
            Self::T => ("/typename", json!({})),
        };
        Some(Message { path, body: body.to_string() })
    }
}

impl Message {
    /// Asks where the page after this cursor ends.
    pub(crate) fn next_cursor(after: Option<&str>) -> Self {
        Self::graphql(CURSOR, &page(after))
    }

    /// The body of a request; no other one has this number.
    pub(crate) fn body(&self, number: u64) -> String {
        self.body.replacen(NUMBER, &format!("#{number}"), 1)
    }

    fn graphql(query: &str, variables: &Value) -> Self {
        let body = json!({"query": query, "variables": variables}).to_string();
        Self { path: "/graphql", body }
    }
}

fn page(after: Option<&str>) -> Value {
    json!({"region": REGION, "specialty": SPECIALTY, "first": 50, "after": after})
}

fn near() -> Value {
    json!({"place": "3510", "search": "сварщик", "first": 20, "id": data::request(0).to_string()})
}

fn members() -> Value {
    json!({"cluster": data::cluster(0).to_string(), "first": 100})
}

fn creation() -> Value {
    let mut terms = terms(5);
    // Later than any date of a draft could be forbidden.
    terms["closesAt"] = Value::Null;
    terms["qualificationCode"] = QUALIFICATION.into();
    json!({"employerId": data::employer(0).to_string(), "terms": terms})
}
