#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::{BTreeMap, HashMap};

use base::Reading;
use chrono::{Datelike, Weekday};

use super::*;
use crate::samples::{bundled, read, real, row};

fn read_rows(rows: &[HashMap<String, String>]) -> (Batch, Reading) {
    let (mut batch, mut reading) = (Batch::default(), Reading::default());
    read(&mut batch, &mut reading, "approvals", "1", rows);
    (batch, reading)
}

fn codes(batch: &Batch, approval: &str) -> Vec<String> {
    let items = batch.data_items.iter();
    items
        .filter(|item| item.approval.as_str() == approval)
        .map(|item| item.data_item.to_string())
        .collect()
}

#[test]
fn the_printed_totals_hold() {
    let (approvals, _) = real();
    let mut per_operator: BTreeMap<&str, u32> = BTreeMap::new();
    let (mut academia, mut company, mut both) = (0, 0, 0);
    for row in approvals.all() {
        *per_operator.entry(row.operator.as_str()).or_default() += 1;
        let has = |sector| row.user_sectors.0.contains(&sector);
        academia += u32::from(has(UserSector::Academia));
        company += u32::from(has(UserSector::Company));
        both += u32::from(has(UserSector::Academia) && has(UserSector::Company));
    }
    assert_eq!(
        per_operator.into_iter().collect::<Vec<_>>(),
        [("fast-hdj", 4), ("j-mimo", 13), ("ldi", 45)]
    );
    assert_eq!((academia, company, both), (19, 45, 2));
}

#[test]
fn days_rise_with_the_number_and_none_is_on_a_weekend() {
    let (approvals, _) = real();
    let mut rows: Vec<_> = approvals.all().collect();
    rows.sort_by_key(|row| (&row.operator, row.number));
    for pair in rows
        .windows(2)
        .filter(|pair| pair[0].operator == pair[1].operator)
    {
        assert!(pair[0].approved_on <= pair[1].approved_on, "{}", pair[1].id);
        assert_eq!(pair[0].number + 1, pair[1].number);
    }
    for row in rows {
        let day = row.approved_on.weekday();
        assert!(!matches!(day, Weekday::Sat | Weekday::Sun), "{}", row.id);
    }
}

#[test]
fn titles_stay_as_printed_and_two_studies_of_one_name_stay_two() {
    let (approvals, _) = real();
    let titles: HashSet<&str> = approvals.all().map(|row| row.title_ja.as_str()).collect();
    assert_eq!(titles.len(), 62);
    let sip: Vec<&str> = approvals
        .all()
        .filter(|row| {
            row.title_ja
                .contains("統合型ヘルスケアシステムの構築における生成AIの活用")
        })
        .map(|row| row.id.as_str())
        .collect();
    assert_eq!(sip, ["j-mimo:13", "fast-hdj:2"]);
}

#[test]
fn forty_dittos_are_marked_and_none_lacks_data_items() {
    let (approvals, reading) = real();
    let dittos = approvals
        .all()
        .filter(|row| row.items_derivation == Some(Derivation::Ditto));
    assert_eq!(dittos.count(), 40);
    for place in 0..62 {
        assert!(!approvals.data_items(place).is_empty());
    }
    let evidence = reading.evidence.iter();
    let of_items: Vec<_> = evidence
        .filter(|evidence| evidence.field.as_deref() == Some("data_items"))
        .collect();
    assert_eq!((of_items.len(), reading.evidence.len()), (62, 124));
    let second = of_items
        .iter()
        .find(|row| row.subject == "approval:ldi:2")
        .unwrap();
    assert_eq!(second.raw_text.as_deref(), Some("\""));
    assert_eq!(second.derivation, Derivation::Ditto);
    assert!(second.note.as_ref().unwrap().contains("LDI No.1"));
    assert!(second.locator.as_ref().unwrap().contains("行 No.2"));
}

/// Without the codes, the printed cells alone give the same: from the nearest printed row above, of the same operator.
#[test]
fn the_printed_cells_alone_give_the_same_codes_and_derivations() {
    let (given, _) = read_rows(&bundled("approvals"));
    let mut rows = bundled("approvals");
    for row in &mut rows {
        for column in ["data_items", "items_derivation", "items_note"] {
            row.remove(column);
        }
    }
    let (derived, reading) = read_rows(&rows);
    assert_eq!(reading.problems, []);
    assert_eq!(derived.data_items, given.data_items);
    for (derived, given) in derived.approvals.iter().zip(&given.approvals) {
        assert_eq!(
            derived.items_derivation, given.items_derivation,
            "{}",
            given.id
        );
        assert_eq!(derived.printed_items, given.printed_items);
        // The transcription names operators by their printed abbreviation.
        let lower = |note: &Option<String>| note.as_ref().map(|note| note.to_lowercase());
        assert_eq!(
            lower(&derived.items_note),
            lower(&given.items_note),
            "{}",
            given.id
        );
    }
}

#[test]
fn report_is_kept_as_printed_and_read_as_claims() {
    let (batch, reading) = read_rows(&[row(
        "j-mimo",
        6,
        &[("printed_items", "レポート、検診データ、疫学研究データ")],
    )]);
    assert_eq!(reading.problems, []);
    assert_eq!(
        codes(&batch, "j-mimo:6"),
        ["claims", "checkup", "epidemiology"]
    );
    let approval = &batch.approvals[0];
    assert_eq!(
        approval.printed_items.as_deref(),
        Some("レポート、検診データ、疫学研究データ")
    );
    assert_eq!(approval.items_derivation, Some(Derivation::Corrected));
    assert_eq!(
        approval.items_note.as_deref(),
        Some(
            "レポート is a misreading of レセプト, read as claims; \
             検診データ may be a misreading of 健診データ, undecidable; kept as printed"
        )
    );
}

#[test]
fn dittos_stand_in_either_column_and_copy_the_nearest_printed_cell() {
    let rows = [
        row("ldi", 1, &[("data_items", "電子カルテ、レポート")]),
        row(
            "j-mimo",
            1,
            &[("data_items", "imaging"), ("printed_items", "画像データ")],
        ),
        row("ldi", 2, &[("data_items", "〃")]),
        row("ldi", 3, &[("printed_items", "DPC")]),
        row("ldi", 4, &[("data_items", "\"")]),
        row("j-mimo", 2, &[("printed_items", "同上")]),
        row("ldi", 5, &[("printed_items", "″")]),
    ];
    let (batch, reading) = read_rows(&rows);
    assert_eq!(reading.problems, []);
    assert_eq!(codes(&batch, "ldi:2"), ["ehr", "claims"]);
    assert_eq!(codes(&batch, "ldi:4"), ["dpc"]);
    assert_eq!(codes(&batch, "ldi:5"), ["dpc"]);
    assert_eq!(codes(&batch, "j-mimo:2"), ["imaging"]);
    let fifth = &batch.approvals[6];
    assert_eq!(
        fifth.items_note.as_deref(),
        Some("ditto of ldi No.3 「DPC」")
    );
}

#[test]
fn a_ditto_without_a_row_above_is_a_problem() {
    let rows = [
        row("ldi", 1, &[("printed_items", "電子カルテ")]),
        row("j-mimo", 1, &[("printed_items", "〃")]),
    ];
    let (batch, reading) = read_rows(&rows);
    let [problem] = &reading.problems[..] else {
        panic!("{:?}", reading.problems);
    };
    assert_eq!(problem.column.as_deref(), Some("printed_items"));
    assert_eq!(problem.value.as_deref(), Some("〃"));
    assert_eq!(problem.place.row, 3);
    assert_eq!(batch.approvals.len(), 1);

    // Another sheet is another list.
    let (mut batch, mut reading) = (Batch::default(), Reading::default());
    read(&mut batch, &mut reading, "approvals", "1", [&rows[0]]);
    read(
        &mut batch,
        &mut reading,
        "approvals",
        "2",
        [&row("ldi", 2, &[("printed_items", "〃")])],
    );
    assert_eq!(reading.problems.len(), 1);
}

#[test]
fn unknown_printed_items_are_named_once_each_and_their_dittos_say_no_more() {
    let rows = [
        row("ldi", 1, &[("printed_items", "電子カルテ")]),
        row("ldi", 2, &[("printed_items", "電子カルテ、心電図、歩数")]),
        row("ldi", 3, &[("printed_items", "〃")]),
    ];
    let (batch, reading) = read_rows(&rows);
    let values: Vec<_> = reading
        .problems
        .iter()
        .map(|problem| problem.value.as_deref())
        .collect();
    assert_eq!(values, [Some("心電図"), Some("歩数")]);
    assert!(codes(&batch, "ldi:3").is_empty());
}

#[test]
fn every_problem_of_a_row_is_told() {
    let mut bad = row(
        "ldi",
        0,
        &[
            ("approved_on", "2024-01"),
            ("title_ja", ""),
            ("user_sectors", "ACADEMIA|NOBODY"),
            ("data_form", "RAW"),
        ],
    );
    bad.remove("operator");
    let (batch, reading) = read_rows(&[bad]);
    let columns: HashSet<_> = reading
        .problems
        .iter()
        .filter_map(|problem| problem.column.as_deref())
        .collect();
    let expected = [
        "operator",
        "number",
        "approved_on",
        "title_ja",
        "user_sectors",
        "data_form",
    ];
    assert_eq!(columns, HashSet::from(expected));
    assert!(batch.approvals.is_empty());

    let twice = [row("ldi", 1, &[]), row("ldi", 1, &[])];
    assert_eq!(read_rows(&twice).1.problems.len(), 1);
}

#[test]
fn what_a_row_names_must_be_defined_somewhere() {
    let (_, reading) = real();
    let kinds: HashSet<&str> = reading
        .references()
        .map(|(reference, _)| reference)
        .map(|reference| reference.kind)
        .collect();
    let expected = [
        "operator",
        "document",
        "data_item",
        "database",
        "disease",
        "approval",
    ];
    assert_eq!(kinds, HashSet::from(expected));
    let approvals = reading
        .references()
        .map(|(reference, _)| reference)
        .filter(|reference| reference.kind == "approval");
    for reference in approvals {
        assert!(
            reading
                .definitions
                .contains(&("approval", reference.code.clone()))
        );
    }
}

#[test]
fn a_tag_keeps_the_words_of_the_title_and_has_evidence_where_a_document_is_named() {
    let (approvals, _) = real();
    let place = approvals.find(&"ldi:1".into()).unwrap();
    let tags = approvals.diseases(place);
    assert_eq!(tags.len(), 1);
    assert_eq!(tags[0].printed.as_deref(), Some("乳癌"));
    assert_eq!(tags[0].derivation, Derivation::TitleTagged);
    assert!(approvals.get(place).title_ja.contains("乳癌"));

    let (mut batch, mut reading) = (Batch::default(), Reading::default());
    let tag = row(
        "ldi",
        1,
        &[("disease", "cancer"), ("derivation", "INFERRED")],
    );
    read(&mut batch, &mut reading, "approval-diseases", "1", [&tag]);
    assert_eq!(
        reading.evidence[0].id,
        "approval_diseases/ldi:1:cancer#diseases.cancer#1"
    );
    assert_eq!(batch.diseases[0].derivation, Derivation::Inferred);
}
