//! A line of the journal as bytes, the same on both databases.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Now;
use sea_orm::{QueryResult, TryGetable};
use uuid::Uuid;

use crate::StoreError;

/// What a column holds.
#[derive(Clone, Copy)]
enum Holds {
    Number,
    Text,
    Uuid,
    Time,
}

/// All columns but `transaction`; the position stands first.
const COLUMNS: [(&str, Holds); 19] = [
    ("position", Holds::Number),
    ("id", Holds::Uuid),
    ("at", Holds::Time),
    ("record", Holds::Text),
    ("record_id", Holds::Uuid),
    ("natural_key", Holds::Text),
    ("version", Holds::Number),
    ("action", Holds::Text),
    ("from_state", Holds::Text),
    ("state", Holds::Text),
    ("organization_id", Holds::Uuid),
    ("client", Holds::Text),
    ("person", Holds::Text),
    ("request_id", Holds::Text),
    ("source", Holds::Text),
    ("decision", Holds::Text),
    ("code", Holds::Text),
    ("purpose", Holds::Text),
    ("fields", Holds::Text),
];

/// A line, as it goes into the chain.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) position: i64,
    pub(super) at: DateTime<Utc>,
    /// All columns behind the position.
    rest: Vec<u8>,
}

/// Their names.
pub(super) fn columns() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().map(|(name, _)| *name)
}

/// Those that are said by whoever writes a line; the database gives it its position and transaction.
pub(crate) fn written() -> impl Iterator<Item = &'static str> {
    columns().skip(1)
}

impl Line {
    /// Of a row whose columns from `first` on are those of a line.
    pub(super) fn read(row: &QueryResult, first: usize) -> Result<Self, StoreError> {
        let mut rest = Vec::new();
        for (index, (_, holds)) in COLUMNS.iter().enumerate().skip(1) {
            let place = first + index;
            match holds {
                Holds::Number => add(&mut rest, get::<i64>(row, place)?.map(i64::to_be_bytes)),
                Holds::Text => add(&mut rest, get::<String>(row, place)?),
                Holds::Uuid => add(&mut rest, get::<Uuid>(row, place)?),
                Holds::Time => {
                    let time = get::<DateTime<Utc>>(row, place)?;
                    add(&mut rest, time.map(|time| time.timestamp_micros().to_be_bytes()));
                }
            }
        }
        let position = row.try_get_by_index(first)?;
        Ok(Self { position, at: row.try_get_by_index(first + 2)?, rest })
    }

    /// One whose columns do not hold what they should: it fits no seal.
    pub(super) fn unreadable(position: i64) -> Self {
        Self { position, at: DateTime::UNIX_EPOCH, rest: Vec::new() }
    }

    /// Each column with its length before it, so that nothing moves from one into the next.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.bytes_at(self.position)
    }

    /// As if it stood there.
    pub(super) fn bytes_at(&self, position: i64) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.rest.len() + 13);
        add(&mut bytes, Some(position.to_be_bytes()));
        bytes.extend_from_slice(&self.rest);
        bytes
    }

    /// The day of its seal, behind one of `before`.
    pub(super) fn day(&self, before: NaiveDate) -> NaiveDate {
        before.max(Now(self.at).today())
    }
}

fn get<T: TryGetable>(row: &QueryResult, index: usize) -> Result<Option<T>, StoreError> {
    Ok(row.try_get_by_index(index)?)
}

/// Nothing is another thing than an empty text.
fn add(bytes: &mut Vec<u8>, value: Option<impl AsRef<[u8]>>) {
    let Some(value) = value else { return bytes.push(0) };
    let value = value.as_ref();
    bytes.push(1);
    bytes.extend_from_slice(&u32::try_from(value.len()).unwrap_or(u32::MAX).to_be_bytes());
    bytes.extend_from_slice(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves_from_one_column_into_the_next() {
        let bytes = |values: [Option<&str>; 2]| {
            let mut bytes = Vec::new();
            for value in values {
                add(&mut bytes, value);
            }
            bytes
        };
        let all = [
            bytes([Some("ab"), Some("c")]),
            bytes([Some("a"), Some("bc")]),
            bytes([Some("abc"), Some("")]),
            bytes([Some("abc"), None]),
            bytes([None, Some("abc")]),
        ];
        for (index, one) in all.iter().enumerate() {
            assert!(all[index + 1..].iter().all(|other| other != one));
        }
    }
}
