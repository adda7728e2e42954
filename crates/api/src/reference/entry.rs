//! What the rows of most reference books show.

use domain::{LocalizedText, reference::ReferenceStatus};

use crate::graphql::prelude::*;

named! {
    ReferenceStatus = ReferenceStatus: "Whether a row of a reference book is in force.";
}

/// Flattened into each.
pub(super) struct Entry<'r> {
    pub(super) name: &'r LocalizedText,
    pub(super) status: ReferenceStatus,
}

/// What the rows of most reference books show.
#[Object]
impl Entry<'_> {
    /// атауы / название: its name.
    fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which language; the caller's if it is left out.")] locale: Option<
            Locale,
        >,
    ) -> &str {
        ctx.text(self.name, locale)
    }

    /// Its name in all languages.
    fn name_translations(&self) -> Vec<Translation> {
        translations(self.name)
    }

    /// Whether it may still be chosen.
    fn status(&self) -> Coded<ReferenceStatus> {
        self.status.into()
    }
}
