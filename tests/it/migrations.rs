//! What the migrations make of an empty database.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, Database, Statement, TransactionTrait};
use support::{Backend, PATIENCE, TestApp, TestDatabase};

use crate::{
    contents::{columns, tables, texts},
    on_both,
    schema::{Types, kernel, names, types},
    stage::Stage,
};

on_both! {
    async fn an_empty_database_gets_all_tables_and_each_can_be_read(app: TestApp) {
        let tables = tables(&app).await;
        for name in [
            "organization", "cluster", "cluster_membership", "employer_request", "college_offer",
            "request_response", "contact_person", "workplace", "journal", "seal", "seal_head", "counter",
            "idempotency", "region", "settlement", "specialty", "qualification", "rule", "legal_act",
        ] {
            assert!(tables.iter().any(|table| table == name), "{name} is missing in {tables:?}");
        }
        for table in tables {
            let statement = format!("SELECT * FROM {table} LIMIT 1");
            let statement = Statement::from_string(app.raw.get_database_backend(), statement);
            app.raw.query_all_raw(statement).await.unwrap();
        }
    }

    /// A word of a closed list of the domain is a word of the table, and no other one is.
    async fn closed_lists_of_the_tables_are_those_of_the_domain(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (cluster, _) = stage.membership("active").await;
        stage.response(&cluster, "proposed").await;
        stage.offer("published").await;
        stage.client("active", "PRIVATE_KEY_JWT").await;
        stage.affiliation().await;
        stage.contact_person().await;
        stage.workplace("open").await;
        let types = types(&app).await;
        let mut looked_at = BTreeSet::new();
        for table in tables(&app).await {
            let Some(of) = types.get(&type_of(&table)) else { continue };
            for field in of["fields"].as_array().into_iter().flatten() {
                let column = snake(field["name"].as_str().unwrap());
                let kind = &types[kernel(field)];
                let list = field["type"]["name"].is_null() && field["type"]["ofType"]["name"].is_null();
                if kind["kind"] != "ENUM" || list || !columns(&app, &table).await.contains(&column) {
                    continue;
                }
                for word in names(&types, kernel(field), "enumValues") {
                    assert!(takes(&app, &table, &column, &word.to_lowercase()).await, "{table}.{column} refuses {word}");
                }
                assert!(!takes(&app, &table, &column, "nonsense").await, "{table}.{column} takes anything");
                looked_at.insert(format!("{table}.{column}"));
            }
        }
        for status in ["organization", "cluster", "cluster_membership", "employer_request", "college_offer", "request_response"] {
            assert!(looked_at.contains(&format!("{status}.status")), "{looked_at:?}");
        }
        assert!(looked_at.len() >= 20, "{looked_at:?}");
    }
}

/// The type that shows the rows of a table.
fn type_of(table: &str) -> String {
    let words = table.split('_').map(|word| word[..1].to_uppercase() + &word[1..]);
    words.collect()
}

fn snake(camel: &str) -> String {
    let mut snake = String::new();
    for letter in camel.chars() {
        if letter.is_uppercase() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// Whether some row may have this word; nothing is kept of the attempt.
async fn takes(app: &TestApp, table: &str, column: &str, word: &str) -> bool {
    let tx = app.raw.begin().await.unwrap();
    let row = format!("SELECT id FROM {table} LIMIT 1");
    let update = format!("UPDATE {table} SET {column} = '{word}' WHERE id = ({row})");
    let updated = tx.execute_unprepared(&update).await;
    if let Ok(updated) = &updated {
        assert_eq!(updated.rows_affected(), 1, "{table} is empty");
    }
    tx.rollback().await.unwrap();
    // Another row may have it already: that is no question of the word.
    match updated {
        Ok(_) => true,
        Err(error) => error.to_string().to_lowercase().contains("unique"),
    }
}

/// Columns of PostgreSQL's indexes that come first, by table; if `behind_state`, also second, behind
/// the state, which has few values.
async fn leading(app: &TestApp, behind_state: bool) -> BTreeMap<String, BTreeSet<String>> {
    let sql = "SELECT i.indrelid::regclass::text || '.' || a.attname FROM pg_index i
        JOIN pg_attribute f ON f.attrelid = i.indrelid AND f.attnum = i.indkey[0]
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND (a.attnum = i.indkey[0]
            OR f.attname = 'status' AND i.indnatts > 1 AND a.attnum = i.indkey[1])";
    let mut leading = BTreeMap::<_, BTreeSet<_>>::new();
    let sql = sql.replace("'status'", if behind_state { "'status'" } else { "''" });
    for pair in texts(app, &sql).await {
        if let Some((table, column)) = pair.split_once('.') {
            leading.entry(table.to_owned()).or_default().insert(column.to_owned());
        }
    }
    leading
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reference_has_an_index() {
    let app = TestApp::start(Backend::Postgres).await;
    let sql = "SELECT c.conrelid::regclass::text || '.' || a.attname FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f'";
    let references = texts(&app, sql).await;
    assert!(references.len() > 15, "{references:?}");
    let leading = leading(&app, false).await;
    let bare: Vec<_> = references
        .iter()
        .filter(|pair| {
            let (table, column) = pair.split_once('.').unwrap();
            !leading.get(table).is_some_and(|columns| columns.contains(column))
        })
        .collect();
    assert!(bare.is_empty(), "references without an index: {bare:?}");
}

/// Columns that have no index on purpose: they narrow lists that others have narrowed, and each
/// index would be paid for with every change. Whoever adds one here says why it is none.
const UNSERVED: [&str; 6] = [
    // A handful of values; lists are narrowed by state, region and specialty first.
    "college_offer.academic_year",
    "college_offer.specialty_code",
    "employer_request.academic_year",
    // Orders and ranges of lists that are narrowed first.
    "employer_request.responses",
    "employer_request.start_from",
    // Foreign partners are few.
    "organization.country",
];

/// Columns that a filter calls as the field of the object.
const CALLED: [(&str, &str); 2] = [("region_code", "region"), ("response_count", "responses")];

/// A filter that leaves few rows and an order need an index that begins with their column. Words
/// of a closed list and yes or no leave many: they follow in an index, or are read from the rows.
#[tokio::test(flavor = "multi_thread")]
async fn every_filter_that_leaves_few_rows_and_every_order_has_an_index() {
    let app = TestApp::start(Backend::Postgres).await;
    let types = types(&app).await;
    let leading = leading(&app, true).await;
    let (mut bare, mut seen) = (Vec::new(), 0);
    for table in tables(&app).await {
        let of = type_of(&table);
        let grows = names_of(&types, &of, "fields").contains(&"allowedActions");
        // Reference books are read as a whole and do not grow.
        if !grows {
            continue;
        }
        let columns = columns(&app, &table).await;
        for column in sought(&types, &of) {
            seen += 1;
            let served = leading.get(&table).is_some_and(|columns| columns.contains(&column));
            if columns.contains(&column) && !served {
                bare.push(format!("{table}.{column}"));
            }
        }
    }
    assert!(seen > 30, "{seen}");
    assert_eq!(bare, UNSERVED, "columns without an index");
}

fn names_of<'t>(types: &'t Types, of: &str, part: &str) -> Vec<&'t str> {
    if types.contains_key(of) { names(types, of, part) } else { Vec::new() }
}

/// Columns that a list of these is filtered by, unless many rows share a value, or ordered by.
fn sought(types: &Types, of: &str) -> BTreeSet<String> {
    let filter = &types[&format!("{of}Filter")];
    let fields = filter["inputFields"].as_array().into_iter().flatten();
    let narrow = fields.filter(|field| {
        let operators = types.get(kernel(field)).map(|of| &of["inputFields"]);
        let eq = operators.and_then(|fields| fields.as_array()?.iter().find(|f| f["name"] == "eq"));
        eq.is_some_and(|eq| kernel(eq) != "Boolean" && types[kernel(eq)]["kind"] != "ENUM")
    });
    let column = |name: String| {
        let called = CALLED.iter().find(|(field, _)| *field == name);
        called.map_or(name.clone(), |(_, column)| (*column).to_owned())
    };
    let narrow = narrow.map(|field| column(snake(field["name"].as_str().unwrap())));
    let orders = types.get(&format!("{of}OrderField")).map(|_| {
        names(types, &format!("{of}OrderField"), "enumValues").into_iter().map(str::to_lowercase)
    });
    narrow.chain(orders.into_iter().flatten()).collect()
}

/// The schema of the version before the audit.
const WITHOUT_AUDIT: &str = "DROP TABLE seal, seal_head;
    DROP FUNCTION append_only CASCADE;
    DROP INDEX journal_transaction_position_decision_idx;
    ALTER TABLE journal DROP CONSTRAINT journal_position_check, DROP id, DROP decision, DROP code,
        DROP purpose, DROP fields;
    CREATE INDEX journal_record_id_version_idx ON journal (record_id, version);
    CREATE INDEX journal_transaction_position_idx ON journal (transaction, position);
    CREATE INDEX journal_record_at_idx ON journal (record, at);
    DELETE FROM seaql_migrations WHERE version = 'm20261201_140000_extend_journal'";

const LINE: &str =
    "INSERT INTO journal (at, record, record_id, version, action, state, client, source)
    VALUES (now(), 'region', gen_random_uuid(), 1, 'x', 'x', 'x', 'x')";

#[tokio::test(flavor = "multi_thread")]
async fn the_version_before_goes_on_writing_while_the_journal_waits_to_be_changed() {
    let database = TestDatabase::create(Backend::Postgres).await;
    let url = database.url().to_owned();
    let raw = Database::connect(&url).await.unwrap();
    raw.execute_unprepared(WITHOUT_AUDIT).await.unwrap();
    let lines = async || {
        let row = raw.query_one_raw(Statement::from_string(raw.get_database_backend(),
            "SELECT count(*), count(DISTINCT id), count(*) FILTER (WHERE decision = 'done') FROM journal"));
        let row = row.await.unwrap().unwrap();
        [0, 1, 2].map(|index| row.try_get_by_index::<i64>(index).unwrap())
    };
    raw.execute_unprepared(LINE).await.unwrap();
    let holding = raw.begin().await.unwrap();
    holding.execute_unprepared(LINE).await.unwrap();
    let migrating = tokio::spawn(async move { migrations::apply(&url, &|_, _| ()).await });
    for _ in 0..3 {
        waits(&raw).await;
        let tx = raw.begin().await.unwrap();
        tx.execute_unprepared("SET LOCAL lock_timeout = '1s'").await.unwrap();
        tx.execute_unprepared(LINE)
            .await
            .expect("whoever waits for the table lets others go first");
        tx.commit().await.unwrap();
    }
    assert!(!migrating.is_finished());
    holding.commit().await.unwrap();
    migrating.await.unwrap().unwrap();
    // As the version before writes.
    raw.execute_unprepared(LINE).await.unwrap();
    let [all, ids, done] = lines().await;
    assert!(all >= 6 && [ids, done] == [all; 2], "{all} lines, {ids} ids, {done} done");
    drop(raw);
}

/// Until somebody waits for a lock in this database.
async fn waits(raw: &sea_orm::DatabaseConnection) {
    let sql = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let waiting = async {
        loop {
            let statement = Statement::from_string(raw.get_database_backend(), sql);
            let row = raw.query_one_raw(statement).await.unwrap().unwrap();
            if row.try_get_by_index::<i64>(0).unwrap() > 0 {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.expect("it waits for the journal");
}
