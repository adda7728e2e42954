use domain::directory::{
    ClusterMembership,
    cluster_membership::{Component, MemberRole, Status, Terms},
};

use crate::columns::{coded, fields, listed, stored};

coded!(Component, Status);

listed!(MemberRole);

fields!(Terms { roles, component, obligations });

stored! {
    ClusterMembership {
        head, cluster_id, organization_id, organization_kind, initiator_id, region, terms,
        respond_by, status, joined_on, left_on, comment,
    }
    found by {}
}
