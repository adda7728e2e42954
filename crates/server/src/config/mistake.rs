//! What is wrong with a configuration, and what to do about it.

use std::fmt;

use super::load::Origin;

/// One of the things to correct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) origin: Origin,
    /// The key, as it is written at its origin. Empty where the whole origin is meant.
    pub(super) key: String,
    /// What was written, unless it is secret.
    pub(super) value: Option<String>,
    pub(super) problem: String,
    pub(super) remedy: String,
}

/// All that is to be corrected, so that it takes one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistakes(pub(super) Vec<Mistake>);

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { origin, key, value, problem, remedy } = self;
        write!(f, "  {}", origin.with_key(key))?;
        if let Some(value) = value {
            write!(f, " = {value:?}")?;
        }
        write!(f, "\n      {problem} {remedy}")
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => f.write_str("the configuration has a mistake:")?,
            number => write!(f, "the configuration has {number} mistakes:")?,
        }
        self.0.iter().try_for_each(|mistake| write!(f, "\n{mistake}"))
    }
}
