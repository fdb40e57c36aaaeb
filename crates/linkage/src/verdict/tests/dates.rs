//! Starts, ends, deadlines and partial dates.

use super::*;

// Clause 3: in force from when, until when.

#[test]
fn a_start_after_the_day_is_a_plan_with_that_start() {
    let statements = [said("A", "2025-11-27", "ndb", "idb", InForce).in_force_from("2025-12")];
    let before = verdict(&statements, "2025-11-30", "2025-11-30");
    assert_eq!((before.state, before.overdue), (Planned, false));
    assert_eq!(before.starts_on, "2025-12".parse().ok());
    let after = verdict(&statements, "2025-12-01", "2025-11-30");
    assert_eq!(
        (after.state, after.starts_on),
        (InForce, "2025-12".parse().ok())
    );
}

#[test]
fn without_a_start_it_attests_from_its_own_day() {
    let newer = said("A", "2024-11-25", "ndb", "idb", InForce);
    let older = said("B", "2024-01-11", "idb", "ndb", Planned).planned_by("2024-05");
    let statements = [newer, older];
    let on = |on| verdict(&statements, on, "2025-01-01");
    assert_eq!(on("2024-11-25").governing, Some(id("A")));

    // For an earlier day the older statement answers; the newer does not speak of it.
    let before = on("2024-11-24");
    assert_eq!((before.state, before.overdue), (Planned, true));
    assert_eq!(before.governing, Some(id("B")));
    assert_eq!(before.considered, [id("B")]);
    assert!(before.conflicts.is_empty());
    assert!(before.steps.contains(&Step::SpeakFromTheirDay {
        statements: vec![id("A")]
    }));

    let alone = verdict(&statements[..1], "2024-11-24", "2025-01-01");
    assert_eq!((alone.state, &alone.governing), (NotStated, &None));
    assert!(alone.steps.contains(&Step::NoneLeft));
}

#[test]
fn a_hyphen_of_a_later_day_does_not_speak_either() {
    let statements = [
        said("A", "2024-06-01", "ndb", "idb", InForce),
        said("B", "2024-07-01", "idb", "", NotStated),
    ];
    let before = verdict(&statements, "2024-03-01", "2025-01-01");
    assert_eq!((before.state, before.governing), (NotStated, None));
}

#[test]
fn until_ends_it_after_its_last_day() {
    let statements = [said("A", "2024-01-01", "ndb", "idb", InForce)
        .in_force_from("2023")
        .until("2024-06")];
    assert_eq!(
        verdict(&statements, "2024-06-30", "2024-12-31").state,
        InForce
    );
    let ended = verdict(&statements, "2024-07-01", "2024-12-31");
    assert_eq!((ended.state, ended.starts_on), (NotStated, None));
    assert_eq!(ended.governing, Some(id("A")));
    assert_eq!(
        ended.steps[2],
        Step::Ended {
            until: "2024-06".parse().unwrap()
        }
    );
}

// Clause 4: a plan stays a plan.

#[test]
fn a_plan_whose_day_has_passed_is_overdue() {
    let plan = said("A", "2024-01-11", "ndb", "idb", Planned);
    let overdue = |plan: &LinkageStatement, on| {
        let verdict = verdict(std::slice::from_ref(plan), on, "2024-02-01");
        assert_eq!(verdict.state, Planned);
        verdict.overdue
    };
    let from = plan.clone().planned_from("2024-04");
    assert!(!overdue(&from, "2024-04-01"));
    assert!(overdue(&from, "2024-04-02"));
    let by = plan.clone().planned_by("2024-05");
    assert!(!overdue(&by, "2024-05-31"));
    assert!(overdue(&by, "2024-06-01"));
    let both = by.clone().planned_from("2024-04");
    assert!(!overdue(&both, "2024-05-31"));
    assert!(overdue(&both, "2024-06-01"));
    assert!(!overdue(&plan, "2999-01-01"));
}

#[test]
fn a_deadline_is_no_start() {
    let plan = said("A", "2024-01-11", "ndb", "idb", Planned).planned_by("2024-05");
    assert_eq!(
        verdict(std::slice::from_ref(&plan), "2024-02-01", "2024-02-01").starts_on,
        None
    );
    let plan = plan.planned_from("2024-04");
    assert_eq!(
        verdict(&[plan], "2024-02-01", "2024-02-01").starts_on,
        "2024-04".parse().ok()
    );
}

// Clause 6: partial dates.

#[test]
fn a_month_is_known_from_its_last_day() {
    let statements = [said("A", "2024-04", "ndb", "idb", InForce)];
    let known = |known_by| verdict(&statements, "2025-01-01", known_by).state;
    assert_eq!(
        [known("2024-04-29"), known("2024-04-30")],
        [NotStated, InForce]
    );
}

#[test]
fn a_year_is_newer_than_the_days_before_its_last() {
    let statements = [
        said("A", "2024", "ndb", "idb", InForce),
        said("B", "2024-12-30", "ndb", "idb", Undecided),
    ];
    assert_eq!(
        verdict(&statements, "2025-01-01", "2025-01-01").governing,
        Some(id("A"))
    );
}
