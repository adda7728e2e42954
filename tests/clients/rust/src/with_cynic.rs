//! With cynic, whose operations are Rust types.

#[cynic::schema("klaster")]
mod schema {}

/// One organization, by one of its keys.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Query", variables = "OrganizationVariables")]
pub struct OrganizationQuery {
    #[arguments(by: $by)]
    pub organization: Option<Organization>,
}

#[derive(cynic::QueryVariables, Debug)]
pub struct OrganizationVariables {
    pub by: OrganizationBy,
}

#[derive(cynic::InputObject, Debug)]
pub enum OrganizationBy {
    Bin(String),
    Id(cynic::Id),
}

#[derive(cynic::QueryFragment, Debug)]
pub struct Organization {
    pub id: cynic::Id,
    #[arguments(locale: "KK")]
    pub name: String,
    pub kind: OrganizationKind,
    #[arguments(first: 1)]
    pub history: ChangeConnection,
}

#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq)]
#[cynic(non_exhaustive)]
pub enum OrganizationKind {
    College,
    Enterprise,
    #[cynic(fallback)]
    Other,
}

#[derive(cynic::QueryFragment, Debug)]
pub struct ChangeConnection {
    pub nodes: Vec<Change>,
}

#[derive(cynic::QueryFragment, Debug)]
pub struct Change {
    pub action: String,
    pub at: DateTime,
}

#[derive(cynic::Scalar, Debug)]
pub struct DateTime(pub String);
