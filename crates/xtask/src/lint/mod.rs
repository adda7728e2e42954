//! What is checked beside the tests.

mod architecture;
mod arrows;
mod check;
mod descriptions;
mod licences;
mod metadata;
mod roles;
mod size;
mod source;
mod toolchain;

pub(crate) use check::{names, run};
