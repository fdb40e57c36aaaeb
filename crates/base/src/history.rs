//! What each revision changed, in short: how many rows of each table, and its first changes.

use std::collections::BTreeMap;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{Change, ChangeKind, Revision, RevisionRow, Store, StoreError, change, revision_row};

/// One revision and what it changed.
#[derive(Clone, Debug)]
pub struct RevisionDigest {
    /// The revision.
    pub revision: RevisionRow,
    /// How many rows of each table were added, changed and withdrawn.
    pub tables: BTreeMap<String, [u64; 3]>,
    /// Its first changes, in their order.
    pub first: Vec<Change>,
}

impl RevisionDigest {
    /// The newest `revisions` revisions up to one of them, newest first, each with its first `changes` changes. Three
    /// statements, however many revisions.
    pub async fn newest(
        store: &Store,
        up_to: Revision,
        revisions: u64,
        changes: i64,
    ) -> Result<Vec<Self>, StoreError> {
        let rows = store
            .read(
                revision_row::Entity::find()
                    .filter(revision_row::Column::Number.lte(up_to.0))
                    .order_by_desc(revision_row::Column::Number)
                    .limit(revisions)
                    .all(store.db()),
            )
            .await?;
        let mut digests: Vec<Self> = rows
            .into_iter()
            .map(|revision| Self {
                revision,
                tables: BTreeMap::new(),
                first: Vec::new(),
            })
            .collect();
        let numbers = || digests.iter().map(|digest| digest.revision.number);
        let first = store
            .read(
                change::Entity::find()
                    .filter(change::Column::Revision.is_in(numbers()))
                    .filter(change::Column::Number.lte(changes))
                    .order_by_asc(change::Column::Revision)
                    .order_by_asc(change::Column::Number)
                    .all(store.db()),
            )
            .await?;
        // A row is written `table/id`.
        let table = if store.is_sqlite() {
            r#"substr("row", 1, instr("row", '/') - 1)"#
        } else {
            r#"split_part("row", '/', 1)"#
        };
        let counts: Vec<(i64, ChangeKind, String, i64)> = store
            .read(
                change::Entity::find()
                    .select_only()
                    .column(change::Column::Revision)
                    .column(change::Column::Kind)
                    .expr_as(Expr::cust(table), "of_table")
                    .expr_as(Expr::cust(r#"COUNT(DISTINCT "row")"#), "rows")
                    .filter(change::Column::Revision.is_in(numbers()))
                    .group_by(change::Column::Revision)
                    .group_by(change::Column::Kind)
                    .group_by(Expr::cust(table))
                    .into_tuple()
                    .all(store.db()),
            )
            .await?;
        let by_number: BTreeMap<i64, usize> = numbers().zip(0..).collect();
        for (number, kind, table, count) in counts {
            if let Some(place) = by_number.get(&number) {
                let counts = digests[*place].tables.entry(table).or_default();
                counts[kind as usize] += u64::try_from(count).unwrap_or(0);
            }
        }
        for change in first {
            if let Some(place) = by_number.get(&change.revision) {
                digests[*place].first.push(change);
            }
        }
        Ok(digests)
    }

    /// Added, changed and withdrawn rows of all tables.
    pub fn total(&self) -> [u64; 3] {
        self.tables
            .values()
            .fold([0; 3], |sum, row| std::array::from_fn(|i| sum[i] + row[i]))
    }
}
