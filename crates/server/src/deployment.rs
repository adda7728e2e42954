//! Whether what `deploy/` tells people to type exists.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use clap::CommandFactory;

use crate::{
    cli::Cli,
    config::{FILE_VARIABLE, Purpose, Setting, Sources, TABLE},
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy")
}

/// Every file by its path, with its continued lines joined.
fn files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![folder()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                // What an administrator has put there is none of ours.
                folders.extend((!path.ends_with("secrets")).then_some(path));
            } else {
                let text = fs::read_to_string(&path).unwrap().replace("\\\n", " ");
                files.push((path.display().to_string(), text));
            }
        }
    }
    assert!(files.len() > 5, "{files:?}");
    files
}

/// The words after each `klaster` that is called, up to the end of the line or of the command. Quotes,
/// brackets and commas are nothing but separators, so that `["klaster", "serve"]` is a call.
fn calls(text: &str) -> Vec<Vec<&str>> {
    let mut calls = Vec::new();
    let ends = |c| "\n|;&<>)`#".contains(c);
    for piece in text.split(ends) {
        let words = piece.split(|c: char| c.is_whitespace() || "\"',[(".contains(c));
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        let is_program = |word: &&str| *word == "klaster" || word.ends_with("/bin/klaster");
        for (place, _) in words.iter().enumerate().filter(|(_, word)| is_program(word)) {
            let rest = &words[place + 1..];
            let looks_called = rest.first().is_some_and(|word| {
                word.starts_with("--") && word.len() > 2
                    || word.bytes().all(|byte| byte.is_ascii_lowercase()) && *word != "klaster"
            });
            if looks_called {
                calls.push(rest.to_vec());
            }
        }
    }
    calls
}

/// What of a call does not exist: a command or a flag.
fn unknown<'w>(call: &[&'w str]) -> Option<&'w str> {
    let mut command = Cli::command();
    command.build();
    for word in call {
        if let Some(flag) = word.strip_prefix("--") {
            let flag = flag.split('=').next().unwrap_or(flag);
            if !command.get_arguments().any(|argument| argument.get_long() == Some(flag)) {
                return Some(word);
            }
        } else if command.has_subcommands() {
            match command.find_subcommand(word) {
                Some(found) => command = found.clone(),
                // `migrate` needs no further word, and what follows may be the value of a flag.
                None if command.is_subcommand_required_set() || command.get_name() == "klaster" => {
                    return Some(word);
                }
                None => {}
            }
        }
    }
    None
}

/// The names that begin with `KLASTER_`.
fn variables(text: &str) -> BTreeSet<&str> {
    let is_part = |c: char| c.is_ascii_uppercase() || c == '_';
    let starts = text.match_indices("KLASTER_").map(|(start, _)| &text[start..]);
    let names = starts.map(|rest| &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())]);
    names.filter(|name| *name != "KLASTER_").collect()
}

fn variable(setting: &Setting) -> String {
    format!("KLASTER_{}", setting.key.to_uppercase())
}

#[test]
fn every_command_and_flag_that_is_named_exists() {
    let mut seen = BTreeSet::new();
    for (file, text) in files() {
        for call in calls(&text) {
            assert_eq!(unknown(&call), None, "{file}: klaster {}", call.join(" "));
            seen.insert(call[0].to_owned());
        }
    }
    for command in ["backup", "config", "migrate", "serve"] {
        assert!(seen.contains(command), "{command} is told nowhere, only {seen:?}");
    }
}

#[test]
fn calls_are_told_from_other_words() {
    let text = "useradd --system klaster\n`klaster migrate status --data d`, then\n\
                CMD [\"klaster\", \"serve\"]\nrunuser -u klaster -- /usr/local/bin/klaster \
                config --conf x && chown -R klaster /klaster\nklaster starve";
    let calls = calls(text);
    assert_eq!(calls.len(), 4, "{calls:?}");
    let unknown: Vec<_> = calls.iter().map(|call| unknown(call)).collect();
    assert_eq!(unknown, [None, None, Some("--conf"), Some("starve")]);
    assert_eq!(self::unknown(&["backup", "--date", "d"]), Some("--date"));
}

#[test]
fn every_variable_that_is_named_exists() {
    let known: BTreeSet<_> = TABLE.iter().map(variable).chain([FILE_VARIABLE.to_owned()]).collect();
    for (file, text) in files() {
        for name in variables(&text) {
            assert!(known.contains(name), "{file} names {name}");
        }
    }
}

#[test]
fn the_table_of_settings_is_complete_and_tells_the_defaults() {
    let text = fs::read_to_string(folder().join("README.md")).unwrap();
    for setting in TABLE {
        let start = format!("| `{}` |", variable(setting));
        let rows: Vec<_> = text.lines().filter(|line| line.starts_with(&start)).collect();
        assert_eq!(rows.len(), 1, "rows of {start}");
        let told = rows[0].trim_end_matches('|').rsplit('|').next().unwrap().trim();
        match setting.default {
            Some(default) => assert_eq!(told, format!("`{default}`"), "{start}"),
            None => assert!(!told.starts_with('`'), "{start} has no default"),
        }
    }
}

#[test]
fn the_file_of_settings_can_be_used() {
    let file = Some(folder().join("systemd/klaster.toml"));
    Sources { file, ..Sources::default() }.load(Purpose::Serve).unwrap();
}
