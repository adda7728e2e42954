//! `/oauth/introspect` (RFC 7662): whether a token of one's own is accepted, and for what.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::Record;
use serde_json::{Value, json};

use super::{
    super::{Shared, handler::address, viewer::Bearer},
    authentication,
    fault::Fault,
    form::Form,
};

pub(super) async fn introspect(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let answered = async {
        let form = Form::read(&shared, &parts, body).await?;
        let address = address(&shared, &parts);
        let client = authentication::client(&shared, &parts.headers, &form, address).await?;
        let token = form.get("token").ok_or(Fault::InvalidRequest("token is missing."))?;
        let told = told(&shared, token, &client.id().to_string()).await?;
        let no_store = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok(([no_store], Json(told)).into_response())
    };
    answered.await.unwrap_or_else(Fault::into_response)
}

/// Of somebody else's token no more is told than of none.
async fn told(shared: &Shared, token: &str, client: &str) -> Result<Value, Fault> {
    let verifier = &shared.settings.verifier;
    let inactive = json!({ "active": false });
    let Ok(claims) = verifier.verify(token, shared.app.clock().now().0) else {
        return Ok(inactive);
    };
    if claims.client_id != client {
        return Ok(inactive);
    }
    let Ok(bearer) = Bearer::of(Some(format!("Bearer {token}").as_bytes()), shared).await else {
        return Ok(inactive);
    };
    if bearer.admitted(shared).await.is_err() {
        return Ok(inactive);
    }
    Ok(json!({
        "active": true,
        "client_id": claims.client_id,
        "sub": claims.subject,
        "scope": claims.scopes.join(" "),
        "iss": verifier.issuer,
        "aud": verifier.audience,
        "jti": claims.token_id,
        "iat": claims.issued_at.timestamp(),
        "exp": claims.expires_at.timestamp(),
        "token_type": "Bearer",
    }))
}
