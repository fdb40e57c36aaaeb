//! From a batch to a revision: references, one transaction, a report.

use std::collections::HashSet;
use std::pin::Pin;
use std::time::Duration;

use base::record::Reading;
use base::revision_row;
use base::versioned::Refusal;
use base::{
    ChangeKind, Changes, Evidence, Notice, Problem, Revision, RevisionRow, Store, StoreError,
    change, document, figure,
};
use sea_orm::prelude::DateTimeUtc;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, Set};

use crate::references::unresolved;
use crate::{Batch, Broken, Report, beside, chain, titles};

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

/// Looks at a record with a new revision in it and what that changed, before it is committed or undone: which comparisons of declared numbers
/// with counted ones does it break? An argument, for only who sees all entities at once can say.
pub type Watch =
    for<'a> fn(
        &'a DatabaseTransaction,
        Revision,
        &'a Changes,
    ) -> Pin<Box<dyn Future<Output = Result<Vec<Broken>, StoreError>> + Send + 'a>>;

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
    /// Whether to tag approvals with the diseases that their titles name.
    pub tag: bool,
    /// How long to wait for another writer; a minute where nothing is said.
    pub turn: Option<Duration>,
    /// What the report says beside the changes.
    pub watch: Option<Watch>,
}

/// Writes a batch as one revision, in one transaction; or lists everything that is wrong with it.
pub async fn import(
    store: &Store,
    mut batch: Batch,
    importer: Importer,
) -> Result<Report, ImportError> {
    let mut problems = batch.reading.problems.clone();
    problems.extend(unresolved(store, &batch).await?);
    batch.reading.settle();
    if !problems.is_empty() {
        return Err(ImportError::Problems(Problem::listed(problems)));
    }
    let mut reading = std::mem::take(&mut batch.reading);
    let mut notices = std::mem::take(&mut reading.notices);
    let evidence = std::mem::take(&mut reading.evidence);
    let tx = match importer.turn {
        Some(time) => store.begin_writing_within(time).await?,
        None => store.begin_writing().await?,
    };
    // Rows go into indexes all over the file: a small cache would write and read those pages again and again.
    cache(store, &tx, 64).await?;
    let last = RevisionRow::newest_in(&tx).await?;
    let at = Revision(last.as_ref().map_or(0, |row| row.number) + 1);
    // Moments of revisions never run backwards, whatever the clock does: history by date would be wrong for good.
    let moment = last
        .as_ref()
        .map_or(importer.at, |row| row.imported_at.max(importer.at));
    // Rows point at their revision, so it stands before them; an import without a change takes it back.
    let revision = revision_row::ActiveModel {
        number: Set(at.0),
        imported_at: Set(moment),
        imported_by: Set(importer.by.clone()),
        files: Set(importer.files.iter().cloned().collect()),
        chain: Set(None),
    };
    revision_row::Entity::insert(revision)
        .exec_without_returning(&tx)
        .await?;
    let mut changes = Changes::default();
    changes.withdrawals = std::mem::take(&mut reading.withdrawals);
    changes.reinstated = std::mem::take(&mut reading.reinstated);
    let offering = titles::Offering {
        reading: &reading,
        tag: importer.tag,
    };
    let written = write(&tx, batch, evidence, offering, at, &mut changes).await;
    cache(store, &tx, 4).await?;
    notices.extend(written?);
    if !changes.refused.is_empty() {
        tx.rollback().await?;
        return Err(ImportError::Problems(Problem::listed(refused(&changes))));
    }
    notices.extend(rewritten(&changes, &reading));
    notices.extend(kept_out(&changes, &reading));
    notices.extend(beside::notices(&tx, at, &changes, &reading).await?);
    let notices = Notice::listed(notices);
    let broken = match importer.watch {
        Some(watch) if !changes.is_empty() => watch(&tx, at, &changes).await?,
        _ => Vec::new(),
    };
    if importer.dry_run || changes.is_empty() {
        tx.rollback().await?;
        return Ok(Report {
            revision: None,
            dry_run: importer.dry_run,
            changes,
            notices,
            broken,
        });
    }
    let lines = changes
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
            reason: Set(line.reason.clone()),
        });
    base::bulk::insert::<change::Entity>(&tx, lines).await?;
    let chain = chain::next(last.as_ref(), at, moment, &importer.files, &changes)?;
    let update = revision_row::Entity::update_many()
        .col_expr(revision_row::Column::Chain, chain.into())
        .filter(revision_row::Column::Number.eq(at.0));
    update.exec(&tx).await?;
    base::digest::note(&tx, at, &changes).await?;
    store.publish(&tx).await?;
    tx.commit().await?;
    Ok(Report {
        revision: Some(at),
        dry_run: false,
        changes,
        notices,
        broken,
    })
}

/// A value as a reader knows it, from JSON; none where nothing was said.
fn known(json: &Option<String>) -> Option<String> {
    let json = json
        .as_deref()
        .filter(|json| !["null", "[]"].contains(json))?;
    Some(serde_json::from_str::<String>(json).unwrap_or_else(|_| json.to_owned()))
}

/// Sets how many MiB of an SQLite file the connection keeps in memory.
async fn cache(store: &Store, tx: &impl ConnectionTrait, size: u32) -> Result<(), StoreError> {
    if store.is_sqlite() {
        let pragma = format!("PRAGMA cache_size = -{}", size * 1000);
        tx.execute_unprepared(&pragma).await?;
    }
    Ok(())
}

/// Rows that cannot be withdrawn, as problems.
fn refused(changes: &Changes) -> Vec<Problem> {
    let problems: Vec<Problem> = changes
        .refused
        .iter()
        .map(|(place, id, refusal)| {
            let (reason, reason_ja) = match refusal {
                Refusal::Unknown => (
                    "names a row that the record does not have: correct the key or the table",
                    "登録されていない行です。キーか表の名前を直してください",
                ),
                Refusal::Given => (
                    "names a row that the same import gives: take one of the two away",
                    "同じ取込で登録している行です。どちらか一方を取り除いてください",
                ),
                Refusal::NotGiven => (
                    "is to hold again, but no file of this import gives it: add the row, or take this line away",
                    "復活させる行が今回のファイルにありません。行を加えるか、この指定を取り除いてください",
                ),
            };
            Problem {
                place: place.clone(),
                column: Some("key".to_owned()),
                value: Some(id.clone()),
                reason: reason.to_owned(),
                reason_ja: reason_ja.to_owned(),
                more: 0,
            }
        })
        .collect();
    problems
}

/// Rows that were withdrawn and are given again: they stay withdrawn until a curator says otherwise.
fn kept_out(changes: &Changes, reading: &Reading) -> Vec<Notice> {
    let told = changes.kept_out.iter().filter_map(|kept| {
        let place = reading.place_of(&kept.row)?;
        let (revision, reason) = (kept.revision, &kept.reason);
        let (_, key) = kept.row.split_once('/')?;
        Some(Notice {
            place,
            column: None,
            value: Some(key.to_owned()),
            text: format!(
                "was withdrawn in revision {revision} (`{reason}`) and stays withdrawn: where it holds again, name it in \
                 withdrawals.csv with the reason and `reinstate` true"
            ),
            text_ja: format!(
                "版{revision}で取り消された行のため、取り消されたままです(理由: {reason})。復活させる場合は、withdrawals.csv に理由を書き、reinstate を true にしてください"
            ),
            more: 0,
        })
    });
    told.collect()
}

/// Values that the record had and the batch replaces, each at the row that does so: history stays, but a curator should
/// know that what was published is now something else.
fn rewritten(changes: &Changes, reading: &Reading) -> Vec<Notice> {
    let mut notices = Vec::new();
    for line in &changes.lines {
        let (ChangeKind::Changed, Some(field), Some(before)) =
            (line.kind, &line.field, known(&line.before))
        else {
            continue;
        };
        // That a proof is told anew is no other fact.
        if field.starts_with("evidence.") {
            continue;
        }
        // Of databases and operators each attribute is a row of its file.
        let fact = |table: &str, file: &str| {
            let id = line.row.strip_prefix(table)?;
            let place = reading.place_of(&format!("{file}{id}.{field}"))?;
            Some((place, "value"))
        };
        let place = reading
            .place_of(&line.row)
            .map(|place| (place, field.as_str()));
        let place = place
            .or_else(|| fact("databases/", "database_facts/"))
            .or_else(|| fact("operators/", "operator_facts/"));
        let Some((place, column)) = place else {
            continue;
        };
        notices.push(Notice {
            place,
            column: Some(column.to_owned()),
            value: known(&line.after),
            text: format!(
                "changes history: `{before}` was published until now and stays in the older revisions; restore it \
                 unless the source was corrected, and say so in `note`"
            ),
            text_ja: format!(
                "公表済みの値「{before}」を変更します。過去の版には残ります。原資料の訂正でなければ元に戻し、訂正なら注記に書いてください"
            ),
            more: 0,
        });
    }
    notices.sort();
    notices
}

/// Parents before children, evidence last; tells which diseases the titles name.
async fn write(
    tx: &impl ConnectionTrait,
    mut batch: Batch,
    evidence: Vec<Evidence>,
    offering: titles::Offering<'_>,
    at: Revision,
    changes: &mut Changes,
) -> Result<Vec<Notice>, StoreError> {
    let none = HashSet::new();
    base::write::<document::Entity>(tx, batch.documents, &none, at, changes).await?;
    batch.vocabulary.write(tx, at, changes).await?;
    batch.linkage.write(tx, at, changes).await?;
    batch.operators.write(tx, at, changes).await?;
    batch.institutions.write(tx, at, changes).await?;
    let mut offered = offering
        .diseases(tx, &mut batch.approvals, at, changes)
        .await?;
    batch.approvals.write(tx, at, changes).await?;
    batch.registries.write(tx, at, changes).await?;
    batch.indicators.write(tx, at, changes).await?;
    base::write::<figure::Entity>(tx, batch.figures, &none, at, changes).await?;
    // What proved a row that is withdrawn goes with it.
    let withdrawn: HashSet<String> = changes
        .lines
        .iter()
        .filter_map(|line| match line.kind {
            ChangeKind::Withdrawn => Some(line.row.clone()),
            // A row that comes back is no longer withdrawn.
            ChangeKind::Added => Some(format!("withdrawals/{}", line.row)),
            ChangeKind::Changed => None,
        })
        .collect();
    let mut evidence = evidence;
    evidence.retain(|proof| !changes.keeps_out(&proof.row, &proof.subject));
    base::write::<base::EvidenceEntity>(tx, evidence, &withdrawn, at, changes).await?;
    // Who is not told of an approval that stays withdrawn need not tag it.
    offered.retain(|(row, subject, _)| !changes.keeps_out(row, subject));
    Ok(offered.into_iter().map(|(.., notice)| notice).collect())
}
