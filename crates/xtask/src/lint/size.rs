//! Files and functions that a person can take in, tests included.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::{
    check::Finding,
    source::{is_sign, rust_files, visit, word},
};
use crate::process::Outcome;

/// Lines of a file.
const FILE: usize = 500;
/// Lines of a function, from its `fn` to its closing brace.
const FUNCTION: usize = 60;

pub(super) fn check() -> Outcome<Vec<Finding>> {
    let mut found = Vec::new();
    for source in rust_files(&["crates", "migrations", "tests"])? {
        let lines = source.text.lines().count();
        if lines > FILE {
            found.push(Finding::new(
                format!("{}:{lines}", source.path),
                format!("the file has {lines} lines, {FILE} are the limit"),
                "Split it by subject",
            ));
        }
        for Function { name, line, lines } in functions(source.tokens()?) {
            if lines > FUNCTION {
                found.push(Finding::new(
                    format!("{}:{line}", source.path),
                    format!("`{name}` has {lines} lines, {FUNCTION} are the limit"),
                    "Give its steps names of their own",
                ));
            }
        }
    }
    Ok(found)
}

#[derive(Debug, PartialEq)]
struct Function {
    name: String,
    /// Of its `fn`.
    line: usize,
    lines: usize,
}

/// Every function with a body, those in functions and in the arguments of macros too.
fn functions(tokens: TokenStream) -> Vec<Function> {
    let mut functions = Vec::new();
    visit(tokens, &mut |level| {
        for (place, token) in level.iter().enumerate() {
            let rest = &level[place + 1..];
            if word(Some(token)).as_deref() != Some("fn") {
                continue;
            }
            // `fn(u8)` is a type.
            let Some(name) = word(rest.first()).or_else(|| variable(rest)) else { continue };
            let Some(end) = end_of_body(rest) else { continue };
            let line = token.span().start().line;
            functions.push(Function { name, line, lines: end + 1 - line });
        }
    });
    functions
}

/// In a macro's definition a function may be named by a variable.
fn variable(rest: &[TokenTree]) -> Option<String> {
    is_sign(rest.first(), '$').then(|| word(rest.get(1))).flatten()
}

/// The last line of the body: of the first braces, unless a semicolon ends the declaration before.
fn end_of_body(rest: &[TokenTree]) -> Option<usize> {
    rest.iter().take_while(|token| !is_sign(Some(token), ';')).find_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            Some(group.span_close().end().line)
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Function, functions};

    fn measured(code: &str) -> Vec<(String, usize, usize)> {
        functions(code.parse().unwrap())
            .into_iter()
            .map(|Function { name, line, lines }| (name, line, lines))
            .collect()
    }

    #[test]
    fn a_function_reaches_from_its_name_to_its_closing_brace() {
        let code = "/// }\nfn one(\n    x: u8,\n) -> u8 {\n    x // }\n}\n\nfn two() {}\n";
        assert_eq!(measured(code), [("one".into(), 2, 5), ("two".into(), 8, 1)]);
    }

    #[test]
    fn functions_in_traits_bodies_and_macros_are_seen() {
        let code = "trait T { fn none(&self); fn some(&self) {\n} }\n\
                    on_both! { async fn test(app: App) {\n fn inner() {}\n} }\n\
                    const F: fn(u8) -> u8 = |x| { x };";
        let names: Vec<_> = measured(code).into_iter().map(|(name, ..)| name).collect();
        assert_eq!(names, ["some", "test", "inner"]);
        assert_eq!(measured(code)[1].2, 3);
    }

    #[test]
    fn braces_in_texts_do_not_count() {
        assert_eq!(measured("fn f() {\n let s = \"}\";\n}")[0].2, 3);
    }
}
