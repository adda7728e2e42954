//! Error codes: when they come, and what to do.

use std::collections::BTreeMap;

use domain::{Locale, Rule};
use maud::{Markup, html};
use strum::VariantArray;

use super::{
    super::{markup, text},
    protocol_codes::{closing, protocol},
    translation::unfilled,
};
use crate::{
    graphql::{error::ProtocolCode, user_error::Always},
    http::CloseCode,
};

/// A code of `userErrors`: the rules that answer it, each with the mutations that may break it.
type Broken<'a> = BTreeMap<&'static str, Vec<(&'static Rule, Vec<&'a str>)>>;

pub(super) fn page(rules: &[(String, Vec<&'static Rule>)], locale: Locale) -> Markup {
    html! {
        h1 { (text::ERRORS.of(locale)) }
        (markup::text(text::ERRORS_LEAD.of(locale)))
        h2 #errors { (text::REQUEST_ERRORS.of(locale)) }
        @for code in ProtocolCode::VARIANTS {
            @let (status, said) = protocol(*code);
            (entry(code.as_str(), said.says.of(locale), said.remedy.of(locale), locale, &html! {
                p.note {
                    (text::STATUS.of(locale)) ": " (status.usual)
                    @for otherwise in status.otherwise { "; " (markup::inline(otherwise.of(locale))) }
                }
            }))
        }
        h2 #closings { (text::CLOSINGS.of(locale)) }
        (markup::text(text::CLOSINGS_LEAD.of(locale)))
        @for code in CloseCode::VARIANTS {
            @let said = closing(*code);
            (entry(&number(*code), said.says.of(locale), said.remedy.of(locale), locale, &html! {}))
        }
        h2 #userErrors { (text::DOMAIN_ERRORS.of(locale)) }
        p { (text::EVERY_MUTATION.of(locale)) ":" }
        @for always in Always::ALL {
            (entry(&anchor(always.code), always.says[locale as usize],
                always.remedy[locale as usize], locale, &html! {}))
        }
        h2 #rules { (text::RULES.of(locale)) }
        (markup::text(text::RULES_LEAD.of(locale)))
        @for (code, rules) in by_code(rules) { (broken(code, &rules, locale)) }
    }
}

fn number(code: CloseCode) -> String {
    (code as u16).to_string()
}

/// Under which id a code of `userErrors` stands: its name, unless it comes in `errors` as well.
pub(super) fn anchor(code: &str) -> String {
    let is_of_requests = ProtocolCode::VARIANTS.iter().any(|it| it.as_str() == code);
    if is_of_requests { format!("userErrors.{code}") } else { code.to_owned() }
}

fn entry(id: &str, says: &str, remedy: &str, locale: Locale, more: &Markup) -> Markup {
    html! {
        section.entry id=(id) {
            h3 { a href={ "#" (id) } { code { (id) } } }
            (told(says, remedy, locale))
            (more)
        }
    }
}

fn told(says: &str, remedy: &str, locale: Locale) -> Markup {
    html! {
        (markup::text(says))
        p { strong { (text::WHAT_TO_DO.of(locale)) ":" } " " (markup::inline(remedy)) }
    }
}

/// A code that several types may answer says of each what is wrong.
fn broken(code: &str, rules: &[(&'static Rule, Vec<&str>)], locale: Locale) -> Markup {
    let at = locale as usize;
    html! {
        section.entry id=(code) {
            h3 { a href={ "#" (code) } { code { (code) } } }
            @for (rule, mutations) in rules {
                (told(&unfilled(rule.says[at]), &unfilled(rule.remedy[at]), locale))
                details {
                    summary { (text::ANSWERED_BY.of(locale)) ": " (mutations.len()) }
                    ul.names {
                        @for name in mutations {
                            li { a href={ "types/Mutation#" (name) } { code { (name) } } }
                        }
                    }
                }
            }
        }
    }
}

fn by_code<'a>(rules: &'a [(String, Vec<&'static Rule>)]) -> Broken<'a> {
    let mut found = Broken::new();
    for (mutation, rules) in rules {
        for rule in rules {
            let of_code = found.entry(rule.code).or_default();
            let known = of_code.iter().position(|(known, _)| known.says == rule.says);
            let place = known.unwrap_or(of_code.len());
            if known.is_none() {
                of_code.push((rule, Vec::new()));
            }
            let mutations = &mut of_code[place].1;
            if mutations.last() != Some(&mutation.as_str()) {
                mutations.push(mutation);
            }
        }
    }
    found
}

/// Every code, for the search.
pub(super) fn codes(
    rules: &[(String, Vec<&'static Rule>)],
    locale: Locale,
) -> Vec<(String, String)> {
    let protocol =
        ProtocolCode::VARIANTS.iter().map(|code| (code.as_str().to_owned(), protocol(*code).1));
    let closings = CloseCode::VARIANTS.iter().map(|code| (number(*code), closing(*code)));
    let said = protocol.chain(closings).map(|(code, said)| (code, said.says.of(locale).to_owned()));
    let always = Always::ALL.iter();
    let always = always.map(|it| (anchor(it.code), it.says[locale as usize].to_owned()));
    let rules = by_code(rules).into_iter().map(|(code, rules)| {
        let says = rules.iter().map(|(rule, _)| unfilled(rule.says[locale as usize]));
        (code.to_owned(), says.collect::<Vec<_>>().join(" "))
    });
    said.chain(always).chain(rules).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_of_the_schema_has_an_entry_that_says_what_to_do() {
        let reference = super::super::reference::Reference::read(&crate::sdl());
        let rules = crate::schema::rules();
        let of_schema: BTreeSet<_> = (reference.types.values())
            .filter(|of| of.name.ends_with("ErrorCode"))
            .flat_map(|of| of.fields.iter().map(|value| value.name.as_str()))
            .collect();
        assert!(of_schema.len() > 40, "{of_schema:?}");
        for locale in text::LOCALES {
            let page = page(&rules, locale).into_string();
            for code in &of_schema {
                let id = format!(" id=\"{}\"", anchor(code));
                assert_eq!(page.matches(&id).count(), 1, "{code}");
            }
        }
    }

    #[test]
    fn every_code_of_a_request_and_of_a_websocket_has_an_entry_of_its_own() {
        let rules = crate::schema::rules();
        let protocol = ProtocolCode::VARIANTS.iter().map(|code| code.as_str().to_owned());
        let codes: Vec<_> =
            protocol.chain(CloseCode::VARIANTS.iter().map(|code| number(*code))).collect();
        assert!(codes.contains(&"RATE_LIMITED".to_owned()) && codes.contains(&"4503".to_owned()));
        for locale in text::LOCALES {
            let page = page(&rules, locale).into_string();
            for code in &codes {
                assert_eq!(page.matches(&format!(" id=\"{code}\"")).count(), 1, "{code}");
            }
        }
    }

    #[test]
    fn a_code_that_says_several_things_tells_each_with_its_remedy() {
        let rules = crate::schema::rules();
        let page = page(&rules, Locale::En).into_string();
        for rule in rules.iter().flat_map(|(_, rules)| rules) {
            for text in [rule.says, rule.remedy] {
                let text = markup::inline(&unfilled(text[Locale::En as usize])).into_string();
                assert!(page.contains(&text), "{}: {text}", rule.code);
            }
        }
        let several = by_code(&rules).into_values().filter(|rules| rules.len() > 1).count();
        assert!(several > 0);
    }
}
