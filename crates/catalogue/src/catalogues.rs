//! The present catalogue behind a pointer that is swapped whole, and a small cache of past ones.

use std::sync::Arc;

use arc_swap::ArcSwap;
use base::{Revision, RevisionRow, Store, StoreError};
use chrono::{DateTime, Utc};
use moka::future::Cache;

use crate::{Catalogue, Reconciliation, reconciliation};

/// Why a catalogue could not be had.
#[derive(Debug, thiserror::Error)]
pub enum CataloguesError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] Arc<StoreError>),
    /// Nothing was imported yet.
    #[error("the record is empty: import a data set first")]
    Empty,
}

impl From<StoreError> for CataloguesError {
    fn from(error: StoreError) -> Self {
        Self::Store(Arc::new(error))
    }
}

/// How every reconciliation stood in the revisions that could change one, oldest first.
pub type Past = Arc<Vec<(RevisionRow, Vec<Reconciliation>)>>;

/// All revisions of one record: the newest in memory, older ones on demand.
#[derive(Debug)]
pub struct Catalogues {
    store: Store,
    present: ArcSwap<Catalogue>,
    past: Cache<i64, Arc<Catalogue>>,
    reconciled: Cache<i64, Past>,
}

impl Catalogues {
    /// Past revisions that are kept in memory at a time.
    const PAST: u64 = 4;
    /// Revisions of which a history of reconciliations tells, at most.
    const HISTORY: u64 = 50;

    /// Loads the newest revision.
    pub async fn open(store: Store) -> Result<Self, CataloguesError> {
        let newest = newest(&store).await?.ok_or(CataloguesError::Empty)?;
        let present = Catalogue::load(&store, newest)
            .await?
            .ok_or(CataloguesError::Empty)?;
        Ok(Self {
            store,
            present: ArcSwap::from_pointee(present),
            past: Cache::new(Self::PAST),
            reconciled: Cache::new(Self::PAST),
        })
    }

    /// The record.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The newest catalogue that is loaded.
    pub fn present(&self) -> Arc<Catalogue> {
        self.present.load_full()
    }

    /// Looks for a newer revision, loads it beside the present one and swaps. Whether there was one.
    pub async fn refresh(&self) -> Result<bool, CataloguesError> {
        let Some(newest) = newest(&self.store).await? else {
            return Ok(false);
        };
        if newest <= self.present().at() {
            return Ok(false);
        }
        let Some(catalogue) = Catalogue::load(&self.store, newest).await? else {
            return Ok(false);
        };
        self.present.store(Arc::new(catalogue));
        Ok(true)
    }

    /// The catalogue as it stood at a revision; `None` where there is no such revision.
    pub async fn at(&self, revision: Revision) -> Result<Option<Arc<Catalogue>>, CataloguesError> {
        let present = self.present();
        if present.at() == revision {
            return Ok(Some(present));
        }
        if let Some(known) = self.past.get(&revision.0).await {
            return Ok(Some(known));
        }
        let Some(catalogue) = Catalogue::load(&self.store, revision).await? else {
            return Ok(None);
        };
        let catalogue = Arc::new(catalogue);
        self.past.insert(revision.0, catalogue.clone()).await;
        Ok(Some(catalogue))
    }

    /// The newest revision that was made before or at a moment; `None` where there was none yet.
    pub async fn as_of(
        &self,
        moment: DateTime<Utc>,
    ) -> Result<Option<Arc<Catalogue>>, CataloguesError> {
        let row = RevisionRow::as_of(&self.store, moment).await?;
        match row {
            Some(row) => self.at(Revision(row.number)).await,
            None => Ok(None),
        }
    }
}

impl Catalogues {
    /// How the reconciliations stood until a revision: read from the few tables that are compared, only of revisions that
    /// changed one of them, and once.
    pub async fn reconciled(&self, up_to: Revision) -> Result<Past, Arc<StoreError>> {
        let read = async {
            let tables = &reconciliation::TABLES;
            let revisions =
                RevisionRow::touching(&self.store, tables, up_to, Self::HISTORY).await?;
            let mut past = Vec::new();
            for row in revisions {
                let at = Revision(row.number);
                let all = reconciliation::reconciliations(self.store.db(), at).await?;
                past.push((row, all));
            }
            Ok(Arc::new(past))
        };
        self.reconciled.try_get_with(up_to.0, read).await
    }
}

async fn newest(store: &Store) -> Result<Option<Revision>, StoreError> {
    Ok(RevisionRow::newest(store)
        .await?
        .map(|row| Revision(row.number)))
}
