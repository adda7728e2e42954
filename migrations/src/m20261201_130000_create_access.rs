use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{code, code_null, index, one_of, record, reference, search_index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        create_client(m).await?;
        create_person(m).await?;
        create_affiliation(m).await?;
        for (table, ids) in
            [("revoked_token", &["token_id"][..]), ("shown_assertion", &["client", "assertion_id"])]
        {
            let mut create = Table::create();
            create.table(table);
            let mut key = Index::create();
            for id in ids {
                create.col(text(*id));
                key.col(*id);
            }
            create.col(timestamp_with_time_zone("expires_at")).primary_key(&mut key);
            m.create_table(create).await?;
            index(m, table, &[&["expires_at"]]).await?;
        }
        // What has changed lately of one kind, past the order of events.
        index(m, "journal", &[&["record", "at"]]).await
    }
}

async fn create_client(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    const TABLE: &str = "api_client";
    let mut table = record(TABLE);
    table
        .col(uuid_null("organization_id"))
        .col(one_of("kind", &["sandbox", "production"]))
        .col(text("name"))
        .col(text_null("purpose"))
        .col(text_null("contact_name"))
        .col(text_null("contact_email"))
        .col(text("origins"))
        .col(text("documents"))
        .col(text("scopes"))
        .col(one_of("acts_for", &["nobody", "own_people", "everyone"]))
        .col(one_of("authentication", &["private_key_jwt", "client_secret_basic"]))
        .col(big_integer_null("points_per_minute"))
        .col(text("keys"))
        .col(text("secrets"))
        .col(big_integer("security_version"))
        .col(one_of("status", &["requested", "approved", "active", "suspended", "revoked"]))
        .col(text_null("comment"))
        .foreign_key(&mut reference(TABLE, "organization_id", "organization"));
    m.create_table(table).await?;
    index(
        m,
        TABLE,
        &[
            &["organization_id", "created_at", "id"],
            &["status", "created_at", "id"],
            &["created_at", "id"],
            &["updated_at", "id"],
        ],
    )
    .await?;
    search_index(m, TABLE).await
}

async fn create_person(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    const TABLE: &str = "person";
    let mut table = record(TABLE);
    table
        .col(uuid_null("organization_id"))
        .col(text("name"))
        .col(text("issuer"))
        .col(text("subject"))
        .col(code(m, "identity"))
        .col(timestamp_with_time_zone("tokens_since"))
        .col(one_of("status", &["active", "suspended"]))
        .col(text_null("comment"))
        .foreign_key(&mut reference(TABLE, "organization_id", "organization"));
    m.create_table(table).await?;
    for once in ENTERED_ONCE {
        m.get_connection().execute_unprepared(once).await?;
    }
    index(
        m,
        TABLE,
        &[
            &["identity"],
            &["organization_id", "created_at", "id"],
            &["created_at", "id"],
            &["updated_at", "id"],
        ],
    )
    .await
}

/// An organization has one active entry of a person; after a merge there may be others that are
/// suspended. Two organizations that are none differ for the databases.
const ENTERED_ONCE: [&str; 2] = [
    "CREATE UNIQUE INDEX person_organization_identity_key ON person (identity, organization_id) \
     WHERE status = 'active'",
    "CREATE UNIQUE INDEX person_identity_key ON person (identity) \
     WHERE status = 'active' AND organization_id IS NULL",
];

async fn create_affiliation(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    const TABLE: &str = "affiliation";
    let mut table = record(TABLE);
    table
        .col(uuid_null("person_id"))
        .col(uuid_null("client_id"))
        .col(one_of("role", ROLES))
        .col(uuid_null("organization_id"))
        .col(uuid_null("cluster_id"))
        .col(code_null(m, "region"))
        .col(date("valid_from"))
        .col(date_null("valid_to"))
        .col(one_of("status", &["active", "revoked", "expired"]))
        .col(text_null("comment"))
        .foreign_key(&mut reference(TABLE, "person_id", "person"))
        .foreign_key(&mut reference(TABLE, "client_id", "api_client"))
        .foreign_key(&mut reference(TABLE, "organization_id", "organization"))
        .foreign_key(&mut reference(TABLE, "cluster_id", "cluster"));
    m.create_table(table).await?;
    index(
        m,
        TABLE,
        &[
            &["person_id", "created_at", "id"],
            &["client_id", "created_at", "id"],
            &["organization_id", "created_at", "id"],
            &["cluster_id", "created_at", "id"],
            &["region", "created_at", "id"],
            &["status", "valid_to", "id"],
            &["created_at", "id"],
            &["updated_at", "id"],
        ],
    )
    .await?;
    m.get_connection().execute_unprepared(HELD_ONCE).await?;
    Ok(())
}

/// The same role is held once at one place; of a pair of columns one is empty.
const HELD_ONCE: &str = "CREATE UNIQUE INDEX affiliation_held_once ON affiliation \
     (coalesce(person_id, client_id), role, coalesce(organization_id, cluster_id, person_id, client_id), \
      coalesce(region, '')) WHERE status = 'active'";

/// What somebody can be, as long as this table is made: a later role gets a migration.
const ROLES: &[&str] = &[
    "ministry_analyst",
    "ministry_editor",
    "local_executive",
    "regional_council_secretary",
    "regional_chamber",
    "career_center",
    "cluster_coordinator",
    "council_chair",
    "council_member",
    "council_secretary",
    "cluster_member",
    "org_admin",
    "employer_hr",
    "mentor",
    "college_manager",
    "teacher",
    "school_counselor",
    "hei_manager",
    "researcher",
    "learner",
    "legal_representative",
    "auditor",
];
