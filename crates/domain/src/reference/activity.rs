//! What enterprises and people do, and the fields of education.

use super::record::{Status, reference_record};
use crate::{Head, Id, LocalizedText};

/// экономикалық қызмет түрі / вид экономической деятельности (ЭҚЖЖ / ОКЭД, NK RK 03-2019).
#[derive(Clone, Debug)]
pub struct EconomicActivity {
    pub head: Head<Self>,
    /// A letter, or digits such as `01.1`.
    pub oked_code: String,
    /// `None`: a section.
    pub parent_id: Option<Id<Self>>,
    /// 1 section, 2 division, 3 group, 4 class, 5 subclass.
    pub level: u32,
    /// The letter of its section.
    pub section: String,
    pub name: LocalizedText,
    pub status: Status,
}
reference_record!(EconomicActivity, "economic_activity", oked_code);

/// кәсіп / занятие (ҰКЖ / НКЗ): a group of the national classifier or an occupation in it.
#[derive(Clone, Debug)]
pub struct Occupation {
    pub head: Head<Self>,
    /// Up to five digits for groups (`1111-1`), `1111-1-001` for occupations.
    pub code: String,
    pub parent_id: Option<Id<Self>>,
    /// 1 to 5 groups, 6 occupations.
    pub level: u32,
    pub name: LocalizedText,
    pub status: Status,
}
reference_record!(Occupation, "occupation", code);

/// A field of education of ISCED-F 2013.
#[derive(Clone, Debug)]
pub struct IscedField {
    pub head: Head<Self>,
    pub code: String,
    pub parent_id: Option<Id<Self>>,
    /// 1 broad, 2 narrow, 3 detailed.
    pub level: u32,
    pub name: LocalizedText,
    /// "Not further defined" and "not elsewhere classified".
    pub residual: bool,
    pub status: Status,
}
reference_record!(IscedField, "isced_field", code);
