//! Whom to turn to at an organization (F10).

#[cfg(test)]
mod tests;
mod workflow;

use strum::{EnumDiscriminants, EnumMessage, IntoStaticStr, VariantArray};

use super::Organization;
use crate::{Head, Id, LocalizedText, Now, RegionCode, platform::Personal};

/// байланыс тұлғасы / контактное лицо: a person of an organization whom partners turn to.
#[derive(Clone, Debug)]
pub struct ContactPerson {
    pub head: Head<Self>,
    pub organization_id: Id<Organization>,
    /// Of the organization, whose bodies see its contact persons.
    pub region: Option<RegionCode>,
    pub details: Details,
    pub status: Status,
}

/// Who it is. Name, phone and e-mail are of class PERSONAL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    pub name: Personal,
    /// лауазым / должность.
    pub post: Option<LocalizedText>,
    pub phone: Option<Personal>,
    pub email: Option<Personal>,
}

/// Where a contact person stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// белсенді / действует: may be turned to.
    Active,
    /// аяқталды / завершено: is no contact person any more.
    Ended,
}

/// What can happen to a contact person.
#[derive(Clone, Debug, EnumDiscriminants)]
#[strum_discriminants(
    name(Action),
    derive(Hash, EnumMessage, IntoStaticStr, VariantArray),
    strum(serialize_all = "snake_case"),
    doc = "What can happen to a contact person."
)]
pub enum Command {
    /// Changes who it is and how to reach them.
    Edit { details: Details },
    /// Is no contact person any more.
    End {},
}

impl ContactPerson {
    /// An organization names somebody.
    pub fn named(
        id: Id<Self>,
        organization: (Id<Organization>, Option<RegionCode>),
        details: Details,
        now: Now,
    ) -> Self {
        let (organization_id, region) = organization;
        let head = Head::new(id, now.0);
        Self { head, organization_id, region, details, status: Status::Active }
    }
}
