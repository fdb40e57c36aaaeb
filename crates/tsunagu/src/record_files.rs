//! The files that are written from the record itself: all of it, and its approvals for those who read spreadsheets.

use std::sync::Arc;

use base::{Revision, RevisionRow};
use catalogue::Catalogues;
use exports::{Content, Export, ExportError, Exporter, Offer, REVISION, no_revision, revision_of};
use futures::future::{BoxFuture, FutureExt};
use ingest::export::{self, ApprovalRows};

/// Raised when a writer changes, so that nobody keeps what an older one wrote.
const WRITERS: u32 = 1;

const OFFERS: [Offer; 3] = [
    Offer {
        name: "approvals.xlsx",
        content_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        about: "every approved use as a workbook, with names beside codes and the passage that proves it",
        about_ja: "利活用実績の全件(Excel)。名称と根拠となる記載つき",
        parameters: &[REVISION],
        inline: false,
    },
    Offer {
        name: "data-use-register.csv",
        content_type: exports::CSV,
        about: "every approved use in the columns of the data-use-register template; empty where no source says",
        about_ja: "利活用実績の全件。データ利用登録簿(data use register)の様式。記載のない欄は空",
        parameters: &[REVISION],
        inline: false,
    },
    Offer {
        name: "record.zip",
        content_type: "application/zip",
        about: "everything: each table as CSV with its evidence, and a manifest with checksums; it imports again",
        about_ja: "全データ。根拠つきの各表(CSV)とチェックサムつきの目録。そのまま再び取り込める",
        parameters: &[REVISION],
        inline: false,
    },
];

/// The exports of a record.
#[derive(Debug)]
pub struct RecordFiles {
    catalogues: Arc<Catalogues>,
}

impl RecordFiles {
    /// The exports of the record that these catalogues are read from.
    #[must_use]
    pub fn new(catalogues: Arc<Catalogues>) -> Self {
        Self { catalogues }
    }

    async fn export(
        &self,
        offer: Offer,
        given: &[(String, String)],
    ) -> Result<Export, ExportError> {
        let store = self.catalogues.reader().await;
        let revision = match revision_of(given, &offer)? {
            None => self.catalogues.present().revision.clone(),
            Some(asked) => RevisionRow::find(&store, asked)
                .await?
                .ok_or_else(|| no_revision(REVISION.name, &asked.to_string()))?,
        };
        let (at, made) = (Revision(revision.number), revision.fingerprint());
        let (stem, ending) = offer.name.rsplit_once('.').unwrap_or((offer.name, "bin"));
        let file_name = format!("{stem}-r{at}.{ending}");
        let edition = format!("{WRITERS} {file_name} {made}");
        let content = async move {
            let bytes = match offer.name {
                "record.zip" => export::zip(&export::record(&store, at).await.map_err(failed)?),
                name => {
                    let rows = ApprovalRows::load(&store, at).await.map_err(failed)?;
                    match name {
                        "approvals.xlsx" => export::approvals_xlsx(&rows),
                        _ => export::data_use_register_csv(&rows),
                    }
                }
            };
            Ok(Content::Whole(bytes.map_err(failed)?.into()))
        };
        Ok(Export {
            offer,
            file_name,
            edition,
            content: content.boxed(),
        })
    }
}

impl Exporter for RecordFiles {
    fn offers(&self) -> &[Offer] {
        &OFFERS
    }

    fn prepare<'a>(
        &'a self,
        name: &'a str,
        parameters: &'a [(String, String)],
    ) -> BoxFuture<'a, Result<Option<Export>, ExportError>> {
        async move {
            match OFFERS.iter().find(|offer| offer.name == name) {
                Some(offer) => Ok(Some(self.export(*offer, parameters).await?)),
                None => Ok(None),
            }
        }
        .boxed()
    }
}

fn failed(error: export::ExportError) -> ExportError {
    match error {
        export::ExportError::Store(error) => error.into(),
        export::ExportError::Format(text) => ExportError::Writer(text),
    }
}
