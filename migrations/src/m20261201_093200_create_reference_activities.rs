use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{code, index, localized, one_of, record, reference, search_index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        economic_activity(m).await?;
        occupation(m).await
    }
}

async fn economic_activity(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    const TABLE: &str = "economic_activity";
    let mut table = record(TABLE);
    localized(&mut table, "name");
    table
        .col(code(m, "oked_code").unique_key())
        .col(uuid_null("parent_id"))
        .col(big_integer("level"))
        .col(code(m, "section"))
        .col(one_of("status", STATUSES))
        .foreign_key(&mut reference(TABLE, "parent_id", "economic_activity"));
    m.create_table(table).await?;
    index(m, TABLE, &[&["parent_id"], &["section", "oked_code", "id"]]).await?;
    search_index(m, TABLE).await
}

async fn occupation(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    const TABLE: &str = "occupation";
    let mut table = record(TABLE);
    localized(&mut table, "name");
    table
        .col(code(m, "code").unique_key())
        .col(uuid_null("parent_id"))
        .col(big_integer("level"))
        .col(one_of("status", STATUSES))
        .foreign_key(&mut reference(TABLE, "parent_id", "occupation"));
    m.create_table(table).await?;
    index(m, TABLE, &[&["parent_id", "code", "id"], &["level", "code", "id"]]).await?;
    search_index(m, TABLE).await
}

const STATUSES: &[&str] = &["active", "retired"];
