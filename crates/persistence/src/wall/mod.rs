//! The second wall, on PostgreSQL: row-level security behind the condition of every select.
//!
//! What is done in the name of a viewer is done as the role `klaster_api`, to which policies made of the
//! same sights show the rows that the settings of the transaction permit; without settings, those
//! that everyone sees. Our own jobs and rules are the role `klaster_job`. Connections begin as `klaster_api`, so
//! that a role that was forgotten shows too little.

mod grants;
mod install;
mod line;
mod policy;
#[cfg(feature = "unscoped")]
mod probe;
mod roles;
mod tables;

#[cfg(feature = "unscoped")]
pub use self::probe::after;
pub use self::{
    install::{WallError, install, is_standing},
    policy::settings,
    tables::{columns, named_tables},
};
pub(crate) use self::{
    line::{Actor, Line, opening},
    tables::words_of,
};

/// What viewers do.
pub(crate) const API: &str = "klaster_api";
/// What jobs and rules do.
pub(crate) const JOB: &str = "klaster_job";
