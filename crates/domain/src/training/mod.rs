//! Training at enterprises (area D of the founding document: S1.2-L2-2, S2.1, S3-4): who learns, when
//! and for how long, and what the law says about it.

mod iin;

pub use self::iin::{Iin, IinFlaw};
