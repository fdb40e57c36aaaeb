use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use base::{Evidence, Place, Reading};

use super::*;
use crate::Institutions;

/// A bundled table, row by row.
pub(crate) fn bundled(file: &str) -> Vec<HashMap<String, String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ingest/data");
    rows_of(&fs::read_to_string(folder.join(file)).unwrap())
}

fn rows_of(text: &str) -> Vec<HashMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

fn read_rows(tables: &[(&str, Vec<HashMap<String, String>>)]) -> (Batch, Reading) {
    let (mut batch, mut reading) = (Batch::default(), Reading::default());
    for (record, rows) in tables {
        for (cells, row) in rows.iter().zip(2..) {
            let cells = cells
                .iter()
                .map(|(name, cell)| (name.as_str(), cell.as_str()))
                .collect();
            let place = Place {
                file: (*record).to_owned(),
                sheet: None,
                row,
            };
            batch.read(record, &mut RowReader::new(place, cells, &mut reading));
        }
    }
    (batch, reading)
}

pub(crate) fn read_bundled() -> (Batch, Reading) {
    read_rows(&[
        ("institutions", bundled("institutions.csv")),
        ("cooperations", bundled("cooperations.csv")),
    ])
}

/// The bundled institutions as one revision shows them.
pub(crate) fn institutions() -> Institutions {
    let batch = read_bundled().0;
    Institutions::new(batch.institutions, batch.cooperations)
}

fn reasons(record: &str, text: &str) -> Vec<String> {
    let problems = read_rows(&[(record, rows_of(text))]).1.problems;
    problems.iter().map(ToString::to_string).collect()
}

/// What the page prints for each institution: its cooperations by institution, with their evidence.
fn printed() -> BTreeMap<String, Vec<(Cooperation, Evidence)>> {
    let (batch, reading) = read_bundled();
    let evidence: HashMap<&str, &Evidence> = reading
        .evidence
        .iter()
        .map(|one| (one.row.as_str(), one))
        .collect();
    let mut printed: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for one in batch.cooperations {
        let proof = evidence[format!("cooperations/{}", one.id).as_str()].clone();
        let held = printed.entry(one.institution.to_string()).or_default();
        held.push((one, proof));
    }
    printed
}

fn column_of(evidence: &Evidence) -> char {
    let locator = evidence.locator.as_deref().unwrap();
    let (_, rest) = locator.split_once("表 第").unwrap();
    rest.chars().next().unwrap()
}

#[test]
fn the_bundled_tables_have_no_problem_and_each_row_has_evidence() {
    let (batch, reading) = read_bundled();
    assert_eq!(reading.problems, []);
    assert_eq!(
        (batch.institutions.len(), batch.cooperations.len()),
        (147, 152)
    );
    assert_eq!(reading.evidence.len(), 147 + 152);
    assert!(reading.evidence.iter().all(|one| one.raw_text.is_some()
        && one.subject.starts_with("institution:")
        && one.stated_on.is_some()));
}

#[test]
fn trap_1_a_mark_belongs_to_the_name_before_it() {
    let institutions = institutions();
    for (code, held) in printed() {
        let row = institutions.find(&code.as_str().into()).unwrap();
        let name = &institutions.get(row).name_ja;
        let mut given = BTreeSet::new();
        let mut marks = BTreeSet::new();
        for (one, evidence) in &held {
            let text = evidence.raw_text.as_deref().unwrap();
            // The second 京都大学病院 is quoted with the name before it, to tell it from the first.
            let (_, rest) = text.rsplit_once(name.as_str()).unwrap();
            for mark in rest.split_whitespace() {
                marks.insert(match mark {
                    "L" => "ldi",
                    "J" => "j-mimo",
                    "F" => "fast-hdj",
                    other => panic!("{code}: {other} is no mark"),
                });
            }
            given.extend(one.operator.as_ref().map(OperatorId::as_str));
        }
        assert_eq!(given, marks, "{code} {name}");
    }
}

#[test]
fn trap_1_the_fifth_column_has_lost_its_marks_and_no_other_has() {
    let mut lost = 0;
    for (code, held) in printed() {
        for (one, evidence) in held {
            let fifth = column_of(&evidence) == '5';
            assert_eq!(one.unknown_reason.is_some(), fifth, "{code}");
            assert_eq!(one.operator.is_none(), fifth, "{code}");
            lost += usize::from(fifth);
        }
    }
    assert_eq!(lost, 31);
}

#[test]
fn trap_2_prefectures_run_on_over_column_breaks() {
    let (batch, reading) = read_bundled();
    let mut columns: BTreeMap<String, BTreeSet<char>> = BTreeMap::new();
    for row in &batch.institutions {
        let name = format!("institutions/{}", row.id);
        let evidence = reading.evidence.iter().find(|one| one.row == name).unwrap();
        let held = columns.entry(row.prefecture.to_string()).or_default();
        held.insert(column_of(evidence));
    }
    let broken: Vec<(&str, Vec<char>)> = columns
        .iter()
        .filter(|(_, columns)| columns.len() > 1)
        .map(|(prefecture, columns)| (prefecture.as_str(), columns.iter().copied().collect()))
        .collect();
    assert_eq!(
        broken,
        [
            ("12", vec!['1', '2']),
            ("28", vec!['3', '4']),
            ("40", vec!['4', '5'])
        ]
    );
}

#[test]
fn all_problems_of_a_table_are_listed() {
    let institutions = "code,name_ja,kind,group,prefecture,duplicate_of,document\n\
                        26-01,甲,HOSPITAL,,26,,d\n\
                        26-01,甲,HOSPITAL,,26,,d\n\
                        26-2,乙,HOSPITAL,,26,,d\n\
                        27-01,乙,HOSPITAL,,26,,d\n\
                        26-+3,丙,SHOP,,26,,d\n\
                        26-04,丁,CLINIC,,26,26-04,d\n\
                        26-05,,CLINIC,,26,,\n";
    assert_eq!(
        reasons("institutions", institutions),
        [
            "institutions:3 `26-01`: is given twice, first in institutions row 2: keep one of the two rows",
            "institutions:4 code `26-2`: is not the prefecture's code and a running number: write 26-01",
            "institutions:5 code `27-01`: is not the prefecture's code and a running number: write 26-01",
            "institutions:6 kind `SHOP`: is unknown: use one of HOSPITAL, CLINIC, UNIVERSITY, MUNICIPALITY, INSURER, OTHER",
            "institutions:6 code `26-+3`: is not the prefecture's code and a running number: write 26-01",
            "institutions:7 duplicate_of `26-04`: is the institution itself: name the first record",
            "institutions:8 name_ja: is empty: fill it in",
            "institutions:8 document: is empty: fill it in",
        ]
    );
}

#[test]
fn a_cooperation_has_an_operator_or_a_reason_never_both_or_neither() {
    let cooperations = "institution,operator,unknown_reason,as_of,document\n\
                        26-01,ldi,,2024-12-31,d\n\
                        26-02,ldi,MARKS_LOST,,d\n\
                        26-03,,,,d\n\
                        26-04,,FORGOTTEN,,d\n\
                        26-01,ldi,,,d\n\
                        26-05,,MARKS_LOST,令和6年12月31日,d\n";
    let both_or_neither = "goes with the operator: give the operator, or the reason why it is unknown, not both and not neither";
    assert_eq!(
        reasons("cooperations", cooperations),
        [
            format!("cooperations:3 unknown_reason `MARKS_LOST`: {both_or_neither}"),
            format!("cooperations:4 unknown_reason: {both_or_neither}"),
            "cooperations:5 unknown_reason `FORGOTTEN`: is unknown: use one of MARKS_LOST".to_owned(),
            "cooperations:6 `26-01:ldi`: is given twice, first in cooperations row 2: keep one of the two rows".to_owned(),
        ]
    );
    let (batch, reading) = read_rows(&[("cooperations", rows_of(cooperations))]);
    let ids: Vec<&str> = batch
        .cooperations
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    assert_eq!(ids, ["26-01:ldi", "26-05:MARKS_LOST"]);
    assert_eq!(
        reading.evidence[0].field.as_deref(),
        Some("cooperations.ldi")
    );
    assert!(
        reading
            .references()
            .map(|(reference, _)| reference)
            .any(|wanted| wanted.kind == "operator" && wanted.code == "ldi")
    );
}
