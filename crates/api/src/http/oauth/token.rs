//! `/oauth/token`: client credentials (RFC 6749, 4.4).

use std::sync::Arc;

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{Record, Scope, platform::ApiClient};
use serde_json::json;

use super::{
    super::{
        Shared,
        handler::address,
        token::{Grant, LIFETIME},
    },
    authentication,
    fault::Fault,
    form::Form,
};

pub(super) async fn token(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let answered = async {
        let form = Form::read(&shared, &parts, body).await?;
        if form.get("grant_type").is_none() {
            return Err(Fault::InvalidRequest("grant_type is missing."));
        }
        if form.get("grant_type") != Some("client_credentials") {
            return Err(Fault::UnsupportedGrantType);
        }
        let address = address(&shared, &parts);
        let client = authentication::client(&shared, &parts.headers, &form, address).await?;
        let scope = granted(&client, form.get("scope"))?;
        Ok(issue(&shared, &client, &scope))
    };
    answered.await.unwrap_or_else(Fault::into_response)
}

fn issue(shared: &Shared, client: &ApiClient, scope: &str) -> Response {
    let verifier = &shared.settings.verifier;
    let lifetime = LIFETIME.min(verifier.max_lifetime);
    let grant = Grant {
        client_id: client.id().to_string(),
        person_id: None,
        organization_id: client.organization_id,
        scope: scope.to_owned(),
        security_version: client.security_version,
    };
    let token =
        verifier.issue(&grant, shared.app.new_token_id(), shared.app.clock().now().0, lifetime);
    let body = Json(json!({
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": lifetime.num_seconds(),
        "scope": scope,
    }));
    let no_store = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    ([no_store], body).into_response()
}

/// What is asked for, if the client may have it; else all that it may.
fn granted(client: &ApiClient, asked: Option<&str>) -> Result<String, Fault> {
    let held = &client.terms.scopes;
    let Some(asked) = asked else {
        let words: Vec<_> = held.iter().map(|scope| scope.code()).collect();
        return Ok(words.join(" "));
    };
    let mut words: Vec<&str> = Vec::new();
    for word in asked.split_ascii_whitespace() {
        let scope = Scope::parse(word);
        let unknown = || Fault::InvalidScope(format!("There is no scope {}.", shortened(word)));
        if !scope.ok_or_else(unknown)?.is_within(held) {
            return Err(Fault::InvalidScope(format!("The client may not have {word}.")));
        }
        if !words.contains(&word) {
            words.push(word);
        }
    }
    Ok(words.join(" "))
}

/// What a caller has written, as far as it can be repeated.
fn shortened(word: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_' | '.');
    word.chars().filter(plain).take(40).collect()
}
