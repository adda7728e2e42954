//! Colleges answer requests, and employers decide.

use app::{Act, market::CreateResponse};
use chrono::Days;
use domain::{
    Id, Place, Role, Seat, Viewer,
    market::{
        CollegeOffer, RequestResponse,
        request_response::{Command, ProposalTerms},
    },
};

use super::{
    draft::Draft,
    fates::Outcome,
    people,
    register::{Parties, Party},
    requests::{Market, OPEN_UNTIL, Request},
};
use crate::demo::{
    calendar::{date, moment},
    data::{CANCELLED, COUNTERS, DECLINED, PROPOSALS, RAISED},
};

impl Parties {
    /// Colleges in turn.
    pub(super) fn college(&self, number: usize) -> &Party {
        &self.colleges[number % self.colleges.len()]
    }
}

/// Makes the responses to a request.
pub(super) fn respond(market: &mut Market<'_>, request: &Request) {
    for (number, outcome) in request.fate.responses.iter().enumerate() {
        let quantity = quantity(request, number);
        let offer_id = market.offer(request, number, quantity);
        let college = *market.all[request.cluster].college(request.first_college + number);
        let later = u32::try_from(number).expect("a request has few responses");
        let day = request.day + 3 + 2 * later;
        let mut exchange = Exchange { market, request, college, outcome: *outcome, day, later };
        exchange.run(quantity, offer_id);
    }
}

/// Persons of one response: of those who cover the request an equal part, else less than is wanted.
fn quantity(request: &Request, number: usize) -> u32 {
    let headcount = request.terms.headcount;
    let count = u32::try_from(request.fate.responses.len()).expect("a request has few responses");
    if request.fate.covered {
        let rest = if number == 0 { headcount % count } else { 0 };
        return headcount / count + rest;
    }
    match request.fate.responses[number] {
        Outcome::Accepted | Outcome::Contracted => headcount.div_ceil(3),
        _ if number == 0 => headcount * 3 / 5,
        _ => headcount * 2 / 5,
    }
}

impl Market<'_> {
    /// The offer whose seats are meant, if the college has one that is large enough.
    fn offer(
        &mut self,
        request: &Request,
        number: usize,
        quantity: u32,
    ) -> Option<Id<CollegeOffer>> {
        let colleges = self.all[request.cluster].colleges.len();
        let college = (request.cluster, (request.first_college + number) % colleges);
        let code = &request.terms.qualification_code;
        let fits = |offer: &&mut super::offers::Open| {
            offer.college == college && offer.code == code && offer.seats_left >= quantity
        };
        let offer = self.offers.iter_mut().find(fits)?;
        let taken = [Outcome::Accepted, Outcome::Contracted, Outcome::Cancelled];
        if taken.contains(&request.fate.responses[number]) {
            offer.seats_left -= quantity;
        }
        Some(offer.id)
    }
}

/// What a college and an employer tell each other.
struct Exchange<'m, 'd> {
    market: &'m mut Market<'d>,
    request: &'m Request,
    college: Party,
    outcome: Outcome,
    /// The working day of the response.
    day: u32,
    /// Responses before it.
    later: u32,
}

impl Exchange<'_, '_> {
    fn run(&mut self, quantity: u32, offer_id: Option<Id<CollegeOffer>>) {
        let at = self.at(0);
        let id = self.draft().id(at);
        // A part of what is accepted has been a matter of give and take.
        let bargained = self.request.index.is_multiple_of(3);
        let (wanted, first) = match self.outcome {
            Outcome::Countered => (quantity.max(2) - 1, quantity),
            _ if bargained => (quantity, quantity.saturating_sub(2).max(1)),
            _ => (quantity, quantity),
        };
        let proposal = self.proposal(first, PROPOSALS[(self.request.index as usize) % 4]);
        let create = CreateResponse {
            id,
            request_id: self.request.id,
            college_id: self.college.id,
            offer_id,
            proposal,
        };
        let manager = self.manager();
        self.draft().add(at, manager, create);
        let accepted = if bargained { 5 } else { 3 };
        match self.outcome {
            Outcome::Proposed | Outcome::Expired => {}
            Outcome::Acknowledged => self.employer(id, 1, Command::Acknowledge {}),
            Outcome::Countered => self.bargain(id, wanted),
            Outcome::Accepted => self.agree(id, wanted, bargained),
            Outcome::Contracted => {
                self.agree(id, wanted, bargained);
                self.act(id, accepted + 5, people::system(), Command::Contract {});
            }
            Outcome::Declined => {
                let comment = DECLINED[self.request.index as usize % 3].to_owned();
                self.employer(id, 3, Command::Decline { comment });
            }
            Outcome::Withdrawn => self.act(id, 4, self.manager(), Command::Withdraw {}),
            Outcome::Cancelled => {
                self.agree(id, wanted, bargained);
                let comment = CANCELLED[self.request.index as usize % 2].to_owned();
                self.employer(id, accepted + 5, Command::Cancel { comment });
            }
        }
    }

    /// The employer proposes something else, and now and then the college once more.
    fn bargain(&mut self, id: Id<RequestResponse>, quantity: u32) {
        let [kk, ru] = COUNTERS;
        let proposal = self.proposal(quantity, kk);
        self.employer(id, 2, Command::Counter { proposal });
        if self.request.index % 4 == 1 {
            let proposal = self.proposal(quantity + 1, ru);
            self.act(id, 4, self.manager(), Command::Counter { proposal });
        }
    }

    /// The employer accepts at once, or the college accepts what the employer proposes instead.
    fn agree(&mut self, id: Id<RequestResponse>, quantity: u32, bargained: bool) {
        if !bargained {
            return self.employer(id, 3, Command::Accept {});
        }
        let proposal = self.proposal(quantity, RAISED);
        self.employer(id, 2, Command::Counter { proposal });
        self.act(id, 5, self.manager(), Command::Accept {});
    }

    fn employer(&mut self, id: Id<RequestResponse>, days: u32, command: Command) {
        self.act(id, days, self.request.employer(), command);
    }

    fn act(&mut self, id: Id<RequestResponse>, days: u32, by: Viewer, command: Command) {
        let at = self.at(days);
        self.draft().add(at, by, Act { id, expected_version: None, command });
    }

    fn proposal(&self, quantity: u32, message: &str) -> ProposalTerms {
        let valid_until = match self.outcome {
            Outcome::Expired => date(self.day) + Days::new(14),
            _ => OPEN_UNTIL + Days::new(u64::from(self.request.index % 40)),
        };
        let start_date = self.request.terms.start_from.unwrap_or(valid_until);
        let (valid_until, message) = (Some(valid_until), Some(message.to_owned()));
        ProposalTerms { quantity, start_date, valid_until, message }
    }

    /// Whoever acts for a member of a cluster sees what is meant for its members.
    fn manager(&self) -> Viewer {
        let mut viewer = people::at(self.college.id, Role::CollegeManager);
        if let Some(id) = self.request.cluster_id {
            viewer.seats.push(Seat { role: Role::ClusterMember, place: Place::Cluster(id) });
        }
        viewer
    }

    fn at(&self, days: u32) -> chrono::DateTime<chrono::Utc> {
        moment(self.day + days, self.request.minute + 60 + 20 * self.later)
    }

    fn draft(&mut self) -> &mut Draft {
        self.market.draft
    }
}
