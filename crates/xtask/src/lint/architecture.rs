//! Whether the map of the code names every folder.

use std::{fs, path::Path};

use super::check::Finding;
use crate::process::{Outcome, root};

const FILE: &str = "crates/ARCHITECTURE.md";

/// Without the map there is nothing to check it against.
pub(super) fn check() -> Outcome<Vec<Finding>> {
    let map = root().join(FILE);
    if !map.exists() {
        return Ok(Vec::new());
    }
    let map = fs::read_to_string(map).map_err(|error| format!("{FILE}: {error}"))?;
    let mut folders = Vec::new();
    for package in folders_of(&root().join("crates"))? {
        let source = root().join("crates").join(package).join("src");
        collect(&source, &mut folders)?;
    }
    folders.sort();
    let unnamed = folders.into_iter().filter(|folder| !names(&map, folder));
    Ok(unnamed
        .map(|folder| {
            Finding::new(folder, format!("{FILE} does not name it"), "Say there what it holds")
        })
        .collect())
}

/// The paths of all folders below one, from the root of the workspace.
fn collect(folder: &Path, found: &mut Vec<String>) -> Outcome {
    for name in folders_of(folder)? {
        let inner = folder.join(name);
        found.push(inner.strip_prefix(root()).unwrap_or(&inner).display().to_string());
        collect(&inner, found)?;
    }
    Ok(())
}

fn folders_of(folder: &Path) -> Outcome<Vec<String>> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.path().is_dir() {
            names.extend(entry.file_name().into_string());
        }
    }
    Ok(names)
}

/// A folder is named as `name/` or, alone in its backticks, `` `name` ``.
fn names(map: &str, folder: &str) -> bool {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    map.match_indices(name).any(|(start, _)| {
        let before = map[..start].chars().next_back();
        let after = map[start + name.len()..].chars().next();
        let is_whole = before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '-');
        is_whole && (after == Some('/') || (before == Some('`') && after == Some('`')))
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_folder_is_named_by_its_whole_name() {
        assert!(names("  http/  the edge", "crates/api/src/http"));
        assert!(names("in `market` there", "crates/api/src/market"));
        assert!(!names("the market is open", "crates/api/src/market"));
        assert!(!names("supermarket/", "crates/api/src/market"));
    }
}
