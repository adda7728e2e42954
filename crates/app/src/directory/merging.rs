//! An organization becomes part of another one, which takes over whatever names it.

use domain::{
    Code, Datum, Filter, Id, Record, Test,
    directory::{
        Cluster, ClusterMembership, ContactPerson, Organization,
        cluster_membership::{self, Status},
        organization::{Action, Command, MERGES_INTO_ANOTHER, Profile},
    },
    market::{CollegeOffer, EmployerRequest, RequestResponse, request_response},
    platform::{Affiliation, ApiClient, Person},
    training::Workplace,
};

use super::{
    cluster_membership::current,
    organization::carry_region,
    settling::{settle_people, settle_roles},
};
use crate::{Result, Tx, UseCase};

/// An organization becomes part of another one, which takes over whatever names it.
#[derive(Clone, Debug)]
pub struct MergeOrganizations {
    pub id: Id<Organization>,
    pub expected_version: Option<u32>,
    pub into_id: Id<Organization>,
}

impl UseCase for MergeOrganizations {
    type Record = Organization;

    fn id(&self) -> Id<Organization> {
        self.id
    }

    fn action(&self) -> &'static str {
        Action::Merge.code()
    }

    async fn run(&self, tx: &Tx) -> Result<Organization> {
        let into_id = self.into_id;
        let source = tx.get_at(self.id, self.expected_version).await?;
        let target = tx.named("into_id", into_id).await?;
        let region = target.region;
        let parent_id = source.profile.parent_id.filter(|&id| id != into_id);
        let merged = tx.act(source, Command::Merge { into_id }).await?;
        if !target.is_active() {
            return Err(MERGES_INTO_ANOTHER.broken_at(Some("into_id")).into());
        }
        if target.profile.parent_id == Some(self.id) {
            // A part that takes in the whole is not a part of itself afterwards.
            let profile = Profile { parent_id, ..target.profile.clone() };
            tx.act(target, Command::Edit { profile }).await?;
        }
        settle_memberships(tx, self.id, into_id).await?;
        settle_responses(tx, self.id, into_id).await?;
        settle_people(tx, self.id, into_id).await?;
        settle_roles(tx, self.id, into_id).await?;
        take_over(tx, self.id, into_id).await?;
        carry_region(tx, into_id, region).await?;
        Ok(merged)
    }
}

/// Where both are members of a cluster, one membership remains: that of the target, unless it is
/// only invited.
async fn settle_memberships(
    tx: &Tx,
    source_id: Id<Organization>,
    target_id: Id<Organization>,
) -> Result<()> {
    let targets = current(tx, "organization_id", target_id.uuid()).await?;
    for membership in current(tx, "organization_id", source_id.uuid()).await? {
        let twin = targets.iter().find(|twin| twin.cluster_id == membership.cluster_id);
        let Some(twin) = twin else { continue };
        let weaker = if twin.status == Status::Invited { twin.clone() } else { membership };
        tx.act_by_rule(weaker, cluster_membership::Command::Dissolve {}).await?;
    }
    Ok(())
}

/// Where responses of both to one request wait for a decision, that of the target remains.
async fn settle_responses(
    tx: &Tx,
    source_id: Id<Organization>,
    target_id: Id<Organization>,
) -> Result<()> {
    let targets = waiting(tx, target_id).await?;
    for response in waiting(tx, source_id).await? {
        if targets.iter().any(|twin| twin.request_id == response.request_id) {
            tx.act_by_rule(response, request_response::Command::Withdraw {}).await?;
        }
    }
    Ok(())
}

/// Responses of a college that wait for a decision.
async fn waiting(tx: &Tx, college: Id<Organization>) -> Result<Vec<RequestResponse>> {
    let waiting = request_response::Status::WAITING.iter();
    let waiting = waiting.map(|status| Datum::Text(status.code().to_owned()));
    tx.all_by_rule(&Filter::All(vec![
        Filter::Field("college_id", Test::Eq(Datum::Uuid(college.uuid()))),
        Filter::Field("status", Test::In(waiting.collect())),
    ]))
    .await
}

/// Where organizations are named: the one list of it, for the merge and for the test that compares
/// it with the database.
macro_rules! references {
    ($($record:ty: $($column:ident),+;)*) => {
        /// Tables and their columns that name an organization.
        pub const REFERENCES: &[(&str, &str)] =
            &[$($((<$record as Record>::NAME, stringify!($column)),)+)*];

        async fn take_over(
            tx: &Tx,
            from: Id<Organization>,
            to: Id<Organization>,
        ) -> Result<()> {
            $($(tx.repoint::<$record, _>(stringify!($column), from, to).await?;)+)*
            Ok(())
        }
    };
}

references! {
    Organization: parent_id, merged_into_id;
    Cluster: initiator_id, coordinator_id, base_organization_id;
    ClusterMembership: organization_id, initiator_id;
    EmployerRequest: employer_id, selected_college_ids;
    CollegeOffer: college_id;
    RequestResponse: college_id, employer_id;
    ApiClient: organization_id;
    Person: organization_id;
    Affiliation: organization_id;
    ContactPerson: organization_id;
    Workplace: enterprise_id;
}
