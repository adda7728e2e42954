use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{code_null, index, localized, one_of, record, reference, search_index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        const TABLE: &str = "contact_person";
        let mut table = record(TABLE);
        table.col(uuid("organization_id")).col(code_null(m, "region")).col(text("name"));
        localized(&mut table, "post");
        table
            .col(text_null("phone"))
            .col(text_null("email"))
            .col(one_of("status", &["active", "ended"]))
            .foreign_key(&mut reference(TABLE, "organization_id", "organization"));
        m.create_table(table).await?;
        index(
            m,
            TABLE,
            &[
                &["organization_id", "created_at", "id"],
                &["region", "created_at", "id"],
                &["status", "created_at", "id"],
                &["created_at", "id"],
                &["updated_at", "id"],
            ],
        )
        .await?;
        search_index(m, TABLE).await
    }
}
