use chrono::{DateTime, Utc};
use domain::reference::{
    AliasKind, ClassifierAlias, LegacyMatch, LegacySpecialty, Level, Qualification,
    ReferenceStatus, Specialty,
};

use super::{
    file::{File, Flaw},
    load::Book,
};
use crate::columns::{coded, stored};

static SPECIALTIES: File =
    File::new("specialties.csv", include_str!("../../reference/specialties.csv"));
static POST_SECONDARY: File = File::new(
    "specialties_postsecondary.csv",
    include_str!("../../reference/specialties_postsecondary.csv"),
);
static QUALIFICATIONS: File =
    File::new("qualifications.csv", include_str!("../../reference/qualifications.csv"));
static LEGACY: File =
    File::new("specialty_legacy.csv", include_str!("../../reference/specialty_legacy.csv"));
static ALIASES: File = File::new(
    "qualification_aliases.csv",
    include_str!("../../reference/qualification_aliases.csv"),
);

coded!(AliasKind, LegacyMatch, Level);

stored! {
    Specialty {
        head, level, code, isced_field, name, own_translation, valid_from, valid_to, note, status,
    }
    found by { |s| &s.code, |s| &s.name }
    kept true
}

stored! {
    Qualification {
        head, code, specialty_id, name, nqf_level, professional_standard_ref, valid_from,
        valid_to, note, status,
    }
    found by { |q| &q.code, |q| &q.name }
    kept true
}

stored! {
    LegacySpecialty { head, legacy_code, name, specialty_id, basis, status }
    found by { |l| &l.legacy_code, |l| &l.name }
}

stored! {
    ClassifierAlias { head, code, name, kind, note, status }
    found by { |a| &a.code, |a| &a.name }
}

impl Book for Specialty {
    const FILES: &'static [&'static File] = &[&SPECIALTIES, &POST_SECONDARY];

    fn from_files(at: DateTime<Utc>) -> Result<Vec<Self>, Flaw> {
        let read = |file: &'static File, level| {
            file.rows(|row| {
                Ok(Self {
                    head: row.head(at)?,
                    level,
                    code: row.text("code")?,
                    isced_field: row.text("iscedf_detailed_field")?,
                    name: row.localized("name")?,
                    // Only the first file has English names.
                    own_translation: level == Level::Tvet && row.parsed("own_translation")?,
                    // The sources do not say it.
                    valid_from: None,
                    valid_to: None,
                    note: row.maybe("source_note")?,
                    status: ReferenceStatus::Active,
                })
            })
        };
        let mut specialties = read(&SPECIALTIES, Level::Tvet)?;
        specialties.extend(read(&POST_SECONDARY, Level::PostSecondary)?);
        Ok(specialties)
    }
}

impl Book for Qualification {
    const FILES: &'static [&'static File] = &[&QUALIFICATIONS];

    fn from_files(at: DateTime<Utc>) -> Result<Vec<Self>, Flaw> {
        let (tvet, post_secondary) = (SPECIALTIES.ids("code")?, POST_SECONDARY.ids("code")?);
        QUALIFICATIONS.rows(|row| {
            let prefix = row.text("level_prefix")?;
            let specialties = if prefix == "5AB" { &post_secondary } else { &tvet };
            Ok(Self {
                head: row.head(at)?,
                code: row
                    .read("code", |code| code.starts_with(&prefix).then(|| code.to_owned()))?,
                specialty_id: row.referring("specialty_code", specialties)?,
                name: row.localized("name")?,
                nqf_level: row.read("level_prefix", |prefix| prefix.get(..1)?.parse().ok())?,
                professional_standard_ref: None,
                valid_from: None,
                valid_to: None,
                note: row.maybe("source_note")?,
                status: ReferenceStatus::Active,
            })
        })
    }
}

impl Book for LegacySpecialty {
    const FILES: &'static [&'static File] = &[&LEGACY];

    fn from_files(at: DateTime<Utc>) -> Result<Vec<Self>, Flaw> {
        let specialties = SPECIALTIES.ids("code")?;
        LEGACY.rows(|row| {
            Ok(Self {
                head: row.head(at)?,
                legacy_code: row.text("legacy_code")?,
                name: row.localized("legacy_name")?,
                specialty_id: row.reference("code", &specialties)?,
                basis: row.code("match")?,
                status: ReferenceStatus::Active,
            })
        })
    }
}

impl Book for ClassifierAlias {
    const FILES: &'static [&'static File] = &[&ALIASES];

    fn from_files(at: DateTime<Utc>) -> Result<Vec<Self>, Flaw> {
        ALIASES.rows(|row| {
            Ok(Self {
                head: row.head(at)?,
                code: row.text("code")?,
                name: row.localized("name")?,
                kind: row.code("kind")?,
                note: row.text("note")?,
                status: ReferenceStatus::Active,
            })
        })
    }
}
