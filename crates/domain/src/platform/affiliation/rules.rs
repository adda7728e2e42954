//! Rules of roles.

use super::Affiliation;
use crate::{Bar, Guard, Role, Rule};

pub const ROLE_FITS_PLACE: Rule = Rule {
    code: "ROLE_PLACE_MISMATCH",
    says: [
        "Әр рөл өз орнында беріледі: ұйымда, кластерде, өңірде немесе елде.",
        "Каждая роль даётся на своём месте: в организации, кластере, регионе или стране.",
        "Each role is held at its own kind of place: an organization, a cluster, a region or the country.",
    ],
    source: "S4-4",
    parameter: None,
    remedy: [
        "Рөлге сай орынды көрсетіңіз; кластер қатысушысының рөлі берілмейді, ол қатысудан туындайды.",
        "Укажите место, подходящее роли; роль участника кластера не даётся, она следует из участия.",
        "Name a place that fits the role; the role of a cluster's member is not granted, it follows \
         from membership.",
    ],
};

pub const TERM_IS_IN_ORDER: Rule = Rule {
    code: "TERM_INVALID",
    says: [
        "Соңғы күн бірінші күннен ерте болмайды.",
        "Последний день не может быть раньше первого.",
        "The last day is not before the first.",
    ],
    source: "S4-4",
    parameter: None,
    remedy: [
        "Күндерді түзетіңіз немесе соңғы күнді көрсетпеңіз.",
        "Исправьте даты или не указывайте последний день.",
        "Correct the dates, or leave the last day out.",
    ],
};

pub const TERM_STANDS: Rule = Rule {
    code: "TERM_HAS_PASSED",
    says: [
        "Рөлдің соңғы күні өтпеген болуы керек.",
        "Последний день роли не должен пройти.",
        "The last day of the role has not passed.",
    ],
    source: "S4-4",
    parameter: None,
    remedy: [
        "Бүгінгі не кейінгі күнді көрсетіңіз.",
        "Укажите сегодняшний или более поздний день.",
        "Name today or a later day.",
    ],
};

pub const TERM_HAS_ENDED: Rule = Rule {
    code: "NOT_YET_DUE",
    says: ["Рөлдің мерзімі әлі өткен жоқ.", "Срок роли ещё не истёк.", "The role is still held."],
    source: "S4-4",
    parameter: None,
    remedy: ["Мерзімнің өтуін күтіңіз.", "Дождитесь конца срока.", "Wait until it has ended."],
};

const BY_OTHERS: Rule = Rule {
    code: "GRANTED_BY_OTHERS",
    says: [
        "Ешкім рөлді өзіне немесе өзі пайдаланатын клиентке бере де, ұзарта да алмайды.",
        "Никто не даёт и не продлевает роль самому себе или клиенту, через который обращается.",
        "Nobody grants or extends a role of their own, or of the client by which they ask.",
    ],
    source: "S4-4",
    parameter: None,
    remedy: [
        "Мұны басқа әкімші немесе министрлік жасасын.",
        "Попросите об этом другого администратора или министерство.",
        "Ask another administrator or the ministry to do it.",
    ],
};

/// Held by whoever acts, as whichever organization has entered them.
pub(super) const ONESELF: Bar<Affiliation> = Bar {
    rule: &BY_OTHERS,
    field: None,
    stops: |it, viewer| {
        it.client_id.is_some_and(|id| id.to_string() == viewer.client)
            || it.person_id.is_some_and(|id| viewer.is_person(&id.to_string()))
    },
};

pub const HELD_ONCE: Rule = Rule {
    code: "ALREADY_HELD",
    says: [
        "Бір иеге бір рөл бір орында бір-ақ рет беріледі.",
        "Одна и та же роль в одном месте даётся один раз.",
        "A role is held once at one place.",
    ],
    source: "S4-4",
    parameter: None,
    remedy: [
        "Берілген рөлдің мерзімін өзгертіңіз.",
        "Измените срок уже данной роли.",
        "Change the term of the role that is held.",
    ],
};

pub const HOLDER_ACTS: Rule = Rule {
    code: "CLIENT_HOLDS_NO_ROLE",
    says: [
        "Рөл кілтпен қол қоятын жұмыс клиентіне ғана беріледі.",
        "Роль даётся только рабочему клиенту, который подписывается ключом.",
        "A role is given only to a production client that signs with a key.",
    ],
    source: "S4-4",
    parameter: None,
    remedy: [
        "PRODUCTION түріндегі және PRIVATE_KEY_JWT тәсілімен расталатын клиентті сұратыңыз; басқалары ашық деректерді ғана оқиды.",
        "Запросите клиента вида PRODUCTION со способом PRIVATE_KEY_JWT; остальные читают только открытые данные.",
        "Ask for a client of kind PRODUCTION with PRIVATE_KEY_JWT; others read what is public.",
    ],
};

pub const HOLDER_IS_ONE: Rule = Rule {
    code: "HOLDER_INVALID",
    says: [
        "Рөл не пайдаланушыға, не клиентке беріледі.",
        "Роль даётся либо пользователю, либо клиенту.",
        "A role is held by a person or by a client.",
    ],
    source: "S4-4",
    parameter: None,
    remedy: [
        "Пайдаланушыны не клиентті көрсетіңіз, екеуін бірге емес.",
        "Укажите пользователя или клиента, но не обоих.",
        "Name a person or a client, not both.",
    ],
};

pub(super) const FITS: Guard<Affiliation> = Guard {
    rule: &ROLE_FITS_PLACE,
    field: Some("role"),
    keeps: |it, _| it.role != Role::ClusterMember && it.role.seat() == it.place().kind(),
};

pub(super) const ONE_HOLDER: Guard<Affiliation> = Guard {
    rule: &HOLDER_IS_ONE,
    field: Some("person_id"),
    keeps: |it, _| it.person_id.is_some() != it.client_id.is_some(),
};

pub(super) const IN_ORDER: Guard<Affiliation> = Guard {
    rule: &TERM_IS_IN_ORDER,
    field: Some("valid_to"),
    keeps: |it, _| it.valid_to.is_none_or(|last| it.valid_from <= last),
};

pub(super) const STANDS: Guard<Affiliation> = Guard {
    rule: &TERM_STANDS,
    field: Some("valid_to"),
    keeps: |it, facts| it.valid_to.is_none_or(|last| facts.today() <= last),
};

pub(super) const ENDED: Guard<Affiliation> = Guard {
    rule: &TERM_HAS_ENDED,
    field: None,
    keeps: |it, facts| it.valid_to.is_some_and(|last| last < facts.today()),
};
