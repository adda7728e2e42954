//! An operation that may be run: what every way in has in common, whether it comes by POST, in a URL
//! or over a stream.

use std::{collections::BTreeSet, net::IpAddr, sync::Arc};

use app::{Event, Follower, Origin, Session, Used, platform::Admitted};
use async_graphql::{Request, Response, Variables, parser::types::OperationType};
use data_encoding::HEXLOWER;
use domain::{Cursor, Locale, platform::Purpose};
use tokio::time::{Instant, timeout_at};

use super::{
    Shared,
    answer::{Bill, Left, Refused, classified, has_failed_for_now},
    argument::Asked,
    guard::{self, Document},
    operation::Operation,
    quota::Caller,
    variables,
    viewer::Bearer,
};
use crate::graphql::{
    cost::Cost,
    loader::{execute, execute_turn},
    turn::Turn,
};

/// Who asks, at whose expense, and in which language.
#[derive(Clone, Debug)]
pub(super) struct Asker {
    pub(super) bearer: Bearer,
    pub(super) address: IpAddr,
    pub(super) caller: Caller,
    pub(super) locale: Locale,
    /// What personal data are asked for.
    pub(super) purpose: Option<Purpose>,
}

impl Asker {
    /// A client at its own expense, everybody else at that of the address.
    pub(super) fn new(
        bearer: Bearer,
        address: IpAddr,
        locale: Locale,
        purpose: Option<Purpose>,
    ) -> Self {
        let client = bearer.client().map(str::to_owned);
        let caller = client.map_or(Caller::Address(address), Caller::Client);
        Self { bearer, address, caller, locale, purpose }
    }
}

/// Whom a stream belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) caller: Caller,
    pub(super) person: Option<String>,
}

impl Asker {
    pub(super) fn owner(&self) -> Owner {
        Owner { caller: self.caller.clone(), person: self.bearer.person().map(str::to_owned) }
    }
}

pub(super) struct Prepared {
    document: Arc<Document>,
    name: Option<String>,
    variables: Variables,
    cost: Arc<Cost>,
    /// Elements of the schema that it uses and that are to go.
    pub(super) deprecated: BTreeSet<String>,
    /// Where a subscription goes on, whatever its arguments say.
    resume: Option<Cursor>,
    pub(super) kind: OperationType,
}

impl Prepared {
    /// Lets the operation through if it is valid, its variables fit, and it costs no more than it
    /// may. Nothing is charged for it yet.
    pub(super) fn new(shared: &Shared, operation: Operation) -> Result<Self, Refused> {
        let hash = operation.hash()?;
        let Operation { query, name, variables, resume, .. } = operation;
        let variables = variables.map(|map| Variables::from_json(map.into()));
        let mut variables = variables.unwrap_or_default();
        let document = match (query, hash) {
            (None, Some(known)) => shared.guard.known(&known)?,
            (Some(query), Some(stated)) if guard::hash(&query) != stated => {
                return Err(Refused::BadInput(
                    "`extensions.persistedQuery.sha256Hash` is not the SHA-256 of `query`",
                ));
            }
            (query, _) => shared.guard.admit(&query.unwrap_or_default())?,
        };
        let definition = document.operation(name.as_deref())?;
        variables::complete(definition, &mut variables)?;
        let cost = shared.guard.afford(&document, definition, &variables)?.into();
        let deprecated = document.deprecated(definition, &variables);
        let kind = definition.ty;
        Ok(Self { document, name, variables, cost, deprecated, resume, kind })
    }

    /// The name of the operation.
    pub(super) fn called(&self) -> Option<&str> {
        self.document.called(self.name.as_deref())
    }

    /// Points it may cost at most.
    pub(super) fn requested(&self) -> u64 {
        self.cost.requested()
    }

    /// Charges for it and runs it.
    pub(super) async fn run(
        &self,
        shared: &Shared,
        asker: &Asker,
        deadline: Instant,
        request_id: &str,
    ) -> Result<Response, Refused> {
        by(deadline, async {
            let session = self.paid(shared, asker, request_id).await?;
            let standing = shared.quota.standing(&asker.caller, shared.app.clock().now().0);
            let request = self.request().data(standing);
            Ok(execute(&shared.schema, request, session, asker.locale).await)
        })
        .await
    }

    /// Charges for a subscription and opens it. Each event that it tells is charged for again.
    pub(super) async fn open(
        &self,
        shared: &Shared,
        asker: &Asker,
        deadline: Instant,
        request_id: &str,
    ) -> Result<Follower, Refused> {
        let turn = Arc::new(Turn::opening(self.resume.clone()));
        let request = self.request().data(turn.clone());
        let response = by(deadline, async {
            let session = self.paid(shared, asker, request_id).await?;
            Ok(execute_turn(&shared.schema, request, session, asker.locale).await)
        });
        if let Some(response) = response.await? {
            return Err(Refused::Invalid(classified(response.errors, self.asked())));
        }
        Arc::into_inner(turn).and_then(Turn::opened).ok_or(Refused::Internal)
    }

    /// Before a subscription speaks again.
    pub(super) fn begin_anew(&mut self) {
        self.cost = self.cost.anew().into();
    }

    /// What a subscription says of an event, to whoever sees it now. Nothing is charged for what is
    /// not said, and nothing is run that could not be paid.
    pub(super) async fn tell(
        &self,
        shared: &Shared,
        asker: &Asker,
        request_id: &str,
        event: Event,
    ) -> Result<Option<Response>, Refused> {
        let _turn = shared.shedding.turn().await;
        shared.quota.affords(&shared.app, &asker.caller, self.requested())?;
        by(Instant::now() + shared.settings.timeout, async {
            let session = self.session(shared, asker, request_id).await?;
            let request = self.request().data(Arc::new(Turn::Happened(event)));
            let response = execute_turn(&shared.schema, request, session, asker.locale).await;
            if response.as_ref().is_some_and(|response| !has_failed_for_now(response)) {
                self.charge(shared, asker).await?;
            }
            Ok(response)
        })
        .await
    }

    /// A session that has been paid for.
    async fn paid(
        &self,
        shared: &Shared,
        asker: &Asker,
        request_id: &str,
    ) -> Result<Session, Refused> {
        let session = self.session(shared, asker, request_id).await?;
        let charged = self.charge(shared, asker).await;
        charged.inspect_err(|refused| {
            if matches!(refused, Refused::RateLimited(..)) {
                shared.settings.metrics.over_quota(&asker.caller);
            }
        })?;
        Ok(session)
    }

    /// A session of whoever may run this.
    async fn session(
        &self,
        shared: &Shared,
        asker: &Asker,
        request_id: &str,
    ) -> Result<Session, Refused> {
        let admitted = asker.bearer.admitted(shared).await?;
        if let Some(Admitted { client, .. }) = &admitted {
            let documents = &client.profile.documents;
            if !documents.is_empty() && !documents.contains(&HEXLOWER.encode(&self.document.hash)) {
                return Err(Refused::UntrustedDocument);
            }
            shared.quota.agree(&asker.caller, client.terms.points_per_minute);
        }
        let origin = Origin {
            request_id: Some(request_id.to_owned()),
            source: "api",
            purpose: asker.purpose,
        };
        Ok(shared.app.session_of(admitted, origin))
    }

    async fn charge(&self, shared: &Shared, asker: &Asker) -> Result<(), Refused> {
        shared.quota.charge(&shared.app, &asker.caller, self.requested()).await?;
        shared.settings.metrics.charged(self.requested());
        if let Some(client) = asker.bearer.client_id() {
            shared.app.count_use(client, Used { points: self.requested(), ..Used::default() });
        }
        Ok(())
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

/// Waits so long and no longer.
async fn by<T>(
    deadline: Instant,
    answer: impl Future<Output = Result<T, Refused>>,
) -> Result<T, Refused> {
    timeout_at(deadline, answer).await.unwrap_or(Err(Refused::Timeout))
}
