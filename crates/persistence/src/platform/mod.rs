mod affiliation;
mod api_client;
mod audit_record;
mod person;
mod revocation;
mod usage;

pub use self::{
    revocation::{Listener, Revocations},
    usage::{Used, UsedByDay},
};
