//! Columns that a file leaves out: what they hold stays as it was. An empty cell is empty; a column that is not there says nothing.

use std::collections::HashMap;

use base::record::Kind;
use base::{Cells, RecordType, RevisionRow, Store};

use crate::batch::header;
use crate::export::{self, ExportError};
use crate::sheet::Sheet;
use crate::tables::{Tables, record_type};

/// Columns that tell which row of the record a row is, for tables whose rows are corrected one by one.
fn key_of(record: &RecordType) -> Option<&'static [&'static str]> {
    match record.name {
        "approvals" => Some(&["operator", "number"]),
        "diseases" | "institutions" => Some(&["code"]),
        "registries" => Some(&["id_slug"]),
        "documents" | "linkage-statements" | "access-rules" | "reported-facts"
        | "reported-uses" | "certified-users" | "named-users" => Some(&["id"]),
        _ => None,
    }
}

impl Tables {
    /// Puts codes in place of names, and fills the columns that tables leave out with what the record holds of the same rows, so that a file that corrects one value
    /// takes no other away. The proof is kept only where the row names the document that it names now.
    ///
    /// # Errors
    ///
    /// The record cannot be read.
    pub async fn complete(&mut self, store: &Store) -> Result<(), ExportError> {
        let Some(revision) = RevisionRow::newest(store).await? else {
            return Ok(());
        };
        let at = base::Revision(revision.number);
        self.name_codes(store, at).await?;
        for sheet in &mut self.sheets {
            let Some(record) = record_type(sheet) else {
                continue;
            };
            let Some(key) = key_of(record) else {
                continue;
            };
            let missing = missing(sheet, record);
            if missing.is_empty() {
                continue;
            }
            let ids = ids(sheet, record, key);
            let rows = export::rows(store, at, record, &ids).await?;
            let held: HashMap<String, &Cells> = rows
                .iter()
                .map(|row| (id(key.iter().map(|column| row.get(column))), row))
                .collect();
            fill(sheet, record, &missing, &ids, &held);
        }
        Ok(())
    }
}

/// A row's id, from the columns that tell it.
fn id<'c>(key: impl Iterator<Item = &'c str>) -> String {
    key.collect::<Vec<_>>().join(":")
}

/// The id of each row of a sheet. A running number counts by its value: 013 and １３ are 13.
fn ids(sheet: &Sheet, record: &RecordType, key: &[&str]) -> Vec<String> {
    let places: Vec<usize> = key
        .iter()
        .filter_map(|column| place(sheet, record, column))
        .collect();
    let is_number = |column: &&str| {
        let mut columns = record.all_columns();
        columns.any(|one| one.name == *column && matches!(one.kind, Kind::Integer))
    };
    let numbers: Vec<bool> = key.iter().map(is_number).collect();
    let parts = |row: u32, cells: &[String]| -> Vec<String> {
        let columns = places.iter().zip(&numbers);
        columns
            .map(|(at, is_number)| {
                let text = cell(cells, *at);
                let number = is_number
                    .then(|| base::cell::number(sheet.whole_number(row, *at, text)))
                    .flatten();
                number.map_or_else(|| text.to_owned(), |number| number.to_string())
            })
            .collect()
    };
    let rows = sheet.rows.iter();
    rows.map(|(row, cells)| parts(*row, cells).join(":"))
        .collect()
}

/// Where a column stands in a sheet.
fn place(sheet: &Sheet, record: &RecordType, wanted: &str) -> Option<usize> {
    let named = |cell: &String| header::column(record, cell).is_some_and(|one| one.name == wanted);
    sheet.header.iter().position(named)
}

/// The text of a cell, as keys are compared.
fn cell(cells: &[String], at: usize) -> &str {
    cells.get(at).map_or("", |cell| base::cell::trimmed(cell))
}

/// The optional columns that a sheet has none of; none where a required one is missing, for then nothing is read.
fn missing(sheet: &Sheet, record: &'static RecordType) -> Vec<&'static str> {
    let named: Vec<&str> = sheet
        .header
        .iter()
        .filter_map(|cell| header::column(record, cell))
        .map(|column| column.name)
        .collect();
    let mut required = record.all_columns().filter(|column| column.required);
    if !required.all(|column| named.contains(&column.name)) {
        return Vec::new();
    }
    record
        .all_columns()
        .map(|column| column.name)
        .filter(|name| !named.contains(name))
        .collect()
}

fn fill(
    sheet: &mut Sheet,
    record: &RecordType,
    missing: &[&str],
    ids: &[String],
    held: &HashMap<String, &Cells>,
) {
    let document = place(sheet, record, "document");
    let width = sheet.header.len();
    for ((_, cells), id) in sheet.rows.iter_mut().zip(ids) {
        let row = held.get(id);
        let is_same_proof =
            document.is_none_or(|at| row.is_some_and(|row| cell(cells, at) == row.get("document")));
        let kept = missing.iter().map(|name| {
            let is_proof = base::record::EVIDENCE
                .iter()
                .any(|column| column.name == *name);
            match row {
                Some(row) if !is_proof || is_same_proof => row.get(name).to_owned(),
                _ => String::new(),
            }
        });
        let kept: Vec<String> = kept.collect();
        // Cells beyond the header stay beyond it: they are a problem that is told, and no value of a column that was left out.
        if cells.len() < width {
            cells.resize(width, String::new());
        }
        cells.splice(width..width, kept);
    }
    sheet.left_out = missing.len();
    sheet
        .header
        .extend(missing.iter().map(|name| (*name).to_owned()));
}
