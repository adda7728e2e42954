//! What comes of resolving a code.

use strum::{EnumDiscriminants, EnumMessage, IntoStaticStr, VariantArray};

use super::Candidate;

/// Which column of a file a code stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum CodeKind {
    Specialty,
    Qualification,
}

/// What a code means, or why that cannot be said, and what was repaired on the way.
#[derive(Clone, Debug)]
pub struct Resolution<'c> {
    /// In the order in which they were made.
    pub repairs: Vec<Repair>,
    /// Active rows that bear the code: one, or two where both levels have a specialty with it.
    pub outcome: Result<Vec<Candidate<'c>>, Obstacle<'c>>,
}

impl Resolution<'_> {
    /// The code as the classifier writes it.
    pub fn code(&self) -> Option<&str> {
        self.outcome.as_ref().ok()?.first().map(|found| found.code())
    }
}

/// A change that was made to the code.
#[derive(Clone, Debug, PartialEq, Eq, EnumDiscriminants)]
#[strum_discriminants(
    name(RepairKind),
    derive(Hash, EnumMessage, IntoStaticStr, VariantArray),
    strum(serialize_all = "snake_case")
)]
pub enum Repair {
    /// Spaces, dashes, dots, quotes, the wrapping of a spreadsheet.
    StrayRemoved,
    /// Words before or after the code.
    TextRemoved { text: String },
    /// Small letters made capitals.
    CaseRaised,
    /// Letters that look like, sound like or lie on the same key as those of the prefix.
    LettersReplaced { from: String, to: &'static str },
    /// Letters in place of digits, such as `О` for `0`.
    DigitsReplaced,
    /// A spreadsheet took the code for a number.
    LeadingZeroAdded,
    /// A part of the prefix was missing.
    PrefixCompleted { to: &'static str },
    /// The classifier has these digits with one prefix only.
    PrefixAdded { to: &'static str },
    /// A specialty has none.
    PrefixDropped { from: &'static str },
    /// The digit of the level that registers put before a specialty.
    LevelDigitDropped { digit: char },
    /// A code of the classifier before 2018. `certain`: the names agree.
    LegacyMapped { from: String, certain: bool },
    /// A qualification stood in the column of specialties.
    SpecialtyOfQualification { from: String },
}

/// Why it cannot be said what a code means.
#[derive(Clone, Debug, EnumDiscriminants)]
#[strum_discriminants(
    name(ObstacleKind),
    derive(Hash, EnumMessage, IntoStaticStr, VariantArray),
    strum(serialize_all = "snake_case")
)]
pub enum Obstacle<'c> {
    /// Nothing was given, or no digit in it.
    NoCode,
    /// Letters that no prefix has.
    UnknownLetters {
        letters: String,
    },
    /// The digit and the letters of the prefix belong to different levels.
    PrefixContradicts {
        prefix: String,
        candidates: Vec<Candidate<'c>>,
    },
    TooShort {
        digits: usize,
    },
    /// The candidates come of leaving out one digit.
    TooLong {
        digits: usize,
        candidates: Vec<Candidate<'c>>,
    },
    UnknownSpecialty {
        code: String,
    },
    /// The candidates have the same digits or the same specialty.
    UnknownQualification {
        code: String,
        candidates: Vec<Candidate<'c>>,
    },
    /// A seven-digit code that the crosswalk does not have, or a qualification of that time. The
    /// candidate is the specialty that followed.
    UnknownLegacy {
        code: String,
        candidates: Vec<Candidate<'c>>,
    },
    /// A seven-digit code that has no namesake today.
    NoSuccessor {
        code: String,
    },
    /// Several rows fit alike.
    Ambiguous {
        candidates: Vec<Candidate<'c>>,
    },
    /// A specialty stands in the column of qualifications; the candidates are its qualifications.
    SpecialtyGiven {
        code: String,
        candidates: Vec<Candidate<'c>>,
    },
    /// Known, and no longer to be chosen.
    Retired {
        candidates: Vec<Candidate<'c>>,
    },
}

impl<'c> Obstacle<'c> {
    /// Rows that may be meant, most likely first.
    pub fn candidates(&self) -> &[Candidate<'c>] {
        match self {
            Self::PrefixContradicts { candidates, .. }
            | Self::TooLong { candidates, .. }
            | Self::UnknownQualification { candidates, .. }
            | Self::UnknownLegacy { candidates, .. }
            | Self::Ambiguous { candidates }
            | Self::SpecialtyGiven { candidates, .. }
            | Self::Retired { candidates } => candidates,
            Self::NoCode
            | Self::UnknownLetters { .. }
            | Self::TooShort { .. }
            | Self::UnknownSpecialty { .. }
            | Self::NoSuccessor { .. } => &[],
        }
    }
}
