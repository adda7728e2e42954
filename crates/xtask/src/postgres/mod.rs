//! A PostgreSQL server of our own, for tests and benchmarks.

mod account;
mod cluster;
mod programs;

pub(crate) use cluster::{Cluster, Purpose};
