//! What an employer says of a request.

use domain::{
    directory,
    market::employer_request::{
        Details, EntryBase, Kind, StudyLanguage, Terms, TrainingForm, Visibility, WorkFormat,
    },
};

use crate::graphql::prelude::*;

named! {
    WorkFormat = EmployerRequestWorkFormat: "Where the work is done.";
    TrainingForm = EmployerRequestTrainingForm: "How people are trained.";
}

input! {
    /// What an employer decides about a request.
    EmployerRequestTermsInput for Terms {
        /// What the people are wanted for.
        kind: Coded<Kind>,
        /// Code of the qualification in the classifier of technical and vocational education,
        /// such as `4S07130704`.
        qualification_code: String,
        /// What is wanted, in a few words.
        title: LocalizedTextInput,
        /// Persons wanted, at least one.
        headcount: u32,
        /// Where the people will work: a KATO code of nine digits.
        kato_code: String,
        /// Degrees to the north; together with the longitude.
        latitude: Option<f64>,
        /// Degrees to the east; together with the latitude.
        longitude: Option<f64>,
        /// Academic year of the training, such as `2026-2027`.
        academic_year: Option<String>,
        /// The earliest day to begin.
        start_from: Option<Date>,
        /// The latest day to begin.
        start_to: Option<Date>,
        /// Last day for responses; needed when the request is handed in.
        closes_at: Option<Date>,
        /// Who sees the request once it is published.
        visibility: Coded<Visibility>,
        /// Who sees it, with `SELECTED_COLLEGES`.
        selected_college_ids: Option<Vec<GlobalId<directory::Organization>>>,
        /// After which class of school people begin the training.
        entry_base: Option<Coded<EntryBase>>,
        /// The language people are taught in.
        study_language: Option<Coded<StudyLanguage>>,
        /// Whether the employer houses the people.
        housing: bool,
        /// Lower bound of the salary a month, before tax.
        salary_from: Option<MoneyInput>,
        /// Upper bound of the salary a month, before tax.
        salary_to: Option<MoneyInput>,
        /// Whether the salary is shown to others than the employer.
        salary_public: bool,
        /// What lists are not filtered by.
        details: EmployerRequestDetailsInput,
    }
}

input! {
    /// What an employer tells beyond what lists are filtered by.
    EmployerRequestDetailsInput for Details {
        /// For readers who are not from the trade.
        summary: Option<LocalizedTextInput>,
        /// Street and house.
        address: Option<LocalizedTextInput>,
        /// Where the work is done.
        work_format: Option<Coded<WorkFormat>>,
        /// Shifts and hours.
        shift: Option<LocalizedTextInput>,
        /// How people are trained.
        training_form: Option<Coded<TrainingForm>>,
        /// Whether the enterprise pays learners for their work.
        compensation: bool,
        /// Whether there are meals.
        meals: bool,
        /// Whether there is transport to the place.
        transport: bool,
        /// What people must be able to do, at most 200 entries.
        skills: Option<Vec<String>>,
        /// Whether a medical examination is required.
        medical_examination: bool,
        /// Youngest age, in years.
        age_min: Option<u32>,
        /// Work in harmful or dangerous conditions, which is closed to minors.
        harmful_conditions: bool,
        /// Mentors that the enterprise has ready, in persons.
        mentors_available: Option<u32>,
    }
}
