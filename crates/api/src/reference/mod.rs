//! Classifiers, places, the calendar and the values of rules.

pub(crate) mod activity;
pub(crate) mod calendar;
pub(crate) mod classifier;
pub(crate) mod place;
pub(crate) mod resolve;
pub(crate) mod rule;
