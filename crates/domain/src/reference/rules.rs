//! Rules of the codes and places that others refer to.

use crate::Rule;

pub const QUALIFICATION_IS_KNOWN: Rule = Rule {
    code: "QUALIFICATION_UNKNOWN",
    says: [
        "Біліктілік коды жіктеуіште болуы керек.",
        "Код квалификации должен быть в классификаторе.",
        "The code of the qualification must be in the classifier.",
    ],
    source: "S0-1",
    parameter: None,
    remedy: [
        "Біліктілікті қолданыстағы жіктеуіштен таңдаңыз.",
        "Выберите квалификацию из действующего классификатора.",
        "Choose a qualification of the classifier in force.",
    ],
};

pub const QUALIFICATION_IS_IN_FORCE: Rule = Rule {
    code: "QUALIFICATION_RETIRED",
    says: [
        "Күшін жойған біліктілікті жаңадан таңдауға болмайды.",
        "Утратившую силу квалификацию нельзя выбрать заново.",
        "A qualification that is no longer in force cannot be chosen anew.",
    ],
    source: "S0-1",
    parameter: None,
    remedy: [
        "Сол мамандықтың қолданыстағы біліктілігін таңдаңыз.",
        "Выберите действующую квалификацию той же специальности.",
        "Choose a qualification of the same specialty that is in force.",
    ],
};

pub const PLACE_IS_KNOWN: Rule = Rule {
    code: "PLACE_UNKNOWN",
    says: [
        "Орынның коды қолданыстағы ӘАОЖ жіктеуішінде болуы керек.",
        "Код места должен быть в действующем классификаторе КАТО.",
        "The code of the place must be in the KATO classifier in force.",
    ],
    source: "S0-1",
    parameter: None,
    remedy: [
        "Елді мекеннің немесе әкімшілік бірліктің тоғыз цифрлы кодын беріңіз; оны `settlements` тізімінен іздеңіз.",
        "Укажите девятизначный код населённого пункта или административной единицы; найдите его в списке `settlements`.",
        "Give the nine digits of a settlement or an administrative unit; look it up in `settlements`.",
    ],
};

pub const PLACE_IS_ON_THE_MAP: Rule = Rule {
    code: "COORDINATES_INVALID",
    says: [
        "Ендік те, бойлық та көрсетіледі және Қазақстан аумағында болады.",
        "Указываются и широта, и долгота, и они лежат в пределах Казахстана.",
        "Latitude and longitude are given together and lie within Kazakhstan.",
    ],
    source: "S4-4",
    parameter: None,
    remedy: [
        "Координаттарды түзетіңіз немесе алып тастаңыз.",
        "Исправьте координаты или уберите их.",
        "Correct the coordinates, or leave them out.",
    ],
};

pub const ACADEMIC_YEAR_IS_KNOWN: Rule = Rule {
    code: "ACADEMIC_YEAR_UNKNOWN",
    says: [
        "Оқу жылы «2026-2027» түрінде жазылып, тізімде болуы керек.",
        "Учебный год пишется как «2026-2027» и должен быть в списке.",
        "An academic year is written like `2026-2027` and must be in the list.",
    ],
    source: "S0-1",
    parameter: None,
    remedy: [
        "`academicYears` тізімінен таңдаңыз.",
        "Выберите из списка `academicYears`.",
        "Choose one of `academicYears`.",
    ],
};

pub const ECONOMIC_ACTIVITY_IS_KNOWN: Rule = Rule {
    code: "OKED_UNKNOWN",
    says: [
        "Экономикалық қызмет коды қолданыстағы ЭҚЖЖ-да болуы керек.",
        "Код экономической деятельности должен быть в действующем ОКЭД.",
        "The code of the economic activity must be in the OKED classifier in force.",
    ],
    source: "S0-1",
    parameter: None,
    remedy: [
        "Кодты `economicActivities` тізімінен таңдаңыз, мысалы «01.11».",
        "Выберите код из списка `economicActivities`, например «01.11».",
        "Choose a code of `economicActivities`, such as `01.11`.",
    ],
};
