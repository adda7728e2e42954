//! Who may depend on whom, and who may read the environment.

use std::fs;

use proc_macro2::TokenTree;

use super::{
    check::Finding,
    metadata::{Metadata, Package},
    source::{Source, is_sign, rust_files, visit, word},
};
use crate::process::{Outcome, cargo, output, root};

/// The arrows between our own packages. A package that is not here may be built on none of them.
const ARROWS: [(&str, &[&str]); 9] = [
    ("domain", &[]),
    ("persistence", &["domain"]),
    ("app", &["domain", "persistence"]),
    ("api", &["domain", "app"]),
    ("server", &["domain", "app", "api", "migrations"]),
    ("migrations", &[]),
    ("tests", &["domain", "persistence", "app", "api", "migrations"]),
    ("rust-clients", &["tests"]),
    ("xtask", &[]),
];

/// Whose tests make their databases as the others do.
const TESTED_WITH: [(&str, &str); 1] = [("server", "tests")];

/// Packages that some of ours alone may name in their manifests.
const RESERVED: [(&str, &[&str]); 8] = [
    ("async-graphql", &["api", "tests"]),
    ("axum", &["api", "server", "tests"]),
    ("sea-orm", &["persistence", "migrations", "tests"]),
    ("sea-orm-migration", &["migrations", "server", "tests"]),
    ("sea-query", &["persistence", "migrations", "tests"]),
    ("sea-query-sqlx", &["persistence"]),
    ("sqlx", &["persistence", "migrations", "tests"]),
    ("sqlx-core", &["persistence"]),
];

/// What the domain is not built on, not even through others: anything that waits, stores or serves.
const NOT_UNDER_DOMAIN: [&str; 14] = [
    "async-graphql",
    "async-trait",
    "axum",
    "diesel",
    "futures",
    "futures-core",
    "hyper",
    "reqwest",
    "rusqlite",
    "sea-orm",
    "sqlx",
    "sqlx-core",
    "tokio",
    "tower",
];

/// The tree holds one provider of cryptography, aws-lc-rs.
const OTHER_PROVIDERS: [&str; 6] =
    ["boring", "native-tls", "openssl", "openssl-sys", "ring", "rustls-openssl"];

pub(super) fn check() -> Outcome<Vec<Finding>> {
    let metadata = Metadata::of_this_platform()?;
    let mut found = Vec::new();
    for package in metadata.own() {
        found.extend(between_ours(package));
        found.extend(to_reserved(package));
    }
    found.extend(without_walls()?);
    found.extend(under_domain(&metadata));
    for package in metadata.foreign().filter(|package| is_other_provider(package)) {
        if is_built(package)? {
            found.push(Finding::new(
                "Cargo.lock",
                format!("{} is a second provider of cryptography", package.name),
                format!(
                    "Find what brings it with `cargo tree -i {}` and choose aws-lc-rs",
                    package.name
                ),
            ));
        }
    }
    let without_environment = ["domain", "persistence", "app", "api"];
    for folder in without_environment.map(|name| format!("crates/{name}/src")) {
        for source in rust_files(&[&folder])? {
            found.extend(environment(&source)?);
        }
    }
    Ok(found)
}

fn between_ours(package: &Package) -> Vec<Finding> {
    let targets = ARROWS.iter().find(|(from, _)| *from == package.name).map(|(_, to)| *to);
    let Some(targets) = targets else {
        return vec![Finding::new(
            manifest(package, &package.name),
            format!("the package {} has no place among the arrows", package.name),
            "State in xtask's arrows what it may be built on",
        )];
    };
    let ours = |name: &str| ARROWS.iter().any(|(from, _)| *from == name);
    let wrong = package.dependencies.iter().filter(|dependency| {
        let is_for_tests = dependency.kind.as_deref() == Some("dev")
            && TESTED_WITH.contains(&(&package.name, &dependency.name));
        ours(&dependency.name) && !targets.contains(&dependency.name.as_str()) && !is_for_tests
    });
    wrong
        .map(|dependency| {
            Finding::new(
                manifest(package, &dependency.name),
                format!("{} must not be built on {}", package.name, dependency.name),
                "Move the code to the layer that may, or pass it in as an argument",
            )
        })
        .collect()
}

fn to_reserved(package: &Package) -> Vec<Finding> {
    let mut found = Vec::new();
    for dependency in &package.dependencies {
        let reserved = RESERVED.iter().find(|(name, _)| *name == dependency.name);
        if let Some((name, users)) = reserved
            && !users.contains(&package.name.as_str())
        {
            found.push(Finding::new(
                manifest(package, name),
                format!("{} must not know {name}; only {} may", package.name, users.join(", ")),
                "Ask the layer that does",
            ));
        }
    }
    found
}

fn under_domain(metadata: &Metadata) -> Vec<Finding> {
    let Some(domain) = metadata.own().find(|package| package.name == "domain") else {
        return vec![Finding::new("crates/domain", "there is no package domain", "Bring it back")];
    };
    let under = metadata.under(domain).into_iter();
    under
        .filter(|package| NOT_UNDER_DOMAIN.contains(&package.name.as_str()))
        .map(|package| {
            Finding::new(
                manifest(domain, &package.name),
                format!("domain is built on {}, and it neither waits nor stores", package.name),
                format!("Find what brings it with `cargo tree -p domain -i {}`", package.name),
            )
        })
        .collect()
}

/// Whether any feature really brings it. Metadata and the lock also name what a feature would only have
/// switched something on in (`ring?/alloc` of rustls-webpki).
fn is_built(package: &Package) -> Outcome<bool> {
    let name = format!("{}@{}", package.name, package.version);
    let mut command = cargo();
    command.args(["tree", "--workspace", "--locked", "--edges", "all", "--invert", &name]);
    Ok(!output(&mut command)?.trim().is_empty())
}

fn is_other_provider(package: &Package) -> bool {
    OTHER_PROVIDERS.contains(&package.name.as_str())
}

/// Where a manifest names a dependency: its first line that begins with the name.
fn manifest(package: &Package, dependency: &str) -> String {
    let name = &package.name;
    let inner = format!("crates/{name}/Cargo.toml");
    let path = if root().join(&inner).exists() { inner } else { format!("{name}/Cargo.toml") };
    let text = fs::read_to_string(root().join(&path)).unwrap_or_default();
    let line = text.lines().position(|line| {
        line.strip_prefix(dependency).is_some_and(|rest| rest.starts_with([' ', '.', '=']))
    });
    format!("{path}:{}", line.map_or(1, |line| line + 1))
}

/// What is released keeps viewers from rows by all its walls; tests take one away.
fn without_walls() -> Outcome<Vec<Finding>> {
    let mut found = Vec::new();
    for name in ["app", "api", "server"] {
        let path = format!("crates/{name}/Cargo.toml");
        let manifest =
            fs::read_to_string(root().join(&path)).map_err(|e| format!("{path}: {e}"))?;
        if manifest.contains("unscoped") {
            found.push(Finding::new(
                path,
                "it switches on `unscoped`, which takes walls away",
                "Leave that to `tests`",
            ));
        }
    }
    Ok(found)
}

/// Only the server reads the environment; everyone else is told.
fn environment(source: &Source) -> Outcome<Vec<Finding>> {
    let mut found = Vec::new();
    visit(source.tokens()?, &mut |level| {
        for place in 0..level.len() {
            if reads_environment(&level[place..]) {
                found.push(Finding::new(
                    format!("{}:{}", source.path, level[place].span().start().line),
                    "only the server reads the environment",
                    "Take the value as an argument",
                ));
            }
        }
    });
    // `std::env::var` is both of what is looked for.
    found.dedup();
    Ok(found)
}

/// `std::env`, or `env::var` and its kin.
fn reads_environment(tokens: &[TokenTree]) -> bool {
    let joined = is_sign(tokens.get(1), ':') && is_sign(tokens.get(2), ':');
    let (Some(first), Some(second)) = (word(tokens.first()), word(tokens.get(3))) else {
        return false;
    };
    let readers = ["args", "args_os", "current_dir", "temp_dir", "var", "var_os", "vars"];
    joined
        && ((first == "std" && second == "env")
            || (first == "env" && readers.contains(&second.as_str())))
}

#[cfg(test)]
mod tests {
    use super::{Source, environment};

    fn lines(text: &str) -> Vec<String> {
        let source = Source { path: "a.rs".to_owned(), text: text.to_owned() };
        environment(&source).unwrap().into_iter().map(|finding| finding.place).collect()
    }

    #[test]
    fn reading_the_environment_is_seen_however_it_is_written() {
        assert_eq!(lines("fn f() {\n  std::env::var(\"A\");\n}"), ["a.rs:2"; 1]);
        assert_eq!(lines("use std::{env, fs};\nfn f() { env::var_os(\"A\"); }"), ["a.rs:2"]);
        assert_eq!(lines("use std::env;"), ["a.rs:1"]);
    }

    #[test]
    fn what_is_known_when_compiling_is_no_environment() {
        assert!(lines("const V: &str = env!(\"CARGO_PKG_VERSION\"); // std::env").is_empty());
    }
}
