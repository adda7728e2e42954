use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{
    code, index, localized, one_of, record, reference, reference_by, search_index, unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        isced_field(m).await?;
        specialty(m).await?;
        qualification(m).await?;
        legacy_specialty(m).await?;
        classifier_alias(m).await
    }
}

async fn isced_field(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    const TABLE: &str = "isced_field";
    let mut table = record(TABLE);
    localized(&mut table, "name");
    table
        .col(code(m, "code").unique_key())
        .col(uuid_null("parent_id"))
        .col(big_integer("level"))
        .col(boolean("residual"))
        .col(one_of("status", STATUSES))
        .foreign_key(&mut reference(TABLE, "parent_id", "isced_field"));
    m.create_table(table).await?;
    index(m, TABLE, &[&["parent_id"]]).await?;
    search_index(m, TABLE).await
}

async fn specialty(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    const TABLE: &str = "specialty";
    let mut table = record(TABLE);
    localized(&mut table, "name");
    table
        .col(one_of("level", &["tvet", "post_secondary"]))
        .col(code(m, "code"))
        .col(code(m, "isced_field"))
        .col(boolean("own_translation"))
        .col(date_null("valid_from"))
        .col(date_null("valid_to"))
        .col(text_null("note"))
        .col(one_of("status", STATUSES))
        .foreign_key(&mut reference_by(TABLE, "isced_field", ("isced_field", "code")));
    m.create_table(table).await?;
    m.create_index(unique(TABLE, &["level", "code"])).await?;
    index(m, TABLE, &[&["code", "id"], &["isced_field", "id"]]).await?;
    search_index(m, TABLE).await
}

async fn qualification(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    const TABLE: &str = "qualification";
    let mut table = record(TABLE);
    localized(&mut table, "name");
    table
        .col(code(m, "code").unique_key())
        .col(uuid("specialty_id"))
        .col(big_integer("nqf_level"))
        .col(text_null("professional_standard_ref"))
        .col(date_null("valid_from"))
        .col(date_null("valid_to"))
        .col(text_null("note"))
        .col(one_of("status", STATUSES))
        .foreign_key(&mut reference(TABLE, "specialty_id", "specialty"));
    m.create_table(table).await?;
    index(m, TABLE, &[&["specialty_id", "code", "id"]]).await?;
    search_index(m, TABLE).await
}

async fn legacy_specialty(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    const TABLE: &str = "legacy_specialty";
    let mut table = record(TABLE);
    localized(&mut table, "name");
    table
        .col(code(m, "legacy_code").unique_key())
        .col(uuid_null("specialty_id"))
        .col(one_of("basis", MATCHES))
        .col(one_of("status", STATUSES))
        .foreign_key(&mut reference(TABLE, "specialty_id", "specialty"));
    m.create_table(table).await?;
    index(m, TABLE, &[&["specialty_id"]]).await?;
    search_index(m, TABLE).await
}

async fn classifier_alias(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    const TABLE: &str = "classifier_alias";
    let mut table = record(TABLE);
    localized(&mut table, "name");
    table
        .col(code(m, "code"))
        .col(one_of("kind", &["other_name", "wrong_name", "left_out"]))
        .col(text("note"))
        .col(one_of("status", STATUSES));
    m.create_table(table).await?;
    index(m, TABLE, &[&["code", "id"]]).await?;
    search_index(m, TABLE).await
}

const STATUSES: &[&str] = &["active", "retired"];

const MATCHES: &[&str] = &[
    "same_name",
    "same_name_kk",
    "kk_name_taken_from_legacy",
    "close_name",
    "unverified_short_name",
    "successor_unverified",
    "not_found",
];
