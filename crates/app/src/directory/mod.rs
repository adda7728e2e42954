//! Organizations and clusters.

mod organization;
