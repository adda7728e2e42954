//! Who may see who holds a role, who grants and revokes it, and when.

use super::{
    Action::{self, *},
    Affiliation, Command,
    Status::{self, *},
    rules::{ENDED, FITS, HELD_ONCE, IN_ORDER, ONE_HOLDER, ONESELF, STANDS},
};
use crate::{
    Anchor, Area, Beginning, Facts, Grant, Guard, Record,
    Role::{self, *},
    Sight, Transition, Unique, Viewer, Workflow, anchor,
    record::head_and_status,
    stay, step,
    workflow::comment,
};

const ORGANIZATION: Anchor<Affiliation> = anchor!(Organization: organization_id);
const CLUSTER: Anchor<Affiliation> = anchor!(Cluster: cluster_id);
const REGION: Anchor<Affiliation> = anchor!(Region: region);

const COUNCIL: &[Role] = &[ClusterCoordinator, CouncilSecretary];

// Roles of a region and of the country are the ministry's to give.
const GRANTERS: &[Grant<Affiliation>] = &[
    ORGANIZATION.roles(&[OrgAdmin]),
    CLUSTER.roles(COUNCIL),
    Anchor::Country.roles(&[MinistryEditor]),
    Grant::System,
];
const SYSTEM: &[Grant<Affiliation>] = &[Grant::System];

impl Record for Affiliation {
    const NAME: &'static str = "affiliation";
    const AREA: Area = Area::Platform;
    type Status = Status;
    const SIGHTS: &'static [Sight<Self>] = &[
        ORGANIZATION.seen_by(&[OrgAdmin]),
        CLUSTER.seen_by(COUNCIL),
        REGION.seen_by(&[LocalExecutive]),
        Anchor::Country.seen_by(&[MinistryEditor, Auditor]),
    ];

    const UNIQUE: &'static [Unique] = &[Unique::of("affiliation_held_once", "role").by(&HELD_ONCE)];

    head_and_status!();
}

impl Workflow for Affiliation {
    type Command = Command;
    type Action = Action;

    const BEGINS: Beginning<Self> =
        Beginning::new(Active, GRANTERS).unless(&[ONESELF]).ensures(&[STANDS]);

    #[rustfmt::skip]
    const TRANSITIONS: &'static [Transition<Self>] = &[
        stay(Extend, &[Active],          GRANTERS).unless(&[ONESELF]).ensures(&[STANDS]),
        step(Revoke, &[Active], Revoked, GRANTERS).lets_out(),
        step(Expire, &[Active], Expired, SYSTEM).needs(&[ENDED]),
    ];

    const INVARIANTS: &'static [Guard<Self>] = &[FITS, ONE_HOLDER, IN_ORDER];
    const CONFIDANTS: &'static [Sight<Self>] = Self::SIGHTS;

    comment!();

    fn apply(&mut self, command: Command, _: &Viewer, _: &Facts<'_>) {
        match command {
            Command::Extend { valid_to } => self.valid_to = valid_to,
            Command::Revoke { comment } => self.comment = comment,
            Command::Expire {} => {}
        }
    }
}
