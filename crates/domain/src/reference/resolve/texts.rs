//! What is said about a code, in three languages.

use std::fmt::Display;

use super::outcome::{Obstacle, Repair, Resolution};
use crate::{Locale, LocalizedText};

/// Candidates that are named; more would not be read.
const NAMED: usize = 5;

impl Resolution<'_> {
    /// What was probably meant, or why that cannot be said, in Kazakh, Russian and English.
    pub fn hint(&self) -> [String; 3] {
        [Locale::Kk, Locale::Ru, Locale::En].map(|locale| {
            let repairs = self.repairs.iter().map(|repair| repair.text().best(locale).1.to_owned());
            let meant = match &self.outcome {
                Ok(found) => found.first().map(|found| {
                    let (code, name) = (found.code(), found.name().best(locale).1);
                    match locale {
                        Locale::Kk => format!("{code} ({name}) айтылған сияқты."),
                        Locale::Ru => format!("Вероятно, имеется в виду {code} ({name})."),
                        Locale::En => format!("{code} ({name}) is probably meant."),
                    }
                }),
                Err(obstacle) => Some(obstacle.hint(locale)),
            };
            meant.into_iter().chain(repairs).collect::<Vec<_>>().join(" ")
        })
    }
}

impl Repair {
    /// What was done.
    pub fn text(&self) -> LocalizedText {
        LocalizedText::trilingual(match self {
            Self::StrayRemoved => same([
                "Артық белгілер алынып тасталды.",
                "Убраны лишние знаки.",
                "Stray characters were removed.",
            ]),
            Self::TextRemoved { text } => [
                format!("Кодқа жатпайтын мәтін алынып тасталды: «{text}»."),
                format!("Убран текст, не относящийся к коду: «{text}»."),
                format!("Text beside the code was removed: \"{text}\"."),
            ],
            Self::CaseRaised => same([
                "Кіші әріптер бас әріптермен ауыстырылды.",
                "Строчные буквы заменены прописными.",
                "Small letters were made capitals.",
            ]),
            Self::LettersReplaced { from, to } => [
                format!("«{from}» ұқсас «{to}» белгілерімен ауыстырылды."),
                format!("«{from}» заменено похожим «{to}»."),
                format!("\"{from}\" was replaced by the similar \"{to}\"."),
            ],
            Self::DigitsReplaced => same([
                "Цифрдың орнында тұрған әріптер цифрлармен ауыстырылды.",
                "Буквы на месте цифр заменены цифрами.",
                "Letters in place of digits were replaced by digits.",
            ]),
            Self::LeadingZeroAdded => same([
                "Басындағы жоғалған нөл қосылды.",
                "Добавлен потерянный начальный ноль.",
                "The lost leading zero was added.",
            ]),
            Self::PrefixCompleted { to } => [
                format!("Код басы «{to}» болып толықтырылды."),
                format!("Начало кода дополнено до «{to}»."),
                format!("The prefix was completed to \"{to}\"."),
            ],
            Self::PrefixAdded { to } => [
                format!("«{to}» қосылды: жіктеуіште бұл цифрлар тек осылай басталады."),
                format!("Добавлено «{to}»: в классификаторе эти цифры есть только с ним."),
                format!(
                    "\"{to}\" was added: the classifier has these digits with no other prefix."
                ),
            ],
            Self::PrefixDropped { from } => [
                format!("«{from}» алынып тасталды: мамандық кодында ол болмайды."),
                format!("Убрано «{from}»: в коде специальности его нет."),
                format!("\"{from}\" was dropped: the code of a specialty has none."),
            ],
            Self::LevelDigitDropped { digit } => level_digit_dropped(digit),
            Self::LegacyMapped { from, certain: true } => legacy_mapped(from),
            Self::LegacyMapped { from, certain: false } => legacy_guessed(from),
            Self::SpecialtyOfQualification { from } => [
                format!("{from} – біліктілік коды, оның мамандығы алынды."),
                format!("{from} – код квалификации, взята её специальность."),
                format!("{from} is a qualification; its specialty was taken."),
            ],
        })
    }
}

impl Obstacle<'_> {
    /// The text and the candidates.
    fn hint(&self, locale: Locale) -> String {
        let text = self.text().best(locale).1.to_owned();
        let codes: Vec<_> = self.candidates().iter().take(NAMED).map(|c| c.code()).collect();
        if codes.is_empty() {
            return text;
        }
        let codes = codes.join(", ");
        match locale {
            Locale::Kk => format!("{text} Ықтимал кодтар: {codes}."),
            Locale::Ru => format!("{text} Возможные коды: {codes}."),
            Locale::En => format!("{text} Candidates: {codes}."),
        }
    }

    /// Why the code cannot be resolved, and what to do.
    pub fn text(&self) -> LocalizedText {
        LocalizedText::trilingual(match self {
            Self::NoCode => same([
                "Код көрсетілмеген: бірде-бір цифр жоқ.",
                "Код не указан: нет ни одной цифры.",
                "No code was given: there is no digit.",
            ]),
            Self::SeveralCodes { .. } => same([
                "Мәтінде бірнеше код бар. Әрқайсысын жеке жіберіңіз.",
                "В тексте несколько кодов. Отправьте каждый отдельно.",
                "There are several codes in the text. Send each by itself.",
            ]),
            Self::UnknownLetters { letters } => unknown_letters(letters),
            Self::PrefixContradicts { prefix, .. } => prefix_contradicts(prefix),
            Self::TooShort { digits } => [
                format!("Кодта {digits} цифр бар, ал сегіз болуы керек."),
                format!("Цифр в коде: {digits}, а должно быть восемь."),
                format!("The code has {digits} digits; eight are needed."),
            ],
            Self::TooLong { digits, .. } => too_long(digits),
            Self::UnknownSpecialty { code } => [
                format!("Жіктеуіште {code} мамандығы жоқ."),
                format!("В классификаторе нет специальности {code}."),
                format!("The classifier has no specialty {code}."),
            ],
            Self::UnknownQualification { code, .. } => [
                format!("Жіктеуіште {code} біліктілігі жоқ."),
                format!("В классификаторе нет квалификации {code}."),
                format!("The classifier has no qualification {code}."),
            ],
            Self::UnknownLegacy { code, .. } => unknown_legacy(code),
            Self::NoSuccessor { code } => no_successor(code),
            Self::Ambiguous { .. } => same([
                "Кодқа бірнеше жол сәйкес келеді. Ұсынылғандардан таңдаңыз.",
                "Коду соответствует несколько строк. Выберите из предложенных.",
                "Several rows fit the code. Choose a candidate.",
            ]),
            Self::SpecialtyGiven { code, .. } => [
                format!(
                    "{code} – мамандық коды, ал біліктілік коды керек. Ұсынылғандардан таңдаңыз."
                ),
                format!(
                    "{code} – код специальности, а нужен код квалификации. Выберите из предложенных."
                ),
                format!("{code} is a specialty; a qualification is needed. Choose a candidate."),
            ],
            Self::Retired { .. } => same([
                "Бұл код күшін жойған, оны жаңадан таңдауға болмайды.",
                "Этот код больше не действует, выбрать его заново нельзя.",
                "This code is retired and can no longer be chosen.",
            ]),
        })
    }
}

fn same(texts: [&str; 3]) -> [String; 3] {
    texts.map(str::to_owned)
}

fn legacy_mapped(from: impl Display) -> [String; 3] {
    [
        format!("Ескі {from} коды аттас жаңа мамандыққа көшірілді."),
        format!("Старый код {from} переведён в новую специальность с тем же названием."),
        format!("The old code {from} was mapped to the new specialty of the same name."),
    ]
}

fn legacy_guessed(from: impl Display) -> [String; 3] {
    [
        format!("Ескі {from} коды ұқсас мамандыққа көшірілді. Сәйкестігін тексеріңіз."),
        format!("Старый код {from} переведён в похожую специальность. Проверьте соответствие."),
        format!("The old code {from} was mapped to a similar specialty. Check that it is the one."),
    ]
}

fn level_digit_dropped(digit: impl Display) -> [String; 3] {
    [
        format!("Білім деңгейін білдіретін «{digit}» цифры алынып тасталды."),
        format!("Убрана цифра «{digit}», которая означает уровень образования."),
        format!("The digit {digit}, which means the level of education, was dropped."),
    ]
}

fn prefix_contradicts(prefix: impl Display) -> [String; 3] {
    [
        format!("«{prefix}» қайшы: 3W, 4S және 5AB ғана болады. Ұсынылғандардан таңдаңыз."),
        format!("«{prefix}» противоречиво: бывает только 3W, 4S и 5AB. Выберите из предложенных."),
        format!(
            "\"{prefix}\" contradicts itself: there are 3W, 4S and 5AB only. Choose a candidate."
        ),
    ]
}

fn unknown_letters(letters: impl Display) -> [String; 3] {
    [
        format!("«{letters}» белгілі емес: біліктілік коды 3W, 4S немесе 5AB деп басталады."),
        format!("«{letters}» неизвестно: код квалификации начинается с 3W, 4S или 5AB."),
        format!("\"{letters}\" is unknown: the code of a qualification begins with 3W, 4S or 5AB."),
    ]
}

fn too_long(digits: impl Display) -> [String; 3] {
    [
        format!("Кодта {digits} цифр бар, ал сегіз болуы керек. Қайсысы артық екені белгісіз."),
        format!("Цифр в коде: {digits}, а должно быть восемь. Какая из них лишняя, неизвестно."),
        format!(
            "The code has {digits} digits instead of eight. Which one is too many is not known."
        ),
    ]
}

fn no_successor(code: impl Display) -> [String; 3] {
    [
        format!("Ескі {code} мамандығының жаңа жіктеуіште аттасы жоқ. Мамандықты өзіңіз таңдаңыз."),
        format!(
            "У старой специальности {code} нет соответствия в новом классификаторе. Выберите специальность сами."
        ),
        format!(
            "The old specialty {code} has no namesake in the new classifier. Choose one yourself."
        ),
    ]
}

fn unknown_legacy(code: impl Display) -> [String; 3] {
    [
        format!("{code} ескі жіктеуіштің кодына ұқсайды, бірақ оның жаңа сәйкестігі белгісіз."),
        format!("{code} похож на код старого классификатора, соответствие ему неизвестно."),
        format!("{code} looks like a code of the old classifier; what followed it is not known."),
    ]
}
