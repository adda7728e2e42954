//! Clusters and organizations for the tests of this area.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Cluster, Organization,
    cluster::{self, Status},
    organization::{Kind, Ownership, Profile},
};
use crate::{
    Code, Facts, Head, Id, LocalizedText, Now, Place, Record, RegionCode, Role, Viewer,
    reference::{ReferenceStatus, RuleBook, RuleKey, RuleRow, Severity},
};

pub(super) fn id<R>(number: u128) -> Id<R> {
    Id::new(Uuid::from_u128(number))
}

pub(super) fn text(text: &str) -> LocalizedText {
    LocalizedText::new(Some(text.to_owned()), None, None).unwrap()
}

pub(super) fn region() -> RegionCode {
    RegionCode::parse("47").unwrap()
}

/// A day on which every rule has the value one.
pub(super) fn on_a_day<T>(test: impl FnOnce(&Facts<'_>) -> T) -> T {
    let row = |&key: &RuleKey| RuleRow {
        head: Head::new(id(1), DateTime::UNIX_EPOCH),
        key: key.code().to_owned(),
        name: text("ереже"),
        value: 1,
        unit: key.unit(),
        base: None,
        valid_from: None,
        valid_to: None,
        severity: Severity::Block,
        legal_act: None,
        awaits_verification: false,
        note: None,
        status: ReferenceStatus::Active,
    };
    let rules = RuleBook::new(RuleKey::all().iter().map(row)).unwrap();
    let now = Now("2026-12-01T06:00:00Z".parse::<DateTime<Utc>>().unwrap());
    test(&Facts { now, rules: &rules })
}

pub(super) fn profile(kind: Kind) -> Profile {
    Profile {
        kind,
        ownership: Ownership::Private,
        name: text("Ұйым"),
        short_name: None,
        kato_code: Some("471010000".to_owned()),
        country: None,
        foreign_registration: None,
        latitude: None,
        longitude: None,
        oked_code: None,
        size_class: None,
        is_high_tech: false,
        is_startup: false,
        website: None,
        parent_id: None,
    }
}

pub(super) fn organization(number: u128, kind: Kind, facts: &Facts<'_>) -> Organization {
    Organization::draft(id(number), Some("500140000017".to_owned()), profile(kind), facts)
}

/// Initiated by organization 1, with an enterprise and a college among its members.
pub(super) fn cluster(status: Status, facts: &Facts<'_>) -> Cluster {
    let profile = cluster::Profile {
        name: text("Маңғыстау металлургия кластері"),
        short_name: None,
        industries: vec!["C".to_owned()],
        specialty_fields: vec!["0715".to_owned()],
        additional_territories: Vec::new(),
        mission: None,
        goal: None,
        tasks: Vec::new(),
        legal_basis: None,
        coordinator_id: None,
        base_organization_id: None,
    };
    let mut cluster = Cluster::draft(id(1), id(1), region(), profile, facts);
    cluster.tally = cluster::Tally { enterprises: 1, colleges: 1, government: 0 };
    cluster.set_status(status);
    cluster
}

/// Those who have to do with [`cluster`], named as a table of roles shows them.
pub(super) fn viewers() -> Vec<Viewer> {
    let cluster = Place::Cluster(id(1));
    let region = Place::Region(region());
    let mut viewers = vec![
        Viewer::seated("initiator", Role::CollegeManager, Place::Organization(id(1))),
        Viewer::seated("member", Role::OrgAdmin, Place::Organization(id(2))),
        Viewer::seated("stranger", Role::OrgAdmin, Place::Organization(id(3))),
        Viewer::seated("akimat", Role::LocalExecutive, region),
        Viewer::seated("secretary", Role::RegionalCouncilSecretary, region),
        Viewer::seated("chamber", Role::RegionalChamber, region),
        Viewer::seated("leader", Role::ClusterCoordinator, cluster),
        Viewer::seated("council", Role::CouncilSecretary, cluster),
        Viewer::seated("seated", Role::ClusterMember, cluster),
        Viewer::seated("ministry", Role::MinistryEditor, Place::Country),
    ];
    viewers.extend([Viewer { client: "anonymous".to_owned(), ..Viewer::anonymous() }]);
    viewers.push(Viewer::system("system"));
    viewers
}

/// Which states of a record each viewer sees.
pub(super) fn sights<R: Record>(record: impl Fn(R::Status) -> R) -> String {
    let line = |viewer: Viewer| {
        let states = R::Status::all().iter().filter(|&&status| viewer.sees(&record(status)));
        let states: String = states.flat_map(|status| [" ", status.code()]).collect();
        format!("{:<10}{states}\n", viewer.client)
    };
    viewers().into_iter().map(line).collect()
}
