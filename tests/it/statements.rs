//! How many statements an operation sends: the same for 1 object and for 100.

use app::Store;
use chrono::TimeDelta;
use serde_json::json;
use support::{Persona, TestApp};

use crate::{
    on_both,
    stage::{Stage, invitation, profile},
};

/// The page of a portal.
const P1: &str = "query($first: Int) { employerRequests(
    filter: {status: {eq: PUBLISHED}, regionCode: {eq: \"35\"}, specialtyCode: {eq: \"07130700\"}}
    orderBy: [{field: LISTED_AT, direction: DESCENDING}], first: $first
) { nodes { id title headcount closesAt openForResponses employer { id name }
    qualification { code name specialty { code name } }
    responseCount responses(first: 5) { nodes { id quantity status college { id name } } } } } }";

/// What is wanted near a place, and one request of it.
const P3: &str = "query($id: ID!, $first: Int) {
    employerRequests(filter: {status: {eq: PUBLISHED}, katoCode: {startsWith: \"3510\"}},
        search: \"сварщик\", first: $first) { nodes { id title headcount employer { name }
            qualification { name specialty { name } } } }
    employerRequest(id: $id) { id title employer { name } cluster { name }
        settlement { name } region { name } } }";

/// Members of clusters with what they ask for.
const P4: &str =
    "query($first: Int) { clusterMemberships(filter: {status: {eq: ACTIVE}}, first: $first) {
    nodes { id roles organization { id name employerRequests(
        orderBy: [{field: LISTED_AT, direction: DESCENDING}], first: 10
    ) { nodes { id title status headcount } } } } } }";

on_both! {
    async fn a_page_of_requests_costs_as_many_statements_for_one_as_for_fifty(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let mut colleges = Vec::new();
        for n in 0..7 {
            colleges.push(app.college(&format!("C{n}")).await);
        }
        for _ in 0..50 {
            let request = app.published(&employer, &hr, 30).await;
            for college in &colleges {
                app.respond(&request, college, 1).await;
                // Ids of one moment have no order.
                app.clock.advance(TimeDelta::milliseconds(1));
            }
        }
        // Organizations come into memory once.
        app.send(&hr, P1, json!({"first": 50})).await.data();
        for first in [1, 50] {
            let (statements, answer) = app.statements(app.send(&hr, P1, json!({"first": first}))).await;
            let nodes = answer.data()["employerRequests"]["nodes"].as_array().unwrap().clone();
            assert_eq!(nodes.len(), first);
            for node in nodes {
                assert_eq!(node["responseCount"], 7);
                assert_eq!(node["responses"]["nodes"].as_array().unwrap().len(), 5);
                assert_eq!(node["responses"]["nodes"][0]["college"]["name"], "C0");
            }
            assert_eq!(statements, 2, "a page of {first}");
        }
        let counted = P1.replacen(") { nodes", ") { totalCount nodes", 1);
        let (statements, _) = app.statements(app.send(&hr, &counted, json!({"first": 50}))).await;
        assert_eq!(statements, 3);
    }

    async fn a_search_and_one_request_cost_three_statements_at_most(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let mut ids = Vec::new();
        for _ in 0..20 {
            ids.push(app.published(&employer, &hr, 3).await);
        }
        app.anonymous(P3, json!({"id": ids[0], "first": 20})).await.data();
        for first in [1, 20] {
            let variables = json!({"id": ids[7], "first": first});
            let (statements, answer) = app.statements(app.anonymous(P3, variables)).await;
            assert_eq!(answer.data()["employerRequests"]["nodes"].as_array().unwrap().len(), first);
            assert_eq!(answer.data()["employerRequest"]["id"], ids[7]);
            assert_eq!(statements, 2, "{first} near a place");
        }
    }

    async fn members_with_their_requests_cost_three_statements_at_most(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (cluster, _) = stage.membership("active").await;
        let by = Persona::new("CLUSTER_COORDINATOR", &cluster);
        for n in 0..99 {
            let (organization, hr) = app.employer(&format!("E{n}")).await;
            app.draft(&organization, &hr, 3).await;
            if n < 12 {
                app.published(&organization, &hr, 3).await;
            }
            let input = invitation(&cluster, &organization, stage.day(30));
            let membership = app.ok(&by, "clusterMembershipInvite", input).await["id"].clone();
            let input = json!({ "id": membership });
            let administrator = Persona::new("ORG_ADMIN", &organization);
            app.ok(&administrator, "clusterMembershipAccept", input.clone()).await;
            app.ok(&by, "clusterMembershipActivate", input).await;
        }
        app.send(&by, P4, json!({"first": 100})).await.data();
        for first in [1, 100] {
            let (statements, answer) = app.statements(app.send(&by, P4, json!({"first": first}))).await;
            let nodes = answer.data()["clusterMemberships"]["nodes"].as_array().unwrap().clone();
            assert_eq!(nodes.len(), first);
            assert_eq!(statements, 2, "{first} members");
        }
    }

    /// More objects than a list lets go on in one go.
    async fn pages_within_pages_cost_one_statement_each(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        for _ in 0..35 {
            app.published(&employer, &hr, 3).await;
        }
        app.send(&hr, P1, json!({"first": 1})).await.data();
        let query = "query($first: Int) { employerRequests(first: $first) { edges { node {
            employer { employerRequests(first: $first) { edges { node {
                responses(first: 1) { totalCount nodes { id } } } } } } } } } }";
        for page in ["edges { node {", "edges { node { id } } edges { node {"] {
            let query = query.replace("edges { node {", page);
            for first in [1, 35] {
                let (statements, answer) = app.statements(app.send(&hr, &query, json!({"first": first}))).await;
                let edges = answer.data()["employerRequests"]["edges"].as_array().unwrap().clone();
                assert_eq!(edges.len(), first);
                assert_eq!(statements, 4, "{first}: {page}");
            }
        }
    }

    async fn a_creation_is_few_statements(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        // The employer and its memberships come into memory once.
        app.draft(&employer, &hr, 3).await;
        let mutation = "mutation($input: EmployerRequestCreateInput!) {
            employerRequestCreate(input: $input) { employerRequest { id } userErrors { code } } }";
        let input = json!({"initiatorId": employer, "regionCode": "35", "profile": profile("Кластер")});
        let cluster = app.ok(&hr, "clusterCreate", input).await["id"].clone();
        app.ok(&hr, "employerRequestCreate", json!({
            "employerId": employer, "clusterId": cluster, "terms": support::terms(3),
        })).await;
        // Number, request and journal, and the membership before them; `BEGIN` and `COMMIT` beside.
        for (cluster, expected) in [(json!(null), 3), (cluster, 4)] {
            let terms = support::terms(3);
            let input = json!({"employerId": employer, "clusterId": cluster, "terms": terms});
            let variables = json!({ "input": input });
            let (statements, answer) = app.statements(app.send(&hr, mutation, variables)).await;
            assert!(answer.data()["employerRequestCreate"]["employerRequest"].is_object());
            assert_eq!(statements, expected, "in {cluster}");
        }
    }

    async fn histories_of_a_page_are_one_statement(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        for _ in 0..20 {
            app.published(&employer, &hr, 3).await;
        }
        let query = "query($first: Int) { employerRequests(first: $first) { nodes {
            history(first: 2) { nodes { version } pageInfo { hasNextPage } } } } }";
        app.send(&hr, query, json!({"first": 1})).await.data();
        for first in [1, 20] {
            let (statements, answer) = app.statements(app.send(&hr, query, json!({"first": first}))).await;
            let nodes = answer.data()["employerRequests"]["nodes"].as_array().unwrap().clone();
            assert_eq!(nodes.len(), first);
            for node in nodes {
                let expected = json!({"nodes": [{"version": 3}, {"version": 2}], "pageInfo": {"hasNextPage": true}});
                assert_eq!(node["history"], expected);
            }
            assert_eq!(statements, 2, "{first} histories");
        }
    }
}

/// Without that SQLite searches a place by the state of requests, a hundred times as long.
#[tokio::test(flavor = "multi_thread")]
async fn sqlite_knows_what_its_tables_hold_once_they_are_analyzed() {
    let app = TestApp::start(support::Backend::Sqlite).await;
    let known = "SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'";
    assert_eq!(app.number(known).await, 0);
    // Twice is as good as once.
    for _ in 0..2 {
        Store::analyze(&app.settings()).await.unwrap();
        let known = "SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'settlement'";
        assert!(app.number(known).await > 0);
        assert_eq!(app.number("SELECT count(*) FROM sqlite_stat4").await, 0);
    }
}
