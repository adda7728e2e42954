//! The table that goes into the README.

use std::{fmt::Write, time::Duration};

use crate::{measure::Results, process::Database};

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
        let (load, cpu, beside) = (&row.server.load, row.server.cpu(), row.beside.cpu());
        let _ = writeln!(
            table,
            "| {} | {} | {:.0} | {} | {} | {} + {} | {}{} + {} | {:.2} | {} |",
            row.operation.name(),
            row.callers,
            load.each_second(),
            ms(load.percentile(50)),
            ms(load.percentile(99)),
            ms(cpu.server),
            ms(cpu.database),
            if row.operation.floor_message().is_some() { "" } else { "P1: " },
            ms(beside.server),
            ms(beside.database),
            cpu.all().as_secs_f64() / beside.all().as_secs_f64(),
            row.statements,
        );
    }
    table
}

fn ms(duration: Duration) -> String {
    format!("{:.2}", duration.as_secs_f64() * 1000.0)
}
