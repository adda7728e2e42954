//! In whose name things are done.

use super::super::personas::EXPLORER;
use domain::{
    Id, Place, RegionCode, Role, Viewer,
    directory::{Cluster, Organization},
};

/// By the program that people of the demo use; the same as the personas'.
fn seated(role: Role, place: Place) -> Viewer {
    Viewer::seated(&EXPLORER.to_string(), role, place)
}

pub(super) fn at(id: Id<Organization>, role: Role) -> Viewer {
    seated(role, Place::Organization(id))
}

pub(super) fn of_cluster(id: Id<Cluster>, role: Role) -> Viewer {
    seated(role, Place::Cluster(id))
}

pub(super) fn of_region(region: RegionCode, role: Role) -> Viewer {
    seated(role, Place::Region(region))
}

pub(super) fn editor() -> Viewer {
    seated(Role::MinistryEditor, Place::Country)
}

/// Only where the lifecycle leaves it to nobody else: that a contract has been signed.
pub(super) fn system() -> Viewer {
    Viewer::system("demo")
}
