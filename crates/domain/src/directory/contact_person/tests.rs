//! The rules, in a form that can be read without reading code.

use super::*;
use crate::{
    Facts, Place, Role, Viewer, Workflow,
    directory::fixtures::{id, on_a_day, region},
    workflow::testing::{actions_by_state, is_sound},
};

/// Of organization 1.
fn person(status: Status, facts: &Facts<'_>) -> ContactPerson {
    let details = Details {
        name: Personal("Айгүл Серікқызы".to_owned()),
        post: None,
        phone: Some(Personal("+7 701 000 00 00".to_owned())),
        email: None,
    };
    let named = ContactPerson::named(id(5), (id(1), Some(region())), details, facts.now);
    ContactPerson { status, ..named }
}

fn at_organization(role: Role, number: u128) -> Viewer {
    Viewer::seated("somebody", role, Place::Organization(id(number)))
}

#[test]
fn the_lifecycle_is_sound() {
    is_sound::<ContactPerson>(&[Status::Ended]);
}

#[test]
fn actions_in_each_state() {
    let admin = at_organization(Role::OrgAdmin, 1);
    let table = on_a_day(|facts| actions_by_state(|status| person(status, facts), &admin, facts));
    assert_eq!(table, "active     edit end\nended     \n");
}

#[test]
fn only_the_administrator_of_the_organization_acts() {
    on_a_day(|facts| {
        let acts =
            |viewer: &Viewer| !person(Status::Active, facts).allowed(viewer, facts).is_empty();
        assert!(acts(&at_organization(Role::OrgAdmin, 1)));
        assert!(!acts(&at_organization(Role::OrgAdmin, 2)));
        assert!(!acts(&at_organization(Role::EmployerHr, 1)));
        assert!(!acts(&Viewer::system("job")));
    });
}

#[test]
fn neither_name_nor_telephone_is_printed() {
    on_a_day(|facts| {
        let printed = format!("{:?}", person(Status::Active, facts));
        assert!(!printed.contains("Айгүл") && !printed.contains("701"), "{printed}");
    });
}
