//! `/oauth/introspect` (RFC 7662): whether a token of one's own is accepted, and for what.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::platform::ApiClient;
use serde_json::{Value, json};

use super::{
    super::{Shared, answer::Refused, handler::address, viewer::Genuine},
    authentication,
    fault::Fault,
    form::Form,
    revocation::shown,
};

pub(super) async fn introspect(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let answered = async {
        let form = Form::read(&shared, &parts, body).await?;
        let address = address(&shared, &parts);
        let client = authentication::client(&shared, &parts.headers, &form, address).await?;
        let token = form.get("token").ok_or(Fault::InvalidRequest("token is missing."))?;
        let told = told(&shared, token, &client).await?;
        let no_store = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok(([no_store], Json(told)).into_response())
    };
    answered.await.unwrap_or_else(Fault::into_response)
}

/// Of somebody else's token no more is told than of none.
async fn told(shared: &Shared, token: &str, client: &ApiClient) -> Result<Value, Fault> {
    let inactive = json!({ "active": false });
    let Some(token) = shown(shared, token, client).await? else { return Ok(inactive) };
    let Ok(bearer) = token.clone().bearer(&shared.app) else { return Ok(inactive) };
    let scopes = match bearer.admitted(shared).await {
        Ok(admitted) => admitted.map(|it| it.viewer.scopes).unwrap_or_default(),
        Err(Refused::Unauthenticated(_)) => return Ok(inactive),
        Err(why) => return Err(Fault::unanswered(&why)),
    };
    let verifier = &shared.settings.verifier;
    Ok(match token {
        Genuine::Ours(claims) => json!({
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
        }),
        // What it says of scopes may be about others than ours.
        Genuine::Outside(identity) => json!({
            "active": true,
            "client_id": identity.client_id.to_string(),
            "sub": identity.subject.0,
            "scope": scopes.iter().map(|scope| scope.code()).collect::<Vec<_>>().join(" "),
            "iss": identity.issuer,
            "iat": identity.issued_at.timestamp(),
            "exp": identity.expires_at.timestamp(),
            "token_type": "Bearer",
        }),
    })
}
