use base::Texts;

use super::*;
use crate::record::tests::operators;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn codes(operators: &Operators, rows: impl IntoIterator<Item = u32>) -> Vec<&str> {
    rows.into_iter()
        .map(|row| operators.get(row).id.as_str())
        .collect()
}

fn row_of(operators: &Operators, code: &str) -> u32 {
    operators.find(&code.into()).unwrap()
}

fn select(operators: &Operators, filter: OperatorFilter) -> Vec<&str> {
    codes(operators, operators.select(&filter))
}

/// The bundled operators and one that holds no certification yet.
fn with_newcomer() -> Operators {
    let held = operators();
    let mut rows = held.rows;
    rows.push(Operator {
        name_ja: "あ".to_owned(),
        ..Operator::unknown("a".into())
    });
    Operators::new(
        rows,
        held.certifications.concat(),
        held.entrustments.concat(),
    )
}

#[test]
fn operators_stand_by_first_certification_then_code() {
    let operators = with_newcomer();
    let page = |order, page| {
        let all = operators.select(&OperatorFilter::default());
        operators.page(&all, order, &page).unwrap()
    };
    let slice = page(OperatorOrder::default(), Page::first(10));
    let rows = slice.rows.iter().map(|(row, _)| *row);
    assert_eq!(codes(&operators, rows), ["ldi", "j-mimo", "fast-hdj", "a"]);
    assert_eq!(codes(&operators, 0..4), ["ldi", "j-mimo", "fast-hdj", "a"]);
    assert!(!slice.has_next && !slice.has_previous);
    let slice = page(OperatorOrder::Name, Page::first(1));
    assert_eq!(operators.get(slice.rows[0].0).id.as_str(), "a");
    assert!(slice.has_next);
}

#[test]
fn pages_go_on_from_a_cursor_both_ways_and_refuse_one_of_another_order() {
    let operators = operators();
    let all = operators.select(&OperatorFilter::default());
    let order = OperatorOrder::default();
    let first = operators.page(&all, order, &Page::first(1)).unwrap();
    let cursor = Some(first.rows[0].1.clone());
    let next = Page::new(Some(1), cursor.clone(), None, None).unwrap();
    let next = operators.page(&all, order, &next).unwrap();
    assert_eq!(operators.get(next.rows[0].0).id.as_str(), "j-mimo");
    assert!(next.has_next && next.has_previous);
    let back = Page::new(None, None, Some(5), Some(next.rows[0].1.clone())).unwrap();
    let back = operators.page(&all, order, &back).unwrap();
    assert_eq!(back.rows, first.rows);
    let foreign = Page::new(Some(1), cursor, None, None).unwrap();
    let refused = operators.page(&all, OperatorOrder::Name, &foreign);
    assert!(matches!(refused, Err(PageError::Foreign { .. })));
}

#[test]
fn certifications_are_dated_and_of_a_kind() {
    use CertificationKind::{Anonymised, Pseudonymised};
    let operators = operators();
    let first = |code| {
        operators
            .first_certified_on(row_of(&operators, code))
            .unwrap()
    };
    assert_eq!(
        ["ldi", "j-mimo", "fast-hdj"].map(first),
        ["2019-12-19", "2020-06-30", "2022-04-27"].map(day)
    );
    assert_eq!(operators.certified_on(day("2019-12-18")).len(), 0);
    assert_eq!(operators.certified_on(day("2019-12-19")).len(), 1);
    assert_eq!(operators.certified_on(day("2022-04-26")).len(), 2);
    assert_eq!(operators.certified_on(day("2022-04-27")).len(), 3);
    for row in 0..3 {
        assert!(!operators.is_certified(row, Pseudonymised, day("2024-12-12")));
        assert!(operators.is_certified(row, Pseudonymised, day("2024-12-13")));
        assert!(operators.is_certified(row, Anonymised, day("2024-12-12")));
        assert_eq!(operators.certifications_of(row).len(), 2);
    }
}

#[test]
fn a_chain_runs_from_the_operator_to_the_last_processor() {
    let operators = operators();
    let chain = |code| -> Vec<(i64, &str, &str)> {
        operators
            .entrustments_of(row_of(&operators, code))
            .iter()
            .map(|link| (link.level, link.from_ja.as_str(), link.to_ja.as_str()))
            .collect()
    };
    assert_eq!(
        chain("j-mimo"),
        [
            (1, "一般財団法人日本医師会医療情報管理機構", "ICI株式会社"),
            (2, "ICI株式会社", "日鉄ソリューションズ株式会社"),
        ]
    );
    assert_eq!(chain("ldi").len(), 1);
    assert_eq!(chain("fast-hdj")[0].2, "株式会社日立製作所");
    for row in 0..3 {
        let links = operators.entrustments_of(row);
        assert_eq!(links[0].from_ja, operators.get(row).name_ja);
    }
}

#[test]
fn a_chain_keeps_each_branch_together_and_loses_no_link() {
    let link = |level, from: &str, to: &str| {
        Entrustment::new("x".into(), level, from.to_owned(), to.to_owned())
    };
    let given = vec![
        link(2, "乙", "丁"),
        link(2, "無", "戊"),
        link(1, "甲", "丙"),
        link(2, "丙", "己"),
        link(1, "甲", "乙"),
    ];
    let names: Vec<String> = chain(given).into_iter().map(|link| link.to_ja).collect();
    assert_eq!(names, ["丙", "己", "乙", "丁", "戊"]);
}

#[test]
fn trap_9_fast_hdi_and_fast_hdj_are_one_thing() {
    let operators = operators();
    let row = operators.find(&"fast-hdj".into());
    assert!(row.is_some());
    assert_eq!(operators.named("FAST-HDI"), row);
    assert_eq!(operators.named("FAST-HDJ"), row);
    assert_eq!(operators.all().len(), 3);
}

#[test]
fn trap_9_both_spellings_of_initiative_are_one_operator() {
    let operators = operators();
    let row = operators.find(&"ldi".into());
    assert!(row.is_some());
    assert_eq!(operators.named("ライフデータインシアティブ"), row);
    assert_eq!(operators.named("ライフデータイニシアティブ"), row);
    assert_eq!(operators.named("nobody"), None);
    let name = &operators.get(row.unwrap()).name_ja;
    assert_eq!(name, "一般社団法人ライフデータイニシアティブ");
}

#[test]
fn conditions_of_a_filter_must_all_hold() {
    use CertificationKind::{Anonymised, Pseudonymised};
    let operators = with_newcomer();
    let none = OperatorFilter::default;
    assert_eq!(select(&operators, none()).len(), 4);
    let certifications = Some(vec![Pseudonymised]);
    let filter = OperatorFilter {
        certifications: certifications.clone(),
        ..none()
    };
    assert_eq!(select(&operators, filter), ["ldi", "j-mimo", "fast-hdj"]);
    let filter = OperatorFilter {
        certified_on: Some(day("2020-06-30")),
        ..none()
    };
    assert_eq!(select(&operators, filter.clone()), ["ldi", "j-mimo"]);
    let both = OperatorFilter {
        certifications,
        ..filter.clone()
    };
    assert_eq!(select(&operators, both), [""; 0]);
    let named = OperatorFilter {
        operators: Some(vec!["j-mimo".into(), "fast-hdj".into(), "gone".into()]),
        ..filter
    };
    assert_eq!(select(&operators, named), ["j-mimo"]);
    let nobody = OperatorFilter {
        operators: Some(vec![]),
        ..none()
    };
    assert_eq!(select(&operators, nobody), [""; 0]);
    let found = OperatorFilter {
        restrict: Some([2, 3, 99].into_iter().collect()),
        certifications: Some(vec![Anonymised]),
        ..none()
    };
    assert_eq!(select(&operators, found), ["fast-hdj"]);
}

#[test]
fn the_facet_leaves_its_own_filter_out_and_counts_the_unknown() {
    let operators = with_newcomer();
    let facet = &operators.facets(&OperatorFilter {
        certifications: Some(vec![CertificationKind::Anonymised]),
        ..OperatorFilter::default()
    })[0];
    let counts: Vec<(Option<&str>, u64)> = facet
        .values
        .iter()
        .map(|value| (value.value.as_deref(), value.count))
        .collect();
    assert_eq!(
        counts,
        [
            (Some("ANONYMISED"), 3),
            (Some("PSEUDONYMISED"), 3),
            (None, 1)
        ]
    );
}

#[test]
fn the_first_of_two_operators_keeps_a_spelling_that_both_have() {
    let row = |code: &str| Operator {
        name_ja: format!("{code}機構"),
        spellings: Texts::from_iter(["機構"]),
        ..Operator::unknown(code.into())
    };
    let operators = Operators::new(vec![row("b"), row("a")], vec![], vec![]);
    assert_eq!(operators.named("機構"), operators.find(&"a".into()));
    assert_eq!(operators.named("b機構"), operators.find(&"b".into()));
}
