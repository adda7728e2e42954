use domain::market::college_offer::{CollegeOffer, Status, Tally, Terms};

use crate::columns::{coded, fields, stored};

coded!(Status);

fields!(Terms {
    qualification_code,
    academic_year,
    seats,
    entry_base,
    study_language,
    groups,
    graduates_expected,
    available_from,
    price,
    resources_needed,
    summary,
});

fields!(Tally { reserved });

stored! {
    CollegeOffer {
        head, number, college_id, cluster_id, region, specialty_code, terms, status, listed_at,
        published_at, comment, tally,
    }
    found by { |o| &o.number, |o| &o.terms.qualification_code, |o| &o.terms.summary }
    counted { reserved }
}
