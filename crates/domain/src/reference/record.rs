//! What all rows of reference books have in common.

use chrono::NaiveDate;
use strum::{EnumMessage, IntoStaticStr, VariantArray};

use crate::Record;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// In force: may be chosen.
    Active,
    /// No longer in force: what refers to it keeps doing so, nothing new may.
    Retired,
}

/// A row of a reference book.
pub trait Entry: Record<Status = Status> {
    /// It is no longer in force from this day on, unless it has ended before.
    fn retire(&mut self, from: NaiveDate);
}

/// A row of a reference book is a record that everyone sees, with a code of its own and, in some
/// books, a last day: `reference_record!(RuleRow, "rule", key, until valid_to)`.
macro_rules! reference_record {
    ($record:ty, $name:literal $(, $key:ident)? $(, until $end:ident)?) => {
        impl $crate::Record for $record {
            const NAME: &'static str = $name;
            const AREA: $crate::Area = $crate::Area::Reference;
            type Status = $crate::reference::ReferenceStatus;
            const SIGHTS: &'static [$crate::Sight<Self>] = &[$crate::Sight::everyone()];

            $crate::record::head_and_status!();

            $(fn natural_key(&self) -> Option<&str> {
                Some(&self.$key)
            })?
        }

        impl $crate::reference::ReferenceEntry for $record {
            fn retire(&mut self, from: chrono::NaiveDate) {
                self.status = $crate::reference::ReferenceStatus::Retired;
                let _ = from;
                $(self.$end = self.$end.or(from.pred_opt());)?
            }
        }
    };
}
pub(super) use reference_record;
