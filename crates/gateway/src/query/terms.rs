//! What is asked of the words of the catalogue and of its sources.

use async_graphql::{Context, Object};

use super::Part;
use crate::graph::document::{self, DocumentConnection, DocumentFilter};
use crate::graph::registry::{self, HostOrganisationConnection};
use crate::graph::vocabulary::{self, DataItem, DiseaseConnection, Prefecture};
use crate::plain::{Answered, answered};

/// The questions about words and sources.
#[derive(Clone, Default)]
pub(crate) struct Terms(pub(super) Part);

/// The questions about words and sources.
#[Object]
impl Terms {
    /// The concepts of the vocabulary, for suggestions while somebody types; by code, with a search the best match first. That a
    /// disease is here does not say that any registry or use is about it.
    async fn diseases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A name, an abbreviation, a reading in kana, or the beginning of one.")]
        search: Option<String>,
        #[graphql(desc = "Rows from the front, at most 100; 20 where nothing is said.")]
        first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Answered<DiseaseConnection> {
        let found = self.0.loaded(ctx).and_then(|catalogue| {
            vocabulary::diseases(&catalogue, search, (first, after, last, before))
        });
        answered(found)
    }

    /// The organisations that host registries (運営主体), for suggestions while somebody types; by code, with a search the best
    /// match first.
    async fn host_organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A name now or before, an abbreviation, or the beginning of one.")]
        search: Option<String>,
        #[graphql(desc = "Rows from the front, at most 100; 20 where nothing is said.")]
        first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Answered<HostOrganisationConnection> {
        let found = self.0.loaded(ctx).and_then(|catalogue| {
            registry::hosts(&catalogue, search, (first, after, last, before))
        });
        answered(found)
    }

    /// Every kind of data that approved uses take (活用データ項目); with a search those that it finds, the best match first.
    async fn data_items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A name, a wording that documents print, or the beginning of one.")]
        search: Option<String>,
    ) -> Answered<Vec<DataItem>> {
        let loaded = self.0.loaded(ctx);
        answered(loaded.and_then(|catalogue| DataItem::found(&catalogue, search)))
    }

    /// Every prefecture, by code; with a search those that it finds, the best match first.
    async fn prefectures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A name, a reading in kana, or the beginning of one.")] search: Option<
            String,
        >,
    ) -> Answered<Vec<Prefecture>> {
        let loaded = self.0.loaded(ctx);
        answered(loaded.and_then(|catalogue| Prefecture::found(&catalogue, search)))
    }

    /// The documents that state the facts (出典), by code, with a search the best match first. Each tells who speaks in it and what
    /// it proves.
    #[expect(
        clippy::too_many_arguments,
        reason = "search, filter and the four Relay arguments"
    )]
    async fn sources(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Text that title, publisher, day or note hold.")] search: Option<String>,
        #[graphql(desc = "Which documents.")] filter: Option<DocumentFilter>,
        #[graphql(desc = "Rows from the front, at most 100; 20 where nothing is said.")]
        first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Answered<DocumentConnection> {
        let found = self.0.loaded(ctx).and_then(|catalogue| {
            let filter = filter.unwrap_or_default();
            document::documents(&catalogue, &filter, search, (first, after, last, before))
        });
        answered(found)
    }
}
