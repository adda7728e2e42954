//! The rules, in a form that can be read without reading code.

use chrono::Days;

use super::*;
use crate::{
    Place, Reason, Role, Viewer, Workflow,
    directory::fixtures::{id, on_a_day, organization, profile, region, text},
    workflow::testing::{actions_by_role, actions_by_state, is_sound},
};

fn viewers() -> [Viewer; 6] {
    let itself = Place::Organization(id(2));
    [
        Viewer::seated("admin", Role::OrgAdmin, itself),
        Viewer::seated("manager", Role::CollegeManager, itself),
        Viewer::seated("akimat", Role::LocalExecutive, Place::Region(region())),
        Viewer::seated("chamber", Role::RegionalChamber, Place::Region(region())),
        Viewer::seated("ministry", Role::MinistryEditor, Place::Country),
        Viewer { client: "anonymous".to_owned(), ..Viewer::anonymous() },
    ]
}

fn college(status: Status, facts: &Facts<'_>) -> Organization {
    Organization { status, ..organization(2, Kind::College, facts) }
}

fn broken(record: &Organization, facts: &Facts<'_>) -> Vec<&'static str> {
    match record.check(facts) {
        Err(Reason::Broken(broken)) => broken.iter().map(|broken| broken.rule.code).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn the_lifecycle_is_sound() {
    is_sound::<Organization>(&[Status::Liquidated, Status::Merged]);
}

#[test]
fn actions_of_the_ministry_in_each_state() {
    let table =
        on_a_day(|facts| actions_by_state(|status| college(status, facts), &viewers()[4], facts));
    assert_eq!(
        table,
        "unverified edit verify suspend liquidate merge\n\
         verified   edit suspend liquidate merge\n\
         suspended  restore liquidate merge\n\
         liquidated\n\
         merged    \n"
    );
}

#[test]
fn actions_of_each_role() {
    let table = on_a_day(|facts| {
        actions_by_role::<Organization>(|status| college(status, facts), &viewers(), facts)
    });
    assert_eq!(
        table,
        "admin      edit\n\
         manager   \n\
         akimat     verify suspend restore liquidate\n\
         chamber    verify suspend restore liquidate\n\
         ministry   edit verify suspend restore liquidate merge\n\
         anonymous \n"
    );
}

#[test]
fn a_wrong_bin_is_refused_with_the_digit_rule_in_three_languages() {
    let broken = Organization::read_bin("991240900104").unwrap_err();
    assert_eq!((broken.rule, broken.field), (&BIN_IS_VALID, Some("bin")));
    let hint = broken.hint.unwrap();
    assert!(hint[2].starts_with("Digit 12"), "{hint:?}");
    assert_ne!(hint[0], hint[1]);
    assert_eq!(Organization::read_bin(" 5001 4000 0017 ").unwrap().to_string(), "500140000017");
}

#[test]
fn an_organization_of_kazakhstan_has_a_bin_and_a_seat() {
    on_a_day(|facts| {
        let stray = Profile { kato_code: None, ..profile(Kind::College) };
        let record = Organization::draft(id(2), None, stray, facts);
        assert_eq!(broken(&record, facts), ["BIN_REQUIRED", "PLACE_REQUIRED"]);
    });
}

#[test]
fn a_foreign_partner_has_a_country_and_no_bin() {
    on_a_day(|facts| {
        let partner = Profile {
            ownership: Ownership::Foreign,
            kato_code: None,
            country: Some("DE".to_owned()),
            latitude: Some(52.5),
            longitude: Some(13.4),
            ..profile(Kind::InternationalPartner)
        };
        let with = |bin| Organization::draft(id(2), bin, partner.clone(), facts);
        assert!(broken(&with(None), facts).is_empty());
        assert_eq!(broken(&with(Some("500140000017".to_owned())), facts), ["BIN_REQUIRED"]);
    });
}

#[test]
fn places_beyond_the_border_and_half_places_are_refused() {
    on_a_day(|facts| {
        let places = [(Some(52.5), Some(13.4)), (Some(43.6), None), (None, Some(51.2))];
        for (latitude, longitude) in places {
            let mut record = college(Status::Verified, facts);
            (record.profile.latitude, record.profile.longitude) = (latitude, longitude);
            assert_eq!(broken(&record, facts), ["COORDINATES_INVALID"]);
        }
    });
}

#[test]
fn nobody_merges_into_itself_or_is_a_part_of_itself() {
    on_a_day(|facts| {
        let mut record = college(Status::Verified, facts);
        let merge = |into_id| record.act(&viewers()[4], Command::Merge { into_id }, facts);
        let itself = MERGES_INTO_ANOTHER.broken_at(Some("into_id"));
        assert_eq!(merge(id(2)).unwrap_err().reason, Reason::from(itself));
        let merged = merge(id(3)).unwrap();
        assert_eq!((merged.status, merged.merged_into_id), (Status::Merged, Some(id(3))));
        assert_eq!(merged.bin, record.bin, "the tombstone keeps its natural key");
        record.profile.parent_id = Some(id(2));
        assert_eq!(broken(&record, facts), ["PARENT_INVALID"]);
    });
}

#[test]
fn nobody_is_liquidated_tomorrow() {
    on_a_day(|facts| {
        let record = college(Status::Verified, facts);
        let liquidate = |on| record.act(&viewers()[2], Command::Liquidate { on }, facts);
        assert!(liquidate(facts.today()).is_ok_and(|record| !record.is_active()));
        assert!(liquidate(facts.today() + Days::new(1)).is_err());
    });
}

#[test]
fn what_was_verified_is_not_once_the_organization_changes_it() {
    on_a_day(|facts| {
        let [admin, _, _, _, ministry, _] = &viewers();
        let follows = |by: &Viewer, status, change: fn(&mut Profile)| {
            let before = college(status, facts);
            let mut profile = before.profile.clone();
            change(&mut profile);
            let after = before.act(by, Command::Edit { profile }, facts).unwrap();
            after.consequence(&before, by).map(|command| Action::from(&command))
        };
        let material: [fn(&mut Profile); 4] = [
            |profile| profile.kind = Kind::Enterprise,
            |profile| profile.ownership = Ownership::State,
            |profile| profile.name = text("Басқа"),
            |profile| profile.kato_code = Some("750000000".to_owned()),
        ];
        for change in material {
            assert_eq!(follows(admin, Status::Verified, change), Some(Action::Unverify));
            assert_eq!(follows(admin, Status::Unverified, change), None);
            assert_eq!(follows(ministry, Status::Verified, change), None);
        }
        let website = |profile: &mut Profile| profile.website = Some("https://a.kz".to_owned());
        assert_eq!(follows(admin, Status::Verified, website), None);
    });
}

#[test]
fn an_edit_moves_the_region_with_the_seat() {
    on_a_day(|facts| {
        let moved = Profile {
            kato_code: Some("750000000".to_owned()),
            name: text("Көшкен колледж"),
            ..profile(Kind::College)
        };
        let edit = Command::Edit { profile: moved };
        let record = college(Status::Verified, facts).act(&viewers()[0], edit, facts).unwrap();
        assert_eq!(record.region, RegionCode::parse("75"));
    });
}
