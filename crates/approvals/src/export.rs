//! Approvals and their diseases as the tables that an import would read.

use std::collections::BTreeMap;

use base::{ApprovalId, Cells, Source, StoreError, Written};
use sea_orm::ConnectionTrait;

use crate::{approval, uses};

/// Every row that holds at a revision, by the tables of [`crate::record::RECORDS`].
pub async fn export(from: &Source<'_, impl ConnectionTrait>) -> Result<Vec<Written>, StoreError> {
    let proofs = &from.proofs;
    let mut rows = from.rows::<approval::Entity>().await?;
    rows.sort_by(|a, b| (&a.operator, a.number).cmp(&(&b.operator, b.number)));
    let mut items: BTreeMap<ApprovalId, Vec<(i64, String)>> = BTreeMap::new();
    for row in from.rows::<approval::data_item::Entity>().await? {
        let held = items.entry(row.approval).or_default();
        held.push((row.number, row.data_item.to_string()));
    }
    let mut databases: BTreeMap<ApprovalId, Vec<(i64, String)>> = BTreeMap::new();
    for row in from.rows::<approval::database::Entity>().await? {
        let held = databases.entry(row.approval).or_default();
        held.push((row.number, row.database.to_string()));
    }
    let approvals = rows.iter().map(|row| {
        // Its data items have a proof of their own, with a field.
        let mut proofs = proofs.of("approvals", &row.id).iter();
        let sectors: Vec<&str> = row.user_sectors.0.iter().map(|one| one.word()).collect();
        Cells::new()
            .put("operator", &row.operator)
            .put("number", row.number)
            .put("approved_on", row.approved_on)
            .put("title_ja", &row.title_ja)
            .maybe("data_form", row.data_form.map(|form| form.word()))
            .maybe("data_items", numbered(items.get(&row.id)))
            .put("user_sectors", sectors.join("|"))
            .maybe("databases", numbered(databases.get(&row.id)))
            .maybe("printed_items", row.printed_items.as_ref())
            .maybe(
                "items_derivation",
                row.items_derivation.map(|one| one.word()),
            )
            .maybe("items_note", row.items_note.as_ref())
            .proved(proofs.find(|evidence| evidence.field.is_none()))
    });
    let places: BTreeMap<&ApprovalId, &approval::Approval> =
        rows.iter().map(|row| (&row.id, row)).collect();
    let diseases = from.rows::<approval::disease::Entity>().await?;
    let diseases = diseases.iter().filter_map(|row| {
        let about = places.get(&row.approval)?;
        let proof = proofs.first("approval_diseases", &row.id);
        let cells = Cells::new()
            .proved(proof)
            .put("operator", &about.operator)
            .put("number", about.number)
            .put("disease", &row.disease)
            .put("derivation", row.derivation.word());
        // The printed part of the title is the row's own, with or without a proof.
        Some(cells.put("printed", row.printed.as_deref().unwrap_or_default()))
    });
    let mut tables = vec![
        ("approvals", approvals.collect()),
        ("approval-diseases", diseases.collect()),
    ];
    tables.extend(uses::export(from).await?);
    Ok(tables)
}

/// Codes in their order.
fn numbered(codes: Option<&Vec<(i64, String)>>) -> Option<String> {
    let mut codes = codes?.clone();
    codes.sort();
    let codes: Vec<String> = codes.into_iter().map(|(_, code)| code).collect();
    Some(codes.join("|"))
}
