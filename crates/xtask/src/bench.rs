//! The benchmark: `tests/bench` in a release build, with a PostgreSQL as in production beside it.

use std::{env, fs, path::PathBuf, process::Command};

use crate::{
    postgres::{Cluster, Purpose},
    process::{Outcome, cargo, root, run as run_to_end},
};

/// Runs the benchmark. Its data sets stay in `data`, so that the next run finds them.
///
/// The program is told by environment: `BENCH_DATA` (a folder for the SQLite database and
/// anything else that is kept), `BENCH_POSTGRES` (a server, without a database) and
/// `BENCH_POSTGRES_PROCESS` (whose children are the server's processes).
pub(crate) fn run(data: Option<PathBuf>, arguments: &[String]) -> Outcome {
    let data = data.unwrap_or_else(|| root().join("target/bench"));
    fs::create_dir_all(&data).map_err(|error| format!("{}: {error}", data.display()))?;
    let data = data.canonicalize().map_err(|error| format!("{}: {error}", data.display()))?;
    // In one build, so that both are made of the same libraries.
    let programs =
        ["--package", "server", "--package", "tests", "--bin", "klaster", "--bin", "bench"];
    run_to_end(cargo().args(["build", "--release"]).args(programs))?;
    let program = release_folder()?.join("bench");
    let cluster = Cluster::start(Purpose::Benchmark, Some(&data.join("postgres")))?;
    eprintln!("PostgreSQL for the benchmark: {}", cluster.url());
    let outcome = run_to_end(
        Command::new(program)
            .args(arguments)
            .env("BENCH_DATA", &data)
            .env("BENCH_POSTGRES", cluster.url())
            .env("BENCH_POSTGRES_PROCESS", cluster.process().to_string()),
    );
    cluster.stop();
    outcome
}

/// Where release builds are: beside the folder of our own.
fn release_folder() -> Outcome<PathBuf> {
    let own = env::current_exe().map_err(|error| format!("our own path: {error}"))?;
    let target = own.ancestors().nth(2).ok_or("our own path has no folder")?;
    Ok(target.join("release"))
}
