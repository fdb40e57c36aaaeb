use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn approvals(days: &[&str]) -> Facts<'static> {
    Facts {
        approved_on: days.iter().map(|text| day(text)).collect(),
        ..Facts::default()
    }
}

fn declared(kind: &str, as_of: &str) -> PlanFigure {
    PlanFigure {
        id: "a".to_owned(),
        since_revision: 1,
        until_revision: None,
        goal: "5".to_owned(),
        number: 1,
        kind: kind.to_owned(),
        heading_ja: None,
        label_ja: "a".to_owned(),
        quantity: "37".parse().unwrap(),
        unit: "APPROVALS".to_owned(),
        period: None,
        period_from: None,
        period_to: None,
        as_of: as_of.parse().ok(),
        approximate: false,
        at_least: false,
        share_of: false,
        part_of: None,
        remark: None,
    }
}

fn persons(operator: &str, quantity: i64, as_of: &str) -> Figure {
    Figure {
        id: format!("{operator}-{as_of}"),
        since_revision: 1,
        until_revision: None,
        subject: format!("operator:{operator}"),
        kind: "PERSONS".to_owned(),
        label_ja: "収集医療情報".to_owned(),
        quantity,
        unit: "PERSONS".to_owned(),
        approximate: true,
        at_least: false,
        as_of: as_of.parse().ok(),
    }
}

#[test]
fn approvals_add_up_quarter_by_quarter_and_empty_quarters_stand_too() {
    let found = approvals(&["2023-12-31", "2023-03-31", "2023-01-01", "2023-12-31"]).computed();
    let rows: Vec<(String, i64, String)> = found
        .into_iter()
        .map(|row| {
            let (period, from, to) = row.period.unwrap();
            let span = format!("{period} {from} {to}");
            (span, row.quantity, row.as_of.unwrap().to_string())
        })
        .collect();
    let row = |period: &str, count, end: &str| (period.to_owned(), count, end.to_owned());
    assert_eq!(
        rows,
        [
            row("2023年1月～3月 2023-01 2023-03", 2, "2023-03-31"),
            row("2023年4月～6月 2023-04 2023-06", 2, "2023-06-30"),
            row("2023年7月～9月 2023-07 2023-09", 2, "2023-09-30"),
            row("2023年10月～12月 2023-10 2023-12", 4, "2023-12-31"),
        ]
    );
}

#[test]
fn trap_14_a_declared_month_is_compared_with_all_approvals_until_its_last_day() {
    let facts = approvals(&["2023-12-25", "2023-12-26", "2024-01-01"]);
    let beside = |as_of| facts.beside(&declared("APPROVALS_CUMULATIVE", as_of));
    assert_eq!(beside("2023-12"), Some(2));
    assert_eq!(beside("2023-12-25"), Some(1));
    assert_eq!(beside(""), None);
}

#[test]
fn what_is_not_held_is_unknown_and_not_zero() {
    let facts = Facts::default();
    for kind in ["APPROVALS_CUMULATIVE", "INSTITUTIONS", "PERSONS", "BUDGET"] {
        assert_eq!(facts.beside(&declared(kind, "2023-12")), None, "{kind}");
    }
    assert_eq!(facts.computed(), []);
}

#[test]
fn persons_are_the_newest_number_of_each_operator() {
    let figures = [
        persons("a", 10, "2024-01-31"),
        persons("a", 20, "2025-01-31"),
        persons("b", 5, "2024-01-31"),
    ];
    let facts = Facts {
        figures: &figures,
        ..Facts::default()
    };
    assert_eq!(facts.beside(&declared("PERSONS", "2024-12")), Some(25));
}
