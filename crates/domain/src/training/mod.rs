//! Training at enterprises (area D of the founding document: S1.2-L2-2, S2.1, S3-4): who learns, when
//! and for how long, and what the law says about it.

pub mod compliance;
mod iin;
mod schedule;
pub mod workplace;

pub use self::{
    iin::{Iin, IinFlaw},
    schedule::{Period, Schedule, ScheduleFlaw, Shift, Weekday},
    workplace::Workplace,
};
