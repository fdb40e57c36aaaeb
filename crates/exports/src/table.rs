//! Tables as comma-separated values: RFC 4180 with a byte order mark, so that spreadsheets read the Japanese.

use std::collections::HashMap;
use std::sync::Arc;

use base::{Document, Evidence, Store};
use bytes::Bytes;
use catalogue::Catalogue;
use csv::{Terminator, Writer, WriterBuilder};
use futures::stream::{self, StreamExt};

use crate::export::{Content, ExportError};

/// Subjects whose evidence is read by one statement; both databases bound the number of values.
const BATCH: usize = 500;

/// A table with one line for each of some rows, which needs the rows' evidence.
pub(crate) struct Table {
    /// The revision.
    pub(crate) catalogue: Arc<Catalogue>,
    /// The record, for evidence.
    pub(crate) store: Store,
    /// The places of the rows, in the order of the lines.
    pub(crate) rows: Vec<u32>,
    /// The names of the columns.
    pub(crate) header: &'static [&'static str],
    /// The subject of a row's evidence.
    pub(crate) subject: fn(&Catalogue, u32) -> String,
    /// The line of a row.
    pub(crate) line: fn(&Catalogue, u32, &[Evidence]) -> Vec<String>,
}

impl Table {
    /// The whole table where one batch holds it, else its batches one after the other.
    pub(crate) async fn content(self) -> Result<Content, ExportError> {
        let first = self.batch(0).await?;
        if self.rows.len() <= BATCH {
            return Ok(Content::Whole(first));
        }
        let others = stream::try_unfold((self, 1), |(table, number)| async move {
            if number * BATCH >= table.rows.len() {
                return Ok(None);
            }
            let batch = table.batch(number).await?;
            Ok(Some((batch, (table, number + 1))))
        });
        let first = stream::once(async { Ok(first) });
        Ok(Content::Parts(first.chain(others).boxed()))
    }

    /// The lines of one batch; the first one begins with the header.
    async fn batch(&self, number: usize) -> Result<Bytes, ExportError> {
        let start = (number * BATCH).min(self.rows.len());
        let end = (start + BATCH).min(self.rows.len());
        let rows = &self.rows[start..end];
        let subjects: Vec<String> = rows
            .iter()
            .map(|row| (self.subject)(&self.catalogue, *row))
            .collect();
        let evidence = evidence(&self.store, &self.catalogue, &subjects).await?;
        let mut lines = if number == 0 {
            begin(self.header)?
        } else {
            writer(Vec::new())
        };
        for (row, subject) in rows.iter().zip(&subjects) {
            let proofs = evidence.get(subject).map_or(&[][..], Vec::as_slice);
            let line = (self.line)(&self.catalogue, *row, proofs);
            lines.write_record(line).map_err(ExportError::writer)?;
        }
        end_of(lines)
    }
}

/// The evidence of many subjects, in batches.
pub(crate) async fn evidence(
    store: &Store,
    catalogue: &Catalogue,
    subjects: &[String],
) -> Result<HashMap<String, Vec<Evidence>>, ExportError> {
    let mut all = HashMap::new();
    for batch in subjects.chunks(BATCH) {
        all.extend(base::current_evidence(store, batch, catalogue.at()).await?);
    }
    Ok(all)
}

/// A table that begins with a byte order mark and its header.
pub(crate) fn begin<S: AsRef<[u8]>>(
    header: impl IntoIterator<Item = S>,
) -> Result<Writer<Vec<u8>>, ExportError> {
    let mut table = writer("\u{feff}".into());
    table.write_record(header).map_err(ExportError::writer)?;
    Ok(table)
}

fn writer(start: Vec<u8>) -> Writer<Vec<u8>> {
    WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(start)
}

/// The bytes of a table.
pub(crate) fn end_of(table: Writer<Vec<u8>>) -> Result<Bytes, ExportError> {
    Ok(table.into_inner().map_err(ExportError::writer)?.into())
}

/// A list in one cell.
pub(crate) fn list<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<T> = items.into_iter().collect();
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    items.join("|")
}

/// A value that may be unknown: an empty cell then.
pub(crate) fn cell<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// The documents of some proofs, each once, in the order of the proofs.
pub(crate) fn documents<'c>(catalogue: &'c Catalogue, proofs: &[Evidence]) -> Vec<&'c Document> {
    let mut found: Vec<&Document> = Vec::new();
    for proof in proofs {
        if let Some(document) = catalogue.document(&proof.document)
            && !found.iter().any(|known| known.id == document.id)
        {
            found.push(document);
        }
    }
    found
}

#[cfg(test)]
mod tests;
