//! Who uses the service: clients, people and the roles they hold (M32).

pub mod affiliation;
pub mod api_client;
pub mod audit_record;
#[cfg(test)]
mod fixtures;
pub mod person;
mod purpose;
mod secret;
mod usage;

pub use self::{
    affiliation::Affiliation,
    api_client::ApiClient,
    audit_record::AuditRecord,
    person::Person,
    purpose::Purpose,
    secret::{Personal, Sealed},
    usage::{DayOfUse, DeprecatedUse, Period},
};
