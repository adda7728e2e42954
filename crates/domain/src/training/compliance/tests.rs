//! The rules, as tables that can be read without reading code.

mod weeks;

use std::sync::LazyLock;

use self::weeks::holidays;
use super::*;
use crate::{
    facts::testing,
    training::{
        Shift, Weekday,
        schedule::testing::{daily, day, schedule},
    },
};

/// The values of the law of 2026.
const LAW: &[(RuleKey, i64)] = &[
    (RuleKey::WorkMinAge, 14),
    (RuleKey::WeekHoursAge14To16, 24),
    (RuleKey::WeekHoursAge16To18, 36),
    (RuleKey::WeekHoursAdult, 40),
    (RuleKey::WeekHoursHarmfulWork, 36),
    (RuleKey::DayOfFiveAge16To18, 432),
    (RuleKey::DayOfSixAge16To18, 360),
    (RuleKey::DayOfFiveAdult, 480),
    (RuleKey::DayOfSixAdult, 420),
    (RuleKey::DayOfFiveHarmfulWork, 432),
    (RuleKey::DayOfSixHarmfulWork, 360),
    (RuleKey::NightBegins, 1320),
    (RuleKey::NightEnds, 360),
    (RuleKey::NightWorkMinAge, 18),
    (RuleKey::HarmfulWorkMinAge, 18),
    (RuleKey::RestBreakAfter, 240),
    (RuleKey::RestBreakMin, 30),
    (RuleKey::DualMinEnterpriseShare, 60),
    (RuleKey::MentorMaxLearners, 10),
];

static CODES: LazyLock<[String; 2]> =
    LazyLock::new(|| ["4S07130704", "3W07150501"].map(str::to_owned));

/// The same at a place where the work is harmful.
fn harmful(plan: Plan<'_>) -> Plan<'_> {
    Plan { site: plan.site.map(|site| Site { is_harmful: true, ..site }), ..plan }
}

/// Somebody of 20 in dual training, six hours a day from September to December; nothing is wrong.
fn good<'p>(schedule: &'p Schedule, working_days: &'p WorkingDays) -> Plan<'p> {
    Plan {
        schedule,
        is_dual: true,
        hours: Hours { theory: 0, industrial_training: 300, practice: 150 },
        programme: Hours { theory: 900, industrial_training: 500, practice: 250 },
        birth_date: day("2006-05-01"),
        studies: (day("2025-09-01"), day("2029-06-30")),
        others: &[],
        qualification_code: "3W07150501",
        site: Some(Site {
            capacity: Capacity { room: 1, taken: &[] },
            available: (day("2025-09-01"), None),
            qualification_codes: &*CODES,
            is_harmful: false,
        }),
        mentor: Some(Capacity { room: 1, taken: &[] }),
        working_days,
    }
}

fn autumn(shifts: Vec<Shift>) -> Schedule {
    schedule("2026-09-01", "2026-12-31", shifts)
}

/// What is not kept, with the numbers.
fn broken(plan: &Plan<'_>) -> String {
    let told = check(plan, &testing::rules(LAW)).into_iter().filter(Check::is_broken);
    let told = told.flat_map(|check| {
        let numbers = check.measured.map(|measured| measured.text()[2].clone());
        [Some(check.rule.code.to_owned()), numbers].into_iter().flatten()
    });
    told.collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_good_keeps_every_rule() {
    let (schedule, free) = (autumn(daily(5, 540, 930)), WorkingDays::default());
    let plan = good(&schedule, &free);
    let rules = testing::rules(LAW);
    let told = check(&plan, &rules);
    let table = told.iter().map(|it| format!("{:<27}{:?}\n", it.rule.code, it.outcome));
    assert_eq!(
        table.collect::<Vec<_>>().concat(),
        "\
TOO_YOUNG                  Kept
WEEK_HOURS_EXCEEDED        Kept
DAY_HOURS_EXCEEDED         Kept
NIGHT_WORK_NOT_ALLOWED     NotConcerned
HARMFUL_WORK_NOT_ALLOWED   NotConcerned
BREAK_MISSING              Kept
SCHEDULES_OVERLAP          Kept
OUTSIDE_STUDIES            Kept
START_NOT_WORKED           Kept
HOURS_EXCEED_PROGRAMME     Kept
ENTERPRISE_SHARE_TOO_SMALL Kept
HOURS_EXCEED_SCHEDULE      Kept
QUALIFICATION_NOT_TRAINED  Kept
WORKPLACE_NOT_AVAILABLE    Kept
WORKPLACE_FULL             Kept
MENTOR_FULL                Kept
MENTOR_OVERLOADED          Kept
"
    );
    assert_eq!(enforce(&plan, &rules), Ok(()));
}

/// Somebody of this age on the first day of the schedule.
fn aged(schedule: &Schedule, birth_date: &str) -> String {
    let free = WorkingDays::default();
    let plan = Plan { birth_date: day(birth_date), ..good(schedule, &free) };
    let little = Hours { theory: 0, industrial_training: 10, practice: 0 };
    broken(&Plan { hours: little, programme: little, ..plan })
}

#[test]
fn the_age_limits_hours() {
    let of = |shifts, birth_date| aged(&autumn(shifts), birth_date);
    let (thirty, long, six) = (daily(5, 540, 930), daily(5, 540, 1020), daily(6, 540, 930));
    for (shifts, birth_date, expected) in [
        // Thirteen, fifteen, sixteen, eighteen on 1 September.
        (
            thirty.clone(),
            "2012-10-01",
            "TOO_YOUNG 2026-09-01: age 13, the limit is age 14. \
             WEEK_HOURS_EXCEEDED 2026-09-07: 30 h 0 min, the limit is 24 h 0 min.",
        ),
        (
            thirty.clone(),
            "2011-01-01",
            "WEEK_HOURS_EXCEEDED 2026-09-07: 30 h 0 min, the limit is 24 h 0 min.",
        ),
        (thirty, "2010-08-31", ""),
        (
            long.clone(),
            "2010-01-01",
            "WEEK_HOURS_EXCEEDED 2026-09-07: 37 h 30 min, the limit is 36 h 0 min. \
             DAY_HOURS_EXCEEDED 2026-09-01: 7 h 30 min, the limit is 7 h 12 min.",
        ),
        (long, "2008-08-31", ""),
        (six.clone(), "2010-01-01", ""),
        (
            daily(6, 540, 960),
            "2010-01-01",
            "WEEK_HOURS_EXCEEDED 2026-09-07: 39 h 0 min, the limit is 36 h 0 min. DAY_HOURS_EXCEEDED 2026-09-01: 6 h 30 min, the limit is 6 h 0 min.",
        ),
        (six, "2006-01-01", ""),
        (
            daily(6, 540, 1020),
            "2006-01-01",
            "WEEK_HOURS_EXCEEDED 2026-09-07: 45 h 0 min, the limit is 40 h 0 min. \
             DAY_HOURS_EXCEEDED 2026-09-01: 7 h 30 min, the limit is 7 h 0 min.",
        ),
    ] {
        assert_eq!(of(shifts, birth_date), expected, "born {birth_date}");
    }
}

#[test]
fn in_the_week_of_a_birthday_the_younger_age_holds() {
    // Thirty hours a week are too many before the sixteenth birthday.
    let on =
        |birth_date| aged(&schedule("2026-09-07", "2026-09-13", daily(5, 540, 930)), birth_date);
    let refused = "WEEK_HOURS_EXCEEDED 2026-09-07: 30 h 0 min, the limit is 24 h 0 min.";
    for (birth_date, expected) in [
        ("2010-09-06", ""),
        ("2010-09-07", ""),
        ("2010-09-08", refused),
        ("2010-09-13", refused),
        ("2010-09-14", refused),
    ] {
        assert_eq!(on(birth_date), expected, "born {birth_date}");
    }
    // Only the weeks before the birthday are blamed.
    let (term, free) = (autumn(daily(5, 540, 930)), WorkingDays::default());
    let plan = Plan { birth_date: day("2010-10-15"), ..good(&term, &free) };
    let timetable = Timetable::of(&plan);
    let rules = testing::rules(LAW);
    let over = timetable.weeks().filter(|week| {
        i64::from(week.in_all) > timetable::week_limit(&plan, week.monday, &rules).1 * 60
    });
    let mondays: Vec<_> = over.map(|week| week.monday.to_string()).collect();
    let expected =
        ["2026-09-07", "2026-09-14", "2026-09-21", "2026-09-28", "2026-10-05", "2026-10-12"];
    assert_eq!(mondays, expected, "four days of the first week are 24 hours");
}

#[test]
fn nights_and_harm_are_for_adults() {
    let night =
        |begins, ends| autumn(vec![Shift { weekday: Weekday::Tuesday, begins, ends, rest: 0 }]);
    let refused = "NIGHT_WORK_NOT_ALLOWED 2026-09-01: age 17, the limit is age 18.";
    for (begins, ends, expected) in [
        (1200, 1320, ""),
        (1200, 1321, refused),
        (360, 480, ""),
        (359, 480, refused),
        (1380, 1440, refused),
        (0, 60, refused),
    ] {
        assert_eq!(aged(&night(begins, ends), "2008-09-08"), expected, "{begins} to {ends}");
    }
    assert_eq!(aged(&night(0, 60), "2008-09-01"), "", "eighteen on that day");
    let (term, free) = (autumn(daily(5, 540, 780)), WorkingDays::default());
    let minor = Plan { birth_date: day("2008-12-24"), ..harmful(good(&term, &free)) };
    let refused = "HARMFUL_WORK_NOT_ALLOWED 2026-09-01: age 17, the limit is age 18. \
                   HOURS_EXCEED_SCHEDULE 2026-09-01: 450 h, the limit is 352 h.";
    assert_eq!(broken(&minor), refused);
    let adult = Plan { birth_date: day("2008-09-01"), hours: Hours::default(), ..minor };
    assert_eq!(broken(&Plan { is_dual: false, ..adult }), "");
    let long = autumn(daily(5, 540, 1020));
    assert_eq!(
        broken(&Plan { schedule: &long, is_dual: false, ..adult }),
        "WEEK_HOURS_EXCEEDED 2026-09-07: 37 h 30 min, the limit is 36 h 0 min. \
         DAY_HOURS_EXCEEDED 2026-09-01: 7 h 30 min, the limit is 7 h 12 min.",
        "in harmful work adults have the limits of minors"
    );
}

#[test]
fn a_long_day_has_a_break_within_a_shift_or_between_two() {
    let shift = |begins, ends, rest| Shift { weekday: Weekday::Tuesday, begins, ends, rest };
    let refused = |found| format!("BREAK_MISSING 2026-09-01: {found}, the limit is 4 h 0 min.");
    for (shifts, expected) in [
        (vec![shift(540, 780, 0)], String::new()),
        (vec![shift(540, 781, 0)], refused("4 h 1 min")),
        (vec![shift(540, 840, 29)], refused("4 h 31 min")),
        (vec![shift(540, 840, 30)], String::new()),
        (vec![shift(810, 1000, 0), shift(540, 780, 0)], String::new()),
        (vec![shift(540, 780, 0), shift(800, 1000, 10)], refused("7 h 10 min")),
        (vec![shift(540, 570, 0), shift(600, 900, 0)], refused("5 h 0 min")),
    ] {
        assert_eq!(aged(&autumn(shifts.clone()), "2006-01-01"), expected, "{shifts:?}");
    }
    // Past midnight, and on the way from one place to another.
    let next = |begins, ends| Shift { weekday: Weekday::Wednesday, begins, ends, rest: 0 };
    let through = autumn(vec![shift(1260, 1440, 0), next(0, 120)]);
    assert_eq!(aged(&through, "2006-01-01"), refused("5 h 0 min"));
    let (free, here) = (WorkingDays::default(), autumn(vec![shift(540, 720, 0)]));
    let of = |begins| {
        let others = [autumn(vec![shift(begins, begins + 120, 0)])];
        let plan = good(&here, &free);
        broken(&Plan { hours: Hours::default(), is_dual: false, others: &others, ..plan })
    };
    assert_eq!(of(749), refused("5 h 0 min"));
    assert_eq!(of(750), "");
    // Somebody who is elsewhere in the midst of a shift has not had a break before its end.
    let here = autumn(vec![shift(540, 780, 0)]);
    let others = [autumn(vec![shift(600, 610, 0), shift(785, 845, 0)])];
    let plan = Plan { others: &others, ..good(&here, &free) };
    assert_eq!(
        broken(&Plan { hours: Hours::default(), is_dual: false, ..plan }),
        refused("5 h 10 min") + " SCHEDULES_OVERLAP"
    );
}

#[test]
fn dates_lie_within_the_studies_and_begin_with_work() {
    let free = WorkingDays::default();
    let of = |from, to| {
        let schedule = schedule(from, to, daily(5, 540, 930));
        let plan = good(&schedule, &free);
        broken(&Plan { hours: Hours::default(), is_dual: false, site: None, ..plan })
    };
    assert_eq!(of("2025-09-01", "2025-12-31"), "");
    assert_eq!(of("2025-08-29", "2025-12-31"), "OUTSIDE_STUDIES");
    assert_eq!(of("2029-05-01", "2029-06-30"), "");
    assert_eq!(of("2029-05-01", "2029-07-01"), "OUTSIDE_STUDIES");
    assert_eq!(of("2026-09-05", "2026-12-31"), "START_NOT_WORKED", "a Saturday");
    let free = holidays();
    let of = |from, days| {
        let schedule = schedule(from, "2027-03-31", daily(days, 540, 780));
        broken(&Plan { hours: Hours::default(), is_dual: false, ..good(&schedule, &free) })
    };
    assert_eq!(of("2026-12-16", 5), "START_NOT_WORKED", "a holiday");
    assert_eq!(of("2027-01-04", 5), "START_NOT_WORKED", "for a Saturday");
    assert_eq!(of("2027-01-04", 6), "", "a Saturday is worked in six days");
}

#[test]
fn a_share_of_dual_training_is_held_at_the_enterprise() {
    let (term, free) = (autumn(daily(5, 540, 930)), WorkingDays::default());
    let of = |industrial_training, is_dual| {
        let hours = Hours { theory: 0, industrial_training, practice: 100 };
        broken(&Plan { is_dual, hours, ..good(&term, &free) })
    };
    let refused = "ENTERPRISE_SHARE_TOO_SMALL 2026-09-01: 59 %, the limit is 60 %.";
    assert_eq!(of(349, true), refused);
    assert_eq!(of(350, true), "");
    assert_eq!(of(349, false), "");
    assert_eq!(of(429, true), "HOURS_EXCEED_SCHEDULE 2026-09-01: 529 h, the limit is 528 h.");
    let programme = |theory, industrial_training, practice| {
        let programme = Hours { theory, industrial_training, practice };
        broken(&Plan { programme, ..good(&term, &free) })
    };
    assert_eq!(programme(0, 300, 150), "");
    assert_eq!(programme(0, 299, 151), "HOURS_EXCEED_PROGRAMME");
    assert_eq!(programme(0, 301, 149), "HOURS_EXCEED_PROGRAMME");
    assert_eq!(
        programme(1000, 0, 0),
        "HOURS_EXCEED_PROGRAMME \
         ENTERPRISE_SHARE_TOO_SMALL 2026-09-01: 0 %, the limit is 60 %."
    );
}

#[test]
fn nobody_is_at_two_places_and_hours_at_both_count() {
    let free = WorkingDays::default();
    let own = autumn(daily(5, 540, 780));
    let of = |other: &[Shift], birth_date: &str| {
        let others = [schedule("2026-09-08", "2026-10-31", other.to_vec())];
        let plan = Plan { others: &others, birth_date: day(birth_date), ..good(&own, &free) };
        broken(&Plan { hours: Hours::default(), is_dual: false, ..plan })
    };
    assert_eq!(of(&daily(5, 810, 930), "2006-01-01"), "");
    assert_eq!(
        of(&daily(5, 779, 840), "2006-01-01"),
        "BREAK_MISSING 2026-09-08: 5 h 1 min, the limit is 4 h 0 min. SCHEDULES_OVERLAP"
    );
    assert_eq!(
        of(&daily(5, 810, 1050), "2010-01-01"),
        "WEEK_HOURS_EXCEEDED 2026-09-14: 40 h 0 min, the limit is 36 h 0 min. \
         DAY_HOURS_EXCEEDED 2026-09-08: 8 h 0 min, the limit is 7 h 12 min."
    );
}

#[test]
fn there_is_room_on_every_day() {
    let (term, free) = (autumn(daily(5, 540, 930)), WorkingDays::default());
    let span = |from, to| (day(from), day(to));
    let taken = [
        span("2026-01-01", "2026-08-31"),
        span("2026-08-01", "2026-10-10"),
        span("2026-10-10", "2027-01-31"),
        span("2027-01-01", "2027-01-31"),
    ];
    let of = |places, mentor| {
        let capacity = |room| Some(Capacity { room, taken: &taken });
        let plan = good(&term, &free);
        let site = plan.site.map(|site| Site { capacity: capacity(places).unwrap(), ..site });
        broken(&Plan { site, mentor: capacity(mentor), ..plan })
    };
    let full = |word| format!("{word} 2026-10-10: persons: 3, the limit is persons: 2.");
    assert_eq!(of(3, 3), "");
    assert_eq!(of(2, 3), full("WORKPLACE_FULL"));
    assert_eq!(of(3, 2), full("MENTOR_FULL"));
    let eleven = vec![span("2026-10-01", "2026-10-01"); 10];
    let mentor = Some(Capacity { room: 20, taken: &eleven });
    let plan = Plan { mentor, ..good(&term, &free) };
    assert_eq!(
        broken(&plan),
        "MENTOR_OVERLOADED 2026-10-01: persons: 11, the limit is persons: 10."
    );
}

#[test]
fn what_law_only_warns_of_is_not_refused() {
    let (term, free) = (autumn(daily(5, 540, 930)), WorkingDays::default());
    let many = vec![(day("2026-10-01"), day("2026-10-01")); 10];
    let mentor = Some(Capacity { room: 20, taken: &many });
    let plan = Plan { mentor, ..good(&term, &free) };
    assert!(enforce(&plan, &testing::rules(LAW)).is_err());
    let rules = testing::rules_warning(LAW, Some(RuleKey::MentorMaxLearners));
    assert_eq!(enforce(&plan, &rules), Ok(()));
    let check = check(&plan, &rules).pop().unwrap();
    assert!(check.is_broken() && check.severity == Severity::Warn);
}

#[test]
fn what_is_refused_is_told_before_what_is_only_said() {
    let (term, free) = (autumn(daily(5, 540, 1020)), WorkingDays::default());
    let plan = Plan { birth_date: day("2010-10-15"), ..good(&term, &free) };
    let of = |warning| {
        let rules = testing::rules_warning(LAW, warning);
        let checks = check(&plan, &rules);
        let week = checks.into_iter().find(|it| it.rule == &WEEK_IS_SHORT_ENOUGH).unwrap();
        (week.severity, week.measured.unwrap().limit / 60, week.law.unwrap().0)
    };
    let (youngest, older) = (RuleKey::WeekHoursAge14To16, RuleKey::WeekHoursAge16To18);
    assert_eq!(of(None), (Severity::Block, 24, youngest));
    assert_eq!(of(Some(youngest)), (Severity::Block, 36, older));
    assert_eq!(of(Some(older)), (Severity::Block, 24, youngest));
}

#[test]
fn six_days_of_a_week_are_six_wherever_they_are_worked() {
    let free = WorkingDays::default();
    let all = daily(6, 540, 940);
    let (here, there) = (autumn(all[..3].to_vec()), autumn(all[3..].to_vec()));
    let others = [there];
    let plan = Plan { others: &others, birth_date: day("2010-01-01"), ..good(&here, &free) };
    assert_eq!(
        broken(&Plan { hours: Hours::default(), is_dual: false, ..plan }),
        "WEEK_HOURS_EXCEEDED 2026-09-07: 37 h 0 min, the limit is 36 h 0 min. \
         DAY_HOURS_EXCEEDED 2026-09-07: 6 h 10 min, the limit is 6 h 0 min."
    );
}

#[test]
fn the_workplace_trains_for_it_and_is_there_all_the_time() {
    let (term, free) = (autumn(daily(5, 540, 930)), WorkingDays::default());
    let plan = good(&term, &free);
    let other = Plan { qualification_code: "3W07150502", ..plan };
    assert_eq!(broken(&other), "QUALIFICATION_NOT_TRAINED");
    let of = |first, last: Option<&str>| {
        let available = (day(first), last.map(day));
        broken(&Plan { site: plan.site.map(|site| Site { available, ..site }), ..plan })
    };
    assert_eq!(of("2026-09-01", Some("2026-12-31")), "");
    assert_eq!(of("2026-09-02", None), "WORKPLACE_NOT_AVAILABLE");
    assert_eq!(of("2026-01-01", Some("2026-12-30")), "WORKPLACE_NOT_AVAILABLE");
    let unknown = check(&Plan { site: None, ..plan }, &testing::rules(LAW));
    let concerned =
        |code: &str| unknown.iter().find(|it| it.rule.code == code).map(|it| it.outcome);
    for code in ["QUALIFICATION_NOT_TRAINED", "WORKPLACE_NOT_AVAILABLE", "WORKPLACE_FULL"] {
        assert_eq!(concerned(code), Some(Outcome::NotConcerned), "{code}");
    }
}
