//! Individual identification numbers.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::{
    LocalizedText,
    identification::{Misread, control_digit, twelve_digits},
};

/// ЖСН / ИИН: the twelve digits of a person, `YYMMDD S NNNN C`, checked. Nothing prints it.
///
/// Law "On national registers of identification numbers", No. 223 of 12 January 2007: date of birth;
/// century and sex (1 and 2 the 19th century, 3 and 4 the 20th, 5 and 6 the 21st; odd are men); serial
/// number; control digit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Iin([u8; 12]);

/// Which rule the number breaks. Says nothing of the digits themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IinFlaw {
    /// Something that is neither a digit nor a space; `position` counts from one.
    NotADigit {
        position: usize,
    },
    NotTwelveDigits {
        digits: usize,
    },
    /// Digit 7 is not 1 to 6.
    Century,
    /// Digits 1 to 6 are no day of that century.
    Date,
    /// Digit 12.
    ControlDigit,
    /// Both passes come to ten: no number begins with these eleven digits.
    NeverIssued,
}

impl Iin {
    /// Reads a number as people and spreadsheets write it: spaces and `="…"` do not matter.
    pub fn parse(raw: &str) -> Result<Self, IinFlaw> {
        let digits = twelve_digits(raw).map_err(|misread| match misread {
            Misread::NotADigit { position, .. } => IinFlaw::NotADigit { position },
            Misread::NotTwelveDigits { digits } => IinFlaw::NotTwelveDigits { digits },
        })?;
        let iin = Self(digits);
        iin.check()?;
        Ok(iin)
    }

    fn check(&self) -> Result<(), IinFlaw> {
        self.century().ok_or(IinFlaw::Century)?;
        self.birth_date().ok_or(IinFlaw::Date)?;
        let base = self.0.first_chunk().expect("twelve digits begin with eleven");
        let (expected, _) = control_digit(base).ok_or(IinFlaw::NeverIssued)?;
        if self.0[11] == expected { Ok(()) } else { Err(IinFlaw::ControlDigit) }
    }

    /// The first year of the century that digit 7 names.
    fn century(&self) -> Option<i32> {
        match self.0[6] {
            1 | 2 => Some(1800),
            3 | 4 => Some(1900),
            5 | 6 => Some(2000),
            _ => None,
        }
    }

    fn birth_date(&self) -> Option<NaiveDate> {
        let two = |at: usize| u32::from(self.0[at] * 10 + self.0[at + 1]);
        let year = self.century()? + i32::try_from(two(0)).ok()?;
        NaiveDate::from_ymd_opt(year, two(2), two(4))
    }

    /// Whether somebody born on this day may have it. Numbers of the 19th century, which nobody alive
    /// has, are for tests and examples: of those the century is not compared.
    pub fn fits(&self, birth_date: NaiveDate) -> bool {
        let Some(own) = self.birth_date() else { return false };
        let day = |date: NaiveDate| (date.year() % 100, date.month(), date.day());
        day(own) == day(birth_date) && (own.year() == birth_date.year() || self.is_of_nobody())
    }

    /// No living person has it.
    pub fn is_of_nobody(&self) -> bool {
        self.century() == Some(1800)
    }

    /// As it is shown to whoever may not read it: the last two digits. With more of them, whoever knows
    /// date of birth and sex would know the number.
    pub fn masked(&self) -> String {
        let [.., tens, control] = self.0;
        format!("**********{tens}{control}")
    }

    /// All twelve digits, for encrypting it and for whoever may read it.
    pub fn reveal(&self) -> String {
        self.0.iter().map(|digit| char::from(b'0' + digit)).collect()
    }
}

impl fmt::Debug for Iin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl IinFlaw {
    /// Which rule is broken, and what to do about it.
    pub fn text(self) -> LocalizedText {
        let text = |texts: [&str; 3]| texts.map(str::to_owned);
        LocalizedText::trilingual(match self {
            Self::NotADigit { position } => [
                format!("ЖСН тек цифрлардан тұрады: {position}-орында басқа таңба тұр."),
                format!("ИИН состоит только из цифр: на месте {position} другой знак."),
                format!("An IIN has digits only: at place {position} is something else."),
            ],
            Self::NotTwelveDigits { digits: 11 } => text([
                "ЖСН 12 цифрдан тұрады, мұнда 11. Кестеде басындағы нөл жоғалмағанын тексеріңіз.",
                "В ИИН 12 цифр, здесь 11. Проверьте, не потерян ли в таблице начальный ноль.",
                "An IIN has 12 digits, this one 11. See whether a spreadsheet has lost the leading zero.",
            ]),
            Self::NotTwelveDigits { digits } => [
                format!("ЖСН 12 цифрдан тұрады, мұнда {digits}."),
                format!("В ИИН 12 цифр, здесь {digits}."),
                format!("An IIN has 12 digits, this one {digits}."),
            ],
            Self::Century => text([
                "7-цифр 1-ден 6-ға дейін болады: ол ғасыр мен жынысты білдіреді. Бұл ұйымның БСН-і болуы мүмкін.",
                "Цифра 7 – от 1 до 6: она означает век и пол. Возможно, это БИН организации.",
                "Digit 7 is 1 to 6: it stands for century and sex. This may be the BIN of an organization.",
            ]),
            Self::Date => text([
                "Алғашқы алты цифр – туған жыл, ай және күн, ал мұндай күн жоқ.",
                "Первые шесть цифр – год, месяц и день рождения, а такого дня нет.",
                "The first six digits are year, month and day of birth; there is no such day.",
            ]),
            Self::ControlDigit => text([
                "12-цифр (бақылау) алдыңғы он бір цифрға сай емес. Нөмірді құжатпен салыстырыңыз.",
                "Цифра 12 (контрольная) не подходит к первым одиннадцати. Сверьте номер с документом.",
                "Digit 12 (control) does not fit the eleven before it. Compare the number with the document.",
            ]),
            Self::NeverIssued => text([
                "Екі есептеу де 10 береді: мұндай нөмір берілмейді. Нөмірді құжатпен салыстырыңыз.",
                "Оба расчёта дают 10: такой номер не выдаётся. Сверьте номер с документом.",
                "Both passes come to 10: such a number is never issued. Compare it with the document.",
            ]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_with_a_date_and_the_control_digit_of_either_pass_are_taken() {
        for raw in [
            "090314600171",
            "081102501250",
            "860721403049",
            "790515302188",
            "070901500407",
            "791028302728",
            "061211600012",
            " 0903 1460 0171 ",
            "=\"090314600171\"",
            // Of examples, born in the 19th century.
            "090314100010",
            "081102100039",
            "070506200047",
            "860721100055",
        ] {
            assert!(Iin::parse(raw).is_ok(), "{raw}");
        }
    }

    #[test]
    fn the_broken_rule_is_named() {
        for (raw, flaw) in [
            ("", IinFlaw::NotTwelveDigits { digits: 0 }),
            ("90314600171", IinFlaw::NotTwelveDigits { digits: 11 }),
            ("0903146001711", IinFlaw::NotTwelveDigits { digits: 13 }),
            ("0903146O0171", IinFlaw::NotADigit { position: 8 }),
            ("٠90314600171", IinFlaw::NotADigit { position: 1 }),
            ("090314000171", IinFlaw::Century),
            ("090314700171", IinFlaw::Century),
            ("991240900103", IinFlaw::Century),
            ("091314600171", IinFlaw::Date),
            ("090230600171", IinFlaw::Date),
            ("090229500171", IinFlaw::Date),
            ("090314600172", IinFlaw::ControlDigit),
            ("060101500001", IinFlaw::ControlDigit),
            ("070901500470", IinFlaw::NeverIssued),
            ("070901500479", IinFlaw::NeverIssued),
        ] {
            assert_eq!(Iin::parse(raw), Err(flaw), "{raw}");
        }
    }

    #[test]
    fn it_belongs_to_the_day_of_birth_it_names() {
        let girl = Iin::parse("090314600171").unwrap();
        assert!(girl.fits(day("2009-03-14")));
        assert!(!girl.fits(day("1909-03-14")) && !girl.fits(day("2009-03-15")));
        let example = Iin::parse("090314100010").unwrap();
        assert!(example.is_of_nobody() && !girl.is_of_nobody());
        assert!(example.fits(day("2009-03-14")) && !example.fits(day("2009-04-14")));
    }

    #[test]
    fn what_is_printed_or_masked_does_not_tell_it() {
        let iin = Iin::parse("090314600171").unwrap();
        assert_eq!(format!("{iin:?} {iin:#?}"), "*** ***");
        assert_eq!(iin.masked(), "**********71");
        assert_eq!(iin.reveal(), "090314600171");
        for flaw in [
            IinFlaw::NotADigit { position: 3 },
            IinFlaw::NotTwelveDigits { digits: 5 },
            IinFlaw::Century,
            IinFlaw::Date,
            IinFlaw::ControlDigit,
            IinFlaw::NeverIssued,
        ] {
            let text = format!("{flaw:?} {:?}", flaw.text());
            assert!(!text.contains("0903"), "{text}");
        }
    }

    #[test]
    fn what_is_shown_of_it_fits_many_of_one_day_and_sex() {
        let of_that_day =
            (0..100_000).filter_map(|end| Iin::parse(&format!("0903146{end:05}")).ok());
        let shown = Iin::parse("090314600171").unwrap().masked();
        let alike = of_that_day.filter(|iin| iin.masked() == shown).count();
        assert!(alike > 80, "{alike}");
    }

    /// Of 10,000 serials 83 are never issued.
    #[test]
    fn one_base_in_a_hundred_is_never_issued() {
        let never = (0..10_000).filter(|serial| {
            (0..10).any(|last| {
                Iin::parse(&format!("0709015{serial:04}{last}")) == Err(IinFlaw::NeverIssued)
            })
        });
        assert_eq!(never.count(), 83);
    }
}
