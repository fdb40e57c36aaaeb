//! What an import does to the comparisons of declared numbers with counted ones.

use std::collections::HashMap;
use std::pin::Pin;

use base::{Changes, Revision, StoreError};
use ingest::Broken;
use sea_orm::DatabaseTransaction;

type Found<'a> = Pin<Box<dyn Future<Output = Result<Vec<Broken>, StoreError>> + Send + 'a>>;

/// The reconciliations that do not hold at a revision, seen from inside its transaction, though they held or were not
/// there before it: see [`ingest::Watch`].
pub fn reconcile<'a>(tx: &'a DatabaseTransaction, at: Revision, changes: &'a Changes) -> Found<'a> {
    Box::pin(async move {
        if !changes.is_any(&catalogue::COMPARED) {
            return Ok(Vec::new());
        }
        let before = catalogue::reconciliations(tx, Revision(at.0 - 1)).await?;
        let held: HashMap<String, bool> = before
            .into_iter()
            .map(|one| (one.subject, one.holds))
            .collect();
        let after = catalogue::reconciliations(tx, at).await?;
        Ok(after
            .into_iter()
            .filter(|one| !one.holds && *held.get(&one.subject).unwrap_or(&true))
            .map(|one| Broken {
                subject: one.subject,
                declared: one.declared,
                computed: one.computed,
                explanation: {
                    let [_, english] = one.explanation;
                    english
                },
            })
            .collect())
    })
}
