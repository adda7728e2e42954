//! What stands in the database.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use support::TestApp;

/// All tables but those of the database itself and of the migrations.
pub async fn tables(app: &TestApp) -> Vec<String> {
    let sql = match app.raw.get_database_backend() {
        DbBackend::Postgres => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
        _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
    };
    let mut tables = texts(app, sql).await;
    tables.retain(|table| table != "seaql_migrations");
    tables.sort();
    tables
}

/// The first column.
pub async fn texts(app: &TestApp, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(app.raw.get_database_backend(), sql);
    let rows = app.raw.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect()
}

/// Copies of one row, which come before all others.
pub async fn multiply(app: &TestApp, table: &str, row: &str, copies: usize) {
    let rest = columns(app, table).await.into_iter().filter(|name| name != "id");
    let rest = rest.collect::<Vec<_>>().join(", ");
    let id = match app.raw.get_database_backend() {
        DbBackend::Postgres => "('00000000' || substr(gen_random_uuid()::text, 9))::uuid",
        _ => "unhex('00000000' || hex(randomblob(12)))",
    };
    let sql = format!(
        "INSERT INTO {table} (id, {rest})
        SELECT {id}, {rest} FROM (SELECT {rest} FROM {table} WHERE {row}) AS it
        CROSS JOIN (SELECT 1 AS one FROM settlement LIMIT {copies}) AS many"
    );
    app.raw.execute_unprepared(&sql).await.unwrap();
}

/// The columns of a table.
pub async fn columns(app: &TestApp, table: &str) -> Vec<String> {
    let sql = match app.raw.get_database_backend() {
        DbBackend::Postgres => format!(
            "SELECT column_name::text FROM information_schema.columns WHERE table_name = '{table}'"
        ),
        _ => format!("SELECT name FROM pragma_table_info('{table}')"),
    };
    texts(app, &sql).await
}

/// Rows of every table, changes of records and the last numbers given.
#[derive(Debug, PartialEq)]
pub struct Contents(BTreeMap<String, (i64, i64)>);

impl Contents {
    pub async fn of(app: &TestApp) -> Self {
        let mut contents = BTreeMap::new();
        for table in tables(app).await {
            let counted = match &*table {
                // Whoever asks is let in by the test itself.
                "api_client" | "person" | "affiliation" => " WHERE created_client <> 'tests'",
                // That something was refused is written down.
                "journal" => " WHERE decision = 'done'",
                _ => "",
            };
            let rows = app.number(&format!("SELECT count(*) FROM {table}{counted}")).await;
            let changed = [
                "employer_request",
                "request_response",
                "college_offer",
                "organization",
                "cluster",
                "cluster_membership",
            ];
            let column = match &*table {
                table if changed.contains(&table) => "version",
                "counter" => "value",
                _ => "0",
            };
            let sum = format!("SELECT CAST(coalesce(sum({column}), 0) AS BIGINT) FROM {table}");
            let versions = app.number(&sum).await;
            contents.insert(table, (rows, versions));
        }
        Self(contents)
    }
}
