//! The Rust files of the workspace, and their tokens.

use std::{fs, path::Path};

use proc_macro2::{TokenStream, TokenTree};

use crate::process::{Outcome, root};

/// A file by its path from the root of the workspace.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) path: String,
    pub(super) text: String,
}

impl Source {
    /// The tokens, without comments. Groups hold theirs.
    pub(super) fn tokens(&self) -> Outcome<TokenStream> {
        self.text.parse().map_err(|error| format!("{}: {error}", self.path))
    }
}

/// Every Rust file under these folders, in the order of their paths.
pub(super) fn rust_files(folders: &[&str]) -> Outcome<Vec<Source>> {
    let mut sources = Vec::new();
    for folder in folders {
        collect(&root().join(folder), &mut sources)?;
    }
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(sources)
}

fn collect(folder: &Path, sources: &mut Vec<Source>) -> Outcome {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            collect(&path, sources)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).map_err(failed)?;
            let path = path.strip_prefix(root()).unwrap_or(&path).display().to_string();
            sources.push(Source { path, text });
        }
    }
    Ok(())
}

/// Shows every run of tokens that stand beside one another: the outermost, then those in brackets.
pub(super) fn visit(tokens: TokenStream, see: &mut impl FnMut(&[TokenTree])) {
    let level: Vec<_> = tokens.into_iter().collect();
    see(&level);
    for token in level {
        if let TokenTree::Group(group) = token {
            visit(group.stream(), see);
        }
    }
}

/// The word that a token is.
pub(super) fn word(token: Option<&TokenTree>) -> Option<String> {
    match token {
        Some(TokenTree::Ident(word)) => Some(word.to_string()),
        _ => None,
    }
}

/// Whether a token is this sign.
pub(super) fn is_sign(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}
