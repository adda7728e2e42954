use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{ORGANIZATION_KINDS, code, index, localized, one_of, record, reference};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        const TABLE: &str = "cluster_membership";
        let mut table = record(TABLE);
        localized(&mut table, "obligations");
        table
            .col(uuid("cluster_id"))
            .col(uuid("organization_id"))
            .col(one_of("organization_kind", ORGANIZATION_KINDS))
            .col(uuid("initiator_id"))
            .col(code(m, "region"))
            .col(code(m, "roles"))
            .col(one_of("component", COMPONENTS))
            .col(date("respond_by"))
            .col(one_of("status", STATUSES))
            .col(date_null("joined_on"))
            .col(date_null("left_on"))
            .col(text_null("comment"))
            .foreign_key(&mut reference(TABLE, "cluster_id", "cluster"))
            .foreign_key(&mut reference(TABLE, "organization_id", "organization"))
            .foreign_key(&mut reference(TABLE, "initiator_id", "organization"));
        m.create_table(table).await?;
        index(
            m,
            TABLE,
            &[
                &["cluster_id", "status", "created_at", "id"],
                &["cluster_id", "created_at", "id"],
                &["organization_id", "status", "id"],
                &["organization_id", "created_at", "id"],
                &["initiator_id"],
                &["region", "id"],
                &["status", "respond_by", "id"],
                &["created_at", "id"],
                &["updated_at", "id"],
            ],
        )
        .await?;
        m.get_connection().execute_unprepared(ONE_AT_A_TIME).await?;
        Ok(())
    }
}

/// An organization is a member of a cluster once; it may come back after it has left.
const ONE_AT_A_TIME: &str = "CREATE UNIQUE INDEX cluster_membership_organization_id_key \
     ON cluster_membership (cluster_id, organization_id) \
     WHERE status IN ('invited', 'accepted', 'active', 'suspended')";

const COMPONENTS: &[&str] = &["industry", "science", "education", "government", "social_partner"];

const STATUSES: &[&str] =
    &["invited", "accepted", "active", "suspended", "ended", "declined", "expired"];
