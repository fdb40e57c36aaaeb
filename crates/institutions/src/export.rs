//! Institutions and cooperations as the tables that an import would read.

use base::{Cells, Source, StoreError, Written};
use sea_orm::ConnectionTrait;

use crate::{cooperation, institution};

/// Every row that holds at a revision, by the tables of [`crate::record::RECORDS`].
pub async fn export(from: &Source<'_, impl ConnectionTrait>) -> Result<Vec<Written>, StoreError> {
    let proofs = &from.proofs;
    let institutions = from.rows::<institution::Entity>().await?;
    let cooperations = from.rows::<cooperation::Entity>().await?;
    let institutions = institutions.iter().map(|row| {
        Cells::new()
            .put("code", &row.id)
            .put("name_ja", &row.name_ja)
            .put("kind", row.kind.word())
            .maybe("group", row.group_name.as_ref())
            .put("prefecture", &row.prefecture)
            .maybe("duplicate_of", row.duplicate_of.as_ref())
            .proved(proofs.first("institutions", &row.id))
    });
    let cooperations = cooperations.iter().map(|row| {
        Cells::new()
            .put("institution", &row.institution)
            .maybe("operator", row.operator.as_ref())
            .maybe(
                "unknown_reason",
                row.unknown_reason.map(|reason| reason.word()),
            )
            .maybe("as_of", row.as_of)
            .proved(proofs.first("cooperations", &row.id))
    });
    Ok(vec![
        ("institutions", institutions.collect()),
        ("cooperations", cooperations.collect()),
    ])
}
