//! What is read with a request and never searched by.

use serde::{Deserialize, Serialize};
use strum::{EnumMessage, IntoStaticStr, VariantArray};

use crate::LocalizedText;

/// What an employer tells beyond what lists are filtered by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Details {
    /// For readers who are not from the trade.
    pub summary: Option<LocalizedText>,
    /// Street and house.
    pub address: Option<LocalizedText>,
    pub work_format: Option<WorkFormat>,
    /// Shifts and hours, in the employer's words.
    pub shift: Option<LocalizedText>,
    pub training_form: Option<TrainingForm>,
    /// Whether the enterprise pays learners for their work.
    pub compensation: bool,
    pub meals: bool,
    pub transport: bool,
    /// What people must be able to do.
    pub skills: Vec<String>,
    /// Whether a medical examination is required.
    pub medical_examination: bool,
    /// Youngest age, in years.
    pub age_min: Option<u32>,
    /// Work in harmful or dangerous conditions, which is closed to minors.
    pub harmful_conditions: bool,
    /// Mentors that the enterprise has ready, in persons.
    pub mentors_available: Option<u32>,
}

/// Where the work is done.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumMessage,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum WorkFormat {
    /// кәсіпорында / на предприятии.
    OnSite,
    /// қашықтан / удалённо.
    Remote,
    /// аралас / смешанный.
    Mixed,
    /// вахталық әдіс / вахтовый метод; closed to minors.
    Rotational,
}

/// How people are trained.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumMessage,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum TrainingForm {
    /// күндізгі / очная.
    FullTime,
    /// кешкі / вечерняя.
    Evening,
    /// сырттай / заочная.
    Correspondence,
    /// дуальды / дуальная.
    Dual,
}

/// What a reviewer wants changed in one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// The way to the field in the input, such as `terms.headcount`.
    pub field: String,
    pub text: String,
}
