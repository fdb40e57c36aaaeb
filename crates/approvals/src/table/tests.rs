#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::BTreeSet;

use base::{Cursor, FacetValue, Part};
use chrono::NaiveDate;

use super::*;
use crate::samples::{real, row, table};
use crate::{DataForm, OrderBy};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn between(from: Option<&str>, to: Option<&str>) -> ApprovalFilter {
    ApprovalFilter {
        approved_on: Some(DayRange {
            from: from.map(day),
            to: to.map(day),
        }),
        ..ApprovalFilter::default()
    }
}

fn small() -> Approvals {
    table(&[
        row(
            "ldi",
            1,
            &[
                ("approved_on", "2024-03-29"),
                ("title_ja", "い"),
                ("data_items", "ehr|dpc"),
                ("user_sectors", "ACADEMIA|COMPANY"),
                ("data_form", "ANONYMISED"),
                ("databases", "jisedai|ndb"),
            ],
        ),
        row(
            "ldi",
            2,
            &[
                ("approved_on", "2024-04-01"),
                ("title_ja", "あ"),
                ("data_items", "imaging"),
                ("user_sectors", "COMPANY"),
                ("data_form", "PSEUDONYMISED"),
            ],
        ),
        row(
            "ldi",
            10,
            &[
                ("approved_on", "2024-04-01"),
                ("title_ja", "い"),
                ("data_items", "ehr"),
            ],
        ),
        row(
            "fast-hdj",
            1,
            &[("approved_on", "2024-04-01"), ("title_ja", "う")],
        ),
    ])
}

fn ids(approvals: &Approvals, rows: &[u32]) -> Vec<String> {
    rows.iter()
        .map(|row| approvals.get(*row).id.to_string())
        .collect()
}

fn selected(approvals: &Approvals, filter: &ApprovalFilter) -> Vec<String> {
    ids(
        approvals,
        &approvals.select(filter).iter().collect::<Vec<_>>(),
    )
}

fn items(any: &[&str], all: &[&str], none: &[&str]) -> ApprovalFilter {
    let list = |codes: &[&str]| {
        (!codes.is_empty()).then(|| codes.iter().map(|code| DataItemId::new(*code)).collect())
    };
    ApprovalFilter {
        data_items: Some(DataItemFilter {
            any: list(any),
            all: list(all),
            none: list(none),
        }),
        ..ApprovalFilter::default()
    }
}

#[test]
fn thirty_eight_by_the_end_of_2023_and_thirty_seven_before_christmas() {
    let (approvals, _) = real();
    assert_eq!(
        approvals.select(&between(None, Some("2023-12-31"))).len(),
        38
    );
    assert_eq!(
        approvals.select(&between(None, Some("2023-12-25"))).len(),
        37
    );
    assert_eq!(
        approvals.select(&between(Some("2023-12-26"), None)).len(),
        25
    );
    assert_eq!(
        approvals
            .select(&between(Some("2023-12-26"), Some("2023-12-26")))
            .len(),
        1
    );
    assert!(
        approvals
            .select(&between(Some("2024-01-01"), Some("2023-01-01")))
            .is_empty()
    );
    assert_eq!(approvals.select(&ApprovalFilter::default()).len(), 62);
}

#[test]
fn edges_answer_from_the_indexes() {
    let (approvals, _) = real();
    assert_eq!(approvals.of_operator(&"j-mimo".into()).len(), 13);
    assert_eq!(
        ids(
            &approvals,
            &approvals
                .with_data_item(&"imaging".into())
                .iter()
                .collect::<Vec<_>>()
        ),
        ["ldi:45", "ldi:40"]
    );
    assert_eq!(approvals.of_database(&"jisedai".into()).len(), 62);
    assert_eq!(approvals.of_disease(&"heart-failure".into()).len(), 5);
    let both = [
        DiseaseId::new("heart-failure"),
        DiseaseId::new("breast-cancer"),
    ];
    assert!(approvals.of_diseases(&both).len() > 2);
    assert!(approvals.of_operator(&"nobody".into()).is_empty());
}

#[test]
fn filters_hold_together() {
    let approvals = small();
    assert_eq!(
        selected(&approvals, &items(&["ehr", "imaging"], &[], &[])),
        ["ldi:2", "ldi:10", "ldi:1"]
    );
    assert_eq!(
        selected(&approvals, &items(&[], &["ehr", "dpc"], &[])),
        ["ldi:1"]
    );
    // fast-hdj:1 says nothing of its data.
    assert_eq!(
        selected(&approvals, &items(&[], &[], &["dpc"])),
        ["ldi:2", "ldi:10"]
    );
    assert_eq!(
        selected(&approvals, &items(&["ehr"], &[], &["dpc"])),
        ["ldi:10"]
    );
    let filter = ApprovalFilter {
        user_sectors: Some(vec![UserSector::Company]),
        data_forms: Some(vec![DataForm::Anonymised]),
        databases: Some(vec!["ndb".into()]),
        operators: Some(vec!["ldi".into(), "nobody".into()]),
        ..ApprovalFilter::default()
    };
    assert_eq!(selected(&approvals, &filter), ["ldi:1"]);
    let nobody = ApprovalFilter {
        operators: Some(Vec::new()),
        ..ApprovalFilter::default()
    };
    assert!(selected(&approvals, &nobody).is_empty());
    let restricted = ApprovalFilter {
        restrict: Some(approvals.of_operator(&"fast-hdj".into())),
        ..ApprovalFilter::default()
    };
    assert_eq!(selected(&approvals, &restricted), ["fast-hdj:1"]);
}

#[test]
fn diseases_known_and_unknown_are_all() {
    let (approvals, _) = real();
    let unknown = |unknown| ApprovalFilter {
        disease_unknown: Some(unknown),
        ..ApprovalFilter::default()
    };
    let (with, without) = (
        approvals.select(&unknown(false)),
        approvals.select(&unknown(true)),
    );
    assert_eq!((with.len(), without.len()), (40, 22));
    assert!(with.is_disjoint(&without));
    let hearts = ApprovalFilter {
        diseases: Some(BTreeSet::from(["heart-failure".into()])),
        ..ApprovalFilter::default()
    };
    assert_eq!(
        approvals.select(&hearts),
        approvals.of_disease(&"heart-failure".into())
    );
}

#[test]
fn every_order_is_total() {
    let approvals = small();
    let all = approvals.select(&ApprovalFilter::default());
    let sorted = |by, descending| {
        ids(
            &approvals,
            &approvals.sorted(&all, Order { by, descending }),
        )
    };
    assert_eq!(
        sorted(OrderBy::ApprovedOn, true),
        ["fast-hdj:1", "ldi:2", "ldi:10", "ldi:1"]
    );
    assert_eq!(
        sorted(OrderBy::ApprovedOn, false),
        ["ldi:1", "fast-hdj:1", "ldi:2", "ldi:10"]
    );
    assert_eq!(
        sorted(OrderBy::Number, false),
        ["fast-hdj:1", "ldi:1", "ldi:2", "ldi:10"]
    );
    assert_eq!(
        sorted(OrderBy::Number, true),
        ["ldi:10", "ldi:2", "ldi:1", "fast-hdj:1"]
    );
    assert_eq!(
        sorted(OrderBy::Title, false),
        ["ldi:2", "ldi:1", "ldi:10", "fast-hdj:1"]
    );
    assert_eq!(
        sorted(OrderBy::Title, true),
        ["fast-hdj:1", "ldi:1", "ldi:10", "ldi:2"]
    );
    let newest = approvals.sorted(&all, Order::default());
    assert_eq!(newest, [0, 1, 2, 3]);
}

#[test]
fn pages_run_both_ways_over_every_order() {
    let (approvals, _) = real();
    let all = approvals.select(&ApprovalFilter::default());
    for by in [OrderBy::ApprovedOn, OrderBy::Number, OrderBy::Title] {
        for descending in [false, true] {
            let order = Order { by, descending };
            let sorted = approvals.sorted(&all, order);
            let (mut forward, mut cursor) = (Vec::new(), None);
            loop {
                let page = Page::new(Some(7), cursor.take(), None, None).unwrap();
                let slice = approvals.page(&all, order, &page).unwrap();
                forward.extend(slice.rows.iter().map(|(row, _)| *row));
                cursor = slice.rows.last().map(|(_, cursor)| cursor.clone());
                if !slice.has_next {
                    break;
                }
            }
            assert_eq!(forward, sorted);
            let (mut backward, mut cursor) = (Vec::new(), None);
            loop {
                let page = Page::new(None, None, Some(7), cursor.take()).unwrap();
                let slice = approvals.page(&all, order, &page).unwrap();
                backward.splice(0..0, slice.rows.iter().map(|(row, _)| *row));
                cursor = slice.rows.first().map(|(_, cursor)| cursor.clone());
                if !slice.has_previous {
                    break;
                }
            }
            assert_eq!(backward, sorted);
        }
    }
}

#[test]
fn foreign_and_broken_cursors_are_refused() {
    let approvals = small();
    let all = approvals.select(&ApprovalFilter::default());
    let newest = approvals
        .page(&all, Order::default(), &Page::first(1))
        .unwrap();
    let after = |cursor: String| Page::new(Some(2), Some(cursor), None, None).unwrap();
    let by_title = Order {
        by: OrderBy::Title,
        descending: false,
    };
    let foreign = approvals.page(&all, by_title, &after(newest.rows[0].1.clone()));
    assert!(matches!(
        foreign,
        Err(PageError::Foreign {
            argument: "after",
            ..
        })
    ));
    let broken = approvals.page(&all, by_title, &after("!".to_owned()));
    assert!(matches!(
        broken,
        Err(PageError::Broken { argument: "after" })
    ));
    // A cursor outlives its row: the page goes on where the row would stand.
    let gone = Cursor {
        list: Order::default().list(),
        key: vec![
            Part::Int(-i64::from(day("2024-04-01").num_days_from_ce())),
            Part::Text("ldi".to_owned()),
            Part::Int(5),
        ],
    };
    let slice = approvals
        .page(&all, Order::default(), &after(gone.encode()))
        .unwrap();
    let rows: Vec<u32> = slice.rows.iter().map(|(row, _)| *row).collect();
    assert_eq!(ids(&approvals, &rows), ["ldi:10", "ldi:1"]);
    assert!(slice.has_previous && !slice.has_next);
}

#[test]
fn facets_leave_their_own_filter_out_and_count_the_unknown() {
    let approvals = small();
    let filter = ApprovalFilter {
        operators: Some(vec!["ldi".into()]),
        user_sectors: Some(vec![UserSector::Academia]),
        ..ApprovalFilter::default()
    };
    let facets = approvals.facets(&filter);
    let values = |name: &str| {
        let facet = facets.iter().find(|facet| facet.name == name).unwrap();
        let values = facet.values.iter();
        values
            .map(|FacetValue { value, count }| (value.as_deref(), *count))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        values("user_sector"),
        [(Some("COMPANY"), 2), (Some("ACADEMIA"), 1), (None, 1)]
    );
    assert_eq!(values("operator"), [(Some("ldi"), 1)]);
    assert_eq!(values("year"), [(Some("2024"), 1)]);
    assert_eq!(values("fiscal_year"), [(Some("2023"), 1)]);
    assert_eq!(values("disease"), [(None, 1)]);
    assert_eq!(values("database"), [(Some("jisedai"), 1), (Some("ndb"), 1)]);
    let by_day = approvals.facets(&between(Some("2024-04-01"), None));
    let fiscal = by_day
        .iter()
        .find(|facet| facet.name == "fiscal_year")
        .unwrap();
    // a span of days is no choice of the facet, so it still holds; years are
    let counted = |facet: &Facet| facet.values.iter().map(|value| value.count).sum::<u64>();
    assert_eq!(counted(fiscal), 3);
    let by_year = approvals.facets(&ApprovalFilter {
        fiscal_years: Some(vec![2023]),
        ..ApprovalFilter::default()
    });
    let all = approvals.facets(&ApprovalFilter::default());
    let of_years = |facets: &[Facet]| {
        let found = facets.iter().find(|facet| facet.name == "fiscal_year");
        counted(found.unwrap())
    };
    assert_eq!(of_years(&by_year), of_years(&all));
    let names: Vec<_> = facets.iter().map(|facet| facet.name).collect();
    assert_eq!(names, FACETS.map(|(name, _)| name));
}
