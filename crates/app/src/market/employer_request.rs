use chrono::Datelike;
use domain::{
    Datum, Id, RegionCode, Workflow,
    directory::{Cluster, Organization},
    market::{
        EmployerRequest, RequestResponse,
        employer_request::{Classified, Command, Status, Terms},
    },
};

use crate::{Aggregate, Change, Result, Tx, UseCase, directory::active};

impl Aggregate for EmployerRequest {
    /// Responses belong where their request does: those who review it see them.
    async fn follow(tx: &Tx, Change { before, after }: Change<'_, Self>) -> Result<()> {
        if before.is_some_and(|before| before.region != after.region) {
            let region = Datum::Text(after.region.to_string());
            let of = ("request_id", after.head.id);
            tx.carry::<RequestResponse, _>(of, "region", &region).await?;
        }
        Ok(())
    }
}

/// An employer begins a request.
#[derive(Clone, Debug)]
pub struct CreateRequest {
    pub id: Id<EmployerRequest>,
    pub employer_id: Id<Organization>,
    pub cluster_id: Option<Id<Cluster>>,
    pub terms: Terms,
}

/// An employer begins a request like one it has made before, without its dates.
#[derive(Clone, Debug)]
pub struct CloneRequest {
    pub id: Id<EmployerRequest>,
    pub source_id: Id<EmployerRequest>,
}

/// An employer changes what is wanted.
#[derive(Clone, Debug)]
pub struct EditRequest {
    pub id: Id<EmployerRequest>,
    pub expected_version: Option<u32>,
    pub terms: Terms,
    pub change: RequestChange,
}

/// Before publication, or after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestChange {
    Edit,
    Revise,
}

/// An employer hands a request in. That of a verified employer, in which nothing has to be looked
/// at by a person, is published at once, unless a reviewer has sent it back before.
#[derive(Clone, Debug)]
pub struct SubmitRequest {
    pub id: Id<EmployerRequest>,
    pub expected_version: Option<u32>,
}

impl UseCase for CreateRequest {
    type Record = EmployerRequest;

    fn id(&self) -> Id<EmployerRequest> {
        self.id
    }

    async fn run(&self, tx: &Tx) -> Result<EmployerRequest> {
        let employer = active(tx, self.employer_id).await?;
        let classified = tx.reference().classify_request(self.terms.clone(), None)?;
        begin(tx, self.id, &employer, self.cluster_id, classified).await
    }
}

impl UseCase for CloneRequest {
    type Record = EmployerRequest;

    fn id(&self) -> Id<EmployerRequest> {
        self.id
    }

    async fn run(&self, tx: &Tx) -> Result<EmployerRequest> {
        let source = tx.get(self.source_id).await?;
        let employer = active(tx, source.employer_id).await?;
        let terms = Terms { start_from: None, start_to: None, closes_at: None, ..source.terms };
        let classified = tx.reference().classify_request(terms, None)?;
        begin(tx, self.id, &employer, source.cluster_id, classified).await
    }
}

impl UseCase for EditRequest {
    type Record = EmployerRequest;

    fn id(&self) -> Id<EmployerRequest> {
        self.id
    }

    async fn run(&self, tx: &Tx) -> Result<EmployerRequest> {
        let request = tx.get_at(self.id, self.expected_version).await?;
        let before = Some(&request.terms);
        let terms = tx.reference().classify_request(self.terms.clone(), before)?;
        let command = match self.change {
            RequestChange::Edit => Command::Edit { terms },
            RequestChange::Revise => Command::Revise { terms },
        };
        tx.act(request, command).await
    }
}

impl UseCase for SubmitRequest {
    type Record = EmployerRequest;

    fn id(&self) -> Id<EmployerRequest> {
        self.id
    }

    async fn run(&self, tx: &Tx) -> Result<EmployerRequest> {
        let request = tx.get_at(self.id, self.expected_version).await?;
        let first = request.status == Status::Draft;
        let request = tx.act(request, Command::Submit {}).await?;
        let employer = active(tx, request.employer_id).await?;
        if first && employer.is_verified() && !request.needs_review() {
            return tx.act_by_rule(request, Command::Publish {}).await;
        }
        Ok(request)
    }
}

async fn begin(
    tx: &Tx,
    id: Id<EmployerRequest>,
    employer: &Organization,
    cluster_id: Option<Id<Cluster>>,
    classified: Classified,
) -> Result<EmployerRequest> {
    let facts = tx.facts();
    let employer_id = employer.head.id;
    let region = classified.region;
    let draft = |number| {
        let classified = classified.clone();
        EmployerRequest::draft(id, number, employer_id, cluster_id, classified, &facts)
    };
    // Refused before the number is taken: numbers have no gaps that nobody can explain.
    draft(String::new()).begin(tx.viewer(), &facts)?;
    let number = number(tx, 'R', region).await?;
    tx.create(draft(number)).await
}

/// The next number in the register: `R-<region>-<year>-<sequence>`.
pub(super) async fn number(tx: &Tx, register: char, region: RegionCode) -> Result<String> {
    let series = format!("{register}-{region}-{}", tx.facts().today().year());
    let number = tx.next_number(&series).await?;
    Ok(format!("{series}-{number:06}"))
}
