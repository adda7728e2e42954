//! Whether the server answers what cynic and `graphql_client` ask.

use cynic::{GraphQlResponse, QueryBuilder};
use graphql_client::GraphQLQuery;
use rust_clients::{
    with_cynic::{OrganizationBy, OrganizationKind, OrganizationQuery, OrganizationVariables},
    with_graphql_client::{Requests, requests},
};
use serde::{Serialize, de::DeserializeOwned};
use support::{Backend, TestApp};

/// Sends an operation as the client writes it and reads the answer as the client does.
async fn ask<A: DeserializeOwned>(app: &TestApp, operation: &impl Serialize) -> A {
    let operation = serde_json::to_value(operation).unwrap();
    let query = operation["query"].as_str().unwrap();
    let answer = app.client.graphql(None, query, operation["variables"].clone()).await;
    serde_json::from_value(answer.body).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cynic_asks_is_answered() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let app = TestApp::start(backend).await;
        let (employer, _) = app.employer("Зауыт").await;
        let by = OrganizationBy::Id(employer.clone().into());
        let operation = OrganizationQuery::build(OrganizationVariables { by });
        let answer: GraphQlResponse<OrganizationQuery> = ask(&app, &operation).await;
        assert!(answer.errors.is_none(), "{answer:?}");
        let organization = answer.data.unwrap().organization.unwrap();
        assert_eq!(organization.id.inner(), employer);
        assert_eq!(organization.name, "Зауыт");
        assert_eq!(organization.kind, OrganizationKind::Enterprise);
        let [change] = &*organization.history.nodes else { panic!("{organization:?}") };
        assert_eq!((&*change.action, &*change.at.0), ("CREATE", "2026-12-01T06:00:00Z"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_graphql_client_asks_is_answered() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let app = TestApp::start(backend).await;
        let (employer, hr) = app.employer("Зауыт").await;
        let request = app.published(&employer, &hr, 3).await;
        let status = requests::EmployerRequestStatusFilter {
            eq: Some(requests::EmployerRequestStatus::PUBLISHED),
            ..Default::default()
        };
        let filter = requests::EmployerRequestFilter { status: Some(status), ..Default::default() };
        let operation = Requests::build_query(requests::Variables { filter });
        let answer: graphql_client::Response<requests::ResponseData> = ask(&app, &operation).await;
        assert!(answer.errors.is_none(), "{answer:?}");
        let page = answer.data.unwrap().employer_requests;
        assert_eq!(page.total_count, 1);
        let [found] = &*page.nodes else { panic!("{page:?}") };
        assert_eq!((&*found.id, found.headcount), (&*request, 3));
        assert_eq!(found.title, "Сварщик");
        assert_eq!(found.status, requests::EmployerRequestStatus::PUBLISHED);
        assert_eq!(found.closes_at.as_deref(), Some("2026-12-31"));
    }
}
