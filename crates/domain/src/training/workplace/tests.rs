//! The rules, in a form that can be read without reading code.

use chrono::Days;
use uuid::Uuid;

use super::*;
use crate::{
    Place, Role, Viewer, Workflow,
    facts::testing,
    reference::RuleKey,
    workflow::testing::{actions_by_state, is_sound},
};

fn id<R>(number: u128) -> Id<R> {
    Id::new(Uuid::from_u128(number))
}

fn on_a_day<T>(test: impl FnOnce(&Facts<'_>) -> T) -> T {
    let rules = testing::rules(&[(RuleKey::WorkplaceMaxCapacity, 100)]);
    test(&Facts { now: testing::now(), rules: &rules })
}

fn terms(facts: &Facts<'_>) -> Terms {
    let text = |text: &str| LocalizedText::new(Some(text.to_owned()), None, None).unwrap();
    Terms {
        name: text("Дәнекерлеу цехы"),
        qualification_codes: vec!["3W07150501".to_owned()],
        kato_code: "351010000".to_owned(),
        address: None,
        latitude: Some(49.8),
        longitude: Some(73.1),
        capacity: 5,
        available_from: facts.today(),
        available_to: Some(facts.today() + Days::new(30)),
        shift_mode: ShiftMode::Day,
        is_harmful: false,
        conditions: None,
        equipment: None,
    }
}

/// Of enterprise 1.
fn workplace(terms: Terms, status: Status, facts: &Facts<'_>) -> Workplace {
    let region = RegionCode::parse("35").unwrap();
    let located = Located { terms, region };
    let draft = Workplace::draft(id(5), "W-35-2026-000001".to_owned(), id(1), located, facts);
    Workplace { status, ..draft }
}

fn hr(number: u128) -> Viewer {
    Viewer::seated("hr", Role::EmployerHr, Place::Organization(id(number)))
}

#[test]
fn the_lifecycle_is_sound() {
    is_sound::<Workplace>(&[Status::Closed, Status::Withdrawn]);
}

#[test]
fn actions_of_the_enterprise_in_each_state() {
    let table = on_a_day(|facts| {
        actions_by_state(|status| workplace(terms(facts), status, facts), &hr(1), facts)
    });
    assert_eq!(
        table,
        "\
draft      edit publish withdraw
open       edit suspend close
suspended  edit publish close
closed    
withdrawn 
"
    );
    let other = on_a_day(|facts| {
        actions_by_state(|status| workplace(terms(facts), status, facts), &hr(2), facts)
    });
    assert_eq!(other, "draft     \nopen      \nsuspended \nclosed    \nwithdrawn \n");
}

#[test]
fn everyone_sees_what_is_open_and_the_enterprise_sees_all() {
    on_a_day(|facts| {
        let sees = |viewer: &Viewer, status| viewer.sees(&workplace(terms(facts), status, facts));
        for (status, is_shown) in [
            (Status::Draft, false),
            (Status::Open, true),
            (Status::Suspended, true),
            (Status::Closed, true),
            (Status::Withdrawn, false),
        ] {
            assert_eq!(sees(&Viewer::anonymous(), status), is_shown, "{status:?}");
            assert_eq!(sees(&hr(2), status), is_shown, "{status:?}");
            assert!(sees(&hr(1), status), "{status:?}");
        }
    });
}

#[test]
fn what_is_said_of_it_is_possible() {
    on_a_day(|facts| {
        let broken = |change: fn(&mut Terms)| {
            let mut terms = terms(facts);
            change(&mut terms);
            let refusal = workplace(terms, Status::Draft, facts).begin(&hr(1), facts);
            match refusal.map_err(|refusal| refusal.reason) {
                Ok(_) => Vec::new(),
                Err(crate::Reason::Broken(broken)) => {
                    broken.iter().map(|it| it.rule.code).collect()
                }
                Err(reason) => panic!("{reason:?}"),
            }
        };
        assert_eq!(broken(|_| {}), [""; 0]);
        for possible in [
            (|it| it.available_to = None) as fn(&mut Terms),
            |it| it.available_to = Some(it.available_from),
            |it| it.capacity = 1,
            |it| it.capacity = 100,
            |it| it.qualification_codes = (0..20).map(|n| format!("3W071505{n:02}")).collect(),
            |it| (it.latitude, it.longitude) = (None, None),
        ] {
            assert_eq!(broken(possible), [""; 0]);
        }
        assert_eq!(broken(|it| it.capacity = 0), ["CAPACITY_OUT_OF_RANGE"]);
        assert_eq!(broken(|it| it.capacity = 101), ["CAPACITY_OUT_OF_RANGE"]);
        let qualifications = ["QUALIFICATIONS_OUT_OF_RANGE"];
        assert_eq!(broken(|it| it.qualification_codes.clear()), qualifications);
        let twice = |it: &mut Terms| it.qualification_codes.extend(it.qualification_codes.clone());
        assert_eq!(broken(twice), qualifications);
        let many = |it: &mut Terms| {
            it.qualification_codes = (0..21).map(|n| format!("3W071505{n:02}")).collect();
        };
        assert_eq!(broken(many), qualifications);
        let backwards = |it: &mut Terms| it.available_to = it.available_from.pred_opt();
        assert_eq!(broken(backwards), ["DATES_OUT_OF_ORDER"]);
        for impossible in [
            (|it| it.longitude = None) as fn(&mut Terms),
            |it| it.latitude = None,
            |it| it.longitude = Some(7.3),
        ] {
            assert_eq!(broken(impossible), ["COORDINATES_INVALID"]);
        }
    });
}

#[test]
fn what_has_passed_is_not_opened_and_what_is_open_does_not_end_in_the_past() {
    on_a_day(|facts| {
        let until = |last: NaiveDate| Terms {
            available_from: last,
            available_to: Some(last),
            ..terms(facts)
        };
        let (today, yesterday) = (facts.today(), facts.today().pred_opt().unwrap());
        let past = Err(crate::Reason::Broken(vec![
            IS_STILL_AVAILABLE.broken_at(Some("terms.available_to")),
        ]));
        let act = |status, before, command| {
            let acted = workplace(before, status, facts).act(&hr(1), command, facts);
            acted.map(drop).map_err(|refusal| refusal.reason)
        };
        let publish = |last| act(Status::Draft, until(last), Command::Publish {});
        assert_eq!(publish(today), Ok(()));
        assert_eq!(publish(yesterday), past);
        let edit = |status, last| {
            let region = RegionCode::parse("35").unwrap();
            let terms = Located { terms: until(last), region };
            act(status, until(today), Command::Edit { terms })
        };
        assert_eq!(edit(Status::Draft, yesterday), Ok(()));
        for status in [Status::Open, Status::Suspended] {
            assert_eq!(edit(status, today), Ok(()));
            assert_eq!(edit(status, yesterday), past, "{status:?}");
        }
    });
}

#[test]
fn it_is_published_once() {
    on_a_day(|facts| {
        let draft = workplace(terms(facts), Status::Draft, facts);
        let open = draft.act(&hr(1), Command::Publish {}, facts).unwrap();
        assert_eq!(open.published_at, Some(facts.now.0));
        let earlier = DateTime::UNIX_EPOCH;
        let suspended =
            Workplace { status: Status::Suspended, published_at: Some(earlier), ..open };
        let again = suspended.act(&hr(1), Command::Publish {}, facts).unwrap();
        assert_eq!(again.published_at, Some(earlier));
    });
}
