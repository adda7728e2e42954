//! Rules of offers.

use super::{CollegeOffer, Status};
use crate::{Guard, Rule, reference::RuleKey};

pub const SEATS_ARE_PLAUSIBLE: Rule = Rule {
    code: "SEATS_OUT_OF_RANGE",
    says: [
        "Орын саны 1 мен {value} аралығында болуы керек.",
        "Число мест — от 1 до {value}.",
        "An offer has 1 to {value} seats.",
    ],
    source: "S4-4",
    parameter: Some(RuleKey::OfferMaxSeats),
    remedy: ["Орын санын түзетіңіз.", "Исправьте число мест.", "Correct the number of seats."],
};

pub const SEATS_ARE_KEPT: Rule = Rule {
    code: "SEATS_EXCEEDED",
    says: [
        "Ұсынылғаннан көп орын алуға болмайды.",
        "Нельзя занять больше мест, чем предложено.",
        "No more seats are taken than are offered.",
    ],
    source: "S4-4",
    parameter: None,
    remedy: [
        "Азырақ орын алыңыз немесе ұсыныстағы орын санын көбейтіңіз.",
        "Займите меньше мест или увеличьте их число в предложении.",
        "Take fewer, or raise the seats of the offer.",
    ],
};

pub const OFFER_IS_OPEN: Rule = Rule {
    code: "OFFER_NOT_OPEN",
    says: [
        "Орын тек жарияланған ұсыныс бойынша алынады.",
        "Места занимают только по опубликованному предложению.",
        "Seats are taken from a published offer only.",
    ],
    source: "S4-4",
    parameter: None,
    remedy: ["Басқа ұсынысты таңдаңыз.", "Выберите другое предложение.", "Choose another offer."],
};

/// Its seats may be taken.
pub const OPEN: Guard<CollegeOffer> = Guard {
    rule: &OFFER_IS_OPEN,
    field: Some("offer_id"),
    keeps: |offer, _| Status::OPEN.contains(&offer.status),
};

pub(super) const SEATS: Guard<CollegeOffer> = Guard {
    rule: &SEATS_ARE_PLAUSIBLE,
    field: Some("terms.seats"),
    keeps: |offer, facts| {
        (1..=facts.limit(RuleKey::OfferMaxSeats)).contains(&offer.terms.seats.into())
    },
};

pub(super) const RESERVED: Guard<CollegeOffer> = Guard {
    rule: &SEATS_ARE_KEPT,
    field: Some("terms.seats"),
    keeps: |offer, _| offer.tally.reserved <= offer.terms.seats,
};
