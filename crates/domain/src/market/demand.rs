//! What employers still want, by qualification (S4-4).

/// сұраныс тақтасы / доска спроса: open remainders of requests, by qualification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DemandBoard {
    /// The largest ones.
    pub rows: Vec<Demand>,
    /// Persons still wanted, in rows that are not shown too.
    pub headcount: u64,
}

/// Open remainders of requests for one qualification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    pub qualification_code: String,
    pub specialty_code: String,
    /// Requests with places left.
    pub requests: u64,
    /// Of these, requests listed since the moment that was asked for.
    pub new_requests: u64,
    /// Organizations that have made them.
    pub employers: u64,
    /// Persons still wanted.
    pub headcount: u64,
}
