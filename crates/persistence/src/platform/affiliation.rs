use domain::{
    Role,
    platform::{Affiliation, affiliation::Status},
};

use crate::columns::{coded, stored};

coded!(Role, Status);

stored! {
    Affiliation {
        head, person_id, client_id, role, organization_id, cluster_id, region, valid_from, valid_to,
        status, comment,
    }
    found by {}
}
