//! The authorization server: programs prove who they are and get access tokens (RFC 6749, 4.4).
//!
//! Client credentials and nothing else: people sign in with identity providers.

mod assertion;
mod attempts;
mod authentication;
mod fault;
mod form;
mod introspection;
mod metadata;
mod revocation;
mod token;

use std::sync::Arc;

use axum::{
    Router,
    routing::{any, get},
};

pub use self::assertion::{Jwk, NotAClientKey};
pub(super) use self::attempts::Attempts;
use super::Shared;

/// Paths of the authorization server.
pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/oauth/token", any(token::token))
        .route("/oauth/revoke", any(revocation::revoke))
        .route("/oauth/introspect", any(introspection::introspect))
        .route("/.well-known/oauth-authorization-server", get(metadata::metadata))
        .route("/.well-known/jwks.json", get(metadata::keys))
}
