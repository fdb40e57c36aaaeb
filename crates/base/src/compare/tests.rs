#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::Place;

const THINGS: Table<'_> = Table {
    name: "things",
    is_identity: true,
    is_tracked: true,
    are_fields_tracked: true,
};

/// A row of no database.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Thing {
    id: String,
    of: String,
    name: String,
}

fn thing(id: &str, of: &str, name: &str) -> Thing {
    let [id, of, name] = [id, of, name].map(str::to_owned);
    Thing { id, of, name }
}

impl Row for Thing {
    fn id(&self) -> String {
        self.id.clone()
    }

    fn subject(&self) -> Subject {
        Subject::new("thing", &self.id)
    }

    fn group(&self) -> Option<String> {
        Some(self.of.clone())
    }

    fn listed_as(&self, table: &str, field: &str) -> (String, String, String) {
        let row = format!("{table}/{}", self.id);
        (self.subject().to_string(), row, field.to_owned())
    }

    fn facts(&self) -> Result<Map<String, Value>, StoreError> {
        let (name, of) = (&self.name, &self.of);
        facts(
            &serde_json::json!({ "name": name, "of": of, "since_revision": 1, "until_revision": null }),
        )
    }
}

fn named(ids: &[&str]) -> BTreeMap<String, Withdrawal> {
    let withdrawal = |id: &&str| {
        let (reason, place) = (format!("why {id}"), Place::default());
        ((*id).to_owned(), Withdrawal { reason, place })
    };
    ids.iter().map(withdrawal).collect()
}

/// What is done, and each line as kind, row, field and reason.
fn compared(
    held: &[Thing],
    given: &[Thing],
    asked: &Asked,
    withdrawn: &[&str],
) -> (Steps, Changes, Vec<String>) {
    let known = Known {
        held: held
            .iter()
            .map(|row| (row.id.clone(), row as &dyn Row))
            .collect(),
        withdrawn: withdrawn
            .iter()
            .map(|id| ((*id).to_owned(), (Revision(3), format!("why {id}"))))
            .collect(),
        past: HashSet::from(["past".to_owned()]),
    };
    let given: Vec<&dyn Row> = given.iter().map(|row| row as &dyn Row).collect();
    let mut changes = Changes::default();
    let steps = compare(THINGS, &given, asked, &known, &mut changes).unwrap();
    let told = |line: &ChangeLine| {
        let more =
            [&line.field, &line.reason].map(|more| more.as_deref().unwrap_or("-").to_owned());
        format!("{} {} {}", line.kind.word(), line.row, more.join(" "))
    };
    let lines = changes.lines.iter().map(told).collect();
    (steps, changes, lines)
}

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[test]
fn a_row_is_new_the_same_or_another_one() {
    let held = [
        thing("a", "x", "A"),
        thing("b", "x", "B"),
        thing("c", "y", "C"),
    ];
    let given = [
        thing("a", "x", "A"),
        thing("b", "x", "B2"),
        thing("d", "x", "D"),
    ];
    let (steps, changes, lines) = compared(&held, &given, &Asked::default(), &[]);
    assert_eq!(steps.closed, ids(&["b"]));
    assert_eq!(steps.opened, [1, 2]);
    assert_eq!(changes.counts["things"], [1, 1, 1, 0]);
    assert_eq!(lines, ["CHANGED things/b name -", "ADDED things/d - -"]);
    let line = &changes.lines[0];
    assert_eq!(
        (line.before.as_deref(), line.after.as_deref()),
        (Some("\"B\""), Some("\"B2\""))
    );
}

#[test]
fn a_group_that_is_given_is_given_whole() {
    let held = [
        thing("a", "x", "A"),
        thing("b", "x", "B"),
        thing("c", "y", "C"),
    ];
    let asked = Asked {
        replaced: HashSet::from(["x".to_owned()]),
        ..Asked::default()
    };
    let (steps, _, lines) = compared(&held, &[thing("a", "x", "A")], &asked, &[]);
    assert_eq!((steps.closed, steps.opened), (ids(&["b"]), Vec::new()));
    assert_eq!(lines, [format!("WITHDRAWN things/b - {LEFT_OUT}")]);
}

#[test]
fn a_row_is_withdrawn_by_name_or_refused() {
    let held = [thing("a", "x", "A"), thing("b", "x", "B")];
    let asked = Asked {
        withdrawals: named(&["a", "b", "never", "past"]),
        ..Asked::default()
    };
    let (steps, changes, lines) = compared(&held, &[thing("b", "x", "B")], &asked, &[]);
    assert_eq!((steps.closed, steps.opened), (ids(&["a"]), Vec::new()));
    assert_eq!(lines, ["WITHDRAWN things/a - why a"]);
    assert_eq!(
        changes.counts["things"],
        [0, 0, 2, 1],
        "one stays, one went before"
    );
    let refused = changes
        .refused
        .iter()
        .map(|(_, id, why)| (id.as_str(), *why));
    let expected = [("b", Refusal::Given), ("never", Refusal::Unknown)];
    assert_eq!(refused.collect::<Vec<_>>(), expected);
}

#[test]
fn a_withdrawn_row_stays_out_until_it_is_asked_for() {
    let given = [thing("a", "x", "A"), thing("b", "x", "B")];
    let (steps, changes, _) = compared(&[], &given, &Asked::default(), &["a"]);
    assert_eq!(steps.opened, [1]);
    assert_eq!(changes.kept_out[0].row, "things/a");
    assert!(
        changes.keeps_out("things/a:1", "thing:a"),
        "nor what belongs to it"
    );

    let asked = Asked {
        reinstated: named(&["a", "c"]),
        ..Asked::default()
    };
    let (steps, changes, lines) = compared(&[], &given, &asked, &["a"]);
    assert_eq!(steps.opened, [0, 1]);
    assert_eq!(lines, ["ADDED things/a - why a", "ADDED things/b - -"]);
    let (_, id, why) = &changes.refused[0];
    assert_eq!((id.as_str(), *why), ("c", Refusal::NotGiven));
}

fn things() -> impl Strategy<Value = Vec<Thing>> {
    let thing = ("[a-f]", "[xyz]", "[12]").prop_map(|(id, of, name)| thing(&id, &of, &name));
    prop::collection::vec(thing, 0..8).prop_map(|mut all| {
        all.sort();
        all.dedup_by(|a, b| a.id == b.id);
        all
    })
}

proptest! {
    /// Written as told, the table holds what was given and, of what it held, all but what its groups no longer have; and the same
    /// rows given once more change nothing.
    #[test]
    fn what_is_written_is_what_was_given(held in things(), given in things()) {
        let asked = Asked {
            replaced: given.iter().map(|row| row.of.clone()).collect(),
            ..Asked::default()
        };
        let (steps, changes, lines) = compared(&held, &given, &asked, &[]);
        let stays = held.iter().filter(|row| !steps.closed.contains(&row.id)).cloned();
        let opened = steps.opened.iter().map(|place| given[*place].clone());
        let written: BTreeSet<Thing> = stays.chain(opened).collect();

        let is_given = |row: &&Thing| given.iter().any(|other| other.id == row.id);
        let others = held.iter().filter(|row| !is_given(row) && !asked.replaced.contains(&row.of));
        let expected: BTreeSet<Thing> = given.iter().chain(others).cloned().collect();
        prop_assert_eq!(&written, &expected);
        prop_assert_eq!(lines.is_empty(), changes.is_empty());

        let written: Vec<Thing> = written.into_iter().collect();
        let (again, changes, _) = compared(&written, &given, &asked, &[]);
        prop_assert_eq!(again, Steps::default());
        prop_assert!(changes.is_empty());
    }
}
