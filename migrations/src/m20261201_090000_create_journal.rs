use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

use crate::table::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(journal(m.get_database_backend())).await?;
        index(m, "journal", &[&["record_id", "version"], &["transaction", "position"]]).await?;
        m.create_table(
            Table::create()
                .table("idempotency")
                .col(text("caller"))
                .col(uuid("key"))
                .col(text("fingerprint"))
                .col(uuid("record_id"))
                .col(timestamp_with_time_zone("at"))
                .primary_key(Index::create().col("caller").col("key"))
                .take(),
        )
        .await?;
        index(m, "idempotency", &[&["at"]]).await?;
        m.create_table(
            Table::create()
                .table("counter")
                .col(text("series").primary_key())
                .col(big_integer("value"))
                .take(),
        )
        .await
    }
}

/// Audit and outbox in one: a change is told once, and each reader takes the columns it may see.
#[expect(clippy::disallowed_methods, reason = "a function of PostgreSQL without arguments")]
fn journal(backend: DbBackend) -> TableCreateStatement {
    let mut table = Table::create()
        .table("journal")
        .col(big_pk_auto("position"))
        .col(timestamp_with_time_zone("at"))
        .col(text("record"))
        .col(uuid("record_id"))
        .col(text_null("natural_key"))
        .col(big_integer("version"))
        .col(text("action"))
        .col(text_null("from_state"))
        .col(text("state"))
        .col(uuid_null("organization_id"))
        .col(text("client"))
        .col(text_null("person"))
        .col(text_null("request_id"))
        .col(text("source"))
        .take();
    // On PostgreSQL positions are given before their transactions end, so a lower one may turn up
    // after a higher one. Readers go by transactions, and those that have ended are complete.
    let transaction = match backend {
        DbBackend::Postgres => Expr::cust("pg_current_xact_id()::text::bigint"),
        _ => Expr::value(0_i64),
    };
    table.col(big_integer("transaction").default(transaction));
    table
}
