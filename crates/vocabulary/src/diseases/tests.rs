#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::HashMap;

use base::{Place, Reading, RowReader, Texts};

use super::*;
use crate::disease::link;
use crate::record::Batch;

/// Reads bundled tables as an import does.
fn bundled(records: &[&str]) -> (Batch, Reading) {
    let (mut batch, mut reading) = (Batch::default(), Reading::default());
    for record in records {
        let path = format!("{}/../ingest/data/{record}.csv", env!("CARGO_MANIFEST_DIR"));
        let mut file = csv::Reader::from_path(path).unwrap();
        let headers = file.headers().unwrap().clone();
        for (number, line) in (2..).zip(file.records()) {
            let line = line.unwrap();
            let cells: HashMap<&str, &str> = headers.iter().zip(line.iter()).collect();
            let place = Place {
                file: format!("{record}.csv"),
                sheet: None,
                row: number,
            };
            batch.read(record, &mut RowReader::new(place, cells, &mut reading));
        }
    }
    (batch, reading)
}

fn real() -> Diseases {
    let (batch, reading) = bundled(&["nando", "diseases", "disease-broader"]);
    assert_eq!(reading.problems, []);
    for (reference, _) in reading.references() {
        let known = (reference.kind, reference.code.clone());
        assert!(reading.definitions.contains(&known), "{reference:?}");
    }
    let (rows, links) = batch.diseases();
    Diseases::new(rows, &links)
}

fn disease(code: &str, same_as: &[&str]) -> Disease {
    Disease {
        id: code.into(),
        since_revision: 0,
        until_revision: None,
        name_ja: code.to_owned(),
        name_en: None,
        printed_ja: None,
        printed_en: None,
        kana: None,
        synonyms_ja: Texts::default(),
        synonyms_en: Texts::default(),
        abbreviations: Texts::default(),
        same_as: same_as.iter().copied().collect(),
        notification_number: None,
        deprecated: false,
        source: OWN_LIST.to_owned(),
        note: None,
    }
}

fn small(rows: &[(&str, &[&str])], links: &[(&str, &str)]) -> Diseases {
    let rows = rows
        .iter()
        .map(|(code, same)| disease(code, same))
        .collect();
    let links: Vec<DiseaseBroader> = links
        .iter()
        .map(|(below, above)| link(&(*below).into(), &(*above).into(), OWN_LIST))
        .collect();
    Diseases::new(rows, &links)
}

fn codes<'a>(ids: impl IntoIterator<Item = &'a DiseaseId>) -> Vec<&'a str> {
    ids.into_iter().map(DiseaseId::as_str).collect()
}

#[test]
fn the_bundled_terms_are_read_without_a_problem() {
    let diseases = real();
    assert_eq!(diseases.all().len(), 3433);
    let (batch, reading) = bundled(&["data-items", "prefectures"]);
    assert_eq!(reading.problems, []);
    assert_eq!(batch.data_items().len(), 6);
    assert_eq!(batch.prefectures().len(), 47);
    assert_eq!(
        reading
            .definitions
            .iter()
            .filter(|(kind, _)| *kind == "prefecture")
            .count(),
        47
    );
}

#[test]
fn heart_failure_includes_its_kinds_and_lies_under_the_circulatory_diseases() {
    let diseases = real();
    let found = diseases.descendants(&"heart-failure".into());
    for code in [
        "heart-failure",
        "acute-decompensated-heart-failure",
        "severe-heart-failure",
    ] {
        assert!(found.contains(&code.into()), "{code}");
    }
    assert!(!found.contains(&"heart-diseases".into()));
    let branches = diseases.branches(&"heart-failure".into());
    assert_eq!(codes(&branches), ["circulatory-diseases"]);
    let above = diseases.ancestors(&"heart-failure".into());
    // The partner in NANDO is the same concept.
    assert!(above.contains(&"nando-1100005".into()));
    assert!(!above.contains(&"heart-failure".into()));
}

#[test]
fn a_branch_stays_one_where_its_heading_in_nando_stands_below_another() {
    let diseases = real();
    let of = |code: &str| codes(&diseases.branches(&code.into())).join(" ");
    assert_eq!(
        of("amyotrophic-lateral-sclerosis"),
        "neuromuscular-diseases rare-intractable-diseases"
    );
    assert!(of("fukuyama-congenital-muscular-dystrophy").contains("neuromuscular-diseases"));
    assert_eq!(of("neuromuscular-diseases"), "neuromuscular-diseases");
}

#[test]
fn names_resolve_in_either_language_by_synonym_abbreviation_and_reading() {
    let diseases = real();
    for text in [
        "心不全",
        "Heart Failure",
        "cardiac failure",
        "CHF",
        "しんふぜん",
    ] {
        let found = diseases.resolve(text);
        assert!(found.contains(&"heart-failure".into()), "{text}: {found:?}");
    }
    assert!(
        diseases
            .resolve("球脊髄性筋萎縮症")
            .contains(&"nando-1200001".into())
    );
    assert!(diseases.resolve("心").is_empty());
}

#[test]
fn every_walk_over_the_bundled_terms_ends() {
    let diseases = real();
    for row in diseases.all() {
        assert!(diseases.descendants(&row.id).contains(&row.id));
        assert!(!diseases.ancestors(&row.id).contains(&row.id));
        assert!(!diseases.branches(&row.id).is_empty());
    }
}

#[test]
fn what_is_above_a_paediatric_entry_or_a_heading_is_not_above_its_partner() {
    let diseases = real();
    let intractable = diseases.descendants(&"intractable-diseases".into());
    for code in [
        "ulcerative-colitis",
        "nando-1200449",
        "nando-2200461",
        "nando-1100005",
    ] {
        assert!(intractable.contains(&code.into()), "{code}");
    }
    for code in [
        "type-2-diabetes",
        "heart-failure",
        "circulatory-diseases",
        "cancer",
    ] {
        assert!(!intractable.contains(&code.into()), "{code}");
    }
    // A heading without a partner still finds the hand-made names of what it gathers.
    assert!(
        diseases
            .descendants(&"nando-1200022".into())
            .contains(&"multiple-sclerosis".into())
    );
    // Above and below say the same.
    for row in diseases.all().iter().step_by(101) {
        for above in diseases.ancestors(&row.id) {
            assert!(
                diseases.descendants(&above).contains(&row.id),
                "{above} {}",
                row.id
            );
        }
    }
}

#[test]
fn synonym_groups_join_both_lists() {
    let groups = real().synonym_groups();
    let group = groups
        .iter()
        .find(|group| group.iter().any(|name| name == "神経・筋疾患"))
        .unwrap();
    assert!(group.iter().any(|name| name == "neurology"));
    assert!(groups.iter().all(|group| group.len() > 1));
}

#[test]
fn the_same_concept_counts_both_ways_and_through_a_third() {
    let diseases = small(
        &[
            ("a", &["x"]),
            ("b", &["x"]),
            ("x", &[]),
            ("under-x", &[]),
            ("top", &[]),
        ],
        &[("under-x", "x"), ("a", "top"), ("x", "b")],
    );
    for code in ["a", "b", "x"] {
        let found = diseases.descendants(&code.into());
        assert_eq!(codes(&found), ["a", "b", "under-x", "x"]);
        assert_eq!(codes(&diseases.equivalents(&code.into())), ["a", "b", "x"]);
    }
    assert_eq!(codes(&diseases.branches(&"under-x".into())), ["top"]);
    assert_eq!(codes(&diseases.broader(&"under-x".into())), ["a"]);
    assert_eq!(codes(&diseases.narrower(&"top".into())), ["a"]);
}

#[test]
fn circles_and_unknown_codes_end_nowhere() {
    let diseases = small(
        &[("a", &[]), ("b", &[]), ("c", &["nobody"])],
        &[("a", "b"), ("b", "a"), ("a", "nobody")],
    );
    assert_eq!(codes(&diseases.descendants(&"a".into())), ["a", "b"]);
    assert_eq!(codes(&diseases.ancestors(&"a".into())), ["b"]);
    assert_eq!(codes(&diseases.branches(&"a".into())), ["a"]);
    assert_eq!(codes(&diseases.branches(&"c".into())), ["c"]);
    assert!(diseases.descendants(&"nobody".into()).is_empty());
}

#[test]
fn pages_follow_the_codes() {
    let diseases = small(&[("b", &[]), ("a", &[]), ("c", &[])], &[]);
    let all = RoaringBitmap::from_iter([0, 1, 2]);
    let slice = diseases.page(&all, &Page::first(2)).unwrap();
    let found: Vec<_> = slice
        .rows
        .iter()
        .map(|(row, _)| diseases.get(*row).id.as_str())
        .collect();
    assert_eq!(found, ["a", "b"]);
    assert!(slice.has_next);
}

#[test]
fn what_is_wrong_is_said() {
    let (mut batch, mut reading) = (Batch::default(), Reading::default());
    let mut read = |record: &str, cells: &[(&'static str, &'static str)]| {
        let cells = cells.iter().copied().collect();
        batch.read(
            record,
            &mut RowReader::new(Place::default(), cells, &mut reading),
        );
    };
    read("prefectures", &[("code", "48"), ("name_ja", "どこか")]);
    read("prefectures", &[("code", "1"), ("name_ja", "北海道")]);
    read(
        "diseases",
        &[("code", "a"), ("name_ja", "ア"), ("broader", "a|b")],
    );
    read("nando", &[("code", "a"), ("label_ja", "ア")]);
    read("disease-broader", &[("narrower", "a"), ("broader", "a")]);
    read("data-items", &[("code", "ehr")]);
    let columns: Vec<_> = reading
        .problems
        .iter()
        .map(|problem| problem.column.as_deref())
        .collect();
    assert_eq!(
        columns,
        [
            Some("code"),
            Some("code"),
            Some("broader"),
            None,
            Some("broader"),
            Some("name_ja")
        ]
    );
}
