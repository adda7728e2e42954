//! Rules of memberships.

use super::ClusterMembership;
use crate::{Guard, Rule};

pub const ROLES_ARE_NAMED: Rule = Rule {
    code: "ROLES_MISSING",
    says: [
        "Ұйымның кластердегі рөлі көрсетілуі керек.",
        "Должна быть указана роль организации в кластере.",
        "The role of the organization in the cluster is named.",
    ],
    source: "S5-5",
    parameter: None,
    remedy: [
        "Кемінде бір рөлді көрсетіңіз.",
        "Укажите хотя бы одну роль.",
        "Name at least one role.",
    ],
};

pub const ORGANIZATION_TAKES_PART: Rule = Rule {
    code: "NOT_A_MEMBER",
    says: [
        "Кластерде оған қатысатын ұйым ғана әрекет етеді.",
        "В кластере действуют только организации, которые в нём участвуют.",
        "Only organizations that take part in a cluster act in it.",
    ],
    source: "S4-4",
    parameter: None,
    remedy: [
        "Ұйым қатысатын кластерді көрсетіңіз немесе кластерді көрсетпеңіз.",
        "Укажите кластер, в котором участвует организация, или не указывайте кластер.",
        "Name a cluster that the organization takes part in, or none.",
    ],
};

pub const INVITATION_STANDS: Rule = Rule {
    code: "INVITATION_LAPSED",
    says: [
        "Шақыру мерзімі өтпеген болуы керек.",
        "Срок приглашения не должен истечь.",
        "The invitation can still be answered.",
    ],
    source: "S5-5",
    parameter: None,
    remedy: [
        "Бүгінгі не кейінгі күнді белгілеңіз немесе жаңа шақыру сұраңыз.",
        "Укажите сегодняшний или более поздний день или попросите новое приглашение.",
        "Set a day that has not passed, or ask for a new invitation.",
    ],
};

pub const INVITATION_HAS_LAPSED: Rule = Rule {
    code: "NOT_YET_DUE",
    says: [
        "Шақыру мерзімі әлі өткен жоқ.",
        "Срок приглашения ещё не истёк.",
        "The invitation can still be answered.",
    ],
    source: "S5-5",
    parameter: None,
    remedy: ["Мерзімді күтіңіз.", "Дождитесь срока.", "Wait until it has lapsed."],
};

pub const MEMBER_HAS_SIGNED: Rule = Rule {
    code: "AGREEMENT_MISSING",
    says: [
        "Ұйым кластердің келісіміне қол қойған болуы керек.",
        "Организация должна подписать соглашение кластера.",
        "The organization has signed an agreement of the cluster.",
    ],
    source: "S1.1-4",
    parameter: None,
    remedy: ["Келісімге қол қойыңыз.", "Подпишите соглашение.", "Sign the agreement."],
};

/// The invitation can be answered.
pub const STANDING: Guard<ClusterMembership> = Guard {
    rule: &INVITATION_STANDS,
    field: Some("respond_by"),
    keeps: |membership, facts| membership.respond_by >= facts.today(),
};

pub(super) const LAPSED: Guard<ClusterMembership> = Guard {
    rule: &INVITATION_HAS_LAPSED,
    field: None,
    keeps: |membership, facts| membership.respond_by < facts.today(),
};

pub(super) const ROLES: Guard<ClusterMembership> = Guard {
    rule: &ROLES_ARE_NAMED,
    field: Some("terms.roles"),
    keeps: |membership, _| !membership.terms.roles.is_empty(),
};
