//! What personal data are read for.

use strum::{EnumMessage, IntoStaticStr, VariantArray};

use crate::Code;

/// мақсат / цель: what personal data are read for. Whoever reads them says so beforehand, and it is
/// written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumMessage, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Purpose {
    /// байланысу / связь: to get in touch.
    Contact,
    /// шарт / договор: to make a contract or to keep one.
    Contract,
    /// қадағалау / надзор: to supervise.
    Supervision,
    /// аудит / аудит: to audit.
    Audit,
}

impl Purpose {
    /// As a header has it, in capitals or not; `None`: there is no such purpose.
    pub fn read(text: &str) -> Option<Self> {
        Self::parse(&text.trim().to_ascii_lowercase())
    }
}
