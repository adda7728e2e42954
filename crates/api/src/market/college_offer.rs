use app::market::{CreateOffer, EditOffer};
use domain::{
    directory::{self, cluster_membership::ORGANIZATION_TAKES_PART},
    market::{
        self,
        college_offer::{Action, Availability, Status, Terms},
        employer_request::{EntryBase, StudyLanguage},
        request_response::RESPONDER_IS_A_COLLEGE,
    },
    reference::{ACADEMIC_YEAR_IS_KNOWN, QUALIFICATION_IS_IN_FORCE, QUALIFICATION_IS_KNOWN},
};

use crate::{
    directory::{cluster::Cluster, organization::Organization},
    graphql::prelude::*,
    reference::{
        classifier::{Qualification, Specialty, qualification, specialty_of},
        place::{Region, region},
    },
};

node!(CollegeOffer of market::CollegeOffer, counted by CollegeOfferFacetField);

named! {
    Status = CollegeOfferStatus: "Where an offer stands.";
    Action = CollegeOfferAction: "What can happen to an offer.";
    Availability = CollegeOfferAvailability: "How many of the seats are left.";
}

queries! {
    CollegeOffers of CollegeOffer {
        /// колледждің ұсынысы / предложение колледжа: one offer.
        college_offer;
        /// Offers: published ones for everyone, others for their college.
        college_offers(CollegeOfferFilter, CollegeOfferOrderField);
    }
}

filter! {
    /// Which offers to list.
    CollegeOfferFilter of market::CollegeOffer {
        /// By where they stand.
        status: Choice<Coded<Status>>,
        /// By number in the register.
        number: CodeFilter,
        /// By college.
        college_id: Choice<GlobalId<directory::Organization>>,
        /// By cluster.
        cluster_id: Choice<GlobalId<directory::Cluster>>,
        /// By qualification: its code, whose prefix decides the level.
        qualification_code in terms: CodeFilter,
        /// By specialty; `startsWith` with four digits is a detailed field of ISCED-F.
        specialty_code: CodeFilter,
        /// By region of the college: the first two digits of the KATO code.
        region_code as region: CodeFilter,
        /// By academic year, such as `2026-2027`.
        academic_year in terms: CodeFilter,
        /// By seats.
        seats in terms: Range<i32>,
        /// By the class of school people come from.
        entry_base in terms: Choice<Coded<EntryBase>>,
        /// By the language people are taught in.
        study_language in terms: Choice<Coded<StudyLanguage>>,
        /// By the last change, for whoever keeps a copy.
        updated_at in head: Range<DateTime<Utc>>,
    }
}

order! {
    CollegeOfferOrderField of market::CollegeOffer {
        /// By publication, before that by when they were begun.
        ListedAt = listed_at,
        /// By seats.
        Seats = seats in terms,
        /// By the last change.
        UpdatedAt = updated_at in head,
    }
}

facets! {
    CollegeOfferFacetField of market::CollegeOffer {
        /// By where they stand.
        Status = status,
        /// By region of the college.
        RegionCode = region,
        /// By specialty.
        SpecialtyCode = specialty_code,
        /// By academic year.
        AcademicYear = academic_year in terms,
        /// By the language people are taught in.
        StudyLanguage = study_language in terms,
    }
}

/// колледждің ұсынысы / предложение колледжа: seats a college has for a qualification.
#[Object]
impl CollegeOffer {
    #[graphql(flatten)]
    fn common(&self) -> Common<'_, market::CollegeOffer> {
        Common(&self.0)
    }

    #[graphql(flatten)]
    fn lifecycle(&self) -> Lifecycle<'_, market::CollegeOffer> {
        Lifecycle(&self.0)
    }

    /// Number in the register: `O-<region>-<year>-<sequence>`.
    fn number(&self) -> &str {
        &self.0.number
    }

    /// Who offers.
    async fn college(&self, ctx: &Context<'_>) -> Option<Result<Organization>> {
        ctx.load(self.0.college_id).await
    }

    /// кластер / кластер: where it belongs, if anywhere.
    async fn cluster(&self, ctx: &Context<'_>) -> Option<Result<Cluster>> {
        ctx.load(self.0.cluster_id?).await
    }

    /// Code of the qualification in the classifier of technical and vocational education.
    fn qualification_code(&self) -> &str {
        &self.0.terms.qualification_code
    }

    /// біліктілік / квалификация: the qualification offered.
    fn qualification(&self, ctx: &Context<'_>) -> Option<Qualification> {
        qualification(ctx, &self.0.terms.qualification_code)
    }

    /// Code of the specialty of the qualification; two specialties may have it, at two levels.
    fn specialty_code(&self) -> &str {
        &self.0.specialty_code
    }

    /// мамандық / специальность: the specialty of the qualification.
    fn specialty(&self, ctx: &Context<'_>) -> Option<Specialty> {
        specialty_of(ctx, &self.0.terms.qualification_code)
    }

    /// Where the college is: the first two digits of the KATO code.
    fn region_code(&self) -> String {
        self.0.region.to_string()
    }

    /// өңір / регион: where the college is.
    fn region(&self, ctx: &Context<'_>) -> Option<Region> {
        region(ctx, self.0.region)
    }

    /// Academic year, such as `2026-2027`.
    fn academic_year(&self) -> &str {
        &self.0.terms.academic_year
    }

    /// Persons the college can train or send.
    fn seats(&self) -> u32 {
        self.0.terms.seats
    }

    /// Seats taken by accepted responses.
    fn reserved(&self) -> u32 {
        self.0.tally.reserved
    }

    /// Seats that are left.
    fn remaining(&self) -> u32 {
        self.0.remaining()
    }

    /// How many of the seats are left.
    fn availability(&self) -> Coded<Availability> {
        self.0.availability().into()
    }

    /// After which class of school people begin the training.
    fn entry_base(&self) -> Option<Coded<EntryBase>> {
        self.0.terms.entry_base.map(Coded)
    }

    /// The language people are taught in.
    fn study_language(&self) -> Option<Coded<StudyLanguage>> {
        self.0.terms.study_language.map(Coded)
    }

    /// Study groups.
    fn groups(&self) -> Option<u32> {
        self.0.terms.groups
    }

    /// Persons who will graduate in that year.
    fn graduates_expected(&self) -> Option<u32> {
        self.0.terms.graduates_expected
    }

    /// From when on people are available.
    fn available_from(&self) -> Option<Date> {
        self.0.terms.available_from.map(Date)
    }

    /// Price a person and year, where training is paid for.
    fn price(&self) -> Option<Money> {
        self.0.terms.price.map(Money)
    }

    /// What the college needs from a partner: equipment, workplaces, mentors.
    fn resources_needed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which language; the caller's if it is left out.")] locale: Option<
            Locale,
        >,
    ) -> Option<&str> {
        Some(ctx.text(self.0.terms.resources_needed.as_ref()?, locale))
    }

    /// What the college needs in all languages; empty if there is none.
    fn resources_needed_translations(&self) -> Vec<Translation> {
        self.0.terms.resources_needed.as_ref().map(translations).unwrap_or_default()
    }

    /// Anything else.
    fn summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which language; the caller's if it is left out.")] locale: Option<
            Locale,
        >,
    ) -> Option<&str> {
        Some(ctx.text(self.0.terms.summary.as_ref()?, locale))
    }

    /// The summary in all languages; empty if there is none.
    fn summary_translations(&self) -> Vec<Translation> {
        self.0.terms.summary.as_ref().map(translations).unwrap_or_default()
    }

    /// When it was published.
    fn published_at(&self) -> Option<DateTime<Utc>> {
        self.0.published_at
    }
}

input! {
    /// What a college decides about an offer.
    CollegeOfferTermsInput for Terms {
        /// Code of the qualification in the classifier of technical and vocational education,
        /// such as `4S07130704`.
        qualification_code: String,
        /// Such as `2026-2027`.
        academic_year: String,
        /// Persons the college can train or send, at least one.
        seats: u32,
        /// After which class of school people begin the training.
        entry_base: Option<Coded<EntryBase>>,
        /// The language people are taught in.
        study_language: Option<Coded<StudyLanguage>>,
        /// Study groups.
        groups: Option<u32>,
        /// Persons who will graduate in that year.
        graduates_expected: Option<u32>,
        /// From when on people are available.
        available_from: Option<Date>,
        /// Price a person and year, where training is paid for.
        price: Option<MoneyInput>,
        /// What the college needs from a partner: equipment, workplaces, mentors.
        resources_needed: Option<LocalizedTextInput>,
        /// Anything else.
        summary: Option<LocalizedTextInput>,
    }
}

mutations! {
    CollegeOfferMutations on CollegeOffer {
        /// Begins an offer. By the college.
        college_offer_create(CollegeOfferCreateInput) creates CreateOffer [
            RESPONDER_IS_A_COLLEGE, ORGANIZATION_TAKES_PART, QUALIFICATION_IS_KNOWN,
            QUALIFICATION_IS_IN_FORCE, ACADEMIC_YEAR_IS_KNOWN,
        ] {
            /// Who offers.
            college_id: GlobalId<directory::Organization>,
            /// The cluster it is meant for, if any; the college takes part in it.
            cluster_id: Option<GlobalId<directory::Cluster>>,
            /// What is offered.
            terms: CollegeOfferTermsInput,
        }
        /// Changes what is offered; seats that are taken stay. By the college.
        college_offer_edit(CollegeOfferEditInput) runs EditOffer as Edit [
            QUALIFICATION_IS_KNOWN, QUALIFICATION_IS_IN_FORCE, ACADEMIC_YEAR_IS_KNOWN,
        ] {
            /// All of them: what is left out is emptied.
            terms: CollegeOfferTermsInput,
        }
        /// Shows the offer to everyone. By the college.
        college_offer_publish(CollegeOfferPublishInput) does Publish {}
        /// Ends the offer. By the college.
        college_offer_close(CollegeOfferCloseInput) does Close {
            /// Why.
            comment: Option<String>,
        }
        /// Takes the offer back. By the college.
        college_offer_withdraw(CollegeOfferWithdrawInput) does Withdraw {
            /// Why.
            comment: Option<String>,
        }
    }
}
