//! Requests, offers, and the responses between them.

use chrono::NaiveDate;
use domain::{
    Head, Id, LocalizedText, RegionCode,
    market::{
        CollegeOffer, EmployerRequest, RequestResponse, college_offer,
        employer_request::{Details, Kind, Status, Tally, Terms, Visibility},
        request_response::{self, Proposal, Side},
    },
};
use support::QUALIFICATION;

use super::{Codes, REGION, REQUESTS, RESPONSES, SPECIALTY, cluster, mixed, pick, register, uuid};

/// One request in so many belongs to the list that P1 reads.
const LISTED: u32 = 25;
/// Responses to each of those.
const RESPONSES_LISTED: u32 = 8;

/// Later than any run.
const END: NaiveDate = NaiveDate::from_ymd_opt(2099, 12, 31).unwrap();

const TITLES: [[&str; 3]; 8] = [
    ["Электромеханик", "Электромеханик", "Electromechanic"],
    ["Дәнекерлеуші", "Сварщик", "Welder"],
    ["Аспаз", "Повар", "Cook"],
    ["Бағдарламалаушы", "Программист", "Programmer"],
    ["Слесарь-жөндеуші", "Слесарь-ремонтник", "Fitter"],
    ["Жүргізуші", "Водитель", "Driver"],
    ["Мейіргер", "Медицинская сестра", "Nurse"],
    ["Тігінші", "Швея", "Seamstress"],
];

const STATES: [Status; 20] = {
    use Status::*;
    [
        Published, Published, Published, Published, Published, Published, Published, Published,
        Published, Published, Closed, Closed, Closed, Closed, Expired, Expired, Draft, Draft,
        Submitted, Withdrawn,
    ]
};

const ANSWERS: [request_response::Status; 8] = {
    use request_response::Status::*;
    [Proposed, Proposed, Proposed, Acknowledged, Countered, Declined, Accepted, Withdrawn]
};

fn is_listed(request: u32) -> bool {
    request.is_multiple_of(LISTED)
}

/// The request that a response answers, and how many answer it before.
fn answered(response: u32) -> (u32, u32) {
    let listed = REQUESTS / LISTED;
    match response.checked_sub(listed * RESPONSES_LISTED) {
        None => (response / RESPONSES_LISTED * LISTED, response % RESPONSES_LISTED),
        // Of 25 requests the first is a listed one.
        Some(rest) => {
            let (before, rest) = (rest / (REQUESTS - listed), rest % (REQUESTS - listed));
            (rest / (LISTED - 1) * LISTED + 1 + rest % (LISTED - 1), before)
        }
    }
}

fn status(response: u32) -> request_response::Status {
    *pick(&ANSWERS, response)
}

/// What the responses add up to, by request.
pub(super) fn tallies() -> Vec<Tally> {
    let mut tallies = vec![Tally::default(); REQUESTS as usize];
    for number in 0..RESPONSES {
        let tally = &mut tallies[answered(number).0 as usize];
        tally.responses += 1;
        match status(number) {
            request_response::Status::Accepted => tally.accepted += 1,
            request_response::Status::Proposed
            | request_response::Status::Acknowledged
            | request_response::Status::Countered => tally.offered += 1,
            _ => {}
        }
    }
    tallies
}

/// Where it is wanted, and what.
fn classified(number: u32, codes: &Codes) -> (&str, &str) {
    if is_listed(number) {
        return (&**pick(&codes.here, number), QUALIFICATION);
    }
    (&**pick(&codes.settlements, number), &**pick(&codes.qualifications, number + 7))
}

/// A specialty has the digits of its qualifications but for the last two.
fn specialty(qualification: &str) -> String {
    let digits = &qualification[qualification.len() - SPECIALTY.len()..];
    format!("{}00", &digits[..SPECIALTY.len() - 2])
}

/// The order of publication is not that of the ids.
fn listed_at(number: u32) -> chrono::DateTime<chrono::Utc> {
    register::at(mixed(number) % 600_000_000)
}

pub(super) fn request(number: u32, codes: &Codes, tallies: &[Tally]) -> EmployerRequest {
    let (place, qualification) = classified(number, codes);
    let region = RegionCode::parse(&place[..2]).expect("a region");
    let state = if is_listed(number) { Status::Published } else { *pick(&STATES, number) };
    let of_cluster = is_listed(number).then(|| cluster(0));
    EmployerRequest {
        head: Head::new(super::request(number), register::at(number)),
        number: format!("R-{region}-2020-{number:06}"),
        employer_id: register::employer(mixed(number)),
        cluster_id: of_cluster,
        region,
        specialty_code: specialty(qualification),
        terms: terms(number, place, qualification),
        revision: 0,
        status: state,
        listed_at: listed_at(number),
        published_at: Some(listed_at(number)),
        comment: None,
        remarks: Vec::new(),
        tally: tallies[number as usize],
    }
}

fn terms(number: u32, place: &str, qualification: &str) -> Terms {
    let title = pick(&TITLES, number + 3).map(|title| format!("{title} {}", number % 1000));
    Terms {
        kind: Kind::HireGraduates,
        qualification_code: qualification.to_owned(),
        title: LocalizedText::trilingual(title),
        headcount: 10 + number % 20,
        kato_code: place.to_owned(),
        latitude: None,
        longitude: None,
        academic_year: None,
        start_from: None,
        start_to: None,
        closes_at: Some(END),
        visibility: Visibility::Public,
        selected_college_ids: Vec::new(),
        entry_base: None,
        study_language: None,
        housing: number.is_multiple_of(3),
        salary_from: Some(20_000_000 + i64::from(number % 100) * 100_000),
        salary_to: None,
        salary_public: true,
        details: Details { skills: vec!["5S".to_owned()], ..Details::default() },
    }
}

pub(super) fn offer(number: u32, codes: &Codes) -> CollegeOffer {
    let qualification = pick(&codes.qualifications, number);
    CollegeOffer {
        head: Head::new(Id::new(uuid(5, number)), register::at(number)),
        number: format!("O-{REGION}-2020-{number:06}"),
        college_id: register::college(number),
        cluster_id: None,
        region: RegionCode::parse(pick(&codes.settlements, number)[..2].as_ref())
            .expect("a region"),
        specialty_code: specialty(qualification),
        terms: college_offer::Terms {
            qualification_code: qualification.clone(),
            academic_year: "2026-2027".to_owned(),
            seats: 25,
            entry_base: None,
            study_language: None,
            groups: None,
            graduates_expected: None,
            available_from: None,
            price: None,
            resources_needed: None,
            summary: None,
        },
        status: college_offer::Status::Published,
        listed_at: listed_at(number),
        published_at: Some(listed_at(number)),
        comment: None,
        tally: college_offer::Tally::default(),
    }
}

pub(super) fn response(number: u32, codes: &Codes) -> RequestResponse {
    let (request, before) = answered(number);
    let (place, _) = classified(request, codes);
    RequestResponse {
        head: Head::new(Id::new(uuid(6, number)), register::at(number)),
        request_id: super::request(request),
        offer_id: None,
        // Neighbours are different colleges.
        college_id: register::college(mixed(request).wrapping_add(before)),
        employer_id: register::employer(mixed(request)),
        region: RegionCode::parse(&place[..2]).expect("a region"),
        cluster_id: is_listed(request).then(|| cluster(0)),
        proposal: Proposal { quantity: 1, start_date: END, valid_until: END, message: None },
        proposed_by: Side::College,
        request_revision: 0,
        status: status(number),
        acknowledged_at: None,
        comment: None,
    }
}
