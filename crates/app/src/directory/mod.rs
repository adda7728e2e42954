//! Organizations, clusters and memberships.

mod cluster;
mod cluster_membership;
mod organization;

pub(crate) use self::organization::active;
pub use self::{
    cluster::{CreateCluster, EditCluster, MergeClusters},
    cluster_membership::InviteMember,
    organization::{
        CreateOrganization, EditOrganization, MergeOrganizations,
        REFERENCES as ORGANIZATION_REFERENCES,
    },
};
