//! Who may see an organization, who may do what with it, and when.

use super::{
    Action::{self, *},
    Command, Organization,
    Status::{self, *},
    rules::{BIN, COORDINATES, LIQUIDATED, PARENT, SEAT, TARGET, WEBSITE},
};
use crate::{
    Anchor, Area, Beginning, Facts, Grant, Guard, Record,
    Role::{self, *},
    Sight, Transition, Unique, Viewer, Workflow, anchor,
    record::head_and_status,
    stay, step,
    workflow::comment,
};

const ITSELF: Anchor<Organization> = Anchor::Organization("id", |it| Some(it.head.id));
const REGION: Anchor<Organization> = anchor!(Region: region);

const REGISTRARS: &[Role] = &[LocalExecutive, RegionalChamber];

const REGISTRAR: &[Grant<Organization>] =
    &[REGION.roles(REGISTRARS), Anchor::Country.roles(&[MinistryEditor])];
const OWNER: &[Grant<Organization>] =
    &[ITSELF.roles(&[OrgAdmin]), Anchor::Country.roles(&[MinistryEditor])];
const MINISTRY: &[Grant<Organization>] = &[Anchor::Country.roles(&[MinistryEditor])];
const SYSTEM: &[Grant<Organization>] = &[Grant::System];

impl Record for Organization {
    const NAME: &'static str = "organization";
    const AREA: Area = Area::Directory;
    type Status = Status;
    const SIGHTS: &'static [Sight<Self>] = &[Sight::everyone()];
    const UNIQUE: &'static [Unique] = &[Unique::of("bin", "bin")];

    head_and_status!();

    fn natural_key(&self) -> Option<&str> {
        self.bin.as_deref()
    }
}

impl Workflow for Organization {
    type Command = Command;
    type Action = Action;

    const BEGINS: Beginning<Self> = Beginning::new(Unverified, REGISTRAR);

    #[rustfmt::skip]
    const TRANSITIONS: &'static [Transition<Self>] = &[
        // That it is in operation, the states say.
        stay(Edit,      &[Unverified, Verified],                        OWNER).lets_out(),
        step(Verify,    &[Unverified],                      Verified,   REGISTRAR),
        step(Unverify,  &[Verified],                        Unverified, SYSTEM),
        step(Suspend,   &[Unverified, Verified],            Suspended,  REGISTRAR),
        step(Restore,   &[Suspended],                       Verified,   REGISTRAR),
        step(Liquidate, &[Unverified, Verified, Suspended], Liquidated, REGISTRAR).ensures(&[LIQUIDATED]),
        step(Merge,     &[Unverified, Verified, Suspended], Merged,     MINISTRY).ensures(&[TARGET]),
    ];

    const INVARIANTS: &'static [Guard<Self>] = &[BIN, SEAT, PARENT, COORDINATES, WEBSITE];
    const CONFIDANTS: &'static [Sight<Self>] = &[
        ITSELF.seen_by(&[OrgAdmin]),
        REGION.seen_by(REGISTRARS),
        Anchor::Country.seen_by(&[MinistryEditor]),
    ];

    comment!();

    fn apply(&mut self, command: Command, _: &Viewer, _: &Facts<'_>) {
        match command {
            Command::Edit { profile } => {
                self.region = profile.region();
                self.profile = profile;
            }
            Command::Suspend { comment } => self.comment = Some(comment),
            Command::Liquidate { on } => self.liquidated_on = Some(on),
            Command::Merge { into_id } => self.merged_into_id = Some(into_id),
            Command::Verify {} | Command::Unverify {} | Command::Restore {} => {}
        }
    }

    /// What an organization says of itself is as good as verified only until it says otherwise;
    /// what the ministry writes has been looked at.
    fn consequence(&self, before: &Self, viewer: &Viewer) -> Option<Command> {
        let by_ministry = MINISTRY.iter().any(|grant| grant.covers(self, viewer).is_ok());
        let changed = self.status == Verified && self.profile.differs(&before.profile);
        (changed && !by_ministry).then_some(Command::Unverify {})
    }
}
