//! Who may see a workplace, who may do what with it, and when.

use super::{
    Action::{self, *},
    Command, Located,
    Status::{self, *},
    Workplace,
    rules::{CAPACITY, DATES, ON_THE_MAP, QUALIFICATIONS, STILL_AVAILABLE},
};
use crate::{
    Anchor, Area, Beginning, Facts, Grant, Guard, Record,
    Role::{self, *},
    Sight, Transition, Viewer, Workflow, anchor,
    record::head_and_status,
    stay, step,
    workflow::comment,
};

const ENTERPRISE: Anchor<Workplace> = anchor!(Organization: enterprise_id);

const EMPLOYERS: &[Role] = &[EmployerHr, OrgAdmin];
const OWNER: &[Grant<Workplace>] = &[ENTERPRISE.roles(EMPLOYERS)];

impl Record for Workplace {
    const NAME: &'static str = "workplace";
    const AREA: Area = Area::Placements;
    type Status = Status;
    const SIGHTS: &'static [Sight<Self>] =
        &[Sight::everyone().in_states(&[Open, Suspended, Closed]), ENTERPRISE.seen_by(EMPLOYERS)];

    head_and_status!();

    fn natural_key(&self) -> Option<&str> {
        Some(&self.number)
    }
}

impl Workflow for Workplace {
    type Command = Command;
    type Action = Action;

    const BEGINS: Beginning<Self> = Beginning::new(Draft, OWNER);

    #[rustfmt::skip]
    const TRANSITIONS: &'static [Transition<Self>] = &[
        stay(Edit,     &[Draft],                       OWNER),
        stay(Edit,     &[Open, Suspended],             OWNER).ensures(&[STILL_AVAILABLE]),
        step(Publish,  &[Draft, Suspended], Open,      OWNER).needs(&[STILL_AVAILABLE]),
        step(Suspend,  &[Open],             Suspended, OWNER).lets_out(),
        step(Close,    &[Open, Suspended],  Closed,    OWNER).lets_out(),
        step(Withdraw, &[Draft],            Withdrawn, OWNER).lets_out(),
    ];

    const INVARIANTS: &'static [Guard<Self>] = &[CAPACITY, QUALIFICATIONS, DATES, ON_THE_MAP];
    const CONFIDANTS: &'static [Sight<Self>] = &[ENTERPRISE.seen_by(EMPLOYERS)];

    comment!();

    fn apply(&mut self, command: Command, _: &Viewer, facts: &Facts<'_>) {
        match command {
            Command::Edit { terms: Located { terms, region } } => {
                self.terms = terms;
                self.region = region;
            }
            Command::Publish {} => {
                self.published_at.get_or_insert(facts.now.0);
            }
            Command::Suspend { comment } => self.comment = Some(comment),
            Command::Close { comment } | Command::Withdraw { comment } => self.comment = comment,
        }
    }
}
