//! The service itself, and who uses it.

pub(crate) mod affiliation;
pub(crate) mod api_client;
pub(crate) mod api_info;
pub(crate) mod audit_record;
mod client_key;
pub(crate) mod person;
pub(crate) mod secret;
pub(crate) mod usage;
pub(crate) mod viewer;
