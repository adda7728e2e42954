//! `/oauth/revoke` (RFC 7009): a client gives a token back.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{Record, platform::ApiClient};

use super::{
    super::{Shared, handler::address, token::Refusal, viewer::Genuine},
    authentication,
    fault::Fault,
    form::Form,
};

/// A token in force that was issued to this client, by us or by an issuer outside. Of others no more is told than
/// of what is no token at all.
pub(super) async fn shown(
    shared: &Shared,
    token: &str,
    client: &ApiClient,
) -> Result<Option<Genuine>, Fault> {
    match Genuine::of(token, shared).await {
        Ok(token) => Ok(Some(token).filter(|token| token.is_of(client.id()))),
        Err(Refusal::KeysUnavailable) => Err(Fault::Unavailable),
        Err(_) => Ok(None),
    }
}

/// What is no token of this client, or has expired, needs no revoking: the answer is the same.
pub(super) async fn revoke(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let answered = async {
        let form = Form::read(&shared, &parts, body).await?;
        let address = address(&shared, &parts);
        let client = authentication::client(&shared, &parts.headers, &form, address).await?;
        let token = form.get("token").ok_or(Fault::InvalidRequest("token is missing."))?;
        if let Some(token) = shown(&shared, token, &client).await? {
            token.revoke(&shared.app).await.map_err(Fault::failed)?;
        }
        let no_store = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok((StatusCode::OK, [no_store]).into_response())
    };
    answered.await.unwrap_or_else(Fault::into_response)
}
