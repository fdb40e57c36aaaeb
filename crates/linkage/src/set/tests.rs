use super::*;
use crate::statement::DataForm;
use crate::statement::samples::{DATABASES, database, databases, day, facts, said, table};
use LinkageState::*;

fn question(on: &str, known_by: &str) -> Question {
    Question {
        form: DataForm::Anonymised,
        on: day(on),
        known_by: day(known_by),
    }
}

fn codes(pair: &PairVerdict) -> String {
    format!(
        "{} {} {}",
        pair.databases[0],
        pair.databases[1],
        pair.state.word()
    )
}

#[test]
fn what_cannot_be_asked() {
    let ask = |codes: &[&str]| {
        linkage(
            &databases(codes),
            &facts(&table()),
            &question("2024-03-01", "2024-02-01"),
        )
        .unwrap_err()
    };
    assert_eq!(
        ask(&[]),
        SetError::TooFew {
            given: 0,
            needed: 2
        }
    );
    assert_eq!(
        ask(&["ndb"]),
        SetError::TooFew {
            given: 1,
            needed: 2
        }
    );
    assert_eq!(
        ask(&["ndb", "dpc", "ndb"]),
        SetError::NamedTwice(database("ndb"))
    );
    assert_eq!(
        ask(&["ndb"]).to_string(),
        "1 databases were named, at least 2 are needed"
    );
}

#[test]
fn a_set_all_linked_is_its_own_largest_subset() {
    let set = databases(&["ndb", "kaigo", "dpc"]);
    let verdict = linkage(
        &set,
        &facts(&table()),
        &question("2024-03-01", "2024-02-01"),
    )
    .unwrap();
    assert_eq!(
        (verdict.state, verdict.blocking_pairs().count()),
        (InForce, 0)
    );
    assert_eq!(
        verdict.largest_linkable_subsets,
        [databases(&["dpc", "kaigo", "ndb"])]
    );
}

#[test]
fn links_are_not_transitive() {
    // 感染症DB and 次世代DB each link with NDB, but nobody states anything of the two.
    let statements = [
        said("A", "2024-01-11", "ndb", "idb", InForce),
        said("B", "2024-01-11", "ndb", "jisedai", InForce),
    ];
    let set = databases(&["ndb", "idb", "jisedai"]);
    let verdict = linkage(
        &set,
        &facts(&statements),
        &question("2024-03-01", "2024-02-01"),
    )
    .unwrap();
    assert_eq!((verdict.state, verdict.overdue), (NotStated, false));
    let blocking: Vec<_> = verdict.blocking_pairs().map(codes).collect();
    assert_eq!(blocking, ["idb jisedai NOT_STATED"]);
    let subsets = [databases(&["idb", "ndb"]), databases(&["jisedai", "ndb"])];
    assert_eq!(verdict.largest_linkable_subsets, subsets);
}

#[test]
fn the_set_is_overdue_only_if_a_weakest_pair_is() {
    let on = question("2025-03-01", "2024-02-01");
    let verdict = |codes: &[&str]| linkage(&databases(codes), &facts(&table()), &on).unwrap();
    let plans = verdict(&["ndb", "kaigo", "jisedai"]);
    assert_eq!((plans.state, plans.overdue), (Planned, true));
    let silent = verdict(&["ndb", "idb", "jisedai"]);
    assert_eq!((silent.state, silent.overdue), (NotStated, false));
    assert!(silent.pairs.iter().any(|pair| pair.overdue));
    assert_eq!(
        verdict(&["ndb", "jisedai"]).largest_linkable_subsets,
        Vec::<Vec<_>>::new()
    );
}

#[test]
fn the_matrix_has_a_cell_for_every_ordered_pair() {
    let all = databases(&DATABASES);
    let cells = matrix(
        &all,
        &facts(&table()),
        &question("2024-03-01", "2024-02-01"),
    );
    assert_eq!(cells.len(), 110);
    assert_eq!((&cells[0].row, &cells[0].column), (&all[0], &all[1]));
    for cell in &cells {
        let back = Cell {
            row: cell.column.clone(),
            column: cell.row.clone(),
            ..cell.clone()
        };
        assert!(cells.contains(&back), "{cell:?}");
    }
    let count = |state| cells.iter().filter(|cell| cell.state == state).count();
    assert_eq!(
        [count(InForce), count(Planned), count(Undecided)],
        [6, 14, 38]
    );
    assert_eq!(cells.iter().filter(|cell| cell.conflicting).count(), 6);
    assert!(cells.iter().all(|cell| !cell.overdue));
}

#[test]
fn what_can_be_added() {
    let (table, question) = (table(), question("2024-03-01", "2024-02-01"));
    let all = databases(&DATABASES);
    let ask = |having: &[&str], states| {
        linkable_with(&databases(having), &all, states, &facts(&table), &question)
    };
    let found = ask(&["ndb", "dpc"], Some(&[InForce])).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (&found[0].database, found[0].state),
        (&database("kaigo"), InForce)
    );
    assert!(found[0].blocking_pairs.is_empty());

    let any = ask(&["ndb", "jisedai"], None).unwrap();
    let summary: Vec<_> = any
        .iter()
        .take(4)
        .map(|c| format!("{} {}", c.database, c.state.word()))
        .collect();
    assert_eq!(
        summary,
        [
            "dpc PLANNED",
            "kaigo PLANNED",
            "disability UNDECIDED",
            "vaccination UNDECIDED"
        ]
    );
    assert_eq!(any.len(), 9);
    // The pair at hand is not in force either.
    let blocking: Vec<_> = any[0].blocking_pairs.iter().map(codes).collect();
    assert_eq!(blocking, ["dpc jisedai PLANNED", "jisedai ndb PLANNED"]);

    assert_eq!(
        ask(&[], None),
        Err(SetError::TooFew {
            given: 0,
            needed: 1
        })
    );
    assert_eq!(
        ask(&["ndb", "ndb"], None),
        Err(SetError::NamedTwice(database("ndb")))
    );
    assert!(ask(&["ndb"], Some(&[])).unwrap().is_empty());
}
