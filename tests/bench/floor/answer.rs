//! Questions to the floor, and the JSON of its answers: that of the API.

use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
pub(super) struct Page {
    pub(super) region: String,
    pub(super) specialty: String,
    pub(super) first: i64,
}

#[derive(Deserialize)]
pub(super) struct Near {
    pub(super) place: String,
    pub(super) search: String,
    pub(super) first: i64,
    pub(super) id: String,
}

#[derive(Deserialize)]
pub(super) struct Members {
    pub(super) cluster: String,
    pub(super) first: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Creation {
    pub(super) employer_id: String,
    pub(super) terms: Terms,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Terms {
    pub(super) qualification_code: String,
    pub(super) headcount: i64,
    pub(super) kato_code: String,
    pub(super) title: Title,
}

#[derive(Deserialize)]
pub(super) struct Title {
    pub(super) kk: String,
    pub(super) ru: String,
}

#[derive(Serialize)]
pub(super) struct Data<T> {
    pub(super) data: T,
}

#[derive(Serialize)]
pub(super) struct Typename {
    pub(super) __typename: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Requests<N> {
    pub(super) employer_requests: Connection<N>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) employer_request: Option<Found>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Memberships {
    pub(super) cluster_memberships: Connection<Membership>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Created {
    pub(super) employer_request_create: Payload,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Connection<N> {
    pub(super) nodes: Vec<N>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) page_info: Option<PageInfo>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageInfo {
    pub(super) has_next_page: bool,
}

#[derive(Serialize)]
pub(super) struct Named {
    pub(super) id: String,
    pub(super) name: String,
}

#[derive(Serialize)]
pub(super) struct Coded {
    pub(super) code: String,
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) specialty: Option<Box<Coded>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Request {
    pub(super) id: String,
    pub(super) number: String,
    pub(super) title: String,
    pub(super) headcount: i64,
    pub(super) closes_at: Option<String>,
    pub(super) employer: Named,
    pub(super) qualification: Coded,
    pub(super) response_count: i64,
    pub(super) responses: Connection<Response>,
}

#[derive(Serialize)]
pub(super) struct Response {
    pub(super) id: String,
    pub(super) quantity: i64,
    pub(super) status: String,
    pub(super) college: Named,
}

#[derive(Serialize)]
pub(super) struct Nearby {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) headcount: i64,
    pub(super) employer: Named,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Found {
    pub(super) id: String,
    pub(super) number: String,
    pub(super) title: String,
    pub(super) headcount: i64,
    pub(super) closes_at: Option<String>,
    pub(super) employer: Named,
}

#[derive(Serialize)]
pub(super) struct Membership {
    pub(super) id: String,
    pub(super) roles: Vec<String>,
    pub(super) organization: Organization,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Organization {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) employer_requests: Connection<Listed>,
}

#[derive(Serialize)]
pub(super) struct Listed {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) status: String,
    pub(super) headcount: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payload {
    pub(super) employer_request: Draft,
    pub(super) user_errors: [(); 0],
}

#[derive(Serialize)]
pub(super) struct Draft {
    pub(super) id: String,
    pub(super) number: String,
    pub(super) status: &'static str,
}

impl<N> Connection<N> {
    pub(super) fn of(nodes: Vec<N>) -> Self {
        Self { nodes, page_info: None }
    }
}
