//! What holds of every verdict, whatever the statements.

use chrono::Days;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::set::linkage;
use crate::statement::samples::{database, databases, facts};
use crate::statement::{Basis, DayDerivation, StatementForm};

const CODES: [&str; 4] = ["a", "b", "c", "d"];

fn any_state() -> impl Strategy<Value = LinkageState> {
    use LinkageState::*;
    select(vec![Prohibited, NotStated, Undecided, Planned, InForce])
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2023, 12, 1).unwrap();
    (0u64..120).prop_map(move |days| first + Days::new(days))
}

fn any_date() -> impl Strategy<Value = PartialDate> {
    (any_day(), 0..3).prop_map(|(day, precision)| {
        let text = day.to_string();
        text[..[4, 7, 10][precision as usize]].parse().unwrap()
    })
}

fn any_basis() -> impl Strategy<Value = Basis> {
    select(vec![Basis::Enactment, Basis::Official, Basis::Reported])
}

fn any_derivation() -> impl Strategy<Value = DayDerivation> {
    select(vec![DayDerivation::Printed, DayDerivation::Inferred])
}

fn any_statement() -> impl Strategy<Value = LinkageStatement> {
    let form = select(vec![
        StatementForm::Anonymised,
        StatementForm::Pseudonymised,
        StatementForm::Any,
    ]);
    let date = || proptest::option::of(any_date());
    let sides = (select(&CODES[..]), proptest::option::of(select(&CODES[..])));
    (
        sides,
        form,
        any_state(),
        (date(), date(), date(), date()),
        any_date(),
        (any_basis(), any_derivation()),
    )
        .prop_map(
            |((by, about), form, state, dates, stated_on, (basis, day_derivation))| {
                LinkageStatement {
                    since_revision: 1,
                    until_revision: None,
                    id: StatementId::new("?"),
                    stated_by: database(by),
                    about: about.filter(|about| *about != by).map(database),
                    form,
                    state,
                    planned_from: dates.0,
                    planned_by: dates.1,
                    in_force_from: dates.2,
                    until: dates.3,
                    stated_on,
                    basis,
                    day_derivation,
                }
            },
        )
}

fn any_statements() -> impl Strategy<Value = Vec<LinkageStatement>> {
    proptest::collection::vec(any_statement(), 0..14).prop_map(|mut statements| {
        for (number, statement) in statements.iter_mut().enumerate() {
            statement.id = StatementId::new(format!("S{number:02}"));
        }
        statements
    })
}

fn any_question() -> impl Strategy<Value = Question> {
    (any_day(), any_day()).prop_map(|(on, known_by)| Question {
        form: DataForm::Anonymised,
        on,
        known_by,
    })
}

fn verdict(statements: &[LinkageStatement], question: &Question) -> PairVerdict {
    pair_verdict(&database("a"), &database("b"), &facts(statements), question)
}

/// The same statement as the pair's first database says it of the second.
fn of_the_pair(statement: LinkageStatement) -> LinkageStatement {
    LinkageStatement {
        since_revision: 1,
        until_revision: None,
        id: StatementId::new("NEW"),
        stated_by: database("a"),
        about: Some(database("b")),
        form: StatementForm::Any,
        ..statement
    }
}

proptest! {
    #[test]
    fn the_order_of_databases_and_statements_never_matters(
        statements in any_statements(),
        shuffled in Just(()).prop_perturb(|(), random| random),
        question in any_question(),
        codes in Just(CODES.to_vec()).prop_shuffle(),
    ) {
        let mut random = shuffled;
        let mut others = statements.clone();
        for last in (1..others.len()).rev() {
            others.swap(last, random.random_range(0..=last));
        }
        prop_assert_eq!(
            pair_verdict(&database("a"), &database("b"), &facts(&statements), &question),
            pair_verdict(&database("b"), &database("a"), &facts(&others), &question)
        );
        prop_assert_eq!(
            linkage(&databases(&CODES), &facts(&statements), &question),
            linkage(&databases(&codes), &facts(&others), &question)
        );
    }

    #[test]
    fn a_statement_given_twice_counts_once(statements in any_statements(), question in any_question()) {
        let twice = [statements.clone(), statements.clone()].concat();
        prop_assert_eq!(verdict(&statements, &question), verdict(&twice, &question));
    }

    #[test]
    fn a_set_is_never_stronger_than_its_weakest_pair(
        statements in any_statements(),
        question in any_question(),
    ) {
        let set = linkage(&databases(&CODES), &facts(&statements), &question).unwrap();
        prop_assert_eq!(set.pairs.len(), 6);
        prop_assert!(set.pairs.iter().all(|pair| set.state <= pair.state));
        prop_assert!(set.pairs.iter().any(|pair| set.state == pair.state));
        for pair in &set.pairs {
            let [a, b] = &pair.databases;
            prop_assert_eq!(pair, &pair_verdict(a, b, &facts(&statements), &question));
        }
    }

    #[test]
    fn what_was_not_yet_known_changes_nothing(
        statements in any_statements(),
        question in any_question(),
        later in any_statement(),
        days in 1u64..400,
    ) {
        let stated_on = PartialDate::of_day(question.known_by + Days::new(days)).unwrap();
        let later = LinkageStatement { stated_on, ..of_the_pair(later) };
        let with = [statements.clone(), vec![later]].concat();
        prop_assert_eq!(verdict(&statements, &question), verdict(&with, &question));
    }

    #[test]
    fn prohibited_stays_until_a_newer_statement_says_otherwise(
        statements in any_statements(),
        question in any_question(),
        prohibition in any_statement(),
        newer in any_statement(),
        which in any::<Index>(),
    ) {
        // No enactment settles it; the prohibition is of the day of the newest statement known, or of any later day.
        let mut statements: Vec<_> = statements
            .into_iter()
            .map(|statement| LinkageStatement { basis: Basis::Official, ..statement })
            .collect();
        let newest = statements.iter().map(|statement| statement.stated_on.last_day()).max();
        let day = newest.map_or(question.known_by, |newest| newest.max(question.known_by));
        let later = day + Days::new(9);
        let question = Question { known_by: later, on: later, ..question };
        let official = |statement: LinkageStatement, stated_on| LinkageStatement {
            stated_on: PartialDate::of_day(stated_on).unwrap(),
            basis: Basis::Official,
            day_derivation: DayDerivation::Printed,
            in_force_from: None,
            ..of_the_pair(statement)
        };
        let state = LinkageState::Prohibited;
        let prohibition = LinkageStatement { state, ..official(prohibition, day) };
        statements.insert(which.index(statements.len() + 1), prohibition);
        prop_assert_eq!(verdict(&statements, &question).state, state);

        let id = StatementId::new("NEWER");
        let newer = LinkageStatement { id, ..official(newer, later) };
        let says_otherwise = matches!(newer.state, LinkageState::Undecided | LinkageState::Planned);
        let says_nothing = newer.state == LinkageState::NotStated;
        let expected = newer.state;
        statements.push(newer);
        let verdict = verdict(&statements, &question);
        prop_assert!(!says_otherwise || verdict.state == expected);
        prop_assert!(!says_nothing || verdict.state == state);
    }

    #[test]
    fn what_is_older_or_of_inferred_day_never_changes_what_a_printed_one_governs(
        statements in any_statements(),
        question in any_question(),
        added in any_statement(),
        days in 1u64..400,
        is_inferred in any::<bool>(),
    ) {
        let before = verdict(&statements, &question);
        let governing = before.governing.as_ref().and_then(|id| {
            statements.iter().find(|statement| statement.id == *id)
        });
        let Some(governing) = governing else { return Ok(()) };
        if governing.day_derivation != DayDerivation::Printed || governing.state == LinkageState::NotStated {
            return Ok(());
        }
        // An older enactment in effect governs by rule, so what is added is none; an inferred day may be any.
        let added = if is_inferred {
            LinkageStatement { day_derivation: DayDerivation::Inferred, ..of_the_pair(added) }
        } else {
            let older = governing.stated_on.first_day() - Days::new(days);
            LinkageStatement {
                stated_on: PartialDate::of_day(older).unwrap(),
                basis: Basis::Official,
                ..of_the_pair(added)
            }
        };
        let with = [statements.clone(), vec![added]].concat();
        let after = verdict(&with, &question);
        prop_assert_eq!((before.state, before.governing), (after.state, after.governing));
    }

    #[test]
    fn nobody_speaks_of_a_day_before_all_statements(statements in any_statements(), days in 1u64..9_999) {
        let dates = statements.iter().flat_map(|statement| {
            [Some(statement.stated_on), statement.in_force_from, statement.planned_from]
        });
        let Some(first) = dates.flatten().map(PartialDate::first_day).min() else { return Ok(()) };
        let question = Question {
            form: DataForm::Anonymised,
            on: first - Days::new(days),
            known_by: first + Days::new(999),
        };
        let verdict = verdict(&statements, &question);
        prop_assert_eq!((verdict.state, verdict.governing), (LinkageState::NotStated, None));
    }

    #[test]
    fn a_plan_is_overdue_exactly_after_its_day(
        plan in any_statement(),
        from in proptest::option::of(any_date()),
        by in proptest::option::of(any_date()),
        before in 0u64..400,
        after in 1u64..400,
    ) {
        let plan = LinkageStatement {
            state: LinkageState::Planned,
            planned_from: from,
            planned_by: by,
            in_force_from: None,
            ..of_the_pair(plan)
        };
        let known_by = plan.stated_on.last_day();
        let begins = from.map_or(known_by, |from| known_by.min(from.first_day()));
        let overdue = |on: NaiveDate| {
            let on = on.max(begins);
            let question = Question { form: DataForm::Anonymised, on, known_by };
            let verdict = verdict(std::slice::from_ref(&plan), &question);
            assert_eq!(verdict.state, LinkageState::Planned);
            verdict.overdue
        };
        match by.map(PartialDate::last_day).or(from.map(PartialDate::first_day)) {
            Some(day) => {
                // Before it was stated, it does not speak.
                if day - Days::new(before) >= begins {
                    prop_assert!(!overdue(day - Days::new(before)));
                }
                prop_assert!(overdue(day + Days::new(after)));
            }
            None => prop_assert!(!overdue(known_by + Days::new(after))),
        }
    }

    #[test]
    fn the_largest_subsets_are_linked_and_none_is_larger(
        statements in any_statements(),
        question in any_question(),
    ) {
        let in_force: Vec<_> = statements
            .into_iter()
            .map(|statement| LinkageStatement { state: LinkageState::InForce, until: None, ..statement })
            .collect();
        let set = linkage(&databases(&CODES), &facts(&in_force), &question).unwrap();
        let linked = |subset: &[DatabaseId]| {
            linkage(subset, &facts(&in_force), &question).is_ok_and(|set| set.state == LinkageState::InForce)
        };
        let subsets = (0u32..16).map(|bits| {
            let chosen = (0..4).filter(|index| bits >> index & 1 == 1);
            chosen.map(|index| database(CODES[index])).collect::<Vec<_>>()
        });
        let linked: Vec<_> = subsets.filter(|subset| linked(subset)).collect();
        let size = linked.iter().map(Vec::len).max().unwrap_or(0);
        let mut largest: Vec<_> = linked.into_iter().filter(|subset| subset.len() == size).collect();
        largest.sort();
        prop_assert_eq!(set.largest_linkable_subsets, largest);
    }
}
