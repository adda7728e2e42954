use chrono::{DateTime, Utc};
use domain::reference::{AcademicYear, ActKind, CalendarDay, DayKind, LegalAct, ReferenceStatus};

use super::{
    file::{File, Flaw},
    load::Book,
};
use crate::columns::{coded, stored};

static ACADEMIC_YEARS: File =
    File::new("academic_years.csv", include_str!("../../reference/academic_years.csv"));
static CALENDAR: File = File::new("calendar.csv", include_str!("../../reference/calendar.csv"));
static LEGAL_ACTS: File =
    File::new("legal_acts.csv", include_str!("../../reference/legal_acts.csv"));

coded!(ActKind, DayKind);

stored! {
    AcademicYear { head, code, starts_on, ends_on, status }
    found by { |y| &y.code }
    kept true
}

stored! {
    CalendarDay { head, date, kind, name, origin_date, awaits_verification, note, status }
    found by { |d| &d.name }
}

stored! {
    LegalAct {
        head, code, kind, number, date, registration_number, issuer, title, url,
        awaits_verification, note, status,
    }
    found by { |a| &a.code, |a| &a.number, |a| &a.registration_number, |a| &a.title }
    kept true
}

impl Book for AcademicYear {
    const FILES: &'static [&'static File] = &[&ACADEMIC_YEARS];

    fn from_files(at: DateTime<Utc>) -> Result<Vec<Self>, Flaw> {
        ACADEMIC_YEARS.rows(|row| {
            Ok(Self {
                head: row.head(at)?,
                code: row.text("code")?,
                starts_on: row.parsed("starts_on")?,
                ends_on: row.parsed("ends_on")?,
                status: ReferenceStatus::Active,
            })
        })
    }
}

impl Book for CalendarDay {
    const FILES: &'static [&'static File] = &[&CALENDAR];

    fn from_files(at: DateTime<Utc>) -> Result<Vec<Self>, Flaw> {
        CALENDAR.rows(|row| {
            Ok(Self {
                head: row.head(at)?,
                date: row.parsed("date")?,
                kind: row.code("kind")?,
                name: row.localized("name")?,
                origin_date: row.maybe("origin_date")?,
                awaits_verification: !row.parsed::<bool>("verified")?,
                note: row.maybe("note")?,
                status: ReferenceStatus::Active,
            })
        })
    }
}

impl Book for LegalAct {
    const FILES: &'static [&'static File] = &[&LEGAL_ACTS];

    fn from_files(at: DateTime<Utc>) -> Result<Vec<Self>, Flaw> {
        LEGAL_ACTS.rows(|row| {
            Ok(Self {
                head: row.head(at)?,
                code: row.text("code")?,
                kind: row.code("kind")?,
                number: row.maybe("number")?,
                date: row.maybe("date")?,
                registration_number: row.maybe("registration_number")?,
                issuer: row.localized("issuer")?,
                title: row.localized("title")?,
                // Links are not in the file: they have not been checked.
                url: None,
                awaits_verification: row.parsed("awaits_verification")?,
                note: row.maybe("note")?,
                status: row.code("status")?,
            })
        })
    }
}
