//! Who may do what: every mutation, asked for by everyone, in a state in which it can be done.

use serde_json::{Value, json};
use support::{Persona, TestApp, next_bin};

use super::personas::{COLUMNS, heading, line, persona, rows};
use crate::{
    on_both,
    stage::{
        Case, Stage, client_key, client_terms, invitation, membership_terms, organization_profile,
        profile, with,
    },
};

/// `+` done, `F` not permitted, `-` not there for the caller, `S` not in this state, `O` one's own
/// proposal.
pub const MUTATIONS: &str = "\
asked for                                 an co hr ch cr ak my ed le ad cs rs rd el au
affiliationExtend                         -  -  -  -  -  -  -  +  -  +  -  -  -  -  F
affiliationGrant                          F  F  F  F  F  F  F  +  F  +  F  F  F  F  F
affiliationGrant cluster                  F  F  F  F  +  F  F  +  F  F  +  F  F  F  F
affiliationGrant region                   F  F  F  F  F  F  F  +  F  F  F  F  F  F  F
affiliationRevoke                         -  -  -  -  -  -  -  +  -  +  -  -  -  -  F
apiClientAddKey                           -  -  -  -  -  -  -  F  -  +  -  -  -  -  F
apiClientAddSecret                        -  -  -  -  -  -  -  F  -  +  -  -  -  -  F
apiClientApprove                          -  -  -  -  -  -  -  +  -  F  -  -  -  -  F
apiClientEdit                             -  -  -  -  -  -  -  F  -  +  -  -  -  -  F
apiClientRemoveKey                        -  -  -  -  -  -  -  F  -  +  -  -  -  -  F
apiClientRemoveSecret                     -  -  -  -  -  -  -  F  -  +  -  -  -  -  F
apiClientRequest                          F  F  F  F  F  F  F  F  F  +  F  F  F  F  F
apiClientResume                           -  -  -  -  -  -  -  +  -  F  -  -  -  -  F
apiClientRevoke                           -  -  -  -  -  -  -  +  -  +  -  -  -  -  F
apiClientAuthorize                        -  -  -  -  -  -  -  +  -  +  -  -  -  -  F
apiClientSuspend                          -  -  -  -  -  -  -  +  -  +  -  -  -  -  F
clusterClose                              F  F  F  F  F  F  F  F  F  F  +  +  F  F  F
clusterCreate                             F  F  +  F  F  +  F  F  F  +  F  F  F  F  F
clusterEdit                               -  -  +  F  S  +  F  F  -  +  F  F  F  -  -
clusterEdit active                        F  F  S  F  +  S  F  F  F  S  F  F  F  F  F
clusterGrantStatus                        -  F  F  F  F  F  F  F  -  F  F  +  F  -  -
clusterLaunch                             F  F  F  F  +  F  F  F  F  F  F  F  F  F  F
clusterMembershipAccept                   -  F  F  F  F  F  F  F  -  +  F  F  F  -  -
clusterMembershipActivate                 -  F  F  F  +  F  F  F  -  F  +  F  F  -  -
clusterMembershipDecline                  -  F  F  F  F  F  F  F  -  +  F  F  F  -  -
clusterMembershipEdit                     -  F  +  F  +  +  F  F  -  +  +  F  F  -  -
clusterMembershipExclude                  F  F  F  F  F  F  F  F  F  F  +  F  F  F  F
clusterMembershipInvite                   -  -  +  F  +  +  F  F  -  +  +  F  F  -  -
clusterMembershipResume                   F  F  F  F  +  F  F  F  F  F  +  F  F  F  F
clusterMembershipSuspend                  F  F  F  F  +  F  F  F  F  F  +  F  F  F  F
clusterMembershipWithdraw                 F  F  F  F  F  F  F  F  F  +  F  F  F  F  F
clusterMerge                              F  F  F  F  F  F  F  F  F  F  F  +  F  F  F
clusterReject                             -  F  F  F  F  F  F  F  -  F  F  +  F  -  -
clusterResubmit                           -  F  +  F  F  +  F  F  -  +  F  F  F  -  -
clusterResume                             F  F  F  F  F  F  F  F  F  F  F  +  F  F  F
clusterReturnForRevision                  -  F  F  F  F  F  F  F  -  F  F  +  F  -  -
clusterStartConcept                       -  -  +  F  F  +  F  F  -  +  F  F  F  -  -
clusterSubmit                             -  F  +  F  F  +  F  F  -  +  F  F  F  -  -
clusterSuspend                            F  F  F  F  F  F  F  F  F  F  F  +  F  F  F
collegeOfferClose                         F  +  F  F  F  F  F  F  F  +  F  F  F  F  F
collegeOfferCreate                        F  +  F  F  F  F  F  F  F  +  F  F  F  F  F
collegeOfferEdit                          -  +  -  -  -  -  -  -  -  +  -  -  F  -  -
collegeOfferPublish                       -  +  -  -  -  -  -  -  -  +  -  -  F  -  -
collegeOfferWithdraw                      -  +  -  -  -  -  -  -  -  +  -  -  F  -  -
contactPersonCreate                       F  F  F  F  F  F  F  F  F  +  F  F  F  F  F
contactPersonEdit                         -  -  F  F  -  F  -  -  -  +  -  -  F  -  -
contactPersonEnd                          -  -  F  F  -  F  -  -  -  +  -  -  F  -  -
employerRequestBlock                      F  F  F  +  +  F  F  F  F  F  F  F  F  F  F
employerRequestClone                      F  F  +  F  F  F  F  F  F  +  F  F  F  F  F
employerRequestClose                      F  F  +  S  S  F  F  F  F  +  F  F  F  F  F
employerRequestClose blocked              -  -  S  +  +  F  -  -  -  S  -  -  F  -  -
employerRequestCreate                     F  F  +  F  F  F  F  F  F  +  F  F  F  F  F
employerRequestEdit                       -  -  +  -  -  -  -  -  -  +  -  -  F  -  -
employerRequestPublish                    -  -  F  +  +  F  -  -  -  F  -  -  F  -  -
employerRequestReject                     -  -  F  +  +  F  -  -  -  F  -  -  F  -  -
employerRequestReturn                     -  -  F  +  +  F  -  -  -  F  -  -  F  -  -
employerRequestRevise                     F  F  +  F  F  F  F  F  F  +  F  F  F  F  F
employerRequestSubmit                     -  -  +  -  -  -  -  -  -  +  -  -  F  -  -
employerRequestUnblock                    -  -  F  +  +  F  -  -  -  F  -  -  F  -  -
employerRequestWithdraw                   -  -  +  -  -  -  -  -  -  +  -  -  F  -  -
organizationCreate                        F  F  F  +  F  +  F  +  F  F  F  F  F  F  F
organizationEdit                          F  F  F  F  F  F  F  +  F  +  F  F  F  F  F
organizationLiquidate                     F  F  F  +  F  +  F  +  F  F  F  F  F  F  F
organizationMerge                         F  F  F  F  F  F  F  +  F  F  F  F  F  F  F
organizationRestore                       F  F  F  +  F  +  F  +  F  F  F  F  F  F  F
organizationSuspend                       F  F  F  +  F  +  F  +  F  F  F  F  F  F  F
organizationVerify                        F  F  F  +  F  +  F  +  F  F  F  F  F  F  F
personEnter                               F  F  F  F  F  F  F  F  F  +  F  F  F  F  F
personRename                              -  -  -  -  -  -  -  -  -  +  -  -  -  -  -
personResume                              -  -  -  -  -  -  -  -  -  +  -  -  -  -  -
personSignOut                             -  -  -  -  -  -  -  -  -  +  -  -  -  -  -
personSuspend                             -  -  -  -  -  -  -  -  -  +  -  -  -  -  -
requestResponseAccept                     -  S  +  F  F  -  -  -  -  +  -  -  F  -  -
requestResponseAccept countered           -  +  O  F  F  -  -  -  -  +  -  -  F  -  -
requestResponseAcknowledge                -  F  +  F  F  -  -  -  -  +  -  -  F  -  -
requestResponseCancel                     -  +  +  F  F  -  -  -  -  +  -  -  F  -  -
requestResponseCounter                    -  +  +  F  F  -  -  -  -  +  -  -  F  -  -
requestResponseCreate                     F  +  F  F  F  F  F  F  F  +  F  F  F  F  F
requestResponseDecline                    -  F  +  F  F  -  -  -  -  +  -  -  F  -  -
requestResponseWithdraw                   -  +  F  F  F  -  -  -  -  +  -  -  F  -  -
employerRequestExtend                     F  F  +  F  F  F  F  F  F  +  F  F  F  F  F
workplaceClose                            F  F  +  F  F  F  F  F  F  +  F  F  F  F  F
workplaceCreate                           F  F  +  F  F  F  F  F  F  +  F  F  F  F  F
workplaceEdit                             -  -  +  -  -  -  -  -  -  +  -  -  -  -  -
workplacePublish                          -  -  +  -  -  -  -  -  -  +  -  -  -  -  -
workplaceSuspend                          F  F  +  F  F  F  F  F  F  +  F  F  F  F  F
workplaceWithdraw                         -  -  +  -  -  -  -  -  -  +  -  -  -  -  -
";

on_both! {
    async fn mutations_are_for_those_whose_business_it_is(app: TestApp) {
        let stage = Stage::new(&app).await;
        let mut seen = heading();
        for row in rows(MUTATIONS) {
            let mut case = prepare(&stage, row).await;
            let mut cells = Vec::new();
            for column in COLUMNS {
                let cell = call(&stage, column, row, &case).await;
                if cell == "+" {
                    case = prepare(&stage, row).await;
                }
                cells.push(cell);
            }
            seen += &line(row, &cells);
        }
        assert_eq!(seen, MUTATIONS, "\n{seen}");
    }
}

async fn call(stage: &Stage<'_>, column: &str, row: &str, case: &Case) -> String {
    let mutation = row.split(' ').next().unwrap();
    let input_type = mutation[..1].to_uppercase() + &mutation[1..] + "Input";
    let query = format!(
        "mutation($input: {input_type}!) {{
            payload: {mutation}(input: $input) {{ userErrors {{ code }} }} }}"
    );
    let variables = json!({"input": case.input});
    let answer = match persona(stage, column, case) {
        Some(persona) => stage.app.send(&persona, &query, variables).await,
        None => stage.app.anonymous(&query, variables).await,
    };
    let cell = match answer.data()["payload"]["userErrors"][0]["code"].as_str() {
        None => "+",
        Some("FORBIDDEN") => "F",
        Some("NOT_FOUND") => "-",
        Some("WRONG_STATE") => "S",
        Some("OWN_PROPOSAL") => "O",
        Some(code) => panic!("{row} by {column}: {code}"),
    };
    cell.to_owned()
}

/// A fresh record, and what is to be done with it.
async fn prepare(stage: &Stage<'_>, row: &str) -> Case {
    let (mutation, variant) = row.split_once(' ').unwrap_or((row, ""));
    let object = mutation.find(|c: char| c.is_uppercase()).unwrap();
    if ["affiliation", "apiClient", "person"].iter().any(|of| mutation.starts_with(of)) {
        access(stage, mutation, variant).await
    } else if mutation.starts_with("clusterMembership") {
        memberships(stage, mutation).await
    } else if mutation.starts_with("cluster") {
        clusters(stage, mutation, variant).await
    } else {
        let (_, membership_cluster) = (object, stage.cluster("initiative").await.0);
        let cluster = membership_cluster;
        let (organization, input) = match &mutation[..object] {
            "organization" => organizations(stage, mutation).await,
            "employer" => (stage.employer.clone(), requests(stage, &cluster, row).await),
            "contact" => (stage.employer.clone(), contacts(stage, mutation).await),
            "request" => (stage.employer.clone(), responses(stage, &cluster, row).await),
            "workplace" => (stage.employer.clone(), workplaces(stage, mutation).await),
            _ => (stage.employer.clone(), offers(stage, mutation).await),
        };
        Case { input, cluster, organization }
    }
}

async fn requests(stage: &Stage<'_>, cluster: &str, row: &str) -> Value {
    let comment = json!({"comment": "Түсіндірме."});
    let (state, extra) = match row {
        "employerRequestCreate" => {
            return json!({"employerId": stage.employer, "clusterId": cluster,
                "terms": stage.terms("PUBLIC")});
        }
        "employerRequestClone" => {
            return json!({"sourceId": stage.request(cluster, "published", "PUBLIC").await});
        }
        "employerRequestExtend" => {
            let id = stage.expired(cluster).await;
            return json!({"id": id, "closesAt": stage.day(30)});
        }
        "employerRequestEdit" => ("draft", json!({"terms": stage.terms("PUBLIC")})),
        "employerRequestSubmit" | "employerRequestWithdraw" => ("draft", json!({})),
        "employerRequestRevise" => ("published", json!({"terms": stage.terms("PUBLIC")})),
        "employerRequestReturn" | "employerRequestReject" => ("submitted", comment),
        "employerRequestPublish" => ("submitted", json!({})),
        "employerRequestClose" => ("published", json!({})),
        "employerRequestBlock" => ("published", comment),
        "employerRequestClose blocked" | "employerRequestUnblock" => ("blocked", json!({})),
        _ => panic!("{row} is not prepared"),
    };
    with(&stage.request(cluster, state, "PUBLIC").await, extra)
}

async fn responses(stage: &Stage<'_>, cluster: &str, row: &str) -> Value {
    let proposal = json!({"proposal": stage.proposal()});
    let comment = json!({"comment": "Түсіндірме."});
    let (state, extra) = match row {
        "requestResponseCreate" => {
            let request = stage.request(cluster, "published", "PUBLIC").await;
            return json!({"requestId": request, "collegeId": stage.college,
                "proposal": stage.proposal()});
        }
        "requestResponseAcknowledge" | "requestResponseAccept" | "requestResponseWithdraw" => {
            ("proposed", json!({}))
        }
        "requestResponseAccept countered" => ("countered", json!({})),
        "requestResponseCounter" => ("proposed", proposal),
        "requestResponseDecline" => ("proposed", comment),
        "requestResponseCancel" => ("accepted", comment),
        _ => panic!("{row} is not prepared"),
    };
    with(&stage.response(cluster, state).await, extra)
}

async fn contacts(stage: &Stage<'_>, mutation: &str) -> Value {
    let details = json!({"details": Stage::contact_details()});
    match mutation {
        "contactPersonCreate" => {
            json!({"organizationId": stage.employer, "details": details["details"]})
        }
        "contactPersonEdit" => with(&stage.contact_person().await, details),
        "contactPersonEnd" => with(&stage.contact_person().await, json!({})),
        _ => panic!("{mutation} is not prepared"),
    }
}

async fn workplaces(stage: &Stage<'_>, mutation: &str) -> Value {
    let terms = stage.workplace_terms();
    let (state, extra) = match mutation {
        "workplaceCreate" => return json!({"enterpriseId": stage.employer, "terms": terms}),
        "workplaceEdit" => ("draft", json!({ "terms": terms })),
        "workplacePublish" | "workplaceWithdraw" => ("draft", json!({})),
        "workplaceSuspend" => ("open", json!({"comment": "Жөндеу."})),
        "workplaceClose" => ("open", json!({})),
        _ => panic!("{mutation} is not prepared"),
    };
    with(&stage.workplace(state).await, extra)
}

async fn offers(stage: &Stage<'_>, mutation: &str) -> Value {
    let terms = Stage::offer_terms();
    match mutation {
        "collegeOfferCreate" => json!({"collegeId": stage.college, "terms": terms}),
        "collegeOfferEdit" => with(&stage.offer("draft").await, json!({ "terms": terms })),
        "collegeOfferPublish" | "collegeOfferWithdraw" => {
            with(&stage.offer("draft").await, json!({}))
        }
        "collegeOfferClose" => with(&stage.offer("published").await, json!({})),
        _ => panic!("{mutation} is not prepared"),
    }
}

async fn organizations(stage: &Stage<'_>, mutation: &str) -> (String, Value) {
    let profile = organization_profile();
    if mutation == "organizationCreate" {
        return (stage.employer.clone(), json!({"bin": next_bin(), "profile": profile}));
    }
    let id = stage.app.organization("Жаңа", "ENTERPRISE").await;
    let extra = match mutation {
        "organizationEdit" => json!({ "profile": profile }),
        "organizationVerify" => json!({}),
        "organizationSuspend" => json!({"comment": "Тексеру."}),
        "organizationRestore" => {
            let input = json!({"id": id, "comment": "Тексеру."});
            stage.app.ok(&Persona::editor(), "organizationSuspend", input).await;
            json!({})
        }
        "organizationLiquidate" => json!({"on": stage.day(0)}),
        "organizationMerge" => json!({"intoId": stage.employer}),
        _ => panic!("{mutation} is not prepared"),
    };
    (id.clone(), with(&id, extra))
}

async fn clusters(stage: &Stage<'_>, mutation: &str, variant: &str) -> Case {
    let organization = stage.employer.clone();
    let comment = json!({"comment": "Түсіндірме."});
    let name = next_bin();
    let (state, extra) = match mutation {
        "clusterCreate" => ("initiative", json!({})),
        "clusterEdit" if variant == "active" => ("active", json!({"profile": profile(&name)})),
        "clusterEdit" => ("initiative", json!({"profile": profile(&name)})),
        "clusterStartConcept" => ("initiative", json!({})),
        "clusterSubmit" => ("concept", json!({})),
        "clusterReturnForRevision" | "clusterReject" => ("submitted", comment),
        "clusterResubmit" => ("revision", json!({})),
        "clusterGrantStatus" => ("submitted", json!({"decision": "№ 1"})),
        "clusterLaunch" => ("approved", json!({})),
        "clusterSuspend" | "clusterClose" => ("active", comment),
        "clusterResume" => ("suspended", json!({})),
        "clusterMerge" => ("active", json!({"intoId": stage.cluster("active").await.0})),
        _ => panic!("{mutation} is not prepared"),
    };
    let (cluster, membership) = stage.cluster(state).await;
    if mutation == "clusterSubmit" {
        let input = json!({ "id": membership });
        stage.app.ok(&stage.administrator(), "clusterMembershipAccept", input).await;
    }
    let input = if mutation == "clusterCreate" {
        json!({"initiatorId": organization, "regionCode": "35", "profile": profile(&name)})
    } else {
        with(&cluster, extra)
    };
    Case { input, cluster, organization }
}

async fn memberships(stage: &Stage<'_>, mutation: &str) -> Case {
    let comment = json!({"comment": "Түсіндірме."});
    let (state, extra) = match mutation {
        "clusterMembershipInvite" => {
            let (cluster, _) = stage.cluster("initiative").await;
            let input = invitation(&cluster, &stage.others[1], stage.day(30));
            return Case { input, cluster, organization: stage.employer.clone() };
        }
        "clusterMembershipEdit" => ("invited", json!({"terms": membership_terms()})),
        "clusterMembershipAccept" | "clusterMembershipDecline" => ("invited", json!({})),
        "clusterMembershipActivate" => ("accepted", json!({})),
        "clusterMembershipSuspend" | "clusterMembershipExclude" => ("active", comment),
        "clusterMembershipResume" => ("suspended", json!({})),
        "clusterMembershipWithdraw" => ("active", json!({})),
        _ => panic!("{mutation} is not prepared"),
    };
    let (cluster, membership) = stage.membership(state).await;
    Case { input: with(&membership, extra), cluster, organization: stage.employer.clone() }
}

async fn access(stage: &Stage<'_>, mutation: &str, variant: &str) -> Case {
    let cluster = stage.cluster("active").await.0;
    let input = if mutation.starts_with("apiClient") {
        clients(stage, mutation).await
    } else if mutation.starts_with("person") {
        people(stage, mutation).await
    } else {
        roles(stage, mutation, variant, &cluster).await
    };
    Case { input, cluster, organization: stage.employer.clone() }
}

async fn clients(stage: &Stage<'_>, mutation: &str) -> Value {
    let (by_key, by_secret) = ("PRIVATE_KEY_JWT", "CLIENT_SECRET_BASIC");
    let (state, authentication, extra) = match mutation {
        "apiClientRequest" => return stage.client_request(by_key),
        "apiClientEdit" => ("requested", by_key, json!({"profile": {"name": "Басқа"}})),
        "apiClientAuthorize" => ("requested", by_key, json!({"terms": client_terms(by_key)})),
        "apiClientApprove" => ("requested", by_key, json!({})),
        "apiClientAddKey" => ("approved", by_key, json!({"key": client_key()})),
        "apiClientAddSecret" => ("approved", by_secret, json!({})),
        "apiClientRemoveKey" => {
            let id = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
            ("active", by_key, json!({ "keyId": id }))
        }
        "apiClientRemoveSecret" => {
            let id = stage.client("active", by_secret).await;
            let query = "query($id: ID!) { apiClient(id: $id) { secrets { id } } }";
            let variables = json!({ "id": id });
            let seen = stage.app.send(&stage.administrator(), query, variables).await;
            let secret = seen.data()["apiClient"]["secrets"][0]["id"].clone();
            return with(&id, json!({ "secretId": secret }));
        }
        "apiClientSuspend" => ("active", by_key, json!({"comment": "Тексеру."})),
        "apiClientResume" => ("suspended", by_key, json!({})),
        "apiClientRevoke" => ("active", by_key, json!({})),
        _ => panic!("{mutation} is not prepared"),
    };
    with(&stage.client(state, authentication).await, extra)
}

async fn people(stage: &Stage<'_>, mutation: &str) -> Value {
    let (state, extra) = match mutation {
        "personEnter" => return stage.person_entry(),
        "personRename" => ("active", json!({"name": "Айгүл Серік"})),
        "personSignOut" => ("active", json!({})),
        "personSuspend" => ("active", json!({"comment": "Тексеру."})),
        "personResume" => ("suspended", json!({})),
        _ => panic!("{mutation} is not prepared"),
    };
    with(&stage.person(state).await, extra)
}

async fn roles(stage: &Stage<'_>, mutation: &str, variant: &str, cluster: &str) -> Value {
    let mut granted = json!({"personId": stage.person("active").await});
    let (role, place, at) = match variant {
        "cluster" => ("COUNCIL_MEMBER", "clusterId", json!(cluster)),
        "region" => ("REGIONAL_CHAMBER", "regionCode", json!("35")),
        _ => ("TEACHER", "organizationId", json!(stage.college)),
    };
    (granted["role"], granted[place]) = (json!(role), at);
    match mutation {
        "affiliationGrant" => granted,
        "affiliationExtend" => with(&stage.affiliation().await, json!({"validTo": stage.day(9)})),
        "affiliationRevoke" => with(&stage.affiliation().await, json!({})),
        _ => panic!("{mutation} is not prepared"),
    }
}
