//! The documents that state facts, and what each proves.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject};
use base::EvidencePage;
use roaring::RoaringBitmap;
use text::Query;

use crate::error::ApiError;
use crate::graph::approval::Paging;
use crate::graph::connection::{connection, page};
use crate::graph::evidence::{Evidence, EvidenceConnection};
use crate::graph::node::global_id;
use crate::graph::ranking::Search;
use crate::graph::scalars::{PartialDate, partial};
use crate::graph::search::{Understood, understood};
use crate::plain::{Object, Plain};
use crate::scope::Scope;
use crate::view::View;

/// How the text of a document came to us, and so how far its wording can be trusted.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "base::TextQuality")]
pub(crate) enum TextQuality {
    /// Transcribed from page images by a machine: misreadings occur.
    MachineTranscribed,
    /// Transcribed by a machine, with the columns of a table interleaved line by line.
    MachineTranscribedInterleaved,
    /// Read in a public page and said in our own words; no text as printed is kept.
    Summarised,
    /// Facts seen in a public page.
    PublicPage,
    /// Facts seen in a copy of the original page, held by somebody else.
    Copy,
    /// A table published as open data.
    OpenData,
}

/// Who speaks in a document, and so how much weight it has.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "base::DocumentKind")]
pub(crate) enum DocumentKind {
    /// Published by a public body (公的機関): a ministry, a prefecture, an agency, a national centre.
    Official,
    /// A page of a society, a university, a hospital, a company, a research group.
    Organisation,
    /// An official document in full, held by somebody else (再掲).
    Republished,
    /// A paper, an abstract, a talk, a report of research (論文・研究報告).
    Paper,
    /// News, a journal of the trade, a column (報道).
    Press,
    /// A copy, a proxy, a summary or a citation of a page that somebody else holds (写し).
    Copy,
}

/// Which documents. Conditions hold together; an empty list is no condition.
#[derive(Clone, Default, InputObject)]
pub(crate) struct DocumentFilter {
    /// Only documents of these kinds.
    kinds: Option<Vec<DocumentKind>>,
    /// Those whose kind nobody has looked at, beside the kinds asked for.
    kind_unknown: Option<bool>,
    /// Only documents whose text came to us in these ways.
    text_qualities: Option<Vec<TextQuality>>,
    /// Published on this day or later; documents without a day are left out.
    published_from: Option<PartialDate>,
}

impl DocumentFilter {
    fn accepts(&self, row: &base::Document) -> bool {
        let listed = |wanted: &Option<Vec<DocumentKind>>| {
            let wanted = wanted.as_ref()?;
            (!wanted.is_empty()).then(|| {
                row.kind
                    .is_some_and(|kind| wanted.contains(&DocumentKind::from(kind)))
            })
        };
        let of_kind = match (listed(&self.kinds), self.kind_unknown) {
            (None, None | Some(false)) => true,
            (listed, unknown) => {
                listed == Some(true) || (unknown == Some(true) && row.kind.is_none())
            }
        };
        let qualities = self.text_qualities.iter().flatten();
        let of_quality = self.text_qualities.as_ref().is_none_or(Vec::is_empty)
            || qualities
                .copied()
                .any(|quality| quality == row.text_quality.into());
        let in_time = self.published_from.is_none_or(|from| {
            row.published_on
                .is_some_and(|day| day.last_day() >= from.0.first_day())
        });
        of_kind && of_quality && in_time
    }
}

/// A document that states facts (資料).
#[derive(Clone)]
pub(crate) struct Document {
    catalogue: View,
    place: usize,
}

impl Document {
    pub(crate) fn new(catalogue: &View, place: usize) -> Self {
        Self {
            catalogue: catalogue.clone(),
            place,
        }
    }

    pub(crate) fn find(catalogue: &View, id: &base::DocumentId) -> Option<Self> {
        let found = catalogue.document(id)?;
        let place = catalogue
            .documents
            .iter()
            .position(|row| std::ptr::eq(row, found))?;
        Some(Self::new(catalogue, place))
    }

    fn row(&self) -> &base::Document {
        &self.catalogue.documents[self.place]
    }
}

/// A document that states facts (資料).
#[Object]
impl Document {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        global_id(&self.catalogue, "Document", self.row().id.as_str())
    }

    /// Stable code of the document.
    async fn code(&self) -> &str {
        self.row().id.as_str()
    }

    /// Title in its own language (題名).
    async fn title(&self) -> &str {
        &self.row().title
    }

    /// Who published it (発行者); null where no source says.
    async fn publisher(&self) -> Option<&str> {
        self.row().publisher.as_deref()
    }

    /// When it was published; null where the document carries no date of its own.
    async fn published_on(&self) -> Option<PartialDate> {
        partial(self.row().published_on)
    }

    /// Where it was published; null where no address is known. The address of a copy is given only where the quality says COPY.
    async fn url(&self) -> Option<&str> {
        self.row().url.as_deref()
    }

    /// Who speaks in it (資料の種別); null where nobody has looked.
    async fn kind(&self) -> Option<DocumentKind> {
        self.row().kind.map(Into::into)
    }

    /// Under which terms it may be used again (利用条件), as it says itself; null where it says nothing.
    async fn licence(&self) -> Option<&str> {
        self.row().licence.as_deref()
    }

    /// How its text came to us.
    async fn text_quality(&self) -> TextQuality {
        self.row().text_quality.into()
    }

    /// When it was read; null where nobody noted it.
    async fn retrieved_on(&self) -> Option<PartialDate> {
        partial(self.row().retrieved_on)
    }

    /// What a reader should know about it.
    async fn note(&self) -> Option<&str> {
        self.row().note.as_deref()
    }

    /// What it proves: every passage with the fact's subject, in the order of the rows that it came with; null where the record
    /// could not be read.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows from the front, at most 100; 20 where nothing is said.")]
        first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Option<Result<EvidenceConnection, ApiError>> {
        let answer = async {
            let page = &page(first, after, last, before)?;
            let (document, at) = (&self.row().id, self.catalogue.at());
            let found = Scope::of(ctx)?.read(|store| async move {
                EvidencePage::of_document(&store, document, at, page).await
            });
            let found = found.await??;
            Ok(EvidenceConnection {
                slice: found
                    .slice
                    .map(|row| (Evidence::new(&self.catalogue, row), ())),
                total: found.total,
                more: (),
            })
        };
        Some(answer.await)
    }
}

connection!(
    "Documents that state facts.",
    DocumentConnection(Option<Arc<Query>>), DocumentEdge(()), Document;
    {
        /// How the search text was understood; empty without one.
        async fn understood_as(&self) -> Vec<Understood> {
            understood(self.more.as_deref())
        }
    }
    {}
);

/// The documents that a text and a filter select: by code, with a text the best match first.
pub(crate) fn documents(
    catalogue: &View,
    filter: &DocumentFilter,
    search: Option<String>,
    (first, after, last, before): Paging,
) -> Result<DocumentConnection, ApiError> {
    let page = page(first, after, last, before)?;
    let accepted = (0..).zip(&catalogue.documents);
    let accepted: RoaringBitmap = accepted
        .filter(|(_, row)| filter.accepts(row))
        .map(|(place, _)| place)
        .collect();
    let mut selected = Some(accepted);
    let index = catalogue.search.documents(&catalogue.documents);
    let search = Search::new(catalogue, index, search, &mut selected)?;
    let selected = selected.unwrap_or_default();
    let code = |place: u32| catalogue.documents[place as usize].id.to_string();
    let slice = search.page_by_code("documents", &selected, &page, code)?;
    Ok(DocumentConnection {
        slice: slice.map(|place| (Document::new(catalogue, place as usize), ())),
        total: selected.len(),
        more: search.query,
    })
}
