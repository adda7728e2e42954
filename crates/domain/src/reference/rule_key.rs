//! The keys under which rules read their values.

use strum::{EnumMessage, IntoStaticStr, VariantArray};

use super::Unit;

/// What a rule of law or of the house asks the [`RuleBook`](super::RuleBook) for. The word is the `key`
/// of the row and the `rule` of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum RuleKey {
    /// Days between today and the last day for responses to a request.
    RequestClosingNoticeDays,
    /// Persons in one request; more is taken for a typing error.
    RequestMaxHeadcount,
    /// Seats in one offer; more is taken for a typing error.
    OfferMaxSeats,
    /// Learners at one workplace; more is taken for a typing error.
    WorkplaceMaxCapacity,
    /// Days for which a response or a counter-offer holds if its author says nothing else.
    ResponseValidityDays,
    /// Days for which a response or a counter-offer holds at most.
    ResponseMaxValidityDays,
    /// Share of production training and practice that is held at the enterprise in dual training.
    DualMinEnterpriseShare,
    /// Share of the compulsory standard's content that dual training may change.
    DualMaxCurriculumChange,
    /// Learners of one mentor at a time.
    MentorMaxLearners,
    /// Years in the occupation before somebody becomes a mentor.
    MentorMinExperienceYears,
    /// Below this age the legal representative signs too.
    LegalRepresentativeUnderAge,
    /// Youngest age for heavy, harmful or dangerous work.
    HarmfulWorkMinAge,
    /// Youngest age for such work as a part of training, under an order of the college.
    HarmfulWorkInTrainingMinAge,
    /// Youngest age for work at night.
    NightWorkMinAge,
    /// Youngest age for overtime, business trips and work in shifts away from home.
    OvertimeMinAge,
    /// Youngest age for work and for training at an enterprise.
    WorkMinAge,
    /// When night begins, from midnight.
    NightBegins,
    /// When night ends, from midnight.
    NightEnds,
    /// The break for rest and a meal.
    RestBreakMin,
    /// So long a day may be worked without a break.
    RestBreakAfter,
    /// Weekly hours of adults.
    WeekHoursAdult,
    /// Weekly hours from 14 to 15 years.
    #[strum(serialize = "WEEK_HOURS_AGE_14_16")]
    WeekHoursAge14To16,
    /// Weekly hours from 16 to 17 years.
    #[strum(serialize = "WEEK_HOURS_AGE_16_18")]
    WeekHoursAge16To18,
    /// Weekly hours in harmful work.
    WeekHoursHarmfulWork,
    /// Weekly hours of persons with a disability of the first or second group.
    WeekHoursDisability,
    /// Daily limit of adults in a week of five days.
    DayOfFiveAdult,
    /// Daily limit from 16 to 17 years in a week of five days.
    #[strum(serialize = "DAY_OF_FIVE_AGE_16_18")]
    DayOfFiveAge16To18,
    /// Daily limit in harmful work in a week of five days.
    DayOfFiveHarmfulWork,
    /// Daily limit with a disability of the first or second group in a week of five days.
    DayOfFiveDisability,
    /// Daily limit of adults in a week of six days.
    DayOfSixAdult,
    /// Daily limit from 16 to 17 years in a week of six days.
    #[strum(serialize = "DAY_OF_SIX_AGE_16_18")]
    DayOfSixAge16To18,
    /// Daily limit in harmful work in a week of six days.
    DayOfSixHarmfulWork,
    /// Daily limit with a disability of the first or second group in a week of six days.
    DayOfSixDisability,
    /// АЕК / МРП: the index in which fines, payments and thresholds are counted.
    MonthlyCalculationIndex,
    /// The lowest monthly wage.
    MinimumWage,
    /// Persons below which a cell of a report is suppressed.
    SmallCellMinimum,
}

impl RuleKey {
    /// The unit that the code counts in; a row with another one is not loaded.
    pub const fn unit(self) -> Unit {
        match self {
            Self::RequestClosingNoticeDays
            | Self::ResponseValidityDays
            | Self::ResponseMaxValidityDays => Unit::Days,
            Self::RequestMaxHeadcount
            | Self::OfferMaxSeats
            | Self::WorkplaceMaxCapacity
            | Self::MentorMaxLearners
            | Self::SmallCellMinimum => Unit::Persons,
            Self::DualMinEnterpriseShare | Self::DualMaxCurriculumChange => Unit::Percent,
            Self::MentorMinExperienceYears
            | Self::LegalRepresentativeUnderAge
            | Self::HarmfulWorkMinAge
            | Self::HarmfulWorkInTrainingMinAge
            | Self::NightWorkMinAge
            | Self::OvertimeMinAge
            | Self::WorkMinAge => Unit::Years,
            Self::WeekHoursAdult
            | Self::WeekHoursAge14To16
            | Self::WeekHoursAge16To18
            | Self::WeekHoursHarmfulWork
            | Self::WeekHoursDisability => Unit::Hours,
            Self::NightBegins
            | Self::NightEnds
            | Self::RestBreakMin
            | Self::RestBreakAfter
            | Self::DayOfFiveAdult
            | Self::DayOfFiveAge16To18
            | Self::DayOfFiveHarmfulWork
            | Self::DayOfFiveDisability
            | Self::DayOfSixAdult
            | Self::DayOfSixAge16To18
            | Self::DayOfSixHarmfulWork
            | Self::DayOfSixDisability => Unit::Minutes,
            Self::MonthlyCalculationIndex | Self::MinimumWage => Unit::Tenge,
        }
    }
}
