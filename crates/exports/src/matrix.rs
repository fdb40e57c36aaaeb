//! Every database against every other, as a table: what may be linked in one form, on one day, by what was known when.

use base::{DatabaseId, Words};
use bytes::Bytes;
use catalogue::Catalogue;
use linkage::{PairVerdict, Question, pair_verdict};

use crate::export::ExportError;
use crate::table::{begin, cell, end_of, list};

/// How the matrix is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// A line and a column for each database.
    Matrix,
    /// A line for each pair, with the statement that governs.
    Pairs,
}

impl Words for Layout {
    const WORDS: &'static [(&'static str, Self)] =
        &[("MATRIX", Self::Matrix), ("PAIRS", Self::Pairs)];
}

/// The table in a layout.
pub(crate) fn write(
    catalogue: &Catalogue,
    question: &Question,
    layout: Layout,
) -> Result<Bytes, ExportError> {
    match layout {
        Layout::Matrix => matrix(catalogue, question),
        Layout::Pairs => pairs(catalogue, question),
    }
}

fn verdict(
    catalogue: &Catalogue,
    question: &Question,
    a: &DatabaseId,
    b: &DatabaseId,
) -> PairVerdict {
    pair_verdict(a, b, &catalogue.linkage_facts(), question)
}

fn matrix(catalogue: &Catalogue, question: &Question) -> Result<Bytes, ExportError> {
    let databases = catalogue.databases.all();
    let codes = databases.iter().map(|database| database.id.as_str());
    let mut table = begin(["database", "name_ja"].into_iter().chain(codes))?;
    for row in databases {
        let mut line = vec![row.id.to_string(), row.name_ja.clone()];
        line.extend(databases.iter().map(|column| {
            if row.id == column.id {
                return String::new();
            }
            let verdict = verdict(catalogue, question, &row.id, &column.id);
            let overdue = verdict.overdue.then_some("OVERDUE");
            let conflicting = (!verdict.conflicts.is_empty()).then_some("CONFLICTING");
            let contested = verdict.is_contested().then_some("CONTESTED");
            let marks = overdue.into_iter().chain(contested).chain(conflicting);
            list([verdict.state.word()].into_iter().chain(marks))
        }));
        table.write_record(line).map_err(ExportError::writer)?;
    }
    end_of(table)
}

fn pairs(catalogue: &Catalogue, question: &Question) -> Result<Bytes, ExportError> {
    let mut table = begin([
        "database_a",
        "database_b",
        "name_a_ja",
        "name_b_ja",
        "form",
        "on",
        "known_by",
        "state",
        "overdue",
        "contested",
        "conflicting",
        "starts_on",
        "statement",
        "stated_on",
        "document",
        "document_title",
        "document_url",
    ])?;
    let databases = catalogue.databases.all();
    for (place, a) in databases.iter().enumerate() {
        for b in &databases[place + 1..] {
            let verdict = verdict(catalogue, question, &a.id, &b.id);
            let governing = verdict.governing.as_ref();
            let statement = governing.and_then(|id| catalogue.statement(id));
            let document = governing.and_then(|id| catalogue.document_of(id));
            table
                .write_record([
                    a.id.to_string(),
                    b.id.to_string(),
                    a.name_ja.clone(),
                    b.name_ja.clone(),
                    question.form.word().to_owned(),
                    question.on.to_string(),
                    question.known_by.to_string(),
                    verdict.state.word().to_owned(),
                    verdict.overdue.to_string(),
                    verdict.is_contested().to_string(),
                    (!verdict.conflicts.is_empty()).to_string(),
                    cell(verdict.starts_on),
                    cell(governing),
                    cell(statement.map(|statement| statement.stated_on)),
                    cell(document.map(|document| &document.id)),
                    cell(document.map(|document| &document.title)),
                    cell(document.and_then(|document| document.url.as_ref())),
                ])
                .map_err(ExportError::writer)?;
        }
    }
    end_of(table)
}
