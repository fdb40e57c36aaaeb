//! The files that are written from the catalogue in memory: which there are, and what may be asked of each.

use std::fmt;
use std::sync::Arc;

use base::{Revision, RevisionDigest};
use catalogue::{Catalogue, Catalogues};
use chrono::NaiveDate;
use futures::future::{BoxFuture, FutureExt};
use linkage::{DataForm, Question};

use crate::export::{Content, Export, ExportError, Exporter, Offer, Parameter};
use crate::matrix::{self, Layout};
use crate::parameters::{Parameters, no_revision};
use crate::site::Site;
use crate::{approvals, dcat, feed, registries, uses};

/// Raised when a writer changes, so that nobody keeps what an older one wrote.
const WRITERS: u32 = 1;

/// The media type of a table.
pub const CSV: &str = "text/csv; charset=utf-8; header=present";

/// The parameter that names a revision.
pub const REVISION: Parameter = Parameter {
    name: "revision",
    about: "the catalogue as it stood at this revision; the newest where nothing is said",
    about_ja: "この版の時点のカタログ。省略時は最新の版",
};

const OFFERS: [Offer; 7] = [
    Offer {
        name: "approvals.csv",
        content_type: CSV,
        about: "every approved use, with the passage that proves it",
        about_ja: "利活用実績の全件と、その根拠となる記載",
        parameters: &[REVISION],
        inline: false,
    },
    Offer {
        name: "reported-uses.csv",
        content_type: CSV,
        about: "reported uses of public databases: a sample from papers, grant reports and the press, with their sources",
        about_ja: "公的データベースの利用の報告(論文・研究費の報告・報道から確認できたものの一部)。出典つき",
        parameters: &[REVISION],
        inline: false,
    },
    Offer {
        name: "registries.csv",
        content_type: CSV,
        about: "every registry: what was read beside what is printed, with its sources",
        about_ja: "疾患登録(レジストリ)の全件。読み取った値と原文、出典",
        parameters: &[REVISION],
        inline: false,
    },
    Offer {
        name: "linkage-matrix.csv",
        content_type: CSV,
        about: "which databases may be linked with which",
        about_ja: "データベースどうしの連結可否",
        parameters: &[
            Parameter {
                name: "form",
                about: "ANONYMISED (where nothing is said), PSEUDONYMISED or IDENTIFIED",
                about_ja: "ANONYMISED(匿名、省略時)、PSEUDONYMISED(仮名)、IDENTIFIED(顕名)",
            },
            Parameter {
                name: "on",
                about: "the day on which data would be linked: 2026-11-21; today where nothing is said",
                about_ja: "連結する日(例: 2026-11-21)。省略時は今日",
            },
            Parameter {
                name: "knownBy",
                about: "only what was stated until this day; today where nothing is said",
                about_ja: "この日までの記載だけに基づく。省略時は今日",
            },
            Parameter {
                name: "layout",
                about: "MATRIX (where nothing is said), or PAIRS: a line for each pair with the statement that governs",
                about_ja: "MATRIX(行列、省略時)、PAIRS(組ごとに1行、根拠つき)",
            },
            REVISION,
        ],
        inline: false,
    },
    Offer {
        name: "catalogue.ttl",
        content_type: "text/turtle; charset=utf-8",
        about: "registries and databases as datasets: DCAT-AP 3 with HealthDCAT-AP terms, Turtle",
        about_ja: "疾患登録とデータベースのデータセットカタログ(DCAT-AP 3、HealthDCAT-AP)、Turtle",
        parameters: &[REVISION],
        inline: false,
    },
    Offer {
        name: "catalogue.jsonld",
        content_type: "application/ld+json",
        about: "the same as JSON-LD",
        about_ja: "同じ内容の JSON-LD",
        parameters: &[REVISION],
        inline: false,
    },
    Offer {
        name: "feed.atom",
        content_type: "application/atom+xml; charset=utf-8",
        about: "what each revision changed, as a feed",
        about_ja: "版ごとの変更(Atom フィード)",
        parameters: &[],
        inline: true,
    },
];

/// The exports of a record's catalogues.
pub struct CatalogueFiles {
    catalogues: Arc<Catalogues>,
    today: Box<dyn Fn() -> NaiveDate + Send + Sync>,
    site: Site,
}

impl fmt::Debug for CatalogueFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CatalogueFiles")
            .field("site", &self.site)
            .finish_non_exhaustive()
    }
}

impl CatalogueFiles {
    /// The exports of these catalogues; `today` says which day it is, `site` where they are published.
    pub fn new(
        catalogues: Arc<Catalogues>,
        today: impl Fn() -> NaiveDate + Send + Sync + 'static,
        site: Site,
    ) -> Self {
        Self {
            catalogues,
            today: Box::new(today),
            site,
        }
    }

    /// The catalogue of a revision, the newest where none is named.
    async fn catalogue(&self, revision: Option<Revision>) -> Result<Arc<Catalogue>, ExportError> {
        let Some(revision) = revision else {
            return Ok(self.catalogues.present());
        };
        let found = self.catalogues.at(revision).await?;
        found.ok_or_else(|| no_revision(REVISION.name, &revision.to_string()))
    }

    async fn export(
        &self,
        offer: Offer,
        given: &[(String, String)],
    ) -> Result<Export, ExportError> {
        let given = Parameters::new(given, &offer)?;
        let question = question(given, (self.today)())?;
        let layout = given.word("layout")?.unwrap_or(Layout::Matrix);
        let catalogue = self.catalogue(given.revision(REVISION.name)?).await?;
        let at = catalogue.at();
        let (stem, ending) = offer.name.rsplit_once('.').unwrap_or((offer.name, "txt"));
        let mut about = format!("r{at}");
        if offer.name == "linkage-matrix.csv" {
            let Question { form, on, known_by } = question;
            about = format!(
                "{}-{}-on-{on}-known-by-{known_by}-{about}",
                layout_name(layout),
                form.word().to_lowercase()
            );
        }
        let file_name = format!("{stem}-{about}.{ending}");
        let made = catalogue.revision.fingerprint();
        let edition = format!("{WRITERS} {file_name} {made} {:?}", self.site);
        let site = self.site.clone();
        let store = self.catalogues.reader().await;
        let content = async move {
            Ok(match offer.name {
                "approvals.csv" => approvals::table(catalogue, store).content().await?,
                "registries.csv" => registries::table(catalogue, store).content().await?,
                "reported-uses.csv" => uses::table(catalogue, store).content().await?,
                "linkage-matrix.csv" => {
                    Content::Whole(matrix::write(&catalogue, &question, layout)?)
                }
                "catalogue.ttl" | "catalogue.jsonld" => {
                    let proofs = dcat::proofs(&store, &catalogue).await?;
                    let graph = dcat::graph(&catalogue, &proofs, &site);
                    Content::Whole(if offer.name == "catalogue.ttl" {
                        dcat::turtle(&graph)?
                    } else {
                        dcat::json(&graph)?
                    })
                }
                _ => {
                    let (entries, changes) = (feed::ENTRIES, feed::CHANGES);
                    let digests =
                        RevisionDigest::newest(&store, catalogue.at(), entries, changes).await?;
                    Content::Whole(feed::write(&catalogue, &digests, &site)?)
                }
            })
        };
        Ok(Export {
            offer,
            edition,
            file_name,
            content: content.boxed(),
        })
    }
}

impl Exporter for CatalogueFiles {
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

/// The matrix' question; exports that know none of these parameters never have them.
fn question(given: Parameters<'_>, today: NaiveDate) -> Result<Question, ExportError> {
    Ok(Question {
        form: given.word("form")?.unwrap_or(DataForm::Anonymised),
        on: given.day("on")?.unwrap_or(today),
        known_by: given.day("knownBy")?.unwrap_or(today),
    })
}

fn layout_name(layout: Layout) -> &'static str {
    match layout {
        Layout::Matrix => "square",
        Layout::Pairs => "pairs",
    }
}
