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
        wait_for_journal(m).await?;
        // So that they are not made anew for rows that are.
        for columns in [["record_id", "version"], ["transaction", "position"], ["record", "at"]] {
            run(m, &[&format!("DROP INDEX {}", name_of(&columns))]).await?;
        }
        add_columns(m).await?;
        index_journal(m).await?;
        create_seal(m).await?;
        append_only(m).await
    }
}

/// The table is locked up to the end. Whoever waits for such a lock holds up all who come behind, and
/// the version before still serves: so nobody waits for half of what its statements wait for a lock,
/// and then lets them go first.
async fn wait_for_journal(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    if m.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let lock = "DO $$ BEGIN
        FOR attempt IN 1..60 LOOP
            BEGIN
                LOCK TABLE journal IN ACCESS EXCLUSIVE MODE;
                RETURN;
            EXCEPTION WHEN lock_not_available THEN
                PERFORM pg_sleep(0.5);
            END;
        END LOOP;
        RAISE lock_not_available USING MESSAGE = 'the table journal is in use: end the transactions \
            that hold it for long, then run this again';
    END $$";
    run(m, &["SET LOCAL lock_timeout = '500ms'", lock]).await
}

/// What was written before was done, and gets an id, too.
async fn add_columns(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    if m.get_database_backend() == DbBackend::Postgres {
        // At once, because each id is another one: so the rows are written anew. The version before
        // leaves them out.
        let alter = "ALTER TABLE journal
            ADD id uuid NOT NULL DEFAULT gen_random_uuid(),
            ADD decision text NOT NULL DEFAULT 'done' CHECK (decision IN ('done', 'refused', 'read')),
            ADD code text, ADD purpose text, ADD fields text,
            ADD CONSTRAINT journal_position_check CHECK (position > 0)";
        return run(m, &[alter]).await;
    }
    let decision = one_of("decision", &["done", "refused", "read"]).default("done").take();
    let nullable = ["code", "purpose", "fields"].map(text_null);
    for mut column in [uuid_null("id"), decision].into_iter().chain(nullable) {
        m.alter_table(Table::alter().table("journal").add_column(&mut column).take()).await?;
    }
    // A check cannot be added to a table that is there.
    let positive = "CREATE TRIGGER journal_position_check AFTER INSERT ON journal
        WHEN NEW.position <= 0 BEGIN SELECT RAISE(ABORT, 'positions of the journal are positive'); END";
    run(m, &["UPDATE journal SET id = randomblob(16)", positive]).await
}

/// Each with what it is for; every row pays for all of them.
async fn index_journal(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    // `auditRecord(id:)`.
    m.create_index(crate::table::unique("journal", &["id"])).await?;
    // Histories, and what has changed lately of access: of what was done alone, however much was refused
    // or read.
    for columns in [["record_id", "version"], ["record", "at"]] {
        let name = name_of(&columns);
        let columns = columns.join(", ");
        let done = format!("CREATE INDEX {name} ON journal ({columns}) WHERE decision = 'done'");
        run(m, &[&done]).await?;
    }
    index(
        m,
        "journal",
        &[
            // In their order: whoever seals reads all rows, and events are those that were done.
            &["transaction", "position", "decision"],
            // `auditRecords`, the latest first: of all, and by whatever they may be filtered by.
            &["at", "id"],
            &["client", "at", "id"],
            &["person", "at", "id"],
            // Also what administrators see: what was done for their organization.
            &["organization_id", "at", "id"],
            &["record_id", "at", "id"],
            &["decision", "at", "id"],
        ],
    )
    .await
}

fn name_of(columns: &[&str]) -> String {
    format!("journal_{}_idx", columns.join("_"))
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
/// the server: restoring into another one sets it anew.
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
