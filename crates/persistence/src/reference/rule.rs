use domain::reference::{ReferenceStatus, RuleRow, Severity, Unit};

use crate::columns::{coded, stored};

coded!(ReferenceStatus, Severity, Unit);

stored! {
    RuleRow {
        head, key, name, value, unit, base, valid_from, valid_to, severity, legal_act,
        awaits_verification, note, status,
    }
    found by { |r| &r.key, |r| &r.name }
}
