//! What lists of requests are filtered, ordered and counted by.

use domain::{
    Datum, Filter, Test, directory,
    market::{
        self,
        employer_request::{EntryBase, Kind, Status, StudyLanguage},
    },
};

use super::request_response::RequestResponseFilter;
use crate::graphql::prelude::*;

filter! {
    /// Which requests to list.
    EmployerRequestFilter of market::EmployerRequest {
        /// By where they stand.
        status: Choice<Coded<Status>>,
        /// By what people are wanted for.
        kind in terms: Choice<Coded<Kind>>,
        /// By number in the register.
        number: CodeFilter,
        /// By employer.
        employer_id: Choice<GlobalId<directory::Organization>>,
        /// By cluster.
        cluster_id: Choice<GlobalId<directory::Cluster>>,
        /// By qualification: its code, whose prefix decides the level.
        qualification_code in terms: CodeFilter,
        /// By specialty; `startsWith` with four digits is a detailed field of ISCED-F.
        specialty_code: CodeFilter,
        /// By region: the first two digits of the KATO code.
        region_code as region: CodeFilter,
        /// By place; `startsWith` takes in all that lies in a region or district.
        kato_code in terms: CodeFilter,
        /// By persons wanted.
        headcount in terms: Range<i32>,
        /// By academic year, such as `2026-2027`.
        academic_year in terms: CodeFilter,
        /// By the earliest day to begin.
        start_from in terms: Range<Date>,
        /// By the last day for responses.
        closes_at in terms: Range<Date>,
        /// By the class of school people come from.
        entry_base in terms: Choice<Coded<EntryBase>>,
        /// By the language people are taught in.
        study_language in terms: Choice<Coded<StudyLanguage>>,
        /// By whether the employer houses the people.
        housing in terms: Choice<bool>,
        /// By the number of responses that were ever made; 0 is unanswered.
        response_count as responses in tally: Range<i32>,
        /// By publication, before that by when they were begun.
        listed_at: Range<DateTime>,
        /// By the last change, for whoever keeps a copy.
        updated_at in head: Range<DateTime>,
    }
    relations {
        /// By employers: their kind, their economic activity.
        employer: crate::directory::organization::OrganizationFilter as directory::Organization
            where id = employer_id,
        /// By responses that the caller sees.
        responses: RequestResponseFilter as market::RequestResponse
            where request_id = id,
    }
    special {
        /// By distance.
        near: NearFilter => NearFilter::into_part,
        /// At least this much a month, as the upper bound of what is offered; only where the salary
        /// is shown to everyone.
        salary_at_least: MoneyInput => salary_at_least,
    }
}

fn salary_at_least(least: MoneyInput) -> Result<Filter> {
    Ok(Filter::All(vec![
        Filter::Field("salary_public", Test::Eq(Datum::Bool(true))),
        Filter::Field("salary_to", Test::Gte(Datum::Int(least.tiyn()?))),
    ]))
}

order! {
    EmployerRequestOrderField of market::EmployerRequest {
        /// By publication, before that by when they were begun.
        ListedAt = listed_at,
        /// By the last day for responses.
        ClosesAt = closes_at in terms,
        /// By persons wanted.
        Headcount = headcount in terms,
        /// By the last change.
        UpdatedAt = updated_at in head,
    }
}

facets! {
    EmployerRequestFacetField of market::EmployerRequest {
        /// By where they stand.
        Status = status,
        /// By what people are wanted for.
        Kind = kind in terms,
        /// By region.
        RegionCode = region,
        /// By specialty.
        SpecialtyCode = specialty_code,
        /// By qualification.
        QualificationCode = qualification_code in terms,
        /// By the class of school people come from.
        EntryBase = entry_base in terms,
        /// By the language people are taught in.
        StudyLanguage = study_language in terms,
    }
}
