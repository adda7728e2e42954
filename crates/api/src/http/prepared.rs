//! An operation that may be run: what every way in has in common, whether it comes by POST, in a URL
//! or over a stream.

use std::sync::Arc;

use app::Origin;
use async_graphql::{Request, Response, Variables, parser::types::OperationType};
use domain::{Locale, Viewer};

use super::{
    Shared,
    answer::{Bill, Left, Refused},
    argument::Asked,
    guard::Document,
    operation::Operation,
    quota::Caller,
    variables,
};
use crate::graphql::{cost::Cost, loader::execute};

/// Who asks, and at whose expense.
#[derive(Clone, Debug)]
pub(super) struct Asker {
    pub(super) viewer: Viewer,
    pub(super) caller: Caller,
    pub(super) locale: Locale,
}

pub(super) struct Prepared {
    document: Arc<Document>,
    name: Option<String>,
    variables: Variables,
    cost: Arc<Cost>,
    pub(super) kind: OperationType,
}

impl Prepared {
    /// Lets the operation through if it is valid, its variables fit, and it costs no more than it
    /// may. Nothing is charged for it yet.
    pub(super) fn new(shared: &Shared, operation: Operation) -> Result<Self, Refused> {
        let Operation { query, name, variables, .. } = operation;
        let variables = variables.map(|map| Variables::from_json(map.into()));
        let mut variables = variables.unwrap_or_default();
        let document = shared.guard.admit(&query)?;
        let definition = document.operation(name.as_deref())?;
        variables::complete(definition, &mut variables)?;
        let cost = shared.guard.afford(&document, definition, &variables)?.into();
        let kind = definition.ty;
        Ok(Self { document, name, variables, cost, kind })
    }

    /// Charges for it and runs it.
    pub(super) async fn run(
        &self,
        shared: &Shared,
        asker: &Asker,
        request_id: &str,
    ) -> Result<Response, Refused> {
        shared.quota.charge(&shared.app, &asker.caller, self.cost.requested()).await?;
        let origin = Origin { request_id: Some(request_id.to_owned()), source: "api" };
        let session = shared.app.session(asker.viewer.clone(), origin);
        let run = execute(&shared.schema, self.request(), session, asker.locale);
        let response = tokio::time::timeout(shared.settings.timeout, run).await;
        response.map_err(|_| Refused::Timeout)
    }

    fn request(&self) -> Request {
        // The text would be needed to parse it once more.
        let request = Request::new("").variables(self.variables.clone());
        let mut request = request.data(self.document.merging).data(self.cost.clone());
        request.set_parsed_query(self.document.parsed.clone());
        match &self.name {
            Some(name) => request.operation_name(name),
            None => request,
        }
    }

    /// What has been asked, to explain what does not fit.
    pub(super) fn asked(&self) -> Asked<'_> {
        Asked { document: &self.document.parsed, variables: &self.variables }
    }

    /// What it costs, whether it has been run or not.
    pub(super) fn bill(&self, shared: &Shared, asker: &Asker) -> Bill {
        let standing = shared.quota.standing(&asker.caller, shared.app.clock().now().0);
        Bill {
            requested: self.cost.requested(),
            actual: self.cost.actual(),
            left: standing.map(Left::from),
        }
    }
}
