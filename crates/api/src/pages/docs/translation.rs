//! What is said of the elements of the schema, in Kazakh and Russian.
//!
//! The schema says it in English. The files hold the others by the English text; what rules say
//! is in three languages where the rules are.

use std::collections::BTreeMap;

use domain::{Locale, Rule};

use crate::graphql::user_error::Always;

/// Files by the English text, its blanks and line ends made one blank each.
const FILES: [&str; 2] = [
    include_str!("../../../docs/descriptions.kk.json"),
    include_str!("../../../docs/descriptions.ru.json"),
];

pub(super) struct Translations {
    /// Kazakh and Russian by the English text.
    known: [BTreeMap<String, String>; 2],
}

impl Translations {
    /// # Panics
    /// When a file is no JSON object of texts.
    pub(super) fn read(rules: &[&'static Rule]) -> Self {
        let mut known = FILES.map(read_file);
        let says = rules.iter().map(|rule| rule.says);
        for says in says.chain(Always::ALL.iter().map(|always| always.says)) {
            let english = unfilled(says[Locale::En as usize]);
            for locale in [Locale::Kk, Locale::Ru] {
                known[locale as usize].insert(english.clone(), unfilled(says[locale as usize]));
            }
        }
        Self { known }
    }

    /// The text in this language, or as it is in the schema; and in which language that is.
    pub(super) fn of<'t>(&'t self, english: &'t str, locale: Locale) -> (Locale, &'t str) {
        // The language does not describe the arguments of its own directives.
        if english.is_empty() {
            return (locale, english);
        }
        let known = self.known.get(locale as usize);
        match known.and_then(|known| known.get(&key(english))) {
            Some(text) => (locale, text),
            None => (Locale::En, english),
        }
    }
}

/// A text of a rule as the schema has it, which knows no day.
pub(super) fn unfilled(text: &str) -> String {
    text.replace("{value}", "N")
}

fn key(english: &str) -> String {
    english.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn read_file(file: &str) -> BTreeMap<String, String> {
    serde_json::from_str(file).expect("a file of translations is an object of texts")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{super::reference::Reference, *};

    /// Texts that are shown in English because nobody has translated them. May only fall.
    const UNTRANSLATED: [usize; 2] = [0, 0];

    fn texts() -> BTreeSet<String> {
        let reference = Reference::read(&crate::sdl());
        let texts = reference.descriptions().into_iter().filter(|text| !text.is_empty());
        texts.map(key).collect()
    }

    #[test]
    fn no_translation_is_missing_and_none_is_left_over() {
        let texts = texts();
        assert!(texts.len() > 900, "{}", texts.len());
        let rules = crate::schema::rules();
        let all: Vec<_> = rules.iter().flat_map(|(_, rules)| rules).copied().collect();
        let translations = Translations::read(&all);
        for locale in [Locale::Kk, Locale::Ru] {
            let file = read_file(FILES[locale as usize]);
            let left: Vec<_> = file.keys().filter(|text| !texts.contains(*text)).collect();
            assert!(left.is_empty(), "{locale:?}: the schema does not say {left:#?}");
            let missing = texts.iter().filter(|text| translations.of(text, locale).0 != locale);
            let missing: Vec<_> = missing.collect();
            let allowed = UNTRANSLATED[locale as usize];
            assert_eq!(missing.len(), allowed, "{locale:?}: {missing:#?}");
        }
    }

    #[test]
    fn what_stands_between_backticks_is_the_same_in_every_language() {
        let codes = |text: &str| -> BTreeSet<String> {
            text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
        };
        for file in FILES {
            for (english, text) in read_file(file) {
                assert_eq!(codes(&english), codes(&text), "{english}");
            }
        }
    }

    #[test]
    fn the_files_are_sorted_and_compact() {
        for file in FILES {
            let sorted = serde_json::to_string_pretty(&read_file(file)).unwrap();
            let lines: Vec<_> = sorted.lines().map(str::trim_start).collect();
            assert_eq!(file, lines.join("\n") + "\n");
        }
    }

    #[test]
    fn a_text_that_nobody_has_translated_is_shown_in_english() {
        let translations = Translations::read(&[]);
        assert_eq!(translations.of("No such text.", Locale::Ru), (Locale::En, "No such text."));
        assert_eq!(translations.of("The text.", Locale::En), (Locale::En, "The text."));
    }
}
