//! From a batch to a revision: references, one transaction, a report.

use std::collections::{BTreeMap, HashSet};

use base::revision_row;
use base::{
    ChangeKind, Changes, Problem, Revision, RevisionRow, Store, StoreError, change, document,
    figure,
};
use sea_orm::prelude::DateTimeUtc;
use sea_orm::sea_query::{Alias, Query};
use sea_orm::{ConnectionTrait, EntityTrait, Set, TransactionTrait};

use crate::{Batch, Report};

/// Why an import did nothing.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The files have problems; all of them are listed and the record is untouched.
    #[error("the batch has {} problem(s); nothing was imported", .0.len())]
    Problems(Vec<Problem>),
    /// The database failed; the transaction was rolled back.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sea_orm::DbErr> for ImportError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

/// Who imports what, and when.
#[derive(Clone, Debug)]
pub struct Importer {
    /// A key's name, a user's, or `bundled`.
    pub by: String,
    /// The moment of the import: an argument, so that tests have a fixed one.
    pub at: DateTimeUtc,
    /// What was read, each file as `name sha256`.
    pub files: Vec<String>,
    /// Whether to undo everything at the end.
    pub dry_run: bool,
}

/// Writes a batch as one revision, in one transaction; or lists everything that is wrong with it.
pub async fn import(
    store: &Store,
    mut batch: Batch,
    importer: Importer,
) -> Result<Report, ImportError> {
    let mut problems = batch.reading.problems.clone();
    problems.extend(unresolved(store, &batch).await?);
    if !problems.is_empty() {
        problems.sort();
        // A cell that is read for two purposes is wrong once.
        problems.dedup();
        return Err(ImportError::Problems(problems));
    }
    let notices = std::mem::take(&mut batch.notices);
    let tx = store.db().begin().await?;
    let last = RevisionRow::newest_in(&tx)
        .await?
        .map_or(0, |row| row.number);
    let at = Revision(last + 1);
    // Rows point at their revision, so it stands before them; an import without a change takes it back.
    let revision = revision_row::ActiveModel {
        number: Set(at.0),
        imported_at: Set(importer.at),
        imported_by: Set(importer.by),
        files: Set(importer.files.into_iter().collect()),
    };
    revision_row::Entity::insert(revision)
        .exec_without_returning(&tx)
        .await?;
    let mut changes = Changes::default();
    write(&tx, batch, at, &mut changes).await?;
    if importer.dry_run || changes.is_empty() {
        tx.rollback().await?;
        return Ok(Report {
            revision: None,
            dry_run: importer.dry_run,
            changes,
            notices,
        });
    }
    let lines: Vec<change::ActiveModel> = changes
        .lines
        .iter()
        .zip(1..)
        .map(|(line, number)| change::ActiveModel {
            revision: Set(at.0),
            number: Set(number),
            kind: Set(line.kind),
            subject: Set(line.subject.clone()),
            row: Set(line.row.clone()),
            field: Set(line.field.clone()),
            before: Set(line.before.clone()),
            after: Set(line.after.clone()),
        })
        .collect();
    let mut lines = lines.into_iter().peekable();
    while lines.peek().is_some() {
        let chunk: Vec<_> = lines.by_ref().take(3_000).collect();
        change::Entity::insert_many(chunk)
            .exec_without_returning(&tx)
            .await?;
    }
    tx.commit().await?;
    Ok(Report {
        revision: Some(at),
        dry_run: false,
        changes,
        notices,
    })
}

/// Parents before children, evidence last.
async fn write(
    tx: &impl ConnectionTrait,
    batch: Batch,
    at: Revision,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let none = HashSet::new();
    base::write::<document::Entity>(tx, batch.documents, &none, at, changes).await?;
    batch.vocabulary.write(tx, at, changes).await?;
    batch.linkage.write(tx, at, changes).await?;
    batch.operators.write(tx, at, changes).await?;
    batch.institutions.write(tx, at, changes).await?;
    batch.approvals.write(tx, at, changes).await?;
    batch.registries.write(tx, at, changes).await?;
    batch.indicators.write(tx, at, changes).await?;
    base::write::<figure::Entity>(tx, batch.figures, &none, at, changes).await?;
    // What proved a row that is withdrawn goes with it.
    let withdrawn: HashSet<String> = changes
        .lines
        .iter()
        .filter(|line| line.kind == ChangeKind::Withdrawn)
        .map(|line| line.row.clone())
        .collect();
    base::write::<base::EvidenceEntity>(tx, batch.reading.evidence, &withdrawn, at, changes).await
}

/// Codes that neither the batch nor the record defines, as problems.
async fn unresolved(store: &Store, batch: &Batch) -> Result<Vec<Problem>, StoreError> {
    let mut missing: BTreeMap<&'static str, Vec<_>> = BTreeMap::new();
    for reference in &batch.reading.references {
        if !batch
            .reading
            .definitions
            .contains(&(reference.kind, reference.code.clone()))
        {
            missing.entry(reference.kind).or_default().push(reference);
        }
    }
    let mut problems = Vec::new();
    for (kind, references) in missing {
        let select = Query::select()
            .column(Alias::new("id"))
            .from(Alias::new(format!("{kind}_ids")))
            .to_owned();
        let mut known = HashSet::new();
        for row in store.db().query_all(&select).await? {
            known.insert(row.try_get::<String>("", "id")?);
        }
        for reference in references {
            if !known.contains(&reference.code) {
                problems.push(Problem {
                    place: reference.place.clone(),
                    column: Some(reference.column.clone()),
                    value: Some(reference.code.clone()),
                    reason: format!("names a {kind} that neither this batch nor the catalogue has: add it or correct the code"),
                    reason_ja: format!("この取込にもカタログにもない {kind} です。追加するか、コードを直してください"),
                });
            }
        }
    }
    Ok(problems)
}
