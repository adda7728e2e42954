use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{index, reference};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        create(m, "api_client_usage", None, &["requests", "points", "errors"]).await?;
        create(m, "api_client_deprecated_use", Some("element"), &["operations"]).await
    }
}

/// What is counted for a client and a day, and for one thing of several.
async fn create(
    m: &SchemaManager<'_>,
    table: &'static str,
    of: Option<&'static str>,
    counts: &[&'static str],
) -> Result<(), DbErr> {
    let mut key = Index::create().col("api_client_id").col("day").take();
    let mut create = Table::create();
    create.table(table).col(uuid("api_client_id")).col(date("day"));
    if let Some(of) = of {
        create.col(text(of));
        key.col(of);
    }
    for count in counts {
        create.col(big_integer(*count));
    }
    create.primary_key(&mut key).foreign_key(&mut reference(table, "api_client_id", "api_client"));
    m.create_table(create).await?;
    // Old days are deleted.
    index(m, table, &[&["day"]]).await
}
