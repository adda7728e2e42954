//! What the search looks through: one file for each language.

use domain::Locale;
use maud::{Markup, html};
use serde::Serialize;

use super::{
    super::{markup::first_sentence, text},
    site::Material,
};

/// One thing to be found.
#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    /// From `docs` and the language on.
    path: String,
    /// What it is, in a sentence.
    text: String,
    /// The names of its fields or values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<&'a str>,
}

/// The page; a script fills it.
pub(super) fn page(locale: Locale) -> Markup {
    html! {
        h1 { (text::SEARCH.of(locale)) }
        form #search role="search" method="get" {
            input #query type="search" name="q" aria-label=(text::SEARCH.of(locale))
                placeholder=(text::SEARCH_HINT.of(locale)) autocomplete="off";
        }
        noscript { p { a href="types" { (text::NO_SCRIPT.of(locale)) } } }
        p #nothing hidden { (text::NOTHING_FOUND.of(locale)) }
        ol #results aria-live="polite" {}
    }
}

/// The index, as JSON.
pub(super) fn index(material: &Material, locale: Locale) -> String {
    let summary = |english: &str| first_sentence(material.translations.of(english, locale).1);
    let reference = &material.reference;
    let types = reference.types.values().chain(&reference.directives).map(|of| Entry {
        name: &of.name,
        path: format!("types/{}", of.name),
        text: summary(&of.description),
        fields: of.fields.iter().map(|field| field.name.as_str()).collect(),
    });
    let guides = super::guides::GUIDES.iter().map(|guide| Entry {
        name: guide.title(locale),
        path: format!("guides/{}", guide.name),
        text: text::GUIDES.of(locale).to_owned(),
        fields: Vec::new(),
    });
    let codes = super::error_codes::codes(&material.rules, locale);
    let codes = codes.iter().map(|(code, says)| Entry {
        name: code,
        path: format!("errors#{code}"),
        text: says.replace('`', ""),
        fields: Vec::new(),
    });
    let entries: Vec<_> = guides.chain(types).chain(codes).collect();
    serde_json::to_string(&entries).expect("texts are JSON")
}
