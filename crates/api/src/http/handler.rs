//! `POST /graphql`.

use std::{sync::Arc, time::Instant};

use app::Origin;
use async_graphql::{Request, Variables};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue},
    response::Response,
};
use tracing::Instrument;

use super::{
    Shared,
    answer::{REQUEST_ID, Refused, answer, refuse},
    argument::Asked,
    body::{self, Operation},
    language, viewer,
};
use crate::graphql::loader::execute;

/// Characters of a request id that a caller may choose.
const ID_LIMIT: usize = 128;

pub(super) async fn graphql(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let request_id = headers.get(REQUEST_ID).and_then(chosen_id);
    let request_id = request_id.unwrap_or_else(|| shared.app.new_request_id());
    let span = tracing::info_span!("request", request_id);
    let answered = async {
        let begun = Instant::now();
        let response = match run(&shared, &headers, body, &request_id).await {
            Ok(response) => response,
            Err(refused) => refuse(&refused, &request_id),
        };
        let (status, elapsed) = (response.status().as_u16(), begun.elapsed());
        tracing::info!(status, microseconds = elapsed.as_micros(), "answered");
        response
    };
    answered.instrument(span).await
}

async fn run(
    shared: &Shared,
    headers: &HeaderMap,
    body: Body,
    request_id: &str,
) -> Result<Response, Refused> {
    let viewer = viewer::of(headers, shared).await?;
    let Operation { query, name, variables } = body::read(headers, body).await?;
    let locale = language::of(headers);
    let variables = variables.map(|map| Variables::from_json(map.into())).unwrap_or_default();
    let mut request = Request::new(&query).variables(variables.clone());
    if let Some(name) = name {
        request = request.operation_name(name);
    }
    let origin = Origin { request_id: Some(request_id.to_owned()), source: "api" };
    let session = shared.app.session(viewer, origin);
    let run = execute(&shared.schema, request, session, locale);
    let response = tokio::time::timeout(shared.settings.timeout, run).await;
    let response = response.map_err(|_| Refused::Timeout)?;
    let asked = Asked { document: &query, variables: &variables };
    Ok(answer(response, asked, request_id, locale))
}

/// An id that a caller has chosen, if it can stand in a log as it is.
fn chosen_id(value: &HeaderValue) -> Option<String> {
    let id = value.to_str().ok()?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let good = !id.is_empty() && id.len() <= ID_LIMIT && id.bytes().all(fits);
    good.then(|| id.to_owned())
}
