//! Scalars: what fits, and what to write.

use async_graphql::{ID, InputType, ServerError, Value};
use uuid::Uuid;

use crate::graphql::{
    date::{Date, DateTime},
    id::{GIVEN, WRONG},
    money::Decimal,
};

/// A scalar of the schema.
pub(super) struct Scalar {
    name: &'static str,
    fits: fn(&Value) -> bool,
    /// What is said of a value that does not fit.
    pub(super) wrong: &'static str,
    /// What to do, with an example.
    pub(super) remedy: &'static str,
}

const fn scalar<T: InputType>(
    name: &'static str,
    wrong: &'static str,
    remedy: &'static str,
) -> Scalar {
    Scalar { name, fits: |value| T::parse(Some(value.clone())).is_ok(), wrong, remedy }
}

static SCALARS: [Scalar; 9] = [
    scalar::<String>("String", "not a text", "Write a text in quotes, such as \"Шымкент\""),
    scalar::<bool>("Boolean", "neither true nor false", "Write `true` or `false` without quotes"),
    scalar::<i32>(
        "Int",
        "not a whole number from -2147483648 to 2147483647",
        "Write digits without quotes, such as 25",
    ),
    scalar::<f64>("Float", "not a number", "Write digits without quotes, such as 51.13"),
    scalar::<ID>(
        "ID",
        "not an id",
        "Write a text in quotes, such as \"employer_request_01h455vb4pex5vsknk084sn02q\"",
    ),
    scalar::<Date>(
        "Date",
        "not a day of the calendar",
        "Write year, month and day, such as \"2026-12-31\"",
    ),
    scalar::<DateTime>(
        "DateTime",
        "not a moment by RFC 3339",
        "Write day, time and offset from UTC, such as \"2026-12-31T18:00:00Z\"",
    ),
    scalar::<Decimal>(
        "Decimal",
        "not a decimal number",
        "Write digits with at most one point, in quotes, such as \"250000.00\"",
    ),
    scalar::<Uuid>(
        "UUID",
        "not a UUID",
        "Write 32 hexadecimal digits in five groups, such as \
         \"0190a5c8-7b7e-7c3e-9d0a-2f1f6f0f7a11\"; most languages make them",
    ),
];

/// Said of a number that has to be a count.
static COUNT: Scalar =
    scalar::<u32>("Int", "not a whole number from 0 on", "Write digits without quotes, such as 25");

impl Scalar {
    /// The scalar of this name; `counts` if whole numbers below zero do not fit.
    pub(super) fn named(name: &str, counts: bool) -> Option<&'static Self> {
        let count = Some(&COUNT).filter(|count| counts && count.name == name);
        count.or_else(|| SCALARS.iter().find(|scalar| scalar.name == name))
    }

    pub(super) fn has(&self, value: &Value) -> bool {
        (self.fits)(value)
    }
}

/// An id that the library has stopped at.
#[derive(Debug)]
pub(super) struct Refused {
    given: String,
    /// What is wrong with it, and what to do.
    pub(super) wrong: String,
}

impl Refused {
    pub(super) fn of(error: &ServerError) -> Option<Self> {
        let extensions = error.extensions.as_ref()?;
        match (extensions.get(GIVEN)?, extensions.get(WRONG)?) {
            (Value::String(given), Value::String(wrong)) => {
                Some(Self { given: given.clone(), wrong: wrong.clone() })
            }
            _ => None,
        }
    }

    pub(super) fn is(&self, value: &Value) -> bool {
        ID::parse(Some(value.clone())).is_ok_and(|ID(id)| id == self.given)
    }
}
