//! Values that are not printed.

use std::fmt;

/// Something about a person (class PERSONAL). Kept as it is and printed by nobody.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Personal(pub String);

/// Something of class SENSITIVE, as it lies in the database: encrypted, for one place in one row.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Sealed(pub String);

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
