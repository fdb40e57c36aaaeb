//! Revisions of the catalogue and the changes that each one made.

use sea_orm::prelude::DateTimeUtc;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::{Store, StoreError};

/// The number of a revision: 1 is the first import, each import that changes something adds one.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct Revision(pub i64);

impl std::fmt::Display for Revision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

pub use revision_row::Model as RevisionRow;

/// The table of revisions.
pub mod revision_row {
    use crate::Texts;
    use sea_orm::entity::prelude::*;

    /// One import that changed something.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "revisions")]
    pub struct Model {
        /// 1 for the first.
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        /// When the import was committed.
        pub imported_at: DateTimeUtc,
        /// Who imported: a key's name, or `bundled` for the data set in the binary.
        pub imported_by: String,
        /// What was read, each file as `name sha256`.
        #[sea_orm(column_type = "Json")]
        pub files: Texts,
    }

    /// Revisions are read alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

crate::words! {
    /// What an import did to a row.
    pub enum ChangeKind {
        /// The row is new.
        Added = "ADDED",
        /// A field has another value.
        Changed = "CHANGED",
        /// The row no longer holds.
        Withdrawn = "WITHDRAWN",
    }
}

pub use change::Model as Change;

/// The table of changes.
pub mod change {
    use super::ChangeKind;
    use sea_orm::entity::prelude::*;

    /// One field of one row that an import changed; for an added or withdrawn row one line with the whole row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "changes")]
    pub struct Model {
        /// The revision that made the change.
        #[sea_orm(primary_key, auto_increment = false)]
        pub revision: i64,
        /// Running number in that revision, from 1.
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        /// Added, changed or withdrawn.
        pub kind: ChangeKind,
        /// Whom the change concerns: `database:ndb`.
        pub subject: String,
        /// The row: `provisions/ndb:1`.
        pub row: String,
        /// The field; null where the whole row came or went.
        pub field: Option<String>,
        /// The value before, as JSON.
        pub before: Option<String>,
        /// The value after, as JSON.
        pub after: Option<String>,
    }

    /// Changes are read alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

impl RevisionRow {
    /// The newest revision; none where nothing was imported yet.
    pub async fn newest(store: &Store) -> Result<Option<Self>, StoreError> {
        Self::newest_in(store.db()).await
    }

    /// The newest revision that a transaction sees.
    pub async fn newest_in(db: &impl ConnectionTrait) -> Result<Option<Self>, StoreError> {
        Ok(revision_row::Entity::find()
            .order_by_desc(revision_row::Column::Number)
            .one(db)
            .await?)
    }

    /// One revision by its number.
    pub async fn find(store: &Store, revision: Revision) -> Result<Option<Self>, StoreError> {
        Ok(revision_row::Entity::find_by_id(revision.0)
            .one(store.db())
            .await?)
    }

    /// The newest revision that was made before or at a moment.
    pub async fn as_of(store: &Store, moment: DateTimeUtc) -> Result<Option<Self>, StoreError> {
        Ok(revision_row::Entity::find()
            .filter(revision_row::Column::ImportedAt.lte(moment))
            .order_by_desc(revision_row::Column::Number)
            .one(store.db())
            .await?)
    }
}

impl Change {
    /// The changes made after a revision and up to another, oldest first.
    pub async fn between(
        store: &Store,
        after: Revision,
        up_to: Revision,
    ) -> Result<Vec<Self>, StoreError> {
        Ok(change::Entity::find()
            .filter(change::Column::Revision.gt(after.0))
            .filter(change::Column::Revision.lte(up_to.0))
            .order_by_asc(change::Column::Revision)
            .order_by_asc(change::Column::Number)
            .all(store.db())
            .await?)
    }
}
