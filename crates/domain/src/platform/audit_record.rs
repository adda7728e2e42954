//! What has been done, refused and read: one line of the journal, as auditors see it.

use strum::{EnumMessage, IntoStaticStr, VariantArray};
use uuid::Uuid;

use crate::{Anchor, Area, Head, Id, Record, Role, Sight, anchor, directory::Organization};

/// аудит жазбасы / запись аудита: who has done, tried or read what, when, and for whom. Ids, never
/// names or other values.
#[derive(Clone, Debug)]
pub struct AuditRecord {
    /// `created_at` is when it happened.
    pub head: Head<Self>,
    /// The name of the record that it was about.
    pub record: String,
    pub record_id: Uuid,
    pub natural_key: Option<String>,
    pub action: String,
    pub decision: Decision,
    /// Of a refusal: its codes, with commas.
    pub code: Option<String>,
    pub client: String,
    pub person: Option<String>,
    /// The organization acted for; of a reading, the one that looks after the data.
    pub organization_id: Option<Id<Organization>>,
    pub request_id: Option<String>,
    /// Of a reading: what for.
    pub purpose: Option<String>,
    /// Of a reading: which fields, with commas.
    pub fields: Option<String>,
}

impl AuditRecord {
    /// The id of what it was about, as it is written.
    pub fn object_id(&self) -> String {
        Id::<()>::new(self.record_id).text_as(&self.record)
    }

    /// The personal fields that were read.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().flat_map(|fields| fields.split(','))
    }
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Decision {
    /// жасалды / сделано: a change was made.
    Done,
    /// бас тартылды / отказано: a change was tried, or personal data were asked for, and refused.
    Refused,
    /// оқылды / прочитано: personal data were shown.
    Read,
}

const ORGANIZATION: Anchor<AuditRecord> = anchor!(Organization: organization_id);

impl Record for AuditRecord {
    // The table has been called so since it was the outbox alone.
    const NAME: &'static str = "journal";
    const AREA: Area = Area::Platform;
    type Status = Decision;
    const SIGHTS: &'static [Sight<Self>] =
        &[Anchor::Country.seen_by(&[Role::Auditor]), ORGANIZATION.seen_by(&[Role::OrgAdmin])];

    fn head(&self) -> &Head<Self> {
        &self.head
    }

    fn head_mut(&mut self) -> &mut Head<Self> {
        &mut self.head
    }

    fn status(&self) -> Decision {
        self.decision
    }

    fn set_status(&mut self, decision: Decision) {
        self.decision = decision;
    }
}
