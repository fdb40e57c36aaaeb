//! The present catalogue behind a pointer that is swapped whole, and a small cache of past ones.

use std::sync::Arc;

use arc_swap::ArcSwap;
use base::{Revision, RevisionRow, Store, StoreError};
use chrono::{DateTime, Utc};
use moka::future::Cache;

use crate::Catalogue;

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

/// All revisions of one record: the newest in memory, older ones on demand.
#[derive(Debug)]
pub struct Catalogues {
    store: Store,
    present: ArcSwap<Catalogue>,
    past: Cache<i64, Arc<Catalogue>>,
}

impl Catalogues {
    /// Past revisions that are kept in memory at a time.
    const PAST: u64 = 4;

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

async fn newest(store: &Store) -> Result<Option<Revision>, StoreError> {
    Ok(RevisionRow::newest(store)
        .await?
        .map(|row| Revision(row.number)))
}
