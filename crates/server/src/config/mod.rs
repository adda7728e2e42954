//! What can be set, where it was set, and what is wrong with it.

mod load;
mod mistake;
mod print;
mod settings;
mod value;

#[cfg(test)]
mod tests;

pub(crate) use self::{
    load::{Purpose, Sources},
    mistake::Mistakes,
    settings::Settings,
    value::{CursorKey, LogFormat},
};
