//! What is written down beside changes: refused attempts, and readings of what is personal. And the
//! chain over all of it.

use std::sync::atomic::{AtomicU64, Ordering};

use domain::{
    Code, Id, Place, Reason, Record, Refusal, Role, Workflow,
    directory::Organization,
    platform::{ApiClient, AuditRecord},
};
use persistence::{Author, Note, Noted};
use uuid::Uuid;

use crate::{App, Error, Origin, Result, Session, UseCase, taken, unit_of_work::settled};

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

/// The codes of a refusal of what was to be done to such a record, as clients are told them; `None`:
/// it is none, but a fault or a delay.
fn codes<R: Record>(error: &Error) -> Option<String> {
    Some(match error {
        Error::NotFound | Error::Absent(_) => "NOT_FOUND".to_owned(),
        Error::KeyReused => "IDEMPOTENCY_KEY_REUSED".to_owned(),
        Error::Taken(constraint) => {
            let rule = taken::<R>(constraint).and_then(|unique| unique.rule);
            rule.map_or("TAKEN", |rule| rule.code).to_owned()
        }
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
        let Some(code) = codes::<U::Record>(error).filter(|_| self.is_somebody()) else { return };
        let place = self.attempted_at(use_case).await;
        let organization = place.and_then(Place::organization);
        let note = Note {
            id: self.new_id::<AuditRecord>().uuid(),
            record: U::Record::NAME,
            record_id: use_case.id().uuid(),
            action: use_case.action(),
            organization_id: organization.map(Id::uuid),
            what: Noted::Refused { code },
        };
        self.note_or_count(place, &[note]).await;
    }

    fn is_somebody(&self) -> bool {
        !self.viewer().sees_everything() && !self.viewer().client.is_empty()
    }

    /// What cannot be written down does not turn the answer: it was a refusal anyway.
    async fn note_or_count(&self, place: Option<Place>, refusals: &[Note]) {
        if let Err(error) = self.note(place, refusals).await {
            self.app().0.lost.count();
            tracing::error!(?error, "a refused attempt could not be written down");
        }
    }

    /// Where the viewer has the role by which it attempts this: the one place at which it has all its
    /// seats, or that of the seat which would permit it. Whoever has several and none that would acts
    /// for none of them, and nobody but auditors is told.
    async fn attempted_at<U: UseCase>(&self, use_case: &U) -> Option<Place> {
        // Membership of a cluster follows from acting for an organization.
        let granted = self.viewer().seats.iter().filter(|seat| seat.role != Role::ClusterMember);
        let mut places = granted.map(|seat| seat.place);
        let first = places.next()?;
        if places.all(|place| place == first) {
            return Some(first);
        }
        let record = self.find(use_case.id()).await.ok()??;
        let action = <U::Record as Workflow>::Action::parse(use_case.action())?;
        record.attempted_at(self.viewer(), action)
    }

    /// Who does something there.
    pub(crate) fn author(&self, place: Option<Place>) -> Author {
        Author {
            client: self.viewer().client.clone(),
            person: self.viewer().person_at(place).map(str::to_owned),
            request_id: self.origin().request_id.clone(),
            source: self.origin().source,
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
            for (place, notes) in by_organization(withheld) {
                self.note_or_count(place, &notes).await;
            }
        }
        for (place, notes) in by_organization(shown) {
            self.note(place, &notes).await?;
        }
        Ok(())
    }

    async fn note(&self, place: Option<Place>, notes: &[Note]) -> Result<()> {
        let author = self.author(place);
        // On a task of its own, for the reason for which changes are.
        let (store, viewer) = (self.app().store().clone(), self.viewer().clone());
        let now = self.now();
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
        session.note_or_count(None, &[note]).await;
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

/// The reader of what belongs to an organization is named as that one has entered them.
fn by_organization(notes: Vec<Note>) -> Vec<(Option<Place>, Vec<Note>)> {
    let mut groups: Vec<(Option<Place>, Vec<Note>)> = Vec::new();
    for note in notes {
        let place = note.organization_id.map(|id| Place::Organization(Id::new(id)));
        match groups.iter_mut().find(|(of, _)| *of == place) {
            Some((_, group)) => group.push(note),
            None => groups.push((place, vec![note])),
        }
    }
    groups
}

impl Lost {
    fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}
