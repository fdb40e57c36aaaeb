//! Columns that a file leaves out: what they hold stays as it was. An empty cell is empty; a column that is not there says nothing.

use std::collections::HashMap;

use base::{Cells, RecordType, RevisionRow, Store};

use crate::batch::header;
use crate::export::{self, ExportError};
use crate::sheet::Sheet;
use crate::tables::{Tables, record_type};

/// Columns that tell which row of the record a row is, for tables whose rows are corrected one by one.
fn key_of(record: &RecordType) -> Option<&'static [&'static str]> {
    match record.name {
        "approvals" => Some(&["operator", "number"]),
        "institutions" => Some(&["code"]),
        "registries" => Some(&["id_slug"]),
        "documents" | "diseases" | "linkage-statements" | "access-rules" | "reported-facts"
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
        let is_short = |sheet: &Sheet| {
            record_type(sheet).is_some_and(|record| !missing(sheet, record).is_empty())
        };
        if !self.sheets.iter().any(is_short) {
            return Ok(());
        }
        let held = export::tables(store, at).await?;
        for sheet in &mut self.sheets {
            let Some(record) = record_type(sheet) else {
                continue;
            };
            if let Some(rows) = held.get(record.name) {
                fill(sheet, record, rows);
            }
        }
        Ok(())
    }
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

fn fill(sheet: &mut Sheet, record: &'static RecordType, held: &[Cells]) {
    let missing = missing(sheet, record);
    let names: Vec<Option<&'static str>> = sheet
        .header
        .iter()
        .map(|cell| header::column(record, cell).map(|column| column.name))
        .collect();
    let place = |wanted: &str| names.iter().position(|name| *name == Some(wanted));
    let Some(key) = key_of(record) else {
        return;
    };
    if missing.is_empty() {
        return;
    }
    let mut by_key: HashMap<Vec<&str>, &Cells> = HashMap::new();
    for row in held {
        by_key.insert(key.iter().map(|column| row.get(column)).collect(), row);
    }
    let places: Vec<usize> = key.iter().filter_map(|column| place(column)).collect();
    let document = place("document");
    let width = sheet.header.len();
    for (_, cells) in &mut sheet.rows {
        let cell = |at: &usize| cells.get(*at).map_or("", |cell| base::cell::trimmed(cell));
        let row = by_key.get(&places.iter().map(cell).collect::<Vec<_>>());
        let is_same_proof =
            document.is_none_or(|at| row.is_some_and(|row| cell(&at) == row.get("document")));
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
