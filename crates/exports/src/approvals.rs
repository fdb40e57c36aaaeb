//! Approved uses as a table: one line each, with the row's own proof.

use std::sync::Arc;

use approvals::approval::subject;
use approvals::{Order, OrderBy};
use base::{Evidence, Store};
use catalogue::Catalogue;

use crate::table::{Table, cell, list};

const HEADER: [&str; 24] = [
    "approval",
    "operator",
    "operator_name_ja",
    "number",
    "approved_on",
    "title_ja",
    "data_form",
    "data_items",
    "data_items_ja",
    "printed_items",
    "items_derivation",
    "items_note",
    "user_sectors",
    "user_sectors_ja",
    "databases",
    "diseases",
    "document",
    "document_title",
    "document_url",
    "locator",
    "stated_on",
    "raw_text",
    "derivation",
    "note",
];

/// All approvals of a revision, by operator and number.
pub(crate) fn table(catalogue: Arc<Catalogue>, store: Store) -> Table {
    let order = Order {
        by: OrderBy::Number,
        descending: false,
    };
    let approvals = &catalogue.approvals;
    let all = approvals.select(&Default::default());
    Table {
        rows: approvals.sorted(&all, order),
        catalogue,
        store,
        header: &HEADER,
        subject: |catalogue, row| subject(&catalogue.approvals.get(row).id).to_string(),
        line,
    }
}

fn line(catalogue: &Catalogue, row: u32, proofs: &[Evidence]) -> Vec<String> {
    let table = &catalogue.approvals;
    let approval = table.get(row);
    let operator = catalogue
        .operators
        .find(&approval.operator)
        .map(|place| catalogue.operators.get(place));
    let items = table.data_items(row);
    let items_ja = items.iter().filter_map(|item| {
        let place = catalogue.data_items.find(item)?;
        Some(&catalogue.data_items.get(place).name_ja)
    });
    let sectors = || approval.user_sectors.0.iter();
    // Of several proofs of the row, the first by its key; those of single fields stand beside the field.
    let proof = proofs.iter().find(|proof| proof.field.is_none());
    let document = proof.and_then(|proof| catalogue.document(&proof.document));
    vec![
        approval.id.to_string(),
        approval.operator.to_string(),
        cell(operator.map(|operator| &operator.name_ja)),
        approval.number.to_string(),
        approval.approved_on.to_string(),
        approval.title_ja.clone(),
        cell(approval.data_form.map(|form| form.word())),
        list(items.iter().map(|item| item.as_str())),
        list(items_ja),
        cell(approval.printed_items.as_ref()),
        cell(
            approval
                .items_derivation
                .map(|derivation| derivation.word()),
        ),
        cell(approval.items_note.as_ref()),
        list(sectors().map(|sector| sector.word())),
        list(sectors().map(|sector| sector.labels().0)),
        list(table.databases(row).iter().map(|id| id.as_str())),
        list(table.diseases(row).iter().map(|tag| tag.disease.as_str())),
        cell(proof.map(|proof| &proof.document)),
        cell(document.map(|document| &document.title)),
        cell(document.and_then(|document| document.url.as_ref())),
        cell(proof.and_then(|proof| proof.locator.as_ref())),
        cell(proof.and_then(|proof| proof.stated_on)),
        cell(proof.and_then(|proof| proof.raw_text.as_ref())),
        cell(proof.map(|proof| proof.derivation.word())),
        cell(proof.and_then(|proof| proof.note.as_ref())),
    ]
}
