//! The linkage matrix: one row per pair, so that a spreadsheet can pivot it and a program can read it.

use base::{DatabaseId, Revision, Store};
use linkage::{Cell, Databases, LinkageStatement, Question, statement};

use super::{ExportError, marked, table};

/// The matrix of all databases at a revision, as CSV.
pub async fn matrix_of(
    store: &Store,
    at: Revision,
    question: &Question,
) -> Result<Vec<u8>, ExportError> {
    let databases = Databases::load(store, at).await?;
    let statements: Vec<LinkageStatement> = base::load::<statement::Entity>(store.db(), at).await?;
    let cells = linkage::matrix(&databases.ids(), &statements, question);
    matrix_csv(&cells, question, |id| {
        let place = databases.find(id);
        place.map_or_else(String::new, |place| databases.get(place).name_ja.clone())
    })
}

/// Cells that were computed, as CSV with a byte order mark; each row says for which question it holds.
pub fn matrix_csv(
    cells: &[Cell],
    question: &Question,
    name: impl Fn(&DatabaseId) -> String,
) -> Result<Vec<u8>, ExportError> {
    let header = [
        "row",
        "row_ja",
        "column",
        "column_ja",
        "form",
        "on",
        "known_by",
        "state",
        "overdue",
        "conflicting",
    ];
    let rows = cells.iter().map(|cell| {
        [
            cell.row.to_string(),
            name(&cell.row),
            cell.column.to_string(),
            name(&cell.column),
            question.form.word().to_owned(),
            question.on.to_string(),
            question.known_by.to_string(),
            cell.state.word().to_owned(),
            cell.overdue.to_string(),
            cell.conflicting.to_string(),
        ]
    });
    Ok(marked(table(&header, rows)?))
}
