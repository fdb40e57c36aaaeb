//! The record on its way out: everything as the tables that it came from, and tables for those who only read.
//!
//! Bytes are written, nothing else: where they go, a file or an answer, is the caller's affair. Values stand in CSV as
//! they are, even those that begin with `=`, `+`, `-` or `@`: a prefix would change what the source prints, and the
//! next reader of the file. In workbooks every text is written as a text, which no spreadsheet computes.

mod approvals;
mod data_use;

use std::collections::HashMap;
use std::io::{Cursor, Write};

use base::{
    Cells, RecordType, Revision, RevisionRow, Source, Store, StoreError, Written, document, figure,
    withdrawal,
};
use sea_orm::ConnectionTrait;
use zip::write::SimpleFileOptions;

use crate::batch::is;
use crate::{Entry, Manifest, record_types, sha256};

pub use approvals::{ApprovalRows, approvals_xlsx};
pub use data_use::data_use_register_csv;

/// One file of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, without a folder.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Why an export could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The table does not fit the format.
    #[error("the table cannot be written: {0}")]
    Format(String),
}

/// Every table of the record at a revision, as it would be imported.
async fn tables(
    store: &Store,
    at: Revision,
) -> Result<HashMap<&'static str, Vec<Cells>>, ExportError> {
    let from = Source::all(store.db(), at).await?;
    let mut written = HashMap::new();
    for record in record_types() {
        if !written.contains_key(record.name) {
            written.extend(tables_with(record.name, &from).await?);
        }
    }
    Ok(written)
}

/// The rows of a table that have one of these ids, as they would be imported.
pub(crate) async fn rows(
    store: &Store,
    at: Revision,
    record: &'static RecordType,
    ids: &[String],
) -> Result<Vec<Cells>, ExportError> {
    let table = record.name.replace('-', "_");
    let from = Source::of(store.db(), at, &table, ids).await?;
    let written = tables_with(record.name, &from).await?;
    let mut of_record = written.into_iter().filter(|(name, _)| *name == record.name);
    Ok(of_record.next().map(|(_, rows)| rows).unwrap_or_default())
}

/// The table of that name, with the others that its crate writes.
async fn tables_with(
    name: &str,
    from: &Source<'_, impl ConnectionTrait>,
) -> Result<Vec<Written>, StoreError> {
    Ok(match name {
        "documents" => vec![document::export(from).await?],
        "figures" => vec![figure::export(from).await?],
        // What was withdrawn is not among the rows: a copy has nothing to withdraw.
        "withdrawals" => vec![(withdrawal::RECORD.name, Vec::new())],
        _ if is(&vocabulary::record::RECORDS, name) => vocabulary::export::export(from).await?,
        _ if is(&operators::record::RECORDS, name) => operators::export::export(from).await?,
        _ if is(&institutions::record::RECORDS, name) => institutions::export::export(from).await?,
        _ if is(&::approvals::record::RECORDS, name) => ::approvals::export::export(from).await?,
        _ if is(&registries::RECORDS, name) => registries::export::export(from).await?,
        _ if is(&indicators::record::RECORDS, name) => indicators::export::export(from).await?,
        _ => linkage::export::export(from).await?,
    })
}

/// The whole record at a revision: one CSV file for each table that has rows, and `manifest.json` with their checksums.
///
/// An import of these files into an empty record gives the same catalogue; into this one, only unchanged rows.
pub async fn record(store: &Store, at: Revision) -> Result<Vec<File>, ExportError> {
    let written = tables(store, at).await?;
    let mut files = Vec::new();
    let mut entries = Vec::new();
    for record in record_types() {
        // A copy that silently lacks a table would be worse than none.
        let rows = written.get(record.name);
        let rows =
            rows.ok_or_else(|| ExportError::Format(format!("{} has no writer", record.name)))?;
        if rows.is_empty() {
            continue;
        }
        let columns: Vec<&str> = record.all_columns().map(|column| column.name).collect();
        let cells = rows
            .iter()
            .map(|row| columns.iter().map(|name| row.get(name)));
        let bytes = table(&columns, cells)?;
        let name = format!("{}.csv", record.name);
        entries.push(Entry {
            file: name.clone(),
            sha256: sha256(&bytes),
            rows: Some(rows.len() as u64),
        });
        files.push(File { name, bytes });
    }
    let revision = RevisionRow::find(store, at).await?;
    let manifest = Manifest {
        source: Some("Tsunagu".to_owned()),
        revision: Some(at.0),
        revision_made_at: revision.map(|row| row.imported_at.to_rfc3339()),
        files: entries,
    };
    let text = serde_json::to_string_pretty(&manifest);
    let text = text.map_err(|error| ExportError::Format(error.to_string()))?;
    files.push(File {
        name: "manifest.json".to_owned(),
        bytes: format!("{text}\n").into_bytes(),
    });
    Ok(files)
}

/// Files as one zip archive; the same files give the same bytes.
pub fn zip(files: &[File]) -> Result<Vec<u8>, ExportError> {
    let failed = |error: &dyn std::fmt::Display| ExportError::Format(error.to_string());
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for file in files {
        zip.start_file(file.name.as_str(), options)
            .map_err(|error| failed(&error))?;
        zip.write_all(&file.bytes).map_err(|error| failed(&error))?;
    }
    let written = zip.finish().map_err(|error| failed(&error))?;
    Ok(written.into_inner())
}

/// A table as CSV: quoted where needed, lines end with LF.
fn table<R, C>(header: &[&str], rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>, ExportError>
where
    R: IntoIterator<Item = C>,
    C: AsRef<[u8]>,
{
    let failed = |error: csv::Error| ExportError::Format(error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).map_err(failed)?;
    for row in rows {
        writer.write_record(row).map_err(failed)?;
    }
    writer
        .into_inner()
        .map_err(|error| ExportError::Format(error.to_string()))
}

/// A table as CSV that spreadsheets open as UTF-8: with a byte order mark.
fn marked(table: Vec<u8>) -> Vec<u8> {
    [b"\xEF\xBB\xBF".as_slice(), &table].concat()
}

#[cfg(test)]
mod tests;
