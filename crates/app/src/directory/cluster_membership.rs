use chrono::NaiveDate;
use domain::{
    Code, Datum, Filter, Id, Test,
    directory::{
        Cluster, ClusterMembership, Organization,
        cluster::{self, OPEN_FOR_MEMBERS, WITH_STATUS},
        cluster_membership::{Command, ORGANIZATION_TAKES_PART, Status, Terms},
    },
};
use persistence::Shift;
use uuid::Uuid;

use super::active;
use crate::{Aggregate, Change, Result, Tx, UseCase};

/// An organization is asked to join a cluster.
#[derive(Clone, Debug)]
pub struct InviteMember {
    pub id: Id<ClusterMembership>,
    pub cluster_id: Id<Cluster>,
    pub organization_id: Id<Organization>,
    pub terms: Terms,
    pub respond_by: NaiveDate,
}

impl UseCase for InviteMember {
    type Record = ClusterMembership;

    fn id(&self) -> Id<ClusterMembership> {
        self.id
    }

    async fn run(&self, tx: &Tx) -> Result<ClusterMembership> {
        let facts = tx.facts();
        let cluster = tx.named("cluster_id", self.cluster_id).await?;
        let organization = active(tx, self.organization_id, "organization_id").await?;
        let (terms, respond_by) = (self.terms.clone(), self.respond_by);
        let invitation = ClusterMembership::invitation(
            self.id,
            &cluster,
            &organization,
            terms,
            respond_by,
            &facts,
        );
        tx.create(invitation).await
    }
}

impl Aggregate for ClusterMembership {
    /// Whoever joins is in operation and the cluster open for it; the numbers of the cluster stay
    /// the sums over its members.
    async fn follow(tx: &Tx, Change { before, after }: Change<'_, Self>) -> Result<()> {
        const JOINS: &[Status] = &[Status::Invited, Status::Accepted, Status::Active];
        let moved = before.is_none_or(|before| before.status != after.status);
        let mut within = None;
        if moved && JOINS.contains(&after.status) {
            active(tx, after.organization_id, "organization_id").await?;
            // Who is invited does not see the cluster before it has its status.
            let cluster = tx.get_by_rule(after.cluster_id).await?;
            OPEN_FOR_MEMBERS.check(&cluster, &tx.facts())?;
            within = Some(cluster::Status::OPEN);
            if after.status == Status::Active {
                WITH_STATUS.check(&cluster, &tx.facts())?;
                within = Some(cluster::Status::WITH_STATUS);
            }
        }
        let old = before.map(Self::tally).unwrap_or_default();
        let new = after.tally();
        let shift = |column, new: u32, old: u32| Shift {
            column,
            by: i64::from(new) - i64::from(old),
            at_most: None,
        };
        let shifts = [
            shift("enterprises", new.enterprises, old.enterprises),
            shift("colleges", new.colleges, old.colleges),
            shift("government", new.government, old.government),
        ];
        tx.shift(after.cluster_id, &shifts, within).await
    }
}

/// Ends all current memberships of an organization (`organization_id`) or of a cluster
/// (`cluster_id`).
pub(super) async fn dissolve(tx: &Tx, column: &'static str, id: Uuid) -> Result<()> {
    for membership in current(tx, column, id).await? {
        tx.act_by_rule(membership, Command::Dissolve {}).await?;
    }
    Ok(())
}

/// Whether an organization takes part in a cluster. Whoever acts for it sees the cluster then.
pub(crate) async fn takes_part(
    tx: &Tx,
    organization: Id<Organization>,
    cluster: Id<Cluster>,
) -> Result<bool> {
    let states = Status::TAKES_PART.iter().map(|status| Datum::Text(status.code().to_owned()));
    let members: Vec<ClusterMembership> = tx
        .all_by_rule(&Filter::All(vec![
            Filter::Field("cluster_id", Test::Eq(Datum::Uuid(cluster.uuid()))),
            Filter::Field("organization_id", Test::Eq(Datum::Uuid(organization.uuid()))),
            Filter::Field("status", Test::In(states.collect())),
        ]))
        .await?;
    Ok(!members.is_empty())
}

/// What an organization does in a cluster it does as one that takes part.
pub(crate) async fn acts_in(
    tx: &Tx,
    organization: Id<Organization>,
    cluster: Option<Id<Cluster>>,
) -> Result<()> {
    match cluster {
        Some(cluster) if !takes_part(tx, organization, cluster).await? => {
            Err(ORGANIZATION_TAKES_PART.broken_at(Some("cluster_id")).into())
        }
        _ => Ok(()),
    }
}

/// All current memberships of an organization or of a cluster.
pub(super) async fn current(
    tx: &Tx,
    column: &'static str,
    id: Uuid,
) -> Result<Vec<ClusterMembership>> {
    let current = Status::CURRENT.iter().map(|status| Datum::Text(status.code().to_owned()));
    tx.all_by_rule(&Filter::All(vec![
        Filter::Field(column, Test::Eq(Datum::Uuid(id))),
        Filter::Field("status", Test::In(current.collect())),
    ]))
    .await
}
