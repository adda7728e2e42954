//! Those who have to do with clients, people and roles, for the tests of this area.

use uuid::Uuid;

use crate::{
    Facts, Id, Place, RegionCode, Role, Viewer,
    facts::testing::{now, rules},
};

pub(super) fn id<R>(number: u128) -> Id<R> {
    Id::new(Uuid::from_u128(number))
}

pub(super) fn on_a_day<T>(test: impl FnOnce(&Facts<'_>) -> T) -> T {
    test(&Facts { now: now(), rules: &rules(&[]) })
}

/// Named as a table of roles shows them. Organization 1, cluster 1 and the region 47 are concerned.
pub(super) fn viewers() -> Vec<Viewer> {
    let region = RegionCode::parse("47").unwrap();
    let mut viewers = vec![
        Viewer::seated("admin", Role::OrgAdmin, Place::Organization(id(1))),
        Viewer::seated("manager", Role::CollegeManager, Place::Organization(id(1))),
        Viewer::seated("stranger", Role::OrgAdmin, Place::Organization(id(2))),
        Viewer::seated("leader", Role::ClusterCoordinator, Place::Cluster(id(1))),
        Viewer::seated("council", Role::CouncilSecretary, Place::Cluster(id(1))),
        Viewer::seated("akimat", Role::LocalExecutive, Place::Region(region)),
        Viewer::seated("editor", Role::MinistryEditor, Place::Country),
        Viewer::seated("analyst", Role::MinistryAnalyst, Place::Country),
        Viewer::seated("auditor", Role::Auditor, Place::Country),
    ];
    viewers.push(Viewer { client: "anonymous".to_owned(), ..Viewer::anonymous() });
    viewers.push(Viewer::system("system"));
    viewers
}

pub(super) fn viewer(name: &str) -> Viewer {
    viewers().into_iter().find(|viewer| viewer.client == name).unwrap()
}
