//! `/graphql`.

use std::sync::Arc;

use app::Origin;
use async_graphql::{Request, Variables, parser::types::OperationType};
use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, HeaderValue, Method, Uri},
    response::Response,
};
use tokio::time::{Instant, timeout_at};
use tracing::Instrument;

use super::{
    Shared,
    answer::{Manner, REQUEST_ID, Refused, answer, refuse},
    argument::Asked,
    language,
    media::Media,
    operation::{self, Operation},
    variables, viewer,
};
use crate::graphql::loader::execute;

/// Characters of a request id that a caller may choose.
const ID_LIMIT: usize = 128;

pub(super) async fn graphql(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let request_id = request_id(&shared, &headers);
    let span = tracing::info_span!("request", request_id);
    let answered = async {
        let begun = Instant::now();
        let media = Media::accepted(&headers);
        let manner = Manner {
            request_id: &request_id,
            media: media.unwrap_or(Media::Json),
            locale: language::of(&headers),
        };
        let run = async {
            if media.is_none() {
                return Err(Refused::NotAcceptable);
            }
            let source = source(&shared, &method, &uri, &headers, body).await?;
            run(&shared, &headers, source, manner).await
        };
        let response = run.await.unwrap_or_else(|refused| refuse(&refused, manner));
        let (status, elapsed) = (response.status().as_u16(), begun.elapsed());
        tracing::info!(status, microseconds = elapsed.as_micros(), "answered");
        response
    };
    answered.instrument(span).await
}

/// Where the operation stands.
enum Source<'r> {
    Body(Bytes),
    Url(Option<&'r str>),
}

async fn source<'r>(
    shared: &Shared,
    method: &Method,
    uri: &'r Uri,
    headers: &HeaderMap,
    body: Body,
) -> Result<Source<'r>, Refused> {
    match *method {
        Method::POST => {
            let timeout = shared.settings.body_timeout;
            Ok(Source::Body(operation::body(headers, body, timeout).await?))
        }
        Method::GET | Method::HEAD => Ok(Source::Url(uri.query())),
        _ => Err(Refused::MethodNotAllowed),
    }
}

async fn run(
    shared: &Shared,
    headers: &HeaderMap,
    source: Source<'_>,
    manner: Manner<'_>,
) -> Result<Response, Refused> {
    let deadline = Instant::now() + shared.settings.timeout;
    let _place = shared.shedding.place(deadline).await?;
    let viewer = viewer::of(headers, shared).await?;
    let reads_only = matches!(source, Source::Url(_));
    let Operation { query, name, variables, .. } = match source {
        Source::Body(body) => operation::of_body(&body)?,
        Source::Url(query) => operation::of_query(query)?,
    };
    let mut variables = variables.map(|map| Variables::from_json(map.into())).unwrap_or_default();
    let document = shared.guard.admit(&query)?;
    let operation = document.operation(name.as_deref())?;
    if reads_only && operation.ty != OperationType::Query {
        return Err(Refused::ReadsOnly);
    }
    variables::complete(operation, &mut variables)?;
    shared.guard.afford(&document, operation, &variables)?;
    // The text would be needed to parse it once more.
    let mut request = Request::new("").variables(variables.clone()).data(document.merging);
    request.set_parsed_query(document.parsed.clone());
    if let Some(name) = name {
        request = request.operation_name(name);
    }
    let origin = Origin { request_id: Some(manner.request_id.to_owned()), source: "api" };
    let session = shared.app.session(viewer, origin);
    let run = execute(&shared.schema, request, session, manner.locale);
    let response = timeout_at(deadline, run).await;
    let response = response.map_err(|_| Refused::Timeout)?;
    let asked = Asked { document: &document.parsed, variables: &variables };
    Ok(answer(response, asked, manner))
}

/// The id that the caller has chosen, else a new one.
pub(super) fn request_id(shared: &Shared, headers: &HeaderMap) -> String {
    let chosen = headers.get(REQUEST_ID).and_then(chosen_id);
    chosen.unwrap_or_else(|| shared.app.new_request_id())
}

/// An id that a caller has chosen, if it can stand in a log as it is.
fn chosen_id(value: &HeaderValue) -> Option<String> {
    let id = value.to_str().ok()?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let good = !id.is_empty() && id.len() <= ID_LIMIT && id.bytes().all(fits);
    good.then(|| id.to_owned())
}
