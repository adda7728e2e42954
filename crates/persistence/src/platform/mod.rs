mod affiliation;
mod api_client;
mod person;
mod revocation;

pub use self::revocation::{Listener, Revocations};
