use chrono::{DateTime, Utc};
use domain::reference::{EconomicActivity, IscedField, Occupation, ReferenceStatus};

use super::{
    file::{File, Flaw},
    load::Book,
};
use crate::columns::stored;

static OKED: File = File::new("oked.csv", include_str!("../../reference/oked.csv"));
static OCCUPATIONS: File =
    File::new("occupations.csv", include_str!("../../reference/occupations.csv"));
static OCCUPATION_TITLES: File =
    File::new("occupation_titles.csv", include_str!("../../reference/occupation_titles.csv"));
static ISCED_F: File = File::new("isced_f.csv", include_str!("../../reference/isced_f.csv"));

stored! {
    EconomicActivity { head, oked_code, parent_id, level, section, name, status }
    found by { |a| &a.oked_code, |a| &a.name }
}

stored! {
    Occupation { head, code, parent_id, level, name, status }
    found by { |o| &o.code, |o| &o.name }
}

stored! {
    IscedField { head, code, parent_id, level, name, residual, status }
    found by { |f| &f.code, |f| &f.name }
}

impl Book for EconomicActivity {
    const FILES: &'static [&'static File] = &[&OKED];

    /// A section comes before all that belongs to it.
    fn from_files(at: DateTime<Utc>) -> Result<Vec<Self>, Flaw> {
        let ids = OKED.ids("code")?;
        let mut section = String::new();
        OKED.rows(|row| {
            let code = row.text("code")?;
            let parent_id = row.reference("parent", &ids)?;
            if parent_id.is_none() {
                section.clone_from(&code);
            }
            Ok(Self {
                head: row.head(at)?,
                oked_code: code,
                parent_id,
                level: row.parsed("level")?,
                section: section.clone(),
                name: row.localized("name")?,
                status: ReferenceStatus::Active,
            })
        })
    }
}

impl Book for Occupation {
    const FILES: &'static [&'static File] = &[&OCCUPATIONS, &OCCUPATION_TITLES];

    fn from_files(at: DateTime<Utc>) -> Result<Vec<Self>, Flaw> {
        let ids = OCCUPATIONS.ids("code")?;
        let read = |file: &'static File| {
            file.rows(|row| {
                Ok(Self {
                    head: row.head(at)?,
                    code: row.text("code")?,
                    parent_id: row.reference("parent", &ids)?,
                    level: row.parsed("level")?,
                    name: row.localized("name")?,
                    status: ReferenceStatus::Active,
                })
            })
        };
        let mut occupations = read(&OCCUPATIONS)?;
        occupations.extend(read(&OCCUPATION_TITLES)?);
        Ok(occupations)
    }
}

impl Book for IscedField {
    const FILES: &'static [&'static File] = &[&ISCED_F];

    fn from_files(at: DateTime<Utc>) -> Result<Vec<Self>, Flaw> {
        let ids = ISCED_F.ids("code")?;
        ISCED_F.rows(|row| {
            Ok(Self {
                head: row.head(at)?,
                code: row.text("code")?,
                parent_id: row.reference("parent", &ids)?,
                level: row.parsed("level")?,
                name: row.localized("name")?,
                residual: row.parsed("residual")?,
                status: ReferenceStatus::Active,
            })
        })
    }
}
