//! Media types of answers (GraphQL over HTTP, 6).

use std::cmp::Reverse;

use axum::http::{HeaderMap, header};

use super::quality;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// The status of the answer tells whether the request was understood.
    GraphqlResponse,
    /// What is older: whoever understands it looks for errors in the body alone.
    Json,
}

impl Media {
    const ALL: [Self; 2] = [Self::GraphqlResponse, Self::Json];

    /// What the caller likes best; JSON where it has not said. None if it takes neither.
    pub(super) fn accepted(headers: &HeaderMap) -> Option<Self> {
        if !headers.contains_key(header::ACCEPT) {
            return Some(Self::Json);
        }
        let ranges: Vec<_> = quality::listed(headers, header::ACCEPT).collect();
        let liked = |media: Self| {
            let fitting = ranges.iter().enumerate().filter_map(|(place, (range, weight))| {
                Some((media.exactness(range)?, Reverse(place), *weight))
            });
            // What is said of it alone counts more than what is said of all.
            let (exactness, place, weight) =
                fitting.max_by_key(|(exactness, place, _)| (*exactness, *place))?;
            (weight > 0.0).then_some((media, weight, exactness, place))
        };
        let liked = Self::ALL.into_iter().filter_map(liked);
        let best = liked.max_by(|(_, weight, exactness, place), (_, other, exactly, there)| {
            weight.total_cmp(other).then((exactness, place).cmp(&(exactly, there)))
        });
        best.map(|(media, ..)| media)
    }

    fn exactness(self, range: &str) -> Option<u8> {
        match range.to_ascii_lowercase().as_str() {
            "*/*" => Some(0),
            "application/*" => Some(1),
            "application/json" => (self == Self::Json).then_some(2),
            "application/graphql-response+json" => (self == Self::GraphqlResponse).then_some(2),
            _ => None,
        }
    }

    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(value: &str) -> Option<Media> {
        Media::accepted(&HeaderMap::from_iter([(header::ACCEPT, value.parse().unwrap())]))
    }

    #[test]
    fn the_best_liked_media_type_of_ours_is_taken() {
        use Media::*;
        assert_eq!(Media::accepted(&HeaderMap::new()), Some(Json));
        for (value, media) in [
            ("application/graphql-response+json", GraphqlResponse),
            (
                "application/graphql-response+json; charset=utf-8, application/json;q=0.9",
                GraphqlResponse,
            ),
            ("application/json, application/graphql-response+json", Json),
            ("application/json;q=0.5, Application/GraphQL-Response+JSON;q=0.6", GraphqlResponse),
            ("*/*", Json),
            ("application/*", Json),
            ("text/html, */*;q=0.1", Json),
            ("application/json;q=0, */*", GraphqlResponse),
        ] {
            assert_eq!(accepted(value), Some(media), "{value}");
        }
        for value in ["text/html", "application/json;q=0", "", "application/jsonx"] {
            assert_eq!(accepted(value), None, "{value}");
        }
    }
}
