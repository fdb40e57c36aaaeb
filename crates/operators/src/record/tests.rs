use std::collections::HashMap;
use std::fs;
use std::path::Path;

use base::{Derivation, Place, Reading};

use super::*;
use crate::Operators;

/// A bundled table.
pub(crate) fn bundled(file: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ingest/data");
    fs::read_to_string(folder.join(file)).unwrap()
}

/// Reads tables, each a record type's name and CSV.
pub(crate) fn read(tables: &[(&str, &str)]) -> (Batch, Reading) {
    let (mut batch, mut reading) = (Batch::default(), Reading::default());
    for (record, text) in tables {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        for (cells, row) in reader.records().map(Result::unwrap).zip(2..) {
            let cells: HashMap<&str, &str> = header.iter().zip(cells.iter()).collect();
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
    read(&[
        ("operator-facts", &bundled("operator-facts.csv")),
        ("certifications", &bundled("certifications.csv")),
        ("entrustments", &bundled("entrustments.csv")),
    ])
}

/// The bundled operators as one revision shows them.
pub(crate) fn operators() -> Operators {
    let batch = read_bundled().0;
    let rows = batch.operators.into_values().map(|(row, _)| row).collect();
    Operators::new(rows, batch.certifications, batch.entrustments)
}

fn reasons(tables: &[(&str, &str)]) -> Vec<String> {
    let problems = read(tables).1.problems;
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn the_bundled_tables_have_no_problem_and_each_row_has_evidence() {
    let (batch, reading) = read_bundled();
    assert_eq!(reading.problems, []);
    assert_eq!(batch.operators.len(), 3);
    let facts: usize = batch.operators.values().map(|(_, given)| given.len()).sum();
    let rows = facts + batch.certifications.len() + batch.entrustments.len();
    assert_eq!(
        (facts, batch.certifications.len(), batch.entrustments.len()),
        (17, 6, 4)
    );
    assert_eq!(reading.evidence.len(), rows);
    assert!(
        reading
            .evidence
            .iter()
            .all(|one| one.subject.starts_with("operator:"))
    );
}

#[test]
fn trap_9_a_misspelt_name_is_kept_as_printed_and_marked_as_corrected() {
    let reading = read_bundled().1;
    let spellings = reading
        .evidence
        .iter()
        .find(|one| one.row == "operator_facts/ldi.spellings")
        .unwrap();
    assert_eq!(spellings.derivation, Derivation::Corrected);
    let printed = spellings.raw_text.as_deref().unwrap();
    assert!(printed.contains("インシアティブ"), "{printed}");
}

#[test]
fn the_name_makes_an_operator_and_other_facts_refer_to_one() {
    let named = "operator,field,value,document\nx,name_ja,某機構,d\n";
    let reading = read(&[("operator-facts", named)]).1;
    assert!(reading.definitions.contains(&("operator", "x".to_owned())));
    let unnamed = "operator,field,value,document\nx,address,東京都,d\n";
    let reading = read(&[("operator-facts", unnamed)]).1;
    assert!(reading.definitions.is_empty());
    assert!(
        reading
            .references()
            .map(|(reference, _)| reference)
            .any(|wanted| wanted.kind == "operator" && wanted.code == "x")
    );
}

#[test]
fn a_batch_changes_only_the_attributes_that_it_names() {
    let held = operators();
    let held = held.get(held.named("ldi").unwrap());
    let text = "operator,field,value,document\nldi,address,京都府,d\nldi,spellings,甲|乙,d\n";
    let batch = read(&[("operator-facts", text)]).0;
    let (given, fields) = &batch.operators[&held.id];
    let row = overlay(held, given, fields);
    assert_eq!(row.address.as_deref(), Some("京都府"));
    assert_eq!(row.spellings.0, ["甲", "乙"]);
    assert_eq!(
        (&row.name_ja, row.established_on),
        (&held.name_ja, held.established_on)
    );
}

#[test]
fn every_attribute_can_be_set_and_taken_over() {
    for field in operator::FIELDS {
        let text = format!("operator,field,value,document\nx,{field},2018-04-04,d\n");
        let (batch, reading) = read(&[("operator-facts", &text)]);
        assert_eq!(reading.problems, [], "{field}");
        let (given, fields) = &batch.operators[&OperatorId::from("x")];
        let blank = Operator::unknown("x".into());
        assert_ne!(given, &blank, "{field}");
        assert_eq!(&overlay(&blank, given, fields), given, "{field}");
    }
}

#[test]
fn all_problems_of_a_table_are_listed() {
    let facts = "operator,field,value,document\n\
                 x,name_ja,甲,d\nx,name_ja,乙,d\nx,colour,red,d\nx,established_on,soon,d\nx,address,,d\n";
    assert_eq!(
        reasons(&[("operator-facts", facts)]),
        [
            "operator-facts:3 `x.name_ja`: is given twice, first in operator-facts row 2: keep one of the two rows",
            "operator-facts:4 field `colour`: is no attribute of an operator: use one of name_ja, name_en, abbreviation, spellings, established_on, address",
            "operator-facts:5 value `soon`: is not a date: write 2024, 2024-04, 2024-04-01 or 令和6年4月1日",
            "operator-facts:6 value: is empty: fill it in",
        ]
    );
    let certifications = "operator,kind,certified_on,document\n\
                          x,MADE_UP,2020-06-30,d\nx,ANONYMISED,2020-06,d\nx,ANONYMISED,,d\nx,ANONYMISED,令和2年6月30日,d\n";
    assert_eq!(
        reasons(&[("certifications", certifications)]),
        [
            "certifications:2 kind `MADE_UP`: is unknown: use one of ANONYMISED, PSEUDONYMISED",
            "certifications:3 certified_on `2020-06`: is not a whole date: give year, month and day",
            "certifications:4 certified_on: is empty: fill it in",
        ]
    );
}

#[test]
fn a_chain_begins_with_an_entrustment_and_has_two_levels() {
    let links = "operator,level,from_ja,to_ja,document\n\
                 x,2,乙,丙,d\nx,1,甲,乙,d\ny,2,乙,丙,d\nx,3,乙,丙,d\nx,1,甲,甲,d\nx,2,乙,丙,d\n";
    assert_eq!(
        reasons(&[("entrustments", links)]),
        [
            "entrustments:2 from_ja `乙`: is not entrusted by a row above: give the 委託 before what is 再委託 from it",
            "entrustments:4 from_ja `乙`: is not entrusted by a row above: give the 委託 before what is 再委託 from it",
            "entrustments:5 level `3`: is no level: write 1 for 委託, 2 for 再委託",
            "entrustments:6 to_ja `甲`: is who entrusts: nobody entrusts itself",
        ]
    );
    let batch = read(&[("entrustments", links)]).0;
    assert_eq!(batch.entrustments.len(), 2);
}
