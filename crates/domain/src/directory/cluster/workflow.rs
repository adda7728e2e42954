//! Who may see a cluster, who may do what with it, and when.

use super::{
    Action::{self, *},
    Cluster, Command,
    Status::{self, *},
    rules::{
        AGREEMENT_IS_SIGNED, CONCEPT_AND_PASSPORT, COUNCIL_HAS_DECIDED, COUNCIL_IS_FORMED, FIELDS,
        INDUSTRIES, PARTNERS, TARGET, TASKS, TERRITORIES,
    },
};
use crate::{
    Anchor, Area, Beginning, Facts, Grant, Guard, Record,
    Role::{self, *},
    Sight, Transition, Unique, Viewer, Workflow, anchor,
    record::head_and_status,
    stay, step,
    workflow::comment,
};

const ITSELF: Anchor<Cluster> = Anchor::Cluster("id", |it| Some(it.head.id));
const INITIATED_BY: Anchor<Cluster> = anchor!(Organization: initiator_id);
const REGION: Anchor<Cluster> = anchor!(Region: region);

const SHOWN: &[Status] = &[Approved, Active, Suspended, Closed, Merged];

const INITIATOR: &[Grant<Cluster>] =
    &[INITIATED_BY.roles(Role::FOR_ORGANIZATION), REGION.roles(&[LocalExecutive])];
const COORDINATOR: &[Grant<Cluster>] = &[ITSELF.roles(&[ClusterCoordinator])];
const REGIONAL_COUNCIL: &[Grant<Cluster>] = &[REGION.roles(&[RegionalCouncilSecretary])];
const COUNCILS: &[Grant<Cluster>] =
    &[ITSELF.roles(&[CouncilSecretary]), REGION.roles(&[RegionalCouncilSecretary])];

impl Record for Cluster {
    const NAME: &'static str = "cluster";
    const AREA: Area = Area::Directory;
    type Status = Status;
    const SIGHTS: &'static [Sight<Self>] = &[
        Sight::everyone().in_states(SHOWN),
        INITIATED_BY.seen_by(Role::FOR_ORGANIZATION),
        REGION.seen_by(&[LocalExecutive, RegionalCouncilSecretary, RegionalChamber]),
        ITSELF.seen_by(&[ClusterMember, ClusterCoordinator, CouncilSecretary]),
        Anchor::Country.seen_by(&[MinistryAnalyst, MinistryEditor]),
    ];
    const UNIQUE: &'static [Unique] = &[Unique::of("name_", "profile.name")];

    head_and_status!();
}

impl Workflow for Cluster {
    type Command = Command;
    type Action = Action;

    const BEGINS: Beginning<Self> = Beginning::new(Initiative, INITIATOR);

    #[rustfmt::skip]
    const TRANSITIONS: &'static [Transition<Self>] = &[
        stay(Edit,              &[Initiative, Concept, Revision],    INITIATOR),
        stay(Edit,              &[Approved, Active],                 COORDINATOR),
        step(StartConcept,      &[Initiative],         Concept,      INITIATOR),
        step(Submit,            &[Concept],            Submitted,    INITIATOR).needs(&[PARTNERS]).awaits(&[&CONCEPT_AND_PASSPORT]),
        step(ReturnForRevision, &[Submitted],          Revision,     REGIONAL_COUNCIL),
        step(Resubmit,          &[Revision],           Submitted,    INITIATOR).needs(&[PARTNERS]).awaits(&[&CONCEPT_AND_PASSPORT]),
        step(Reject,            &[Submitted],          Rejected,     REGIONAL_COUNCIL).awaits(&[&COUNCIL_HAS_DECIDED]),
        step(GrantStatus,       &[Submitted],          Approved,     REGIONAL_COUNCIL).awaits(&[&COUNCIL_HAS_DECIDED]),
        step(Launch,            &[Approved],           Active,       COORDINATOR).awaits(&[&COUNCIL_IS_FORMED, &AGREEMENT_IS_SIGNED]),
        step(Suspend,           &[Active],             Suspended,    REGIONAL_COUNCIL),
        step(Resume,            &[Suspended],          Active,       REGIONAL_COUNCIL),
        step(Close,             &[Active, Suspended],  Closed,       COUNCILS).awaits(&[&COUNCIL_HAS_DECIDED]),
        step(Merge,             &[Active, Suspended],  Merged,       REGIONAL_COUNCIL).ensures(&[TARGET]).awaits(&[&COUNCIL_HAS_DECIDED]),
    ];

    const INVARIANTS: &'static [Guard<Self>] = &[INDUSTRIES, FIELDS, TERRITORIES, TASKS];
    const CONFIDANTS: &'static [Sight<Self>] = &[
        INITIATED_BY.seen_by(Role::FOR_ORGANIZATION),
        REGION.seen_by(&[LocalExecutive, RegionalCouncilSecretary]),
        ITSELF.seen_by(&[ClusterMember, ClusterCoordinator, CouncilSecretary]),
    ];

    comment!();

    fn apply(&mut self, command: Command, _: &Viewer, facts: &Facts<'_>) {
        match command {
            Command::Edit { profile } => self.profile = profile.in_order(),
            Command::GrantStatus { decision } => {
                self.status_granted_at = Some(facts.now.0);
                self.status_decision = Some(decision);
            }
            Command::Launch {} => self.started_at = Some(facts.now.0),
            Command::ReturnForRevision { comment } | Command::Suspend { comment } => {
                self.comment = Some(comment);
            }
            Command::Reject { comment } | Command::Close { comment } => {
                self.comment = Some(comment);
                self.ended_at = Some(facts.now.0);
            }
            Command::Merge { into_id } => {
                self.merged_into_id = Some(into_id);
                self.ended_at = Some(facts.now.0);
            }
            Command::StartConcept {}
            | Command::Submit {}
            | Command::Resubmit {}
            | Command::Resume {} => {}
        }
    }
}
