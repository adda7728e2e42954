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
        updated_at in head: Range<DateTime>,
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

node! {
    /// колледждің ұсынысы / предложение колледжа: seats a college has for a qualification.
    CollegeOffer of market::CollegeOffer, counted by CollegeOfferFacetField, with LIFECYCLE;
    leaves {
        /// Number in the register: `O-<region>-<year>-<sequence>`.
        number: &str = |it| &it.number;
        /// Code of the qualification in the classifier of technical and vocational education.
        qualification_code: &str = |it| &it.terms.qualification_code;
        /// Code of the specialty of the qualification; two specialties may have it, at two levels.
        specialty_code: &str = |it| &it.specialty_code;
        /// Where the college is: the first two digits of the KATO code.
        region_code [region]: String = |it| it.region.to_string();
        /// Academic year, such as `2026-2027`.
        academic_year: &str = |it| &it.terms.academic_year;
        /// Persons the college can train or send.
        seats: u32 = |it| it.terms.seats;
        /// Seats taken by accepted responses.
        reserved: u32 = |it| it.tally.reserved;
        /// Seats that are left.
        remaining [seats, reserved]: u32 = |it| it.remaining();
        /// How many of the seats are left.
        availability [seats, reserved]: Coded<Availability> =
            |it| it.availability().into();
        /// After which class of school people begin the training.
        entry_base: Option<Coded<EntryBase>> = |it| it.terms.entry_base.map(Coded);
        /// The language people are taught in.
        study_language: Option<Coded<StudyLanguage>> = |it| it.terms.study_language.map(Coded);
        /// Study groups.
        groups: Option<u32> = |it| it.terms.groups;
        /// Persons who will graduate in that year.
        graduates_expected: Option<u32> = |it| it.terms.graduates_expected;
        /// From when on people are available.
        available_from: Option<Date> = |it| it.terms.available_from.map(Date);
        /// When it was published.
        published_at: Option<DateTime> = |it| it.published_at.map(DateTime);
    }
    texts {
        /// What the college needs from a partner: equipment, workplaces, mentors.
        resources_needed = |it| it.terms.resources_needed.as_ref();
        /// Anything else.
        summary = |it| it.terms.summary.as_ref();
    }
    objects {
        /// Who offers.
        college [college_id]: Option<Result<Organization>> =
            |it, ctx| ctx.load(it.college_id).await;
        /// кластер / кластер: where it belongs, if anywhere.
        cluster [cluster_id]: Option<Result<Cluster>> = |it, ctx| ctx.load(it.cluster_id?).await;
        /// біліктілік / квалификация: the qualification offered.
        qualification [qualification_code]: Option<Qualification> =
            |it, ctx| qualification(ctx, &it.terms.qualification_code);
        /// мамандық / специальность: the specialty of the qualification.
        specialty [qualification_code]: Option<Specialty> =
            |it, ctx| specialty_of(ctx, &it.terms.qualification_code);
        /// өңір / регион: where the college is.
        region: Option<Region> = |it, ctx| region(ctx, it.region);
        /// Price a person and year, where training is paid for.
        price: Option<Money> = |it, _ctx| it.terms.price.map(Money);
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
