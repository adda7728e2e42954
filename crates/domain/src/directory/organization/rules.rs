//! Rules of organizations.

use super::{Kind, Organization, Ownership};
use crate::{Guard, Rule, reference::is_in_kazakhstan};

pub const BIN_IS_VALID: Rule = Rule {
    code: "BIN_INVALID",
    says: [
        "БСН – он екі цифр, соңғысы – бақылау цифры.",
        "БИН — двенадцать цифр, последняя из них контрольная.",
        "A BIN has twelve digits, the last of which is a control digit.",
    ],
    source: "S4-2",
    parameter: None,
    remedy: ["БСН-ді түзетіңіз.", "Исправьте БИН.", "Correct the BIN."],
};

pub const DOMESTIC_HAS_BIN: Rule = Rule {
    code: "BIN_REQUIRED",
    says: [
        "Қазақстандық ұйымның БСН-і болуы керек, ал шетелдік серіктесте БСН болмайды.",
        "У казахстанской организации должен быть БИН, у иностранного партнёра БИН не бывает.",
        "An organization of Kazakhstan has a BIN; a foreign partner has none.",
    ],
    source: "S4-2",
    parameter: None,
    remedy: [
        "БСН-ді көрсетіңіз; шетелдік серіктес үшін елі мен тіркеу нөмірін көрсетіңіз.",
        "Укажите БИН, а для иностранного партнёра — страну и регистрационный номер.",
        "Give the BIN; for a foreign partner give country and registration number instead.",
    ],
};

pub const SEAT_IS_KNOWN: Rule = Rule {
    code: "PLACE_REQUIRED",
    says: [
        "Қазақстандық ұйымның орналасқан жері ӘАОЖ коды бойынша көрсетіледі.",
        "Место казахстанской организации указывается кодом КАТО.",
        "The seat of an organization of Kazakhstan is given by its KATO code.",
    ],
    source: "S4-2",
    parameter: None,
    remedy: [
        "ӘАОЖ бойынша тоғыз таңбалы кодты көрсетіңіз.",
        "Укажите девятизначный код КАТО.",
        "Give the KATO code of nine digits.",
    ],
};

pub const MERGES_INTO_ANOTHER: Rule = Rule {
    code: "MERGE_TARGET_INVALID",
    says: [
        "Ұйым өзіне емес, жұмыс істеп тұрған басқа ұйымға қосылады.",
        "Организация присоединяется к другой действующей организации, а не к себе.",
        "An organization merges into another one that is in operation, not into itself.",
    ],
    source: "S4-2",
    parameter: None,
    remedy: [
        "Басқа ұйымды таңдаңыз.",
        "Выберите другую организацию.",
        "Choose another organization.",
    ],
};

pub const ORGANIZATION_IS_ACTIVE: Rule = Rule {
    code: "ORGANIZATION_NOT_ACTIVE",
    says: [
        "Тоқтатылған, таратылған немесе қосылған ұйым әрекет ете алмайды.",
        "Приостановленная, ликвидированная или присоединённая организация не действует.",
        "An organization that is suspended, liquidated or merged does not act.",
    ],
    source: "S4-2",
    parameter: None,
    remedy: [
        "Тоқтату себебін жойыңыз немесе басқа ұйым атынан әрекет етіңіз.",
        "Устраните причину приостановки или действуйте от другой организации.",
        "Have the suspension lifted, or act for another organization.",
    ],
};

pub const PART_OF_ANOTHER: Rule = Rule {
    code: "PARENT_INVALID",
    says: [
        "Ұйым өзінің құрамына кірмейді.",
        "Организация не входит в состав самой себя.",
        "An organization is not a part of itself.",
    ],
    source: "S4-2",
    parameter: None,
    remedy: ["Басқа ұйымды көрсетіңіз.", "Укажите другую организацию.", "Name another one."],
};

pub const SEAT_IS_ON_THE_MAP: Rule = Rule {
    code: "COORDINATES_INVALID",
    says: [
        "Ендік пен бойлық бірге көрсетіледі; қазақстандық ұйымдікі Қазақстан аумағында болады.",
        "Широта и долгота указываются вместе; у казахстанской организации — в пределах Казахстана.",
        "Latitude and longitude are given together; in Kazakhstan for an organization from there.",
    ],
    source: "S4-2",
    parameter: None,
    remedy: [
        "Координаттарды түзетіңіз немесе алып тастаңыз.",
        "Исправьте координаты или уберите их.",
        "Correct the coordinates, or leave them out.",
    ],
};

pub const WEBSITE_IS_A_LINK: Rule = Rule {
    code: "WEBSITE_INVALID",
    says: [
        "Сайт мекенжайы http:// немесе https:// деп басталады.",
        "Адрес сайта начинается с http:// или https://.",
        "The address of a website begins with http:// or https://.",
    ],
    source: "S4-2",
    parameter: None,
    remedy: ["Мекенжайды түзетіңіз.", "Исправьте адрес.", "Correct the address."],
};

pub const LIQUIDATION_HAS_COME: Rule = Rule {
    code: "DATE_IN_FUTURE",
    says: [
        "Тарату күні болашақта болмайды.",
        "Дата ликвидации не может быть в будущем.",
        "The day of the liquidation is not in the future.",
    ],
    source: "S4-2",
    parameter: None,
    remedy: ["Күнді түзетіңіз.", "Исправьте дату.", "Correct the date."],
};

pub(super) const BIN: Guard<Organization> = Guard {
    rule: &DOMESTIC_HAS_BIN,
    field: Some("bin"),
    keeps: |organization, _| organization.bin.is_some() != is_foreign(organization),
};

pub(super) const SEAT: Guard<Organization> = Guard {
    rule: &SEAT_IS_KNOWN,
    field: Some("profile.kato_code"),
    keeps: |organization, _| organization.region.is_some() || is_foreign(organization),
};

pub(super) const TARGET: Guard<Organization> = Guard {
    rule: &MERGES_INTO_ANOTHER,
    field: Some("into_id"),
    keeps: |organization, _| organization.merged_into_id != Some(organization.head.id),
};

pub(super) const PARENT: Guard<Organization> = Guard {
    rule: &PART_OF_ANOTHER,
    field: Some("profile.parent_id"),
    keeps: |organization, _| organization.profile.parent_id != Some(organization.head.id),
};

pub(super) const COORDINATES: Guard<Organization> = Guard {
    rule: &SEAT_IS_ON_THE_MAP,
    field: Some("profile.latitude"),
    keeps: |organization, _| {
        let profile = &organization.profile;
        match (profile.latitude, profile.longitude) {
            (None, None) => true,
            (Some(latitude), Some(longitude)) if is_foreign(organization) => {
                (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude)
            }
            (Some(latitude), Some(longitude)) => is_in_kazakhstan(latitude, longitude),
            _ => false,
        }
    },
};

pub(super) const WEBSITE: Guard<Organization> = Guard {
    rule: &WEBSITE_IS_A_LINK,
    field: Some("profile.website"),
    keeps: |organization, _| {
        let website = organization.profile.website.as_deref();
        website.is_none_or(|link| link.starts_with("https://") || link.starts_with("http://"))
    },
};

pub(super) const LIQUIDATED: Guard<Organization> = Guard {
    rule: &LIQUIDATION_HAS_COME,
    field: Some("on"),
    keeps: |organization, facts| organization.liquidated_on.is_none_or(|on| on <= facts.today()),
};

fn is_foreign(organization: &Organization) -> bool {
    let profile = &organization.profile;
    profile.ownership == Ownership::Foreign
        && profile.kind == Kind::InternationalPartner
        && profile.country.as_deref().is_some_and(is_country)
}

/// Two capital letters, as ISO 3166-1 alpha-2 has them.
fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_uppercase())
}
