//! Organizations, clusters and memberships.

mod cluster;
mod cluster_membership;
mod contact_person;
mod merging;
mod organization;
mod settling;

pub use self::{
    cluster::{CreateCluster, EditCluster, MergeClusters},
    cluster_membership::InviteMember,
    contact_person::NameContactPerson,
    merging::{MergeOrganizations, REFERENCES as ORGANIZATION_REFERENCES},
    organization::{CreateOrganization, EditOrganization},
};
pub(crate) use self::{
    cluster_membership::{acts_in, takes_part},
    organization::{active, organization},
};
