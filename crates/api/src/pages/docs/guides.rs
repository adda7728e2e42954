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

guides![
    "first-query",
    "paging",
    "errors",
    "idempotency",
    "limits",
    "subscriptions",
    "connect-your-portal",
    "identity-provider"
];

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
    use std::collections::BTreeSet;

    use app::platform::Denied;
    use strum::VariantArray;

    use super::{super::super::text::LOCALES, *};
    use crate::{
        graphql::{connection::PAGE_LIMIT, filter::SEARCH_LIMIT, input::LIST_LIMIT},
        http::{
            ALIAS, BODY_LIMIT, DEPTH_LIMIT, LISTING_DEPTH, LISTINGS, Limits, MESSAGE_LIMIT,
            OBJECTS_LIMIT, StreamLimits, TIMEOUT, VALUES_LIMIT, reason, token::Refusal,
        },
    };

    #[test]
    fn a_guide_begins_with_its_title_and_has_the_same_examples_in_every_language() {
        assert_eq!(GUIDES[0].name, Guide::FIRST);
        for guide in GUIDES {
            let examples = LOCALES.map(|locale| {
                let text = guide.text(locale);
                assert!(text.starts_with("# "), "{}", guide.name);
                let blocks = text.split("\n```").skip(1).step_by(2);
                let is_code = |block: &&str| {
                    let language = block.split_whitespace().next().unwrap_or_default();
                    ["graphql", "js", "ts", "python", "http", "toml"].contains(&language)
                        || ["json token", "json printed", "sh run"]
                            .iter()
                            .any(|it| block.starts_with(it))
                };
                blocks.filter(is_code).collect::<Vec<_>>()
            });
            assert!(!examples[0].is_empty(), "{}", guide.name);
            assert!(examples[0] == examples[1] && examples[1] == examples[2], "{}", guide.name);
        }
    }

    #[test]
    fn the_guide_to_identity_providers_tells_every_reason_to_refuse_a_token() {
        let guide = GUIDES.iter().find(|guide| guide.name == "identity-provider").unwrap();
        let refusals = Refusal::VARIANTS.iter().map(|it| it.message());
        let denied = [
            Denied::Revoked,
            Denied::Client,
            Denied::ActsForNobody,
            Denied::Unknown,
            Denied::Person,
        ];
        let expected: BTreeSet<_> = refusals.chain(denied.map(reason)).collect();
        for locale in LOCALES {
            let rows = guide.text(locale).lines().filter_map(|line| line.strip_prefix("| "));
            let told: BTreeSet<_> =
                rows.skip(1).map(|row| row.split(" | ").next().unwrap()).collect();
            assert_eq!(told, expected, "{locale:?}");
        }
    }

    #[test]
    fn the_table_of_limits_says_what_holds() {
        let limits = Limits::default();
        let streams = StreamLimits::default();
        let expected = [
            vec![limits.document_bytes / 1024, limits.tokens, limits.nesting],
            vec![BODY_LIMIT / 1024],
            vec![VALUES_LIMIT, OBJECTS_LIMIT],
            vec![DEPTH_LIMIT],
            vec![limits.operations, limits.fragments],
            vec![limits.selections],
            vec![limits.depth, limits.introspection_depth],
            vec![limits.aliases, limits.directives, limits.root_fields],
            vec![ALIAS],
            vec![LISTINGS, LISTING_DEPTH],
            vec![usize::try_from(limits.cost).unwrap()],
            vec![PAGE_LIMIT as usize],
            vec![LIST_LIMIT],
            vec![SEARCH_LIMIT],
            vec![usize::try_from(TIMEOUT.as_secs()).unwrap()],
            vec![streams.of_caller],
            vec![streams.operations],
            vec![MESSAGE_LIMIT / 1024],
        ];
        let guide = GUIDES.iter().find(|guide| guide.name == "limits").unwrap();
        for locale in LOCALES {
            let rows = guide.text(locale).lines().filter(|line| line.starts_with("| "));
            let stated: Vec<_> =
                rows.skip(1).map(|row| numbers(row.split('|').nth(2).unwrap())).collect();
            assert_eq!(stated, expected, "{locale:?}");
        }
    }

    /// Numbers in a text; between digits of thousands there is a comma or a blank.
    fn numbers(text: &str) -> Vec<usize> {
        let letters: Vec<_> = text.chars().collect();
        let mut numbers = Vec::new();
        let mut digits = String::new();
        for (place, letter) in letters.iter().enumerate() {
            let three = letters.get(place + 1..place + 4);
            let is_inside = [',', ' '].contains(letter)
                && !digits.is_empty()
                && three.is_some_and(|three| three.iter().all(char::is_ascii_digit));
            if letter.is_ascii_digit() {
                digits.push(*letter);
            } else if !is_inside && !digits.is_empty() {
                numbers.push(digits.parse().unwrap());
                digits.clear();
            }
        }
        if !digits.is_empty() {
            numbers.push(digits.parse().unwrap());
        }
        numbers
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(numbers(" 16 KiB, 2,000 tokens "), [16, 2000]);
        assert_eq!(numbers("10 000 и 50, 40"), [10_000, 50, 40]);
    }
}
