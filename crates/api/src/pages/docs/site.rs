//! Which pages there are below `/docs`, and how each is made: once, when it is first asked for.

use std::{
    collections::HashMap,
    sync::{LazyLock, OnceLock},
};

use axum::body::Bytes;
use domain::{Locale, Rule};
use maud::{Markup, html};

use super::{
    super::{
        HTML, JSON,
        frame::{Frame, Place},
        markup,
        text::{self, LOCALES},
    },
    error_codes,
    guides::{GUIDES, Guide},
    lifecycle::{self, Lifecycle},
    lifecycles,
    reference::{Reference, Type},
    search,
    translation::Translations,
    types::Types,
};
use crate::http::{File, language::tag};

/// What all pages are made of.
pub(super) struct Material {
    pub(super) reference: Reference,
    pub(super) translations: Translations,
    pub(super) lifecycles: Vec<Lifecycle>,
    pub(super) rules: Vec<(String, Vec<&'static Rule>)>,
}

/// Read when the first page is asked for: the start of the server does not wait for it.
static MATERIAL: LazyLock<Material> = LazyLock::new(|| {
    let rules = crate::schema::rules();
    let all: Vec<_> = rules.iter().flat_map(|(_, rules)| rules).copied().collect();
    Material {
        reference: Reference::read(&crate::sdl()),
        translations: Translations::read(&all),
        lifecycles: lifecycle::all(),
        rules,
    }
});

/// In Kazakh, Russian and English.
const CHANGELOG: [&str; 3] = [
    include_str!("../../../docs/CHANGELOG.kk.md"),
    include_str!("../../../docs/CHANGELOG.ru.md"),
    include_str!("../../../docs/CHANGELOG.md"),
];

/// All pages of one server.
pub(super) struct Site {
    explorer: bool,
    pages: HashMap<(Locale, String), OnceLock<File>>,
}

/// What a page is about.
enum Subject<'a> {
    Home,
    Types,
    Type(&'a Type),
    Guide(&'a Guide),
    Lifecycles,
    Errors,
    Changelog,
    Search,
    Index,
}

impl Site {
    pub(super) fn new(explorer: bool) -> Self {
        let paths = MATERIAL.paths();
        let pages = LOCALES.into_iter().flat_map(|locale| {
            paths.iter().map(move |path| ((locale, path.clone()), OnceLock::new()))
        });
        Self { explorer, pages: pages.collect() }
    }

    /// The page at this path below the language; `None` if there is none.
    pub(super) fn page(&self, locale: Locale, path: &str) -> Option<&File> {
        let page = self.pages.get(&(locale, path.to_owned()))?;
        let subject = MATERIAL.subject(path)?;
        Some(page.get_or_init(|| self.make(locale, path, &subject)))
    }

    /// What is shown where there is no page.
    pub(super) fn missing(&self, locale: Locale, path: &str) -> Bytes {
        let content = html! {
            h1 { (text::NOT_FOUND_TITLE.of(locale)) }
            p { (text::NOT_FOUND_TEXT.of(locale)) }
        };
        let title = text::NOT_FOUND_TITLE.of(locale);
        let frame = Frame { locale, title, place: Place::Nowhere(path), explorer: self.explorer };
        frame.around(&content).into()
    }

    fn make(&self, locale: Locale, path: &str, subject: &Subject<'_>) -> File {
        if matches!(subject, Subject::Index) {
            return File::new(JSON, search::index(&MATERIAL, locale));
        }
        let (title, content) = MATERIAL.content(subject, locale);
        let frame =
            Frame { locale, title: &title, place: Place::Docs(path), explorer: self.explorer };
        File::new(HTML, frame.around(&content))
    }
}

impl Material {
    fn paths(&self) -> Vec<String> {
        let fixed = ["", "types", "lifecycles", "errors", "changelog", "search", "index.json"];
        let types = self.types().map(|of| format!("types/{}", of.name));
        let guides = GUIDES.iter().map(|guide| format!("guides/{}", guide.name));
        fixed.map(str::to_owned).into_iter().chain(types).chain(guides).collect()
    }

    fn subject(&self, path: &str) -> Option<Subject<'_>> {
        Some(match path {
            "" => Subject::Home,
            "types" => Subject::Types,
            "lifecycles" => Subject::Lifecycles,
            "errors" => Subject::Errors,
            "changelog" => Subject::Changelog,
            "search" => Subject::Search,
            "index.json" => Subject::Index,
            _ => match path.split_once('/')? {
                ("types", name) => Subject::Type(self.types().find(|of| of.name == name)?),
                ("guides", name) => Subject::Guide(GUIDES.iter().find(|it| it.name == name)?),
                _ => return None,
            },
        })
    }

    fn types(&self) -> impl Iterator<Item = &Type> {
        self.reference.types.values().chain(&self.reference.directives)
    }

    /// The title of a page and what stands on it.
    fn content(&self, subject: &Subject<'_>, locale: Locale) -> (String, Markup) {
        let Self { reference, translations, lifecycles, rules } = self;
        let types = Types { reference, translations, lifecycles, locale };
        let titled = |title: text::Text, content| (title.of(locale).to_owned(), content);
        match subject {
            Subject::Home => titled(text::DOCUMENTATION, home(locale)),
            Subject::Types => titled(text::REFERENCE, types.list()),
            Subject::Type(of) => (of.name.clone(), types.page(of)),
            Subject::Guide(guide) => (guide.title(locale).to_owned(), guide_page(guide, locale)),
            Subject::Lifecycles => {
                let codes =
                    rules.iter().flat_map(|(_, rules)| rules).map(|rule| rule.code).collect();
                let page = lifecycles::page(lifecycles, reference, translations, &codes, locale);
                titled(text::LIFECYCLES, page)
            }
            Subject::Errors => titled(text::ERRORS, error_codes::page(rules, locale)),
            Subject::Changelog => titled(text::CHANGELOG, changelog(locale)),
            Subject::Search | Subject::Index => titled(text::SEARCH, search::page(locale)),
        }
    }
}

fn home(locale: Locale) -> Markup {
    // The page has no slash behind it, so that what is below it begins with its language.
    let docs = tag(locale);
    let more = [
        ("types", text::REFERENCE, text::BEGIN_REFERENCE_TEXT),
        ("lifecycles", text::LIFECYCLES, text::BEGIN_LIFECYCLES_TEXT),
        ("errors", text::ERRORS, text::BEGIN_ERRORS_TEXT),
    ];
    html! {
        h1 { (text::DOCUMENTATION.of(locale)) }
        p.lead { (text::DOCS_LEAD.of(locale)) }
        h2 { (text::GUIDES.of(locale)) }
        ol.guides {
            @for guide in GUIDES {
                li { a href={ (docs) "/guides/" (guide.name) } { (guide.title(locale)) } }
            }
        }
        ul.cards {
            @for (path, title, says) in more {
                li { a href={ (docs) "/" (path) } { (title.of(locale)) } p { (says.of(locale)) } }
            }
            li { a href={ (docs) "/changelog" } { (text::CHANGELOG.of(locale)) } }
        }
    }
}

fn guide_page(guide: &Guide, locale: Locale) -> Markup {
    html! {
        div.columns {
            article.prose { (markup::text(guide.text(locale))) }
            nav.contents aria-label=(text::GUIDES.of(locale)) {
                p { (text::GUIDES.of(locale)) }
                ol {
                    @for other in GUIDES {
                        li {
                            a href=(other.name)
                                aria-current=[(other.name == guide.name).then_some("page")]
                                { (other.title(locale)) }
                        }
                    }
                }
            }
        }
    }
}

fn changelog(locale: Locale) -> Markup {
    html! { article.prose { (markup::text(CHANGELOG[locale as usize])) } }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_changelog_says_as_much_in_every_language() {
        let parts = CHANGELOG.map(|text| {
            let count = |part| text.matches(part).count();
            let code: BTreeSet<_> = text.split('`').skip(1).step_by(2).collect();
            let code = code.into_iter().map(|it| it.split_whitespace().collect::<String>());
            (count("\n## "), count("\n- "), code.collect::<Vec<_>>())
        });
        assert!(parts[0].1 > 5, "{parts:?}");
        assert_eq!(parts[0], parts[2]);
        assert_eq!(parts[1], parts[2]);
    }
}
