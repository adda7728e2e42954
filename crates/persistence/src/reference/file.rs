//! Reading our own files: a value that does not parse is named by file, line and column.

use std::{collections::HashMap, error::Error, fmt, str::FromStr};

use chrono::{DateTime, Utc};
use csv::StringRecord;
use data_encoding::HEXLOWER;
use domain::{Code, Head, Id, LocalizedText, Record};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A file that is part of the program.
#[derive(Debug)]
pub(super) struct File {
    pub(super) name: &'static str,
    text: &'static str,
}

/// One line of a file.
#[derive(Debug)]
pub(super) struct Row<'f> {
    file: &'static str,
    columns: &'f HashMap<String, usize>,
    record: &'f StringRecord,
}

/// A value that cannot be used, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    pub file: &'static str,
    /// Counted from one, the header included.
    pub line: u64,
    /// `None`: the line as a whole.
    pub column: Option<&'static str>,
    pub value: String,
}

impl File {
    pub(super) const fn new(name: &'static str, text: &'static str) -> Self {
        Self { name, text }
    }

    pub(super) fn sha256(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.text))
    }

    /// Lines below the header; no value of our files goes over several.
    pub(super) fn len(&self) -> u64 {
        self.text.lines().count().saturating_sub(1) as u64
    }

    pub(super) fn rows<T>(
        &self,
        mut read: impl FnMut(&Row<'_>) -> Result<T, Flaw>,
    ) -> Result<Vec<T>, Flaw> {
        let mut reader = csv::Reader::from_reader(self.text.as_bytes());
        let malformed = |error: &csv::Error| Flaw {
            file: self.name,
            line: error.position().map_or(1, csv::Position::line),
            column: None,
            value: error.to_string(),
        };
        let headers = reader.headers().map_err(|error| malformed(&error))?;
        let columns = headers.iter().enumerate().map(|(at, name)| (name.to_owned(), at)).collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = &record.map_err(|error| malformed(&error))?;
            rows.push(read(&Row { file: self.name, columns: &columns, record })?);
        }
        Ok(rows)
    }

    /// The ids of all rows by a column that has another value in each of them.
    pub(super) fn ids(&self, column: &'static str) -> Result<HashMap<String, Uuid>, Flaw> {
        Ok(self.rows(|row| Ok((row.text(column)?, row.parsed("id")?)))?.into_iter().collect())
    }
}

impl Row<'_> {
    pub(super) fn head<R: Record>(&self, at: DateTime<Utc>) -> Result<Head<R>, Flaw> {
        Ok(Head::new(Id::new(self.parsed("id")?), at))
    }

    /// A value in some form of its own; `None`: this is none.
    pub(super) fn read<T>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Flaw> {
        parse(self.get(column)?).ok_or_else(|| self.flaw(column))
    }

    /// A text that must be there.
    pub(super) fn text(&self, column: &'static str) -> Result<String, Flaw> {
        self.read(column, |text| (!text.is_empty()).then(|| text.to_owned()))
    }

    pub(super) fn parsed<T: FromStr>(&self, column: &'static str) -> Result<T, Flaw> {
        self.read(column, |text| text.parse().ok())
    }

    /// A value, or nothing where the field is empty.
    pub(super) fn maybe<T: FromStr>(&self, column: &'static str) -> Result<Option<T>, Flaw> {
        if self.get(column)?.is_empty() { Ok(None) } else { self.parsed(column).map(Some) }
    }

    /// A word of a closed list; files write them in capitals.
    pub(super) fn code<C: Code>(&self, column: &'static str) -> Result<C, Flaw> {
        self.read(column, |word| C::parse(&word.to_ascii_lowercase()))
    }

    /// A text in the languages that the file has columns for; one of them must be filled.
    pub(super) fn localized(&self, name: &'static str) -> Result<LocalizedText, Flaw> {
        self.maybe_localized(name)?.ok_or_else(|| self.flaw(name))
    }

    pub(super) fn maybe_localized(
        &self,
        name: &'static str,
    ) -> Result<Option<LocalizedText>, Flaw> {
        let [kk, ru, en] = ["kk", "ru", "en"].map(|language| {
            let at = *self.columns.get(&format!("{name}_{language}"))?;
            self.record.get(at).map(str::to_owned)
        });
        if kk.is_none() && ru.is_none() && en.is_none() {
            return Err(self.flaw(name));
        }
        Ok(LocalizedText::new(kk, ru, en))
    }

    /// Another row, named by its code; nothing where the field is empty.
    pub(super) fn reference<R>(
        &self,
        column: &'static str,
        ids: &HashMap<String, Uuid>,
    ) -> Result<Option<Id<R>>, Flaw> {
        if self.get(column)?.is_empty() { Ok(None) } else { self.referring(column, ids).map(Some) }
    }

    /// Another row, named by its code.
    pub(super) fn referring<R>(
        &self,
        column: &'static str,
        ids: &HashMap<String, Uuid>,
    ) -> Result<Id<R>, Flaw> {
        self.read(column, |code| ids.get(code).copied().map(Id::new))
    }

    fn get(&self, column: &'static str) -> Result<&str, Flaw> {
        let value = self.columns.get(column).and_then(|at| self.record.get(*at));
        value.ok_or_else(|| self.flaw(column))
    }

    fn flaw(&self, column: &'static str) -> Flaw {
        let value = self.columns.get(column).and_then(|at| self.record.get(*at));
        Flaw {
            file: self.file,
            line: self.record.position().map_or(0, csv::Position::line),
            column: Some(column),
            value: value.unwrap_or_default().to_owned(),
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, value } = self;
        match column {
            Some(column) => write!(f, "{file}, line {line}, {column}: `{value}` cannot be used"),
            None => write!(f, "{file}, line {line}: {value}"),
        }
    }
}

impl Error for Flaw {}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &'static str) -> Result<Vec<u32>, Flaw> {
        File::new("a.csv", text).rows(|row| row.parsed("number"))
    }

    #[test]
    fn a_value_that_cannot_be_used_is_named_by_file_line_and_column() {
        assert_eq!(number("id,number\na,1\nb,2\n").unwrap(), [1, 2]);
        let flaw = number("id,number\na,1\nb,x\n").unwrap_err();
        assert_eq!(flaw.to_string(), "a.csv, line 3, number: `x` cannot be used");
    }

    #[test]
    fn a_line_with_too_few_values_and_a_missing_column_are_named_too() {
        let flaw = number("id,number\na,1\nb\n").unwrap_err();
        assert_eq!((flaw.line, flaw.column), (3, None));
        let flaw = number("id,count\na,1\n").unwrap_err();
        assert_eq!((flaw.line, flaw.column), (2, Some("number")));
    }

    #[test]
    fn a_reference_to_no_row_is_a_flaw() {
        let file = File::new("a.csv", "id,code,parent\n1,A,\n2,B,C\n");
        let ids = HashMap::from([("A".to_owned(), Uuid::nil())]);
        let read = |row: &Row<'_>| row.reference::<()>("parent", &ids);
        let flaw = file.rows(read).unwrap_err();
        assert_eq!((flaw.line, flaw.column, flaw.value.as_str()), (3, Some("parent"), "C"));
    }
}
