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
        const TABLE: &str = "workplace";
        let mut table = record(TABLE);
        for text in ["name", "address", "conditions", "equipment"] {
            localized(&mut table, text);
        }
        table
            .col(code(m, "number").unique_key())
            .col(uuid("enterprise_id"))
            .col(code(m, "region"))
            .col(text("qualification_codes"))
            .col(code(m, "kato_code"))
            .col(double_null("latitude"))
            .col(double_null("longitude"))
            .col(big_integer("capacity").check(Expr::col("capacity").gte(1)))
            .col(date("available_from"))
            .col(date_null("available_to"))
            .col(one_of("shift_mode", &["day", "rotating", "around_the_clock"]))
            .col(boolean("is_harmful"))
            .col(one_of("status", &["draft", "open", "suspended", "closed", "withdrawn"]))
            .col(timestamp_with_time_zone_null("published_at"))
            .col(text_null("comment"))
            .check(Expr::col("available_to").gte(Expr::col("available_from")))
            .foreign_key(&mut reference(TABLE, "enterprise_id", "organization"));
        m.create_table(table).await?;
        index(
            m,
            TABLE,
            &[
                &["status", "region", "created_at", "id"],
                &["region", "created_at", "id"],
                &["enterprise_id", "created_at", "id"],
                &["kato_code", "created_at", "id"],
                &["latitude", "longitude"],
                &["available_from", "id"],
                &["available_to", "id"],
                &["created_at", "id"],
                &["updated_at", "id"],
                &["capacity", "id"],
            ],
        )
        .await?;
        search_index(m, TABLE).await
    }
}
