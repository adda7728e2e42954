//! The benchmark: `tests/bench` in a release build, with a PostgreSQL as in production beside it.

use std::{fs, path::PathBuf};

use crate::{
    postgres::{Cluster, Purpose},
    process::{Outcome, cargo, root, run as run_to_end},
};

/// Runs the benchmark. Its data sets stay in `data`, so that the next run finds them.
///
/// The program is told by environment: `KLASTER_BENCH_DATA` (a folder for the SQLite database and
/// anything else that is kept), `KLASTER_BENCH_POSTGRES` (a server, without a database) and
/// `KLASTER_BENCH_POSTGRES_PROCESS` (whose children are the server's processes).
pub(crate) fn run(data: Option<PathBuf>, arguments: &[String]) -> Outcome {
    let data = data.unwrap_or_else(|| root().join("target/bench"));
    fs::create_dir_all(&data).map_err(|error| format!("{}: {error}", data.display()))?;
    let data = data.canonicalize().map_err(|error| format!("{}: {error}", data.display()))?;
    run_to_end(cargo().args(["build", "--release", "--package", "tests", "--bin", "bench"]))?;
    let cluster = Cluster::start(Purpose::Benchmark, Some(&data.join("postgres")))?;
    eprintln!("PostgreSQL for the benchmark: {}", cluster.url());
    let outcome = run_to_end(
        cargo()
            .args(["run", "--quiet", "--release", "--package", "tests", "--bin", "bench", "--"])
            .args(arguments)
            .env("KLASTER_BENCH_DATA", &data)
            .env("KLASTER_BENCH_POSTGRES", cluster.url())
            .env("KLASTER_BENCH_POSTGRES_PROCESS", cluster.process().to_string()),
    );
    cluster.stop();
    outcome
}
