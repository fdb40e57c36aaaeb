//! Revisions of the catalogue and the changes that each one made.

use std::collections::{BTreeSet, HashMap};

use sea_orm::prelude::DateTimeUtc;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, Order, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};

use crate::{Cursor, Key, Page, PageError, Part, Slice, Store, StoreError};

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
        /// SHA-256 of the chain of the revision before it (of the first: of random bytes) and of all that it changed. So it names the
        /// record, too: another record's revision of the same number has another. Null in what older versions wrote.
        pub chain: Option<String>,
    }

    impl Model {
        /// What tells this revision from any other, of this record or of another one.
        pub fn fingerprint(&self) -> u64 {
            let chain = self.chain.as_deref().and_then(|chain| chain.get(..16));
            let chain = chain.and_then(|start| u64::from_str_radix(start, 16).ok());
            let moment = || self.imported_at.timestamp_micros().unsigned_abs();
            chain.unwrap_or_else(moment)
        }
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
        Added = "ADDED" ("追加", "added"),
        /// A field has another value.
        Changed = "CHANGED" ("変更", "changed"),
        /// The row no longer holds.
        Withdrawn = "WITHDRAWN" ("取下げ", "withdrawn"),
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
        /// Why a row was withdrawn.
        pub reason: Option<String>,
    }

    /// The condition that a change is of one of these tables.
    pub(crate) fn of_tables(tables: &[&str]) -> sea_orm::Condition {
        tables.iter().fold(sea_orm::Condition::any(), |any, table| {
            any.add(Column::Row.starts_with(format!("{table}/")))
        })
    }

    /// Changes are read alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

async fn newest(db: &impl ConnectionTrait) -> Result<Option<RevisionRow>, DbErr> {
    revision_row::Entity::find()
        .order_by_desc(revision_row::Column::Number)
        .one(db)
        .await
}

impl RevisionRow {
    /// The newest revision; none where nothing was imported yet.
    pub async fn newest(store: &Store) -> Result<Option<Self>, StoreError> {
        store.read(newest(store.db())).await
    }

    /// The newest revision that a transaction sees.
    pub async fn newest_in(db: &impl ConnectionTrait) -> Result<Option<Self>, StoreError> {
        Ok(newest(db).await?)
    }

    /// The newest `count` revisions up to one of them that changed rows of these tables, oldest first.
    pub async fn touching(
        store: &Store,
        tables: &[&str],
        up_to: Revision,
        count: u64,
    ) -> Result<Vec<Self>, StoreError> {
        let numbers: Vec<i64> = store
            .read(
                change::Entity::find()
                    .select_only()
                    .column(change::Column::Revision)
                    .distinct()
                    .filter(change::Column::Revision.lte(up_to.0))
                    .filter(change::of_tables(tables))
                    .order_by_desc(change::Column::Revision)
                    .limit(count)
                    .into_tuple()
                    .all(store.db()),
            )
            .await?;
        store
            .read(
                revision_row::Entity::find()
                    .filter(revision_row::Column::Number.is_in(numbers))
                    .order_by_asc(revision_row::Column::Number)
                    .all(store.db()),
            )
            .await
    }

    /// Every revision up to one of them, the newest first. One row an import: a record has hundreds, not millions.
    pub async fn up_to(store: &Store, revision: Revision) -> Result<Vec<Self>, StoreError> {
        store
            .read(
                revision_row::Entity::find()
                    .filter(revision_row::Column::Number.lte(revision.0))
                    .order_by_desc(revision_row::Column::Number)
                    .all(store.db()),
            )
            .await
    }

    /// One revision by its number.
    pub async fn find(store: &Store, revision: Revision) -> Result<Option<Self>, StoreError> {
        store
            .read(revision_row::Entity::find_by_id(revision.0).one(store.db()))
            .await
    }

    /// The newest revision that was made before or at a moment.
    pub async fn as_of(store: &Store, moment: DateTimeUtc) -> Result<Option<Self>, StoreError> {
        store
            .read(
                revision_row::Entity::find()
                    .filter(revision_row::Column::ImportedAt.lte(moment))
                    .order_by_desc(revision_row::Column::Number)
                    .one(store.db()),
            )
            .await
    }
}

/// A page of changes, each with the moment of its revision, and how many there are in all.
#[derive(Clone, Debug)]
pub struct ChangePage {
    /// The page.
    pub slice: Slice<(Change, DateTimeUtc)>,
    /// Changes of the whole list.
    pub total: u64,
}

/// The rows that changed between two revisions, as their tables and what they are about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched(BTreeSet<(String, String)>);

impl Touched {
    /// What differs between two revisions; none where more than `most` lines of changes lie between them. Evidence that came or went
    /// with its row is not told apart.
    pub async fn between(
        store: &Store,
        one: Revision,
        other: Revision,
        most: u64,
    ) -> Result<Option<Self>, StoreError> {
        let (first, last) = (one.min(other), one.max(other));
        let lines: Vec<(String, String)> = store
            .read(
                change::Entity::find()
                    .select_only()
                    .column(change::Column::Row)
                    .column(change::Column::Subject)
                    .filter(change::Column::Revision.gt(first.0))
                    .filter(change::Column::Revision.lte(last.0))
                    .limit(most + 1)
                    .into_tuple()
                    .all(store.db()),
            )
            .await?;
        if lines.len() as u64 > most {
            return Ok(None);
        }
        let touched = lines.into_iter().map(|(row, subject)| {
            let table = row.split_once('/').map_or(row.as_str(), |(table, _)| table);
            (table.to_owned(), subject)
        });
        Ok(Some(Self(touched.collect())))
    }

    /// Whether rows of one of these tables changed.
    pub fn is_any(&self, tables: &[&str]) -> bool {
        self.0
            .iter()
            .any(|(table, _)| tables.contains(&table.as_str()))
    }

    /// Whether rows of other tables than these changed.
    pub fn is_other(&self, tables: &[&str]) -> bool {
        self.0
            .iter()
            .any(|(table, _)| !tables.contains(&table.as_str()))
    }

    /// The codes of the subjects of a kind whose rows in these tables changed.
    pub fn subjects<'a>(&'a self, kind: &str, tables: &[&str]) -> BTreeSet<&'a str> {
        let subjects = self
            .0
            .iter()
            .filter(|(table, _)| tables.contains(&table.as_str()));
        let codes = subjects.filter_map(|(_, subject)| {
            let (of, code) = subject.split_once(':')?;
            (of == kind).then_some(code)
        });
        codes.collect()
    }
}

impl Change {
    /// One page of the changes made after a revision and up to another, oldest first. A bad cursor is the inner error.
    pub async fn page(
        store: &Store,
        after: Revision,
        up_to: Revision,
        page: &Page,
    ) -> Result<Result<ChangePage, PageError>, StoreError> {
        let keys = match page.keys("changes") {
            Ok(keys) => keys,
            Err(error) => return Ok(Err(error)),
        };
        let all = change::Entity::find()
            .filter(change::Column::Revision.gt(after.0))
            .filter(change::Column::Revision.lte(up_to.0));
        let total = store.read(all.clone().count(store.db())).await?;
        let beyond = |key: &Key, later: bool| -> Condition {
            let number = |place: usize| match key.get(place) {
                Some(Part::Int(number)) => *number,
                _ => 0,
            };
            let (revision, line) = (number(0), number(1));
            let (r, n) = (change::Column::Revision, change::Column::Number);
            let (other, same) = if later {
                (r.gt(revision), n.gt(line))
            } else {
                (r.lt(revision), n.lt(line))
            };
            Condition::any()
                .add(other)
                .add(Condition::all().add(r.eq(revision)).add(same))
        };
        let mut select = all;
        if let Some(key) = &keys.after {
            select = select.filter(beyond(key, true));
        }
        if let Some(key) = &keys.before {
            select = select.filter(beyond(key, false));
        }
        let order = if keys.backward {
            Order::Desc
        } else {
            Order::Asc
        };
        let mut rows = store
            .read(
                select
                    .order_by(change::Column::Revision, order.clone())
                    .order_by(change::Column::Number, order)
                    .limit(keys.size as u64 + 1)
                    .all(store.db()),
            )
            .await?;
        let more = rows.len() > keys.size;
        rows.truncate(keys.size);
        if keys.backward {
            rows.reverse();
        }
        let moments: HashMap<i64, DateTimeUtc> = store
            .read(
                revision_row::Entity::find()
                    .filter(revision_row::Column::Number.is_in(rows.iter().map(|row| row.revision)))
                    .all(store.db()),
            )
            .await?
            .into_iter()
            .map(|row| (row.number, row.imported_at))
            .collect();
        let slice = Slice {
            rows: rows
                .into_iter()
                .filter_map(|row| {
                    let at = *moments.get(&row.revision)?;
                    let key = vec![Part::Int(row.revision), Part::Int(row.number)];
                    let cursor = Cursor {
                        list: "changes".to_owned(),
                        key,
                    }
                    .encode();
                    Some(((row, at), cursor))
                })
                .collect(),
            has_next: if keys.backward {
                keys.before.is_some()
            } else {
                more
            },
            has_previous: if keys.backward {
                more
            } else {
                keys.after.is_some()
            },
        };
        Ok(Ok(ChangePage { slice, total }))
    }
}
