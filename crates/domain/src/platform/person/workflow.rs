//! Who may see a person, who may do what about their access, and when.

use super::{
    Action::{self, *},
    Command, Person,
    Status::{self, *},
};
use crate::{
    Anchor, Area, Beginning, Facts, Grant, Guard, Record, Role, Sight, Transition, Unique, Viewer,
    Workflow, anchor, record::head_and_status, stay, step, workflow::comment,
};

const ORGANIZATION: Anchor<Person> = anchor!(Organization: organization_id);

const ADMINISTRATOR: &[Grant<Person>] = &[ORGANIZATION.roles(&[Role::OrgAdmin]), Grant::System];

impl Record for Person {
    const NAME: &'static str = "person";
    const AREA: Area = Area::Platform;
    type Status = Status;
    // The ministry reads aggregates and pseudonyms, never names.
    const SIGHTS: &'static [Sight<Self>] = &[ORGANIZATION.seen_by(&[Role::OrgAdmin])];
    const UNIQUE: &'static [Unique] = &[Unique::of("identity", "subject")];

    head_and_status!();
}

impl Workflow for Person {
    type Command = Command;
    type Action = Action;

    const BEGINS: Beginning<Self> = Beginning::new(Active, ADMINISTRATOR);

    #[rustfmt::skip]
    const TRANSITIONS: &'static [Transition<Self>] = &[
        stay(Rename,  &[Active, Suspended],  ADMINISTRATOR),
        stay(SignOut, &[Active, Suspended],  ADMINISTRATOR).lets_out(),
        step(Suspend, &[Active],  Suspended, ADMINISTRATOR).lets_out(),
        step(Resume,  &[Suspended], Active,  ADMINISTRATOR),
    ];

    const INVARIANTS: &'static [Guard<Self>] = &[];
    const CONFIDANTS: &'static [Sight<Self>] = Self::SIGHTS;

    comment!();

    fn apply(&mut self, command: Command, _: &Viewer, facts: &Facts<'_>) {
        match command {
            Command::Rename { name } => self.name = name,
            // Tokens tell whole seconds.
            Command::SignOut {} => self.tokens_since = facts.now.0,
            Command::Suspend { comment } => self.comment = Some(comment),
            Command::Resume {} => {}
        }
    }
}
