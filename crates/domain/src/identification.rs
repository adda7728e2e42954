//! What identification numbers of persons (IIN) and organizations (BIN) have in common: twelve digits,
//! the last of which follows from the others.

/// Which row of weights gave the digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    First,
    /// The first row came to ten, which is no digit.
    Second,
}

/// Why a text is not twelve digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Misread {
    /// Something that is neither a digit nor a space; `position` counts from one.
    NotADigit {
        found: char,
        position: usize,
    },
    NotTwelveDigits {
        digits: usize,
    },
}

/// Reads a number as people and spreadsheets write it: spaces and `="…"` do not matter.
pub(crate) fn twelve_digits(raw: &str) -> Result<[u8; 12], Misread> {
    let raw = raw.trim();
    let unwrapped = raw.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let mut digits = Vec::with_capacity(12);
    for letter in unwrapped.unwrap_or(raw).chars().filter(|letter| !letter.is_whitespace()) {
        let digit = letter.to_digit(10).and_then(|digit| u8::try_from(digit).ok());
        let misread = Misread::NotADigit { found: letter, position: digits.len() + 1 };
        digits.push(digit.ok_or(misread)?);
    }
    let twelve = digits.try_into();
    twelve.map_err(|digits: Vec<u8>| Misread::NotTwelveDigits { digits: digits.len() })
}

const WEIGHTS: [(Pass, [u32; 11]); 2] = [
    (Pass::First, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
    (Pass::Second, [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]),
];

/// The control digit of the first eleven digits; `None` if both passes come to ten: such a number
/// is never issued.
pub(crate) fn control_digit(base: &[u8; 11]) -> Option<(u8, Pass)> {
    WEIGHTS.iter().find_map(|(pass, weights)| {
        let sum: u32 =
            base.iter().zip(weights).map(|(&digit, weight)| u32::from(digit) * weight).sum();
        let rest = u8::try_from(sum % 11).ok()?;
        (rest < 10).then_some((rest, *pass))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(number: &str) -> ([u8; 11], Option<u8>) {
        let digits: Vec<u8> = number.bytes().map(|b| b.wrapping_sub(b'0')).collect();
        (digits[..11].try_into().unwrap(), digits.get(11).copied().filter(|&digit| digit < 10))
    }

    #[test]
    fn worked_examples_come_out() {
        for (number, pass) in [
            ("090314600171", Pass::First),
            ("081102501250", Pass::First),
            ("860721403049", Pass::First),
            ("790515302188", Pass::First),
            ("070901500407", Pass::Second),
            ("791028302728", Pass::First),
            ("061211600012", Pass::Second),
            ("991240900000", Pass::First),
            ("991240900103", Pass::Second),
        ] {
            let (base, last) = split(number);
            let digit = control_digit(&base);
            assert_eq!(digit, last.map(|last| (last, pass)), "{number}");
        }
    }

    #[test]
    fn a_public_test_value_is_wrong() {
        assert_eq!(control_digit(&split("060101500001").0), Some((2, Pass::First)));
    }

    #[test]
    fn a_base_without_digit_is_never_issued() {
        assert_eq!(control_digit(&split("07090150047x").0), None);
    }

    /// Every change of one digit in ten thousand numbers. A digit that weighs eleven, the last of
    /// the base in the first pass, may change unseen; so may digits whose change leads from one
    /// pass to the other. All other changes are seen.
    #[test]
    fn changes_of_one_digit_are_seen_within_a_pass() {
        let (mut seen, mut unseen) = (0, 0);
        for serial in 0..10_000_u32 {
            let (base, _) = split(&format!("5001401{serial:04}"));
            let Some((digit, pass)) = control_digit(&base) else { continue };
            for place in 0..11 {
                for other in (0..10).filter(|&other| other != base[place]) {
                    let mut changed = base;
                    changed[place] = other;
                    let same_digit = control_digit(&changed).is_some_and(|(now, _)| now == digit);
                    let same_pass = control_digit(&changed).is_some_and(|(_, now)| now == pass);
                    let weight = WEIGHTS[usize::from(pass == Pass::Second)].1[place];
                    if same_pass {
                        assert_eq!(same_digit, weight == 11, "{base:?} {place} {other}");
                    }
                    *if same_digit { &mut unseen } else { &mut seen } += 1;
                }
            }
        }
        let share = f64::from(seen) / f64::from(seen + unseen);
        assert!((0.88..0.92).contains(&share), "{share}");
    }

    #[test]
    fn the_second_pass_is_needed_once_in_twelve() {
        let passes: Vec<Option<Pass>> = (0..10_000_u32)
            .map(|serial| control_digit(&split(&format!("0709015{serial:04}")).0).map(|d| d.1))
            .collect();
        let count = |pass| passes.iter().filter(|&&found| found == pass).count();
        assert_eq!((count(Some(Pass::Second)), count(None)), (827, 83));
    }
}
