//! Who may see a contact person, and who may do what about it.

use super::{
    Action::{self, *},
    Command, ContactPerson,
    Status::{self, *},
};
use crate::{
    Anchor, Area, Beginning, Facts, Grant, Guard, Record,
    Role::{self, *},
    Sight, Transition, Viewer, Workflow, anchor,
    record::head_and_status,
    stay, step,
};

const ORGANIZATION: Anchor<ContactPerson> = anchor!(Organization: organization_id);
const REGION: Anchor<ContactPerson> = anchor!(Region: region);

const ADMINISTRATOR: &[Grant<ContactPerson>] = &[ORGANIZATION.roles(&[OrgAdmin])];

impl Record for ContactPerson {
    const NAME: &'static str = "contact_person";
    const AREA: Area = Area::Directory;
    type Status = Status;
    // The ministry reads aggregates and pseudonyms, never names.
    const SIGHTS: &'static [Sight<Self>] = &[
        ORGANIZATION.seen_by(Role::FOR_ORGANIZATION),
        REGION.seen_by(&[LocalExecutive, RegionalChamber]).in_states(&[Active]),
    ];

    head_and_status!();
}

impl Workflow for ContactPerson {
    type Command = Command;
    type Action = Action;

    const BEGINS: Beginning<Self> = Beginning::new(Active, ADMINISTRATOR);

    #[rustfmt::skip]
    const TRANSITIONS: &'static [Transition<Self>] = &[
        stay(Edit, &[Active],        ADMINISTRATOR),
        step(End,  &[Active], Ended, ADMINISTRATOR).lets_out(),
    ];

    const INVARIANTS: &'static [Guard<Self>] = &[];
    const CONFIDANTS: &'static [Sight<Self>] = &[];

    // No words about people beside their names.
    fn comment(&self) -> Option<&str> {
        None
    }

    fn forget_comment(&mut self) {}

    fn apply(&mut self, command: Command, _: &Viewer, _: &Facts<'_>) {
        match command {
            Command::Edit { details } => self.details = details,
            Command::End {} => {}
        }
    }
}
