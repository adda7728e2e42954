//! In whose name things are done.

use domain::{
    Id, Place, RegionCode, Role, Viewer,
    directory::{Cluster, Organization},
};

/// The program that people of the demo use; the same as the personas'.
const PROGRAM: &str = "demo-explorer";

pub(super) fn at(id: Id<Organization>, role: Role) -> Viewer {
    Viewer::seated(PROGRAM, role, Place::Organization(id))
}

pub(super) fn of_cluster(id: Id<Cluster>, role: Role) -> Viewer {
    Viewer::seated(PROGRAM, role, Place::Cluster(id))
}

pub(super) fn of_region(region: RegionCode, role: Role) -> Viewer {
    Viewer::seated(PROGRAM, role, Place::Region(region))
}

pub(super) fn editor() -> Viewer {
    Viewer::seated(PROGRAM, Role::MinistryEditor, Place::Country)
}

/// Only where the lifecycle leaves it to nobody else: that a contract has been signed.
pub(super) fn system() -> Viewer {
    Viewer::system("demo")
}
