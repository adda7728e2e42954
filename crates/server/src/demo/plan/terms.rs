//! What employers ask for.

use chrono::{Days, NaiveDate};
use domain::{
    LocalizedText,
    market::employer_request::{
        Details, EntryBase, Kind, StudyLanguage, Terms, TrainingForm, Visibility, WorkFormat,
    },
};

use super::{
    draft::{Draft, text},
    fates::End,
    register::Party,
};
use crate::demo::data::{Craft, SHIFTS, Setting, WITH_CONTACT, purpose};

/// In a hundred requests.
const KINDS: [(Kind, u32); 7] = [
    (Kind::HireGraduates, 45),
    (Kind::DualTraining, 25),
    (Kind::TargetedTraining, 10),
    (Kind::Practice, 12),
    (Kind::Retraining, 4),
    (Kind::CurriculumChange, 2),
    (Kind::ExpertAssignment, 2),
];

fn kind(draft: &Draft) -> Kind {
    let mut left = draft.roll(100);
    for (kind, share) in KINDS {
        if left < share {
            return kind;
        }
        left -= share;
    }
    Kind::HireGraduates
}

/// Terms of a firm that wants a craft until a day.
pub(super) fn terms(
    draft: &Draft,
    setting: &Setting,
    firm: &Party,
    end: End,
    closes_at: NaiveDate,
) -> Terms {
    let craft = draft.pick(setting.crafts);
    let kind = kind(draft);
    let headcount = match kind {
        Kind::HireGraduates => 4 + draft.roll(12),
        Kind::DualTraining | Kind::TargetedTraining => 6 + draft.roll(20),
        Kind::Practice => 10 + draft.roll(30),
        _ => 4 + draft.roll(7),
    };
    let before_publication = matches!(end, End::Submitted | End::Returned | End::Rejected);
    let on_the_map = draft.roll(5) > 0;
    let start = closes_at + Days::new(30);
    let pays = !matches!(kind, Kind::Retraining | Kind::CurriculumChange | Kind::ExpertAssignment);
    let salary = i64::from(draft.roll(9)) * 10 + craft.salary;
    Terms {
        kind,
        qualification_code: craft.code.to_owned(),
        title: title(craft, kind),
        headcount,
        kato_code: firm.kato.to_owned(),
        latitude: on_the_map.then_some(firm.latitude),
        longitude: on_the_map.then_some(firm.longitude),
        academic_year: Some(year_of(start).to_owned()),
        start_from: Some(start),
        start_to: Some(start + Days::new(90)),
        closes_at: Some(closes_at),
        visibility: Visibility::Public,
        selected_college_ids: Vec::new(),
        entry_base: Some(*draft.pick(&[EntryBase::Grade9, EntryBase::Grade11])),
        study_language: Some(*draft.pick(&[StudyLanguage::Kazakh, StudyLanguage::Russian])),
        housing: draft.roll(3) == 0,
        salary_from: pays.then_some(tenge(salary)),
        salary_to: pays.then_some(tenge(salary * 13 / 10)),
        salary_public: draft.roll(5) > 0,
        details: details(draft, setting, craft, kind, before_publication),
    }
}

fn details(
    draft: &Draft,
    setting: &Setting,
    craft: &Craft,
    kind: Kind,
    with_contact: bool,
) -> Details {
    let (_, summaries) = purpose(kind);
    let summary = if with_contact { WITH_CONTACT } else { *draft.pick(&summaries) };
    let format = if setting.industries == ["J"] && draft.roll(2) == 0 {
        WorkFormat::Mixed
    } else {
        WorkFormat::OnSite
    };
    let first = draft.roll(3) as usize;
    Details {
        summary: Some(text(summary)),
        work_format: Some(format),
        shift: Some(text(*draft.pick(&SHIFTS))),
        training_form: (kind == Kind::DualTraining).then_some(TrainingForm::Dual),
        compensation: kind == Kind::DualTraining,
        meals: draft.roll(2) == 0,
        transport: draft.roll(3) == 0,
        skills: setting.skills[first..].iter().take(2).map(|&skill| skill.to_owned()).collect(),
        medical_examination: craft.harmful || draft.roll(4) == 0,
        age_min: craft.harmful.then_some(18),
        harmful_conditions: craft.harmful,
        mentors_available: (kind == Kind::DualTraining).then(|| 1 + draft.roll(4)),
        ..Details::default()
    }
}

/// The terms of the story: so many of one craft for dual training from September on.
pub(super) fn story(setting: &Setting, code: &str, headcount: u32, terms: Terms) -> Terms {
    let craft = setting.crafts.iter().find(|craft| craft.code == code);
    let craft = craft.expect("the cluster has the crafts of the story");
    let kind = Kind::DualTraining;
    let (_, [summary, _]) = purpose(kind);
    Terms {
        kind,
        qualification_code: code.to_owned(),
        title: title(craft, kind),
        headcount,
        academic_year: Some("2026-2027".to_owned()),
        start_from: NaiveDate::from_ymd_opt(2026, 9, 1),
        start_to: NaiveDate::from_ymd_opt(2027, 6, 30),
        visibility: Visibility::Public,
        selected_college_ids: Vec::new(),
        housing: true,
        salary_from: Some(tenge(craft.salary)),
        salary_to: Some(tenge(craft.salary * 13 / 10)),
        salary_public: true,
        details: Details {
            summary: Some(text(summary)),
            training_form: Some(TrainingForm::Dual),
            compensation: true,
            medical_examination: craft.harmful,
            age_min: craft.harmful.then_some(18),
            harmful_conditions: craft.harmful,
            mentors_available: Some(headcount.div_ceil(5)),
            ..terms.details
        },
        ..terms
    }
}

fn title(craft: &Craft, kind: Kind) -> LocalizedText {
    let (suffix, _) = purpose(kind);
    let [kk, ru, en] = [0, 1, 2].map(|n| format!("{}{}", craft.title[n], suffix[n]));
    LocalizedText::trilingual([kk, ru, en])
}

/// Thousands of tenge, in tiyn.
fn tenge(thousands: i64) -> i64 {
    thousands * 100_000
}

/// The academic year of a day; summer belongs to the one before.
fn year_of(day: NaiveDate) -> &'static str {
    let september = |year| NaiveDate::from_ymd_opt(year, 9, 1).expect("every year has this day");
    match day {
        day if day < september(2026) => "2025-2026",
        day if day < september(2027) => "2026-2027",
        _ => "2027-2028",
    }
}
