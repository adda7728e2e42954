use domain::training::workplace::{ShiftMode, Status, Terms, Workplace};

use crate::columns::{coded, fields, stored};

coded!(ShiftMode, Status);

fields!(Terms {
    name,
    qualification_codes,
    kato_code,
    address,
    latitude,
    longitude,
    capacity,
    available_from,
    available_to,
    shift_mode,
    is_harmful,
    conditions,
    equipment,
});

stored! {
    Workplace { head, number, enterprise_id, region, terms, status, published_at, comment }
    found by {
        |w| &w.number, |w| &w.terms.name, |w| &w.terms.qualification_codes, |w| &w.terms.address,
        |w| &w.terms.equipment,
    }
}
