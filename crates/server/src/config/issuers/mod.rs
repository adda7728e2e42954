//! The file of issuers outside whose tokens are accepted: a table `[[issuer]]` for each.

mod table;

#[cfg(test)]
mod tests;

use std::{fs, path::Path};

use api::http::token::issuers::IssuerSettings;
use toml::de::{DeTable, DeValue};

use self::table::Table;
use super::{
    load::Origin,
    mistake::{Mistake, Mistakes},
};

/// What the file agrees on with each issuer. `own` is the name under which we issue tokens ourselves.
pub(crate) fn read(path: &Path, own: &str) -> Result<Vec<IssuerSettings>, Mistakes> {
    let whole = |problem, remedy: &str| Mistakes(vec![mistake(path, "", None, problem, remedy)]);
    let text = fs::read_to_string(path).map_err(|error| {
        let problem = format!("The file cannot be read: {error}.");
        whole(problem, "Correct issuers, which names it.")
    })?;
    let file = DeTable::parse(&text).map_err(|error| {
        let line = line(&text, error.span().map_or(0, |span| span.start));
        let problem = format!("Line {line} is not TOML: {}.", error.message());
        whole(problem, "Write key = \"value\" below a line [[issuer]].")
    })?;
    let mut told = Told { path, text: &text, mistakes: Vec::new() };
    let agreed = issuers(file.get_ref(), own, &mut told);
    match told.mistakes {
        mistakes if !mistakes.is_empty() => Err(Mistakes(mistakes)),
        _ if agreed.is_empty() => {
            let problem = "The file names no issuer.".to_owned();
            Err(whole(problem, "Write a table [[issuer]], or do not set issuers."))
        }
        _ => Ok(agreed),
    }
}

fn issuers(file: &DeTable<'_>, own: &str, told: &mut Told<'_>) -> Vec<IssuerSettings> {
    let mut agreed: Vec<IssuerSettings> = Vec::new();
    for (key, value) in file {
        let tables = value.get_ref().as_array().filter(|_| key.get_ref() == "issuer");
        let Some(tables) = tables else {
            let problem = "There is no such setting here.";
            told.add(
                key.span().start,
                key.get_ref(),
                None,
                problem,
                "Write tables [[issuer]] alone.",
            );
            continue;
        };
        for table in tables {
            let start = table.span().start;
            let DeValue::Table(members) = table.get_ref() else {
                let remedy = "Begin each issuer with [[issuer]].";
                told.add(start, "issuer", None, "It is no table.", remedy);
                continue;
            };
            let others = agreed.iter().map(|other| other.issuer.as_str()).chain([own]).collect();
            let read = Table { start, members, others, told: &mut *told }.read();
            agreed.extend(read);
        }
    }
    agreed
}

/// Collects what is wrong with a file.
struct Told<'a> {
    path: &'a Path,
    text: &'a str,
    mistakes: Vec<Mistake>,
}

impl Told<'_> {
    /// About a key that stands there.
    fn add(&mut self, start: usize, key: &str, value: Option<&str>, problem: &str, remedy: &str) {
        let key = format!("line {}: {key}", line(self.text, start));
        self.mistakes.push(mistake(self.path, &key, value, problem.to_owned(), remedy));
    }
}

fn mistake(path: &Path, key: &str, value: Option<&str>, problem: String, remedy: &str) -> Mistake {
    Mistake {
        origin: Origin::File(path.to_owned()),
        key: key.to_owned(),
        value: value.map(str::to_owned),
        problem,
        remedy: remedy.to_owned(),
    }
}

fn line(text: &str, start: usize) -> usize {
    text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1
}
