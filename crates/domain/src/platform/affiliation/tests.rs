//! The rules, in a form that can be read without reading code.

use std::fmt::Write;

use chrono::Days;

use super::*;
use crate::{
    Facts, Reason, Viewer, Workflow,
    platform::fixtures::{id, on_a_day, viewer, viewers},
    workflow::testing::{actions_by_role, is_sound},
};

const PLACES: [(&str, Place); 4] = [
    ("organization", Place::Organization(Id::new(uuid::Uuid::from_u128(1)))),
    ("cluster", Place::Cluster(Id::new(uuid::Uuid::from_u128(1)))),
    ("region", Place::Region(RegionCode::parse("47").unwrap())),
    ("country", Place::Country),
];

/// A role that fits the place.
fn role_at(place: Place) -> Role {
    match place {
        Place::Organization(_) => Role::CollegeManager,
        Place::Cluster(_) => Role::CouncilMember,
        Place::Region(_) => Role::RegionalChamber,
        Place::Country => Role::MinistryAnalyst,
    }
}

fn granted(role: Role, place: Place, facts: &Facts<'_>) -> Affiliation {
    let term = Term { from: facts.today(), to: Some(facts.today() + Days::new(30)) };
    let holder = Holder::Person(id(3));
    Affiliation::grant(id(5), holder, Seat { role, place }, term, facts.now)
}

fn broken(record: Affiliation, facts: &Facts<'_>) -> Vec<&'static str> {
    let Err(refusal) = record.begin(&viewer("system"), facts) else { return Vec::new() };
    let Reason::Broken(broken) = refusal.reason else { panic!("{refusal:?}") };
    broken.iter().map(|broken| broken.rule.code).collect()
}

#[test]
fn the_lifecycle_is_sound() {
    is_sound::<Affiliation>(&[Status::Revoked, Status::Expired]);
}

#[test]
fn nobody_grants_or_extends_a_role_of_their_own() {
    on_a_day(|facts| {
        let place = PLACES[0].1;
        let of = |holder| {
            let term = Term { from: facts.today(), to: None };
            let seat = Seat { role: role_at(place), place };
            Affiliation::grant(id(5), holder, seat, term, facts.now)
        };
        let administrator = viewer("admin");
        let myself = Viewer { person: Some(id::<Person>(3).to_string()), ..viewer("admin") };
        let by_client = Viewer { client: id::<ApiClient>(4).to_string(), ..viewer("admin") };
        let (person, client) = (Holder::Person(id(3)), Holder::Client(id(4)));
        for (holder, by, refused) in [
            (person, &administrator, false),
            (person, &myself, true),
            (person, &by_client, false),
            (client, &myself, false),
            (client, &by_client, true),
        ] {
            let codes = |refusal: crate::Refusal| match refusal.reason {
                Reason::Broken(broken) => broken.iter().map(|it| it.rule.code).collect::<Vec<_>>(),
                other => panic!("{other:?}"),
            };
            let expected = if refused { vec!["GRANTED_BY_OTHERS"] } else { Vec::new() };
            let granted = of(holder).begin(by, facts).map_err(codes);
            assert_eq!(granted.err().unwrap_or_default(), expected, "{holder:?}");
            let command = Command::Extend { valid_to: Some(facts.today()) };
            let extended = of(holder).act(by, command, facts).map_err(codes);
            assert_eq!(extended.err().unwrap_or_default(), expected, "{holder:?}");
            assert!(of(holder).act(by, Command::Revoke { comment: None }, facts).is_ok());
        }
    });
}

#[test]
fn who_grants_and_revokes_roles_where() {
    on_a_day(|facts| {
        let mut table = String::new();
        for (name, place) in PLACES {
            let record = |status| Affiliation { status, ..granted(role_at(place), place, facts) };
            let acting = actions_by_role::<Affiliation>(record, &viewers(), facts);
            let acting = acting.lines().filter(|line| line.contains("revoke"));
            let acting: Vec<_> = acting.filter_map(|line| line.split_whitespace().next()).collect();
            let grants =
                |it: &Viewer| granted(role_at(place), place, facts).begin(it, facts).is_ok();
            let granting: Vec<_> =
                viewers().into_iter().filter(grants).map(|it| it.client).collect();
            assert_eq!(acting, granting, "{name}");
            let _ = writeln!(table, "{name:<13}{}", granting.join(" "));
        }
        assert_eq!(
            table,
            "organization admin editor system\n\
             cluster      leader council editor system\n\
             region       editor system\n\
             country      editor system\n"
        );
    });
}

#[test]
fn who_sees_roles_where() {
    on_a_day(|facts| {
        let mut table = String::new();
        for (name, place) in PLACES {
            let sees = |viewer: &Viewer| viewer.sees(&granted(role_at(place), place, facts));
            let seeing: Vec<_> = viewers().into_iter().filter(sees).map(|it| it.client).collect();
            let _ = writeln!(table, "{name:<13}{}", seeing.join(" "));
        }
        assert_eq!(
            table,
            "organization admin editor auditor system\n\
             cluster      leader council editor auditor system\n\
             region       akimat editor auditor system\n\
             country      editor auditor system\n"
        );
    });
}

#[test]
fn a_role_is_held_at_its_own_kind_of_place() {
    on_a_day(|facts| {
        use crate::Code;

        for &role in Role::all() {
            let fitting = PLACES
                .iter()
                .filter(|(_, place)| broken(granted(role, *place, facts), facts).is_empty());
            let fitting: Vec<_> = fitting.map(|(name, _)| *name).collect();
            let expected =
                if role == Role::ClusterMember { vec![] } else { vec![role.seat().code()] };
            assert_eq!(fitting, expected, "{role:?}");
        }
    });
}

#[test]
fn a_role_gives_its_seat_on_its_days_and_on_no_others() {
    on_a_day(|facts| {
        let today = facts.today();
        let held = granted(Role::OrgAdmin, PLACES[0].1, facts);
        let seat = Some(Seat { role: Role::OrgAdmin, place: PLACES[0].1 });
        assert_eq!(held.seat(today - Days::new(1)), None);
        assert_eq!(held.seat(today), seat);
        assert_eq!(held.seat(today + Days::new(30)), seat);
        assert_eq!(held.seat(today + Days::new(31)), None);
        let revoked = held.act(&viewer("admin"), Command::Revoke { comment: None }, facts).unwrap();
        assert_eq!(revoked.seat(today), None);
    });
}

#[test]
fn of_two_terms_the_one_without_an_end_lasts_longer() {
    let day = |day| NaiveDate::from_ymd_opt(2026, 12, day);
    let until = |to| Term { from: day(1).unwrap(), to };
    for (one, other, outlasts) in [
        (day(3), day(2), true),
        (day(2), day(2), false),
        (day(2), day(3), false),
        (None, day(3), true),
        (day(3), None, false),
        (None, None, false),
    ] {
        assert_eq!(until(one).outlasts(until(other)), outlasts, "{one:?} {other:?}");
    }
    assert!(until(day(2)).is_over(day(3).unwrap()));
    assert!(!until(day(3)).is_over(day(3).unwrap()) && !until(None).is_over(day(3).unwrap()));
}

#[test]
fn terms_that_cannot_be_are_refused() {
    on_a_day(|facts| {
        let mut record = granted(Role::OrgAdmin, PLACES[0].1, facts);
        record.valid_to = Some(facts.today() - Days::new(1));
        assert_eq!(broken(record.clone(), facts), ["TERM_HAS_PASSED", "TERM_INVALID"]);
        record.valid_to = None;
        record.client_id = Some(id(4));
        assert_eq!(broken(record.clone(), facts), ["HOLDER_INVALID"]);
        record.client_id = None;
        record.person_id = None;
        assert_eq!(broken(record, facts), ["HOLDER_INVALID"]);
    });
}
