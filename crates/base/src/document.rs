//! Source documents: who published what, where, and how well the text came to us.

use crate::{Revision, RowReader, Subject, Versioned, record};

crate::words! {
    /// How the text of a document came to us, and so how far its wording can be trusted.
    pub enum TextQuality {
        /// Transcribed from page images by a machine: misreadings occur.
        MachineTranscribed = "MACHINE_TRANSCRIBED" ("機械による文字化", "machine-transcribed"),
        /// Transcribed by a machine, with the columns of a table interleaved line by line.
        MachineTranscribedInterleaved = "MACHINE_TRANSCRIBED_INTERLEAVED" ("機械による文字化(段組が混在)", "machine-transcribed, columns interleaved"),
        /// Read in a public page and said in our own words: no text as printed is kept.
        Summarised = "SUMMARISED" ("要約", "summarised"),
        /// Facts seen in a public page.
        PublicPage = "PUBLIC_PAGE" ("公開ページ", "public page"),
        /// Facts seen in a copy of the original page, held by somebody else.
        Copy = "COPY" ("転載", "copy"),
        /// A table published as open data.
        OpenData = "OPEN_DATA" ("オープンデータ", "open data"),
    }
}

crate::words! {
    /// Who speaks in a document, and so how much weight it has.
    pub enum DocumentKind {
        /// Published by a public body: a ministry, a prefecture, an agency, a national centre.
        Official = "OFFICIAL" ("公的機関の公表資料", "official"),
        /// A page of a society, a university, a hospital, a company, a research group.
        Organisation = "ORGANISATION" ("団体のページ", "organisation"),
        /// An official document in full, held by somebody else.
        Republished = "REPUBLISHED" ("公的資料の再掲", "republished"),
        /// A paper, an abstract, a talk, a report of research.
        Paper = "PAPER" ("論文・研究報告", "paper"),
        /// News, a journal of the trade, a column.
        Press = "PRESS" ("報道", "press"),
        /// A copy, a proxy, a summary or a citation of a page that somebody else holds.
        Copy = "COPY" ("写し", "copy"),
    }
}

mod row {
    use super::{DocumentKind, TextQuality};
    use crate::{DocumentId, PartialDate};
    use sea_orm::entity::prelude::*;

    /// A document that states facts.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "documents")]
    pub struct Model {
        /// Its stable id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DocumentId,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// Its title in its own language.
        pub title: String,
        /// Who published it.
        pub publisher: Option<String>,
        /// When; null where the document does not say.
        pub published_on: Option<PartialDate>,
        /// Where; null where no address is known, or only that of a copy.
        pub url: Option<String>,
        /// Who speaks in it; null where nobody has looked.
        pub kind: Option<DocumentKind>,
        /// Under which terms it may be used again, as it says itself; null where it says nothing.
        pub licence: Option<String>,
        /// How its text came to us.
        pub text_quality: TextQuality,
        /// When we read it.
        pub retrieved_on: Option<PartialDate>,
        /// What a reader should know.
        pub note: Option<String>,
    }

    /// Documents are read alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use row::{Entity, Model as Document};

impl Versioned for Document {
    const IDENTITY: Option<&'static str> = Some("document_ids");

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn subject(&self) -> Subject {
        Subject::new("document", self.id.as_str())
    }

    fn since(&mut self, revision: Revision) {
        self.since_revision = revision.0;
        self.until_revision = None;
    }
}

/// The table of documents as it is imported.
pub const RECORD: record::RecordType = record::RecordType {
    name: "documents",
    about: "One document that states facts.",
    columns: &[
        record::column("id", "資料ID", true, record::Kind::Text),
        record::column("title", "題名", true, record::Kind::Text),
        record::column("publisher", "発行者", false, record::Kind::Text),
        record::column("published_on", "発行日", false, record::Kind::PartialDate),
        record::column("url", "URL", false, record::Kind::Text),
        record::column(
            "kind",
            "資料の種別",
            false,
            record::Kind::OneOf(record::words_of::<DocumentKind>),
        ),
        record::column("licence", "利用条件", false, record::Kind::Text),
        record::column(
            "text_quality",
            "本文の質",
            true,
            record::Kind::OneOf(record::words_of::<TextQuality>),
        ),
        record::column("retrieved_on", "取得日", false, record::Kind::PartialDate),
        record::column("note", "注記", false, record::Kind::Text),
    ],
    evidence: false,
};

/// Reads one row of the table of documents.
pub fn read(row: &mut RowReader<'_>) -> Option<Document> {
    let id = row.identifier("id");
    let title = row.required("title");
    let published_on = row.partial_date("published_on");
    let text_quality = row.required_word("text_quality");
    let kind = row.word("kind");
    let retrieved_on = row.partial_date("retrieved_on");
    let url = row.address("url");
    let id = id?;
    row.define("document", &id);
    if !row.key("documents", &id) {
        return None;
    }
    Some(Document {
        id: id.as_str().into(),
        since_revision: 0,
        until_revision: None,
        title: title?,
        publisher: row.text("publisher"),
        published_on,
        url,
        kind,
        licence: row.text("licence"),
        text_quality: text_quality?,
        retrieved_on,
        note: row.text("note"),
    })
}

/// The rows of the table of documents at a revision, as they would be imported.
pub async fn export(
    from: &crate::Source<'_, impl sea_orm::ConnectionTrait>,
) -> Result<crate::Written, crate::StoreError> {
    let rows = from.rows::<Entity>().await?;
    let cells = rows.iter().map(|row| {
        crate::Cells::new()
            .put("id", &row.id)
            .put("title", &row.title)
            .maybe("publisher", row.publisher.as_ref())
            .maybe("published_on", row.published_on)
            .maybe("url", row.url.as_ref())
            .maybe("kind", row.kind.map(DocumentKind::word))
            .maybe("licence", row.licence.as_ref())
            .put("text_quality", row.text_quality.word())
            .maybe("retrieved_on", row.retrieved_on)
            .maybe("note", row.note.as_ref())
    });
    Ok((RECORD.name, cells.collect()))
}
