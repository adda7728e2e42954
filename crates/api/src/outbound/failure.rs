//! Why a call has come to nothing, for the log.

use std::{error::Error, fmt, io};

use axum::http::StatusCode;

use super::NotADestination;

#[derive(Debug)]
pub(crate) enum Failure {
    NotADestination(NotADestination),
    /// The name is not known.
    Name(io::Error),
    /// The name leads to addresses that are inside.
    Inside,
    Connection(io::Error),
    Tls(io::Error),
    Http(hyper::Error),
    Body(Box<dyn Error + Send + Sync>),
    Status(StatusCode),
    TooLarge,
    TimedOut,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADestination(expected) => write!(f, "the address is not {expected}"),
            Self::Name(error) => write!(f, "the name of the host is not known: {error}"),
            Self::Inside => f.write_str("the name of the host leads to an address that is inside"),
            Self::Connection(error) => write!(f, "the host cannot be reached: {error}"),
            Self::Tls(error) => write!(f, "TLS has failed: {error}"),
            Self::Http(error) => write!(f, "the answer is no sound HTTP: {error}"),
            Self::Body(error) => write!(f, "the answer has broken off: {error}"),
            Self::Status(status) => write!(f, "the answer has the status {status}, not 200"),
            Self::TooLarge => f.write_str("the answer is too large"),
            Self::TimedOut => f.write_str("the answer has not come in time"),
        }
    }
}
