//! What an employer tells of a request beyond what lists are filtered by.

use domain::market::employer_request::{Details, TrainingForm, WorkFormat};

use crate::graphql::prelude::*;

/// Flattened into the request.
pub(crate) struct EmployerRequestDetails<'r>(pub(crate) &'r Details);

#[Object]
impl EmployerRequestDetails<'_> {
    /// For readers who are not from the trade.
    fn summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which language; the caller's if it is left out.")] locale: Option<
            Locale,
        >,
    ) -> Option<&str> {
        Some(ctx.text(self.0.summary.as_ref()?, locale))
    }

    /// The summary in all languages; empty if there is none.
    fn summary_translations(&self) -> Vec<Translation> {
        self.0.summary.as_ref().map(translations).unwrap_or_default()
    }

    /// Street and house.
    fn address(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which language; the caller's if it is left out.")] locale: Option<
            Locale,
        >,
    ) -> Option<&str> {
        Some(ctx.text(self.0.address.as_ref()?, locale))
    }

    /// The address in all languages; empty if there is none.
    fn address_translations(&self) -> Vec<Translation> {
        self.0.address.as_ref().map(translations).unwrap_or_default()
    }

    /// Where the work is done.
    fn work_format(&self) -> Option<Coded<WorkFormat>> {
        self.0.work_format.map(Coded)
    }

    /// Shifts and hours.
    fn shift(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which language; the caller's if it is left out.")] locale: Option<
            Locale,
        >,
    ) -> Option<&str> {
        Some(ctx.text(self.0.shift.as_ref()?, locale))
    }

    /// Shifts and hours in all languages; empty if there is none.
    fn shift_translations(&self) -> Vec<Translation> {
        self.0.shift.as_ref().map(translations).unwrap_or_default()
    }

    /// How people are trained.
    fn training_form(&self) -> Option<Coded<TrainingForm>> {
        self.0.training_form.map(Coded)
    }

    /// Whether the enterprise pays learners for their work.
    fn compensation(&self) -> bool {
        self.0.compensation
    }

    /// Whether there are meals.
    fn meals(&self) -> bool {
        self.0.meals
    }

    /// Whether there is transport to the place.
    fn transport(&self) -> bool {
        self.0.transport
    }

    /// What people must be able to do.
    fn skills(&self) -> &[String] {
        &self.0.skills
    }

    /// Whether a medical examination is required.
    fn medical_examination(&self) -> bool {
        self.0.medical_examination
    }

    /// Youngest age, in years.
    fn age_min(&self) -> Option<u32> {
        self.0.age_min
    }

    /// Work in harmful or dangerous conditions, which is closed to minors.
    fn harmful_conditions(&self) -> bool {
        self.0.harmful_conditions
    }

    /// Mentors that the enterprise has ready, in persons.
    fn mentors_available(&self) -> Option<u32> {
        self.0.mentors_available
    }
}
