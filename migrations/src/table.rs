//! What tables are made of, the same for all migrations. A shipped migration never changes, so
//! neither does what stands here: a new way gets a new function.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

/// What every record begins and ends with.
pub(crate) fn record(name: &'static str) -> TableCreateStatement {
    Table::create()
        .table(name)
        .col(uuid("id").primary_key())
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(text("created_client"))
        .col(text_null("created_person"))
        .col(text("updated_client"))
        .col(text_null("updated_person"))
        .col(text("source"))
        .col(text("search"))
        .take()
}

/// A text in three languages.
pub(crate) fn localized(table: &mut TableCreateStatement, name: &str) {
    for language in ["kk", "ru", "en"] {
        table.col(text_null(format!("{name}_{language}")));
    }
}

/// A word of a closed list.
pub(crate) fn one_of(name: &'static str, codes: &[&'static str]) -> ColumnDef {
    text(name).check(Expr::col(name).is_in(codes.iter().copied())).take()
}

/// A word of a closed list, or nothing.
pub(crate) fn one_of_null(name: &'static str, codes: &[&'static str]) -> ColumnDef {
    text_null(name).check(Expr::col(name).is_in(codes.iter().copied())).take()
}

/// A code of digits and Latin letters, compared byte by byte: the same order on both databases, and
/// an index serves what begins with something.
pub(crate) fn code(m: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    bytewise(m, text(name))
}

/// A code, or nothing.
pub(crate) fn code_null(m: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    bytewise(m, text_null(name))
}

fn bytewise(m: &SchemaManager<'_>, mut column: ColumnDef) -> ColumnDef {
    if m.get_database_backend() == DbBackend::Postgres {
        column.extra("COLLATE \"C\"");
    }
    column
}

/// A reference to another record, which is not deleted as long as it is referred to.
pub(crate) fn reference(
    table: &'static str,
    column: &'static str,
    to: &'static str,
) -> ForeignKeyCreateStatement {
    reference_by(table, column, (to, "id"))
}

/// A reference by a code that is unique in the other table.
pub(crate) fn reference_by(
    table: &'static str,
    column: &'static str,
    to: (&'static str, &'static str),
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_{column}_fkey"))
        .from(table, column)
        .to(to.0, to.1)
        .on_delete(ForeignKeyAction::Restrict)
        .take()
}

/// Indexes by their columns.
pub(crate) async fn index(
    m: &SchemaManager<'_>,
    table: &'static str,
    indexes: &[&[&'static str]],
) -> Result<(), DbErr> {
    for columns in indexes {
        let mut index = Index::create();
        index.name(format!("{table}_{}_idx", columns.join("_"))).table(table);
        for column in *columns {
            index.col(*column);
        }
        m.create_index(index).await?;
    }
    Ok(())
}

/// Columns that together have no value twice.
pub(crate) fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{table}_{}_key", columns.join("_"))).table(table).unique();
    for column in columns {
        index.col(*column);
    }
    index
}

/// An index of the letters of the folded words. SQLite reads the words of the rows that other
/// conditions leave over.
pub(crate) async fn search_index(m: &SchemaManager<'_>, table: &'static str) -> Result<(), DbErr> {
    if m.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let connection = m.get_connection();
    connection.execute_unprepared("CREATE EXTENSION IF NOT EXISTS pg_trgm").await?;
    let index =
        format!("CREATE INDEX {table}_search_idx ON {table} USING gin (search gin_trgm_ops)");
    connection.execute_unprepared(&index).await?;
    Ok(())
}

/// What an organization is, as long as these tables are made: a later kind gets a migration.
pub(crate) const ORGANIZATION_KINDS: &[&str] = &[
    "school",
    "college",
    "higher_college",
    "university",
    "research_institute",
    "laboratory",
    "innovation_center",
    "engineering_center",
    "enterprise",
    "startup",
    "industry_association",
    "chamber_of_entrepreneurs",
    "trade_union",
    "ngo",
    "local_executive_body",
    "state_body",
    "career_center",
    "employment_center",
    "training_center",
    "international_partner",
];
