//! What was done before the demo begins, by whom and when. Made without a database, the same each
//! time: ids too, so that whoever opens kept data again knows them.

mod access;
mod clusters;
mod deed;
mod draft;
mod fates;
mod offers;
mod people;
mod register;
mod requests;
mod responses;
mod terms;
mod whole;
mod workplaces;

#[cfg(test)]
pub(super) use self::fates::FATES;
pub(super) use self::{draft::SEED, whole::Plan};
