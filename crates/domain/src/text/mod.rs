//! Text: its languages, how it is searched, what it may not contain.

mod check;
mod fold;
mod letters;
mod localized;

#[cfg(test)]
mod tests;

pub use self::{
    check::{TextFlaw, check_text},
    fold::fold,
    localized::{Locale, LocalizedText},
};
