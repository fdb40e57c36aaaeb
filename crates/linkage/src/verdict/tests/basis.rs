//! Enactments, inferred days, what contests and what confirms: domain.md section 3, clause by clause.

use std::collections::HashSet;

use super::*;
use crate::statement::Facts;

/// NDB and the operators' database as the documents and the later sources speak of them.
fn worked_example() -> Vec<LinkageStatement> {
    vec![
        said("T03", "2024-01-11", "ndb", "jisedai", Planned).planned_from("2024-04"),
        said("T18", "2024-01-11", "jisedai", "ndb", Planned).planned_by("2024-05"),
        said("A01", "2024-04-01", "jisedai", "ndb", InForce)
            .in_force_from("2024-04-01")
            .basis(Basis::Enactment),
        said("S01", "2024-12", "jisedai", "ndb", Planned).of_inferred_day(),
        said("D01", "2024-03-12", "jisedai", "ndb", InForce),
        said("L03", "2022-09-08", "ndb", "jisedai", Undecided),
        said("L09", "2024-11-25", "jisedai", "ndb", InForce),
    ]
}

fn of_ndb(on: &str, known_by: &str) -> PairVerdict {
    let statements = worked_example();
    let (ndb, jisedai) = (database("ndb"), database("jisedai"));
    pair_verdict(&ndb, &jisedai, &facts(&statements), &question(on, known_by))
}

#[test]
fn the_worked_example() {
    for (on, known_by) in [("2025-03-01", "2025-03-31"), ("2024-06-01", "2026-11-26")] {
        let verdict = of_ndb(on, known_by);
        assert_eq!(
            (verdict.state, verdict.governing.clone()),
            (InForce, Some(id("A01")))
        );
        assert!(verdict.is_contested());
        assert_eq!(verdict.contested_by, [id("S01")]);
        assert!(verdict.steps.contains(&Step::Governs {
            statement: id("A01"),
            reason: Reason::Enactment
        }));
    }
    let now = of_ndb("2025-03-01", "2025-03-31");
    assert_eq!(now.confirmed_by, [id("L09"), id("D01")]);
    assert!(
        conflicts(&now).contains(&"STATE A01=IN_FORCE S01=PLANNED ENACTMENT_GOVERNS".to_owned())
    );
}

#[test]
fn before_the_act_it_was_planned_and_long_before_nobody_spoke() {
    let planned = of_ndb("2024-02-01", "2025-03-31");
    assert_eq!(
        (planned.state, planned.governing),
        (Planned, Some(id("T18")))
    );
    for on in ["2010-01-01", "1990-01-01"] {
        let silent = of_ndb(on, "2025-03-31");
        assert_eq!((silent.state, silent.governing), (NotStated, None), "{on}");
        assert!(silent.steps.contains(&Step::NoneLeft));
    }
}

#[test]
fn nothing_is_undecided_or_forbidden_before_it_was_said() {
    for state in [Undecided, Prohibited, Planned, NotStated] {
        let statements = [said("A", "2024-01-11", "ndb", "idb", state)];
        assert_eq!(
            verdict(&statements, "1990-01-01", "2026-01-01").state,
            NotStated
        );
        assert_eq!(
            verdict(&statements, "2024-01-11", "2026-01-01").state,
            state
        );
    }
}

#[test]
fn an_enactment_holds_until_another_changes_it() {
    let act = said("A", "2022-04-01", "ndb", "idb", InForce).basis(Basis::Enactment);
    let slide = said("B", "2024-01-11", "idb", "ndb", Undecided);
    let both = verdict(&[act.clone(), slide.clone()], "2024-03-01", "2024-03-01");
    assert_eq!((both.state, both.contested_by), (InForce, vec![id("B")]));
    let repeal = said("C", "2023-01-01", "ndb", "idb", Prohibited).basis(Basis::Enactment);
    let three = verdict(&[act, slide, repeal], "2024-03-01", "2024-03-01");
    assert_eq!((three.state, three.governing), (Prohibited, Some(id("C"))));
}

#[test]
fn an_enactment_that_has_not_begun_or_has_ended_is_not_in_effect() {
    let later = said("A", "2023-05-26", "ndb", "idb", InForce)
        .in_force_from("2024-04-01")
        .basis(Basis::Enactment);
    let slide = said("B", "2024-01-11", "idb", "ndb", Undecided);
    let statements = [later, slide.clone()];
    assert_eq!(
        verdict(&statements, "2024-03-31", "2024-03-31").governing,
        Some(id("B"))
    );
    assert_eq!(
        verdict(&statements, "2024-04-01", "2024-03-31").governing,
        Some(id("A"))
    );
    let over = said("A", "2020-01-01", "ndb", "idb", InForce)
        .until("2023-12-31")
        .basis(Basis::Enactment);
    assert_eq!(
        verdict(&[over, slide], "2024-03-01", "2024-03-01").governing,
        Some(id("B"))
    );
}

#[test]
fn an_inferred_day_never_overrules_a_printed_one() {
    let printed = said("A", "2023-01-01", "ndb", "idb", InForce);
    let inferred = said("B", "2024-01-01", "idb", "ndb", Undecided).of_inferred_day();
    let both = verdict(&[printed, inferred.clone()], "2024-03-01", "2024-03-01");
    assert_eq!((both.state, &both.contested_by), (InForce, &vec![id("B")]));
    assert_eq!(
        conflicts(&both),
        ["STATE A=IN_FORCE B=UNDECIDED PRINTED_DAY_GOVERNS"]
    );
    assert_eq!(
        verdict(&[inferred], "2024-03-01", "2024-03-01").state,
        Undecided
    );
}

#[test]
fn what_is_older_or_says_more_does_not_contest() {
    let governing = said("A", "2024-01-01", "ndb", "idb", Planned);
    let more = said("B", "2024-02", "idb", "ndb", InForce).of_inferred_day();
    let older = said("C", "2023-01-01", "idb", "ndb", Undecided);
    let verdict = verdict(&[governing, more, older], "2024-03-01", "2024-03-01");
    assert_eq!(verdict.governing, Some(id("A")));
    assert!(!verdict.is_contested());
}

#[test]
fn of_one_day_official_governs_before_press() {
    let press = said("A", "2024-01-01", "ndb", "idb", Undecided).basis(Basis::Reported);
    let ministry = said("B", "2024-01-01", "idb", "ndb", InForce);
    let verdict = verdict(&[press, ministry], "2024-03-01", "2024-03-01");
    assert_eq!(verdict.governing, Some(id("B")));
    assert!(verdict.steps.contains(&Step::Governs {
        statement: id("B"),
        reason: Reason::FirmestOfTheDay
    }));
}

#[test]
fn in_force_without_a_start_does_not_differ_from_in_force_since_a_day() {
    let statements = [
        said("A", "2024-01-01", "ndb", "idb", InForce),
        said("B", "2022-09-08", "idb", "ndb", InForce).in_force_from("2022-04"),
        said("C", "2022-10-08", "idb", "ndb", InForce).in_force_from("2022-04-01"),
    ];
    let now = verdict(&statements, "2024-03-01", "2024-03-01");
    assert!(now.conflicts.is_empty());
    assert_eq!(now.confirmed_by, [id("C"), id("B")]);
    let then = verdict(&statements, "2023-01-01", "2024-03-01");
    assert_eq!((then.state, then.governing), (InForce, Some(id("C"))));
}

#[test]
fn any_form_means_those_in_which_both_are_given_out() {
    let form = |form| Question {
        form,
        ..question("2024-03-01", "2024-03-01")
    };
    let given_out: HashSet<_> = ["ndb", "idb"]
        .map(|code| (database(code), DataForm::Anonymised))
        .into();
    let ask = |state, asked| {
        let statements = [said("A", "2024-01-01", "ndb", "idb", state).form(StatementForm::Any)];
        let facts = Facts {
            statements: &statements,
            given_out: &given_out,
        };
        pair_verdict(&database("ndb"), &database("idb"), &facts, &form(asked))
    };
    assert_eq!(ask(InForce, DataForm::Anonymised).state, InForce);
    for asked in [DataForm::Pseudonymised, DataForm::Identified] {
        let none = ask(InForce, asked);
        assert_eq!((none.state, none.governing), (NotStated, None));
        assert!(matches!(&none.steps[0], Step::NotGivenOut { databases } if databases.len() == 2));
        assert_eq!(ask(Prohibited, asked).state, Prohibited);
    }
}
