//! Who may see a client, who may do what with it, and when.

use super::{
    Action::{self, *},
    ApiClient, Command, PublicKey, Secret,
    Status::{self, *},
    rules::{
        BEYOND, BY_KEY, BY_SECRET, DOCUMENTS, EACH_ONCE, EMAIL, FEW, KEY_FOR_PRIVATE, NAME,
        ORIGINS, OWNER, SANDBOX, SANDBOX_QUOTA, SCOPES,
    },
};
use crate::{
    Anchor, Area, Beginning, Facts, Grant, Guard, Record, Role, Sight, Transition, Viewer,
    Workflow, anchor, record::head_and_status, stay, step, workflow::comment,
};

const ORGANIZATION: Anchor<ApiClient> = anchor!(Organization: organization_id);

const EDITORS: &[Role] = &[Role::MinistryEditor];

const OWNERS: &[Grant<ApiClient>] = &[ORGANIZATION.roles(&[Role::OrgAdmin])];
const EDITOR: &[Grant<ApiClient>] = &[Anchor::Country.roles(EDITORS)];
const EDITOR_OR_RULE: &[Grant<ApiClient>] = &[Anchor::Country.roles(EDITORS), Grant::System];
const EITHER: &[Grant<ApiClient>] =
    &[ORGANIZATION.roles(&[Role::OrgAdmin]), Anchor::Country.roles(EDITORS), Grant::System];
const OWNER_OR_SYSTEM: &[Grant<ApiClient>] =
    &[ORGANIZATION.roles(&[Role::OrgAdmin]), Grant::System];

impl Record for ApiClient {
    const NAME: &'static str = "api_client";
    const AREA: Area = Area::Platform;
    type Status = Status;
    const SIGHTS: &'static [Sight<Self>] = &[
        ORGANIZATION.seen_by(&[Role::OrgAdmin]),
        Anchor::Country.seen_by(&[Role::MinistryEditor, Role::Auditor]),
    ];

    head_and_status!();
}

impl Workflow for ApiClient {
    type Command = Command;
    type Action = Action;

    const BEGINS: Beginning<Self> = Beginning::new(Requested, OWNER_OR_SYSTEM);

    #[rustfmt::skip]
    const TRANSITIONS: &'static [Transition<Self>] = &[
        stay(Edit,         Status::LIVING,                    OWNERS),
        stay(Authorize,     &[Requested],                      EITHER),
        stay(Authorize,     &[Approved, Active, Suspended],    EDITOR),
        step(Approve,      &[Requested],           Approved,  EDITOR_OR_RULE),
        step(AddKey,       &[Approved],            Active,    OWNER_OR_SYSTEM).unless(&[BEYOND]).needs(&[BY_KEY]).ensures(&[EACH_ONCE]),
        stay(AddKey,       &[Active],                         OWNER_OR_SYSTEM).unless(&[BEYOND]).needs(&[BY_KEY]).ensures(&[EACH_ONCE]),
        stay(RemoveKey,    &[Active, Suspended],              OWNER_OR_SYSTEM).lets_out(),
        step(AddSecret,    &[Approved],            Active,    OWNER_OR_SYSTEM).unless(&[BEYOND]).needs(&[BY_SECRET]),
        stay(AddSecret,    &[Active],                         OWNER_OR_SYSTEM).unless(&[BEYOND]).needs(&[BY_SECRET]),
        stay(RemoveSecret, &[Active, Suspended],              OWNER_OR_SYSTEM).lets_out(),
        step(Suspend,      &[Approved, Active],    Suspended, EITHER).lets_out(),
        step(Resume,       &[Suspended],           Active,    EDITOR),
        step(Revoke,       Status::LIVING,         Revoked,   EITHER).lets_out(),
    ];

    const INVARIANTS: &'static [Guard<Self>] = &[
        NAME,
        SCOPES,
        KEY_FOR_PRIVATE,
        SANDBOX,
        SANDBOX_QUOTA,
        OWNER,
        FEW,
        ORIGINS,
        DOCUMENTS,
        EMAIL,
    ];
    const CONFIDANTS: &'static [Sight<Self>] = Self::SIGHTS;

    comment!();

    fn apply(&mut self, command: Command, _: &Viewer, facts: &Facts<'_>) {
        let added_at = facts.now.0;
        match command {
            Command::Edit { profile } => self.profile = profile,
            Command::Authorize { terms } => self.terms = terms,
            Command::AddKey { key } => self.keys.push(PublicKey { added_at, ..key }),
            Command::AddSecret { secret } => self.secrets.push(Secret { added_at, ..secret }),
            Command::RemoveKey { key_id } => {
                self.keys.retain(|key| key.id != key_id);
                self.security_version += 1;
            }
            Command::RemoveSecret { secret_id } => {
                self.secrets.retain(|secret| secret.id != secret_id);
                self.security_version += 1;
            }
            Command::Suspend { comment } => {
                self.comment = Some(comment);
                self.security_version += 1;
            }
            Command::Revoke { comment } => {
                self.comment = comment;
                self.security_version += 1;
            }
            Command::Approve {} | Command::Resume {} => {}
        }
    }
}
