mod affiliation;
mod api_client;
mod audit_record;
mod person;
mod revocation;

pub use self::revocation::{Listener, Revocations};
