//! Academic years, holidays and legal acts.

use chrono::NaiveDate;
use strum::{EnumMessage, IntoStaticStr, VariantArray};

use super::record::{Status, reference_record};
use crate::{Head, LocalizedText};

/// оқу жылы / учебный год.
#[derive(Clone, Debug)]
pub struct AcademicYear {
    pub head: Head<Self>,
    /// `2025-2026`.
    pub code: String,
    /// 1 September.
    pub starts_on: NaiveDate,
    /// 30 June, the last day.
    pub ends_on: NaiveDate,
    pub status: Status,
}
reference_record!(AcademicYear, "academic_year", code);

/// A day that is worked otherwise than its weekday says.
#[derive(Clone, Debug)]
pub struct CalendarDay {
    pub head: Head<Self>,
    pub date: NaiveDate,
    pub kind: DayKind,
    pub name: LocalizedText,
    /// The day it was moved from, or is worked for.
    pub origin_date: Option<NaiveDate>,
    /// Expected, not yet settled by an act.
    pub awaits_verification: bool,
    pub note: Option<String>,
    pub status: Status,
}
reference_record!(CalendarDay, "calendar_day");

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum DayKind {
    /// мереке / праздник.
    Holiday,
    /// ауыстырылған демалыс күні / перенесённый выходной день; moved from a Saturday it holds for
    /// the five-day week only.
    TransferredDayOff,
    /// ауыстырылған жұмыс күні / перенесённый рабочий день.
    TransferredWorkday,
}

/// нормативтік құқықтық акт / нормативный правовой акт.
#[derive(Clone, Debug)]
pub struct LegalAct {
    pub head: Head<Self>,
    /// Ours, for example `LABOUR_CODE`; rules refer to it.
    pub code: String,
    pub kind: ActKind,
    pub number: Option<String>,
    pub date: Option<NaiveDate>,
    /// In the register of normative legal acts.
    pub registration_number: Option<String>,
    pub issuer: LocalizedText,
    pub title: LocalizedText,
    pub url: Option<String>,
    /// Number, date or title are to be compared with the published text.
    pub awaits_verification: bool,
    pub note: Option<String>,
    pub status: Status,
}
reference_record!(LegalAct, "legal_act", code);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ActKind {
    /// кодекс.
    Code,
    /// заң / закон.
    Law,
    /// қаулы / постановление.
    Resolution,
    /// бұйрық / приказ.
    Order,
    /// әдістемелік ұсынымдар / методические рекомендации: not binding.
    Recommendations,
}
