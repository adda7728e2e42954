use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{
    code, index, localized, one_of, one_of_null, record, reference, reference_by, search_index,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let mut table = record("college_offer");
        localized(&mut table, "resources_needed");
        localized(&mut table, "summary");
        table
            .col(code(m, "number").unique_key())
            .col(uuid("college_id"))
            .col(uuid_null("cluster_id"))
            .col(code(m, "region"))
            .col(code(m, "specialty_code"))
            .col(code(m, "qualification_code"))
            .col(code(m, "academic_year"))
            .col(big_integer("seats").check(Expr::col("seats").gte(1)))
            .col(one_of_null("entry_base", &["grade_9", "grade_11"]))
            .col(one_of_null("study_language", &["kazakh", "russian", "english"]))
            .col(big_integer_null("groups"))
            .col(big_integer_null("graduates_expected"))
            .col(date_null("available_from"))
            .col(big_integer_null("price"))
            .col(one_of("status", &["draft", "published", "closed", "withdrawn"]))
            .col(timestamp_with_time_zone("listed_at"))
            .col(timestamp_with_time_zone_null("published_at"))
            .col(text_null("comment"))
            .col(big_integer("reserved"))
            .check(Expr::col("reserved").lte(Expr::col("seats")))
            .foreign_key(&mut reference_by(
                "college_offer",
                "qualification_code",
                ("qualification", "code"),
            ))
            .foreign_key(&mut reference("college_offer", "college_id", "organization"))
            .foreign_key(&mut reference("college_offer", "cluster_id", "cluster"));
        m.create_table(table).await?;
        index(
            m,
            "college_offer",
            &[
                &["status", "region", "specialty_code", "listed_at", "id"],
                &["college_id", "listed_at", "id"],
                &["cluster_id", "listed_at", "id"],
                &["qualification_code", "listed_at", "id"],
                &["listed_at", "id"],
                &["updated_at", "id"],
                &["seats", "id"],
            ],
        )
        .await?;
        search_index(m, "college_offer").await
    }
}
