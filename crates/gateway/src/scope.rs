//! What one request carries: the catalogue that it keeps, today's date, its loaders.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Context;
use base::{Evidence, EvidenceOf, EvidenceResult, Revision, Store, StoreError, Withdrawn};
use catalogue::{Catalogue, Catalogues};
use chrono::NaiveDate;
use dataloader::BatchFn;
use dataloader::cached::Loader;
use tokio::sync::OnceCell;

use crate::error::ApiError;
use crate::graph::withdrawal;
use crate::http::outside;
use crate::view::View;

type EvidenceLoader = Loader<String, EvidenceResult, Outside>;

/// The request's own things. Loaders are never shared between requests: a cancelled one would fail the others.
pub(crate) struct Scope {
    /// The catalogue that answers, unless a field asks for another revision.
    pub(crate) catalogue: View,
    /// All revisions.
    pub(crate) catalogues: Arc<Catalogues>,
    /// The day that counts as today.
    pub(crate) today: NaiveDate,
    /// Whether answers may be ready bytes: only where they are sent.
    pub(crate) writes: bool,
    evidence: Mutex<HashMap<Revision, EvidenceLoader>>,
    withdrawn: OnceCell<HashMap<String, Withdrawn>>,
}

impl Scope {
    /// Keys of one statement; both databases bound the number of values.
    const BATCH: usize = 500;

    pub(crate) fn new(
        catalogue: Arc<Catalogue>,
        catalogues: Arc<Catalogues>,
        today: NaiveDate,
    ) -> Self {
        Self {
            catalogue: View::present(catalogue),
            catalogues,
            today,
            writes: false,
            evidence: Mutex::default(),
            withdrawn: OnceCell::new(),
        }
    }

    /// The request's scope.
    pub(crate) fn of<'c>(ctx: &Context<'c>) -> Result<&'c Self, ApiError> {
        ctx.data_opt::<Self>()
            .ok_or(ApiError::Broken("a request without its scope"))
    }

    /// What was withdrawn so far, by `table/code`: read once, and only where something is not in the present catalogue.
    pub(crate) async fn withdrawn(&self) -> Result<&HashMap<String, Withdrawn>, ApiError> {
        let read = || async {
            let at = self.catalogue.at();
            self.read(
                |store| async move { Withdrawn::until(&store, &withdrawal::tables(), at).await },
            )
            .await
        };
        self.withdrawn.get_or_try_init(read).await
    }

    /// Reads what the record holds and the catalogue in memory does not.
    pub(crate) async fn read<T: Send, F>(
        &self,
        read: impl Fn(Store) -> F + Send + Sync,
    ) -> Result<T, ApiError>
    where
        F: Future<Output = Result<T, StoreError>> + Send,
    {
        Ok(outside(self.catalogues.store().read_any(read)).await??)
    }

    /// The evidence of a subject at a revision, gathered with what the whole level asks for.
    pub(crate) async fn evidence(
        &self,
        subject: String,
        at: Revision,
    ) -> Result<Arc<Vec<Evidence>>, ApiError> {
        let loader = {
            let mut loaders = self.evidence.lock().unwrap_or_else(PoisonError::into_inner);
            loaders
                .entry(at)
                .or_insert_with(|| {
                    Loader::new(Outside(EvidenceOf {
                        store: self.catalogues.store().clone(),
                        at,
                    }))
                    .with_max_batch_size(Self::BATCH)
                    .with_yield_count(2)
                })
                .clone()
        };
        match loader.try_load(subject).await {
            Ok(found) => Ok(found?),
            Err(_) => Err(ApiError::Broken(
                "the evidence loader left a key unanswered",
            )),
        }
    }
}

/// Evidence that is read while others have the operation's place.
struct Outside(EvidenceOf);

impl BatchFn<String, EvidenceResult> for Outside {
    async fn load(&mut self, subjects: &[String]) -> HashMap<String, EvidenceResult> {
        match outside(self.0.load(subjects)).await {
            Ok(found) => found,
            Err(error) => {
                let error = Arc::new(error);
                let failed = |subject: &String| (subject.clone(), Err(error.clone()));
                subjects.iter().map(failed).collect()
            }
        }
    }
}
