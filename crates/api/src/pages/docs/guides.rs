//! Guides: Markdown files whose examples are run by the tests.

use domain::Locale;

/// A text for people who begin, in every language.
pub(in crate::pages) struct Guide {
    /// Its last part of the path.
    pub(super) name: &'static str,
    /// In Kazakh, Russian and English.
    texts: [&'static str; 3],
}

macro_rules! guides {
    ($($name:literal),*) => {
        /// In the order in which they are read.
        pub(super) const GUIDES: &[Guide] = &[$(Guide {
            name: $name,
            texts: [
                include_str!(concat!("../../../docs/guides/", $name, ".kk.md")),
                include_str!(concat!("../../../docs/guides/", $name, ".ru.md")),
                include_str!(concat!("../../../docs/guides/", $name, ".en.md")),
            ],
        }),*];
    };
}

guides!["first-query", "paging", "errors", "idempotency", "limits"];

impl Guide {
    /// Where to begin.
    pub(in crate::pages) const FIRST: &str = "first-query";

    pub(super) fn text(&self, locale: Locale) -> &'static str {
        self.texts[locale as usize]
    }

    /// Its first heading.
    pub(super) fn title(&self, locale: Locale) -> &'static str {
        let first = self.text(locale).lines().next().unwrap_or_default();
        first.trim_start_matches("# ")
    }
}

#[cfg(test)]
mod tests {
    use super::{super::super::text::LOCALES, *};

    #[test]
    fn a_guide_begins_with_its_title_and_has_the_same_examples_in_every_language() {
        assert_eq!(GUIDES[0].name, Guide::FIRST);
        for guide in GUIDES {
            let examples = LOCALES.map(|locale| {
                let text = guide.text(locale);
                assert!(text.starts_with("# "), "{}", guide.name);
                let blocks = text.split("```graphql run").skip(1);
                blocks.filter_map(|block| block.split("```").next()).collect::<Vec<_>>()
            });
            assert!(!examples[0].is_empty(), "{}", guide.name);
            assert!(examples[0] == examples[1] && examples[1] == examples[2], "{}", guide.name);
        }
    }
}
