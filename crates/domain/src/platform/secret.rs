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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Id, Now,
        platform::{
            Person,
            api_client::{self, Profile},
            person::{self, Identity},
        },
    };

    const MARK: &str = "seen-nowhere";

    #[test]
    fn records_and_commands_print_nothing_of_a_person() {
        let mark = || Personal(MARK.to_owned());
        let identity = Identity {
            issuer: "https://id.kz".to_owned(),
            subject: Sealed(MARK.to_owned()),
            hash: "hash".to_owned(),
        };
        let now = Now(chrono::DateTime::UNIX_EPOCH);
        let printed = format!("{identity:?} {:?}", person::Command::Rename { name: mark() });
        let id = Id::new(uuid::Uuid::from_u128(1));
        let person = Person::entered(id, None, mark(), identity, now);
        let profile = Profile {
            name: "portal".to_owned(),
            purpose: None,
            contact_name: Some(mark()),
            contact_email: Some(mark()),
            origins: Vec::new(),
            documents: Vec::new(),
        };
        let edit = api_client::Command::Edit { profile };
        let printed = format!("{printed} {person:?} {person:#?} {edit:?}");
        assert!(printed.contains("https://id.kz") && printed.contains("portal"), "{printed}");
        assert!(!printed.contains(MARK), "{printed}");
    }
}
