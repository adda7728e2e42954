//! The project's own commands: `cargo xtask --help`. They need a Unix system.

mod bench;
mod clients;
mod lint;
mod packages;
mod postgres;
mod process;
mod schema;
mod test;

use std::{path::PathBuf, process::ExitCode};

use clap::Parser;

/// The project's own commands.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask")]
enum Task {
    /// Runs every test on SQLite and on a PostgreSQL that is started for them and thrown away.
    Test {
        /// Passed on to `cargo test`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Runs the proofs that take minutes: a million changed tokens, keys that turn under load, a hundred who
    /// are barred on one server and looked for on another.
    Soak,
    /// Checks format, lints, documentation, dependencies, licences, sizes and the schema.
    Lint {
        /// Only these checks; without names, all of them.
        #[arg(value_parser = lint::names())]
        checks: Vec<String>,
    },
    /// Rewrites `schema.graphql` from the code.
    Schema,
    /// Measures a release build on both databases, with production's durability.
    Bench {
        /// Where the data sets are kept between runs [default: target/bench].
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
        /// Passed on to the benchmark.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    let outcome = match Task::parse() {
        Task::Test { arguments } => test::run(&arguments),
        Task::Soak => test::soak(),
        Task::Lint { checks } => lint::run(&checks),
        Task::Schema => schema::rewrite(),
        Task::Bench { data, arguments } => bench::run(data, &arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
