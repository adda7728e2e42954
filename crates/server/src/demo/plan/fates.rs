//! How many requests end in which way. The numbers of the demo are decided here.

/// Where a request stands when the demo begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::demo) enum End {
    Draft,
    Submitted,
    Returned,
    Rejected,
    Published,
    Blocked,
    Closed,
    Expired,
    Withdrawn,
}

/// Where a response stands then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::demo) enum Outcome {
    Proposed,
    Acknowledged,
    Countered,
    Accepted,
    Contracted,
    Declined,
    Withdrawn,
    Expired,
    Cancelled,
}

/// A number of requests that went the same way.
#[derive(Clone, Copy, Debug)]
pub(in crate::demo) struct Fate {
    pub(in crate::demo) requests: usize,
    pub(in crate::demo) end: End,
    pub(in crate::demo) responses: &'static [Outcome],
    /// Whether those who are accepted are all that are wanted.
    pub(in crate::demo) covered: bool,
}

const fn open(requests: usize, end: End, responses: &'static [Outcome]) -> Fate {
    Fate { requests, end, responses, covered: false }
}

const fn covered(requests: usize, end: End, responses: &'static [Outcome]) -> Fate {
    Fate { requests, end, responses, covered: true }
}

/// The story that is told first: twenty welders are wanted, and two colleges have answered.
pub(super) const WELDERS: usize = 22;
/// And eight electromechanics.
pub(super) const ELECTROMECHANICS: usize = 20;

/// 300 requests and 420 responses; of the published requests 9 are unanswered and 15 partially
/// covered. The employer to enter as has one of each row.
pub(in crate::demo) const FATES: &[Fate] = {
    use Outcome::{
        Accepted, Acknowledged, Cancelled, Contracted, Countered, Declined, Expired, Proposed,
        Withdrawn,
    };
    &[
        open(24, End::Draft, &[]),
        open(18, End::Submitted, &[]),
        open(12, End::Returned, &[]),
        open(9, End::Rejected, &[]),
        open(6, End::Blocked, &[Proposed]),
        open(10, End::Withdrawn, &[]),
        open(5, End::Withdrawn, &[Declined]),
        open(8, End::Expired, &[Expired]),
        open(4, End::Expired, &[Declined, Withdrawn]),
        covered(13, End::Closed, &[Accepted]),
        covered(7, End::Closed, &[Contracted, Contracted]),
        open(8, End::Closed, &[Declined, Expired]),
        open(8, End::Closed, &[Cancelled]),
        open(9, End::Published, &[]),
        open(11, End::Published, &[Accepted, Proposed]),
        open(4, End::Published, &[Contracted, Countered]),
        covered(10, End::Published, &[Accepted]),
        covered(10, End::Published, &[Accepted, Accepted]),
        covered(4, End::Published, &[Contracted]),
        covered(4, End::Published, &[Contracted, Contracted]),
        open(30, End::Published, &[Proposed, Acknowledged]),
        open(20, End::Published, &[Acknowledged, Countered, Proposed]),
        open(6, End::Published, &[Acknowledged, Countered]),
        open(20, End::Published, &[Countered, Declined]),
        open(14, End::Published, &[Proposed, Declined, Expired]),
        open(10, End::Published, &[Proposed, Proposed, Cancelled]),
        open(10, End::Published, &[Acknowledged, Withdrawn]),
        open(6, End::Published, &[Proposed]),
    ]
};
