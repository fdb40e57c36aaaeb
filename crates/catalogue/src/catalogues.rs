//! The present catalogue behind a pointer that is swapped whole, and a small cache of past ones.

use std::sync::Arc;

use arc_swap::ArcSwap;
use base::{Revision, RevisionRow, Served, Store, StoreError};
use chrono::{DateTime, Utc};
use moka::future::Cache;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, watch};
use tokio::task::spawn_blocking;

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
    /// One permit: the turn to load a past revision.
    loading: Arc<Semaphore>,
    reconciled: Cache<i64, Past>,
    /// Tells the number of the present revision to who listens.
    published: watch::Sender<i64>,
}

impl Catalogues {
    /// Past revisions that are kept in memory at a time.
    const PAST: u64 = 4;
    /// Revisions of which a history of reconciliations tells, at most.
    const HISTORY: u64 = 50;

    /// Loads the newest revision; while the database is away, the newest that a replica holds.
    ///
    /// # Errors
    ///
    /// The database failed and no replica holds a revision, or nothing was imported yet.
    pub async fn open(store: Store) -> Result<Self, CataloguesError> {
        let (from, newest) = match RevisionRow::newest(&store).await {
            Err(error) if error.is_away() => store.newest_reader().await.ok_or(error)?,
            newest => (store.clone(), newest?.ok_or(CataloguesError::Empty)?),
        };
        let served = store.to_be_served(&newest, &from).await?;
        store.serve(served.clone());
        store.look_at_readers().await?;
        let at = Revision(newest.number);
        let present = load(&store, served.as_ref(), at, None).await?;
        let present = present.ok_or(CataloguesError::Empty)?;
        Ok(Self {
            store,
            published: watch::Sender::new(newest.number),
            present: ArcSwap::new(present),
            past: Cache::new(Self::PAST),
            loading: Arc::new(Semaphore::new(1)),
            reconciled: Cache::new(Self::PAST),
        })
    }

    /// The record, to write to it.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The record, to read from it what is not in memory: a replica where one is well and holds the present revision.
    pub async fn reader(&self) -> Store {
        self.store.reader().await
    }

    /// The number of the revision that is loaded, as it changes.
    pub fn revisions(&self) -> watch::Receiver<i64> {
        self.published.subscribe()
    }

    /// The newest catalogue that is loaded.
    pub fn present(&self) -> Arc<Catalogue> {
        self.present.load_full()
    }

    /// Looks for a newer revision, loads it beside the present one and swaps. Whether there was one. A record that was replaced by
    /// another one, whatever the number of its revision, is loaded as well, and said.
    ///
    /// # Errors
    ///
    /// The database failed, or its file is no longer where it was. What is loaded stays in use.
    pub async fn refresh(&self) -> Result<bool, CataloguesError> {
        self.store.is_in_place()?;
        let present = self.present();
        let (from, newest) = self.newest().await?;
        let Some(newest) = newest else {
            tracing::error!("the record is empty now: the catalogue in memory is still served");
            return Ok(false);
        };
        let same = if newest.number == present.at().0 {
            Some(newest.clone())
        } else {
            RevisionRow::find(&from, present.at()).await?
        };
        let same = same.is_some_and(|row| row.fingerprint() == present.revision.fingerprint());
        if same && newest.number == present.at().0 {
            return Ok(false);
        }
        if !same {
            if self.store.healthy_reader().await.is_some() {
                return Err(StoreError::Overtaken(present.at().0).into());
            }
            tracing::warn!("the record was replaced by another one: it is loaded");
            self.past.invalidate_all();
            self.reconciled.invalidate_all();
        }
        let served = self.store.to_be_served(&newest, &from).await?;
        let at = Revision(newest.number);
        let Some(catalogue) = load(&from, served.as_ref(), at, Some(present)).await? else {
            return Ok(false);
        };
        // Before it is served: who asks for its evidence finds it.
        self.store.serve(served);
        tracing::info!(
            revision = newest.number,
            by = newest.imported_by,
            "a new revision is served"
        );
        self.present.store(catalogue);
        self.published.send_replace(newest.number);
        Ok(true)
    }

    /// The newest revision and who says so: the database that is written to; while it is away, a reader.
    async fn newest(&self) -> Result<(Store, Option<RevisionRow>), StoreError> {
        match RevisionRow::newest(&self.store).await {
            Err(error) if error.is_away() => match self.store.healthy_reader().await {
                Some(reader) => {
                    let newest = RevisionRow::newest(&reader).await?;
                    Ok((reader, newest))
                }
                None => Err(error),
            },
            newest => Ok((self.store.clone(), newest?)),
        }
    }

    /// The catalogue as it stood at a revision; `None` where there is no such revision. It is loaded once for all who wait for it, one
    /// past revision at a time, and kept even where all have left.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn at(&self, revision: Revision) -> Result<Option<Arc<Catalogue>>, CataloguesError> {
        let present = self.present();
        if present.at() == revision {
            return Ok(Some(present));
        }
        if let Some(known) = self.past.get(&revision.0).await {
            return Ok(Some(known));
        }
        let find = |store: Store| async move { RevisionRow::find(&store, revision).await };
        if self.store.read_any(find).await?.is_none() {
            return Ok(None);
        }
        let store = self.store.clone();
        let (past, loading) = (self.past.clone(), self.loading.clone());
        let loaded = tokio::spawn(async move {
            let once = async {
                let _turn = loading.acquire().await;
                let load = |from| load_from(from, revision, Some(present.clone()));
                match store.read_any(load).await {
                    Ok(Some(catalogue)) => Ok(catalogue),
                    Ok(None) => Err(None),
                    Err(error) => Err(Some(Arc::new(error))),
                }
            };
            past.try_get_with(revision.0, once).await
        });
        match loaded.await {
            Ok(Ok(catalogue)) => Ok(Some(catalogue)),
            Ok(Err(failed)) => match &*failed {
                None => Ok(None),
                Some(error) => Err(CataloguesError::Store(error.clone())),
            },
            Err(panic) => Err(StoreError::Corrupt(panic.to_string()).into()),
        }
    }

    /// The newest revision that was made before or at a moment; `None` where there was none yet.
    pub async fn as_of(
        &self,
        moment: DateTime<Utc>,
    ) -> Result<Option<Arc<Catalogue>>, CataloguesError> {
        let find = |store: Store| async move { RevisionRow::as_of(&store, moment).await };
        match self.store.read_any(find).await? {
            Some(row) => self.at(Revision(row.number)).await,
            None => Ok(None),
        }
    }
}

impl Catalogues {
    /// How the reconciliations stood until a revision: read from the few tables that are compared, only of revisions that
    /// changed one of them, and once.
    pub async fn reconciled(&self, up_to: Revision) -> Result<Past, Arc<StoreError>> {
        let read = |store: Store| async move {
            let tables = &reconciliation::TABLES;
            let revisions = RevisionRow::touching(&store, tables, up_to, Self::HISTORY).await?;
            let mut past = Vec::new();
            for row in revisions {
                let at = Revision(row.number);
                let all = reconciliation::reconciliations(store.db(), at).await?;
                past.push((row, all));
            }
            Ok(Arc::new(past))
        };
        let read = self.store.read_any(read);
        self.reconciled.try_get_with(up_to.0, read).await
    }
}

/// Loads a revision, from a reader where one holds it.
async fn load(
    store: &Store,
    served: Option<&Served>,
    at: Revision,
    beside: Option<Arc<Catalogue>>,
) -> Result<Option<Arc<Catalogue>>, StoreError> {
    if let Some(served) = served
        && let Some(reader) = store.reader_with(served).await
    {
        match load_from(reader, at, beside.clone()).await {
            Ok(None) => {}
            Ok(loaded) => return Ok(loaded),
            Err(error) => tracing::warn!(%error, "a revision could not be loaded from a replica"),
        }
    }
    load_from(store.clone(), at, beside).await
}

/// Loads on a thread of its own: indexing keeps a core busy for seconds, and not one of those that answer questions.
async fn load_from(
    store: Store,
    at: Revision,
    beside: Option<Arc<Catalogue>>,
) -> Result<Option<Arc<Catalogue>>, StoreError> {
    let here = Handle::current();
    let work = spawn_blocking(move || {
        here.block_on(Catalogue::load_beside(&store, at, beside.as_deref()))
    });
    let loaded = work
        .await
        .map_err(|panic| StoreError::Corrupt(panic.to_string()))??;
    Ok(loaded.map(Arc::new))
}
