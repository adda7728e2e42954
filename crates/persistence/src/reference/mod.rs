//! Reference books: their tables, and the files they are filled from.

mod activity;
mod calendar;
mod edition;
mod file;
mod load;
mod place;
mod rule;
mod specialty;

pub use self::{
    file::Flaw,
    load::{LoadError, Loaded, load},
};
