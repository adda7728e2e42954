use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{
    ORGANIZATION_KINDS, code_null, index, localized, one_of, one_of_null, record, reference,
    reference_by, search_index,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let mut table = record("organization");
        localized(&mut table, "name");
        localized(&mut table, "short_name");
        table
            .col(code_null(m, "bin").unique_key())
            .col(code_null(m, "region"))
            .col(one_of("kind", ORGANIZATION_KINDS))
            .col(one_of("ownership", &["state", "private", "quasi_state", "foreign"]))
            .col(code_null(m, "kato_code"))
            .col(code_null(m, "country"))
            .col(text_null("foreign_registration"))
            .col(double_null("latitude"))
            .col(double_null("longitude"))
            .col(code_null(m, "oked_code"))
            .col(one_of_null("size_class", &["micro", "small", "medium", "large"]))
            .col(boolean("is_high_tech"))
            .col(boolean("is_startup"))
            .col(text_null("website"))
            .col(uuid_null("parent_id"))
            .col(one_of("status", STATUSES))
            .col(uuid_null("merged_into_id"))
            .col(date_null("liquidated_on"))
            .col(text_null("comment"))
            .foreign_key(&mut reference_by(
                "organization",
                "kato_code",
                ("settlement", "kato_code"),
            ))
            .foreign_key(&mut reference_by(
                "organization",
                "oked_code",
                ("economic_activity", "oked_code"),
            ))
            .foreign_key(&mut reference("organization", "parent_id", "organization"))
            .foreign_key(&mut reference("organization", "merged_into_id", "organization"));
        m.create_table(table).await?;
        index(
            m,
            "organization",
            &[
                &["created_at", "id"],
                &["updated_at", "id"],
                &["region", "kind", "id"],
                &["kind", "id"],
                &["oked_code", "id"],
                &["kato_code", "id"],
                &["parent_id"],
                &["merged_into_id"],
            ],
        )
        .await?;
        search_index(m, "organization").await
    }
}

const STATUSES: &[&str] = &["unverified", "verified", "suspended", "liquidated", "merged"];
