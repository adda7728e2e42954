//! The classifier of specialties and qualifications of technical, vocational and post-secondary
//! education (order No. 500 of 27 September 2018).

use chrono::NaiveDate;
use strum::{EnumMessage, IntoStaticStr, VariantArray};

use super::record::{Status, reference_record};
use crate::{Head, Id, LocalizedText};

/// Two tables of specialties with a numbering each: a code names a specialty only with its level.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumMessage,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Level {
    /// техникалық және кәсіптік білім / техническое и профессиональное образование: skilled
    /// workers and middle-level specialists.
    Tvet,
    /// орта білімнен кейінгі білім / послесреднее образование: applied bachelors.
    PostSecondary,
}

/// мамандық / специальность.
#[derive(Clone, Debug)]
pub struct Specialty {
    pub head: Head<Self>,
    pub level: Level,
    /// Eight digits that end with `00`.
    pub code: String,
    /// The detailed field of ISCED-F 2013, the first four digits.
    pub isced_field: String,
    pub name: LocalizedText,
    /// The English name is ours, not official.
    pub own_translation: bool,
    /// `None`: not known.
    pub valid_from: Option<NaiveDate>,
    /// The last day; `None`: in force.
    pub valid_to: Option<NaiveDate>,
    /// What is repaired or inferred in this row.
    pub note: Option<String>,
    pub status: Status,
}
reference_record!(Specialty, "specialty", code, until valid_to);

/// біліктілік / квалификация.
#[derive(Clone, Debug)]
pub struct Qualification {
    pub head: Head<Self>,
    /// `3W`, `4S` or `5AB` and eight digits.
    pub code: String,
    pub specialty_id: Id<Specialty>,
    pub name: LocalizedText,
    /// Level of the national qualifications framework, 3 to 5: the first digit of the code.
    pub nqf_level: u32,
    /// The professional standard it follows, where known.
    pub professional_standard_ref: Option<String>,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub note: Option<String>,
    pub status: Status,
}
reference_record!(Qualification, "qualification", code, until valid_to);

/// A seven-digit code of the classifier before 2018, and what followed it.
#[derive(Clone, Debug)]
pub struct LegacySpecialty {
    pub head: Head<Self>,
    pub legacy_code: String,
    pub name: LocalizedText,
    /// Among the specialties of [`Level::Tvet`]; `None`: none has the same name.
    pub specialty_id: Option<Id<Specialty>>,
    pub basis: LegacyMatch,
    pub status: Status,
}
reference_record!(LegacySpecialty, "legacy_specialty", legacy_code);

/// Why an old specialty and a new one are taken for the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum LegacyMatch {
    SameName,
    SameNameKk,
    /// The Kazakh name of the new one was missing and taken from the old one.
    KkNameTakenFromLegacy,
    CloseName,
    /// Only a short form of the old name is known.
    UnverifiedShortName,
    /// Named as the successor, but by another name.
    SuccessorUnverified,
    NotFound,
}

impl LegacyMatch {
    /// The names agree; otherwise a person has to look.
    pub fn is_certain(self) -> bool {
        matches!(self, Self::SameName | Self::SameNameKk | Self::KkNameTakenFromLegacy)
    }
}

/// Another name under which a code is met, for search and for whoever cleans data.
#[derive(Clone, Debug)]
pub struct ClassifierAlias {
    pub head: Head<Self>,
    /// Of a specialty or a qualification; of a left-out row also a range.
    pub code: String,
    pub name: LocalizedText,
    pub kind: AliasKind,
    pub note: String,
    pub status: Status,
}
reference_record!(ClassifierAlias, "classifier_alias", code);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum AliasKind {
    /// Another name of the same thing.
    OtherName,
    /// The name belongs to another code.
    WrongName,
    /// Rows of the source that were left out.
    LeftOut,
}
