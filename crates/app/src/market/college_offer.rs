use domain::{
    Code, Id, Workflow,
    directory::{Cluster, Organization},
    market::{
        CollegeOffer,
        college_offer::{Action, Command, Terms},
        request_response::RESPONDER_IS_A_COLLEGE,
    },
};

use crate::{
    Aggregate, Result, Tx, UseCase,
    directory::{acts_in, organization},
    register::number,
};

impl Aggregate for CollegeOffer {}

/// A college begins an offer.
#[derive(Clone, Debug)]
pub struct CreateOffer {
    pub id: Id<CollegeOffer>,
    pub college_id: Id<Organization>,
    pub cluster_id: Option<Id<Cluster>>,
    pub terms: Terms,
}

/// A college changes what it offers.
#[derive(Clone, Debug)]
pub struct EditOffer {
    pub id: Id<CollegeOffer>,
    pub expected_version: Option<u32>,
    pub terms: Terms,
}

impl UseCase for CreateOffer {
    type Record = CollegeOffer;

    fn id(&self) -> Id<CollegeOffer> {
        self.id
    }

    async fn run(&self, tx: &Tx) -> Result<CollegeOffer> {
        let college = organization(tx, self.college_id, "college_id").await?;
        let region = college.region.filter(|_| college.profile.kind.is_college());
        let region = region.ok_or(RESPONDER_IS_A_COLLEGE.broken_at(Some("college_id")))?;
        let terms = tx.reference().classify_offer(self.terms.clone(), None)?;
        let facts = tx.facts();
        let draft = |number| {
            let (id, terms) = (self.id, terms.clone());
            CollegeOffer::draft(id, number, self.college_id, region, self.cluster_id, terms, &facts)
        };
        draft(String::new()).begin(tx.viewer(), &facts)?;
        acts_in(tx, self.college_id, self.cluster_id).await?;
        tx.create(draft(number(tx, 'O', region).await?)).await
    }
}

impl UseCase for EditOffer {
    type Record = CollegeOffer;

    fn id(&self) -> Id<CollegeOffer> {
        self.id
    }

    fn action(&self) -> &'static str {
        Action::Edit.code()
    }

    async fn run(&self, tx: &Tx) -> Result<CollegeOffer> {
        let offer = tx.get_at(self.id, self.expected_version).await?;
        let terms = tx.reference().classify_offer(self.terms.clone(), Some(&offer.terms))?;
        tx.act(offer, Command::Edit { terms }).await
    }
}
