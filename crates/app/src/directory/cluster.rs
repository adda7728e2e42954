use chrono::Days;
use domain::{
    Code, Id, RegionCode, Workflow,
    directory::{
        Cluster, ClusterMembership, Organization,
        cluster::{Action, Command, Profile, TAKES_OTHERS_IN},
        cluster_membership::{self, Terms},
    },
};

use super::{active, cluster_membership::dissolve, organization::named_anew};
use crate::{Aggregate, Change, Result, Tx, UseCase};

/// An organization raises the idea of a cluster, and is its first member.
#[derive(Clone, Debug)]
pub struct CreateCluster {
    pub id: Id<Cluster>,
    pub initiator_id: Id<Organization>,
    pub region_code: RegionCode,
    pub profile: Profile,
}

/// A cluster changes what it says of itself.
#[derive(Clone, Debug)]
pub struct EditCluster {
    pub id: Id<Cluster>,
    pub expected_version: Option<u32>,
    pub profile: Profile,
}

/// A cluster becomes part of another one.
#[derive(Clone, Debug)]
pub struct MergeClusters {
    pub id: Id<Cluster>,
    pub expected_version: Option<u32>,
    pub into_id: Id<Cluster>,
}

impl Aggregate for Cluster {
    /// Nobody is a member of a cluster that is no more.
    async fn follow(tx: &Tx, Change { before, after }: Change<'_, Self>) -> Result<()> {
        if before.is_some_and(Self::is_open) && !after.is_open() {
            dissolve(tx, "cluster_id", after.head.id.uuid()).await?;
        }
        Ok(())
    }
}

impl UseCase for CreateCluster {
    type Record = Cluster;

    fn id(&self) -> Id<Cluster> {
        self.id
    }

    async fn run(&self, tx: &Tx) -> Result<Cluster> {
        let facts = tx.facts();
        let initiator = active(tx, self.initiator_id, "initiator_id").await?;
        seats(tx, &self.profile, None).await?;
        let profile = self.profile.clone();
        tx.reference().check_cluster(self.region_code, &profile, None)?;
        let cluster = Cluster::draft(self.id, self.initiator_id, self.region_code, profile, &facts);
        let cluster = tx.create(cluster).await?;
        let terms = Terms::of_founder(initiator.profile.kind);
        let respond_by = facts.today() + DAYS_TO_ANSWER;
        let id = tx.new_id();
        let founder =
            ClusterMembership::invitation(id, &cluster, &initiator, terms, respond_by, &facts);
        let founder = tx.create(founder).await?;
        // The akimat may raise the idea for an organization, which is then asked like any other.
        if tx.viewer().organizations().any(|id| id == self.initiator_id) {
            tx.act_by_rule(founder, cluster_membership::Command::Accept {}).await?;
        }
        tx.get(self.id).await
    }
}

/// How long the founder has to say whether it takes part.
const DAYS_TO_ANSWER: Days = Days::new(30);

impl UseCase for EditCluster {
    type Record = Cluster;

    fn id(&self) -> Id<Cluster> {
        self.id
    }

    fn action(&self) -> &'static str {
        Action::Edit.code()
    }

    async fn run(&self, tx: &Tx) -> Result<Cluster> {
        let cluster = tx.get_at(self.id, self.expected_version).await?;
        let profile = self.profile.clone();
        tx.reference().check_cluster(cluster.region, &profile, Some(&cluster.profile))?;
        seats(tx, &profile, Some(&cluster.profile)).await?;
        tx.act(cluster, Command::Edit { profile }).await
    }
}

/// Whether the organizations that have a part in the cluster are there.
async fn seats(tx: &Tx, profile: &Profile, before: Option<&Profile>) -> Result<()> {
    let coordinator = before.and_then(|before| before.coordinator_id);
    named_anew(tx, profile.coordinator_id, coordinator, "profile.coordinator_id").await?;
    let base = before.and_then(|before| before.base_organization_id);
    named_anew(tx, profile.base_organization_id, base, "profile.base_organization_id").await
}

impl UseCase for MergeClusters {
    type Record = Cluster;

    fn id(&self) -> Id<Cluster> {
        self.id
    }

    fn action(&self) -> &'static str {
        Action::Merge.code()
    }

    async fn run(&self, tx: &Tx) -> Result<Cluster> {
        let cluster = tx.get_at(self.id, self.expected_version).await?;
        let into_id = self.into_id;
        // Who may not do this learns nothing of the other one.
        cluster.ready(tx.viewer(), Action::Merge, &tx.facts())?;
        let other = tx.named("into_id", into_id).await?;
        let merged = tx.act(cluster, Command::Merge { into_id }).await?;
        TAKES_OTHERS_IN.check(&other, &tx.facts())?;
        Ok(merged)
    }
}
