//! Organizations, clusters and who takes part in them (M02, M03).

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::{Id, directory::Organization};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};
use support::{PLACE, Persona, TestApp, next_bin};

use crate::on_both;

fn profile(kind: &str, name: &str) -> Value {
    json!({
        "kind": kind, "ownership": "PRIVATE", "name": {"kk": name}, "katoCode": PLACE,
        "isHighTech": false, "isStartup": false,
    })
}

fn cluster(name: &str) -> Value {
    json!({
        "name": {"kk": name}, "industries": ["C"], "specialtyFields": ["0713"],
        "tasks": [{"task": "DUAL_AND_TARGETED_TRAINING", "text": {"kk": "Дуальды оқыту"}}],
    })
}

fn member() -> Value {
    json!({"roles": ["PARTICIPANT"], "component": "INDUSTRY"})
}

fn id_of(object: &Value) -> String {
    object["id"].as_str().unwrap().to_owned()
}

fn organization_id(id: &str) -> Id<Organization> {
    id.parse().unwrap()
}

fn admin(organization: &str) -> Persona {
    Persona::new("ORG_ADMIN", organization)
}

fn secretary() -> Persona {
    Persona::new("REGIONAL_COUNCIL_SECRETARY", "35")
}

/// A cluster that a college has raised the idea of.
async fn raised(app: &TestApp, name: &str) -> (String, String) {
    let (college, manager) = app.college("Сарыарқа колледжі").await;
    let input = json!({"initiatorId": college, "regionCode": "35", "profile": cluster(name)});
    (id_of(&app.ok(&manager, "clusterCreate", input).await), college)
}

async fn invite(app: &TestApp, cluster: &str, by: &Persona, organization: &str) -> String {
    let input = json!({
        "clusterId": cluster, "organizationId": organization, "terms": member(),
        "respondBy": "2026-12-10",
    });
    id_of(&app.ok(by, "clusterMembershipInvite", input).await)
}

async fn numbers(app: &TestApp, cluster: &str) -> Value {
    let query = "query($id: ID!) { cluster(id: $id) {
        status enterpriseCount collegeCount governmentCount missingComponents } }";
    app.send(&Persona::editor(), query, json!({"id": cluster})).await.data()["cluster"].clone()
}

on_both! {
    async fn a_cluster_lives_from_the_idea_to_its_end(app: TestApp) {
        let (cluster, college) = raised(&app, "Қарағанды машина жасау кластері").await;
        let initiator = Persona::new("COLLEGE_MANAGER", &college);
        let coordinator = Persona::new("CLUSTER_COORDINATOR", &cluster);
        let input = json!({"id": cluster});
        app.ok(&initiator, "clusterStartConcept", input.clone()).await;
        let lacking = app.codes(&initiator, "clusterSubmit", input.clone()).await;
        assert_eq!(lacking, ["PARTNERS_MISSING"]);

        let (enterprise, _) = app.employer("Темірқазық Машина").await;
        let membership = invite(&app, &cluster, &initiator, &enterprise).await;
        app.ok(&admin(&enterprise), "clusterMembershipAccept", json!({"id": membership})).await;
        assert_eq!(numbers(&app, &cluster).await, json!({
            "status": "CONCEPT", "enterpriseCount": 1, "collegeCount": 1, "governmentCount": 0,
            "missingComponents": ["GOVERNMENT"],
        }));
        let seen = "query($id: ID!) { cluster(id: $id) { status } }";
        let early = app.anonymous(seen, input.clone()).await;
        assert_eq!(early.data()["cluster"], Value::Null);
        let soon = json!({"id": membership});
        let soon = app.codes(&coordinator, "clusterMembershipActivate", soon).await;
        assert_eq!(soon, ["CLUSTER_WITHOUT_STATUS"]);

        app.ok(&initiator, "clusterSubmit", input.clone()).await;
        let forbidden = json!({"id": cluster, "decision": "№ 1"});
        let forbidden = app.codes(&initiator, "clusterGrantStatus", forbidden).await;
        assert_eq!(forbidden, ["FORBIDDEN"]);
        let back = json!({"id": cluster, "comment": "Паспортты толықтырыңыз."});
        app.ok(&secretary(), "clusterReturnForRevision", back).await;
        app.ok(&initiator, "clusterResubmit", input.clone()).await;
        let grant = json!({"id": cluster, "decision": "№ 7, 2026-12-01"});
        app.ok(&secretary(), "clusterGrantStatus", grant).await;
        assert_eq!(app.anonymous(seen, input.clone()).await.data()["cluster"]["status"], "APPROVED");

        app.ok(&coordinator, "clusterMembershipActivate", json!({"id": membership})).await;
        app.ok(&coordinator, "clusterLaunch", input.clone()).await;
        let close = json!({"id": cluster, "comment": "Мақсатына жетті."});
        app.ok(&secretary(), "clusterClose", close).await;
        assert_eq!(numbers(&app, &cluster).await, json!({
            "status": "CLOSED", "enterpriseCount": 0, "collegeCount": 0, "governmentCount": 0,
            "missingComponents": ["INDUSTRY", "EDUCATION", "GOVERNMENT"],
        }));
        let current = "SELECT count(*) FROM cluster_membership WHERE status <> 'ended'";
        assert_eq!(app.number(current).await, 0);
    }

    async fn an_organization_is_a_member_once_and_may_come_back(app: TestApp) {
        let (cluster, college) = raised(&app, "Кластер").await;
        let initiator = Persona::new("COLLEGE_MANAGER", &college);
        let (enterprise, _) = app.employer("Зауыт").await;
        let first = invite(&app, &cluster, &initiator, &enterprise).await;
        let again = json!({
            "clusterId": cluster, "organizationId": enterprise, "terms": member(),
            "respondBy": "2026-12-10",
        });
        let twice = app.codes(&initiator, "clusterMembershipInvite", again.clone()).await;
        assert_eq!(twice, ["TAKEN"]);
        app.ok(&admin(&enterprise), "clusterMembershipDecline", json!({"id": first})).await;
        app.ok(&initiator, "clusterMembershipInvite", again).await;
    }

    async fn an_invitation_lapses(app: TestApp) {
        let (cluster, college) = raised(&app, "Кластер").await;
        let initiator = Persona::new("COLLEGE_MANAGER", &college);
        let (enterprise, _) = app.employer("Зауыт").await;
        let membership = invite(&app, &cluster, &initiator, &enterprise).await;
        let late = json!({
            "clusterId": cluster, "organizationId": app.employer("Цех").await.0, "terms": member(),
            "respondBy": "2026-11-30",
        });
        let late = app.codes(&initiator, "clusterMembershipInvite", late).await;
        assert_eq!(late, ["INVITATION_LAPSED"]);
        app.clock.advance(TimeDelta::days(10));
        let input = json!({"id": membership});
        let lapsed = app.codes(&admin(&enterprise), "clusterMembershipAccept", input.clone()).await;
        assert_eq!(lapsed, ["INVITATION_LAPSED"]);
        assert_eq!(app::sweep(&app.app).await.unwrap(), 1);
        let over = app.codes(&admin(&enterprise), "clusterMembershipAccept", input).await;
        assert_eq!(over, ["WRONG_STATE"]);
    }

    async fn whoever_is_not_in_operation_joins_nothing_and_leaves_everything(app: TestApp) {
        let (cluster, college) = raised(&app, "Кластер").await;
        let initiator = Persona::new("COLLEGE_MANAGER", &college);
        let (enterprise, _) = app.employer("Зауыт").await;
        let membership = invite(&app, &cluster, &initiator, &enterprise).await;
        let input = json!({"id": membership});
        let chamber = Persona::chamber("35");
        let suspend = json!({"id": enterprise, "comment": "Тексеру"});
        app.ok(&chamber, "organizationSuspend", suspend).await;
        let barred = app.codes(&admin(&enterprise), "clusterMembershipAccept", input.clone()).await;
        assert_eq!(barred, ["ORGANIZATION_NOT_ACTIVE"]);
        app.ok(&chamber, "organizationRestore", json!({"id": enterprise})).await;
        app.ok(&admin(&enterprise), "clusterMembershipAccept", input).await;
        assert_eq!(numbers(&app, &cluster).await["enterpriseCount"], 1);

        let future = json!({"id": enterprise, "on": "2026-12-02"});
        let future = app.codes(&chamber, "organizationLiquidate", future).await;
        assert_eq!(future, ["DATE_IN_FUTURE"]);
        let gone = json!({"id": enterprise, "on": "2026-12-01"});
        app.ok(&chamber, "organizationLiquidate", gone).await;
        assert_eq!(numbers(&app, &cluster).await["enterpriseCount"], 0);
    }

    async fn whose_memberships_they_are_is_known_at_once(app: TestApp) {
        let (cluster, college) = raised(&app, "Кластер").await;
        let (enterprise, _) = app.employer("Зауыт").await;
        let of = async |id: &str| app.app.memberships(&[organization_id(id)]).await.unwrap();
        assert_eq!(of(&college).await, [cluster.parse().unwrap()]);
        assert_eq!(of(&enterprise).await, []);
        let statements = app.app.store().statements().count();
        assert_eq!(of(&college).await.len(), 1);
        assert_eq!(app.app.store().statements().count(), statements, "it is kept");

        let initiator = Persona::new("COLLEGE_MANAGER", &college);
        let membership = invite(&app, &cluster, &initiator, &enterprise).await;
        assert_eq!(of(&enterprise).await, [], "an invitation gives no seat");
        app.ok(&admin(&enterprise), "clusterMembershipAccept", json!({"id": membership})).await;
        assert_eq!(of(&enterprise).await, [cluster.parse().unwrap()]);

        // Another replica.
        let position = app.app.store().last_position().await.unwrap();
        let sql = "UPDATE cluster_membership SET status = 'ended' WHERE status = 'accepted'";
        app.raw.execute_unprepared(sql).await.unwrap();
        assert_eq!(of(&enterprise).await.len(), 1);
        let sql = "INSERT INTO journal (at, record, record_id, version, action, state, client, source)
            SELECT updated_at, 'cluster_membership', id, 9, 'withdraw', 'ended', 'x', 'api'
            FROM cluster_membership";
        app.raw.execute_unprepared(sql).await.unwrap();
        app.catch_up(position).await;
        assert_eq!(of(&enterprise).await, []);
    }

    async fn a_merge_moves_what_names_the_organization(app: TestApp) {
        let (cluster, college) = raised(&app, "Кластер").await;
        let initiator = Persona::new("COLLEGE_MANAGER", &college);
        let (source, hr) = app.employer("Ескі зауыт").await;
        let (target, _) = app.employer("Жаңа зауыт").await;
        let request = app.published(&source, &hr, 5).await;
        app.respond(&request, &(college.clone(), initiator.clone()), 2).await;
        for organization in [&source, &target] {
            let membership = invite(&app, &cluster, &initiator, organization).await;
            let accept = json!({"id": membership});
            app.ok(&admin(organization), "clusterMembershipAccept", accept).await;
        }
        let editor = Persona::editor();
        let branch = app.organization("Филиал", "ENTERPRISE").await;
        let part = |parent: &str| {
            let mut profile = profile("ENTERPRISE", "Филиал");
            profile["parentId"] = parent.into();
            profile
        };
        let edit = json!({"id": branch, "profile": part(&source)});
        app.ok(&editor, "organizationEdit", edit).await;

        let merge = |id: &str, into: &str| json!({"id": id, "intoId": into});
        let own = app.codes(&editor, "organizationMerge", merge(&source, &source)).await;
        assert_eq!(own, ["MERGE_TARGET_INVALID"]);
        let chamber = Persona::chamber("35");
        let forbidden = app.codes(&chamber, "organizationMerge", merge(&source, &target)).await;
        assert_eq!(forbidden, ["FORBIDDEN"]);
        app.ok(&editor, "organizationMerge", merge(&source, &target)).await;

        let query = "query($id: ID!) { organization(by: {id: $id}) {
            status bin mergedInto { id }
            employerRequests(first: 5) { nodes { id version } totalCount }
            receivedResponses { totalCount }
            memberships(filter: {status: {eq: ACCEPTED}}) { nodes { cluster { id } } } } }";
        let tombstone = app.send(&editor, query, json!({"id": source})).await;
        let tombstone = &tombstone.data()["organization"];
        assert_eq!(tombstone["status"], "MERGED");
        assert_eq!(tombstone["mergedInto"]["id"], target);
        assert!(tombstone["bin"].is_string());
        assert_eq!(tombstone["employerRequests"]["totalCount"], 0);
        let all = app.send(&Persona::new("EMPLOYER_HR", &target), query, json!({"id": target})).await;
        let all = &all.data()["organization"];
        assert_eq!(all["employerRequests"]["nodes"][0]["id"], request);
        assert_eq!(all["receivedResponses"]["totalCount"], 1);
        let members = app.send(&editor, query, json!({"id": target})).await;
        let members = &members.data()["organization"]["memberships"]["nodes"];
        assert_eq!(members.as_array().unwrap().len(), 1);
        assert_eq!(numbers(&app, &cluster).await["enterpriseCount"], 1);
        let parent = "query($id: ID!) { organization(by: {id: $id}) { parent { id } } }";
        let parent = app.send(&editor, parent, json!({"id": branch})).await;
        assert_eq!(parent.data()["organization"]["parent"]["id"], target);

        // The other way round: what takes in the whole is not a part of itself.
        app.ok(&editor, "organizationMerge", merge(&target, &branch)).await;
        let parent = "query($id: ID!) { organization(by: {id: $id}) { parent { id } } }";
        let parent = app.send(&editor, parent, json!({"id": branch})).await;
        assert_eq!(parent.data()["organization"]["parent"], Value::Null);
    }

    async fn a_role_at_both_is_held_once_after_a_merge(app: TestApp) {
        let (source, _) = app.employer("Ескі зауыт").await;
        let (target, _) = app.employer("Жаңа зауыт").await;
        let subject = next_bin();
        let enter = async |organization: &str| {
            let entry = json!({"organizationId": organization, "name": "Айгүл",
                "issuer": "https://id.kz", "subject": subject});
            app.ok(&admin(organization), "personEnter", entry).await["id"].clone()
        };
        let (of_source, of_target) = (enter(&source).await, enter(&target).await);
        let grant = async |person: &Value, role: &str, at: &str| {
            let input = json!({"personId": person, "role": role, "organizationId": at});
            app.ok(&admin(at), "affiliationGrant", input).await;
        };
        grant(&of_source, "EMPLOYER_HR", &source).await;
        grant(&of_target, "EMPLOYER_HR", &target).await;
        grant(&of_source, "MENTOR", &source).await;
        let editor = Persona::editor();
        let merge = json!({"id": source, "intoId": target});
        app.ok(&editor, "organizationMerge", merge).await;
        let people = "{ people { nodes { id status } } }";
        let people = app.send(&admin(&target), people, json!({})).await;
        let nodes = people.data()["people"]["nodes"].as_array().unwrap();
        let state = |id: &Value| &nodes.iter().find(|it| it["id"] == *id).unwrap()["status"];
        assert_eq!((state(&of_source), state(&of_target)), (&json!("SUSPENDED"), &json!("ACTIVE")));
        let query = "query($id: ID!) { affiliations(filter: {personId: {eq: $id}}) {
            nodes { role status organization { id } } } }";
        let roles = app.send(&editor, query, json!({"id": of_target})).await;
        let nodes = roles.data()["affiliations"]["nodes"].as_array().unwrap();
        assert!(nodes.iter().all(|it| it["organization"]["id"] == target), "{nodes:?}");
        let held = nodes.iter().map(|it| format!("{} {}", it["role"], it["status"]));
        let held: BTreeSet<_> = held.map(|it| it.replace('"', "")).collect();
        let expected = ["EMPLOYER_HR ACTIVE", "EMPLOYER_HR REVOKED", "MENTOR ACTIVE"];
        assert_eq!(held.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    }

    async fn reasons_are_for_the_parties_and_end_with_what_they_were_given_for(app: TestApp) {
        let stage = crate::stage::Stage::new(&app).await;
        let read = async |object: &str, id: &str, persona: &Persona| {
            let query = format!("query($id: ID!) {{ node(id: $id) {{ ...on {object} {{ comment }} }} }}");
            app.send(persona, &query, json!({ "id": id })).await.data()["node"]["comment"].clone()
        };
        let stranger = Persona::new("EMPLOYER_HR", &stage.others[0]);

        let (cluster, _) = stage.cluster("revision").await;
        assert_eq!(read("Cluster", &cluster, &stage.hr()).await, "Толықтырыңыз.");
        app.ok(&stage.hr(), "clusterResubmit", json!({ "id": cluster })).await;
        assert_eq!(read("Cluster", &cluster, &stage.hr()).await, Value::Null);
        let (cluster, _) = stage.cluster("suspended").await;
        assert_eq!(read("Cluster", &cluster, &stage.hr()).await, "Тексеру.");
        assert_eq!(read("Cluster", &cluster, &stranger).await, Value::Null);

        let (cluster, membership) = stage.membership("suspended").await;
        let (of, manager) = ("ClusterMembership", stage.manager());
        assert_eq!(read(of, &membership, &manager).await, "Тексеру.");
        assert_eq!(read(of, &membership, &stranger).await, Value::Null);
        let coordinator = Persona::new("CLUSTER_COORDINATOR", &cluster);
        app.ok(&coordinator, "clusterMembershipResume", json!({ "id": membership })).await;
        assert_eq!(read(of, &membership, &manager).await, Value::Null);

        let (of, id) = ("Organization", &stage.college);
        let (chamber, administrator) = (Persona::chamber("35"), stage.administrator());
        app.ok(&chamber, "organizationSuspend", json!({"id": id, "comment": "Тексеру."})).await;
        assert_eq!(read(of, id, &administrator).await, "Тексеру.");
        assert_eq!(read(of, id, &stranger).await, Value::Null);
        app.ok(&chamber, "organizationRestore", json!({ "id": id })).await;
        assert_eq!(read(of, id, &administrator).await, Value::Null);
    }

    async fn an_organization_that_moves_is_looked_at_again_and_its_offers_move_along(app: TestApp) {
        let (college, manager) = app.college("Сарыарқа").await;
        let terms = crate::stage::Stage::offer_terms();
        let input = json!({"collegeId": college, "terms": terms});
        let offer = id_of(&app.ok(&manager, "collegeOfferCreate", input).await);
        app.ok(&Persona::editor(), "organizationVerify", json!({ "id": college })).await;
        let mut profile = profile("COLLEGE", "Сарыарқа");
        let mut edit = async |by: &Persona, field: &str, value: Value| {
            profile[field] = value;
            let input = json!({"id": college, "profile": profile});
            app.ok(by, "organizationEdit", input).await["status"].clone()
        };
        let administrator = admin(&college);
        assert_eq!(edit(&administrator, "website", json!("https://a.kz")).await, "VERIFIED");
        assert_eq!(edit(&Persona::editor(), "name", json!({"kk": "Есіл"})).await, "VERIFIED");
        assert_eq!(edit(&administrator, "katoCode", json!("711110000")).await, "UNVERIFIED");
        let query = "query($id: ID!) { collegeOffer(id: $id) { regionCode } }";
        let answer = app.send(&manager, query, json!({ "id": offer })).await;
        assert_eq!(answer.data()["collegeOffer"]["regionCode"], "71");
        app.ok(&Persona::chamber("71"), "organizationVerify", json!({ "id": college })).await;
    }

    async fn an_organization_is_found_by_its_bin(app: TestApp) {
        let bin = next_bin();
        let input = json!({"bin": format!(" {bin} "), "profile": profile("COLLEGE", "Қайрат")});
        let id = id_of(&app.ok(&Persona::editor(), "organizationCreate", input.clone()).await);
        let query = "query($by: OrganizationBy!) { organization(by: $by) { id katoCode regionCode } }";
        let found = app.anonymous(query, json!({"by": {"bin": bin}})).await;
        assert_eq!(
            found.data()["organization"],
            json!({"id": id, "katoCode": PLACE, "regionCode": "35"})
        );
        let both = app.anonymous(query, json!({"by": {"bin": bin, "id": id}})).await;
        assert_eq!(both.error(), "BAD_USER_INPUT");
        let wrong = app.anonymous(query, json!({"by": {"bin": "1"}})).await;
        assert_eq!(wrong.error(), "BAD_USER_INPUT");
        let twice = app.codes(&Persona::editor(), "organizationCreate", input).await;
        assert_eq!(twice, ["TAKEN"]);
        let search = "query { organizations(search: \"kairat\") { nodes { id }
            facets { field value count } } }";
        let found = app.anonymous(search, json!({})).await;
        assert_eq!(found.data()["organizations"]["nodes"], json!([{"id": id}]));
    }

    async fn a_wrong_bin_is_refused_with_the_digit_rule(app: TestApp) {
        let input = json!({"bin": "991240900104", "profile": profile("COLLEGE", "Колледж")});
        let payload = app.act(&Persona::editor(), "organizationCreate", input).await;
        let error = &payload["userErrors"][0];
        assert_eq!(error["code"], "BIN_INVALID");
        assert_eq!(error["field"], json!(["input", "bin"]));
        assert!(error["howToFix"].as_str().unwrap().contains("Digit 12"), "{error}");
        let mut unknown = profile("COLLEGE", "Колледж");
        unknown["katoCode"] = "359999999".into();
        unknown["okedCode"] = "99.99.9".into();
        let input = json!({"bin": next_bin(), "profile": unknown});
        let codes = app.codes(&Persona::editor(), "organizationCreate", input).await;
        assert_eq!(codes.len(), 2, "{codes:?}");
        assert_eq!(app.number("SELECT count(*) FROM organization").await, 0);
    }

    async fn names_of_clusters_are_unique_in_a_region_and_industry(app: TestApp) {
        let (first, college) = raised(&app, "Кластер").await;
        let manager = Persona::new("COLLEGE_MANAGER", &college);
        let mut input = json!({"initiatorId": college, "regionCode": "35", "profile": cluster("Кластер")});
        assert_eq!(app.codes(&manager, "clusterCreate", input.clone()).await, ["TAKEN"]);
        input["profile"]["industries"] = json!(["F", "C"]);
        app.ok(&manager, "clusterCreate", input.clone()).await;
        input["profile"]["industries"] = json!(["C", "F", "C"]);
        assert_eq!(app.codes(&manager, "clusterCreate", input.clone()).await, ["TAKEN"]);
        input["regionCode"] = "00".into();
        assert_eq!(app.codes(&manager, "clusterCreate", input.clone()).await, ["INVALID"]);
        input["regionCode"] = "35".into();
        input["profile"]["industries"] = json!(["01.1"]);
        assert_eq!(app.codes(&manager, "clusterCreate", input).await, ["INDUSTRY_INVALID"]);
        let other = Persona::new("ORG_ADMIN", &app.organization("Бөтен", "COLLEGE").await);
        assert_eq!(app.codes(&other, "clusterStartConcept", json!({"id": first})).await, ["NOT_FOUND"]);
    }

    /// INV1: a cluster is where something belongs, never a party to it, its signer or its owner.
    async fn nothing_names_a_cluster_but_as_where_it_belongs(app: TestApp) {
        let named: BTreeSet<_> = references(&app, "cluster").await.into_iter().collect();
        let expected = [
            ("affiliation", "cluster_id"),
            ("cluster", "merged_into_id"),
            ("cluster_membership", "cluster_id"),
            ("college_offer", "cluster_id"),
            ("employer_request", "cluster_id"),
            ("request_response", "cluster_id"),
        ];
        let expected = expected.map(|(table, column)| (table.to_owned(), column.to_owned()));
        assert_eq!(named, expected.into_iter().collect());
    }

    async fn the_merge_knows_every_place_that_names_an_organization(app: TestApp) {
        let named: BTreeSet<_> = references(&app, "organization").await.into_iter().collect();
        let known = app::directory::ORGANIZATION_REFERENCES.iter();
        let known: BTreeSet<_> =
            known.map(|(table, column)| ((*table).to_owned(), (*column).to_owned())).collect();
        // A list of ids is no foreign key.
        let lists = [("employer_request".to_owned(), "selected_college_ids".to_owned())].into();
        assert_eq!(known.difference(&named).cloned().collect::<BTreeSet<_>>(), lists);
        assert!(named.is_subset(&known), "{named:?}");
    }
}

/// Tables and columns with a foreign key to a table.
async fn references(app: &TestApp, to: &str) -> Vec<(String, String)> {
    let backend = app.raw.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "SELECT c.conrelid::regclass::text, a.attname::text FROM pg_constraint c
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
             WHERE c.contype = 'f' AND c.confrelid = $1::regclass"
        }
        _ => {
            "SELECT m.name, f.\"from\" FROM sqlite_master m, pragma_foreign_key_list(m.name) f
             WHERE m.type = 'table' AND f.\"table\" = $1"
        }
    };
    let statement = Statement::from_sql_and_values(backend, sql, [to.into()]);
    let rows = app.raw.query_all_raw(statement).await.unwrap();
    let row = |row: &sea_orm::QueryResult| {
        (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap())
    };
    rows.iter().map(row).collect()
}
