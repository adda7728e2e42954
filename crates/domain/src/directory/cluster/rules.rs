//! Rules of clusters.

use std::collections::HashSet;

use super::{Cluster, Status};
use crate::{Guard, Rule};

pub const PARTNERS_HAVE_JOINED: Rule = Rule {
    code: "PARTNERS_MISSING",
    says: [
        "Кластерге кемінде бір кәсіпорын мен бір колледж қатысушы болып кіруі керек.",
        "В кластер должны вступить хотя бы одно предприятие и один колледж.",
        "At least one enterprise and one college have joined the cluster.",
    ],
    source: "S5-5",
    parameter: None,
    remedy: [
        "Кәсіпорын мен колледжді шақырып, олардың келісімін алыңыз.",
        "Пригласите предприятие и колледж и дождитесь их согласия.",
        "Invite an enterprise and a college, and have them accept.",
    ],
};

pub const INDUSTRIES_ARE_SECTIONS: Rule = Rule {
    code: "INDUSTRY_INVALID",
    says: [
        "Саланы ЭҚЖЖ секциясының әрпімен (A–U) көрсетіңіз, кемінде біреуі болуы керек.",
        "Отрасль указывается буквой секции ОКЭД (A–U), нужна хотя бы одна.",
        "An industry is the letter of a section of OKED, A to U; at least one is needed.",
    ],
    source: "S2",
    parameter: None,
    remedy: [
        "Секция әріптерін түзетіңіз, мысалы: C.",
        "Исправьте буквы секций, например: C.",
        "Correct the letters of the sections, such as C.",
    ],
};

pub const FIELDS_ARE_ISCED: Rule = Rule {
    code: "SPECIALTY_FIELD_INVALID",
    says: [
        "Мамандық саласы ISCED-F бойынша екіден төртке дейінгі цифрмен көрсетіледі.",
        "Направление специальностей указывается двумя–четырьмя цифрами по МСКО (ISCED-F).",
        "A field of specialties is two to four digits of ISCED-F.",
    ],
    source: "S2",
    parameter: None,
    remedy: [
        "Кодты түзетіңіз, мысалы: 0713.",
        "Исправьте код, например: 0713.",
        "Correct the code, such as 0713.",
    ],
};

pub const TERRITORIES_ARE_KATO: Rule = Rule {
    code: "TERRITORY_INVALID",
    says: [
        "Қосымша аумақ ӘАОЖ бойынша тоғыз цифрлы кодпен көрсетіледі.",
        "Дополнительная территория указывается девятизначным кодом КАТО.",
        "An additional territory is a KATO code of nine digits.",
    ],
    source: "S5-8",
    parameter: None,
    remedy: ["ӘАОЖ кодын түзетіңіз.", "Исправьте код КАТО.", "Correct the KATO code."],
};

pub const TASKS_ARE_TICKED_ONCE: Rule = Rule {
    code: "TASK_REPEATED",
    says: [
        "Әр міндет бір рет қана белгіленеді.",
        "Каждая задача отмечается только один раз.",
        "Each task is ticked once.",
    ],
    source: "S2.2-1",
    parameter: None,
    remedy: ["Қайталанған міндетті алып тастаңыз.", "Уберите повтор.", "Remove the repetition."],
};

pub const CLUSTER_MERGES_INTO_ANOTHER: Rule = Rule {
    code: "MERGE_TARGET_INVALID",
    says: [
        "Кластер өзіне емес, жұмыс істеп тұрған басқа кластерге қосылады.",
        "Кластер объединяется с другим действующим кластером, а не с самим собой.",
        "A cluster merges into another one that is active, not into itself.",
    ],
    source: "S1.1-4",
    parameter: None,
    remedy: ["Басқа кластерді таңдаңыз.", "Выберите другой кластер.", "Choose another cluster."],
};

pub const CLUSTER_IS_OPEN: Rule = Rule {
    code: "CLUSTER_NOT_OPEN",
    says: [
        "Бас тартылған, жабылған немесе біріктірілген кластерге қосылуға болмайды.",
        "В отклонённый, закрытый или объединённый кластер вступить нельзя.",
        "Nobody joins a cluster that is rejected, closed or merged.",
    ],
    source: "S5-5",
    parameter: None,
    remedy: ["Басқа кластерді таңдаңыз.", "Выберите другой кластер.", "Choose another cluster."],
};

pub const CLUSTER_HAS_STATUS: Rule = Rule {
    code: "CLUSTER_WITHOUT_STATUS",
    says: [
        "Қатысу кластерге мәртебе берілгеннен кейін басталады.",
        "Участие начинается после присвоения кластеру статуса.",
        "Participation begins once the cluster has been granted its status.",
    ],
    source: "S5-7",
    parameter: None,
    remedy: [
        "Өңірлік кеңестің шешімін күтіңіз.",
        "Дождитесь решения регионального совета.",
        "Wait for the decision of the regional council.",
    ],
};

pub const CONCEPT_AND_PASSPORT: Rule = Rule {
    code: "CONCEPT_OR_PASSPORT_MISSING",
    says: [
        "Кеңеске кластердің тұжырымдамасы мен паспортының жобасы ұсынылады.",
        "В совет представляются концепция кластера и проект паспорта.",
        "The council is given the concept of the cluster and the draft of its passport.",
    ],
    source: "S5-6",
    parameter: None,
    remedy: [
        "Тұжырымдама мен паспорт жобасын дайындаңыз.",
        "Подготовьте концепцию и проект паспорта.",
        "Write the concept and the draft of the passport.",
    ],
};

pub const COUNCIL_HAS_DECIDED: Rule = Rule {
    code: "DECISION_MISSING",
    says: [
        "Бұл үшін кеңестің хаттамалық шешімі керек.",
        "Для этого нужно протокольное решение совета.",
        "This takes a decision of the council in its minutes.",
    ],
    source: "S5-7",
    parameter: None,
    remedy: [
        "Кеңестің шешімін тіркеңіз.",
        "Приложите решение совета.",
        "Attach the decision of the council.",
    ],
};

pub const COUNCIL_IS_FORMED: Rule = Rule {
    code: "COUNCIL_MISSING",
    says: [
        "Кластердің үйлестіру кеңесі құрылуы керек.",
        "Должен быть создан координационный совет кластера.",
        "The coordination council of the cluster has been formed.",
    ],
    source: "S5-9",
    parameter: None,
    remedy: ["Кеңес құрыңыз.", "Создайте совет.", "Form the council."],
};

pub const AGREEMENT_IS_SIGNED: Rule = Rule {
    code: "AGREEMENT_MISSING",
    says: [
        "Қатысушылар арасында кемінде бір қолданыстағы келісім болуы керек.",
        "Между участниками должно действовать хотя бы одно соглашение.",
        "At least one agreement between participants is in force.",
    ],
    source: "S1.1-4",
    parameter: None,
    remedy: ["Келісімге қол қойыңыз.", "Подпишите соглашение.", "Sign an agreement."],
};

/// Organizations may join it.
pub const OPEN_FOR_MEMBERS: Guard<Cluster> =
    Guard { rule: &CLUSTER_IS_OPEN, field: Some("cluster_id"), keeps: |it, _| it.is_open() };

/// Its members may take part.
pub const WITH_STATUS: Guard<Cluster> =
    Guard { rule: &CLUSTER_HAS_STATUS, field: Some("cluster_id"), keeps: |it, _| it.has_status() };

/// Another one may become part of it.
pub const TAKES_OTHERS_IN: Guard<Cluster> = Guard {
    rule: &CLUSTER_MERGES_INTO_ANOTHER,
    field: Some("into_id"),
    keeps: |it, _| matches!(it.status, Status::Approved | Status::Active),
};

pub(super) const PARTNERS: Guard<Cluster> = Guard {
    rule: &PARTNERS_HAVE_JOINED,
    field: None,
    keeps: |cluster, _| cluster.tally.enterprises >= 1 && cluster.tally.colleges >= 1,
};

pub(super) const TARGET: Guard<Cluster> = Guard {
    rule: &CLUSTER_MERGES_INTO_ANOTHER,
    field: Some("into_id"),
    keeps: |cluster, _| cluster.merged_into_id != Some(cluster.head.id),
};

pub(super) const INDUSTRIES: Guard<Cluster> = Guard {
    rule: &INDUSTRIES_ARE_SECTIONS,
    field: Some("profile.industries"),
    keeps: |cluster, _| {
        let industries = &cluster.profile.industries;
        !industries.is_empty()
            && industries.iter().all(|section| matches!(section.as_bytes(), [b'A'..=b'U']))
    },
};

pub(super) const FIELDS: Guard<Cluster> = Guard {
    rule: &FIELDS_ARE_ISCED,
    field: Some("profile.specialty_fields"),
    keeps: |cluster, _| cluster.profile.specialty_fields.iter().all(|code| digits(code, 2, 4)),
};

pub(super) const TERRITORIES: Guard<Cluster> = Guard {
    rule: &TERRITORIES_ARE_KATO,
    field: Some("profile.additional_territories"),
    keeps: |cluster, _| {
        cluster.profile.additional_territories.iter().all(|code| digits(code, 9, 9))
    },
};

pub(super) const TASKS: Guard<Cluster> = Guard {
    rule: &TASKS_ARE_TICKED_ONCE,
    field: Some("profile.tasks"),
    keeps: |cluster, _| {
        let mut ticked = HashSet::new();
        cluster.profile.tasks.iter().all(|note| ticked.insert(note.task))
    },
};

fn digits(code: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit())
}
