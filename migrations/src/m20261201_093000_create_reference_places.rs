use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{
    code, code_null, index, localized, one_of, record, reference, reference_by, search_index,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        region(m).await?;
        settlement(m).await?;
        listed_college(m).await
    }
}

async fn region(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    const TABLE: &str = "region";
    let mut table = record(TABLE);
    localized(&mut table, "name");
    localized(&mut table, "centre");
    table
        .col(code(m, "code").unique_key())
        .col(code(m, "kato_code").unique_key())
        .col(code(m, "iso_code").unique_key())
        .col(code_null(m, "former_iso_code"))
        .col(one_of("kind", &["oblast", "city"]))
        .col(uuid_null("predecessor_id"))
        .col(date_null("valid_from"))
        .col(one_of("status", STATUSES))
        .foreign_key(&mut reference(TABLE, "predecessor_id", "region"));
    m.create_table(table).await?;
    index(m, TABLE, &[&["predecessor_id"]]).await?;
    search_index(m, TABLE).await
}

async fn settlement(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    const TABLE: &str = "settlement";
    let mut table = record(TABLE);
    localized(&mut table, "name");
    table
        .col(code(m, "kato_code").unique_key())
        .col(code(m, "region"))
        .col(uuid_null("parent_id"))
        .col(big_integer("level"))
        .col(one_of("kind", SETTLEMENTS))
        .col(big_integer("locality_sign"))
        .col(one_of("status", STATUSES))
        .foreign_key(&mut reference(TABLE, "parent_id", "settlement"))
        .foreign_key(&mut reference_by(TABLE, "region", ("region", "code")));
    m.create_table(table).await?;
    index(m, TABLE, &[&["parent_id", "kato_code", "id"], &["region", "kind", "kato_code", "id"]])
        .await?;
    search_index(m, TABLE).await
}

async fn listed_college(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    const TABLE: &str = "listed_college";
    let mut table = record(TABLE);
    localized(&mut table, "name");
    table
        .col(code(m, "region"))
        .col(text_null("legal_form"))
        .col(one_of("kind", &["college", "higher_college", "school_college"]))
        .col(code_null(m, "bin_code").unique_key())
        .col(text_null("note"))
        .col(one_of("status", STATUSES))
        .foreign_key(&mut reference_by(TABLE, "region", ("region", "code")));
    m.create_table(table).await?;
    index(m, TABLE, &[&["region", "id"]]).await?;
    search_index(m, TABLE).await
}

const STATUSES: &[&str] = &["active", "retired"];

const SETTLEMENTS: &[&str] = &[
    "oblast",
    "city_republican",
    "district",
    "city_administration",
    "city",
    "city_district",
    "rural_okrug",
    "settlement_administration",
    "settlement",
    "village",
    "other",
];
