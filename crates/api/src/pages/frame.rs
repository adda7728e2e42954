//! What stands around the content of every page but the explorer.

use domain::Locale;
use maud::{DOCTYPE, Markup, html};

use super::{
    docs::Guide,
    text::{self, LOCALES, own_name},
};
use crate::http::language::tag;

/// A page without its content.
pub(super) struct Frame<'a> {
    pub(super) locale: Locale,
    pub(super) title: &'a str,
    pub(super) place: Place<'a>,
    /// Whether there is an explorer to go to.
    pub(super) explorer: bool,
}

/// Where a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place<'a> {
    Start,
    /// Below `/docs` and the language; empty for the first page there.
    Docs(&'a str),
    /// Nowhere: the path that was asked for.
    Nowhere(&'a str),
}

impl Place<'_> {
    /// From the page to the root, so that a proxy may serve everything below a path of its own.
    pub(super) fn root(self, locale: Locale) -> String {
        "../".repeat(self.path(locale).matches('/').count())
    }

    /// From the root to the page.
    fn path(self, locale: Locale) -> String {
        match self {
            Self::Start => String::new(),
            Self::Docs("") => format!("docs/{}", tag(locale)),
            Self::Docs(path) => format!("docs/{}/{path}", tag(locale)),
            Self::Nowhere(path) => path.to_owned(),
        }
    }

    /// The same page in another language, from the root.
    fn translated(self, locale: Locale) -> String {
        match self {
            Self::Start => format!("./?lang={}", tag(locale)),
            Self::Docs(_) => self.path(locale),
            Self::Nowhere(_) => Place::Docs("").path(locale),
        }
    }
}

impl Frame<'_> {
    /// The whole page.
    pub(super) fn around(&self, content: &Markup) -> String {
        let root = self.place.root(self.locale);
        let page = html! {
            (DOCTYPE)
            html lang=(tag(self.locale)) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) @if self.place != Place::Start { " · Klaster" } }
                    link rel="icon" href="data:,";
                    link rel="stylesheet" href={ (root) "assets/style.css" };
                    @if self.place == Place::Docs("search") {
                        script src={ (root) "assets/search.js" } defer {}
                    }
                }
                body {
                    a.skip href="#content" { (text::SKIP.of(self.locale)) }
                    (self.header(&root))
                    main #content { (content) }
                    (self.footer(&root))
                }
            }
        };
        page.into_string()
    }

    fn header(&self, root: &str) -> Markup {
        let locale = self.locale;
        let docs = format!("{root}docs/{}", tag(locale));
        let home = if root.is_empty() { "./" } else { root };
        let sections = [
            (format!("guides/{}", Guide::FIRST), text::GUIDES),
            ("types".to_owned(), text::REFERENCE),
            ("lifecycles".to_owned(), text::LIFECYCLES),
            ("errors".to_owned(), text::ERRORS),
            ("changelog".to_owned(), text::CHANGELOG),
        ];
        html! {
            header.site {
                a.brand href={ (home) "?lang=" (tag(locale)) } { "Klaster" }
                nav.sections aria-label=(text::SECTIONS.of(locale)) {
                    @for (path, name) in &sections {
                        a href={ (docs) "/" (path) } aria-current=[self.current(path)] {
                            (name.of(locale))
                        }
                    }
                    @if self.explorer {
                        a href={ (root) "graphiql?lang=" (tag(locale)) } { (text::EXPLORER.of(locale)) }
                    }
                }
                form.search role="search" action={ (docs) "/search" } method="get" {
                    input type="search" name="q" aria-label=(text::SEARCH.of(locale))
                        placeholder=(text::SEARCH_HINT.of(locale)) autocomplete="off";
                }
                nav.languages aria-label=(text::LANGUAGE.of(locale)) {
                    @for other in LOCALES {
                        a href={ (root) (self.place.translated(other)) } hreflang=(tag(other))
                            lang=(tag(other)) aria-current=[(other == locale).then_some("true")]
                            title=(own_name(other)) { (tag(other).to_uppercase()) }
                    }
                }
            }
        }
    }

    /// Marks the section that the page belongs to.
    fn current(&self, section: &str) -> Option<&'static str> {
        let Place::Docs(path) = self.place else { return None };
        let first = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
        if path == section {
            return Some("page");
        }
        (first(path) == first(section)).then_some("true")
    }

    fn footer(&self, root: &str) -> Markup {
        html! {
            footer.site {
                span { "Klaster " (env!("CARGO_PKG_VERSION")) }
                span { (text::LICENCE.of(self.locale)) }
                a href={ (root) "schema.graphql" } { (text::SCHEMA.of(self.locale)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(title: &str, place: Place<'_>) -> String {
        let frame = Frame { locale: Locale::Ru, title, place, explorer: true };
        frame.around(&html! { p { "x" } })
    }

    #[test]
    fn what_is_put_into_a_page_is_escaped() {
        let page = page("<b>&\"</b>", Place::Docs("a/b"));
        assert!(page.contains("&lt;b&gt;&amp;&quot;&lt;/b&gt;") && !page.contains("<b>"), "{page}");
    }

    #[test]
    fn links_are_relative_to_where_the_page_is() {
        for (place, root) in [
            (Place::Start, ""),
            (Place::Docs(""), "../"),
            (Place::Docs("types"), "../../"),
            (Place::Docs("types/Query"), "../../../"),
            (Place::Nowhere("docs/ru/a/b/c"), "../../../../"),
        ] {
            let page = page("t", place);
            assert!(page.contains(&format!("href=\"{root}assets/style.css\"")), "{place:?}");
            assert!(!page.contains("href=\"/") && !page.contains("://"), "{page}");
        }
    }

    #[test]
    fn a_page_says_its_language_and_links_to_itself_in_the_others() {
        let page = page("t", Place::Docs("types/Query"));
        assert!(page.contains("<html lang=\"ru\">"));
        for language in ["kk", "ru", "en"] {
            assert!(page.contains(&format!("href=\"../../../docs/{language}/types/Query\"")));
        }
        assert!(page.contains("hreflang=\"ru\" lang=\"ru\" aria-current=\"true\""), "{page}");
    }

    #[test]
    fn a_page_holds_no_script_and_no_style_of_its_own() {
        let page = page("t", Place::Docs("search"));
        assert!(page.contains("<script src=\"../../assets/search.js\" defer></script>"), "{page}");
        assert_eq!(page.matches("<script").count(), 1);
        assert!(!page.contains("<style") && !page.contains(" style="));
    }
}
