//! What all rows of reference books have in common.

use strum::{EnumMessage, IntoStaticStr, VariantArray};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// In force: may be chosen.
    Active,
    /// No longer in force: what refers to it keeps doing so, nothing new may.
    Retired,
}

/// A row of a reference book is a record that everyone sees.
macro_rules! reference_record {
    ($record:ty, $name:literal) => {
        impl $crate::Record for $record {
            const NAME: &'static str = $name;
            const AREA: $crate::Area = $crate::Area::Reference;
            type Status = $crate::reference::ReferenceStatus;
            const SIGHTS: &'static [$crate::Sight<Self>] = &[$crate::Sight::everyone()];

            $crate::record::head_and_status!();
        }
    };
}
pub(super) use reference_record;
