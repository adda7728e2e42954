//! What a text from outside may not contain.

use crate::LocalizedText;

/// Why a text is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFlaw {
    /// A control character other than tab and the end of a line, U+0000 among them.
    ControlCharacter {
        character: char,
        /// Characters before it.
        position: usize,
    },
    /// A character that changes the direction of writing and so hides what a text says
    /// (Unicode Technical Report 36, 3.2).
    DirectionControl {
        character: char,
        /// Characters before it.
        position: usize,
    },
    /// More than `limit` characters.
    TooLong { limit: usize, length: usize },
}

/// Accepts a text of at most `limit` characters without control characters.
///
/// A line ends with LF or CR LF. Characters are counted as Unicode code points.
pub fn check_text(text: &str, limit: usize) -> Result<(), TextFlaw> {
    let mut length = 0;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\n' | '\t' => {}
            '\r' if characters.peek() == Some(&'\n') => {}
            _ if character.is_control() => {
                return Err(TextFlaw::ControlCharacter { character, position: length });
            }
            '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {
                return Err(TextFlaw::DirectionControl { character, position: length });
            }
            _ => {}
        }
        length += 1;
    }
    if length > limit {
        return Err(TextFlaw::TooLong { limit, length });
    }
    Ok(())
}

impl TextFlaw {
    /// What is wrong and what to do about it.
    pub fn text(self) -> LocalizedText {
        LocalizedText::trilingual(match self {
            Self::ControlCharacter { character, position } => {
                let (code, place) = (u32::from(character), position + 1);
                [
                    format!(
                        "Мәтіннің {place}-таңбасы – басқару таңбасы (U+{code:04X}). Оны өшіріңіз."
                    ),
                    format!("Символ {place} текста управляющий (U+{code:04X}). Удалите его."),
                    format!(
                        "Character {place} of the text is a control character (U+{code:04X}). Remove it."
                    ),
                ]
            }
            Self::DirectionControl { character, position } => {
                let (code, place) = (u32::from(character), position + 1);
                [
                    format!(
                        "Мәтіннің {place}-таңбасы жазу бағытын өзгертеді (U+{code:04X}). Оны өшіріңіз."
                    ),
                    format!(
                        "Символ {place} меняет направление письма (U+{code:04X}). Удалите его."
                    ),
                    format!(
                        "Character {place} changes the direction of writing (U+{code:04X}). Remove it."
                    ),
                ]
            }
            Self::TooLong { limit, length } => [
                format!("Мәтінде {length} таңба бар, ең көбі {limit}. Мәтінді қысқартыңыз."),
                format!("В тексте {length} симв., допускается не более {limit}. Сократите текст."),
                format!(
                    "The text has {length} characters, at most {limit} are accepted. Shorten it."
                ),
            ],
        })
    }
}
