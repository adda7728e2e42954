//! Who uses the service: clients, people and the roles they hold (M32).

pub mod affiliation;
pub mod api_client;
#[cfg(test)]
mod fixtures;
pub mod person;
mod secret;

pub use self::{
    affiliation::Affiliation,
    api_client::ApiClient,
    person::Person,
    secret::{Personal, Sealed},
};
