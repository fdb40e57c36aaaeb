//! The list of the organisations that host registries.

use std::sync::Arc;

use base::Part;
use text::Query;

use crate::error::ApiError;
use crate::graph::approval::Paging;
use crate::graph::connection::{connection, page};
use crate::graph::ranking::Search;
use crate::graph::registry::HostOrganisation;
use crate::graph::search::{Understood, understood};
use crate::view::View;

connection!(
    "Organisations that host registries (運営主体).",
    HostOrganisationConnection(Option<Arc<Query>>), HostOrganisationEdge(()), HostOrganisation;
    {
        /// How the search text was understood; empty without one.
        async fn understood_as(&self) -> Vec<Understood> {
            understood(self.more.as_deref())
        }
    }
    {}
);

/// The organisations that a text finds, or all.
pub(crate) fn hosts(
    catalogue: &View,
    search: Option<String>,
    (first, after, last, before): Paging,
) -> Result<HostOrganisationConnection, ApiError> {
    let page = page(first, after, last, before)?;
    let rows = catalogue.registries.organisations();
    let index = catalogue.search.hosts(rows);
    let mut found = None;
    let search = Search::new(catalogue, index, search, &mut found)?;
    let selection = found.unwrap_or_else(|| (0..rows.len() as u32).collect());
    let at = |row: u32| (HostOrganisation::at(catalogue, row as usize), ());
    let slice = match search.page("hosts", &selection, &page).transpose()? {
        Some(slice) => slice.map(|(row, _)| at(row)),
        None => {
            let places: Vec<u32> = selection.iter().collect();
            let key = |row: &u32| vec![Part::Text(rows[*row as usize].id.to_string())];
            page.cut("hosts:code", &places, key)?.map(at)
        }
    };
    Ok(HostOrganisationConnection {
        slice,
        total: selection.len(),
        more: search.query,
    })
}
