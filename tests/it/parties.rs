//! Who is a party to what, and what bars it: organizations out of operation, clusters of others,
//! and what a caller has named that is not there.

use serde_json::{Value, json};
use support::{Persona, TestApp, next_bin, proposal, terms};

use crate::{
    on_both,
    schema::{names, types},
    stage::{Stage, invitation, membership_terms, organization_profile, profile},
};

async fn allowed(app: &TestApp, by: &Persona, object: &str, id: &str) -> Value {
    let query =
        format!("query($id: ID!) {{ node(id: $id) {{ ...on {object} {{ allowedActions }} }} }}");
    let answer = app.send(by, &query, json!({ "id": id })).await;
    answer.data()["node"]["allowedActions"].clone()
}

fn absent(object: &str) -> String {
    format!("{object}_01kdvdna00e008000000000009")
}

on_both! {
    async fn an_employer_out_of_operation_only_gets_out(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let (college, chamber) = (app.college("C").await, Persona::chamber("35"));
        let draft = app.draft(&employer, &hr, 3).await;
        let request = app.published(&employer, &hr, 3).await;
        let response = app.respond(&request, &college, 1).await;
        let suspend = json!({"id": employer, "comment": "Тексеру."});
        app.ok(&chamber, "organizationSuspend", suspend).await;

        let create = json!({"employerId": employer, "terms": terms(3)});
        let named = json!(["ORGANIZATION_NOT_ACTIVE", ["input", "employerId"]]);
        assert_eq!(app.refused(&hr, "employerRequestCreate", create.clone()).await, [named]);
        let barred = [json!(["ORGANIZATION_NOT_ACTIVE", null])];
        for (mutation, input) in [
            ("employerRequestClone", json!({"sourceId": request})),
            ("employerRequestEdit", json!({"id": draft, "terms": terms(3)})),
            ("employerRequestSubmit", json!({"id": draft})),
            ("employerRequestRevise", json!({"id": request, "terms": terms(3)})),
            ("requestResponseAccept", json!({"id": response})),
            ("requestResponseAcknowledge", json!({"id": response})),
            ("requestResponseCounter", json!({"id": response, "proposal": proposal(1)})),
        ] {
            assert_eq!(app.refused(&hr, mutation, input).await, barred, "{mutation}");
        }
        let of = "EmployerRequest";
        assert_eq!(allowed(&app, &hr, of, &request).await, json!(["CLOSE", "WITHDRAW"]));
        assert_eq!(allowed(&app, &chamber, of, &request).await, json!(["BLOCK"]));
        assert_eq!(allowed(&app, &hr, "RequestResponse", &response).await, json!(["DECLINE"]));
        let decline = json!({"id": response, "comment": "Тоқтап тұрмыз."});
        app.ok(&hr, "requestResponseDecline", decline).await;
        app.ok(&hr, "employerRequestClose", json!({"id": request})).await;
        app.ok(&hr, "employerRequestWithdraw", json!({"id": draft})).await;

        app.ok(&chamber, "organizationRestore", json!({"id": employer})).await;
        app.ok(&hr, "employerRequestCreate", create.clone()).await;
        let gone = json!({"id": employer, "on": "2026-12-01"});
        app.ok(&chamber, "organizationLiquidate", gone).await;
        assert_eq!(
            app.codes(&hr, "employerRequestCreate", create).await, ["ORGANIZATION_NOT_ACTIVE"]
        );
    }

    async fn a_college_out_of_operation_only_gets_out(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (manager, chamber) = (stage.manager(), Persona::chamber("35"));
        let (cluster, membership) = stage.cluster("initiative").await;
        let response = stage.response(&cluster, "proposed").await;
        let request = stage.request(&cluster, "published", "PUBLIC").await;
        let offer = stage.offer("published").await;
        let suspend = json!({"id": stage.college, "comment": "Тексеру."});
        app.ok(&chamber, "organizationSuspend", suspend).await;
        let named = [json!(["ORGANIZATION_NOT_ACTIVE", ["input", "collegeId"]])];
        let answer = json!({"requestId": request, "collegeId": stage.college,
            "proposal": stage.proposal()});
        assert_eq!(app.refused(&manager, "requestResponseCreate", answer).await, named);
        let offers = json!({"collegeId": stage.college, "terms": Stage::offer_terms()});
        assert_eq!(app.refused(&manager, "collegeOfferCreate", offers).await, named);
        assert_eq!(allowed(&app, &manager, "CollegeOffer", &offer).await, json!(["CLOSE", "WITHDRAW"]));
        app.ok(&manager, "requestResponseWithdraw", json!({"id": response})).await;
        let decline = json!({"id": membership});
        app.ok(&stage.administrator(), "clusterMembershipDecline", decline).await;
    }

    async fn nobody_acts_in_a_cluster_it_has_no_part_in(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (hr, manager) = (stage.hr(), stage.manager());
        let refusal = [json!(["NOT_A_MEMBER", ["input", "clusterId"]])];
        let create = |cluster: &str| json!({"employerId": stage.employer, "clusterId": cluster,
            "terms": stage.terms("PUBLIC")});
        let offer = |cluster: &str| json!({"collegeId": stage.college, "clusterId": cluster,
            "terms": Stage::offer_terms()});
        let (own, membership) = stage.cluster("initiative").await;
        let nowhere = absent("cluster");
        for cluster in [&stage.others[2], &nowhere] {
            assert_eq!(app.refused(&hr, "employerRequestCreate", create(cluster)).await, refusal);
            assert_eq!(app.refused(&manager, "collegeOfferCreate", offer(cluster)).await, refusal);
        }
        let asked = app.refused(&manager, "collegeOfferCreate", offer(&own)).await;
        assert_eq!(asked, refusal, "who is only asked takes no part");
        let input = json!({"id": membership});
        app.ok(&stage.administrator(), "clusterMembershipAccept", input.clone()).await;
        app.ok(&manager, "collegeOfferCreate", offer(&own)).await;
        let (active, membership) = stage.cluster("active").await;
        let id = app.ok(&hr, "employerRequestCreate", create(&active)).await["id"].clone();

        // Who has left clones what it asked for without the cluster.
        let query = "query($id: ID!) { employerRequest(id: $id) { cluster { id } } }";
        let cluster_of = async |id: &Value| {
            let answer = app.send(&hr, query, json!({ "id": id })).await;
            answer.data()["employerRequest"]["cluster"]["id"].clone()
        };
        let clone = app.ok(&hr, "employerRequestClone", json!({"sourceId": id})).await;
        assert_eq!(cluster_of(&clone["id"]).await, active);
        let founder = "query($id: ID!) { cluster(id: $id) {
            members(filter: {organizationKind: {eq: ENTERPRISE}}) { nodes { id } } } }";
        let answer = app.send(&hr, founder, json!({"id": active})).await;
        let founder = &answer.data()["cluster"]["members"]["nodes"][0]["id"];
        assert_ne!(*founder, membership);
        let administrator = Persona::new("ORG_ADMIN", &stage.employer);
        app.ok(&administrator, "clusterMembershipWithdraw", json!({"id": founder})).await;
        let clone = app.ok(&hr, "employerRequestClone", json!({"sourceId": id})).await;
        assert_eq!(cluster_of(&clone["id"]).await, Value::Null);
    }

    async fn selected_colleges_are_colleges(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let (college, _) = app.college("C").await;
        let mut terms = terms(3);
        terms["visibility"] = json!("SELECTED_COLLEGES");
        let refusal = [json!(["NOT_A_COLLEGE", ["input", "terms", "selectedCollegeIds"]])];
        for stranger in [employer.clone(), absent("organization")] {
            terms["selectedCollegeIds"] = json!([college, stranger]);
            let input = json!({"employerId": employer, "terms": terms});
            assert_eq!(app.refused(&hr, "employerRequestCreate", input).await, refusal);
        }
        assert_eq!(app.number("SELECT count(*) FROM counter").await, 0, "no number is lost");
        terms["selectedCollegeIds"] = json!([college]);
        let input = json!({"employerId": employer, "terms": terms});
        let id = app.ok(&hr, "employerRequestCreate", input).await["id"].clone();
        // What stood there stays, whatever has become of it.
        let suspend = json!({"id": college, "comment": "Тексеру."});
        app.ok(&Persona::chamber("35"), "organizationSuspend", suspend).await;
        app.ok(&hr, "employerRequestEdit", json!({"id": id, "terms": terms})).await;
        terms["selectedCollegeIds"] = json!([college, employer]);
        let edit = json!({"id": id, "terms": terms});
        assert_eq!(app.refused(&hr, "employerRequestEdit", edit).await, refusal);
    }

    async fn a_proposal_that_has_lapsed_is_not_made(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let (college, manager) = app.college("C").await;
        let request = app.published(&employer, &hr, 3).await;
        let mut proposal = proposal(1);
        proposal["validUntil"] = json!("2026-11-30");
        let input = json!({"requestId": request, "collegeId": college, "proposal": proposal});
        let refused = app.refused(&manager, "requestResponseCreate", input).await;
        assert_eq!(refused, [json!(["VALIDITY_PASSED", ["input", "proposal", "validUntil"]])]);
    }

    async fn what_is_out_of_sight_meanwhile_is_told_by_its_rule(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let (college, manager) = app.college("C").await;
        let input = json!({"collegeId": college, "terms": Stage::offer_terms()});
        let offer = app.ok(&manager, "collegeOfferCreate", input).await["id"].clone();
        app.ok(&manager, "collegeOfferPublish", json!({"id": offer})).await;
        let request = app.published(&employer, &hr, 3).await;
        let input = json!({"requestId": request, "collegeId": college, "offerId": offer,
            "proposal": proposal(1)});
        let id = app.ok(&manager, "requestResponseCreate", input).await["id"].clone();
        app.ok(&manager, "collegeOfferWithdraw", json!({"id": offer})).await;
        let input = json!({"id": id});
        let withdrawn = app.codes(&hr, "requestResponseAccept", input.clone()).await;
        assert_eq!(withdrawn, ["OFFER_NOT_OPEN"]);
        let counter = json!({"id": id, "proposal": proposal(2)});
        app.ok(&hr, "requestResponseCounter", counter).await;
        let block = json!({"id": request, "comment": "Тексеру."});
        app.ok(&Persona::chamber("35"), "employerRequestBlock", block).await;
        let blocked = app.codes(&manager, "requestResponseAccept", input).await;
        assert_eq!(blocked, ["REQUEST_NOT_OPEN"]);
    }

    async fn what_is_not_there_and_what_is_taken_is_blamed_on_its_field(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (manager, editor) = (stage.manager(), Persona::editor());
        let (cluster, _) = stage.cluster("active").await;
        let request = stage.request(&cluster, "published", "PUBLIC").await;
        let answer = |request: &str, college: &str, offer: &str| json!({"requestId": request,
            "collegeId": college, "offerId": offer, "proposal": stage.proposal()});
        let [no_request, no_organization, no_offer, no_cluster] =
            ["employer_request", "organization", "college_offer", "cluster"].map(absent);
        let offer = stage.offer("published").await;
        let bin = next_bin();
        let organization = json!({"bin": bin, "profile": organization_profile()});
        let id = app.ok(&editor, "organizationCreate", organization.clone()).await["id"].clone();
        let mut part = organization_profile();
        part["parentId"] = json!(no_organization);
        let mut coordinated = profile("Аты");
        coordinated["coordinatorId"] = json!(no_organization);
        let raised = |profile: Value| json!({"initiatorId": stage.employer, "regionCode": "35",
            "profile": profile});
        app.ok(&stage.hr(), "clusterCreate", raised(profile("Аты"))).await;
        let council = Persona::new("REGIONAL_COUNCIL_SECRETARY", "35");
        let coordinator = Persona::new("CLUSTER_COORDINATOR", &cluster);
        let twice = invitation(&cluster, &stage.college, stage.day(30));
        let with_id = json!({"id": id, "bin": next_bin(), "profile": organization_profile()});
        let nobody = json!({"clusterId": cluster, "organizationId": no_organization,
            "terms": membership_terms(), "respondBy": stage.day(30)});
        for (by, mutation, input, code, field) in [
            (&manager, "requestResponseCreate", answer(&no_request, &stage.college, &offer),
                "NOT_FOUND", "requestId"),
            (&manager, "requestResponseCreate", answer(&request, &no_organization, &offer),
                "NOT_FOUND", "collegeId"),
            (&manager, "requestResponseCreate", answer(&request, &stage.college, &no_offer),
                "NOT_FOUND", "offerId"),
            (&stage.hr(), "employerRequestClose", json!({"id": no_request}), "NOT_FOUND", "id"),
            (&council, "clusterMerge", json!({"id": cluster, "intoId": no_cluster}),
                "NOT_FOUND", "intoId"),
            (&coordinator, "clusterMembershipInvite", nobody, "NOT_FOUND", "organizationId"),
            (&editor, "organizationEdit", json!({"id": id, "profile": part}),
                "NOT_FOUND", "profile.parentId"),
            (&stage.hr(), "clusterCreate", raised(coordinated), "NOT_FOUND", "profile.coordinatorId"),
            (&editor, "organizationCreate", organization, "TAKEN", "bin"),
            (&editor, "organizationCreate", with_id, "TAKEN", "id"),
            (&stage.hr(), "clusterCreate", raised(profile("Аты")), "TAKEN", "profile.name"),
            (&coordinator, "clusterMembershipInvite", twice, "TAKEN", "organizationId"),
        ] {
            let path: Vec<_> = ["input"].into_iter().chain(field.split('.')).collect();
            let refused = app.refused(by, mutation, input).await;
            assert_eq!(refused, [json!([code, path])], "{mutation}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn creations_list_the_codes_that_they_may_answer_and_no_others() {
    let app = TestApp::start(support::Backend::Sqlite).await;
    let types = types(&app).await;
    let lists = |mutation: &str, code: &str| {
        names(&types, &format!("{mutation}ErrorCode"), "enumValues").contains(&code)
    };
    for (mutation, code, expected) in [
        ("RequestResponseCreate", "VALIDITY_PASSED", true),
        ("RequestResponseCreate", "ORGANIZATION_NOT_ACTIVE", true),
        ("RequestResponseCreate", "HEADCOUNT_EXCEEDED", false),
        ("RequestResponseCreate", "ALREADY_ANSWERED", true),
        ("RequestResponseCounter", "ALREADY_ANSWERED", false),
        ("RequestResponseCounter", "QUANTITY_EXCEEDED", true),
        ("RequestResponseCounter", "START_OUTSIDE_WINDOW", true),
        ("RequestResponseAccept", "QUANTITY_EXCEEDED", false),
        ("EmployerRequestCreate", "NOT_A_MEMBER", true),
        ("EmployerRequestCreate", "NOT_A_COLLEGE", true),
        ("EmployerRequestCreate", "HEADCOUNT_EXCEEDED", false),
        ("EmployerRequestClone", "QUALIFICATION_UNKNOWN", false),
        ("EmployerRequestRevise", "HEADCOUNT_EXCEEDED", true),
        ("CollegeOfferCreate", "SEATS_EXCEEDED", false),
        ("CollegeOfferEdit", "SEATS_EXCEEDED", true),
        ("ClusterMembershipInvite", "INVITATION_LAPSED", true),
        ("RequestResponseAccept", "ORGANIZATION_NOT_ACTIVE", true),
        ("RequestResponseDecline", "ORGANIZATION_NOT_ACTIVE", false),
        ("OrganizationEdit", "ORGANIZATION_NOT_ACTIVE", false),
        ("OrganizationVerify", "ORGANIZATION_NOT_ACTIVE", false),
    ] {
        assert_eq!(lists(mutation, code), expected, "{mutation} and {code}");
    }
}
