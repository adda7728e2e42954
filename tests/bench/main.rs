//! The benchmark: the server beside hand-written statements, in one run, on both databases.
//!
//! `cargo xtask bench` builds it, starts its PostgreSQL and runs it. Each operation is measured at
//! each concurrency on the server and on its [`floor`], turn by turn, so that what the machine does
//! meanwhile touches both. What counts are the ratios of CPU time; the load generator takes part
//! in the machine and is not counted.

mod data;
mod floor;
mod load;
mod measure;
mod operation;
mod process;
mod report;
mod token;

use std::{path::PathBuf, time::Duration};

use clap::Parser;

use crate::{measure::Measure, operation::Operation, process::Database};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measures the server beside hand-written statements.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask bench")]
struct Arguments {
    /// Only these operations, such as `P1`; without names, all of them.
    operations: Vec<Operation>,
    /// Only this database.
    #[arg(long)]
    on: Option<Kind>,
    /// Requests under way at once.
    #[arg(long, value_delimiter = ',', default_value = "1,16,64")]
    concurrency: Vec<usize>,
    /// How long each load lasts.
    #[arg(long, default_value = "5")]
    seconds: u64,
    /// Answers with hand-written statements; the benchmark runs itself like that.
    #[arg(long, hide = true)]
    floor: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    Postgres,
    Sqlite,
}

fn main() {
    let arguments = Arguments::parse();
    let several = arguments.floor.is_some();
    // The load comes from one thread: the processors are for what is measured.
    let runtime = if several {
        tokio::runtime::Builder::new_multi_thread().enable_all().build()
    } else {
        tokio::runtime::Builder::new_current_thread().enable_all().build()
    };
    runtime.expect("a runtime").block_on(async {
        match &arguments.floor {
            Some(url) => floor::serve(url).await,
            None => run(&arguments).await,
        }
    });
}

async fn run(arguments: &Arguments) {
    let folder = PathBuf::from(variable("BENCH_DATA"));
    let token = token::Key::open(&folder);
    let every = || Operation::ALL.to_vec();
    let operations = Some(arguments.operations.clone()).filter(|named| !named.is_empty());
    let measure = Measure {
        operations: operations.unwrap_or_else(every),
        concurrency: arguments.concurrency.clone(),
        lasting: Duration::from_secs(arguments.seconds),
        token: &token,
    };
    for kind in [Kind::Postgres, Kind::Sqlite] {
        if arguments.on.is_some_and(|on| on != kind) {
            continue;
        }
        let database = match kind {
            Kind::Postgres => Database::postgres(
                &variable("BENCH_POSTGRES"),
                variable("BENCH_POSTGRES_PROCESS").parse().expect("a process number"),
            ),
            Kind::Sqlite => Database::sqlite(&folder),
        };
        data::prepare(&database).await;
        let results = measure.on(&database).await;
        print!("{}", report::table(&database, &results));
    }
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run `cargo xtask bench`"))
}
