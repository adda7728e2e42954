use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{
    code, code_null, index, localized, one_of, record, reference_by, search_index, unique,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        academic_year(m).await?;
        calendar_day(m).await?;
        legal_act(m).await?;
        rule(m).await
    }
}

async fn academic_year(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    const TABLE: &str = "academic_year";
    let mut table = record(TABLE);
    table
        .col(code(m, "code").unique_key())
        .col(date("starts_on"))
        .col(date("ends_on"))
        .col(one_of("status", STATUSES));
    m.create_table(table).await?;
    search_index(m, TABLE).await
}

async fn calendar_day(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    const TABLE: &str = "calendar_day";
    let mut table = record(TABLE);
    localized(&mut table, "name");
    table
        .col(date("date").unique_key())
        .col(one_of("kind", &["holiday", "transferred_day_off", "transferred_workday"]))
        .col(date_null("origin_date"))
        .col(boolean("awaits_verification"))
        .col(text_null("note"))
        .col(one_of("status", STATUSES));
    m.create_table(table).await?;
    search_index(m, TABLE).await
}

async fn legal_act(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    const TABLE: &str = "legal_act";
    let mut table = record(TABLE);
    localized(&mut table, "issuer");
    localized(&mut table, "title");
    table
        .col(code(m, "code").unique_key())
        .col(one_of("kind", &["code", "law", "resolution", "order", "recommendations"]))
        .col(text_null("number"))
        .col(date_null("date"))
        .col(text_null("registration_number"))
        .col(text_null("url"))
        .col(boolean("awaits_verification"))
        .col(text_null("note"))
        .col(one_of("status", STATUSES));
    m.create_table(table).await?;
    search_index(m, TABLE).await
}

async fn rule(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    const TABLE: &str = "rule";
    let mut table = record(TABLE);
    localized(&mut table, "name");
    table
        .col(code(m, "key"))
        .col(big_integer("value"))
        .col(one_of("unit", UNITS))
        .col(text_null("base"))
        .col(date_null("valid_from"))
        .col(date_null("valid_to"))
        .col(one_of("severity", &["block", "warn"]))
        .col(code_null(m, "legal_act"))
        .col(boolean("awaits_verification"))
        .col(text_null("note"))
        .col(one_of("status", STATUSES))
        .foreign_key(&mut reference_by(TABLE, "legal_act", ("legal_act", "code")));
    m.create_table(table).await?;
    m.create_index(unique(TABLE, &["key", "valid_from"])).await?;
    index(m, TABLE, &[&["legal_act"]]).await?;
    search_index(m, TABLE).await
}

const STATUSES: &[&str] = &["active", "retired"];

const UNITS: &[&str] = &["persons", "days", "years", "hours", "minutes", "percent", "tenge"];
