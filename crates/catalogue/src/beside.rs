//! A catalogue beside another one of the same record: what did not change between the two is taken over.
//!
//! What changed is read from the record's own list of changes, so a new revision costs what it changed, not what the record holds.
//! Evidence comes and goes without a line of its own; what is made of it is read anew.

use std::collections::BTreeSet;
use std::sync::Arc;

use approvals::Approvals;
use base::document::{self, Document};
use base::{Revision, RevisionRow, Store, StoreError, Touched};
use registries::Registries;
use vocabulary::Diseases;

use crate::Catalogue;
use crate::branches::Branches;
use crate::precedent::{self, Precedents};
use crate::search::Sources;

/// Lines of changes that are followed; with more, all is read anew.
const MOST: u64 = 10_000;
/// Tables of which no text of an approval or a registry is made, beside their own.
const ASIDE: [&str; 2] = ["documents", "linkage_statements"];

/// The other catalogue, and what differs from it.
pub(crate) struct Beside<'a> {
    pub(crate) other: &'a Catalogue,
    /// None where too much differs, or the other is of another record.
    touched: Option<Touched>,
    /// Where some approvals differ: of each the row that it has in the other catalogue, none where it was read anew.
    pub(crate) moved: Option<Vec<Option<u32>>>,
}

impl<'a> Beside<'a> {
    /// Compares a revision with the one that a catalogue holds.
    pub(crate) async fn of(
        store: &Store,
        at: Revision,
        other: &'a Catalogue,
    ) -> Result<Self, StoreError> {
        let same = RevisionRow::find(store, other.at()).await?;
        let same = same.is_some_and(|row| row.fingerprint() == other.revision.fingerprint());
        let touched = match same {
            true => Touched::between(store, at, other.at(), MOST).await?,
            false => None,
        };
        Ok(Self {
            other,
            touched,
            moved: None,
        })
    }

    fn is_untouched(&self, tables: &[&str]) -> bool {
        let touched = self.touched.as_ref();
        touched.is_some_and(|touched| !touched.is_any(tables))
    }

    fn is_only(&self, tables: &[&str]) -> bool {
        let touched = self.touched.as_ref();
        touched.is_some_and(|touched| !touched.is_other(tables))
    }

    /// Whether nothing else differs that texts of approvals are made of.
    pub(crate) fn are_approvals_alone(&self) -> bool {
        self.is_only(&[&Approvals::TABLES[..], &Registries::TABLES, &ASIDE].concat())
    }

    /// Whether nothing differs that texts of registries are made of, but for what was seen on their pages.
    pub(crate) fn are_registries_same(&self) -> bool {
        self.is_only(&[&Approvals::TABLES[..], &ASIDE].concat())
    }

    pub(crate) async fn diseases(
        &self,
        store: &Store,
        at: Revision,
    ) -> Result<Arc<Diseases>, StoreError> {
        if self.is_untouched(&Diseases::TABLES) {
            return Ok(self.other.diseases.clone());
        }
        Ok(Arc::new(Diseases::load(store.db(), at).await?))
    }

    pub(crate) async fn registries(
        &self,
        store: &Store,
        at: Revision,
    ) -> Result<Arc<Registries>, StoreError> {
        if self.is_untouched(&Registries::TABLES) {
            return Ok(self.other.registries.clone());
        }
        let registries = match &self.touched {
            Some(touched) if !touched.is_any(&["hosts"]) => {
                let codes = touched.subjects("registry", &Registries::TABLES);
                Registries::load_beside(store, at, &self.other.registries, &codes).await?
            }
            _ => Registries::load(store, at).await?,
        };
        Ok(Arc::new(registries))
    }

    pub(crate) async fn approvals(
        &mut self,
        store: &Store,
        at: Revision,
    ) -> Result<Arc<Approvals>, StoreError> {
        if self.is_untouched(&Approvals::TABLES) {
            return Ok(self.other.approvals.clone());
        }
        let Some(touched) = &self.touched else {
            return Ok(Arc::new(Approvals::load(store, at).await?));
        };
        let codes: BTreeSet<&str> = touched.subjects("approval", &Approvals::TABLES);
        let other = &self.other.approvals;
        let (approvals, moved) = Approvals::load_beside(store, at, other, &codes).await?;
        self.moved = Some(moved);
        Ok(Arc::new(approvals))
    }

    pub(crate) async fn documents(
        &self,
        store: &Store,
        at: Revision,
    ) -> Result<Vec<Document>, StoreError> {
        let Some(touched) = &self.touched else {
            return base::load::<document::Entity>(store.db(), at).await;
        };
        let codes = touched.subjects("document", &["documents"]);
        let others = &self.other.documents;
        base::load_beside::<document::Entity>(store.db(), at, ("id", &codes), others, |row| {
            row.id.as_str()
        })
        .await
    }

    pub(crate) fn branches(
        &self,
        diseases: &Arc<Diseases>,
        registries: &Arc<Registries>,
        approvals: &Arc<Approvals>,
    ) -> Branches {
        let other = self.other;
        if !Arc::ptr_eq(diseases, &other.diseases) {
            return Branches::new(diseases, registries, approvals);
        }
        let mut branches = other.branches.clone();
        if !Arc::ptr_eq(registries, &other.registries) {
            branches.take_registries(diseases, registries);
        }
        if !Arc::ptr_eq(approvals, &other.approvals) {
            branches.take_approvals(diseases, approvals, self.moved.as_deref());
        }
        branches
    }

    pub(crate) fn precedents(&self, from: &Sources<'_>) -> Arc<Precedents> {
        let reported = from.reported_uses.iter().map(|row| row.title_ja.as_str());
        let titles = from.approvals.all().map(|row| row.title_ja.as_str());
        match &self.moved {
            Some(moved) => Arc::new(Precedents::beside(
                &self.other.precedents,
                titles.zip(moved.iter().copied()),
                reported,
                from.diseases,
            )),
            None if precedent::are_of_same_titles(from, &self.other.sources()) => {
                self.other.precedents.clone()
            }
            None => Arc::new(Precedents::new(titles, reported, from.diseases)),
        }
    }
}
