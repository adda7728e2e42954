//! Who may see an offer, who may do what with it, and when.

use super::{
    Action::{self, *},
    Classified, CollegeOffer, Command,
    Status::{self, *},
    rules::{RESERVED, SEATS},
};
use crate::{
    Anchor, Area, Beginning, Facts, Grant, Guard, Record,
    Role::{self, *},
    Sight, Transition, Viewer, Workflow, anchor,
    record::head_and_status,
    stay, step,
    workflow::comment,
};

const COLLEGE: Anchor<CollegeOffer> = anchor!(Organization: college_id);

const COLLEGES: &[Role] = &[CollegeManager, OrgAdmin];
const OWNER: &[Grant<CollegeOffer>] = &[COLLEGE.roles(COLLEGES)];

impl Record for CollegeOffer {
    const NAME: &'static str = "college_offer";
    const AREA: Area = Area::Offers;
    type Status = Status;
    const SIGHTS: &'static [Sight<Self>] =
        &[Sight::everyone().in_states(&[Published, Closed]), COLLEGE.seen_by(COLLEGES)];

    head_and_status!();

    fn natural_key(&self) -> Option<&str> {
        Some(&self.number)
    }
}

impl Workflow for CollegeOffer {
    type Command = Command;
    type Action = Action;

    const BEGINS: Beginning<Self> = Beginning::new(Draft, OWNER);

    #[rustfmt::skip]
    const TRANSITIONS: &'static [Transition<Self>] = &[
        stay(Edit,     &[Draft, Published],            OWNER).ensures(&[RESERVED]),
        step(Publish,  &[Draft],            Published, OWNER).needs(&[SEATS]),
        step(Close,    &[Published],        Closed,    OWNER).lets_out(),
        step(Withdraw, &[Draft, Published], Withdrawn, OWNER).lets_out(),
    ];

    const INVARIANTS: &'static [Guard<Self>] = &[SEATS];
    const CONFIDANTS: &'static [Sight<Self>] = &[COLLEGE.seen_by(COLLEGES)];

    comment!();

    fn apply(&mut self, command: Command, _: &Viewer, facts: &Facts<'_>) {
        match command {
            Command::Edit { terms: Classified { terms, specialty_code } } => {
                self.terms = terms;
                self.specialty_code = specialty_code;
            }
            Command::Publish {} => {
                self.published_at = Some(facts.now.0);
                self.listed_at = facts.now.0;
            }
            Command::Close { comment } | Command::Withdraw { comment } => self.comment = comment,
        }
    }
}
