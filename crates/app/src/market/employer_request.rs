use domain::{
    Code, Datum, Id, Workflow,
    directory::{Cluster, Organization},
    market::{
        EmployerRequest, RequestResponse,
        employer_request::{Action, Classified, Command, Status, Terms},
        request_response::RESPONDER_IS_A_COLLEGE,
    },
};

use crate::{
    Aggregate, Change, Result, Tx, UseCase,
    directory::{acts_in, organization, takes_part},
    register::number,
};

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

/// An employer begins a request like one it has made before, without its dates, and in the same
/// cluster only if it still takes part there.
#[derive(Clone, Debug)]
pub struct CloneRequest {
    pub id: Id<EmployerRequest>,
    pub source_id: Id<EmployerRequest>,
}

/// An employer changes what is wanted. What an employer that is not verified says in other words
/// after publication goes back to the reviewers.
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
        organization(tx, self.employer_id, "employer_id").await?;
        let classified = tx.reference().classify_request(self.terms.clone(), None)?;
        begin(tx, self.id, self.employer_id, self.cluster_id, classified).await
    }
}

impl UseCase for CloneRequest {
    type Record = EmployerRequest;

    fn id(&self) -> Id<EmployerRequest> {
        self.id
    }

    async fn run(&self, tx: &Tx) -> Result<EmployerRequest> {
        let source = tx.named("source_id", self.source_id).await?;
        let employer_id = source.employer_id;
        let cluster_id = match source.cluster_id {
            Some(id) if takes_part(tx, employer_id, id).await? => Some(id),
            _ => None,
        };
        let terms = Terms { start_from: None, start_to: None, closes_at: None, ..source.terms };
        let classified = tx.reference().classify_request(terms, None)?;
        begin(tx, self.id, employer_id, cluster_id, classified).await
    }
}

impl UseCase for EditRequest {
    type Record = EmployerRequest;

    fn id(&self) -> Id<EmployerRequest> {
        self.id
    }

    fn action(&self) -> &'static str {
        match self.change {
            RequestChange::Edit => Action::Edit.code(),
            RequestChange::Revise => Action::Revise.code(),
        }
    }

    async fn run(&self, tx: &Tx) -> Result<EmployerRequest> {
        let request = tx.get_at(self.id, self.expected_version).await?;
        let before = Some(&request.terms);
        let terms = tx.reference().classify_request(self.terms.clone(), before)?;
        check_selected(tx, &self.terms, before).await?;
        match self.change {
            RequestChange::Edit => tx.act(request, Command::Edit { terms }).await,
            RequestChange::Revise => {
                let before = request.clone();
                let revised = tx.act(request, Command::Revise { terms }).await?;
                let employer = organization(tx, revised.employer_id, "id").await?;
                let published = revised.status == Status::Published;
                if published && !employer.is_verified() && !revised.reads_like(&before) {
                    return tx.act_by_rule(revised, Command::Review {}).await;
                }
                Ok(revised)
            }
        }
    }
}

impl UseCase for SubmitRequest {
    type Record = EmployerRequest;

    fn id(&self) -> Id<EmployerRequest> {
        self.id
    }

    fn action(&self) -> &'static str {
        Action::Submit.code()
    }

    async fn run(&self, tx: &Tx) -> Result<EmployerRequest> {
        let request = tx.get_at(self.id, self.expected_version).await?;
        let first = request.status == Status::Draft;
        let request = tx.act(request, Command::Submit {}).await?;
        let employer = organization(tx, request.employer_id, "id").await?;
        if first && employer.is_verified() && !request.needs_review() {
            return tx.act_by_rule(request, Command::Publish {}).await;
        }
        Ok(request)
    }
}

async fn begin(
    tx: &Tx,
    id: Id<EmployerRequest>,
    employer_id: Id<Organization>,
    cluster_id: Option<Id<Cluster>>,
    classified: Classified,
) -> Result<EmployerRequest> {
    let facts = tx.facts();
    let region = classified.region;
    let draft = |number| {
        let classified = classified.clone();
        EmployerRequest::draft(id, number, employer_id, cluster_id, classified, &facts)
    };
    // Refused before the number is taken: numbers have no gaps that nobody can explain.
    draft(String::new()).begin(tx.viewer(), &facts)?;
    acts_in(tx, employer_id, cluster_id).await?;
    check_selected(tx, &classified.terms, None).await?;
    let number = number(tx, 'R', region).await?;
    tx.create(draft(number)).await
}

/// Whether the colleges that are to see a request are colleges. Those that stood there `before` may
/// stay, whatever they have become since.
async fn check_selected(tx: &Tx, terms: &Terms, before: Option<&Terms>) -> Result<()> {
    let stood = |id| before.is_some_and(|terms| terms.selected_college_ids.contains(id));
    let chosen = terms.selected_college_ids.iter().filter(|id| !stood(id));
    let chosen: Vec<_> = chosen.copied().collect();
    let known = tx.known(&chosen).await?;
    let college =
        |id| known.get(id).is_some_and(|it| it.is_active() && it.profile.kind.is_college());
    if chosen.iter().all(college) {
        return Ok(());
    }
    Err(RESPONDER_IS_A_COLLEGE.broken_at(Some("terms.selected_college_ids")).into())
}
