//! The table that goes into the README.

use std::{fmt::Write, time::Duration};

use crate::{
    measure::{Results, Row, Sample},
    operation::Operation,
    process::Database,
};

pub(crate) fn table(database: &Database, results: &Results) -> String {
    let mut table = format!(
        "\n### {}\n\nStart to first answer {} ms; memory after the load {:.0} MiB\n\n",
        database.name(),
        results.started.as_millis(),
        results.memory,
    );
    table += "| operation | at once | a second | p50 ms | p99 ms | CPU ms: server + database | floor | ratio | statements |\n";
    table += "|---|---:|---:|---:|---:|---:|---:|---:|---:|\n";
    for row in &results.rows {
        let (load, cpu) = (&row.server.load, row.server.cpu());
        let (what, beside) = beside(row, &results.rows);
        let ratio = beside.map(|beside| cpu.all().as_secs_f64() / beside.cpu().all().as_secs_f64());
        let _ = writeln!(
            table,
            "| {} | {} | {:.0} | {} | {} | {} + {} | {} | {} | {} |",
            row.operation.name(),
            row.callers,
            load.each_second(),
            ms(load.percentile(50)),
            ms(load.percentile(99)),
            ms(cpu.server),
            ms(cpu.database),
            beside.map_or("–".to_owned(), |beside| {
                let cpu = beside.cpu();
                format!("{}{} + {}", what, ms(cpu.server), ms(cpu.database))
            }),
            ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.2}")),
            row.statements,
        );
    }
    table
}

/// What an operation is compared with: its floor, or P1.
fn beside<'r>(row: &'r Row, rows: &'r [Row]) -> (&'static str, Option<&'r Sample>) {
    if let Some(floor) = &row.floor {
        return ("", Some(floor));
    }
    let first = |other: &&Row| other.operation == Operation::P1 && other.callers == row.callers;
    ("P1: ", rows.iter().find(first).map(|row| &row.server))
}

fn ms(duration: Duration) -> String {
    format!("{:.2}", duration.as_secs_f64() * 1000.0)
}
