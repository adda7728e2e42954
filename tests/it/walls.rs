//! Two walls keep rows from viewers on PostgreSQL: the condition in every select, and the policies of
//! the database. Each of them holds alone.

use std::{collections::BTreeSet, pin::pin};

use chrono::DateTime;
use domain::{
    Area, Code, Datum, Direction, Filter, Order, Page, Place, Record, Role, Scope, Seat, Test,
    Viewer, Window,
    directory::{Cluster, ClusterMembership, ContactPerson, Organization},
    market::{CollegeOffer, EmployerRequest, RequestResponse},
    platform::{Affiliation, ApiClient, AuditRecord, Person},
    training::Workplace,
};
use futures::poll;
use persistence::{Store, Stored, Wall, wall};
use sea_orm::{
    ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, TransactionTrait,
};
use serde_json::json;
use support::{Backend, Dice, Persona, TestApp};

use crate::{on_both, scope::populate};

/// The same for every kind of record.
macro_rules! each_record {
    ($run:ident($($argument:expr),*)) => {
        $run::<Organization>($($argument),*).await;
        $run::<Cluster>($($argument),*).await;
        $run::<ClusterMembership>($($argument),*).await;
        $run::<EmployerRequest>($($argument),*).await;
        $run::<CollegeOffer>($($argument),*).await;
        $run::<RequestResponse>($($argument),*).await;
        $run::<ApiClient>($($argument),*).await;
        $run::<Person>($($argument),*).await;
        $run::<Affiliation>($($argument),*).await;
        $run::<ContactPerson>($($argument),*).await;
        $run::<Workplace>($($argument),*).await;
        $run::<AuditRecord>($($argument),*).await;
    };
}

on_both! {
    /// With the condition taken away, rows of others are seen on SQLite, so the probe can fail; the
    /// policies of PostgreSQL show none of them.
    async fn a_select_without_its_condition_shows_nothing_foreign_on_postgresql(app: TestApp) {
        let viewers = populate(&app).await;
        each_record!(probe(&app, &viewers));
    }
}

async fn probe<R: Stored>(app: &TestApp, viewers: &[Viewer]) {
    let unscoped = app.app.store().without(Wall::Condition(R::NAME));
    let (mut seen, mut foreign) = (0, 0);
    for viewer in viewers.iter().filter(|viewer| !viewer.sees_everything()) {
        let shown = unscoped.repository(viewer).all::<R>(&Filter::default(), 1000).await.unwrap();
        seen += shown.len();
        foreign += shown.iter().filter(|record| !viewer.sees(*record)).count();
    }
    assert!(seen > 0, "nobody sees any {}", R::NAME);
    // Everyone sees every organization.
    let leaks =
        app.raw.get_database_backend() == DbBackend::Sqlite && R::NAME != Organization::NAME;
    assert_eq!(foreign > 0, leaks, "{foreign} rows of {}", R::NAME);
}

/// Who has several seats and some of the scopes.
fn somebody(dice: &mut Dice, viewers: &[Viewer]) -> Viewer {
    let seat = |dice: &mut Dice| -> Option<Seat> { dice.pick(viewers).seats.first().copied() };
    let seats = (0..dice.throw(5)).filter_map(|_| seat(dice)).collect();
    let areas = Area::all().iter().filter(|_| dice.throw(4) > 0);
    let scopes = areas.map(|&area| Scope { area, write: false }).collect();
    Viewer { client: "somebody".to_owned(), seats, scopes, ..Viewer::default() }
}

/// What a record's state and time are called.
fn columns<R: Record>() -> (&'static str, &'static str) {
    if R::NAME == AuditRecord::NAME { ("decision", "at") } else { ("status", "updated_at") }
}

fn some_filter<R: Stored>(dice: &mut Dice, depth: usize) -> Filter {
    let several = |dice: &mut Dice| -> Vec<Filter> {
        (0..dice.throw(3)).map(|_| some_filter::<R>(dice, depth + 1)).collect()
    };
    match dice.throw(if depth < 2 { 6 } else { 3 }) {
        // Its lines have no words.
        0 if R::NAME == AuditRecord::NAME => {
            Filter::Field("action", Test::Eq(Datum::Text("create".to_owned())))
        }
        0 => Filter::Search((*dice.pick(&["е", "college", "дәнекерлеуші", "E1 o"])).to_owned()),
        1 => {
            let state = dice.pick(<R::Status as Code>::all()).code();
            Filter::Field(columns::<R>().0, Test::Ne(Datum::Text(state.to_owned())))
        }
        2 => Filter::Field(columns::<R>().1, Test::Gt(Datum::Time(DateTime::UNIX_EPOCH))),
        3 => Filter::All(several(dice)),
        4 => Filter::Any(several(dice)),
        _ => Filter::Not(Box::new(some_filter::<R>(dice, depth + 1))),
    }
}

/// What a store answers to one question, in words.
async fn answer<R: Stored>(store: &Store, viewer: &Viewer, filter: &Filter, size: u32) -> String {
    let repository = store.repository(viewer);
    let (state, time) = columns::<R>();
    let order = vec![Order { field: time, direction: Direction::Descending }];
    let mut page = Page {
        filter: filter.clone(),
        order,
        window: Window { size, ..Window::default() },
        ..Page::default()
    };
    let first = repository.page::<R>(&page).await.unwrap();
    page.window.after = first.records.last().map(|record| (first.place)(record));
    let second = repository.page::<R>(&page).await.unwrap();
    let ids: Vec<_> =
        first.records.iter().chain(&second.records).map(|record| record.id()).collect();
    let count = repository.count::<R>(filter).await.unwrap();
    let facets = repository.facets::<R>(filter, &[state]).await.unwrap();
    let facets: BTreeSet<_> = facets.iter().map(|facet| format!("{facet:?}")).collect();
    format!("{ids:?} {count:?} {facets:?}")
}

#[tokio::test(flavor = "multi_thread")]
async fn policies_alone_and_conditions_alone_answer_the_same_to_anybody() {
    let app = TestApp::start(Backend::Postgres).await;
    let viewers = populate(&app).await;
    let mut dice = Dice(20_261_129);
    each_record!(compare(&app, &viewers, &mut dice));
}

async fn compare<R: Stored>(app: &TestApp, viewers: &[Viewer], dice: &mut Dice) {
    let both = app.app.store();
    let policies = both.without(Wall::Condition(R::NAME));
    let conditions = both.without(Wall::Policies);
    let mut answers = BTreeSet::new();
    // Of some kinds there are few, and few see them.
    for n in 0..2000 {
        if n >= 120 && answers.len() > 1 {
            break;
        }
        let (viewer, filter) = (somebody(dice, viewers), some_filter::<R>(dice, 0));
        let size = u32::try_from(1 + dice.throw(9)).unwrap();
        let expected = answer::<R>(&conditions, &viewer, &filter, size).await;
        let what = format!("{} {filter:?} {viewer:?}", R::NAME);
        assert_eq!(answer::<R>(&policies, &viewer, &filter, size).await, expected, "{what}");
        assert_eq!(answer::<R>(both, &viewer, &filter, size).await, expected, "{what}");
        answers.insert(expected);
    }
    assert!(answers.len() > 1, "{} answers to all questions about {}", answers.len(), R::NAME);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_hangs_up_leaves_nothing_behind_on_a_connection() {
    let app = TestApp::start(Backend::Postgres).await;
    let viewers = populate(&app).await;
    let (store, mut dice) = (app.app.store(), Dice(3));
    for turn in 0..600 {
        let viewer = dice.pick(&viewers);
        let patience = dice.throw(30);
        let read = async {
            let page = Page::default();
            store.repository(viewer).page::<EmployerRequest>(&page).await.map(drop)
        };
        let write = async {
            let tx = store.begin(viewer).await?;
            let all = Filter::default();
            tx.repository(viewer).all::<EmployerRequest>(&all, 10).await?;
            tx.repository(&Viewer::system("rule")).all::<EmployerRequest>(&all, 10).await?;
            tx.commit().await
        };
        if turn % 2 == 0 { hang_up(read, patience).await } else { hang_up(write, patience).await }
    }
    let found = store.connections().await;
    assert!(!found.is_empty(), "nobody who hangs up costs a connection");
    for connection in found {
        assert_eq!(connection, "klaster_api, no settings, in no transaction");
    }
}

/// Asks so many times whether it is done, and no more.
async fn hang_up(work: impl Future<Output = Result<(), persistence::StoreError>>, patience: usize) {
    let mut work = pin!(work);
    for _ in 0..patience {
        if let std::task::Poll::Ready(done) = poll!(&mut work) {
            return done.unwrap();
        }
        tokio::task::yield_now().await;
    }
}

async fn texts(database: &DatabaseConnection, sql: &str) -> BTreeSet<String> {
    let rows = database.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await;
    rows.unwrap().iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_has_said_who_may_do_what_to_every_table() {
    let app = TestApp::start(Backend::Postgres).await;
    let tables = "SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'p', 'f', 'm')
        AND relnamespace = current_schema()::regnamespace";
    let tables = texts(&app.raw, tables).await;
    let named: BTreeSet<_> = wall::named_tables().map(str::to_owned).collect();
    assert_eq!(tables, named, "a table that is not named in persistence/src/wall/tables.rs");
    assert_eq!(named.len(), wall::named_tables().count(), "one is named twice");
}

/// As somebody who can send any statement as the role of viewers, with these settings.
async fn as_api(app: &TestApp, viewer: &Viewer, sql: &str) -> Result<u64, String> {
    let tx = app.raw.begin().await.unwrap();
    for (name, value) in wall::settings(viewer) {
        let set = format!("SELECT set_config('{name}', '{value}', true)");
        tx.execute_unprepared(&set).await.unwrap();
    }
    tx.execute_unprepared("SET LOCAL ROLE klaster_api").await.unwrap();
    let done = tx.execute_unprepared(sql).await;
    tx.rollback().await.unwrap();
    done.map(|done| done.rows_affected()).map_err(|error| error.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_role_of_viewers_writes_what_its_viewer_sees_and_deletes_nothing() {
    let app = TestApp::start(Backend::Postgres).await;
    let (employer, hr) = app.employer("E1").await;
    let (other, other_hr) = app.employer("E2").await;
    app.draft(&employer, &hr, 3).await;
    app.published(&other, &other_hr, 3).await;
    let place = Place::Organization(employer.parse().unwrap());
    let mut viewer = Viewer::seated("e", Role::EmployerHr, place);
    let run = async |viewer: &Viewer, sql: &str| as_api(&app, viewer, sql).await;
    // Its own draft, and the published request of the other, which it sees as well: that it may not
    // change that one is for the domain to know.
    let all = "UPDATE employer_request SET comment = 'x'";
    assert_eq!(run(&viewer, all).await, Ok(2));
    assert_eq!(run(&Viewer::anonymous(), all).await, Ok(0));
    let hide = "UPDATE employer_request SET visibility = 'cluster', status = 'draft'
        WHERE status = 'published'";
    assert!(run(&viewer, hide).await.unwrap_err().contains("row-level security"));
    let new = "INSERT INTO organization (id, version, created_at, updated_at, created_client,
        updated_client, source, search, kind, ownership, is_high_tech, is_startup, status)
        SELECT gen_random_uuid(), version, created_at, updated_at, 'x', 'x', 'x', 'x', kind,
        ownership, is_high_tech, is_startup, status FROM organization LIMIT 1";
    assert_eq!(run(&viewer, new).await, Ok(1));
    assert!(run(&Viewer::anonymous(), new).await.unwrap_err().contains("row-level security"));
    for refused in [
        "DELETE FROM employer_request",
        "DELETE FROM journal",
        "UPDATE journal SET client = 'x'",
        "SELECT count(*) FROM quota",
        "UPDATE region SET status = 'retired'",
        "TRUNCATE employer_request",
        "ALTER TABLE employer_request DISABLE ROW LEVEL SECURITY",
    ] {
        let error = run(&viewer, refused).await.unwrap_err();
        assert!(
            error.contains("permission denied") || error.contains("owner"),
            "{refused}: {error}"
        );
    }
    for scope in &mut viewer.scopes {
        scope.write = false;
    }
    assert_eq!(run(&viewer, all).await, Ok(0), "reads, and writes nothing");
}

/// How often who asks is told while something is done, and how many statements are sent.
async fn told<T>(app: &TestApp, done: impl Future<Output = T>) -> (u64, u64) {
    let sent = app.app.store().statements();
    let before = (sent.set_ups(), sent.count());
    done.await;
    (sent.set_ups() - before.0, sent.count() - before.1)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_is_told_once_a_read_and_seldom_more_often_in_a_change() {
    let app = TestApp::start(Backend::Postgres).await;
    let (employer, hr) = app.employer("E").await;
    let college = app.college("C").await;
    let id = app.draft(&employer, &hr, 3).await;
    let list = "{ employerRequests { nodes { id } totalCount } }";
    let (set_ups, statements) = told(&app, app.send(&hr, list, json!({}))).await;
    assert_eq!((set_ups, statements), (2, 2), "a transaction each");
    let input = json!({"id": id});
    let (set_ups, _) = told(&app, app.ok(&hr, "employerRequestSubmit", input.clone())).await;
    assert_eq!(set_ups, 1, "a change of one record");
    app.ok(&Persona::chamber("35"), "employerRequestPublish", input).await;
    // So that it is known where its seats are.
    app.send(&college.1, list, json!({})).await.data();
    let (set_ups, _) = told(&app, app.respond(&id, &college, 1)).await;
    assert_eq!(set_ups, 2, "a change that a rule follows");
}

const POLICIES: &str = "SELECT polname || oid FROM pg_policy";

#[tokio::test(flavor = "multi_thread")]
async fn a_wall_that_was_touched_does_not_stand_until_it_is_put_up_again() {
    let app = TestApp::start(Backend::Postgres).await;
    let url = app.settings().url;
    let policies = texts(&app.raw, POLICIES).await;
    for damage in [
        "DROP POLICY employer_request_api_select ON employer_request",
        "ALTER POLICY college_offer_api_select ON college_offer USING (true)",
        "CREATE POLICY more ON cluster FOR SELECT USING (true)",
        "ALTER TABLE cluster DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE cluster NO FORCE ROW LEVEL SECURITY",
        "REVOKE SELECT ON organization FROM klaster_api",
        "GRANT UPDATE ON journal TO klaster_api",
        "CREATE OR REPLACE VIEW cluster_words AS SELECT id, search FROM cluster",
        // As many as before.
        "REVOKE SELECT ON region FROM klaster_api; GRANT DELETE ON journal TO klaster_api",
        "REVOKE SELECT ON region FROM klaster_api; GRANT SELECT ON quota TO klaster_api",
        "GRANT INSERT (transaction) ON journal TO klaster_api",
        "REVOKE INSERT (fields) ON journal FROM klaster_job",
        "GRANT UPDATE (hash) ON seal TO klaster_job",
        "GRANT SELECT ON person TO PUBLIC",
        "GRANT SELECT (subject) ON person TO PUBLIC",
        "GRANT USAGE ON SEQUENCE journal_position_seq TO PUBLIC",
        "GRANT SELECT ON person TO klaster_api WITH GRANT OPTION",
        "GRANT CREATE ON SCHEMA public TO klaster_api",
        "ALTER TABLE person OWNER TO klaster_api",
    ] {
        let before = texts(&app.raw, POLICIES).await;
        assert!(wall::is_standing(&url).await.unwrap(), "before {damage}");
        wall::install(&url).await.unwrap();
        assert_eq!(texts(&app.raw, POLICIES).await, before, "what stands is not touched");
        app.raw.execute_unprepared(damage).await.unwrap();
        assert!(!wall::is_standing(&url).await.unwrap(), "after {damage}");
        wall::install(&url).await.unwrap();
    }
    assert_eq!(texts(&app.raw, POLICIES).await.len(), policies.len());
    assert!(wall::is_standing(&url).await.unwrap());
}

/// Roles belong to the server, where other tests run: so nothing of this is committed.
#[tokio::test(flavor = "multi_thread")]
async fn a_wall_whose_roles_are_more_than_roles_does_not_stand() {
    let app = TestApp::start(Backend::Postgres).await;
    let url = app.settings().url;
    assert_eq!(wall::after(&url, "SELECT 1").await.unwrap(), [true, true]);
    for damage in [
        "GRANT klaster_job TO klaster_api",
        "GRANT klaster_api TO klaster_job",
        "GRANT pg_read_all_data TO klaster_api",
        "ALTER ROLE klaster_api BYPASSRLS",
        "ALTER ROLE klaster_job BYPASSRLS",
        "ALTER ROLE klaster_api SUPERUSER",
        "ALTER ROLE klaster_api LOGIN",
        "ALTER ROLE klaster_job CREATEROLE",
        "ALTER ROLE klaster_job CREATEDB",
        "ALTER ROLE klaster_api REPLICATION",
    ] {
        assert_eq!(wall::after(&url, damage).await.unwrap(), [false, true], "{damage}");
    }
    // Whoever copies the database is a member, and so is the owner of another one.
    let member = "CREATE ROLE klaster_test_copies; GRANT klaster_job TO klaster_test_copies";
    assert_eq!(wall::after(&url, member).await.unwrap(), [true, true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_line_of_the_journal_stands_is_for_the_database_to_say() {
    let app = TestApp::start(Backend::Postgres).await;
    let line = |column: &str, value: &str| {
        format!(
            "INSERT INTO journal (at, record, record_id, version, action, state, client, source{column})
            VALUES (now(), 'x', gen_random_uuid(), 1, 'x', 'x', 'x', 'x'{value})"
        )
    };
    let anybody = Viewer::anonymous();
    assert_eq!(as_api(&app, &anybody, &line("", "")).await, Ok(1));
    for (column, value) in [(", position", ", 1000000"), (", transaction", ", 9000000000000000000")]
    {
        let error = as_api(&app, &anybody, &line(column, value)).await.unwrap_err();
        assert!(error.contains("permission denied"), "{column}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idempotency_key_is_seen_by_its_caller_alone() {
    let app = TestApp::start(Backend::Postgres).await;
    let client = |client: &str, person: Option<&str>| Viewer {
        client: client.to_owned(),
        person: person.map(str::to_owned),
        ..Viewer::anonymous()
    };
    let claim = |caller: &str| {
        format!(
            "INSERT INTO idempotency (caller, key, fingerprint, record_id, at)
            VALUES ('{caller}', gen_random_uuid(), 'x', gen_random_uuid(), now())"
        )
    };
    for caller in ["/", "a/", "a/p", "b/"] {
        app.raw.execute_unprepared(&claim(caller)).await.unwrap();
    }
    for (viewer, own) in [
        (Viewer::anonymous(), "/"),
        (client("a", None), "a/"),
        (client("a", Some("p")), "a/p"),
        (client("b", None), "b/"),
    ] {
        let update = "UPDATE idempotency SET fingerprint = 'y'";
        assert_eq!(as_api(&app, &viewer, update).await, Ok(1), "{own}");
        let steal = format!("UPDATE idempotency SET fingerprint = 'y' WHERE caller <> '{own}'");
        assert_eq!(as_api(&app, &viewer, &steal).await, Ok(0), "{own}");
        assert_eq!(as_api(&app, &viewer, &claim(own)).await, Ok(1), "{own}");
        let foreign = as_api(&app, &viewer, &claim("c/")).await.unwrap_err();
        assert!(foreign.contains("row-level security"), "{own}: {foreign}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_who_may_make_no_roles_is_told_what_to_have_done() {
    let app = TestApp::start(Backend::Postgres).await;
    let name = format!("klaster_test_{}", uuid::Uuid::now_v7().simple());
    for sql in [format!("CREATE ROLE {name} LOGIN"), format!("CREATE DATABASE {name} OWNER {name}")]
    {
        app.raw.execute_unprepared(&sql).await.unwrap();
    }
    let url = app.settings().url;
    let (address, _) = url.split_once('@').unwrap().1.split_once('/').unwrap();
    let url = format!("postgres://{name}@{address}/{name}");
    migrations::apply(&url, &|_, _| ()).await.unwrap();
    let refusal = wall::install(&url).await.unwrap_err().to_string();
    let (_, remedy) = refusal.split_once("run, once: ").unwrap();
    let (remedy, _) = remedy.split_once("; then").unwrap();
    app.raw.execute_unprepared(remedy).await.unwrap();
    wall::install(&url).await.unwrap();
    assert!(wall::is_standing(&url).await.unwrap());
    words_are_found_by_their_index(&url).await;
    for sql in [format!("DROP DATABASE {name} WITH (FORCE)"), format!("DROP ROLE {name}")] {
        app.raw.execute_unprepared(&sql).await.unwrap();
    }
}

/// Comparing words may tell of them, so PostgreSQL does it behind a policy and without an index.
async fn words_are_found_by_their_index(url: &str) {
    let database = Database::connect(url).await.unwrap();
    for (words, is_served) in [
        ("search LIKE '%сварщик%'", false),
        ("id IN (SELECT id FROM employer_request_words WHERE search LIKE '%сварщик%')", true),
    ] {
        let tx = database.begin().await.unwrap();
        for sql in ["SET LOCAL ROLE klaster_api", "SET LOCAL enable_seqscan = off"] {
            tx.execute_unprepared(sql).await.unwrap();
        }
        let explain = format!("EXPLAIN SELECT id FROM employer_request WHERE {words}");
        let explain = Statement::from_string(DbBackend::Postgres, explain);
        let plan = tx.query_all_raw(explain).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
        let plan = plan.join("\n");
        assert_eq!(plan.contains("employer_request_search_idx"), is_served, "{plan}");
    }
    database.close().await.unwrap();
}
