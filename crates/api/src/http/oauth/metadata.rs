//! What programs need to know of the authorization server (RFC 8414), and its keys (RFC 7517).

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, header},
    response::IntoResponse,
};
use domain::Scope;
use serde_json::json;

use super::super::Shared;

/// How long others may keep these; a key is published longer before it signs.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// Algorithms that assertions may be signed with.
const ALGORITHMS: [&str; 4] = ["EdDSA", "ES256", "RS256", "PS256"];

pub(super) async fn metadata(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    let issuer = &shared.settings.verifier.issuer;
    let at = |path: &str| format!("{}{path}", issuer.trim_end_matches('/'));
    let scopes: Vec<_> = Scope::ALL.iter().map(|(word, _)| *word).collect();
    let methods = ["private_key_jwt", "client_secret_basic"];
    let told = json!({
        "issuer": issuer,
        "token_endpoint": at("/oauth/token"),
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": ALGORITHMS,
        "revocation_endpoint": at("/oauth/revoke"),
        "revocation_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_signing_alg_values_supported": ALGORITHMS,
        "introspection_endpoint": at("/oauth/introspect"),
        "introspection_endpoint_auth_methods_supported": methods,
        "introspection_endpoint_auth_signing_alg_values_supported": ALGORITHMS,
        "jwks_uri": at("/.well-known/jwks.json"),
        "scopes_supported": scopes,
        // There is no authorization endpoint; but the list is required, and an empty one not allowed (3.2).
        "response_types_supported": ["none"],
        "grant_types_supported": ["client_credentials"],
        "service_documentation": at("/docs/guides/connect-your-portal"),
    });
    ([(header::CACHE_CONTROL, KEPT)], Json(told))
}

pub(super) async fn keys(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    let kind = HeaderValue::from_static("application/jwk-set+json");
    let keys = shared.settings.verifier.keys.published();
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, KEPT)], keys.to_string())
}
