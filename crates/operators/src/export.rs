//! Operators, certifications and entrustments as the tables that an import would read.

use base::{Cells, Proofs, Source, StoreError, Written};
use sea_orm::ConnectionTrait;

use crate::operator::{self, FIELDS, Operator};
use crate::{certification, entrustment};

/// Every row that holds at a revision, by the tables of [`crate::record::RECORDS`].
pub async fn export(from: &Source<'_, impl ConnectionTrait>) -> Result<Vec<Written>, StoreError> {
    let proofs = &from.proofs;
    let operators = from.rows::<operator::Entity>().await?;
    let certifications = from.rows::<certification::Entity>().await?;
    let mut entrustments = from.rows::<entrustment::Entity>().await?;
    // Each 委託 before what is 再委託 from it.
    entrustments.sort_by_key(|row| (row.operator.clone(), row.level));
    let facts = operators.iter().flat_map(|row| facts(row, proofs));
    let certifications = certifications.iter().map(|row| {
        Cells::new()
            .put("operator", &row.operator)
            .put("kind", row.kind.word())
            .put("certified_on", row.certified_on)
            .proved(proofs.first("certifications", &row.id))
    });
    let entrustments = entrustments.iter().map(|row| {
        Cells::new()
            .put("operator", &row.operator)
            .put("level", row.level)
            .put("from_ja", &row.from_ja)
            .put("to_ja", &row.to_ja)
            .proved(proofs.first("entrustments", &row.id))
    });
    Ok(vec![
        ("operator-facts", facts.collect()),
        ("certifications", certifications.collect()),
        ("entrustments", entrustments.collect()),
    ])
}

/// One row per attribute that a source gives.
fn facts(row: &Operator, proofs: &Proofs) -> Vec<Cells> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    FIELDS
        .iter()
        .filter_map(|field| {
            let evidence = proofs.first("operator_facts", format!("{}.{field}", row.id))?;
            let value = match *field {
                "name_ja" => row.name_ja.clone(),
                "name_en" => text(&row.name_en),
                "abbreviation" => text(&row.abbreviation),
                "spellings" => row.spellings.0.join("|"),
                "established_on" => row
                    .established_on
                    .map(|day| day.to_string())
                    .unwrap_or_default(),
                _ => text(&row.address),
            };
            Some(
                Cells::new()
                    .put("operator", &row.id)
                    .put("field", field)
                    .put("value", value)
                    .proved(Some(evidence)),
            )
        })
        .collect()
}
