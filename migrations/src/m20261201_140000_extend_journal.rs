use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

use crate::table::{index, one_of};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let decision = one_of("decision", &["done", "refused", "read"]).default("done").take();
        let columns = [
            uuid_null("id"),
            decision,
            text_null("code"),
            text_null("purpose"),
            text_null("fields"),
        ];
        for mut column in columns {
            m.alter_table(Table::alter().table("journal").add_column(&mut column).take()).await?;
        }
        identify(m).await?;
        index_journal(m).await?;
        create_seal(m).await?;
        append_only(m).await
    }
}

/// What was written before gets an id, too.
async fn identify(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    let sql: &[&str] = match m.get_database_backend() {
        DbBackend::Postgres => &[
            "UPDATE journal SET id = gen_random_uuid()",
            "ALTER TABLE journal ALTER id SET NOT NULL, ALTER id SET DEFAULT gen_random_uuid()",
        ],
        _ => &["UPDATE journal SET id = randomblob(16)"],
    };
    run(m, sql).await?;
    m.create_index(crate::table::unique("journal", &["id"])).await
}

/// Readers of events look at what was done and at nothing else, however much was refused or read;
/// auditors look at all of it, by whatever they may filter by, the latest first.
async fn index_journal(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    for columns in ["record_id, version", "transaction, position", "record, at"] {
        let name = format!("journal_{}_idx", columns.replace(", ", "_"));
        // SQLite takes `transaction` for a word of its own.
        let columns: Vec<_> = columns.split(", ").map(|column| format!("\"{column}\"")).collect();
        let columns = columns.join(", ");
        let done = format!("CREATE INDEX {name} ON journal ({columns}) WHERE decision = 'done'");
        run(m, &[&format!("DROP INDEX {name}"), &done]).await?;
    }
    index(
        m,
        "journal",
        &[
            &["at", "id"],
            &["client", "at", "id"],
            &["person", "at", "id"],
            &["organization_id", "at", "id"],
            &["record_id", "at", "id"],
            &["record", "at", "id"],
            &["decision", "at", "id"],
            // For whoever seals: all rows in their order.
            &["transaction", "position", "id"],
        ],
    )
    .await
}

/// The chain over the journal, and where it ends.
async fn create_seal(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("seal")
            .col(big_integer("position").primary_key())
            .col(date("day"))
            .col(big_integer("number"))
            .col(text("hash"))
            .index(&mut crate::table::unique("seal", &["day", "number"]))
            .take(),
    )
    .await?;
    m.create_table(
        Table::create()
            .table("seal_head")
            .col(big_integer("id").primary_key())
            .col(date("day"))
            .col(big_integer("number"))
            .col(text("hash"))
            .col(big_integer("transaction"))
            .col(big_integer("position"))
            .take(),
    )
    .await?;
    let begin = format!(
        "INSERT INTO seal_head (id, day, number, hash, \"transaction\", position)
            VALUES (1, '1970-01-01', 0, '{}', 0, 0)",
        "0".repeat(64)
    );
    run(m, &[&begin]).await
}

/// What is written stays as it is. Of the journal only `transaction` may change, which is a number of
/// the server: restoring into another one sets it to 0.
async fn append_only(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    const JOURNAL: &str = "position, id, at, record, record_id, natural_key, version, action, from_state, \
        state, organization_id, client, person, request_id, source, decision, code, purpose, fields";
    const SEAL: &str = "position, day, number, hash";
    if m.get_database_backend() == DbBackend::Postgres {
        let function = "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$";
        run(m, &[function]).await?;
    }
    for (table, columns) in [("journal", JOURNAL), ("seal", SEAL)] {
        let events = [
            ("update", format!("UPDATE OF {columns}"), "ROW"),
            ("delete", "DELETE".to_owned(), "ROW"),
            ("truncate", "TRUNCATE".to_owned(), "STATEMENT"),
        ];
        for (name, event, each) in events {
            let trigger = format!("CREATE TRIGGER {table}_no_{name} BEFORE {event} ON {table}");
            let sql = match m.get_database_backend() {
                DbBackend::Postgres => {
                    format!("{trigger} FOR EACH {each} EXECUTE FUNCTION append_only()")
                }
                // It has no such statement.
                _ if name == "truncate" => continue,
                _ => format!("{trigger} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"),
            };
            run(m, &[&sql]).await?;
        }
    }
    Ok(())
}

async fn run(m: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    for sql in statements {
        m.get_connection().execute_unprepared(sql).await?;
    }
    Ok(())
}
