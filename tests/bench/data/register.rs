//! Organizations, clusters and who takes part in them.

use chrono::{DateTime, Utc};
use domain::{
    Head, Id, LocalizedText, RegionCode,
    directory::{
        Cluster, ClusterMembership, Organization,
        cluster::{self, Tally},
        cluster_membership::{self, Terms},
        organization::{Kind, Ownership, Profile, Status},
    },
};

use super::{Codes, EPOCH, ORGANIZATIONS, REGION, cluster, mixed, uuid};

/// Of ten organizations so many are enterprises, then come colleges.
const ENTERPRISES: u32 = 8;
/// Members of each cluster.
const MEMBERS: u32 = 200;

pub(super) fn organization(number: u32) -> Id<Organization> {
    Id::new(uuid(1, number))
}

/// The employers in the order of their numbers; the same ten belong to the same region.
pub(super) fn employer(number: u32) -> Id<Organization> {
    let number = number % employers();
    organization(number / ENTERPRISES * 10 + number % ENTERPRISES)
}

pub(super) fn employers() -> u32 {
    ORGANIZATIONS / 10 * ENTERPRISES
}

pub(super) fn college(number: u32) -> Id<Organization> {
    organization(number % colleges() * 10 + ENTERPRISES)
}

pub(super) fn colleges() -> u32 {
    ORGANIZATIONS / 10
}

pub(super) fn at(number: u32) -> DateTime<Utc> {
    let milliseconds = EPOCH + u64::from(number) * 100;
    DateTime::from_timestamp_millis(i64::try_from(milliseconds).expect("a date")).expect("a date")
}

pub(super) fn organizations(codes: &Codes) -> impl Iterator<Item = Organization> {
    (0..ORGANIZATIONS).map(|number| {
        let kind = match number % 10 {
            0..ENTERPRISES => Kind::Enterprise,
            ENTERPRISES => Kind::College,
            _ => Kind::IndustryAssociation,
        };
        let place = &codes.settlements[mixed(number / 10) as usize % codes.settlements.len()];
        let words = match kind {
            Kind::Enterprise => ["кәсіпорны", "предприятие", "enterprise"],
            Kind::College => ["колледжі", "колледж", "college"],
            _ => ["қауымдастығы", "ассоциация", "association"],
        };
        Organization {
            head: Head::new(organization(number), at(number)),
            bin: None,
            region: RegionCode::parse(&place[..2]),
            profile: Profile {
                kind,
                ownership: Ownership::Private,
                name: LocalizedText::trilingual(words.map(|word| format!("№ {number} {word}"))),
                short_name: None,
                kato_code: Some(place.clone()),
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
            },
            status: Status::Verified,
            merged_into_id: None,
            liquidated_on: None,
            comment: None,
        }
    })
}

/// One in each region, the first in [`REGION`].
fn regions(codes: &Codes) -> impl Iterator<Item = RegionCode> {
    let others = codes.regions.iter().map(String::as_str).filter(|code| *code != REGION);
    [REGION].into_iter().chain(others).filter_map(RegionCode::parse)
}

pub(super) fn clusters(codes: &Codes) -> impl Iterator<Item = Cluster> {
    regions(codes).zip(0..).map(|(region, number)| Cluster {
        head: Head::new(cluster(number), at(number)),
        initiator_id: organization(number),
        region,
        profile: cluster::Profile {
            name: LocalizedText::trilingual(
                ["кластері", "кластер", "cluster"].map(|word| format!("№ {number} {word}")),
            ),
            short_name: None,
            industries: Vec::new(),
            specialty_fields: Vec::new(),
            additional_territories: Vec::new(),
            mission: None,
            goal: None,
            tasks: Vec::new(),
            legal_basis: None,
            coordinator_id: None,
            base_organization_id: None,
        },
        status: cluster::Status::Active,
        status_granted_at: Some(at(number)),
        status_decision: None,
        started_at: Some(at(number)),
        ended_at: None,
        merged_into_id: None,
        comment: None,
        tally: Tally::default(),
    })
}

pub(super) fn memberships(codes: &Codes) -> impl Iterator<Item = ClusterMembership> {
    let members = regions(codes).zip(0..).flat_map(|(region, of)| {
        (0..MEMBERS).map(move |member| (region, of, of * MEMBERS + member))
    });
    members.map(|(region, of, number)| {
        let kind = Kind::Enterprise;
        ClusterMembership {
            head: Head::new(Id::new(uuid(3, number)), at(number)),
            cluster_id: cluster(of),
            organization_id: employer(number),
            organization_kind: kind,
            initiator_id: organization(of),
            region,
            terms: Terms::of_founder(kind),
            respond_by: at(number).date_naive(),
            status: cluster_membership::Status::Active,
            joined_on: Some(at(number).date_naive()),
            left_on: None,
            comment: None,
        }
    })
}
