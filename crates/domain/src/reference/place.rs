//! Regions, settlements, and the colleges that public lists name.

use chrono::NaiveDate;
use strum::{EnumMessage, IntoStaticStr, VariantArray};

use super::record::{Status, reference_record};
use crate::{Head, Id, LocalizedText};

/// өңір / регион: an oblast or a city of republican significance.
#[derive(Clone, Debug)]
pub struct Region {
    pub head: Head<Self>,
    /// The first two digits of its KATO code, by which records belong to it.
    pub code: crate::RegionCode,
    /// Nine digits of the classifier of administrative and territorial objects.
    pub kato_code: String,
    /// ISO 3166-2, for example `KZ-33`.
    pub iso_code: String,
    /// The letters of ISO 3166-2 before its change, for example `KZ-ALM`.
    pub former_iso_code: Option<String>,
    pub name: LocalizedText,
    pub kind: RegionKind,
    /// The city of its administration; a city has none.
    pub centre: Option<LocalizedText>,
    /// The region that it was a part of until the reform of 2022.
    pub predecessor_id: Option<Id<Self>>,
    /// `None`: not known.
    pub valid_from: Option<NaiveDate>,
    pub status: Status,
}
reference_record!(Region, "region", kato_code);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum RegionKind {
    /// облыс / область.
    Oblast,
    /// республикалық маңызы бар қала / город республиканского значения, the capital included.
    City,
}

/// елді мекен немесе әкімшілік бірлік / населённый пункт или административная единица: a row of
/// KATO. Regions are rows too, because a city of republican significance is where people work.
#[derive(Clone, Debug)]
pub struct Settlement {
    pub head: Head<Self>,
    pub kato_code: String,
    pub region: crate::RegionCode,
    /// `None`: a region.
    pub parent_id: Option<Id<Self>>,
    /// 1 region, 2 district, 3 rural district or city, 4 village: the last filled part of the code.
    pub level: u32,
    pub kind: SettlementKind,
    /// The sign of locality that the classifier publishes: 0 republic or oblast, 1 urban, 2 rural,
    /// 3 city administration with rural places, 4 district with urban places.
    pub locality_sign: u32,
    pub name: LocalizedText,
    pub status: Status,
}
reference_record!(Settlement, "settlement", kato_code);

/// Read from the name, because the classifier has no column for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum SettlementKind {
    /// облыс / область.
    Oblast,
    /// республикалық маңызы бар қала / город республиканского значения.
    CityRepublican,
    /// аудан / район.
    District,
    /// қала әкімдігі / городская администрация.
    CityAdministration,
    /// қала / город.
    City,
    /// қаладағы аудан / район в городе.
    CityDistrict,
    /// ауылдық округ / сельский округ.
    RuralOkrug,
    /// кент әкімдігі / поселковая администрация.
    SettlementAdministration,
    /// кент / посёлок.
    Settlement,
    /// ауыл / село.
    Village,
    /// A station, siding, wintering or section.
    Other,
}

/// A college that a public list names: a look-up, not an organization that takes part.
#[derive(Clone, Debug)]
pub struct ListedCollege {
    pub head: Head<Self>,
    pub name: LocalizedText,
    pub region: crate::RegionCode,
    /// The abbreviation of its legal form in Russian, for example `ГКП на ПХВ`.
    pub legal_form: Option<String>,
    pub kind: CollegeKind,
    pub bin_code: Option<String>,
    pub note: Option<String>,
    pub status: Status,
}
reference_record!(ListedCollege, "listed_college");

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum CollegeKind {
    /// колледж.
    College,
    /// жоғары колледж / высший колледж: prepares applied bachelors too.
    HigherCollege,
    /// мектеп-колледж кешені / комплекс «школа-колледж».
    SchoolCollege,
}

/// Whether there is no point, or both its coordinates and in the country.
pub(crate) fn is_on_the_map(latitude: Option<f64>, longitude: Option<f64>) -> bool {
    match (latitude, longitude) {
        (None, None) => true,
        (Some(latitude), Some(longitude)) => is_in_kazakhstan(latitude, longitude),
        _ => false,
    }
}

/// Whether a point lies within the degrees between which the country lies.
pub(crate) fn is_in_kazakhstan(latitude: f64, longitude: f64) -> bool {
    (40.5..=55.5).contains(&latitude) && (46.4..=87.4).contains(&longitude)
}
