//! How many statements an operation sends: the same for 1 object and for 100.

use serde_json::json;
use support::TestApp;

use crate::on_both;

/// The page of a portal.
const P1: &str = "query($first: Int) { employerRequests(
    filter: {status: {eq: PUBLISHED}, region: {eq: \"35\"}, specialtyCode: {eq: \"07130700\"}}
    orderBy: [{field: LISTED_AT, direction: DESCENDING}], first: $first
) { nodes { id title headcount closesAt employer { id name }
    qualification { code name specialty { code name } }
    responseCount responses(first: 5) { nodes { id quantity status college { id name } } } } } }";

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
        let counted = P1.replace(") { nodes", ") { totalCount nodes");
        let (statements, _) = app.statements(app.send(&hr, &counted, json!({"first": 50}))).await;
        assert_eq!(statements, 3);
    }

    async fn a_creation_is_few_statements(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let mutation = "mutation($input: EmployerRequestCreateInput!) {
            employerRequestCreate(input: $input) { employerRequest { id } userErrors { code } } }";
        let input = json!({"employerId": employer, "terms": support::terms(3)});
        let variables = json!({ "input": input });
        let (statements, answer) = app.statements(app.send(&hr, mutation, variables)).await;
        assert!(answer.data()["employerRequestCreate"]["employerRequest"].is_object());
        // Employer, number, request and journal; `BEGIN` and `COMMIT` beside them.
        assert!(statements <= 4, "{statements}");
    }
}
