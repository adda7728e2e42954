//! The rules, in a form that can be read without reading code.

use chrono::Days;

use super::*;
use crate::{
    Reason, Viewer, Workflow,
    directory::fixtures::{cluster, id, on_a_day, organization, sights, viewers},
    workflow::testing::{actions_by_role, actions_by_state, is_sound},
};

/// Organization 2 in the cluster that organization 1 has initiated.
fn membership(status: Status, facts: &Facts<'_>) -> ClusterMembership {
    let cluster = cluster(cluster::Status::Active, facts);
    let organization = organization(2, Kind::College, facts);
    let terms = Terms {
        roles: vec![MemberRole::Participant],
        component: Component::Education,
        obligations: None,
    };
    let respond_by = facts.today();
    let invitation =
        ClusterMembership::invitation(id(5), &cluster, &organization, terms, respond_by, facts);
    ClusterMembership { status, ..invitation }
}

fn viewer(name: &str) -> Viewer {
    viewers().into_iter().find(|viewer| viewer.client == name).unwrap()
}

#[test]
fn the_lifecycle_is_sound() {
    is_sound::<ClusterMembership>(&[Status::Ended, Status::Declined, Status::Expired]);
}

#[test]
fn actions_of_the_member_in_each_state() {
    let table = on_a_day(|facts| {
        actions_by_state(|status| membership(status, facts), &viewer("member"), facts)
    });
    assert_eq!(
        table,
        "invited    accept decline\n\
         accepted   withdraw\n\
         active     withdraw\n\
         suspended  withdraw\n\
         ended     \n\
         declined  \n\
         expired   \n"
    );
}

#[test]
fn actions_of_the_council_in_each_state() {
    let table = on_a_day(|facts| {
        actions_by_state(|status| membership(status, facts), &viewer("council"), facts)
    });
    assert_eq!(
        table,
        "invited    edit\n\
         accepted   edit activate exclude\n\
         active     edit suspend exclude\n\
         suspended  resume exclude\n\
         ended     \n\
         declined  \n\
         expired   \n"
    );
}

#[test]
fn actions_of_each_role() {
    let table = on_a_day(|facts| {
        actions_by_role::<ClusterMembership>(|status| membership(status, facts), &viewers(), facts)
    });
    assert_eq!(
        table,
        "initiator  edit\n\
         member     accept decline withdraw\n\
         stranger  \n\
         akimat     edit\n\
         secretary \n\
         chamber   \n\
         leader     edit activate suspend resume\n\
         council    edit activate suspend resume exclude\n\
         seated    \n\
         ministry  \n\
         anonymous \n\
         system     accept dissolve\n"
    );
}

#[test]
fn states_that_each_role_sees() {
    assert_eq!(
        on_a_day(|facts| sights(|status| membership(status, facts))),
        "initiator  invited accepted active suspended ended declined expired\n\
         member     invited accepted active suspended ended declined expired\n\
         stranger   active suspended\n\
         akimat     invited accepted active suspended ended declined expired\n\
         secretary  invited accepted active suspended ended declined expired\n\
         chamber    invited accepted active suspended ended declined expired\n\
         leader     invited accepted active suspended ended declined expired\n\
         council    invited accepted active suspended ended declined expired\n\
         seated     invited accepted active suspended ended declined expired\n\
         ministry   invited accepted active suspended ended declined expired\n\
         anonymous  active suspended\n\
         system     invited accepted active suspended ended declined expired\n"
    );
}

#[test]
fn an_invitation_is_answered_up_to_its_last_day() {
    on_a_day(|facts| {
        let mut membership = membership(Status::Invited, facts);
        assert!(membership.act(&viewer("member"), Command::Accept {}, facts).is_ok());
        assert!(membership.act(&viewer("system"), Command::Expire {}, facts).is_err());
        membership.respond_by = facts.today() - Days::new(1);
        let refusal = membership.act(&viewer("member"), Command::Accept {}, facts).unwrap_err();
        let lapsed = INVITATION_STANDS.broken_at(Some("respond_by"));
        assert_eq!(refusal.reason, Reason::from(lapsed));
        assert!(membership.act(&viewer("system"), Command::Expire {}, facts).is_ok());
    });
}

#[test]
fn only_those_who_take_part_are_counted() {
    on_a_day(|facts| {
        let college = cluster::Tally { colleges: 1, ..cluster::Tally::default() };
        for &status in <Status as crate::Code>::all() {
            let expected = if Status::TAKES_PART.contains(&status) { college } else { none() };
            assert_eq!(membership(status, facts).tally(), expected, "{status:?}");
        }
    });
}

fn none() -> cluster::Tally {
    cluster::Tally::default()
}

#[test]
fn a_member_without_a_role_is_refused() {
    on_a_day(|facts| {
        let mut membership = membership(Status::Invited, facts);
        membership.terms.roles.clear();
        assert_eq!(
            membership.check(facts),
            Err(ROLES_ARE_NAMED.broken_at(Some("terms.roles")).into())
        );
    });
}
