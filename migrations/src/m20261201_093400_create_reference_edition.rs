use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    /// Which edition of each file the reference books hold.
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("reference_edition")
                .col(text("file").primary_key())
                .col(text("sha256"))
                .col(big_integer("rows"))
                .col(timestamp_with_time_zone("loaded_at"))
                .take(),
        )
        .await
    }
}
