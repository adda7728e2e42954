//! `klaster demo`: the whole product on one machine, to try it.

mod banner;
mod calendar;
pub(crate) mod clock;
mod data;
mod make;
mod personas;
mod plan;
mod portal;
mod run;
#[cfg(test)]
mod tests;

pub(crate) use self::{personas::LIFETIME, run::run};
