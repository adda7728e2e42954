//! Roles and settings end with their transaction: a connection goes back into the pool, to others.

use proc_macro2::{TokenStream, TokenTree};

use super::{
    check::Finding,
    source::{Source, rust_files, visit},
};
use crate::process::Outcome;

/// Where `set_config` is called by the query builder, which was looked at: its last argument is true.
const BUILT: [&str; 1] = ["crates/persistence/src/reference/edition.rs"];

pub(super) fn check() -> Outcome<Vec<Finding>> {
    let mut found = Vec::new();
    for source in rust_files(&["crates", "migrations", "tests"])? {
        if !source.path.starts_with("crates/xtask/") {
            found.extend(lasting(&source, source.tokens()?));
        }
    }
    Ok(found)
}

fn lasting(source: &Source, tokens: TokenStream) -> Vec<Finding> {
    let mut found = Vec::new();
    visit(tokens, &mut |level| {
        for token in level {
            let TokenTree::Literal(literal) = token else { continue };
            let text = literal.to_string();
            let is_built = text == "\"set_config\"" && !BUILT.contains(&&*source.path);
            if is_built || outlives(&text) {
                found.push(Finding::new(
                    format!("{}:{}", source.path, literal.span().start().line),
                    "a role or setting outlives its transaction, and the next to use the connection \
                     has it",
                    "Write SET LOCAL, or true as the last argument of set_config",
                ));
            }
        }
    });
    found
}

/// Whether a literal holds a statement that changes the session.
fn outlives(literal: &str) -> bool {
    const ENDS_WITH_IT: [&str; 3] = ["SET LOCAL ", "SET TRANSACTION ", "SET CONSTRAINTS "];
    let text = literal.trim_start_matches(['r', 'b', '#', '"']);
    let sets = text.split([';', '"']).map(str::trim_start).any(|statement| {
        let is_set = statement.starts_with("SET ") || statement.starts_with("RESET ");
        is_set && !ENDS_WITH_IT.iter().any(|local| statement.starts_with(local))
    });
    let calls = text.split("set_config(").skip(1).any(|call| {
        let arguments = call.split(')').next().unwrap_or_default();
        !arguments.trim_end().ends_with("true")
    });
    sets || calls
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lasts_longer_than_a_transaction_is_found() {
        for lasting in [
            r#""SET ROLE klaster_job""#,
            r#""BEGIN; SET klaster.reads = 'offers'""#,
            r#""SET SESSION AUTHORIZATION klaster""#,
            r#""RESET ROLE""#,
            r#""SELECT set_config('klaster.reads', 'offers', false)""#,
            r#""SELECT set_config('a', 'b', true), set_config('a', '{}', {})""#,
        ] {
            assert!(outlives(lasting), "{lasting}");
        }
        for passing in [
            r#""BEGIN; SET LOCAL ROLE klaster_api; SELECT set_config('a', '{}', true)""#,
            r#""SET TRANSACTION READ ONLY""#,
            r#""UPDATE cluster SET status = 'idea'""#,
            r#""Set KLASTER_DATA to the directory of the data.""#,
        ] {
            assert!(!outlives(passing), "{passing}");
        }
    }

    #[test]
    fn it_is_found_where_it_stands() {
        let text = "fn f() {\n    g(\"SET ROLE klaster_job\");\n    h(\"set_config\");\n}";
        let source = Source { path: "crates/app/src/a.rs".to_owned(), text: text.to_owned() };
        let places: Vec<_> = lasting(&source, source.tokens().unwrap())
            .into_iter()
            .map(|finding| finding.place)
            .collect();
        assert_eq!(places, ["crates/app/src/a.rs:2", "crates/app/src/a.rs:3"]);
    }
}
