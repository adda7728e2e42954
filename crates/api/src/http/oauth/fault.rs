//! Why a token endpoint refuses (RFC 6749, 5.2).

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::super::answer::Refused;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// What is wrong with the request.
    InvalidRequest(&'static str),
    /// One answer for all who have not proved who they are.
    InvalidClient,
    UnsupportedGrantType,
    InvalidScope(String),
    /// Seconds to wait.
    SlowDown(u64),
    MethodNotAllowed,
    Unavailable,
    Internal,
}

impl Fault {
    pub(super) fn failed(error: app::Error) -> Self {
        Self::unanswered(&Refused::failed(error))
    }

    /// What could not be found out.
    pub(super) fn unanswered(why: &Refused) -> Self {
        match why {
            Refused::Internal => Self::Internal,
            _ => Self::Unavailable,
        }
    }

    fn told(&self) -> (StatusCode, &'static str, &str) {
        match self {
            Self::InvalidRequest(why) => (StatusCode::BAD_REQUEST, "invalid_request", why),
            Self::InvalidClient => (
                StatusCode::UNAUTHORIZED,
                "invalid_client",
                "The client is not known, not active, or has not proved who it is: see \
                 /docs/guides/connect-your-portal.",
            ),
            Self::UnsupportedGrantType => (
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                "Send grant_type=client_credentials.",
            ),
            Self::InvalidScope(why) => (StatusCode::BAD_REQUEST, "invalid_scope", why),
            Self::SlowDown(_) => (
                StatusCode::TOO_MANY_REQUESTS,
                "temporarily_unavailable",
                "Too many requests for tokens, or failures: keep a token until it expires, mend what failed, and \
                 wait as Retry-After says.",
            ),
            Self::MethodNotAllowed => {
                (StatusCode::METHOD_NOT_ALLOWED, "invalid_request", "Send a form by POST.")
            }
            Self::Unavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "temporarily_unavailable",
                "The service cannot answer now; try again in a moment.",
            ),
            Self::Internal => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "server_error",
                "Something has gone wrong here; it was noted.",
            ),
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let (status, error, description) = self.told();
        let body = Json(json!({ "error": error, "error_description": description }));
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self {
            Self::InvalidClient => {
                let basic = HeaderValue::from_static("Basic realm=\"klaster\", charset=\"UTF-8\"");
                headers.insert(header::WWW_AUTHENTICATE, basic);
            }
            Self::SlowDown(seconds) => {
                headers.insert(header::RETRY_AFTER, seconds.into());
            }
            Self::Unavailable => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            Self::MethodNotAllowed => {
                headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
            }
            _ => {}
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const GUIDE: [&str; 3] = [
        include_str!("../../../docs/guides/connect-your-portal.kk.md"),
        include_str!("../../../docs/guides/connect-your-portal.ru.md"),
        include_str!("../../../docs/guides/connect-your-portal.en.md"),
    ];

    #[test]
    fn the_guide_for_portals_tells_every_error_with_its_statuses() {
        let all = [
            Fault::InvalidRequest(""),
            Fault::InvalidClient,
            Fault::UnsupportedGrantType,
            Fault::InvalidScope(String::new()),
            Fault::SlowDown(1),
            Fault::MethodNotAllowed,
            Fault::Unavailable,
            Fault::Internal,
        ];
        let told = all.iter().map(Fault::told);
        let expected: BTreeSet<_> =
            told.map(|(status, error, _)| (error, status.as_u16().to_string())).collect();
        for guide in GUIDE {
            let rows = guide.lines().filter_map(|line| line.strip_prefix("| `"));
            let rows = rows.filter_map(|row| row.split_once("` | "));
            let rows = rows.filter_map(|(error, rest)| Some((error, rest.split_once(" | ")?.0)));
            let stated: BTreeSet<_> = rows
                .flat_map(|(error, statuses)| {
                    statuses.split(", ").map(move |status| (error, status.to_owned()))
                })
                .collect();
            assert_eq!(stated, expected);
        }
    }
}
