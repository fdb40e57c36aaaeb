//! The audit: every attempt to do something that needs a key, whatever became of it.

use base::{Revision, StoreError, Texts};
use sea_orm::prelude::DateTimeUtc;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

pub use row::Model as Audited;

base::words! {
    /// What was tried.
    pub enum Action {
        /// To import files.
        Import = "IMPORT",
        /// To see what an import would change.
        DryRun = "DRY_RUN",
        /// To make a key.
        KeyCreate = "KEY_CREATE",
        /// To revoke a key.
        KeyRevoke = "KEY_REVOKE",
    }
}

base::words! {
    /// What became of it.
    pub enum Outcome {
        /// A revision was made.
        Imported = "IMPORTED",
        /// The files hold nothing new.
        Unchanged = "UNCHANGED",
        /// The dry run found no problem.
        Checked = "CHECKED",
        /// The files have problems.
        Refused = "REFUSED",
        /// The request could not be used: no files in it, too large, or another import was running.
        Rejected = "REJECTED",
        /// No key, or not a good one.
        Unauthenticated = "UNAUTHENTICATED",
        /// The key does not allow it.
        Forbidden = "FORBIDDEN",
        /// It took too long and was undone.
        TimedOut = "TIMED_OUT",
        /// Something failed here; nothing was written.
        Failed = "FAILED",
        /// A key was made or revoked.
        Done = "DONE",
    }
}

mod row {
    use base::Texts;
    use sea_orm::entity::prelude::*;

    use super::{Action, Outcome};

    /// One attempt as the record holds it.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit")]
    pub struct Model {
        /// Running number.
        #[sea_orm(primary_key)]
        pub number: i64,
        /// When it ended.
        pub at: DateTimeUtc,
        /// Id of the key; null where no known key was shown.
        pub key: Option<String>,
        /// What was tried.
        pub action: Action,
        /// What became of it.
        pub outcome: Outcome,
        /// The files, each as `name sha256` once they were read.
        #[sea_orm(column_type = "Json")]
        pub files: Texts,
        /// The revision that was made.
        pub revision: Option<i64>,
    }

    /// Attempts are read alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// An attempt to be written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Id of the key that was shown, if it is known.
    pub key: Option<String>,
    /// What was tried.
    pub action: Action,
    /// What became of it.
    pub outcome: Outcome,
    /// The files, each as `name sha256` where they were read.
    pub files: Vec<String>,
    /// The revision that was made.
    pub revision: Option<Revision>,
}

/// Strangers' attempts that are kept at most, so that nobody fills the record by knocking.
const STRANGERS: i64 = 10_000;

/// Writes an attempt down.
pub(crate) async fn write(
    db: &impl ConnectionTrait,
    attempt: Attempt,
    at: DateTimeUtc,
) -> Result<(), StoreError> {
    let outcome = attempt.outcome;
    let written = row::Entity::insert(row::ActiveModel {
        at: Set(at),
        key: Set(attempt.key),
        action: Set(attempt.action),
        outcome: Set(outcome),
        files: Set(attempt.files.into_iter().collect::<Texts>()),
        revision: Set(attempt.revision.map(|revision| revision.0)),
        ..Default::default()
    })
    .exec(db)
    .await?;
    if outcome == Outcome::Unauthenticated {
        row::Entity::delete_many()
            .filter(row::Column::Outcome.eq(Outcome::Unauthenticated))
            .filter(row::Column::Number.lte(written.last_insert_id - STRANGERS))
            .exec(db)
            .await?;
    }
    Ok(())
}

/// The last attempts, newest first.
pub(crate) async fn last(
    db: &impl ConnectionTrait,
    count: u64,
) -> Result<Vec<Audited>, StoreError> {
    Ok(row::Entity::find()
        .order_by_desc(row::Column::Number)
        .limit(count)
        .all(db)
        .await?)
}
