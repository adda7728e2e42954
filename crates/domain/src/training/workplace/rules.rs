//! Rules of workplaces.

use super::Workplace;
use crate::{
    Guard, Rule,
    reference::{PLACE_IS_ON_THE_MAP, RuleKey, is_on_the_map},
};

/// So many qualifications can be trained at one workplace.
pub const QUALIFICATIONS_AT_MOST: usize = 20;

pub const CAPACITY_IS_PLAUSIBLE: Rule = Rule {
    code: "CAPACITY_OUT_OF_RANGE",
    says: [
        "Жұмыс орнының сыйымдылығы 1 мен {value} аралығында болуы керек.",
        "Вместимость рабочего места — от 1 до {value} человек.",
        "A workplace has room for 1 to {value} learners.",
    ],
    source: "S1.2-L2-1",
    parameter: Some(RuleKey::WorkplaceMaxCapacity),
    remedy: [
        "Санды түзетіңіз; орын көп болса, бірнеше жұмыс орнын тіркеңіз.",
        "Исправьте число; если мест больше, заведите несколько рабочих мест.",
        "Correct the number; for more, enter several workplaces.",
    ],
};

pub const QUALIFICATIONS_ARE_NAMED: Rule = Rule {
    code: "QUALIFICATIONS_OUT_OF_RANGE",
    says: [
        "Жұмыс орнында үйретілетін 1-ден 20-ға дейін біліктілік қайталанбай аталады.",
        "Для рабочего места указывают от 1 до 20 квалификаций, каждую один раз.",
        "A workplace names 1 to 20 qualifications, each once.",
    ],
    source: "S1.2-L2-1",
    parameter: None,
    remedy: [
        "Біліктілік кодтарының тізімін түзетіңіз.",
        "Исправьте список кодов квалификаций.",
        "Correct the list of codes.",
    ],
};

pub const AVAILABLE_IN_ORDER: Rule = Rule {
    code: "DATES_OUT_OF_ORDER",
    says: [
        "Жұмыс орнының соңғы күні бірінші күнінен ерте болмайды.",
        "Последний день рабочего места не раньше первого.",
        "The last day of a workplace is not before its first.",
    ],
    source: "S1.2-L2-1",
    parameter: None,
    remedy: ["Күндерді түзетіңіз.", "Исправьте даты.", "Correct the dates."],
};

pub const IS_STILL_AVAILABLE: Rule = Rule {
    code: "AVAILABILITY_PASSED",
    says: [
        "Мерзімі өткен жұмыс орны ашылмайды.",
        "Рабочее место, срок которого прошёл, не открывают.",
        "A workplace whose last day has passed is not opened.",
    ],
    source: "S1.2-L2-1",
    parameter: None,
    remedy: [
        "Соңғы күнді кейінге жылжытыңыз.",
        "Перенесите последний день на более поздний.",
        "Move the last day to a later one.",
    ],
};

pub(super) const CAPACITY: Guard<Workplace> = Guard {
    rule: &CAPACITY_IS_PLAUSIBLE,
    field: Some("terms.capacity"),
    keeps: |workplace, facts| {
        let most = facts.limit(RuleKey::WorkplaceMaxCapacity);
        (1..=most).contains(&workplace.terms.capacity.into())
    },
};

pub(super) const QUALIFICATIONS: Guard<Workplace> = Guard {
    rule: &QUALIFICATIONS_ARE_NAMED,
    field: Some("terms.qualification_codes"),
    keeps: |workplace, _| {
        let codes = &workplace.terms.qualification_codes;
        let is_repeated = |n: usize| codes[..n].contains(&codes[n]);
        (1..=QUALIFICATIONS_AT_MOST).contains(&codes.len()) && !(0..codes.len()).any(is_repeated)
    },
};

pub(super) const DATES: Guard<Workplace> = Guard {
    rule: &AVAILABLE_IN_ORDER,
    field: Some("terms.available_to"),
    keeps: |workplace, _| {
        let terms = &workplace.terms;
        terms.available_to.is_none_or(|to| terms.available_from <= to)
    },
};

pub(super) const STILL_AVAILABLE: Guard<Workplace> = Guard {
    rule: &IS_STILL_AVAILABLE,
    field: Some("terms.available_to"),
    keeps: |workplace, facts| workplace.terms.available_to.is_none_or(|to| facts.today() <= to),
};

pub(super) const ON_THE_MAP: Guard<Workplace> = Guard {
    rule: &PLACE_IS_ON_THE_MAP,
    field: Some("terms.latitude"),
    keeps: |workplace, _| is_on_the_map(workplace.terms.latitude, workplace.terms.longitude),
};
