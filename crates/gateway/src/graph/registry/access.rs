//! The way to a registry's data, as far as its sources tell.

use std::sync::Arc;

use async_graphql::Context;

use crate::error::ApiError;
use crate::graph::document::Document;
use crate::graph::fact::{ReportedFact, of_scheme};
use crate::graph::language::Language;
use crate::graph::registry::Registry;
use crate::graph::registry::parts::RegistryHost;
use crate::plain::Object;
use crate::scope::Scope;

/// Words of the title of a page on how data are used or applied for.
const ABOUT_USE: [&str; 13] = [
    "利用規約",
    "利用規程",
    "利用申請",
    "利用手続",
    "利用方法",
    "利用の手引",
    "利用マニュアル",
    "データ利用",
    "研究利用",
    "二次利用",
    "データの提供",
    "企業の方",
    "data use",
];

/// Words of what something costs.
const ABOUT_FEES: [&str; 5] = ["手数料", "利用料", "費用", "有料", "無償"];

/// The scheme of facts about the one-stop service for companies that look for a registry.
const ONE_STOP: &str = "cin";

/// Whom to ask for a registry's data, where, and on which conditions: what its sources tell, and what none tells.
pub(crate) struct RegistryAccess(pub(super) Registry);

impl RegistryAccess {
    async fn passages(&self, ctx: &Context<'_>) -> Result<Arc<Vec<base::Evidence>>, ApiError> {
        let subject = registries::subject(&self.0.row().id).to_string();
        let at = self.0.catalogue.at();
        Scope::of(ctx)?.evidence(subject, at).await
    }

    /// The pages of its evidence whose titles speak of use.
    async fn pages(&self, ctx: &Context<'_>) -> Result<Vec<Document>, ApiError> {
        let catalogue = &self.0.catalogue;
        let mut pages = Vec::new();
        let passages = self.passages(ctx).await?;
        for passage in passages.iter().filter(|row| row.field.is_none()) {
            let known = catalogue.document(&passage.document);
            let title = known.map_or(String::new(), |page| page.title.to_lowercase());
            if ABOUT_USE.iter().any(|words| title.contains(words)) {
                pages.extend(Document::find(catalogue, &passage.document));
            }
        }
        Ok(pages)
    }
}

/// Whom to ask for a registry's data, where, and on which conditions: what its sources tell, and what none tells.
#[Object]
impl RegistryAccess {
    /// Its own website; null where no source gives one.
    async fn website(&self) -> Option<&str> {
        self.0.row().website.as_deref()
    }

    /// Who runs it (運営主体), and so whom to ask where nobody else is named; empty where no source says.
    async fn hosts(&self) -> Vec<RegistryHost> {
        self.0.all_hosts()
    }

    /// Its own conditions for companies (企業の利用), as its sources say them; empty where they say nothing.
    async fn conditions(&self) -> Vec<&str> {
        let printed = self.0.row().company_use_raw.as_deref();
        printed
            .into_iter()
            .flat_map(|text| text.split('|'))
            .map(str::trim)
            .collect()
    }

    /// Pages among its sources whose titles speak of using its data or of applying for them (利用申請, 二次利用); null where the
    /// record could not be read.
    async fn use_pages(&self, ctx: &Context<'_>) -> Option<Result<Vec<Document>, ApiError>> {
        Some(self.pages(ctx).await)
    }

    /// What documents say of the one-stop service for companies that look for a registry (CIN構想のワンストップサービス); it is
    /// not this registry's own.
    async fn consultation(&self) -> Vec<ReportedFact> {
        of_scheme(&self.0.catalogue, Some(ONE_STOP))
    }

    /// What no source tells of the way to its data, a sentence each.
    async fn not_stated(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which language; Japanese where nothing is said.")] language: Option<
            Language,
        >,
    ) -> Option<Result<Vec<String>, ApiError>> {
        let answer = async {
            let row = self.0.row();
            let passages = self.passages(ctx).await?;
            let seen = passages
                .iter()
                .filter_map(|passage| passage.note.as_deref());
            let mut told = seen.chain(row.company_use_raw.as_deref());
            let missing = [
                (
                    row.company_use == registries::CompanyUse::Unknown,
                    [
                        "企業が利用できるかどうかを示す出典は確認できません。",
                        "No source says whether companies may use it.",
                    ],
                ),
                (
                    self.pages(ctx).await?.is_empty(),
                    [
                        "利用の申請方法を示す出典は確認できません。",
                        "No source says how to apply for its data.",
                    ],
                ),
                (
                    row.website.is_none() && self.0.all_hosts().is_empty(),
                    [
                        "問い合わせ先(ウェブサイト・運営主体)を示す出典は確認できません。",
                        "No source names a website or a host to ask.",
                    ],
                ),
                (
                    !told.any(|text| ABOUT_FEES.iter().any(|word| text.contains(word))),
                    [
                        "費用を示す出典は確認できません。",
                        "No source says what it costs.",
                    ],
                ),
            ];
            let language = language.unwrap_or_default();
            let sentences = missing.into_iter().filter(|(is_missing, _)| *is_missing);
            Ok(sentences
                .map(|(_, sentence)| language.of(&sentence.map(str::to_owned)).to_owned())
                .collect())
        };
        Some(answer.await)
    }
}
