#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use super::*;
use crate::ApprovalFilter;
use crate::samples::{real, row, table};

type Row<'a> = (Vec<&'a str>, u64, u64);

fn groups(statistics: &Statistics) -> Vec<Row<'_>> {
    let value = |key: &'_ (Dimension, Option<String>)| -> bool { key.1.is_none() };
    statistics
        .groups
        .iter()
        .map(|group| {
            let keys = group.keys.iter();
            let keys = keys.map(|key| {
                if value(key) {
                    "?"
                } else {
                    key.1.as_deref().unwrap()
                }
            });
            (keys.collect(), group.count, group.cumulative)
        })
        .collect()
}

fn count(approvals: &Approvals, dimensions: &[Dimension]) -> Statistics {
    let all = approvals.select(&ApprovalFilter::default());
    statistics(approvals, &all, dimensions)
}

#[test]
fn years_rise_and_add_up() {
    let (approvals, _) = real();
    let found = count(&approvals, &[Dimension::Year]);
    let by_2023 = found
        .groups
        .iter()
        .find(|group| group.keys[0].1.as_deref() == Some("2023"))
        .unwrap();
    assert_eq!(by_2023.cumulative, 38);
    let mut sum = 0;
    for group in &found.groups {
        sum += group.count;
        assert_eq!(group.cumulative, sum);
    }
    assert_eq!((sum, found.distinct_total), (62, 62));
    for dimensions in [
        [Dimension::FiscalYear],
        [Dimension::Quarter],
        [Dimension::Month],
    ] {
        let found = count(&approvals, &dimensions);
        assert_eq!(found.groups.last().unwrap().cumulative, 62);
        assert!(found.groups.is_sorted_by(|a, b| a.keys[0].1 < b.keys[0].1));
    }
}

#[test]
fn two_sectors_count_in_each_and_once_in_the_total() {
    let (approvals, _) = real();
    let found = count(&approvals, &[Dimension::UserSector]);
    assert_eq!(
        groups(&found),
        [(vec!["ACADEMIA"], 19, 19), (vec!["COMPANY"], 45, 45)]
    );
    assert_eq!(found.distinct_total, 62);
    let found = count(&approvals, &[Dimension::Operator, Dimension::Operator]);
    assert_eq!(
        groups(&found),
        [
            (vec!["fast-hdj"], 4, 4),
            (vec!["j-mimo"], 13, 13),
            (vec!["ldi"], 45, 45)
        ]
    );
}

#[test]
fn each_operator_has_its_own_cumulative_count() {
    let (approvals, _) = real();
    for dimensions in [
        [Dimension::Operator, Dimension::Year],
        [Dimension::Year, Dimension::Operator],
        [Dimension::UserSector, Dimension::Month],
        [Dimension::DataItem, Dimension::FiscalYear],
    ] {
        let found = count(&approvals, &dimensions);
        let mut sums: std::collections::BTreeMap<Option<String>, u64> = Default::default();
        for group in &found.groups {
            let other = group
                .keys
                .iter()
                .find(|(dimension, _)| !dimension.is_time())
                .unwrap();
            let sum = sums.entry(other.1.clone()).or_default();
            *sum += group.count;
            assert_eq!(group.cumulative, *sum, "{:?}", group.keys);
        }
    }
}

fn small() -> Approvals {
    table(&[
        row(
            "ldi",
            1,
            &[
                ("approved_on", "2023-12-29"),
                ("data_items", "ehr|dpc"),
                ("user_sectors", "ACADEMIA|COMPANY"),
            ],
        ),
        row(
            "ldi",
            2,
            &[
                ("approved_on", "2024-03-29"),
                ("data_items", "ehr"),
                ("user_sectors", "COMPANY"),
            ],
        ),
        row("ldi", 3, &[("approved_on", "2024-04-01")]),
    ])
}

#[test]
fn times_are_written_and_bounded_by_the_calendar() {
    let approvals = small();
    let found = count(
        &approvals,
        &[
            Dimension::FiscalYear,
            Dimension::Quarter,
            Dimension::Month,
            Dimension::Year,
        ],
    );
    assert_eq!(
        groups(&found),
        [
            (vec!["2023", "2023-Q4", "2023-12", "2023"], 1, 1),
            (vec!["2023", "2024-Q1", "2024-03", "2024"], 1, 2),
            (vec!["2024", "2024-Q2", "2024-04", "2024"], 1, 3),
        ]
    );
}

#[test]
fn unknown_values_come_last_and_combinations_multiply() {
    let approvals = small();
    let found = count(
        &approvals,
        &[Dimension::UserSector, Dimension::DataItem, Dimension::Year],
    );
    assert_eq!(
        groups(&found),
        [
            (vec!["ACADEMIA", "dpc", "2023"], 1, 1),
            (vec!["ACADEMIA", "ehr", "2023"], 1, 1),
            (vec!["COMPANY", "dpc", "2023"], 1, 1),
            (vec!["COMPANY", "ehr", "2023"], 1, 1),
            (vec!["COMPANY", "ehr", "2024"], 1, 2),
            (vec!["?", "?", "2024"], 1, 1),
        ]
    );
    assert_eq!(found.distinct_total, 3);
    for dimension in [Dimension::Disease, Dimension::Database, Dimension::DataForm] {
        assert_eq!(
            groups(&count(&approvals, &[dimension])),
            [(vec!["?"], 3, 3)]
        );
    }
}

#[test]
fn the_selection_bounds_everything() {
    let approvals = small();
    let none = statistics(&approvals, &RoaringBitmap::new(), &[Dimension::Year]);
    assert_eq!(none, Statistics::default());
    let all = count(&approvals, &[]);
    assert_eq!(groups(&all), [(vec![], 3, 3)]);
    let newest = statistics(
        &approvals,
        &RoaringBitmap::from_iter([0]),
        &[Dimension::Year],
    );
    assert_eq!(groups(&newest), [(vec!["2024"], 1, 1)]);
}
