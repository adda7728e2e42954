//! Pages that are at one address in all languages.

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::Locale;

use super::text::LOCALES;
use crate::http::{File, language};

/// One page in every language, chosen for each caller.
#[derive(Clone)]
pub(super) struct Negotiated([File; 3]);

impl Negotiated {
    pub(super) fn new(content_type: &'static str, page: impl Fn(Locale) -> String) -> Self {
        Self(LOCALES.map(|locale| File::new(content_type, page(locale))))
    }

    pub(super) fn answer(
        &self,
        query: Option<&str>,
        request: &HeaderMap,
        headers: [(HeaderName, &'static str); 3],
    ) -> Response {
        let locale = locale(query, request);
        let negotiated = [
            (header::VARY, HeaderValue::from_static("Accept-Language")),
            (header::CONTENT_LANGUAGE, HeaderValue::from_static(language::tag(locale))),
        ];
        (headers, negotiated, self.0[locale as usize].answer(request)).into_response()
    }
}

/// The language that the address names (`?lang=`), else the one that the caller likes best.
pub(super) fn locale(query: Option<&str>, request: &HeaderMap) -> Locale {
    let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let named = pairs.into_iter().find(|(key, _)| key == "lang").and_then(|(_, tag)| parse(&tag));
    named.unwrap_or_else(|| language::of(request))
}

/// The language of a tag, if it is one of ours.
pub(super) fn parse(tag: &str) -> Option<Locale> {
    LOCALES.into_iter().find(|locale| language::tag(*locale) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_decides_before_the_caller_and_kazakh_is_the_default() {
        let request = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, "ru".parse().unwrap())]);
        assert_eq!(locale(Some("a=b&lang=en"), &request), Locale::En);
        assert_eq!(locale(Some("lang=de"), &request), Locale::Ru);
        assert_eq!(locale(None, &request), Locale::Ru);
        assert_eq!(locale(None, &HeaderMap::new()), Locale::Kk);
    }

    #[test]
    fn each_language_has_a_tag_of_its_own_and_says_that_it_was_chosen() {
        let page = Negotiated::new("text/plain", |locale| format!("{locale:?}"));
        let answer = |query| page.answer(Some(query), &HeaderMap::new(), super::super::HEADERS);
        let tags = ["lang=kk", "lang=ru", "lang=en"].map(|query| {
            let answer = answer(query);
            assert_eq!(answer.headers()[header::VARY], "Accept-Language");
            assert_eq!(answer.headers()[header::CONTENT_LANGUAGE], query[5..]);
            answer.headers()[header::ETAG].clone()
        });
        assert!(tags[0] != tags[1] && tags[1] != tags[2] && tags[0] != tags[2]);
    }
}
