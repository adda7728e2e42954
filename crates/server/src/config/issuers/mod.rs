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
    let whole = |problem: String, remedy: &str| Mistake {
        origin: Origin::File(path.to_owned()),
        key: String::new(),
        value: None,
        problem,
        remedy: remedy.to_owned(),
    };
    let text = fs::read_to_string(path).map_err(|error| {
        let problem = format!("The file cannot be read: {error}.");
        Mistakes(vec![whole(problem, "Correct issuers, which names it.")])
    })?;
    let file = DeTable::parse(&text).map_err(|error| {
        let line = line(&text, error.span().map_or(0, |span| span.start));
        let problem = format!("Line {line} is not TOML: {}.", error.message());
        Mistakes(vec![whole(problem, "Write key = \"value\" below a line [[issuer]].")])
    })?;
    let mut mistakes = Vec::new();
    let mut tell = |start: usize, key: &str, value: Option<String>, problem, remedy| {
        let key = format!("line {}: {key}", line(&text, start));
        mistakes.push(Mistake { key, value, ..whole(problem, remedy) });
    };
    let mut agreed: Vec<IssuerSettings> = Vec::new();
    for (key, value) in file.get_ref() {
        let tables = value.get_ref().as_array().filter(|_| key.get_ref() == "issuer");
        let Some(tables) = tables else {
            let problem = "There is no such setting here.".to_owned();
            tell(key.span().start, key.get_ref(), None, problem, "Write tables [[issuer]] alone.");
            continue;
        };
        for table in tables.iter() {
            let start = table.span().start;
            let DeValue::Table(members) = table.get_ref() else {
                let problem = "It is no table.".to_owned();
                tell(start, "issuer", None, problem, "Begin each issuer with [[issuer]].");
                continue;
            };
            let others = agreed.iter().map(|other| other.issuer.as_str()).chain([own]).collect();
            agreed.extend(Table { start, members, others, tell: &mut tell }.read());
        }
    }
    if agreed.is_empty() && mistakes.is_empty() {
        let remedy = "Write a table [[issuer]], or do not set issuers.";
        mistakes.push(whole("The file names no issuer.".to_owned(), remedy));
    }
    if mistakes.is_empty() { Ok(agreed) } else { Err(Mistakes(mistakes)) }
}

fn line(text: &str, start: usize) -> usize {
    text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1
}
