//! The language of the caller (RFC 9110, 12.5.4).

use axum::http::{HeaderMap, header};
use domain::Locale;

use super::quality;

/// The language that the caller likes best of those we have; Kazakh if it has named none.
pub(crate) fn of(headers: &HeaderMap) -> Locale {
    let liked = quality::listed(headers, header::ACCEPT_LANGUAGE).filter_map(|(tag, weight)| {
        let locale = match tag.get(..2)?.to_ascii_lowercase().as_str() {
            "kk" => Locale::Kk,
            "ru" => Locale::Ru,
            "en" => Locale::En,
            _ => return None,
        };
        (weight > 0.0).then_some((locale, weight))
    });
    // The first of those that are liked alike.
    liked.fold((Locale::Kk, 0.0), |best, next| if next.1 > best.1 { next } else { best }).0
}

/// As a language tag.
pub(crate) fn tag(locale: Locale) -> &'static str {
    match locale {
        Locale::Kk => "kk",
        Locale::Ru => "ru",
        Locale::En => "en",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(value: &str) -> Locale {
        let headers = [(header::ACCEPT_LANGUAGE, value.parse().unwrap())];
        of(&HeaderMap::from_iter(headers))
    }

    #[test]
    fn the_best_liked_language_of_ours_is_taken() {
        assert_eq!(language("ru"), Locale::Ru);
        assert_eq!(language("de, en-GB;q=0.8, ru;q=0.9"), Locale::Ru);
        assert_eq!(language("en;q=0.5, kk;q=0.5"), Locale::En);
        assert_eq!(language("en;q=0, ru;q=x, de"), Locale::Kk);
        assert_eq!(of(&HeaderMap::new()), Locale::Kk);
    }
}
