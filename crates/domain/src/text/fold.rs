//! Folding: one spelling for what people type differently and mean alike.

use std::borrow::Cow;

use unicode_normalization::{
    IsNormalized, UnicodeNormalization,
    char::{decompose_compatible, is_combining_mark},
    is_nfc_quick,
};

use super::letters::latin;

/// Folds case, accents, Kazakh and Russian letters and their Latin spellings into basic Latin, so
/// that «Темірқазық», `Temirqazyq` and `temirkazyk` are one word, and `Zhetysu`, `Jetisu` and
/// «Жетісу» another.
///
/// Stored and typed text are folded alike and then compared. Folding twice changes nothing. A part
/// of a Cyrillic text is found in the whole, and so is the beginning of a Latin word. Words that
/// differ only in such letters («сын», «син») become one: search finds too much rather than
/// too little. Not folded: what one language writes otherwise than another (Karaganda, Qaraghandy).
pub fn fold(text: &str) -> String {
    let text = composed(text);
    let mut folded = Folded(String::with_capacity(text.len()));
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        let rest = &text[at + letter.len_utf8()..];
        if !is_silent(letter, before, rest) {
            folded.push(letter);
        }
        before = letter;
    }
    folded.0
}

/// A letter with a mark of its own is looked up as one letter: `ş` is not `s`.
fn composed(text: &str) -> Cow<'_, str> {
    // Letters of our languages need no look into the tables of Unicode: they are composed, and the
    // marks begin at U+0300, with seven more among the Cyrillic letters.
    if text
        .chars()
        .all(|c| matches!(c, '\0'..'\u{300}' | '\u{400}'..='\u{482}' | '\u{48a}'..='\u{4ff}'))
    {
        return Cow::Borrowed(text);
    }
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}

/// `Ye` at the beginning of a word and in names (`Yesil`, `Tokayev`) is «Е»; in `employer` it is not.
fn is_silent(letter: char, before: char, rest: &str) -> bool {
    let follows = |letters: &[u8]| {
        rest.as_bytes().get(..letters.len()).is_some_and(|next| next.eq_ignore_ascii_case(letters))
    };
    matches!(letter, 'y' | 'Y') && follows(if before.is_alphabetic() { b"ev" } else { b"e" })
}

struct Folded(String);

impl Folded {
    fn push(&mut self, letter: char) {
        if letter.is_ascii() {
            self.push_letter(letter.to_ascii_lowercase());
        } else if let Some(letters) = latin(letter) {
            self.push_latin(letters);
        } else {
            for lower in letter.to_lowercase() {
                match latin(lower) {
                    Some(letters) => self.push_latin(letters),
                    None => decompose_compatible(lower, |part| self.push_part(part)),
                }
            }
        }
    }

    /// A part of a letter that is not in the table: the letter below the accent, or the accent.
    fn push_part(&mut self, part: char) {
        if !is_combining_mark(part) {
            part.to_lowercase()
                .filter(|&c| !is_combining_mark(c))
                .for_each(|c| self.push_letter(c));
        }
    }

    fn push_letter(&mut self, letter: char) {
        match latin(letter) {
            Some(letters) => self.push_latin(letters),
            None => self.push_folded(letter),
        }
    }

    fn push_latin(&mut self, letters: &str) {
        letters.chars().for_each(|letter| self.push_folded(letter));
    }

    /// What a letter becomes may depend on what stands before it, never on what comes after:
    /// so a word that is still being typed is found.
    fn push_folded(&mut self, letter: char) {
        let before = self.0.as_bytes().last();
        match (letter, before) {
            // «ский», `skiy` and `sky` are one; `gh` is «ғ».
            ('i', Some(b'i')) | ('h', Some(b'g')) => {}
            // The second half of `sh`, `zh`, `kh`, `th`, `ph`.
            ('h', Some(b's' | b'z' | b'k' | b't' | b'p')) => self.0.push('h'),
            // «Хромтау» is Khromtau and Hromtau.
            ('h', _) => self.0.push_str("kh"),
            _ => self.0.push(letter),
        }
    }
}
