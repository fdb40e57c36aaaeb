//! Registries, the organisations that host them, and which of them serve a need.

mod access;
mod hosts;
mod list;
mod matching;
mod parts;
mod words;

use async_graphql::{Context, ID};
use base::{PrefectureId, RegistryId};
use registries::subject;

use crate::error::ApiError;
use crate::graph::database::Database;
use crate::graph::evidence::{Evidence, Kinds, evidence, of_kinds};
use crate::graph::node::global_id;
use crate::graph::scalars::{PartialDate, partial};
use crate::graph::vocabulary::{Disease, DiseaseTag, Prefecture};
use crate::graph::withdrawal::{self, Withdrawal};
use crate::plain::Object;
use crate::view::View;

use access::RegistryAccess;
pub(crate) use hosts::{HostOrganisationConnection, hosts};
pub(crate) use list::{
    RegistryConnection, RegistryFilter, RegistryOrder, RegistryOrderField, registries,
};
pub(crate) use matching::{
    MatchCriterionKind, MatchFit, MatchOutcome, RegistryMatchConnection, RegistryNeed, matches,
};
pub(crate) use parts::HostOrganisation;
use parts::{CaseCount, CompanyUse, RegistryHost, RegistrySites};
pub(crate) use words::{
    BiospecimensAnswer, CaseCountKind, CaseCountUnit, CompanyUseAnswer, CompanyUseMode, HostKind,
    RegistryDataItem, RegistryKind, RegistryPurpose, RegistryRegion, RegistryStanding,
};

/// The most registries that are told as similar to one.
const MOST_SIMILAR: usize = 20;

/// A registry (レジストリ, 疾患登録システム): data collected on the patients with a disease, a treatment or a device. What no
/// source says is null, empty or UNKNOWN, and never means no.
#[derive(Clone)]
pub(crate) struct Registry {
    catalogue: View,
    row: u32,
}

impl Registry {
    pub(crate) fn at(catalogue: &View, row: u32) -> Self {
        Self {
            catalogue: catalogue.clone(),
            row,
        }
    }

    pub(crate) fn find(catalogue: &View, id: &RegistryId) -> Option<Self> {
        Some(Self::at(catalogue, catalogue.registries.find(id)?))
    }

    fn row(&self) -> &registries::Registry {
        self.catalogue.registries.get(self.row)
    }

    fn all_hosts(&self) -> Vec<RegistryHost> {
        let count = self.catalogue.registries.hosts(self.row).len();
        (0..count)
            .filter_map(|place| RegistryHost::at(&self.catalogue, self.row, place))
            .collect()
    }
}

/// A registry (レジストリ, 疾患登録システム): data collected on the patients with a disease, a treatment or a device. What no
/// source says is null, empty or UNKNOWN, and never means no.
#[Object]
impl Registry {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        global_id(&self.catalogue, "Registry", self.row().id.as_str())
    }

    /// The revision that withdrew it, and why; null while it holds. Told in answers of older revisions too.
    async fn withdrawn_in(&self, ctx: &Context<'_>) -> Option<Result<Withdrawal, ApiError>> {
        let id = &self.row().id;
        withdrawal::of(ctx, "Registry", id.as_str(), |present| {
            Registry::find(present, id).is_some()
        })
        .await
    }

    /// Stable code: `remudy`.
    async fn code(&self) -> &str {
        self.row().id.as_str()
    }

    /// Name (名称).
    async fn name_ja(&self) -> &str {
        &self.row().name_ja
    }

    /// English name; null where no source gives one.
    async fn name_en(&self) -> Option<&str> {
        self.row().name_en.as_deref()
    }

    /// Short names (略称).
    async fn abbreviations(&self) -> Vec<&str> {
        self.row().abbreviations.iter().collect()
    }

    /// What it is: a registry proper, a platform, a survey, a cohort or a national database; read from its name.
    async fn kind(&self) -> RegistryKind {
        self.row().kind.into()
    }

    /// Who runs it (運営主体), in the order given; empty where no source says.
    async fn hosts(&self) -> Vec<RegistryHost> {
        self.all_hosts()
    }

    /// Diseases, treatments and devices (対象疾患) as printed.
    async fn disease_areas(&self) -> Vec<&str> {
        self.row().disease_areas.iter().collect()
    }

    /// The concepts that they name, each with how it was read.
    async fn diseases(&self) -> Vec<DiseaseTag> {
        self.catalogue
            .registries
            .diseases(self.row)
            .iter()
            .filter_map(|tag| {
                Some(DiseaseTag {
                    disease: Disease::find(&self.catalogue, &tag.disease)?,
                    derivation: tag.derivation,
                    printed: tag.printed.clone(),
                })
            })
            .collect()
    }

    /// When registration began (開始); a fiscal year counts from its first month. Null where no source says.
    async fn started_on(&self) -> Option<PartialDate> {
        partial(self.row().started_on)
    }

    /// Whether that date is only near the start: a fiscal year, a pilot.
    async fn started_approximate(&self) -> bool {
        self.row().started_approximate
    }

    /// What a source adds to the date.
    async fn started_note(&self) -> Option<&str> {
        self.row().started_note.as_deref()
    }

    /// The start as printed.
    async fn started_text(&self) -> Option<&str> {
        self.row().started_raw.as_deref()
    }

    /// Case counts (症例数) in the order of their text: a series with units and days, never to be added up. Empty where no
    /// source prints one.
    async fn case_counts(&self) -> Vec<CaseCount> {
        self.catalogue
            .registries
            .case_counts(self.row)
            .iter()
            .map(CaseCount::from)
            .collect()
    }

    /// The case counts as printed.
    async fn case_counts_text(&self) -> Option<&str> {
        self.row().cases_raw.as_deref()
    }

    /// How many institutions take part (施設数); null where no source says.
    async fn sites(&self) -> Option<RegistrySites> {
        RegistrySites::of(self.row())
    }

    /// Whether a company may use it (企業の利用), and in which ways.
    async fn company_use(&self) -> CompanyUse {
        CompanyUse::of(self.row())
    }

    /// What it is for (目的), as closed values; empty where no source says.
    async fn purposes(&self) -> Vec<RegistryPurpose> {
        let words = self.row().purpose_words.0.iter();
        words.map(|word| (*word).into()).collect()
    }

    /// What it is for (目的), as printed.
    async fn purpose_texts(&self) -> Vec<&str> {
        self.row().purposes.iter().collect()
    }

    /// What it holds (データ項目), as closed values; empty where no source says.
    async fn data_items(&self) -> Vec<RegistryDataItem> {
        let classes = self.row().data_classes.0.iter();
        classes.map(|class| (*class).into()).collect()
    }

    /// What it holds (データ項目), as printed.
    async fn data_item_texts(&self) -> Vec<&str> {
        self.row().data_items.iter().collect()
    }

    /// Whether specimens (検体, 生体試料) are kept.
    async fn biospecimens(&self) -> BiospecimensAnswer {
        self.row().biospecimens.into()
    }

    /// How patients consent (同意), as printed; null where no source says.
    async fn consent(&self) -> Option<&str> {
        self.row().consent.as_deref()
    }

    /// From where patients come (地域).
    async fn region(&self) -> RegistryRegion {
        self.row().region.into()
    }

    /// The prefectures of a regional registry, where its name gives them.
    async fn prefectures(&self) -> Vec<Prefecture> {
        self.row()
            .prefectures
            .iter()
            .filter_map(|code| Prefecture::find(&self.catalogue, &PrefectureId::new(code)))
            .collect()
    }

    /// Whether it stands: read from what its sources say of registration (INFERRED). UNKNOWN where they say nothing.
    async fn standing(&self) -> RegistryStanding {
        self.row().standing.into()
    }

    /// The public database that it is; null where it is none.
    async fn database(&self) -> Option<Database> {
        let found = self.catalogue.database_of(self.row)?;
        Database::find(&self.catalogue, &found.id)
    }

    /// Its own website; never that of a copy.
    async fn website(&self) -> Option<&str> {
        self.row().website.as_deref()
    }

    /// The way to its data: whom to ask, where, on which conditions, and what no source tells of it.
    async fn access(&self) -> RegistryAccess {
        RegistryAccess(self.clone())
    }

    /// The registries most like it (類似するレジストリ): those that share its rarest diseases, the nearest first.
    async fn similar(
        &self,
        #[graphql(default = 5, desc = "How many at most, up to 20.")] first: i32,
    ) -> Option<Result<Vec<Registry>, ApiError>> {
        let most = usize::try_from(first)
            .ok()
            .filter(|most| *most <= MOST_SIMILAR);
        let Some(most) = most else {
            return Some(Err(ApiError::bad_input(
                "first",
                format!("`first` is {first}: it is 0 to {MOST_SIMILAR}"),
                format!("first は0から{MOST_SIMILAR}までにしてください。"),
            )));
        };
        let near = self.catalogue.similar_registries(self.row, most);
        Some(Ok(near
            .into_iter()
            .map(|row| Registry::at(&self.catalogue, row))
            .collect()))
    }

    /// The pages that say what is told here, and the words that kind, region and standing were read from.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        Some(of_kinds(
            document_kinds,
            evidence!(ctx, &self.catalogue, subject(&self.row().id)),
        ))
    }
}
