//! Numbers that people call records by.

use chrono::Datelike;
use domain::RegionCode;

use crate::{Result, Tx};

/// The next number in a register: `<letter>-<region>-<year>-<sequence>`.
pub(crate) async fn number(tx: &Tx, register: char, region: RegionCode) -> Result<String> {
    let series = format!("{register}-{region}-{}", tx.facts().today().year());
    let number = tx.next_number(&series).await?;
    Ok(format!("{series}-{number:06}"))
}
