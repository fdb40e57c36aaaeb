//! Evidence and the documents that it points at.

use async_graphql::{Enum, ID, Object};

use crate::graph::node::global_id;
use crate::graph::scalars::{PartialDate, partial};
use crate::view::View;

/// How a value came from the printed text.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "base::Derivation")]
pub(crate) enum Derivation {
    /// The document says it.
    Stated,
    /// The cell holds a ditto mark (〃): the value is that of the nearest printed cell above.
    Ditto,
    /// The printed text is a misreading or misprint; the value is the corrected one.
    Corrected,
    /// Computed from other printed values.
    Computed,
    /// Read out of the wording, or from outside the document; the note says how.
    Inferred,
    /// Read from a title only.
    TitleTagged,
}

/// How the text of a document came to us, and so how far its wording can be trusted.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
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
}

/// One passage of one document that proves one fact (根拠).
pub(crate) struct Evidence {
    catalogue: View,
    row: base::Evidence,
}

impl Evidence {
    pub(crate) fn new(catalogue: &View, row: base::Evidence) -> Self {
        Self {
            catalogue: catalogue.clone(),
            row,
        }
    }

    pub(crate) fn into_raw_text(self) -> Option<String> {
        self.row.raw_text
    }
}

/// One passage of one document that proves one fact (根拠).
#[Object]
impl Evidence {
    /// The document that says it.
    async fn document(&self) -> Option<Document> {
        Document::find(&self.catalogue, &self.row.document)
    }

    /// Where in the document: page or slide title, table, row, column.
    async fn locator(&self) -> Option<&str> {
        self.row.locator.as_deref()
    }

    /// The field that it proves, by its name in this API; null where it proves the thing as a whole.
    async fn field(&self) -> Option<String> {
        self.row.field.as_deref().map(camel_case)
    }

    /// The day of the fact itself, which is not the day of the document.
    async fn stated_on(&self) -> Option<PartialDate> {
        partial(self.row.stated_on)
    }

    /// The text as printed, misprints included (原文); null where the fact was seen but is not quoted.
    async fn raw_text(&self) -> Option<&str> {
        self.row.raw_text.as_deref()
    }

    /// How the value came from the text.
    async fn derivation(&self) -> Derivation {
        self.row.derivation.into()
    }

    /// What a reader should know: corrections, doubts, a summary in our own words.
    async fn note(&self) -> Option<&str> {
        self.row.note.as_deref()
    }
}

/// `name_ja` -> `nameJa`.
pub(crate) fn camel_case(snake: &str) -> String {
    let mut upper = false;
    let mut camel = String::with_capacity(snake.len());
    for letter in snake.chars() {
        if letter == '_' {
            upper = true;
        } else if upper {
            camel.extend(letter.to_uppercase());
            upper = false;
        } else {
            camel.push(letter);
        }
    }
    camel
}

/// Declares a nullable `evidence` resolver's body: reading may fail, and then costs this field only.
macro_rules! evidence {
    ($ctx:expr, $catalogue:expr, $subject:expr) => {
        $crate::graph::evidence::read($ctx, $catalogue, $subject, |_| true).await
    };
    ($ctx:expr, $catalogue:expr, $subject:expr, row $row:expr) => {{
        let row: String = $row;
        $crate::graph::evidence::read($ctx, $catalogue, $subject, |evidence| evidence.row == row)
            .await
    }};
}
pub(crate) use evidence;

/// Evidence of a subject, of the rows that `keep` accepts.
pub(crate) async fn read(
    ctx: &async_graphql::Context<'_>,
    catalogue: &View,
    subject: base::Subject,
    keep: impl Fn(&base::Evidence) -> bool,
) -> Result<Vec<Evidence>, crate::error::ApiError> {
    let scope = crate::scope::Scope::of(ctx)?;
    let found = scope.evidence(subject.to_string(), catalogue.at()).await?;
    Ok(found
        .iter()
        .filter(|row| keep(row))
        .map(|row| Evidence::new(catalogue, row.clone()))
        .collect())
}
