//! The traps of the documents that concern databases and statements. Each test is named after what it guards against.

use std::collections::BTreeSet;

use crate::tables::{Row, all, table};

fn facts(field: &str) -> Vec<(String, String)> {
    let rows = table("database-facts");
    let of = rows.iter().filter(|row| row.get("field") == field);
    of.map(|row| (row.get("database").to_owned(), row.get("value").to_owned()))
        .collect()
}

fn fact(database: &str, field: &str) -> String {
    let found = facts(field).into_iter().find(|(code, _)| code == database);
    found
        .unwrap_or_else(|| panic!("{database} has no {field}"))
        .1
}

fn statement(id: &str) -> Row {
    let found = table("linkage-statements")
        .into_iter()
        .find(|row| row.get("id") == id);
    found.unwrap_or_else(|| panic!("there is no {id}"))
}

/// Trap 5: merged cells are printed once and reach over the columns beside them.
#[test]
fn a_merged_cell_reaches_over_its_columns() {
    let held: Vec<_> = facts("held_as");
    let of = |word: &str| -> Vec<&str> {
        held.iter()
            .filter(|(_, value)| value == word)
            .map(|(code, _)| code.as_str())
            .collect()
    };
    assert_eq!(
        of("ANONYMISED"),
        [
            "ndb",
            "kaigo",
            "dpc",
            "vaccination",
            "disability",
            "mid-net"
        ]
    );
    assert_eq!(
        of("IDENTIFIED"),
        ["cancer-registry", "nanbyo", "shoman", "idb", "jisedai"]
    );
}

/// Trap 5: ・ separates items only after a blank; inside an item it joins words.
#[test]
fn a_dot_inside_an_item_separates_nothing() {
    let provisions = table("provisions");
    let cancer = provisions
        .iter()
        .find(|row| row.get("database") == "cancer-registry")
        .expect("a provision");
    let recipients = cancer.list("recipients");
    assert_eq!(recipients.len(), 3, "{recipients:?}");
    assert!(
        recipients[0].starts_with("国の他の行政機関・独法"),
        "{recipients:?}"
    );
    assert_eq!(fact("dpc", "main_items"), "傷病名・病態等|施設情報 等");
    assert_eq!(fact("mid-net", "holder"), "PMDA・協力医療機関");
}

/// Trap 8: the operators' column prints 匿名データ twice; the second is 仮名データ.
#[test]
fn the_second_anonymised_data_of_the_operators_is_pseudonymised() {
    let rows = table("provisions");
    let cell: Vec<_> = rows
        .iter()
        .filter(|row| row.get("database") == "jisedai" && row.get("stated_on") == "2024-01-11")
        .collect();
    let forms: Vec<_> = cell
        .iter()
        .map(|row| (row.get("form"), row.get("derivation")))
        .collect();
    assert_eq!(
        forms,
        [("ANONYMISED", "STATED"), ("PSEUDONYMISED", "CORRECTED")]
    );
    assert!(
        cell[1]
            .get("printed")
            .contains("匿名データ (令和6年4月～ 実施予定)")
    );
    assert!(!cell[1].get("printed").contains("仮名"));
}

/// Trap 12: 平成N = 1988+N, 令和N = 2018+N; a fiscal year begins in April.
#[test]
fn eras_and_fiscal_years_are_counted_from_april() {
    let started = facts("started_on");
    let expected = [
        ("ndb", "2009-04"),
        ("kaigo", "2013-04"),
        ("dpc", "2017-04"),
        ("disability", "2023-04"),
        ("cancer-registry", "2016-04"),
        ("nanbyo", "2017-04"),
        ("shoman", "2017-04"),
        ("jisedai", "2018-04"),
        ("mid-net", "2011-04"),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(code, day)| ((*code).to_owned(), (*day).to_owned()))
        .collect();
    assert_eq!(
        started, expected,
        "databases under construction have no start"
    );
}

/// Trap 12: まで is a deadline, ～ a start.
#[test]
fn a_deadline_is_no_start() {
    for row in table("linkage-statements") {
        let printed = row.get("printed");
        let (from, by) = (row.get("planned_from"), row.get("planned_by"));
        if printed.contains("までに施行予定") {
            assert_eq!((from, by), ("", "2024-05"), "{}", row.place);
        } else if printed.contains("～実施予定") && row.get("state") == "PLANNED" {
            assert_eq!((from, by), ("2024-04", ""), "{}", row.place);
        }
    }
}

/// Trap 13: of all that the documents plan only the Act itself is confirmed; no plan was turned into a fact.
#[test]
fn a_plan_is_loaded_as_a_plan() {
    for row in table("linkage-statements") {
        let dates = ["planned_from", "planned_by"].map(|column| row.get(column));
        assert!(
            dates.iter().all(|date| *date <= "2024-05"),
            "{}: {dates:?} has not passed",
            row.place
        );
        let planned = row.get("printed").contains("予定しています");
        assert!(!planned || row.get("state") == "PLANNED", "{}", row.place);
    }
    for id in ["A01", "A02"] {
        assert_eq!(statement(id).get("in_force_from"), "2024-04-01");
    }
    assert_eq!(statement("S01").get("state"), "PLANNED");
    assert_eq!(statement("T03").get("state"), "PLANNED");
}

/// Trap 15: 約 and the units of print.
#[test]
fn about_and_units_are_kept() {
    for row in table("volumes") {
        let printed = row.get("printed");
        let words = if printed.is_empty() {
            row.get("note")
        } else {
            printed
        };
        if words.contains('約') {
            assert_eq!(row.get("approximate"), "true", "{}", row.place);
        }
    }
    let rows = table("volumes");
    let volume = |printed: &str| {
        let row = rows.iter().find(|row| row.get("printed") == printed);
        let row = row.unwrap_or_else(|| panic!("{printed} is not there"));
        (row.get("quantity"), row.get("unit"), row.get("approximate"))
    };
    assert_eq!(volume("延べ約250億件"), ("25000000000", "RECORDS", "true"));
    assert_eq!(volume("約455万人分"), ("4550000", "PERSONS", "true"));
    assert_eq!(
        volume("全国147の協力医療機関"),
        ("147", "INSTITUTIONS", "false")
    );
}

/// Trap 16: undecided, a dash and silence are three things, and none is a prohibition.
#[test]
fn nothing_stated_is_not_forbidden() {
    for row in table("linkage-statements") {
        if row.get("state") == "PROHIBITED" {
            assert_eq!(row.get("form"), "PSEUDONYMISED", "{}", row.place);
            assert!(
                row.get("printed").contains("連結できません"),
                "{}",
                row.place
            );
        }
        let unnamed = row.get("about").is_empty();
        assert_eq!(
            unnamed,
            ["未定", "-"].contains(&row.get("printed")),
            "{}",
            row.place
        );
    }
}

/// Trap 17: the title calls every column linkable with 次世代医療基盤法DB; only three say so themselves.
#[test]
fn the_title_of_the_table_is_no_statement() {
    let rows = table("linkage-statements");
    let of_the_table = rows
        .iter()
        .filter(|row| row.get("stated_on") == "2024-01-11");
    let with_operators: BTreeSet<_> = of_the_table
        .filter_map(|row| match (row.get("stated_by"), row.get("about")) {
            ("jisedai", other) | (other, "jisedai") => Some(other.to_owned()),
            _ => None,
        })
        .collect();
    assert_eq!(
        with_operators,
        BTreeSet::from(["dpc", "kaigo", "ndb"].map(str::to_owned))
    );
}

/// Trap 18: the sample patient is a drawing.
#[test]
fn the_sample_patient_is_no_data() {
    for row in all().values().flatten() {
        for column in ["value", "name_ja", "printed", "title_ja", "label_ja"] {
            assert!(!row.get(column).contains("花子"), "{}", row.place);
        }
    }
}

/// The page of the second document stands twice in its file: every fact counts once.
#[test]
fn a_page_that_stands_twice_counts_once() {
    let mut seen = BTreeSet::new();
    for (file, rows) in all() {
        for row in rows
            .iter()
            .filter(|row| row.get("document") == "mhlw-status-4")
        {
            let words = [
                "id", "subject", "kind", "operator", "number", "field", "locator", "printed",
            ];
            let key: Vec<_> = words
                .iter()
                .map(|column| row.get(column).to_owned())
                .collect();
            let fresh = seen.insert((file.clone(), key));
            assert!(fresh, "{} repeats a fact", row.place);
        }
    }
    let linked = table("linkage-statements");
    assert_eq!(
        linked
            .iter()
            .filter(|row| row.get("document") == "mhlw-status-4")
            .count(),
        1
    );
}

/// One document holds figures of many dates: each fact carries its own.
#[test]
fn each_fact_has_its_own_day() {
    let mut days = BTreeSet::new();
    for name in [
        "database-facts",
        "provisions",
        "review-bodies",
        "volumes",
        "linkage-statements",
    ] {
        for row in table(name) {
            assert!(!row.get("stated_on").is_empty(), "{}", row.place);
            if row.get("document") == "mhlw-kpi-5" {
                days.insert(row.get("stated_on").to_owned());
            }
        }
    }
    for day in ["2023-06", "2024-01-11", "2024-04-01", "2024-12"] {
        assert!(days.contains(day), "{day} is not among {days:?}");
    }
}
