//! What comes of resolving a code.

use strum::{EnumDiscriminants, EnumMessage, IntoStaticStr, VariantArray};

use super::Candidate;

/// Which column of a file a code stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum CodeKind {
    /// мамандық / специальность.
    Specialty,
    /// біліктілік / квалификация.
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
    /// Spaces, dashes, dots, quotes or the wrapping of a spreadsheet were left out.
    StrayRemoved,
    /// Words before or after the code were left out.
    TextRemoved { text: String },
    /// Small letters made capitals.
    CaseRaised,
    /// Letters that look like, sound like or lie on the same key as those of the prefix were
    /// replaced.
    LettersReplaced { from: String, to: &'static str },
    /// Letters in place of digits, such as `О` for `0`, were replaced.
    DigitsReplaced,
    /// The zero that a spreadsheet had lost was added.
    LeadingZeroAdded,
    /// A missing part of the prefix was added.
    PrefixCompleted { to: &'static str },
    /// The prefix was added, because the classifier has these digits with no other.
    PrefixAdded { to: &'static str },
    /// The prefix was dropped, because a specialty has none.
    PrefixDropped { from: &'static str },
    /// The digit of the level that registers put before a specialty was dropped.
    LevelDigitDropped { digit: char },
    /// A code of the classifier before 2018 was replaced by the one that followed; the text says
    /// whether the names agree.
    LegacyMapped { from: String, certain: bool },
    /// A qualification was replaced by its specialty, which was asked for.
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
    /// Several codes stand in one text; the candidates are what they mean.
    SeveralCodes { candidates: Vec<Candidate<'c>> },
    /// Letters that no prefix has.
    UnknownLetters { letters: String },
    /// The digit and the letters of the prefix belong to different levels.
    PrefixContradicts { prefix: String, candidates: Vec<Candidate<'c>> },
    /// Fewer digits than a code has.
    TooShort { digits: usize },
    /// More digits than a code has; the candidates come of leaving out one.
    TooLong { digits: usize, candidates: Vec<Candidate<'c>> },
    /// Eight digits that the classifier does not have.
    UnknownSpecialty { code: String },
    /// Not in the classifier; the candidates have the same digits or the same specialty.
    UnknownQualification { code: String, candidates: Vec<Candidate<'c>> },
    /// A seven-digit code that the crosswalk does not have, or a qualification of that time. The
    /// candidate is the specialty that followed.
    UnknownLegacy { code: String, candidates: Vec<Candidate<'c>> },
    /// A seven-digit code that has no namesake today.
    NoSuccessor { code: String },
    /// Several rows fit alike.
    Ambiguous { candidates: Vec<Candidate<'c>> },
    /// A specialty stands in the column of qualifications; the candidates are its qualifications.
    SpecialtyGiven { code: String, candidates: Vec<Candidate<'c>> },
    /// Known, and no longer to be chosen.
    Retired { candidates: Vec<Candidate<'c>> },
}

impl<'c> Obstacle<'c> {
    /// Rows that may be meant, most likely first.
    pub fn candidates(&self) -> &[Candidate<'c>] {
        match self {
            Self::SeveralCodes { candidates }
            | Self::PrefixContradicts { candidates, .. }
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
