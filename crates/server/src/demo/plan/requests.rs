//! Employers ask for people.

use app::{
    Act,
    market::{CreateRequest, EditRequest, RequestChange, SubmitRequest},
};
use chrono::{Days, NaiveDate};
use domain::{
    Id, Role, Viewer,
    directory::Cluster,
    market::{
        EmployerRequest,
        employer_request::{Command, Remark, Terms, Visibility},
    },
};

use super::{
    clusters::JOINED_FIRMS,
    draft::Draft,
    fates::{ELECTROMECHANICS, End, FATES, Fate, Outcome, WELDERS},
    offers::Open,
    people,
    register::{Parties, Party},
    responses::respond,
    terms,
};
use crate::demo::{
    calendar::{LAST_DAY, date, moment},
    data::{BLOCKED, CLOSED, REJECTED, REMARK, RETURNED, WITHDRAWN},
};

/// How many requests each cluster has, beside those of the employer to enter as.
const SHARES: [usize; 8] = [42, 42, 40, 38, 34, 28, 28, 20];

/// All that requests and responses have to do with.
pub(super) struct Market<'d> {
    pub(super) draft: &'d mut Draft,
    pub(super) all: &'d [Parties],
    /// Of the clusters that have a status.
    pub(super) clusters: Vec<Option<Id<Cluster>>>,
    pub(super) offers: Vec<Open>,
    /// Requests so far.
    pub(super) begun: u32,
}

/// A request, as what happens to it needs to know it.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) id: Id<EmployerRequest>,
    /// Counts the requests of the demo.
    pub(super) index: u32,
    /// Number of the cluster in the list.
    pub(super) cluster: usize,
    pub(super) cluster_id: Option<Id<Cluster>>,
    pub(super) employer: Party,
    pub(super) fate: &'static Fate,
    /// The working day on which it is published.
    pub(super) day: u32,
    pub(super) minute: u32,
    pub(super) terms: Terms,
    /// Whether more people are wanted once it has been published.
    grows: bool,
    /// The college that answers first.
    pub(super) first_college: usize,
}

/// Makes all requests and what colleges answer; the last thing that is made in the demo.
pub(super) fn requests(market: &mut Market<'_>) -> Id<EmployerRequest> {
    let employer = market.all[0].firms[0];
    let rows: Vec<_> = FATES.iter().enumerate().collect();
    let mut last = None;
    for &(row, fate) in &rows {
        let mut request = market.draw(0, employer, fate);
        match row {
            WELDERS => market.tell(&mut request, "3W07150501", 20),
            ELECTROMECHANICS => market.tell(&mut request, "4S07130704", 8),
            _ => {}
        }
        if fate.end == End::Draft {
            // Made after everything else, by which a demo that is complete is known.
            (request.day, request.minute) = (LAST_DAY + 1, 470);
            request.id = market.draft.id(request.begun());
            last = Some(request.id);
        }
        market.run(request);
    }
    let mut fates: Vec<_> =
        rows.iter().flat_map(|(_, fate)| vec![*fate; fate.requests - 1]).collect();
    market.draft.shuffle(&mut fates);
    let clusters = SHARES.iter().enumerate().flat_map(|(cluster, share)| vec![cluster; *share]);
    for (fate, cluster) in fates.into_iter().zip(clusters) {
        let firms = &market.all[cluster].firms;
        // The employer to enter as has its own; the last firm has none.
        let choice = if cluster == 0 { &firms[1..10] } else { &firms[..10] };
        let firm = *market.draft.pick(choice);
        let request = market.draw(cluster, firm, fate);
        market.run(request);
    }
    last.expect("one of the rows is of drafts")
}

impl Request {
    /// Written the day before it is handed in.
    fn begun(&self) -> chrono::DateTime<chrono::Utc> {
        moment(self.day - 1, self.minute)
    }

    pub(super) fn employer(&self) -> Viewer {
        people::at(self.employer.id, Role::EmployerHr)
    }

    /// Whether a person looks at it before it is published.
    fn is_reviewed(&self) -> bool {
        !self.employer.verified
            || matches!(self.fate.end, End::Submitted | End::Returned | End::Rejected)
    }
}

impl Market<'_> {
    fn draw(&mut self, cluster: usize, employer: Party, fate: &'static Fate) -> Request {
        let (draft, parties) = (&*self.draft, &self.all[cluster]);
        let day = day(draft, fate);
        let closes_at = closes_at(draft, fate, day);
        let joined = parties.firms[..JOINED_FIRMS].iter().any(|firm| firm.id == employer.id);
        let cluster_id = self.clusters[cluster].filter(|_| joined);
        let first_college = draft.roll(12) as usize % parties.colleges.len();
        let mut terms = terms::terms(draft, parties.setting, &employer, fate.end, closes_at);
        match draft.roll(12) {
            0 if cluster_id.is_some() => terms.visibility = Visibility::Cluster,
            1 => {
                terms.visibility = Visibility::SelectedColleges;
                let count = fate.responses.len().max(1);
                let colleges = (0..count).map(|n| parties.college(first_college + n).id);
                terms.selected_college_ids = colleges.collect();
            }
            _ => {}
        }
        let minute = draft.roll(320);
        let index = self.begun;
        self.begun += 1;
        let mut request = Request {
            id: Id::new(uuid::Uuid::nil()),
            index,
            cluster,
            cluster_id,
            employer,
            fate,
            day,
            minute,
            terms,
            grows: fate.end == End::Published && index.is_multiple_of(9),
            first_college,
        };
        request.id = self.draft.id(request.begun());
        request
    }

    /// One of the two requests of the story.
    fn tell(&mut self, request: &mut Request, code: &str, headcount: u32) {
        let setting = self.all[0].setting;
        request.terms = terms::story(setting, code, headcount, request.terms.clone());
        (request.day, request.first_college) = (135, 0);
        request.grows = false;
        request.id = self.draft.id(request.begun());
    }

    fn run(&mut self, mut request: Request) {
        let (id, employer_id) = (request.id, request.employer.id);
        let (cluster_id, terms) = (request.cluster_id, request.terms.clone());
        let create = CreateRequest { id, employer_id, cluster_id, terms };
        self.draft.add(request.begun(), request.employer(), create);
        let end = request.fate.end;
        // Some change their mind before they hand it in.
        let given_up = end == End::Withdrawn && request.fate.responses.is_empty();
        if end == End::Draft || (given_up && request.index.is_multiple_of(2)) {
            return self.end(&request);
        }
        self.hand_in(&request);
        if request.grows {
            request.terms.headcount += 2;
            let (terms, change) = (request.terms.clone(), RequestChange::Revise);
            let revise = EditRequest { id, expected_version: None, terms, change };
            self.draft.add(moment(request.day + 1, request.minute), request.employer(), revise);
        }
        respond(self, &request);
        self.end(&request);
    }

    /// Until it is published, if it is.
    fn hand_in(&mut self, request: &Request) {
        let id = request.id;
        let reviewed = request.is_reviewed();
        let (day, minute) = (request.day, request.minute);
        let at = if reviewed { moment(day - 1, minute + 20) } else { moment(day, minute) };
        self.draft.add(at, request.employer(), SubmitRequest { id, expected_version: None });
        let unpublished =
            matches!(request.fate.end, End::Submitted | End::Returned | End::Rejected);
        if reviewed && !unpublished {
            self.act(request, day, self.reviewer(request), Command::Publish {});
        }
    }

    /// From publication to where it stands today.
    fn end(&mut self, request: &Request) {
        let choice = request.index as usize % 2;
        let (day, reviewer) = (request.day, self.reviewer(request));
        let comment = |texts: [&str; 2]| texts[choice].to_owned();
        match request.fate.end {
            // The sweep looks after those that expire.
            End::Draft | End::Submitted | End::Published | End::Expired => {}
            End::Returned => {
                let field = "terms.details.summary".to_owned();
                let remarks = vec![Remark { field, text: REMARK.to_owned() }];
                let command = Command::Return { comment: RETURNED.to_owned(), remarks };
                self.act(request, day + 2, reviewer, command);
            }
            End::Rejected => {
                self.act(
                    request,
                    day + 2,
                    reviewer,
                    Command::Reject { comment: comment(REJECTED) },
                );
            }
            End::Blocked => {
                self.act(request, day + 12, reviewer, Command::Block { comment: comment(BLOCKED) });
            }
            End::Closed => {
                let comment = Some(comment(CLOSED));
                self.act(request, day + 50, request.employer(), Command::Close { comment });
            }
            End::Withdrawn => {
                let comment = Some(comment(WITHDRAWN));
                let day = if request.fate.responses.is_empty() { day + 3 } else { day + 20 };
                self.act(request, day, request.employer(), Command::Withdraw { comment });
            }
        }
    }

    fn act(&mut self, request: &Request, day: u32, by: Viewer, command: Command) {
        let act = Act { id: request.id, expected_version: None, command };
        self.draft.add(moment(day, request.minute + 40), by, act);
    }

    /// The coordinator of the cluster, else the chamber of the region.
    fn reviewer(&self, request: &Request) -> Viewer {
        match request.cluster_id {
            Some(id) if request.index.is_multiple_of(2) => {
                people::of_cluster(id, Role::ClusterCoordinator)
            }
            _ => people::of_region(self.all[request.cluster].region, Role::RegionalChamber),
        }
    }
}

/// The working day of publication, early enough for all that comes after it.
fn day(draft: &Draft, fate: &Fate) -> u32 {
    let any = |outcomes: &[Outcome]| fate.responses.iter().any(|it| outcomes.contains(it));
    draft.within(match fate.end {
        End::Draft => 191..=208,
        End::Submitted => 199..=208,
        End::Returned | End::Rejected => 150..=200,
        End::Blocked => 130..=180,
        End::Withdrawn => 110..=180,
        End::Expired => 84..=110,
        End::Closed => 84..=140,
        End::Published if fate.responses.is_empty() => 196..=207,
        End::Published if any(&[Outcome::Expired]) => 100..=165,
        End::Published if any(&[Outcome::Accepted, Outcome::Contracted, Outcome::Cancelled]) => {
            110..=180
        }
        End::Published => 130..=190,
    })
}

/// The last day for responses. What is open when the demo begins stays open while it is explored.
fn closes_at(draft: &Draft, fate: &Fate, day: u32) -> NaiveDate {
    match fate.end {
        End::Expired => date(day) + Days::new(35),
        End::Closed | End::Withdrawn => date(day) + Days::new(120),
        _ => OPEN_UNTIL + Days::new(draft.roll(110).into()),
    }
}

/// Five weeks after the demo begins; its tokens live for thirty days.
pub(super) const OPEN_UNTIL: NaiveDate = NaiveDate::from_ymd_opt(2026, 12, 7).unwrap();
