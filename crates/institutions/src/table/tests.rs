use std::collections::BTreeMap;

use super::*;
use crate::UnknownReason;
use crate::record::tests::{bundled, institutions};

fn codes(institutions: &Institutions, rows: impl IntoIterator<Item = u32>) -> Vec<&str> {
    rows.into_iter()
        .map(|row| institutions.get(row).id.as_str())
        .collect()
}

fn count(institutions: &Institutions, filter: &InstitutionFilter) -> u64 {
    institutions.select(filter).len()
}

/// The bundled declared figures of one kind of subject: the code and the number.
fn declared(subject: &str, kind: &str) -> BTreeMap<String, u64> {
    bundled("figures-operators.csv")
        .into_iter()
        .filter(|row| row["kind"] == kind)
        .filter_map(|row| {
            let code = row["subject"].strip_prefix(subject)?.to_owned();
            Some((code, row["quantity"].parse().unwrap()))
        })
        .collect()
}

fn sample(code: &str, name: &str, kind: InstitutionKind, group: Option<&str>) -> Institution {
    Institution {
        id: code.into(),
        since_revision: 0,
        until_revision: None,
        name_ja: name.to_owned(),
        kind,
        group_name: group.map(str::to_owned),
        prefecture: code[..2].into(),
        duplicate_of: None,
    }
}

fn supplies(institution: &str, operator: &str) -> Cooperation {
    Cooperation::known(institution.into(), operator.into(), None)
}

/// Five institutions: two of one prefecture with three digits, one of two operators, one unknown, one without rows.
fn samples() -> Institutions {
    use InstitutionKind::{Clinic, Hospital};
    Institutions::new(
        vec![
            sample("38-100", "う", Hospital, Some("NHO")),
            sample("38-99", "い", Hospital, None),
            sample("02-01", "え", Clinic, Some("NHO")),
            sample("40-01", "あ", Hospital, None),
            sample("40-02", "お", Clinic, None),
        ],
        vec![
            supplies("38-100", "j-mimo"),
            supplies("02-01", "ldi"),
            supplies("02-01", "j-mimo"),
            supplies("38-99", "ldi"),
            Cooperation::unknown("40-01".into(), UnknownReason::MarksLost, None),
            supplies("99-99", "ldi"),
        ],
    )
}

#[test]
fn institutions_are_147() {
    let institutions = institutions();
    assert_eq!(institutions.all().len(), 147);
    assert_eq!(count(&institutions, &InstitutionFilter::default()), 147);
    assert_eq!(declared("catalogue", "INSTITUTIONS")[""], 147);
}

#[test]
fn trap_1_the_forty_printed_prefecture_counts_hold() {
    let institutions = institutions();
    let printed = declared("prefecture:", "INSTITUTIONS");
    assert_eq!(printed.len(), 40);
    for (code, wanted) in &printed {
        let found = institutions.in_prefecture(&code.as_str().into()).len();
        assert_eq!(found, *wanted, "prefecture {code}");
    }
    assert_eq!(printed.values().sum::<u64>(), 147 - 23);
}

#[test]
fn trap_1_the_seven_prefectures_without_a_count_have_23_together() {
    let institutions = institutions();
    let printed = declared("prefecture:", "INSTITUTIONS");
    let without: Vec<PrefectureId> = (1..=47)
        .map(|number| format!("{number:02}"))
        .filter(|code| !printed.contains_key(code))
        .map(PrefectureId::from)
        .collect();
    assert_eq!(without.len(), 7);
    let filter = InstitutionFilter {
        prefectures: Some(without),
        ..InstitutionFilter::default()
    };
    assert_eq!(count(&institutions, &filter), 23);
}

#[test]
fn trap_1_marks_are_l_43_j_74_f_4_and_31_without() {
    let institutions = institutions();
    let marks = ["ldi", "j-mimo", "fast-hdj"].map(|code| institutions.memberships_of(&code.into()));
    assert_eq!(marks, [43, 74, 4]);
    assert_eq!(institutions.unknown_count(), 31);
    assert_eq!(institutions.memberships_of(&"nobody".into()), 0);
}

#[test]
fn trap_2_eleven_prefectures_have_none() {
    let institutions = institutions();
    let empty = (1..=47)
        .map(|number| PrefectureId::new(format!("{number:02}")))
        .filter(|code| institutions.in_prefecture(code).is_empty());
    assert_eq!(empty.count(), 11);
    let printed = declared("prefecture:", "INSTITUTIONS");
    assert_eq!(printed.values().filter(|count| **count == 0).count(), 11);
}

#[test]
fn trap_2_names_that_begin_with_a_prefecture_are_no_headers() {
    let institutions = institutions();
    let prefectures: Vec<(String, String)> = bundled("prefectures.csv")
        .into_iter()
        .map(|mut row| (row.remove("code").unwrap(), row.remove("name_ja").unwrap()))
        .collect();
    assert_eq!(prefectures.len(), 47);
    let mut begin = 0;
    for row in institutions.all() {
        for (code, name) in &prefectures {
            assert_ne!(&row.name_ja, name, "a header stands among the names");
            if row.name_ja.starts_with(name.as_str()) {
                assert_eq!(row.prefecture.as_str(), code, "{}", row.name_ja);
                begin += 1;
            }
        }
    }
    assert_eq!(begin, 15);
}

#[test]
fn trap_2_i_v_f_holds_no_mark() {
    let institutions = institutions();
    let row = institutions.find(&"12-04".into()).unwrap();
    assert_eq!(
        institutions.get(row).name_ja,
        "鉄蕉会亀田 I V F クリニック幕張"
    );
    assert!(!institutions.of_operator(&"fast-hdj".into()).contains(row));
    let held: Vec<&str> = known(institutions.cooperations_of(row))
        .map(OperatorId::as_str)
        .collect();
    assert_eq!(held, ["ldi"]);
}

#[test]
fn trap_3_kyoto_university_hospital_is_two_flagged_records() {
    let institutions = institutions();
    let named: Vec<&Institution> = institutions
        .all()
        .iter()
        .filter(|row| row.name_ja == "京都大学病院")
        .collect();
    assert_eq!(named.len(), 2);
    let (first, second) = (named[0], named[1]);
    assert_eq!(first.duplicate_of, None);
    assert_eq!(second.duplicate_of.as_ref(), Some(&first.id));
    assert_eq!(
        codes(&institutions, institutions.duplicates_of(&first.id)),
        [second.id.as_str()]
    );
    let operators = |row: &Institution| -> Vec<&str> {
        let place = institutions.find(&row.id).unwrap();
        known(institutions.cooperations_of(place))
            .map(OperatorId::as_str)
            .collect()
    };
    assert_ne!(operators(first), operators(second));
    assert_eq!(institutions.in_prefecture(&"26".into()).len(), 7);
    let flagged = institutions
        .all()
        .iter()
        .filter(|row| row.duplicate_of.is_some());
    assert_eq!(flagged.count(), 1);
}

#[test]
fn trap_4_153_memberships_are_declared_and_147_institutions() {
    let institutions = institutions();
    let declared = declared("operator:", "INSTITUTIONS");
    let sum: u64 = declared.values().sum();
    assert_eq!(
        ["ldi", "j-mimo", "fast-hdj"].map(|code| declared[code]),
        [60, 87, 6]
    );
    assert_eq!((sum, institutions.all().len()), (153, 147));
    // What the marks show is less than what is declared; the 31 without marks leave room for the rest.
    assert_eq!(institutions.known_memberships(), 121);
    assert!(sum - institutions.known_memberships() >= institutions.unknown_count());
    for (code, declared) in declared {
        assert!(institutions.memberships_of(&code.as_str().into()) <= declared);
    }
    let with_a_mark = count(
        &institutions,
        &InstitutionFilter {
            operator_unknown: Some(false),
            ..InstitutionFilter::default()
        },
    );
    assert_eq!(with_a_mark + institutions.unknown_count(), 147);
}

#[test]
fn the_default_order_is_prefecture_then_number() {
    let institutions = samples();
    let wanted = ["02-01", "38-99", "38-100", "40-01", "40-02"];
    assert_eq!(codes(&institutions, 0..5), wanted);
    let all = institutions.select(&InstitutionFilter::default());
    let pages = |order| {
        let page = institutions.page(&all, order, &Page::first(9)).unwrap();
        page.rows.into_iter().map(|(row, _)| row)
    };
    let order = InstitutionOrder::default();
    assert_eq!(codes(&institutions, pages(order)), wanted);
    let order = InstitutionOrder::Name;
    assert_eq!(
        codes(&institutions, pages(order)),
        ["40-01", "38-99", "38-100", "02-01", "40-02"]
    );
}

#[test]
fn pages_of_a_selection_meet_without_gap_and_a_cursor_of_another_order_is_refused() {
    let institutions = institutions();
    let selection = institutions.of_operator(&"j-mimo".into());
    let order = InstitutionOrder::Code;
    let (mut seen, mut after) = (vec![], None);
    loop {
        let page = Page::new(Some(10), after.clone(), None, None).unwrap();
        let slice = institutions.page(&selection, order, &page).unwrap();
        seen.extend(slice.rows.iter().map(|(row, _)| *row));
        after = slice.rows.last().map(|(_, cursor)| cursor.clone());
        if !slice.has_next {
            break;
        }
    }
    assert_eq!(seen, selection.iter().collect::<Vec<_>>());
    let foreign = Page::new(Some(1), after, None, None).unwrap();
    let refused = institutions.page(&selection, InstitutionOrder::Name, &foreign);
    assert!(matches!(refused, Err(PageError::Foreign { .. })));
    let nobody = institutions.of_operator(&"nobody".into());
    let empty = institutions.page(&nobody, order, &Page::first(10)).unwrap();
    assert!(empty.rows.is_empty() && !empty.has_next && !empty.has_previous);
}

#[test]
fn conditions_of_a_filter_must_all_hold() {
    let institutions = samples();
    let select = |filter: InstitutionFilter| codes(&institutions, institutions.select(&filter));
    let none = InstitutionFilter::default;
    let ldi = InstitutionFilter {
        operators: Some(vec!["ldi".into()]),
        ..none()
    };
    assert_eq!(select(ldi.clone()), ["02-01", "38-99"]);
    assert_eq!(
        select(InstitutionFilter {
            operators: Some(vec!["ldi".into(), "j-mimo".into()]),
            ..none()
        }),
        ["02-01", "38-99", "38-100"]
    );
    assert_eq!(
        select(InstitutionFilter {
            prefectures: Some(vec!["38".into(), "40".into()]),
            ..ldi.clone()
        }),
        ["38-99"]
    );
    assert_eq!(
        select(InstitutionFilter {
            kinds: Some(vec![InstitutionKind::Clinic]),
            groups: Some(vec!["NHO".to_owned()]),
            ..none()
        }),
        ["02-01"]
    );
    assert_eq!(
        select(InstitutionFilter {
            restrict: Some([0, 4, 77].into_iter().collect()),
            ..none()
        }),
        ["02-01", "40-02"]
    );
    assert_eq!(
        select(InstitutionFilter {
            kinds: Some(vec![]),
            ..none()
        }),
        [""; 0]
    );
}

#[test]
fn unknown_is_a_reason_given_or_no_cooperation_at_all() {
    let institutions = samples();
    let select = |unknown| {
        let filter = InstitutionFilter {
            operator_unknown: Some(unknown),
            ..InstitutionFilter::default()
        };
        codes(&institutions, institutions.select(&filter))
    };
    assert_eq!(select(true), ["40-01", "40-02"]);
    assert_eq!(select(false), ["02-01", "38-99", "38-100"]);
    let lost = institutions.find(&"40-01".into()).unwrap();
    let held = institutions.cooperations_of(lost);
    assert_eq!(held[0].unknown_reason, Some(UnknownReason::MarksLost));
    assert_eq!(institutions.known_memberships(), 4);
}

#[test]
fn each_facet_leaves_its_own_filter_out() {
    let institutions = samples();
    let facets = institutions.facets(&InstitutionFilter {
        operators: Some(vec!["ldi".into()]),
        kinds: Some(vec![InstitutionKind::Hospital]),
        ..InstitutionFilter::default()
    });
    let shown: Vec<String> = facets
        .iter()
        .map(|facet| {
            let values = facet
                .values
                .iter()
                .map(|one| format!(" {}={}", one.value.as_deref().unwrap_or("?"), one.count));
            facet.name.to_owned() + &values.collect::<String>()
        })
        .collect();
    assert_eq!(
        shown,
        [
            "prefecture 38=1",
            "kind CLINIC=1 HOSPITAL=1",
            "group ?=1",
            "operator j-mimo=1 ldi=1 ?=1",
        ]
    );
}

#[test]
fn facets_of_the_real_list_agree_with_its_counts() {
    let institutions = institutions();
    let facets = institutions.facets(&InstitutionFilter::default());
    let total = |name: &str| -> u64 {
        let facet = facets.iter().find(|facet| facet.name == name).unwrap();
        facet.values.iter().map(|value| value.count).sum()
    };
    assert_eq!(["prefecture", "kind", "group"].map(total), [147, 147, 147]);
    assert_eq!(total("operator"), 121 + 31);
    let operators = &facets[3].values;
    assert_eq!(operators.last().unwrap().value, None);
    assert_eq!(operators.last().unwrap().count, 31);
}
