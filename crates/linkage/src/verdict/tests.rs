use super::*;
use crate::statement::Basis;
use crate::statement::StatementForm;
use crate::statement::samples::{DATABASES, database, day, facts, said, table};
use LinkageState::*;

mod basis;
mod dates;

fn question(on: &str, known_by: &str) -> Question {
    Question {
        form: DataForm::Anonymised,
        on: day(on),
        known_by: day(known_by),
    }
}

/// The verdict on the pair ndb and idb.
fn verdict(statements: &[LinkageStatement], on: &str, known_by: &str) -> PairVerdict {
    pair_verdict(
        &database("ndb"),
        &database("idb"),
        &facts(statements),
        &question(on, known_by),
    )
}

fn id(id: &str) -> StatementId {
    StatementId::new(id)
}

/// `field governing-value other-value resolution`, one line for each conflict.
fn conflicts(verdict: &PairVerdict) -> Vec<String> {
    let value = |value: &ConflictValue| {
        format!(
            "{}={}",
            value.statement,
            value.value.as_deref().unwrap_or("none")
        )
    };
    let line = |conflict: &Conflict| {
        let (field, by) = (conflict.field.word(), conflict.resolution.word());
        let (governing, other) = (value(&conflict.governing), value(&conflict.other));
        format!("{field} {governing} {other} {by}")
    };
    verdict.conflicts.iter().map(line).collect()
}

// Clause 1: which statements count.

#[test]
fn silence_is_not_stated() {
    let verdict = verdict(&[], "2024-01-01", "2024-01-01");
    assert_eq!((verdict.state, verdict.governing), (NotStated, None));
    assert_eq!(
        verdict.steps,
        [Step::Silence, Step::Answer { state: NotStated }]
    );
}

#[test]
fn both_sides_speak_of_a_pair_and_others_do_not() {
    let statements = [
        said("A", "2024-01-01", "idb", "ndb", Undecided),
        said("B", "2024-02-01", "ndb", "kaigo", InForce),
        said("C", "2024-02-01", "kaigo", "", Prohibited),
    ];
    let verdict = verdict(&statements, "2024-03-01", "2024-03-01");
    assert_eq!(
        (verdict.state, verdict.considered),
        (Undecided, vec![id("A")])
    );
    assert_eq!(verdict.databases, [database("idb"), database("ndb")]);
}

#[test]
fn only_the_form_asked_for_or_any_counts() {
    let statements = [
        said("A", "2024-01-01", "ndb", "idb", Undecided).form(StatementForm::Any),
        said("B", "2024-02-01", "ndb", "idb", Prohibited).form(StatementForm::Pseudonymised),
        said("C", "2024-02-01", "ndb", "idb", InForce),
    ];
    let state = |form| {
        let question = Question {
            form,
            ..question("2024-03-01", "2024-03-01")
        };
        pair_verdict(
            &database("ndb"),
            &database("idb"),
            &facts(&statements),
            &question,
        )
        .state
    };
    assert_eq!(state(DataForm::Anonymised), InForce);
    assert_eq!(state(DataForm::Pseudonymised), Prohibited);
    assert_eq!(state(DataForm::Identified), Undecided);
}

#[test]
fn a_hyphen_counts_only_where_nothing_else_speaks() {
    let hyphen = said("A", "2024-02-01", "idb", "", NotStated);
    let alone = verdict(std::slice::from_ref(&hyphen), "2024-03-01", "2024-03-01");
    assert_eq!((alone.state, alone.governing), (NotStated, Some(id("A"))));

    let statements = [hyphen, said("B", "2023-01-01", "ndb", "idb", Undecided)];
    let beside = verdict(&statements, "2024-03-01", "2024-03-01");
    assert_eq!(
        (beside.state, &beside.considered),
        (Undecided, &vec![id("B")])
    );
    assert!(beside.conflicts.is_empty());
    assert!(
        beside
            .steps
            .contains(&Step::SaysNothing { statement: id("A") })
    );
}

// Clause 2: which governs.

#[test]
fn the_newest_governs_be_it_weaker_or_stronger() {
    let older = said("A", "2023-01-01", "ndb", "idb", Prohibited);
    let newer = said("B", "2024-01-01", "idb", "ndb", InForce);
    let now = verdict(&[older.clone(), newer], "2024-03-01", "2024-03-01");
    assert_eq!((now.state, now.governing.clone()), (InForce, Some(id("B"))));
    assert_eq!(
        conflicts(&now),
        ["STATE B=IN_FORCE A=PROHIBITED NEWEST_GOVERNS"]
    );
    assert_eq!(now.considered, [id("B"), id("A")]);

    let newer = said("B", "2024-01-01", "idb", "ndb", Undecided);
    let older = LinkageStatement {
        state: InForce,
        ..older
    };
    assert_eq!(
        verdict(&[older, newer], "2024-03-01", "2024-03-01").state,
        Undecided
    );
}

#[test]
fn of_one_day_the_weakest_governs() {
    let states = [Prohibited, Undecided, Planned, InForce];
    for (index, weaker) in states.iter().enumerate() {
        for stronger in &states[index + 1..] {
            let statements = [
                said("A", "2024-01-01", "ndb", "idb", *stronger),
                said("B", "2024-01-01", "idb", "ndb", *weaker),
            ];
            let verdict = verdict(&statements, "2024-03-01", "2024-03-01");
            assert_eq!(verdict.state, *weaker);
            assert_eq!(verdict.conflicts[0].resolution, Resolution::WeakestOfTheDay);
            let reason = Reason::WeakestOfTheDay;
            assert!(verdict.steps.contains(&Step::Governs {
                statement: id("B"),
                reason
            }));
        }
    }
}

#[test]
fn of_one_day_and_state_the_later_date_governs_and_no_date_before_all() {
    let plan = |code| said(code, "2024-01-01", "ndb", "idb", Planned);
    let by_may = plan("A").planned_by("2024-05");
    let from_april = plan("B").planned_from("2024-04");
    let both = plan("C").planned_from("2024-03").planned_by("2024-06");
    let undated = plan("D");
    let mut statements = vec![from_april];
    let mut governing = Vec::new();
    for next in [by_may, both, undated] {
        statements.push(next);
        governing.extend(verdict(&statements, "2024-02-01", "2024-02-01").governing);
    }
    assert_eq!(governing, ["A", "C", "D"].map(id));
    // A start and a deadline are no two dates of one thing.
    let two = verdict(&statements[..2], "2024-02-01", "2024-02-01");
    assert!(two.conflicts.is_empty());
    assert_eq!(two.confirmed_by, [id("B")]);
    assert_eq!(
        conflicts(&verdict(&statements[..3], "2024-02-01", "2024-02-01")),
        [
            "PLANNED_BY C=2024-06 A=2024-05 LATER_DATE_OF_THE_DAY_GOVERNS",
            "PLANNED_FROM C=2024-03 B=2024-04 LATER_DATE_OF_THE_DAY_GOVERNS",
        ]
    );
}

#[test]
fn of_two_links_in_force_the_later_start_governs() {
    let statements = [
        said("A", "2024-01-01", "ndb", "idb", InForce).in_force_from("2022-04"),
        said("B", "2024-01-01", "idb", "ndb", InForce),
    ];
    // Without a start the second attests from its own day, which is later than the start of the first.
    assert_eq!(
        verdict(&statements, "2024-03-01", "2024-03-01").governing,
        Some(id("B"))
    );
}

#[test]
fn of_two_links_in_force_since_one_day_the_one_that_ends_governs() {
    let open = said("A", "2024-01-01", "ndb", "idb", InForce).in_force_from("2022-04");
    let ending = said("B", "2024-01-01", "idb", "ndb", InForce)
        .in_force_from("2022-04")
        .until("2025");
    let verdict = verdict(&[open, ending], "2024-03-01", "2024-03-01");
    assert_eq!(verdict.governing, Some(id("B")));
    assert!(verdict.conflicts.is_empty());
}

#[test]
fn what_agrees_is_no_conflict() {
    let statements = [
        said("A", "2024-01-01", "ndb", "idb", Planned).planned_from("2024-04"),
        said("B", "2024-01-01", "idb", "ndb", Planned).planned_from("2024-04"),
        said("C", "2023-01-01", "ndb", "idb", Planned).planned_from("2024-04"),
    ];
    let verdict = verdict(&statements, "2024-02-01", "2024-02-01");
    assert!(verdict.conflicts.is_empty());
    let reason = Reason::Newest;
    assert!(verdict.steps.contains(&Step::Governs {
        statement: id("A"),
        reason
    }));
}

// Clause 5: conflicts.

#[test]
fn between_different_states_only_dates_that_both_print_are_compared() {
    let statements = [
        said("A", "2024-01-02", "ndb", "idb", InForce)
            .in_force_from("2024-01")
            .planned_by("2023"),
        said("B", "2024-01-01", "idb", "ndb", Planned)
            .planned_from("2024-04")
            .planned_by("2024-05"),
    ];
    assert_eq!(
        conflicts(&verdict(&statements, "2024-02-01", "2024-02-01")),
        [
            "STATE A=IN_FORCE B=PLANNED NEWEST_GOVERNS",
            "PLANNED_BY A=2023 B=2024-05 NEWEST_GOVERNS"
        ]
    );
}

// Clause 7: cells without a partner.

#[test]
fn undecided_speaks_of_every_pair_of_its_database() {
    let statements = [said("A", "2024-01-11", "idb", "", Undecided)];
    let state = |a, b| {
        let question = question("2024-02-01", "2024-02-01");
        pair_verdict(&database(a), &database(b), &facts(&statements), &question).state
    };
    assert_eq!(state("idb", "ndb"), Undecided);
    assert_eq!(state("kaigo", "idb"), Undecided);
    assert_eq!(state("kaigo", "ndb"), NotStated);
}

// The whole picture.

#[test]
fn the_graph_of_the_table() {
    let table = table();
    let known = question("2024-03-01", "2024-02-01");
    let mut graph = Vec::new();
    for (index, a) in DATABASES.iter().enumerate() {
        for b in &DATABASES[index + 1..] {
            let verdict = pair_verdict(&database(a), &database(b), &facts(&table), &known);
            let mark = if verdict.conflicts.is_empty() {
                ""
            } else {
                "*"
            };
            if verdict.state != NotStated {
                graph.push(format!("{a} {b} {}{mark}", verdict.state.word()));
            }
            assert!(!verdict.overdue);
        }
    }
    let named: Vec<_> = graph
        .iter()
        .filter(|line| !line.ends_with("UNDECIDED"))
        .collect();
    assert_eq!(
        named,
        [
            "ndb kaigo IN_FORCE",
            "ndb dpc IN_FORCE",
            "ndb idb PLANNED*",
            "ndb jisedai PLANNED",
            "kaigo dpc IN_FORCE",
            "kaigo idb PLANNED*",
            "kaigo jisedai PLANNED",
            "dpc idb PLANNED*",
            "dpc jisedai PLANNED",
            "nanbyo shoman PLANNED",
        ]
    );
    // 未定 of two databases: ten pairs each, one of them shared.
    assert_eq!(graph.len() - named.len(), 19);
}
