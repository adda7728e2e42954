use domain::directory::{
    ContactPerson,
    contact_person::{Details, Status},
};

use crate::columns::{coded, fields, stored};

coded!(Status);

fields!(Details { name, post, phone, email });

// Not found by their names: whoever sees that a word hits has read it.
stored! {
    ContactPerson {
        head, organization_id, region, details, status,
    }
    found by { |it| &it.details.post }
}
