//! Who uses the service, and how that is decided.

mod access;
mod affiliation;
mod api_client;
mod letting_in;
mod person;
mod resealing;
mod secret;
mod usage;
mod vault;

pub(crate) use self::{access::Access, usage::Usage};
pub use self::{
    access::{Admitted, Credentials, Denied, Subject},
    affiliation::GrantRole,
    api_client::{RemoveKey, RemoveSecret, RequestClient},
    letting_in::{LetClientIn, LetPersonIn},
    person::EnterPerson,
    resealing::{Found, Step, find_keys, reseal},
    secret::{NewSecret, Secrets},
    vault::{BadKeys, KeyId, Vault},
};
