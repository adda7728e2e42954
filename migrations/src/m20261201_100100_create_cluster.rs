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
        const TABLE: &str = "cluster";
        let mut table = record(TABLE);
        localized(&mut table, "name");
        localized(&mut table, "short_name");
        localized(&mut table, "mission");
        localized(&mut table, "goal");
        table
            .col(uuid("initiator_id"))
            .col(code(m, "region"))
            .col(code(m, "industries"))
            .col(code(m, "specialty_fields"))
            .col(code(m, "additional_territories"))
            .col(text("tasks"))
            .col(text_null("legal_basis"))
            .col(uuid_null("coordinator_id"))
            .col(uuid_null("base_organization_id"))
            .col(one_of("status", STATUSES))
            .col(timestamp_with_time_zone_null("status_granted_at"))
            .col(text_null("status_decision"))
            .col(timestamp_with_time_zone_null("started_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .col(uuid_null("merged_into_id"))
            .col(text_null("comment"))
            .col(big_integer("enterprises"))
            .col(big_integer("colleges"))
            .col(big_integer("government"))
            .foreign_key(&mut reference(TABLE, "initiator_id", "organization"))
            .foreign_key(&mut reference(TABLE, "coordinator_id", "organization"))
            .foreign_key(&mut reference(TABLE, "base_organization_id", "organization"))
            .foreign_key(&mut reference(TABLE, "merged_into_id", "cluster"));
        m.create_table(table).await?;
        index(
            m,
            TABLE,
            &[
                &["created_at", "id"],
                &["updated_at", "id"],
                &["region", "status", "id"],
                &["status", "id"],
                &["status_granted_at", "id"],
                &["initiator_id"],
                &["coordinator_id"],
                &["base_organization_id"],
                &["merged_into_id"],
            ],
        )
        .await?;
        for language in ["kk", "ru", "en"] {
            m.get_connection().execute_unprepared(&unique_name(language)).await?;
        }
        search_index(m, TABLE).await
    }
}

/// Names are unique within a region and its industries; that of a cluster that is no more is free.
fn unique_name(language: &str) -> String {
    format!(
        "CREATE UNIQUE INDEX cluster_name_{language}_key \
         ON cluster (region, industries, name_{language}) \
         WHERE status NOT IN ('rejected', 'closed', 'merged')"
    )
}

const STATUSES: &[&str] = &[
    "initiative",
    "concept",
    "submitted",
    "revision",
    "rejected",
    "approved",
    "active",
    "suspended",
    "closed",
    "merged",
];
