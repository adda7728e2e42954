//! The statements, in the words of each database, and the rows they come back as.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, Utc};
use domain::{
    Id, Record,
    directory::{Cluster, ClusterMembership, Organization},
    fold,
    market::{EmployerRequest, RequestResponse},
};
use sea_orm::sqlx::{PgPool, SqlitePool, query, query_as, query_scalar};
use uuid::Uuid;

use super::answer::{
    Coded, Connection, Created, Creation, Draft, Found, Listed, Members, Membership, Memberships,
    Named, Near, Nearby, Organization as Member, Page, PageInfo, Payload, Request, Requests,
    Response,
};

/// The questions, on one of the two databases.
pub(super) trait Statements: Send + Sync + 'static {
    fn page(&self, page: Page) -> impl Future<Output = Requests<Request>> + Send;
    fn near(&self, near: Near) -> impl Future<Output = Requests<Nearby>> + Send;
    fn members(&self, members: Members) -> impl Future<Output = Memberships> + Send;
    fn create(&self, creation: Creation) -> impl Future<Output = Created> + Send;
}

/// Of a list of ids, and of a response to each of them: the words in which the databases differ.
macro_rules! statements {
    (
        $pool:ty,
        begin: $begin:literal,
        ids: $ids:expr,
        responses: $responses:literal,
        requests: $requests:literal,
    ) => {
        impl Statements for $pool {
            async fn page(&self, page: Page) -> Requests<Request> {
                let mut rows: Vec<PageRow> = query_as(PAGE)
                    .bind(page.region)
                    .bind(page.specialty)
                    .bind(page.first + 1)
                    .fetch_all(self)
                    .await
                    .expect("a page");
                let has_next_page = rows.len() > usize::try_from(page.first).expect("a size");
                rows.truncate(usize::try_from(page.first).expect("a size"));
                let ids: Vec<_> = rows.iter().map(|row| row.0).collect();
                let children: Vec<ChildRow> =
                    query_as($responses).bind($ids(ids)).fetch_all(self).await.expect("responses");
                let mut responses = by_request(children);
                let nodes = rows.into_iter().map(|row| {
                    let responses = responses.remove(&row.0).unwrap_or_default();
                    request(row, responses)
                });
                let page_info = Some(PageInfo { has_next_page });
                let employer_requests = Connection { nodes: nodes.collect(), page_info };
                Requests { employer_requests, employer_request: None }
            }

            async fn near(&self, near: Near) -> Requests<Nearby> {
                type Row = (Uuid, String, i64, Uuid, String);
                let rows: Vec<Row> = query_as(NEAR)
                    .bind(&near.place)
                    .bind(format!("{}~", near.place))
                    .bind(format!("%{}%", fold(&near.search)))
                    .bind(near.first)
                    .fetch_all(self)
                    .await
                    .expect("requests near a place");
                type One = (Uuid, String, String, i64, Option<NaiveDate>, Uuid, String);
                let one: One = query_as(ONE)
                    .bind(uuid_of::<EmployerRequest>(&near.id))
                    .fetch_one(self)
                    .await
                    .expect("one request");
                let nodes = rows.into_iter().map(|(id, title, headcount, employer, name)| Nearby {
                    id: id_of::<EmployerRequest>(id),
                    title,
                    headcount,
                    employer: Named { id: id_of::<Organization>(employer), name },
                });
                let (id, number, title, headcount, closes_at, employer, name) = one;
                Requests {
                    employer_requests: Connection::of(nodes.collect()),
                    employer_request: Some(Found {
                        id: id_of::<EmployerRequest>(id),
                        number,
                        title,
                        headcount,
                        closes_at: closes_at.map(|day| day.to_string()),
                        employer: Named { id: id_of::<Organization>(employer), name },
                    }),
                }
            }

            async fn members(&self, members: Members) -> Memberships {
                let cluster = uuid_of::<Cluster>(&members.cluster);
                let rows: Vec<(Uuid, String, Uuid, String)> = query_as(MEMBERS)
                    .bind(cluster)
                    .bind(members.first)
                    .fetch_all(self)
                    .await
                    .expect("members");
                let ids: Vec<_> = rows.iter().map(|row| row.2).collect();
                type Child = (Uuid, Uuid, String, String, i64);
                let children: Vec<Child> = query_as($requests)
                    .bind($ids(ids))
                    .bind(cluster)
                    .fetch_all(self)
                    .await
                    .expect("requests of members");
                let mut requests: HashMap<_, Vec<_>> = HashMap::new();
                for (employer, id, title, status, headcount) in children {
                    let id = id_of::<EmployerRequest>(id);
                    let status = status.to_uppercase();
                    requests.entry(employer).or_default().push(Listed {
                        id,
                        title,
                        status,
                        headcount,
                    });
                }
                let nodes = rows.into_iter().map(|(id, roles, organization, name)| Membership {
                    id: id_of::<ClusterMembership>(id),
                    roles: roles.split(',').map(str::to_uppercase).collect(),
                    organization: Member {
                        id: id_of::<Organization>(organization),
                        name,
                        employer_requests: Connection::of(
                            requests.remove(&organization).unwrap_or_default(),
                        ),
                    },
                });
                Memberships { cluster_memberships: Connection::of(nodes.collect()) }
            }

            async fn create(&self, Creation { employer_id, terms }: Creation) -> Created {
                let (now, id) = (Utc::now(), Uuid::now_v7());
                let employer = uuid_of::<Organization>(&employer_id);
                let region = terms.kato_code[..2].to_owned();
                let series = format!("R-{region}-{}", now.year());
                let mut tx = self.begin_with($begin).await.expect("a transaction");
                let status: String = query_scalar("SELECT status FROM organization WHERE id = $1")
                    .bind(employer)
                    .fetch_one(&mut *tx)
                    .await
                    .expect("the employer");
                assert_eq!(status, "verified");
                let number: i64 =
                    query_scalar(NUMBER).bind(&series).fetch_one(&mut *tx).await.expect("a number");
                let number = format!("{series}-{number:06}");
                let search =
                    [&*number, &*terms.title.kk, &*terms.title.ru, &*terms.qualification_code];
                query(CREATE)
                    .bind(id)
                    .bind(now)
                    .bind(fold(&search.join(" ")))
                    .bind(&number)
                    .bind(employer)
                    .bind(&region)
                    .bind(&terms.qualification_code[2..])
                    .bind(&terms.qualification_code)
                    .bind(&terms.title.kk)
                    .bind(&terms.title.ru)
                    .bind(terms.headcount)
                    .bind(&terms.kato_code)
                    .execute(&mut *tx)
                    .await
                    .expect("a request");
                query(JOURNAL)
                    .bind(now)
                    .bind(id)
                    .bind(&number)
                    .bind(employer)
                    .execute(&mut *tx)
                    .await
                    .expect("a row of the journal");
                tx.commit().await.expect("a commit");
                let id = id_of::<EmployerRequest>(id);
                let employer_request = Draft { id, number, status: "DRAFT" };
                Created { employer_request_create: Payload { employer_request, user_errors: [] } }
            }
        }
    };
}

statements! {
    PgPool,
    begin: "BEGIN",
    ids: |ids: Vec<Uuid>| ids,
    responses: "SELECT p.id, r.id, r.quantity, r.status, c.id, c.name_en
        FROM unnest($1::uuid[]) AS p(id)
        CROSS JOIN LATERAL (
            SELECT id, quantity, status, college_id FROM request_response
            WHERE request_id = p.id ORDER BY id LIMIT 5
        ) r
        JOIN organization c ON c.id = r.college_id",
    requests: "SELECT p.id, r.id, r.title_en, r.status, r.headcount
        FROM unnest($1::uuid[]) AS p(id)
        CROSS JOIN LATERAL (
            SELECT id, title_en, status, headcount FROM employer_request
            WHERE employer_id = p.id
                AND (visibility = 'public' AND status IN ('published', 'closed', 'expired')
                    OR cluster_id = $2 AND status <> 'draft')
            ORDER BY listed_at DESC, id DESC LIMIT 10
        ) r",
}

statements! {
    SqlitePool,
    begin: "BEGIN IMMEDIATE",
    ids: |ids: Vec<Uuid>| {
        ids.iter().map(|id| id.simple().to_string()).collect::<serde_json::Value>().to_string()
    },
    responses: "SELECT r.request_id, r.id, r.quantity, r.status, c.id, c.name_en
        FROM json_each($1) p
        JOIN request_response r ON r.id IN (
            SELECT id FROM request_response WHERE request_id = unhex(p.value) ORDER BY id LIMIT 5
        )
        JOIN organization c ON c.id = r.college_id
        ORDER BY r.id",
    requests: "SELECT r.employer_id, r.id, r.title_en, r.status, r.headcount
        FROM json_each($1) p
        JOIN employer_request r ON r.id IN (
            SELECT id FROM employer_request
            WHERE employer_id = unhex(p.value)
                AND (visibility = 'public' AND status IN ('published', 'closed', 'expired')
                    OR cluster_id = $2 AND status <> 'draft')
            ORDER BY listed_at DESC, id DESC LIMIT 10
        )
        ORDER BY r.listed_at DESC, r.id DESC",
}

const PAGE: &str = "SELECT r.id, r.number, r.title_en, r.headcount, r.closes_at, o.id, o.name_en,
        q.code, coalesce(q.name_en, q.name_ru, q.name_kk),
        s.code, coalesce(s.name_en, s.name_ru, s.name_kk), r.responses
    FROM employer_request r
    JOIN organization o ON o.id = r.employer_id
    JOIN qualification q ON q.code = r.qualification_code
    JOIN specialty s ON s.id = q.specialty_id
    WHERE r.status = 'published' AND r.region = $1 AND r.specialty_code = $2
        AND r.visibility = 'public'
    ORDER BY r.listed_at DESC, r.id DESC LIMIT $3";

const NEAR: &str = "SELECT r.id, r.title_en, r.headcount, o.id, o.name_en
    FROM employer_request r
    JOIN organization o ON o.id = r.employer_id
    WHERE r.status = 'published' AND r.visibility = 'public'
        AND r.kato_code >= $1 AND r.kato_code < $2 AND r.search LIKE $3
    ORDER BY r.id LIMIT $4";

const ONE: &str = "SELECT r.id, r.number, r.title_en, r.headcount, r.closes_at, o.id, o.name_en
    FROM employer_request r
    JOIN organization o ON o.id = r.employer_id
    WHERE r.id = $1 AND r.status IN ('published', 'closed', 'expired') AND r.visibility = 'public'";

const MEMBERS: &str = "SELECT m.id, m.roles, o.id, o.name_en
    FROM cluster_membership m
    JOIN organization o ON o.id = m.organization_id
    WHERE m.cluster_id = $1 AND m.status = 'active'
    ORDER BY m.id LIMIT $2";

const NUMBER: &str = "INSERT INTO counter (series, value) VALUES ($1, 1)
    ON CONFLICT (series) DO UPDATE SET value = counter.value + 1 RETURNING value";

const CREATE: &str = "INSERT INTO employer_request (
        id, version, created_at, updated_at, created_client, updated_client, source, search, number,
        employer_id, region, specialty_code, kind, qualification_code, title_kk, title_ru, headcount,
        kato_code, visibility, selected_college_ids, housing, salary_public, details, revision,
        status, listed_at, remarks, responses, offered, accepted, contracted
    ) VALUES (
        $1, 1, $2, $2, 'floor', 'floor', 'api', $3, $4, $5, $6, $7, 'hire_graduates', $8, $9, $10,
        $11, $12, 'public', '', false, false, '{}', 0, 'draft', $2, '[]', 0, 0, 0, 0
    )";

const JOURNAL: &str = "INSERT INTO journal (
        at, record, record_id, natural_key, version, action, state, organization_id, client, source
    ) VALUES ($1, 'employer_request', $2, $3, 1, 'create', 'draft', $4, 'floor', 'api')";

/// Request, employer, qualification, specialty and number of responses.
type PageRow = (
    Uuid,
    String,
    String,
    i64,
    Option<NaiveDate>,
    Uuid,
    String,
    String,
    String,
    String,
    String,
    i64,
);

/// The request, the response and its college.
type ChildRow = (Uuid, Uuid, i64, String, Uuid, String);

fn request(row: PageRow, responses: Vec<Response>) -> Request {
    let (id, number, title, headcount, closes_at, employer, name, ..) = row;
    let (.., code, qualification, specialty_code, specialty, response_count) = row;
    Request {
        id: id_of::<EmployerRequest>(id),
        number,
        title,
        headcount,
        closes_at: closes_at.map(|day| day.to_string()),
        employer: Named { id: id_of::<Organization>(employer), name },
        qualification: Coded {
            code,
            name: qualification,
            specialty: Some(Box::new(Coded {
                code: specialty_code,
                name: specialty,
                specialty: None,
            })),
        },
        response_count,
        responses: Connection::of(responses),
    }
}

fn by_request(children: Vec<ChildRow>) -> HashMap<Uuid, Vec<Response>> {
    let mut responses: HashMap<_, Vec<_>> = HashMap::new();
    for (request, id, quantity, status, college, name) in children {
        responses.entry(request).or_default().push(Response {
            id: id_of::<RequestResponse>(id),
            quantity,
            status: status.to_uppercase(),
            college: Named { id: id_of::<Organization>(college), name },
        });
    }
    responses
}

fn id_of<R: Record>(id: Uuid) -> String {
    Id::<R>::new(id).to_string()
}

fn uuid_of<R: Record>(id: &str) -> Uuid {
    id.parse::<Id<R>>().expect("an id").uuid()
}
