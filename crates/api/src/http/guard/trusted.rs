use std::{collections::HashMap, fmt, sync::Arc};

use super::{Document, Guard, Hash, Limits, hash};

/// The only documents that may be run, where not everything may.
#[derive(Clone)]
pub struct TrustedDocuments(HashMap<Hash, Arc<Document>>);

impl TrustedDocuments {
    /// Documents by names, which only stand in the answer where one of them may not be run.
    pub fn read<'d>(
        documents: impl IntoIterator<Item = (&'d str, &'d str)>,
        limits: &Limits,
    ) -> Result<Self, String> {
        let guard = Guard::new(limits.clone(), None);
        let read = |(name, text): (&str, &str)| match guard.look_through(text) {
            Ok(document) => Ok((hash(text), Arc::new(document))),
            Err(refused) => {
                let errors = refused.errors().into_iter().map(|error| error.message);
                Err(format!("{name}: {}", errors.collect::<Vec<_>>().join("; ")))
            }
        };
        documents.into_iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn get(&self, hash: &Hash) -> Option<&Arc<Document>> {
        self.0.get(hash)
    }
}

impl fmt::Debug for TrustedDocuments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TrustedDocuments").field(&self.0.len()).finish()
    }
}
