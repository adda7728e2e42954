use std::sync::Arc;

use domain::{
    Code, Datum, Filter, Id, Record, Test,
    directory::{
        Cluster, ClusterMembership, ContactPerson, Organization,
        cluster_membership::{self, Status},
        organization::{Action, Command, MERGES_INTO_ANOTHER, ORGANIZATION_IS_ACTIVE, Profile},
    },
    market::{CollegeOffer, EmployerRequest, RequestResponse, request_response},
    platform::{Affiliation, ApiClient, Person, affiliation},
};

use super::cluster_membership::{current, dissolve};
use crate::{Aggregate, Change, Error, Result, Tx, UseCase};

/// Somebody enters an organization into the register.
#[derive(Clone, Debug)]
pub struct CreateOrganization {
    pub id: Id<Organization>,
    /// As it was written, not yet checked.
    pub bin: Option<String>,
    pub profile: Profile,
}

/// An organization changes what it says of itself.
#[derive(Clone, Debug)]
pub struct EditOrganization {
    pub id: Id<Organization>,
    pub expected_version: Option<u32>,
    pub profile: Profile,
}

/// An organization becomes part of another one, which takes over whatever names it.
#[derive(Clone, Debug)]
pub struct MergeOrganizations {
    pub id: Id<Organization>,
    pub expected_version: Option<u32>,
    pub into_id: Id<Organization>,
}

impl Aggregate for Organization {
    /// An organization that no longer exists is nowhere a member; offers are where their college is.
    async fn follow(tx: &Tx, Change { before, after }: Change<'_, Self>) -> Result<()> {
        let liquidated = after.liquidated_on.is_some();
        if liquidated && before.is_some_and(|before| before.liquidated_on.is_none()) {
            dissolve(tx, "organization_id", after.head.id.uuid()).await?;
        }
        if let (Some(before), Some(region)) = (before, after.region)
            && before.region != Some(region)
        {
            let region = Datum::Text(region.to_string());
            tx.carry::<CollegeOffer, _>(("college_id", after.head.id), "region", &region).await?;
            tx.carry::<ContactPerson, _>(("organization_id", after.head.id), "region", &region)
                .await?;
        }
        Ok(())
    }
}

impl UseCase for CreateOrganization {
    type Record = Organization;

    fn id(&self) -> Id<Organization> {
        self.id
    }

    async fn run(&self, tx: &Tx) -> Result<Organization> {
        let bin = self.bin.as_deref().map(Organization::read_bin).transpose()?;
        let bin = bin.map(|bin| bin.to_string());
        let profile = self.profile.clone();
        tx.reference().check_profile(&profile, None)?;
        // Its own id breaks a rule, which tells more.
        let itself = Some(self.id);
        named_anew(tx, profile.parent_id, itself, "profile.parent_id").await?;
        tx.create(Organization::draft(self.id, bin, profile, &tx.facts())).await
    }
}

impl UseCase for EditOrganization {
    type Record = Organization;

    fn id(&self) -> Id<Organization> {
        self.id
    }

    fn action(&self) -> &'static str {
        Action::Edit.code()
    }

    async fn run(&self, tx: &Tx) -> Result<Organization> {
        let before = tx.get_at(self.id, self.expected_version).await?;
        let profile = self.profile.clone();
        tx.reference().check_profile(&profile, Some(&before.profile))?;
        let parent = before.profile.parent_id;
        named_anew(tx, profile.parent_id, parent, "profile.parent_id").await?;
        tx.act(before, Command::Edit { profile }).await
    }
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
        settle_roles(tx, self.id, into_id).await?;
        take_over(tx, self.id, into_id).await?;
        if let Some(region) = region {
            let region = Datum::Text(region.to_string());
            tx.carry::<ContactPerson, _>(("organization_id", into_id), "region", &region).await?;
        }
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

/// Whoever has a role at both has it once.
async fn settle_roles(
    tx: &Tx,
    source_id: Id<Organization>,
    target_id: Id<Organization>,
) -> Result<()> {
    let held = async |at: Id<Organization>| {
        let active = Datum::Text(affiliation::Status::Active.code().to_owned());
        let filter = Filter::All(vec![
            Filter::Field("organization_id", Test::Eq(Datum::Uuid(at.uuid()))),
            Filter::Field("status", Test::Eq(active)),
        ]);
        tx.all_by_rule::<Affiliation>(&filter).await
    };
    let targets = held(target_id).await?;
    for role in held(source_id).await? {
        let is_twin = |twin: &Affiliation| twin.role == role.role && twin.holder() == role.holder();
        if targets.iter().any(is_twin) {
            tx.act_by_rule(role, affiliation::Command::Revoke { comment: None }).await?;
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
}

/// An organization that may act.
pub(crate) async fn active(
    tx: &Tx,
    id: Id<Organization>,
    field: &'static str,
) -> Result<Arc<Organization>> {
    let organization = organization(tx, id, field).await?;
    let broken = || ORGANIZATION_IS_ACTIVE.broken_at(Some(field));
    if organization.is_active() { Ok(organization) } else { Err(broken().into()) }
}

/// An organization that a caller has named in this field.
pub(crate) async fn organization(
    tx: &Tx,
    id: Id<Organization>,
    field: &'static str,
) -> Result<Arc<Organization>> {
    tx.known(&[id]).await?.remove(&id).ok_or(Error::Absent(field))
}

/// Whether an organization that a caller has named in this field is there, if it is another one than
/// `before`.
pub(crate) async fn named_anew(
    tx: &Tx,
    id: Option<Id<Organization>>,
    before: Option<Id<Organization>>,
    field: &'static str,
) -> Result<()> {
    if let Some(id) = id.filter(|_| id != before) {
        organization(tx, id, field).await?;
    }
    Ok(())
}
