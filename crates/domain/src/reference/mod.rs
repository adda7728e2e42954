//! Reference data.

mod rule_book;

pub use self::rule_book::{
    OFFER_MAX_SEATS, REQUEST_CLOSING_NOTICE_DAYS, REQUEST_MAX_HEADCOUNT, RESPONSE_VALIDITY_DAYS, RuleBook, RuleKey,
};
