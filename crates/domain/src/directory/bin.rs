//! Business identification numbers.

use std::fmt;

use crate::{
    LocalizedText,
    identification::{Misread, Pass, control_digit, twelve_digits},
};

/// БСН / БИН: the twelve digits of an organization, `YYMM T A NNNNN C`, checked.
///
/// Law "On national registers of identification numbers", No. 223 of 12 January 2007: year and month
/// of registration; 4 resident, 5 non-resident, 6 joint individual entrepreneur; 0 head unit,
/// 1 branch, 2 representative office, 3 farm, 4 unit of a farm; serial number; control digit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bin([u8; 12]);

/// Which rule the number breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinFlaw {
    /// Something that is neither a digit nor a space; `position` counts from one.
    NotADigit {
        found: char,
        position: usize,
    },
    NotTwelveDigits {
        digits: usize,
    },
    /// Digits 3 and 4.
    Month {
        found: u8,
    },
    /// Digit 5 is not 4, 5 or 6.
    Kind {
        found: u8,
    },
    /// Digit 6 is greater than 4.
    Unit {
        found: u8,
    },
    /// Digit 12.
    ControlDigit {
        found: u8,
        expected: u8,
        pass: Pass,
    },
    /// Both passes come to ten: no number begins with these eleven digits.
    NeverIssued,
}

impl Bin {
    /// Reads a number as people and spreadsheets write it: spaces and `="…"` do not matter.
    pub fn parse(raw: &str) -> Result<Self, BinFlaw> {
        let digits = twelve_digits(raw).map_err(|misread| match misread {
            Misread::NotADigit { found, position } => BinFlaw::NotADigit { found, position },
            Misread::NotTwelveDigits { digits } => BinFlaw::NotTwelveDigits { digits },
        })?;
        Self::check(&digits)?;
        Ok(Self(digits))
    }

    fn check(digits: &[u8; 12]) -> Result<(), BinFlaw> {
        let &[_, _, m, n, kind, unit, .., found] = digits;
        let month = m * 10 + n;
        if !(1..=12).contains(&month) {
            return Err(BinFlaw::Month { found: month });
        }
        if !(4..=6).contains(&kind) {
            return Err(BinFlaw::Kind { found: kind });
        }
        if unit > 4 {
            return Err(BinFlaw::Unit { found: unit });
        }
        let base = digits.first_chunk().expect("twelve digits begin with eleven");
        let (expected, pass) = control_digit(base).ok_or(BinFlaw::NeverIssued)?;
        if found != expected {
            return Err(BinFlaw::ControlDigit { found, expected, pass });
        }
        Ok(())
    }
}

impl fmt::Display for Bin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|digit| write!(f, "{digit}"))
    }
}

impl fmt::Debug for Bin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl BinFlaw {
    /// Which digit rule is broken, and what to do about it.
    pub fn text(self) -> LocalizedText {
        LocalizedText::trilingual(match self {
            Self::NotADigit { found, position } => [
                format!("БСН тек цифрлардан тұрады: {position}-орында «{}».", found.escape_debug()),
                format!("БИН состоит только из цифр: на месте {position} «{}».", found.escape_debug()),
                format!("A BIN has digits only: at place {position} is '{}'.", found.escape_debug()),
            ],
            Self::NotTwelveDigits { digits: 11 } => [
                "БСН 12 цифрдан тұрады, мұнда 11. Кестеде басындағы нөл жоғалмағанын тексеріңіз.".to_owned(),
                "В БИН 12 цифр, здесь 11. Проверьте, не потерян ли в таблице начальный ноль.".to_owned(),
                "A BIN has 12 digits, this one 11. See whether a spreadsheet has lost the leading zero.".to_owned(),
            ],
            Self::NotTwelveDigits { digits } => [
                format!("БСН 12 цифрдан тұрады, мұнда {digits}."),
                format!("В БИН 12 цифр, здесь {digits}."),
                format!("A BIN has 12 digits, this one {digits}."),
            ],
            Self::Month { found } => [
                format!("3–4-цифрлар – тіркелген ай, ал {found:02} деген ай жоқ."),
                format!("Цифры 3–4 – месяц регистрации, месяца {found:02} нет."),
                format!("Digits 3 and 4 are the month of registration; there is no month {found:02}."),
            ],
            Self::Kind { found: 0..=3 } => [
                "5-цифр 4, 5 немесе 6 болуы керек. Бұл жеке тұлғаның ЖСН-і болуы мүмкін.".to_owned(),
                "Цифра 5 – это 4, 5 или 6. Возможно, это ИИН физического лица.".to_owned(),
                "Digit 5 is 4, 5 or 6. This may be a person's IIN.".to_owned(),
            ],
            Self::Kind { found } => [
                format!("5-цифр 4, 5 немесе 6 болуы керек, ал мұнда {found}."),
                format!("Цифра 5 – это 4, 5 или 6, здесь {found}."),
                format!("Digit 5 is 4, 5 or 6, here it is {found}."),
            ],
            Self::Unit { found } => [
                format!("6-цифр 0-ден 4-ке дейін болады, ал мұнда {found}."),
                format!("Цифра 6 – от 0 до 4, здесь {found}."),
                format!("Digit 6 is 0 to 4, here it is {found}."),
            ],
            Self::ControlDigit { found, expected, pass } => control_digit_text(found, expected, pass),
            Self::NeverIssued => [
                "Екі есептеу де 10 береді: мұндай нөмір берілмейді. Цифрларды тексеріңіз.".to_owned(),
                "Оба расчёта дают 10: такой номер не выдаётся. Проверьте цифры.".to_owned(),
                "Both passes come to 10: such a number is never issued. Check the digits.".to_owned(),
            ],
        })
    }
}

fn control_digit_text(found: u8, expected: u8, pass: Pass) -> [String; 3] {
    let [kk, ru, en] = match pass {
        Pass::First => ["бірінші", "первому", "first"],
        Pass::Second => ["екінші", "второму", "second"],
    };
    [
        format!(
            "12-цифр (бақылау) {found} емес, {kk} есептеу бойынша {expected} болуы керек. Цифрларды тексеріңіз."
        ),
        format!(
            "Цифра 12 (контрольная) не {found}, а {expected} по {ru} расчёту. Проверьте цифры."
        ),
        format!(
            "Digit 12 (control) is not {found} but {expected} by the {en} pass. Check the digits."
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreadsheets_and_people_write_one_number_differently() {
        for raw in ["991240900103", " 9912 4090 0103 ", "=\"991240900103\"", "991240\u{a0}900103\n"]
        {
            assert_eq!(Bin::parse(raw).map(|bin| bin.to_string()), Ok("991240900103".to_owned()));
        }
    }

    #[test]
    fn the_broken_digit_rule_is_named() {
        let control = |found, expected, pass| BinFlaw::ControlDigit { found, expected, pass };
        for (raw, flaw) in [
            ("", BinFlaw::NotTwelveDigits { digits: 0 }),
            ("91240900103", BinFlaw::NotTwelveDigits { digits: 11 }),
            ("9912409001033", BinFlaw::NotTwelveDigits { digits: 13 }),
            ("99124O900103", BinFlaw::NotADigit { found: 'O', position: 6 }),
            ("٩91240900103", BinFlaw::NotADigit { found: '٩', position: 1 }),
            ("991340900103", BinFlaw::Month { found: 13 }),
            ("990040900103", BinFlaw::Month { found: 0 }),
            ("090314600171", BinFlaw::Kind { found: 1 }),
            ("991270900103", BinFlaw::Kind { found: 7 }),
            ("991245900103", BinFlaw::Unit { found: 5 }),
            ("991240900001", control(1, 0, Pass::First)),
            ("991240900104", control(4, 3, Pass::Second)),
        ] {
            assert_eq!(Bin::parse(raw), Err(flaw), "{raw}");
        }
    }

    #[test]
    fn a_base_that_is_never_issued_is_refused_with_every_last_digit() {
        let base = (0..100_000)
            .map(|serial| format!("500140{serial:05}"))
            .find(|base| Bin::parse(&format!("{base}0")) == Err(BinFlaw::NeverIssued))
            .expect("one base in a hundred is never issued");
        for last in 0..10 {
            assert_eq!(Bin::parse(&format!("{base}{last}")), Err(BinFlaw::NeverIssued));
        }
    }

    #[test]
    fn fixtures_are_valid() {
        for raw in ["500140000017", "500140000087", "500140000156", "500140001065", "500140001342"]
        {
            assert!(Bin::parse(raw).is_ok(), "{raw}");
        }
    }
}
