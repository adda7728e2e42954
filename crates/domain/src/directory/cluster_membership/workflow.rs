//! Who may see a membership, who may do what with it, and when.

use super::{
    Action::{self, *},
    ClusterMembership, Command,
    Status::{self, *},
    rules::{LAPSED, MEMBER_HAS_SIGNED, ROLES, STANDING},
};
use crate::{
    Anchor, Area, Beginning, Facts, Grant, Guard, Record,
    Role::{self, *},
    Sight, Transition, Unique, Viewer, Workflow, anchor,
    record::head_and_status,
    stay, step,
    workflow::comment,
};

const CLUSTER: Anchor<ClusterMembership> = anchor!(Cluster: cluster_id);
const ORGANIZATION: Anchor<ClusterMembership> = anchor!(Organization: organization_id);
const INITIATED_BY: Anchor<ClusterMembership> = anchor!(Organization: initiator_id);
const REGION: Anchor<ClusterMembership> = anchor!(Region: region);

const COORDINATORS: &[Role] = &[ClusterCoordinator, CouncilSecretary];

const GATHERER: &[Grant<ClusterMembership>] = &[
    INITIATED_BY.roles(Role::FOR_ORGANIZATION),
    REGION.roles(&[LocalExecutive]),
    CLUSTER.roles(COORDINATORS),
];
const COORDINATOR: &[Grant<ClusterMembership>] = &[CLUSTER.roles(COORDINATORS)];
const COUNCIL: &[Grant<ClusterMembership>] = &[CLUSTER.roles(&[CouncilSecretary])];
const MEMBER: &[Grant<ClusterMembership>] = &[ORGANIZATION.roles(&[OrgAdmin])];
// The initiator has said that it takes part by raising the idea.
const MEMBER_OR_RULE: &[Grant<ClusterMembership>] =
    &[ORGANIZATION.roles(&[OrgAdmin]), Grant::System];
const SYSTEM: &[Grant<ClusterMembership>] = &[Grant::System];

impl Record for ClusterMembership {
    const NAME: &'static str = "cluster_membership";
    const AREA: Area = Area::Directory;
    type Status = Status;
    const SIGHTS: &'static [Sight<Self>] = &[
        Sight::everyone().in_states(&[Active, Suspended]),
        ORGANIZATION.seen_by(Role::FOR_ORGANIZATION),
        INITIATED_BY.seen_by(Role::FOR_ORGANIZATION),
        REGION.seen_by(&[LocalExecutive, RegionalCouncilSecretary, RegionalChamber]),
        CLUSTER.seen_by(&[ClusterMember, ClusterCoordinator, CouncilSecretary]),
        Anchor::Country.seen_by(&[MinistryAnalyst, MinistryEditor]),
    ];
    const UNIQUE: &'static [Unique] = &[Unique::of("organization_id", "organization_id")];

    head_and_status!();
}

impl Workflow for ClusterMembership {
    type Command = Command;
    type Action = Action;

    const BEGINS: Beginning<Self> = Beginning::new(Invited, GATHERER).ensures(&[STANDING]);

    #[rustfmt::skip]
    const TRANSITIONS: &'static [Transition<Self>] = &[
        stay(Edit,     &[Invited],                             GATHERER),
        stay(Edit,     &[Accepted, Active],                    COORDINATOR),
        step(Accept,   &[Invited],                  Accepted,  MEMBER_OR_RULE).needs(&[STANDING]),
        step(Decline,  &[Invited],                  Declined,  MEMBER).lets_out(),
        step(Expire,   &[Invited],                  Expired,   SYSTEM).needs(&[LAPSED]),
        step(Activate, &[Accepted],                 Active,    COORDINATOR).awaits(&[&MEMBER_HAS_SIGNED]),
        step(Suspend,  &[Active],                   Suspended, COORDINATOR),
        step(Resume,   &[Suspended],                Active,    COORDINATOR),
        step(Withdraw, &[Accepted, Active, Suspended], Ended,  MEMBER).lets_out(),
        step(Exclude,  &[Accepted, Active, Suspended], Ended,  COUNCIL),
        step(Dissolve, Status::CURRENT,             Ended,     SYSTEM),
    ];

    const INVARIANTS: &'static [Guard<Self>] = &[ROLES];
    const CONFIDANTS: &'static [Sight<Self>] = &[
        ORGANIZATION.seen_by(Role::FOR_ORGANIZATION),
        INITIATED_BY.seen_by(Role::FOR_ORGANIZATION),
        REGION.seen_by(&[LocalExecutive]),
        CLUSTER.seen_by(COORDINATORS),
    ];

    comment!();

    fn apply(&mut self, command: Command, _: &Viewer, facts: &Facts<'_>) {
        match command {
            Command::Edit { terms } => self.terms = terms.in_order(),
            Command::Activate {} => self.joined_on = Some(facts.today()),
            Command::Decline { comment } => self.comment = comment,
            Command::Suspend { comment } => self.comment = Some(comment),
            Command::Withdraw { comment } => {
                self.comment = comment;
                self.left_on = Some(facts.today());
            }
            Command::Exclude { comment } => {
                self.comment = Some(comment);
                self.left_on = Some(facts.today());
            }
            Command::Dissolve {} => self.left_on = Some(facts.today()),
            Command::Accept {} | Command::Expire {} | Command::Resume {} => {}
        }
    }
}
