//! What employers still want, by qualification (S4-4).

/// сұраныс тақтасы / доска спроса: open remainders of requests for one qualification.
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
