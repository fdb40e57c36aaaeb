//! The list of the organisations that host registries.

use std::sync::Arc;

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
    let code = |row: u32| rows[row as usize].id.to_string();
    let slice = search.page_by_code("hosts", &selection, &page, code)?;
    Ok(HostOrganisationConnection {
        slice: slice.map(|row| (HostOrganisation::at(catalogue, row as usize), ())),
        total: selection.len(),
        more: search.query,
    })
}
