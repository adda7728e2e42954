//! What is written down beside changes: refused attempts, and readings of what is personal. And the
//! chain over all of it.

use std::sync::atomic::{AtomicU64, Ordering};

use domain::{
    Code, Id, Reason, Record, Refusal, Role, Workflow,
    directory::Organization,
    platform::{ApiClient, AuditRecord},
};
use persistence::{Author, Note, Noted};
use uuid::Uuid;

use crate::{App, Error, Origin, Result, Session, UseCase, unit_of_work::settled};

/// What could not be written down.
#[derive(Debug, Default)]
pub(crate) struct Lost(AtomicU64);

/// Personal fields of one record that are about to be shown, or were asked for in vain.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reading {
    pub record: &'static str,
    pub id: Uuid,
    /// With commas, in the order of their names.
    pub fields: String,
    /// What for; `None`: they are not shown.
    pub purpose: Option<&'static str>,
    /// Whose record it is.
    pub organization_id: Option<Id<Organization>>,
}

/// The codes of a refusal, as clients are told them; `None`: it is none, but a fault or a delay.
fn codes(error: &Error) -> Option<String> {
    Some(match error {
        Error::NotFound | Error::Absent(_) => "NOT_FOUND".to_owned(),
        Error::KeyReused => "IDEMPOTENCY_KEY_REUSED".to_owned(),
        Error::Taken(_) => "TAKEN".to_owned(),
        Error::Refused(Refusal { reason, .. }) => match reason {
            Reason::Forbidden => "FORBIDDEN".to_owned(),
            Reason::WrongState => "WRONG_STATE".to_owned(),
            Reason::VersionConflict { .. } => "VERSION_CONFLICT".to_owned(),
            Reason::Broken(broken) => {
                let mut codes: Vec<_> = broken.iter().map(|it| it.rule.code).collect();
                codes.dedup();
                codes.join(",")
            }
        },
        Error::KeyInProgress
        | Error::BadCursor
        | Error::Unavailable(_)
        | Error::Timeout(_)
        | Error::Internal(_) => return None,
    })
}

impl Session {
    /// Notes down that a change was refused, in a transaction of its own: that of the change is gone.
    /// Jobs of ours that find nothing to do are nobody's attempts, and whoever comes without a token
    /// is nobody who could be named and fills no table of ours.
    pub(crate) async fn note_refusal<U: UseCase>(&self, use_case: &U, error: &Error) {
        let Some(code) = codes(error).filter(|_| self.is_somebody()) else { return };
        let organization = self.acts_for(use_case).await;
        let note = Note {
            id: self.new_id::<AuditRecord>().uuid(),
            record: U::Record::NAME,
            record_id: use_case.id().uuid(),
            action: use_case.action(),
            organization_id: organization.map(Id::uuid),
            what: Noted::Refused { code },
        };
        self.note_or_count(&[note]).await;
    }

    fn is_somebody(&self) -> bool {
        !self.viewer().sees_everything() && !self.viewer().client.is_empty()
    }

    /// What cannot be written down does not turn the answer: it was a refusal anyway.
    async fn note_or_count(&self, refusals: &[Note]) {
        if let Err(error) = self.note(refusals).await {
            self.app().0.lost.count();
            tracing::error!(?error, "a refused attempt could not be written down");
        }
    }

    /// The organization that the viewer acts for in this: the one at which it has all its seats, or
    /// the one whose seat would permit it in the state in which the record is. Otherwise nobody but
    /// auditors is told.
    async fn acts_for<U: UseCase>(&self, use_case: &U) -> Option<Id<Organization>> {
        // Membership of a cluster follows from acting for an organization.
        let granted = self.viewer().seats.iter().filter(|seat| seat.role != Role::ClusterMember);
        let mut places: Vec<_> = granted.map(|seat| seat.place.organization()).collect();
        places.sort_unstable();
        places.dedup();
        match places[..] {
            [] => None,
            [only] => only,
            _ => {
                let record = self.find(use_case.id()).await.ok()??;
                let action = <U::Record as Workflow>::Action::parse(use_case.action())?;
                record.acted_for(self.viewer(), action, &self.facts())
            }
        }
    }

    /// Notes down which personal fields of which records are about to be shown, and which are not.
    /// Whoever cannot have it written down that they are must not show them.
    pub async fn note_readings(&self, readings: &[Reading]) -> Result<()> {
        let note = |reading: &Reading| Note {
            id: self.new_id::<AuditRecord>().uuid(),
            record: reading.record,
            record_id: reading.id,
            action: "read",
            organization_id: reading.organization_id.map(Id::uuid),
            what: match reading.purpose {
                Some(purpose) => Noted::Read { purpose, fields: reading.fields.clone() },
                None => Noted::Refused { code: "FORBIDDEN".to_owned() },
            },
        };
        let (shown, withheld): (Vec<_>, Vec<_>) =
            readings.iter().map(note).partition(|note| matches!(note.what, Noted::Read { .. }));
        if self.is_somebody() {
            self.note_or_count(&withheld).await;
        }
        self.note(&shown).await
    }

    async fn note(&self, notes: &[Note]) -> Result<()> {
        if notes.is_empty() {
            return Ok(());
        }
        let viewer = self.viewer();
        let author = Author {
            client: viewer.client.clone(),
            person: viewer.person.clone(),
            request_id: self.origin().request_id.clone(),
            source: self.origin().source,
        };
        // On a task of its own, for the reason for which changes are.
        let (store, viewer, now) = (self.app().store().clone(), viewer.clone(), self.now());
        let notes = notes.to_vec();
        let task = tokio::spawn(async move {
            settled(|| async { Ok(store.note(&viewer, &notes, &author, now).await?) }).await
        });
        task.await.map_err(|panic| Error::Internal(std::sync::Arc::new(panic)))?
    }
}

impl App {
    /// Notes down that a client which is known has not proved who it is.
    pub async fn note_failed_authentication(&self, client: &ApiClient, request_id: Option<String>) {
        let viewer = domain::Viewer { client: client.id().to_string(), ..Default::default() };
        let session = self.session(viewer, Origin { request_id, source: "api", purpose: None });
        let note = Note {
            id: session.new_id::<AuditRecord>().uuid(),
            record: ApiClient::NAME,
            record_id: client.id().uuid(),
            action: "authenticate",
            organization_id: client.organization_id.map(Id::uuid),
            what: Noted::Refused { code: "invalid_client".to_owned() },
        };
        if let Err(error) = session.note(&[note]).await {
            self.0.lost.count();
            tracing::error!(?error, "a failed authentication could not be written down");
        }
    }

    /// How many refused attempts could not be written down since the start.
    pub fn unaudited(&self) -> u64 {
        self.0.lost.0.load(Ordering::Relaxed)
    }

    /// Seals what has settled; how many lines that were. Where a day has ended goes into the log, so
    /// that the log vouches for the database.
    pub async fn seal(&self) -> Result<u64> {
        let mut lines = 0;
        loop {
            let sealed = self.store().seal().await?;
            lines += sealed.lines;
            for head in sealed.finished {
                let (day, number, hash) = (head.day, head.number, head.hash);
                tracing::info!(%day, number, %hash, "a day of the audit is sealed");
            }
            if !sealed.is_full {
                return Ok(lines);
            }
        }
    }
}

impl Lost {
    fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}
