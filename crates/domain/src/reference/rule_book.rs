use chrono::NaiveDate;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RuleKey(pub &'static str);

pub const REQUEST_CLOSING_NOTICE_DAYS: RuleKey = RuleKey("request.closingNoticeDays");

pub const REQUEST_MAX_HEADCOUNT: RuleKey = RuleKey("request.maxHeadcount");
pub const OFFER_MAX_SEATS: RuleKey = RuleKey("offer.maxSeats");
pub const RESPONSE_VALIDITY_DAYS: RuleKey = RuleKey("response.validityDays");

#[derive(Debug, Default)]
pub struct RuleBook;

impl RuleBook {
    pub fn limit(&self, key: RuleKey, _: NaiveDate) -> i64 {
        match key.0 {
            "request.closingNoticeDays" => 14,
            "response.validityDays" => 30,
            _ => 10_000,
        }
    }
}
