//! `/oauth/revoke` (RFC 7009): a client gives a token back.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::Record;

use super::{
    super::{Shared, handler::address},
    authentication,
    fault::Fault,
    form::Form,
};

/// What is no token of this client, or has expired, needs no revoking: the answer is the same.
pub(super) async fn revoke(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let answered = async {
        let form = Form::read(&shared, &parts, body).await?;
        let address = address(&shared, &parts);
        let client = authentication::client(&shared, &parts.headers, &form, address).await?;
        let token = form.get("token").ok_or(Fault::InvalidRequest("token is missing."))?;
        let now = shared.app.clock().now().0;
        let claims = shared.settings.verifier.verify(token, now).ok();
        if let Some(claims) = claims.filter(|it| it.client_id == client.id().to_string()) {
            let revoked = shared.app.revoke_token(&claims.token_id, claims.expires_at).await;
            revoked.map_err(Fault::failed)?;
        }
        let no_store = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok((StatusCode::OK, [no_store]).into_response())
    };
    answered.await.unwrap_or_else(Fault::into_response)
}
