//! The rules, in a form that can be read without reading code.

use super::*;
use crate::{
    Reason, Viewer, Workflow,
    directory::fixtures::{cluster, id, on_a_day, region, sights, text, viewers},
    workflow::testing::{actions_by_role, actions_by_state, is_sound},
};

fn viewer(name: &str) -> Viewer {
    viewers().into_iter().find(|viewer| viewer.client == name).unwrap()
}

#[test]
fn the_lifecycle_is_sound() {
    is_sound::<Cluster>(&[Status::Rejected, Status::Closed, Status::Merged]);
}

#[test]
fn actions_of_the_initiator_in_each_state() {
    let table = on_a_day(|facts| {
        actions_by_state(|status| cluster(status, facts), &viewer("initiator"), facts)
    });
    assert_eq!(
        table,
        "initiative edit start_concept\n\
         concept    edit submit\n\
         submitted \n\
         revision   edit resubmit\n\
         rejected  \n\
         approved  \n\
         active    \n\
         suspended \n\
         closed    \n\
         merged    \n"
    );
}

#[test]
fn actions_of_the_regional_council_in_each_state() {
    let table = on_a_day(|facts| {
        actions_by_state(|status| cluster(status, facts), &viewer("secretary"), facts)
    });
    assert_eq!(
        table,
        "initiative\n\
         concept   \n\
         submitted  return_for_revision reject grant_status\n\
         revision  \n\
         rejected  \n\
         approved  \n\
         active     suspend close merge\n\
         suspended  resume close merge\n\
         closed    \n\
         merged    \n"
    );
}

#[test]
fn actions_of_each_role() {
    let table = on_a_day(|facts| {
        actions_by_role::<Cluster>(|status| cluster(status, facts), &viewers(), facts)
    });
    assert_eq!(
        table,
        "initiator  edit start_concept submit resubmit\n\
         member    \n\
         stranger  \n\
         akimat     edit start_concept submit resubmit\n\
         secretary  return_for_revision reject grant_status suspend resume close merge\n\
         chamber   \n\
         leader     edit launch\n\
         council    close\n\
         seated    \n\
         ministry  \n\
         anonymous \n\
         system    \n"
    );
}

#[test]
fn states_that_each_role_sees() {
    assert_eq!(
        on_a_day(|facts| sights(|status| cluster(status, facts))),
        "initiator  initiative concept submitted revision rejected approved active suspended closed merged\n\
         member     approved active suspended closed merged\n\
         stranger   approved active suspended closed merged\n\
         akimat     initiative concept submitted revision rejected approved active suspended closed merged\n\
         secretary  initiative concept submitted revision rejected approved active suspended closed merged\n\
         chamber    initiative concept submitted revision rejected approved active suspended closed merged\n\
         leader     initiative concept submitted revision rejected approved active suspended closed merged\n\
         council    initiative concept submitted revision rejected approved active suspended closed merged\n\
         seated     initiative concept submitted revision rejected approved active suspended closed merged\n\
         ministry   initiative concept submitted revision rejected approved active suspended closed merged\n\
         anonymous  approved active suspended closed merged\n\
         system     initiative concept submitted revision rejected approved active suspended closed merged\n"
    );
}

#[test]
fn nothing_is_handed_in_without_an_enterprise_and_a_college() {
    on_a_day(|facts| {
        for (enterprises, colleges) in [(0, 1), (1, 0), (0, 0)] {
            let mut cluster = cluster(Status::Concept, facts);
            cluster.tally = Tally { enterprises, colleges, government: 1 };
            let refusal = cluster.act(&viewer("initiator"), Command::Submit {}, facts).unwrap_err();
            assert_eq!(refusal.reason, Reason::from(&PARTNERS_HAVE_JOINED));
        }
    });
}

#[test]
fn what_a_working_cluster_lacks_is_named_and_bars_nothing() {
    on_a_day(|facts| {
        let cluster = cluster(Status::Approved, facts);
        assert_eq!(cluster.missing_components(), [Component::Government]);
        assert!(cluster.act(&viewer("leader"), Command::Launch {}, facts).is_ok());
    });
}

#[test]
fn lists_of_codes_are_sorted_so_that_equal_industries_are_equal() {
    on_a_day(|facts| {
        let mut profile = cluster(Status::Initiative, facts).profile;
        profile.industries = ["F", "C", "F"].map(str::to_owned).to_vec();
        let cluster = Cluster::draft(id(1), id(1), region(), profile, facts);
        assert_eq!(cluster.profile.industries, ["C", "F"]);
    });
}

#[test]
fn codes_of_another_shape_and_repeated_tasks_are_refused_all_at_once() {
    on_a_day(|facts| {
        let mut cluster = cluster(Status::Initiative, facts);
        cluster.profile.industries = vec!["Z".to_owned()];
        cluster.profile.specialty_fields = vec!["07,15".to_owned()];
        cluster.profile.additional_territories = vec!["47".to_owned()];
        let note =
            TaskNote { task: Task::ProgrammeRenewal, text: Some(text("бағдарлама")) };
        cluster.profile.tasks = vec![note.clone(), note];
        let Err(Reason::Broken(broken)) = cluster.check(facts) else { panic!("was accepted") };
        let codes: Vec<_> = broken.iter().map(|broken| broken.rule.code).collect();
        assert_eq!(
            codes,
            ["INDUSTRY_INVALID", "SPECIALTY_FIELD_INVALID", "TERRITORY_INVALID", "TASK_REPEATED"]
        );
    });
}

#[test]
fn a_cluster_does_not_merge_into_itself() {
    on_a_day(|facts| {
        let cluster = cluster(Status::Active, facts);
        let merge = |into_id| cluster.act(&viewer("secretary"), Command::Merge { into_id }, facts);
        let itself = CLUSTER_MERGES_INTO_ANOTHER.broken_at(Some("into_id"));
        assert_eq!(merge(id(1)).unwrap_err().reason, Reason::from(itself));
        assert_eq!(merge(id(2)).unwrap().status, Status::Merged);
    });
}
