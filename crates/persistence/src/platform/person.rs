use domain::platform::{Person, person::Status};

use crate::columns::{coded, stored};

coded!(Status);

stored! {
    Person {
        head, organization_id, name, issuer, subject, identity, tokens_since, status, comment,
    }
    found by {}
}
