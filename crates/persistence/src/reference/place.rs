use chrono::{DateTime, Utc};
use domain::{
    RegionCode,
    reference::{
        CollegeKind, ListedCollege, ReferenceStatus, Region, RegionKind, Settlement, SettlementKind,
    },
};

use super::{
    file::{File, Flaw, Row},
    load::Book,
};
use crate::columns::{coded, stored};

static REGIONS: File = File::new("regions.csv", include_str!("../../reference/regions.csv"));
static KATO: File = File::new("kato.csv", include_str!("../../reference/kato.csv"));
static COLLEGES: File =
    File::new("colleges_public.csv", include_str!("../../reference/colleges_public.csv"));

coded!(CollegeKind, RegionKind, SettlementKind);

stored! {
    Region {
        head, code, kato_code, iso_code, former_iso_code, name, kind, centre, predecessor_id,
        valid_from, status,
    }
    found by { |r| &r.kato_code, |r| &r.iso_code, |r| &r.former_iso_code, |r| &r.name }
    kept true
}

stored! {
    Settlement {
        head, kato_code, region, parent_id, level, kind, locality_sign, name, status,
    }
    found by { |s| &s.kato_code, |s| &s.name }
}

stored! {
    ListedCollege { head, name, region, legal_form, kind, bin_code, note, status }
    found by { |c| &c.name, |c| &c.bin_code }
}

impl Book for Region {
    const FILES: &'static [&'static File] = &[&REGIONS];

    fn from_files(at: DateTime<Utc>) -> Result<Vec<Self>, Flaw> {
        let ids = REGIONS.ids("kato")?;
        REGIONS.rows(|row| {
            Ok(Self {
                head: row.head(at)?,
                code: region(row, "kato")?,
                kato_code: row.text("kato")?,
                iso_code: row.text("iso_3166_2")?,
                former_iso_code: row.maybe("iso_old")?,
                name: row.localized("name")?,
                kind: row.code("kind")?,
                centre: row.maybe_localized("centre")?,
                predecessor_id: row.reference("predecessors", &ids)?,
                valid_from: row.maybe("valid_from")?,
                status: ReferenceStatus::Active,
            })
        })
    }
}

impl Book for Settlement {
    const FILES: &'static [&'static File] = &[&KATO];

    fn from_files(at: DateTime<Utc>) -> Result<Vec<Self>, Flaw> {
        let ids = KATO.ids("kato")?;
        KATO.rows(|row| {
            Ok(Self {
                head: row.head(at)?,
                kato_code: row.text("kato")?,
                region: region(row, "kato")?,
                parent_id: row.reference("parent_kato", &ids)?,
                level: row.parsed("level")?,
                kind: row.code("kind")?,
                locality_sign: row.parsed("type_code")?,
                name: row.localized("name")?,
                status: ReferenceStatus::Active,
            })
        })
    }
}

impl Book for ListedCollege {
    const FILES: &'static [&'static File] = &[&COLLEGES];

    fn from_files(at: DateTime<Utc>) -> Result<Vec<Self>, Flaw> {
        COLLEGES.rows(|row| {
            Ok(Self {
                head: row.head(at)?,
                name: row.localized("name")?,
                region: region(row, "region_kato")?,
                legal_form: row.maybe("legal_form")?,
                kind: row.code("kind")?,
                bin_code: row.maybe("bin")?,
                note: row.maybe("source_note")?,
                status: ReferenceStatus::Active,
            })
        })
    }
}

/// The region that a KATO code belongs to.
fn region(row: &Row<'_>, column: &'static str) -> Result<RegionCode, Flaw> {
    row.read(column, |code| RegionCode::parse(code.get(..2)?))
}
