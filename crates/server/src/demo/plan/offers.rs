//! Colleges offer seats.

use app::{Act, market::CreateOffer};
use domain::{
    Id, Role,
    directory::Cluster,
    market::{
        CollegeOffer,
        college_offer::{Command, Terms},
        employer_request::{EntryBase, StudyLanguage},
    },
};

use super::{
    draft::{Draft, text},
    people,
    register::Parties,
};
use crate::demo::{
    calendar::{date, moment},
    data::{CLOSED, NEEDED, OFFERED, SETTINGS, WITHDRAWN},
};

/// An offer that responses can refer to.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) id: Id<CollegeOffer>,
    /// Number of the cluster, and of the college in it.
    pub(super) college: (usize, usize),
    pub(super) code: &'static str,
    pub(super) seats_left: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Draft,
    Published,
    Closed,
    Withdrawn,
}

/// How many offers there are of each sort.
const NUMBERS: [(End, usize); 4] =
    [(End::Draft, 20), (End::Published, 120), (End::Closed, 25), (End::Withdrawn, 15)];
const YEARS: [&str; 2] = ["2026-2027", "2027-2028"];

/// Every college offers every qualification of its cluster; the first ones for another year too.
pub(super) fn offers(
    draft: &mut Draft,
    all: &[Parties],
    clusters: &[Option<Id<Cluster>>],
) -> Vec<Open> {
    let mut ends: Vec<_> =
        NUMBERS.into_iter().flat_map(|(end, number)| vec![end; number]).collect();
    draft.shuffle(&mut ends);
    let seats = YEARS.into_iter().flat_map(|year| {
        let colleges = SETTINGS.iter().enumerate().flat_map(|(cluster, setting)| {
            (0..setting.colleges.len()).map(move |college| (cluster, college))
        });
        colleges.flat_map(move |(cluster, college)| {
            let crafts = SETTINGS[cluster].crafts.iter();
            crafts.map(move |craft| (year, (cluster, college), craft.code))
        })
    });
    let mut open = Vec::new();
    for (end, (year, college, code)) in ends.into_iter().zip(seats) {
        let terms = terms(draft, code, year);
        let seats_left = terms.seats;
        let party = all[college.0].colleges[college.1].id;
        let id = offer(draft, party, clusters[college.0], terms, end);
        if end == End::Published {
            open.push(Open { id, college, code, seats_left });
        }
    }
    open
}

fn offer(
    draft: &mut Draft,
    college_id: Id<domain::directory::Organization>,
    cluster_id: Option<Id<Cluster>>,
    terms: Terms,
    end: End,
) -> Id<CollegeOffer> {
    let manager = || people::at(college_id, Role::CollegeManager);
    let (begun, minute) = match end {
        End::Draft => (draft.within(190..=207), draft.roll(480)),
        _ => (draft.within(58..=78), draft.roll(480)),
    };
    let at = moment(begun, minute);
    let id = draft.id(at);
    draft.add(at, manager(), CreateOffer { id, college_id, cluster_id, terms });
    let mut act = |day, command| {
        draft.add(moment(day, minute), manager(), Act { id, expected_version: None, command });
    };
    if end != End::Draft {
        act(begun + 1, Command::Publish {});
    }
    match end {
        End::Draft | End::Published => {}
        End::Closed => {
            act(begun + 120, Command::Close { comment: Some(CLOSED[1].to_owned()) });
        }
        End::Withdrawn => {
            act(begun + 90, Command::Withdraw { comment: Some(WITHDRAWN[0].to_owned()) });
        }
    }
    id
}

fn terms(draft: &Draft, code: &str, year: &str) -> Terms {
    let groups = 1 + draft.roll(4);
    let base = [EntryBase::Grade9, EntryBase::Grade11];
    let language = [StudyLanguage::Kazakh, StudyLanguage::Kazakh, StudyLanguage::Russian];
    let paid = draft.roll(4) == 0;
    Terms {
        qualification_code: code.to_owned(),
        academic_year: year.to_owned(),
        seats: groups * 25,
        entry_base: Some(*draft.pick(&base)),
        study_language: Some(*draft.pick(&language)),
        groups: Some(groups),
        graduates_expected: Some(groups * 25 - draft.roll(6)),
        available_from: Some(date(160)),
        // 300,000 to 600,000 tenge a year.
        price: paid.then(|| i64::from(6 + draft.roll(7)) * 5_000_000),
        resources_needed: (draft.roll(2) == 0).then(|| text(*draft.pick(&NEEDED))),
        summary: Some(text(*draft.pick(&OFFERED))),
    }
}
