use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{code, index, one_of, record, reference};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        const TABLE: &str = "request_response";
        let mut table = record(TABLE);
        table
            .col(uuid("request_id"))
            .col(uuid_null("offer_id"))
            .col(uuid("college_id"))
            .col(uuid("employer_id"))
            .col(code(m, "region"))
            .col(uuid_null("cluster_id"))
            .col(big_integer("quantity").check(Expr::col("quantity").gte(1)))
            .col(date("start_date"))
            .col(date("valid_until"))
            .col(text_null("message"))
            .col(one_of("proposed_by", &["college", "employer"]))
            .col(big_integer("request_revision"))
            .col(one_of("status", STATUSES))
            .col(timestamp_with_time_zone_null("acknowledged_at"))
            .col(text_null("comment"))
            .foreign_key(&mut reference(TABLE, "request_id", "employer_request"))
            .foreign_key(&mut reference(TABLE, "offer_id", "college_offer"))
            .foreign_key(&mut reference(TABLE, "college_id", "organization"))
            .foreign_key(&mut reference(TABLE, "employer_id", "organization"))
            .foreign_key(&mut reference(TABLE, "cluster_id", "cluster"));
        m.create_table(table).await?;
        index(
            m,
            TABLE,
            &[
                &["request_id", "id"],
                &["offer_id"],
                &["college_id", "id"],
                &["college_id", "created_at", "id"],
                &["employer_id", "id"],
                &["employer_id", "created_at", "id"],
                &["region", "id"],
                &["cluster_id", "id"],
                &["status", "valid_until", "id"],
                &["created_at", "id"],
                &["updated_at", "id"],
                &["quantity", "id"],
            ],
        )
        .await?;
        m.get_connection().execute_unprepared(ONE_AT_A_TIME).await?;
        Ok(())
    }
}

/// One response of a college to a request waits for a decision; there may be others that do not.
const ONE_AT_A_TIME: &str = "CREATE UNIQUE INDEX request_response_college_id_key \
     ON request_response (request_id, college_id) \
     WHERE status IN ('proposed', 'acknowledged', 'countered')";

const STATUSES: &[&str] = &[
    "proposed",
    "acknowledged",
    "countered",
    "accepted",
    "contracted",
    "declined",
    "withdrawn",
    "expired",
    "cancelled",
];
