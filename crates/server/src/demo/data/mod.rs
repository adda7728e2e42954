//! What the demo is made of: names, places, trades and sentences. Every organization is invented;
//! regions, towns and codes are real.

mod central;
mod eastern;
mod parts;
mod southern;
mod texts;
mod western;

pub(super) use self::{
    parts::{Craft, Firm, Form, Setting, Town, Words},
    texts::*,
};

/// The eight clusters; the first one is where the demo is entered.
pub(super) const SETTINGS: [&Setting; 8] = [
    &central::METAL,
    &western::OIL,
    &central::IT,
    &southern::AGRO,
    &eastern::BUILD,
    &western::HOSPITALITY,
    &southern::TRANSPORT,
    &eastern::ENERGY,
];
