//! What can be set, where it was set, and what is wrong with it.

mod issuers;
mod load;
mod mistake;
mod print;
mod secret;
mod settings;
mod value;
mod web;

#[cfg(test)]
mod tests;

pub(crate) use self::{
    issuers::read as issuers,
    load::{Purpose, Sources},
    mistake::Mistakes,
    secret::VaultKeys,
    settings::Settings,
    value::{CursorKey, LogFormat},
    web::Origins,
};
#[cfg(test)]
pub(crate) use self::{
    load::FILE_VARIABLE,
    settings::{Setting, TABLE},
};
