//! `klaster audit verify`: whether the audit is what was written. A server may be running meanwhile.

use app::chain::{Hash, Report, Verify};
use chrono::NaiveDate;

use crate::{access, cli::AuditAction, config::Settings, failure::Failure, output};

/// Findings that are told one by one.
const TOLD: usize = 100;

/// `klaster audit`.
pub(crate) async fn run(settings: &Settings, action: AuditAction) -> Result<(), Failure> {
    let AuditAction::Verify { from, head } = action;
    let session = access::session(settings).await?;
    let report = session.app().store().verify_chain(Verify { from, head }, session.now()).await?;
    tell(&report, from)?;
    let findings = match report.findings.len() {
        0 => return Ok(()),
        1 => "1 finding".to_owned(),
        count => format!("{count} findings"),
    };
    Err(Failure::Other(format!(
        "the audit is not what was written: {findings}. Keep the database as it is, and compare it \
         with a backup."
    )))
}

fn tell(report: &Report, from: Option<NaiveDate>) -> Result<(), Failure> {
    for finding in report.findings.iter().take(TOLD) {
        output::print(format_args!("{finding}\n"))?;
    }
    let untold = report.findings.len().saturating_sub(TOLD);
    if untold > 0 {
        output::print(format_args!("and {untold} more\n"))?;
    }
    let Report { seals, head, tail, .. } = report;
    output::print(format_args!("verified {seals} records\n"))?;
    match from {
        Some(day) if *seals == 0 => output::print(format_args!(
            "no sealed record is of {day} or later: nothing was looked at\n"
        ))?,
        _ => {}
    }
    match tail.oldest {
        Some(oldest) => output::print(format_args!(
            "unsealed {} records, the oldest of {}\n",
            tail.lines,
            oldest.to_rfc3339()
        ))?,
        None => output::print(format_args!("unsealed {} records\n", tail.lines))?,
    }
    output::print(format_args!("head {} {} {}\n", head.hash, head.day, head.number))
}

/// A day, as it is written.
pub(crate) fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| "days look like 2026-12-01".to_owned())
}

/// A head that was kept.
pub(crate) fn head(text: &str) -> Result<Hash, String> {
    Hash::parse(text).ok_or_else(|| "a head is 64 hexadecimal digits".to_owned())
}
