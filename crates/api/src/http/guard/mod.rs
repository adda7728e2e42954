//! What stands between a document and the library: how large it is, and whether it is valid.
//!
//! The library's own limits come after its parser, which a deep document makes overflow the stack,
//! and after its expansion of fragments, which a short one makes last for minutes. What has passed is
//! kept, so that a document that comes again costs no more than a look for it.

mod cost;
mod deprecated;
mod limits;
mod repeated;
mod scan;
mod trusted;
mod validation;
mod walk;
mod weights;

use std::{collections::BTreeSet, sync::Arc};

use async_graphql::{
    Pos, ServerError, Variables,
    parser::{
        self, parse_query,
        types::{ExecutableDocument, OperationDefinition},
    },
};
use quick_cache::{Weighter, sync::Cache};
use sha2::{Digest, Sha256};

pub(crate) use self::walk::{ALIAS, LISTING_DEPTH, LISTINGS};
use self::{
    deprecated::DEPRECATED,
    scan::scan,
    validation::Validation,
    walk::{Endless, Walk},
};
pub use self::{limits::Limits, trusted::TrustedDocuments};
use super::{
    answer::{Refused, classified, coded},
    argument::Asked,
};
use crate::graphql::{cost::Cost, error::ProtocolCode, merging::Merging};

/// Documents that are kept.
const KEPT: usize = 1000;
/// Bytes of memory for them all.
const KEPT_BYTES: u64 = 64 * 1024 * 1024;
const LEVELS: &str = "selections and fragments within each other";
/// Bytes of a token in a syntax tree, about.
const TOKEN_BYTES: usize = 200;

/// SHA-256 of a document.
pub(super) type Hash = [u8; 32];

/// A document that may be run.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) parsed: ExecutableDocument,
    pub(super) merging: Merging,
    /// Of its text.
    pub(super) hash: Hash,
    /// In memory, about.
    bytes: usize,
}

impl Document {
    /// The name of the operation that runs, if it has one.
    pub(super) fn called(&self, name: Option<&str>) -> Option<&str> {
        let mut names = self.parsed.operations.iter().filter_map(|(known, _)| known);
        let called = names.find(|known| name.is_none_or(|name| *known == name));
        called.map(async_graphql::Name::as_str)
    }

    /// The operation of this name; if none is named, the only one.
    pub(super) fn operation(&self, name: Option<&str>) -> Result<&OperationDefinition, Refused> {
        let mut operations = self.parsed.operations.iter();
        let (found, otherwise) = match name {
            Some(name) => (
                operations.find(|(known, _)| known.is_some_and(|known| known == name)),
                "`operationName`: the document has no operation of this name",
            ),
            None => (
                operations.next().filter(|_| operations.next().is_none()),
                "`operationName`: the document has several operations; name the one to run",
            ),
        };
        let (_, operation) = found.ok_or_else(|| {
            let error = ServerError::new(otherwise, None);
            Refused::Invalid(vec![coded(error, ProtocolCode::BadUserInput)])
        })?;
        Ok(&operation.node)
    }

    /// What an operation of it uses that is to go.
    pub(super) fn deprecated(
        &self,
        operation: &OperationDefinition,
        variables: &Variables,
    ) -> BTreeSet<String> {
        DEPRECATED.used(&self.parsed, operation, variables)
    }
}

pub(super) struct Guard {
    limits: Limits,
    validation: Validation,
    documents: Cache<Hash, Arc<Document>, Weight>,
    trusted: Option<TrustedDocuments>,
}

impl Guard {
    pub(super) fn new(limits: Limits, trusted: Option<TrustedDocuments>) -> Self {
        let documents = Cache::with_weighter(KEPT, KEPT_BYTES, Weight);
        Self { limits, validation: Validation::new(), documents, trusted }
    }

    /// A document that has been run before, by its hash: a client need not send it again.
    pub(super) fn known(&self, hash: &Hash) -> Result<Arc<Document>, Refused> {
        let known = match &self.trusted {
            Some(trusted) => trusted.get(hash).cloned(),
            None => self.documents.get(hash),
        };
        known.ok_or(Refused::UnknownDocument)
    }

    /// The document, if it may be run.
    pub(super) fn admit(&self, text: &str) -> Result<Arc<Document>, Refused> {
        // Before the hash: what is too large is not even read through.
        at_most(self.limits.document_bytes, text.len(), "bytes in the document")?;
        let hash = hash(text);
        if self.trusted.is_some() {
            return self.known(&hash).map_err(|_| Refused::UntrustedDocument);
        }
        if let Some(document) = self.documents.get(&hash) {
            return Ok(document);
        }
        let document = Arc::new(self.look_through(text)?);
        self.documents.insert(hash, document.clone());
        Ok(document)
    }

    /// What an operation of the document costs with its variables, if that is no more than it may.
    pub(super) fn afford(
        &self,
        document: &Document,
        operation: &OperationDefinition,
        variables: &Variables,
    ) -> Result<Cost, Refused> {
        let cost = cost::cost(&document.parsed, operation, variables);
        if cost.requested() <= self.limits.cost {
            return Ok(cost);
        }
        Err(Refused::CostExceeded(format!(
            "the operation could cost {} points, and {} are the most; ask for smaller pages with \
             `first`, or for less within lists",
            cost.requested(),
            self.limits.cost
        )))
    }

    fn look_through(&self, text: &str) -> Result<Document, Refused> {
        let extent = scan(text).ok_or(Refused::NotGraphql(None))?;
        at_most(self.limits.tokens, extent.tokens, "names, numbers, texts and signs")?;
        at_most(self.limits.nesting, extent.nesting, "brackets within brackets")?;
        let parsed = parse_query(text).map_err(not_parsed)?;
        self.measure(&parsed)?;
        self.validation.check(text, &parsed).map_err(|errors| {
            let asked = Asked { document: &parsed, variables: &Variables::default() };
            Refused::Invalid(classified(errors, asked))
        })?;
        Ok(Document {
            merging: Merging::of(&parsed),
            parsed,
            hash: hash(text),
            bytes: text.len() + extent.tokens * TOKEN_BYTES,
        })
    }

    fn measure(&self, document: &ExecutableDocument) -> Result<(), Refused> {
        let limits = &self.limits;
        at_most(limits.operations, document.operations.iter().count(), "operations")?;
        at_most(limits.fragments, document.fragments.len(), "fragments")?;
        let mut walk = Walk::new(document);
        walk.fragments()?;
        for (_, operation) in document.operations.iter() {
            let size = walk.operation(&operation.node)?;
            let depth =
                if size.is_introspection() { limits.introspection_depth } else { limits.depth };
            at_most(depth, size.depth, "selections within selections")?;
            at_most(limits.selections, size.selections, "selections, with those of fragments")?;
            at_most(limits.aliases, size.aliases, "aliases, with those of fragments")?;
            at_most(ALIAS, size.alias, "bytes in an alias")?;
            at_most(limits.directives, size.directives, "directives, with those of fragments")?;
            at_most(limits.root_fields, size.fields, "root fields")?;
            at_most(LISTINGS, size.listings, "lists of the schema")?;
            let within = "lists of the schema within each other";
            at_most(LISTING_DEPTH, size.listing_depth, within)?;
        }
        Ok(())
    }
}

pub(super) fn hash(text: &str) -> Hash {
    Sha256::digest(text).into()
}

fn at_most(limit: usize, found: usize, what: &str) -> Result<(), Refused> {
    if found <= limit {
        return Ok(());
    }
    Err(too_large(limit, what))
}

fn too_large(limit: usize, what: &str) -> Refused {
    Refused::OperationTooLarge(format!("{what}: {limit} at most; make several requests of it"))
}

/// Names that stand for two things are no matter of syntax, but a parser that makes maps of them
/// stops there.
fn not_parsed(error: parser::Error) -> Refused {
    let place = error.positions().next();
    match error {
        parser::Error::Syntax { .. } => Refused::NotGraphql(place),
        error => invalid(error.to_string(), place),
    }
}

fn invalid(message: String, place: Option<Pos>) -> Refused {
    Refused::Invalid(vec![coded(
        ServerError::new(message, place),
        ProtocolCode::GraphqlValidationFailed,
    )])
}

impl From<Endless<'_>> for Refused {
    fn from(endless: Endless<'_>) -> Self {
        match endless {
            Endless::Cycle(name, place) => {
                invalid(format!("The fragment `{name}` is spread within itself."), Some(place))
            }
            Endless::TooDeep => too_large(walk::LEVELS, LEVELS),
        }
    }
}

/// How much of [`KEPT_BYTES`] a document takes, and how much of [`KEPT`].
#[derive(Clone, Copy, Debug)]
struct Weight;

impl Weighter<Hash, Arc<Document>> for Weight {
    fn weight(&self, _: &Hash, document: &Arc<Document>) -> u64 {
        (document.bytes as u64).max(KEPT_BYTES / KEPT as u64)
    }
}

/// All that happens to a document that comes for the first time, for a fuzzer.
#[cfg(fuzzing)]
pub fn look_through(text: &str) {
    static GUARD: std::sync::LazyLock<Guard> =
        std::sync::LazyLock::new(|| Guard::new(Limits::default(), None));
    let Ok(document) = GUARD.look_through(text) else { return };
    for (_, operation) in document.parsed.operations.iter() {
        let _ = GUARD.afford(&document, &operation.node, &Variables::default());
    }
}

#[cfg(test)]
mod counts;
#[cfg(test)]
mod tests;
