//! Taking a code out of what surrounds it.

use super::{
    super::Level,
    outcome::{Obstacle, Repair},
};

/// Digits of a code without its prefix.
pub(super) const DIGITS: usize = 8;

/// The beginning of a qualification's code: level of the framework and kind of worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prefix {
    SkilledWorker,
    MiddleLevelSpecialist,
    AppliedBachelor,
}

/// What stands before the eight digits.
#[derive(Debug)]
pub(super) enum Beginning {
    Nothing,
    Prefix(Prefix),
    /// The digit of one prefix and the letters of another.
    Contradiction(String),
}

/// A code taken apart.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) beginning: Beginning,
    /// ASCII digits, any number of them.
    pub(super) digits: String,
    /// What follows the code.
    pub(super) rest: String,
}

impl Prefix {
    pub(super) const ALL: [Self; 3] =
        [Self::SkilledWorker, Self::MiddleLevelSpecialist, Self::AppliedBachelor];

    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::SkilledWorker => "3W",
            Self::MiddleLevelSpecialist => "4S",
            Self::AppliedBachelor => "5AB",
        }
    }

    pub(super) const fn level(self) -> Level {
        match self {
            Self::SkilledWorker | Self::MiddleLevelSpecialist => Level::Tvet,
            Self::AppliedBachelor => Level::PostSecondary,
        }
    }

    pub(super) fn digit(self) -> &'static str {
        &self.code()[..1]
    }
}

/// Reads a code and notes what had to be repaired.
pub(super) fn read(raw: &str, repairs: &mut Vec<Repair>) -> Result<Reading, Obstacle<'static>> {
    let letters: Vec<char> = unwrap(raw.trim(), repairs).chars().collect();
    let first_digit = letters.iter().position(char::is_ascii_digit).ok_or(Obstacle::NoCode)?;
    let begin = beginning(&letters, first_digit);
    note_left_out(&letters[..begin], repairs);
    let (head, mut digits, rest) = collect(&letters[begin..], repairs);
    let head = digit_at_end(&head, &mut digits, repairs);
    Ok(Reading { beginning: prefix(&head, repairs)?, digits, rest: rest.iter().collect() })
}

/// Undoes what spreadsheets do to numbers: `="06130100"`, `'06130100`, `6130100.0`.
fn unwrap<'t>(raw: &'t str, repairs: &mut Vec<Repair>) -> &'t str {
    let text = raw.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(raw);
    let text = text.strip_prefix('\'').unwrap_or(text);
    let whole = text.strip_suffix(".0").or_else(|| text.strip_suffix(",0"));
    let text = whole.filter(|w| w.bytes().all(|b| b.is_ascii_digit())).unwrap_or(text);
    if text.len() < raw.len() {
        repairs.push(Repair::StrayRemoved);
    }
    text
}

/// Where the code begins: at the first digit, or at the one or two letters right before it.
fn beginning(letters: &[char], first_digit: usize) -> usize {
    let run =
        letters[..first_digit].iter().rev().take_while(|letter| letter.is_alphabetic()).count();
    if run <= 2 { first_digit - run } else { first_digit }
}

/// Says of characters that do not belong to the code whether they are words or only signs.
fn note_left_out(letters: &[char], repairs: &mut Vec<Repair>) {
    if letters.iter().any(|letter| letter.is_alphanumeric()) {
        let text = String::from_iter(letters).trim().to_owned();
        repairs.push(Repair::TextRemoved { text });
    } else if !letters.is_empty() && !repairs.contains(&Repair::StrayRemoved) {
        repairs.push(Repair::StrayRemoved);
    }
}

/// After so many digits a letter begins a name, not a prefix.
const DIGITS_OF_PREFIX: usize = 3;

/// Splits what begins with a code into everything up to its last letter, the digits behind, and what
/// follows.
fn collect<'l>(letters: &'l [char], repairs: &mut Vec<Repair>) -> (String, String, &'l [char]) {
    let (mut head, mut digits) = (String::new(), String::new());
    let mut separated = false;
    for (at, &letter) in letters.iter().enumerate() {
        if !letter.is_alphanumeric() {
            separated = true;
            continue;
        }
        let in_prefix = !letter.is_ascii_digit() && digits.len() <= DIGITS_OF_PREFIX;
        let digit = digit_here(letter, letters.get(at + 1))
            .filter(|_| !separated || (letter.is_ascii_digit() && digits.len() < DIGITS));
        match digit {
            _ if in_prefix => {
                head += &std::mem::take(&mut digits);
                head.push(letter);
            }
            Some(digit) => {
                digits.push(digit);
                if digit != letter {
                    note(Repair::DigitsReplaced, repairs);
                }
            }
            None => {
                note_left_out(&letters[at..], repairs);
                return (head, digits, &letters[at..]);
            }
        }
        if std::mem::take(&mut separated) {
            note(Repair::StrayRemoved, repairs);
        }
    }
    // Signs that follow the code and nothing else.
    if separated {
        note(Repair::StrayRemoved, repairs);
    }
    (head, digits, &[])
}

/// The digit that is written here, as itself or as a letter among digits.
fn digit_here(letter: char, next: Option<&char>) -> Option<char> {
    if letter.is_ascii_digit() {
        return Some(letter);
    }
    let among_digits = next.is_none_or(|&next| next.is_ascii_digit() || digit_like(next).is_some());
    digit_like(letter).filter(|_| among_digits)
}

fn note(repair: Repair, repairs: &mut Vec<Repair>) {
    if !repairs.contains(&repair) {
        repairs.push(repair);
    }
}

fn digit_like(letter: char) -> Option<char> {
    match letter {
        'O' | 'o' | 'О' | 'о' => Some('0'),
        'З' | 'з' => Some('3'),
        'I' | 'l' | 'І' => Some('1'),
        _ => None,
    }
}

/// A letter such as `О` at the end of the prefix is the digit that most codes begin with.
fn digit_at_end(head: &str, digits: &mut String, repairs: &mut Vec<Repair>) -> String {
    let mut rest = head.chars();
    let Some(digit) = rest.next_back().and_then(digit_like) else {
        return head.to_owned();
    };
    digits.insert(0, digit);
    note(Repair::DigitsReplaced, repairs);
    let rest = rest.as_str();
    // Digits before it belong to the code, not to a prefix.
    if rest.bytes().all(|byte| byte.is_ascii_digit()) {
        digits.insert_str(0, rest);
        return String::new();
    }
    rest.to_owned()
}

/// The prefix that these letters stand for.
fn prefix(head: &str, repairs: &mut Vec<Repair>) -> Result<Beginning, Obstacle<'static>> {
    if head.is_empty() {
        return Ok(Beginning::Nothing);
    }
    let upper = head.to_uppercase();
    let meant: String =
        upper.chars().enumerate().map(|(at, letter)| meant(letter, at == 0)).collect();
    let ends = |letters: &str| Prefix::ALL.into_iter().find(|p| p.code()[1..] == *letters);
    let complete = Prefix::ALL.into_iter().find(|prefix| prefix.code() == meant);
    let Some(found) = complete.or_else(|| ends(&meant)) else {
        let letters = meant.strip_prefix(['3', '4', '5']).and_then(ends);
        let head = head.to_owned();
        return match letters {
            Some(_) => Ok(Beginning::Contradiction(head)),
            None => Err(Obstacle::UnknownLetters { letters: head }),
        };
    };
    if upper != head {
        repairs.push(Repair::CaseRaised);
    }
    if upper != meant {
        repairs.push(Repair::LettersReplaced { from: head.to_owned(), to: found.code() });
    }
    if complete.is_none() {
        repairs.push(Repair::PrefixCompleted { to: found.code() });
    }
    Ok(Beginning::Prefix(found))
}

/// The letter of a prefix that looks like this one, sounds like it in Cyrillic, or lies on the same
/// key of a Russian keyboard.
fn meant(letter: char, first: bool) -> char {
    match letter {
        'З' if first => '3',
        'Ч' if first => '4',
        'Ш' | 'Щ' | 'Ԝ' | 'Ѡ' | 'Ц' => 'W',
        'Ѕ' | 'С' | 'C' | 'Ы' => 'S',
        'А' | 'Ф' => 'A',
        'В' | 'Б' | 'И' => 'B',
        other => other,
    }
}
