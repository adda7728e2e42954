use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{
    code, code_null, index, localized, one_of, one_of_null, record, reference, reference_by,
    search_index,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let mut table = record("employer_request");
        localized(&mut table, "title");
        table
            .col(code(m, "number").unique_key())
            .col(uuid("employer_id"))
            .col(uuid_null("cluster_id"))
            .col(code(m, "region"))
            .col(code(m, "specialty_code"))
            .col(one_of("kind", KINDS))
            .col(code(m, "qualification_code"))
            .col(big_integer("headcount").check(Expr::col("headcount").gte(1)))
            .col(code(m, "kato_code"))
            .col(double_null("latitude"))
            .col(double_null("longitude"))
            .col(code_null(m, "academic_year"))
            .col(date_null("start_from"))
            .col(date_null("start_to"))
            .col(date_null("closes_at"))
            .col(one_of("visibility", &["public", "cluster", "selected_colleges"]))
            .col(text("selected_college_ids"))
            .col(one_of_null("entry_base", &["grade_9", "grade_11"]))
            .col(one_of_null("study_language", &["kazakh", "russian", "english"]))
            .col(boolean("housing"))
            .col(big_integer_null("salary_from"))
            .col(big_integer_null("salary_to"))
            .col(boolean("salary_public"))
            .col(text("details"))
            .col(big_integer("revision"))
            .col(one_of("status", STATUSES))
            .col(timestamp_with_time_zone("listed_at"))
            .col(timestamp_with_time_zone_null("published_at"))
            .col(text_null("comment"))
            .col(text("remarks"))
            .col(big_integer("responses"))
            .col(big_integer("offered"))
            .col(big_integer("accepted"))
            .col(big_integer("contracted"))
            .check(Expr::col("accepted").lte(Expr::col("headcount")))
            .foreign_key(&mut reference_by(
                "employer_request",
                "kato_code",
                ("settlement", "kato_code"),
            ))
            .foreign_key(&mut reference_by(
                "employer_request",
                "qualification_code",
                ("qualification", "code"),
            ))
            .foreign_key(&mut reference("employer_request", "employer_id", "organization"))
            .foreign_key(&mut reference("employer_request", "cluster_id", "cluster"));
        m.create_table(table).await?;
        index(m, "employer_request", INDEXES).await?;
        search_index(m, "employer_request").await
    }
}

const INDEXES: &[&[&str]] = &[
    &["status", "region", "specialty_code", "listed_at", "id"],
    &["status", "specialty_code", "listed_at", "id"],
    &["status", "closes_at", "id"],
    &["employer_id", "listed_at", "id"],
    &["cluster_id", "listed_at", "id"],
    &["region", "listed_at", "id"],
    &["qualification_code", "listed_at", "id"],
    &["kato_code", "listed_at", "id"],
    &["listed_at", "id"],
    &["updated_at", "id"],
    &["closes_at", "id"],
    &["headcount", "id"],
    &["latitude", "longitude"],
];

const KINDS: &[&str] = &[
    "hire_graduates",
    "dual_training",
    "targeted_training",
    "practice",
    "retraining",
    "curriculum_change",
    "expert_assignment",
];

const STATUSES: &[&str] = &[
    "draft",
    "submitted",
    "returned",
    "rejected",
    "published",
    "blocked",
    "closed",
    "expired",
    "withdrawn",
];
