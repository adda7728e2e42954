//! `klaster demo`: the whole product on one machine, to try it.

mod banner;
mod personas;
mod run;

pub(crate) use self::run::run;
