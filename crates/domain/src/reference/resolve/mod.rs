//! What a code from a file, a form or an old system means, and what had to be repaired to know it.

mod classifier;
mod lookup;
mod outcome;
mod reading;
mod texts;

#[cfg(test)]
mod tests;

pub use self::{
    classifier::{Candidate, Classifier},
    lookup::resolve_code,
    outcome::{CodeKind, Obstacle, ObstacleKind, Repair, RepairKind, Resolution},
};
