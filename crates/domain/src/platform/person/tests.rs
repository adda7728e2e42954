//! The rules, in a form that can be read without reading code.

use chrono::TimeDelta;

use super::*;
use crate::{
    Viewer, Workflow,
    platform::fixtures::{id, on_a_day, viewer, viewers},
    workflow::testing::{actions_by_role, actions_by_state, is_sound},
};

fn person(status: Status, now: Now) -> Person {
    let identity = Identity {
        issuer: "https://id.kz".to_owned(),
        subject: Sealed("sealed".to_owned()),
        hash: "hash".to_owned(),
    };
    let name = Personal("Айгүл Серікқызы".to_owned());
    Person { status, ..Person::entered(id(5), Some(id(1)), name, identity, now) }
}

#[test]
fn the_lifecycle_is_sound() {
    is_sound::<Person>(&[]);
}

#[test]
fn actions_in_each_state() {
    let table = on_a_day(|facts| {
        actions_by_state(|status| person(status, facts.now), &viewer("admin"), facts)
    });
    assert_eq!(
        table,
        "active     rename sign_out suspend\n\
         suspended  rename sign_out resume\n"
    );
}

#[test]
fn only_the_administrator_of_the_organization_and_who_runs_the_service_act() {
    let table = on_a_day(|facts| {
        actions_by_role::<Person>(|status| person(status, facts.now), &viewers(), facts)
    });
    assert_eq!(
        table,
        "admin      rename sign_out suspend resume\n\
         manager   \n\
         stranger  \n\
         leader    \n\
         council   \n\
         akimat    \n\
         editor    \n\
         analyst   \n\
         auditor   \n\
         anonymous \n\
         system     rename sign_out suspend resume\n"
    );
}

#[test]
fn the_ministry_and_auditors_see_no_person() {
    on_a_day(|facts| {
        let sees = |viewer: &Viewer| viewer.sees(&person(Status::Active, facts.now));
        let seeing: Vec<_> = viewers().into_iter().filter(sees).map(|it| it.client).collect();
        assert_eq!(seeing, ["admin", "system"]);
    });
}

#[test]
fn tokens_from_before_the_person_was_signed_out_are_not_accepted() {
    on_a_day(|facts| {
        let before = facts.now.0 - TimeDelta::seconds(1);
        let signed_in = person(Status::Active, facts.now);
        assert!(signed_in.admits(before));
        let out = signed_in.act(&viewer("admin"), Command::SignOut {}, facts).unwrap();
        assert!(!out.admits(before) && out.admits(facts.now.0));
        let comment = "Жұмыстан кетті".to_owned();
        let suspended = signed_in.act(&viewer("admin"), Command::Suspend { comment }, facts);
        assert!(!suspended.unwrap().admits(facts.now.0));
    });
}

#[test]
fn neither_name_nor_subject_is_printed() {
    on_a_day(|facts| {
        let printed = format!("{:?}", person(Status::Active, facts.now));
        assert!(!printed.contains("Айгүл") && !printed.contains("sealed"), "{printed}");
    });
}
