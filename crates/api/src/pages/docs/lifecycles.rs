//! The page of the lifecycles: a diagram and a table for each.

use std::collections::BTreeSet;

use domain::Locale;
use maud::{Markup, html};

use super::{
    super::{markup, text},
    diagram::diagram,
    lifecycle::{Actors, Lifecycle, Step, role_name},
    reference::Reference,
    translation::{Translations, unfilled},
};
use crate::http::language::tag;

pub(super) fn page(
    lifecycles: &[Lifecycle],
    reference: &Reference,
    translations: &Translations,
    codes: &BTreeSet<&'static str>,
    locale: Locale,
) -> Markup {
    let view = View { reference, translations, codes, locale };
    html! {
        h1 { (text::LIFECYCLES.of(locale)) }
        (markup::text(text::LIFECYCLES_LEAD.of(locale)))
        ul.names { @for of in lifecycles { li { a href={ "#" (of.name) } { code { (of.name) } } } } }
        @for of in lifecycles { (view.lifecycle(of)) }
    }
}

struct View<'a> {
    reference: &'a Reference,
    translations: &'a Translations,
    /// Codes that a mutation may answer; a rule of the server's own steps has none.
    codes: &'a BTreeSet<&'static str>,
    locale: Locale,
}

impl View<'_> {
    fn lifecycle(&self, of: &Lifecycle) -> Markup {
        let locale = self.locale;
        let label = format!("{}: {}", of.name, text::DIAGRAM.of(locale));
        html! {
            section.lifecycle id=(of.name) {
                h2 { a href={ "types/" (of.name) } { code { (of.name) } } }
                p { (text::BEGINS_AS.of(locale)) ": " code { (of.begins) } ". "
                    (text::BY_WHOM.of(locale)) ": " (self.actors(&of.begun_by)) "." }
                figure {
                    div.scroll tabindex="0" { (diagram(of, &label)) }
                    figcaption { (text::DIAGRAM_BELOW.of(locale)) }
                }
                h3 { (text::STATES.of(locale)) }
                (self.words(of.states_name, &of.states))
                h3 { (text::TRANSITIONS.of(locale)) }
                div.scroll tabindex="0" {
                    table {
                        thead {
                            tr {
                                @for head in [text::ACTION, text::FROM, text::TO, text::BY_WHOM, text::CONDITIONS] {
                                    th scope="col" { (head.of(locale)) }
                                }
                            }
                        }
                        tbody { @for step in &of.steps { (self.step(of, step)) } }
                    }
                }
            }
        }
    }

    /// Words of an enum with what they mean.
    fn words(&self, name: &str, words: &[String]) -> Markup {
        html! {
            dl.types { @for word in words {
                dt { a href={ "types/" (name) "#" (word) } { code { (word) } } }
                dd { (self.meaning(name, word)) }
            } }
        }
    }

    fn meaning(&self, name: &str, word: &str) -> Markup {
        let value = self
            .reference
            .types
            .get(name)
            .and_then(|of| of.fields.iter().find(|value| value.name == word));
        let english = value.map_or("", |value| value.description.as_str());
        let (language, text) = self.translations.of(english, self.locale);
        html! {
            span lang=[(language != self.locale).then(|| tag(language))] { (markup::inline(text)) }
        }
    }

    fn step(&self, of: &Lifecycle, step: &Step) -> Markup {
        html! {
            tr {
                th scope="row" {
                    a href={ "types/" (of.actions_name) "#" (step.action) } { code { (step.action) } }
                }
                td { @for state in &step.from { code { (state) } " " } }
                td {
                    @if let Some(to) = &step.to { code { (to) } }
                    @else { (text::STAYS.of(self.locale)) }
                }
                td { (self.actors(&step.by)) }
                td { (self.conditions(step)) }
            }
        }
    }

    /// What must hold, with the way to the code that answers if it does not.
    fn conditions(&self, step: &Step) -> Markup {
        html! {
            @for rule in &step.rules {
                @let says = unfilled(rule.says[self.locale as usize]);
                @if self.codes.contains(rule.code) {
                    p { a href={ "errors#" (rule.code) } { (says) } }
                } @else { p { (says) } }
            }
        }
    }

    fn actors(&self, actors: &Actors) -> Markup {
        let roles = actors.roles.iter().map(|role| role_name(*role)[self.locale as usize]);
        let system = actors.system.then(|| text::SYSTEM.of(self.locale));
        let names: Vec<_> = roles.chain(system).collect();
        html! { (names.join(", ")) }
    }
}
