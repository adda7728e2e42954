//! Classifiers, places and rules, in memory; and how they come into the database.

mod books;
mod classify;

pub use persistence::reference::{Flaw, LoadError, Loaded, load};

pub use self::books::Reference;
