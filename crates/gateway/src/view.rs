//! The catalogue that an answer is made from, and whether it is one of the past.

use std::ops::Deref;
use std::sync::Arc;

use catalogue::Catalogue;

/// One revision as a request sees it. Things of a revision that was asked for by name have ids of that revision, so that no client's
/// cache takes past values for present ones.
#[derive(Clone)]
pub(crate) struct View {
    catalogue: Arc<Catalogue>,
    is_snapshot: bool,
}

impl View {
    /// The revision that answers where none is named.
    pub(crate) fn present(catalogue: Arc<Catalogue>) -> Self {
        Self {
            catalogue,
            is_snapshot: false,
        }
    }

    /// A revision that was named, be it the newest.
    pub(crate) fn snapshot(catalogue: Arc<Catalogue>) -> Self {
        Self {
            catalogue,
            is_snapshot: true,
        }
    }

    /// What ids of its things carry: `@3`, or nothing at present.
    pub(crate) fn id_suffix(&self) -> String {
        if self.is_snapshot {
            format!("@{}", self.catalogue.at())
        } else {
            String::new()
        }
    }
}

impl Deref for View {
    type Target = Catalogue;

    fn deref(&self) -> &Catalogue {
        &self.catalogue
    }
}
