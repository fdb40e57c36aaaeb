//! Terms: data items, prefectures, diseases.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::{Enum, ID};
use base::{DataItemId, DiseaseId, PrefectureId};
use catalogue::Catalogue;
use text::Query;

use crate::error::ApiError;
use crate::graph::approval::{ApprovalConnection, ApprovalFilter, Paging, approvals};
use crate::graph::connection::{connection, page};
use crate::graph::evidence::Derivation;
use crate::graph::lookup::{self, Thing};
use crate::graph::node::global_id;
use crate::graph::ranking::{Search, found};
use crate::graph::registry::{RegistryConnection, RegistryFilter, registries};
use crate::graph::search::{Understood, understood};
use crate::plain::{Object, Plain};
use crate::view::View;

/// A kind of data that approved uses take (活用データ項目).
#[derive(Clone)]
pub(crate) struct DataItem {
    catalogue: View,
    row: u32,
}

impl DataItem {
    pub(crate) fn find(catalogue: &View, id: &DataItemId) -> Option<Self> {
        let row = catalogue.data_items.find(id)?;
        Some(Self {
            catalogue: catalogue.clone(),
            row,
        })
    }

    /// Those that a text finds, or all.
    pub(crate) fn found(catalogue: &View, search: Option<String>) -> Result<Vec<Self>, ApiError> {
        let table = &catalogue.data_items;
        let index = catalogue.search.data_items(table);
        let rows = found(catalogue, index, search, table.all().len())?;
        let at = |row| Self {
            catalogue: catalogue.clone(),
            row,
        };
        Ok(rows.into_iter().map(at).collect())
    }

    fn row(&self) -> &vocabulary::DataItem {
        self.catalogue.data_items.get(self.row)
    }
}

/// A kind of data that approved uses take (活用データ項目).
#[Object]
impl DataItem {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        global_id(&self.catalogue, "DataItem", self.row().id.as_str())
    }

    /// Stable code: `ehr`, `dpc`, `claims`.
    async fn code(&self) -> &str {
        self.row().id.as_str()
    }

    /// Japanese name.
    async fn name_ja(&self) -> &str {
        &self.row().name_ja
    }

    /// English name.
    async fn name_en(&self) -> Option<&str> {
        self.row().name_en.as_deref()
    }

    /// The words under which documents print it, misreadings included.
    async fn printed(&self) -> Vec<&str> {
        self.row().printed.iter().collect()
    }

    /// What a reader should know: corrections and doubts.
    async fn note(&self) -> Option<&str> {
        self.row().note.as_deref()
    }

    /// The approved uses that took it, newest first.
    async fn approvals(
        &self,
        #[graphql(desc = "Rows from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<ApprovalConnection, ApiError> {
        let rows = self.catalogue.approvals.with_data_item(&self.row().id);
        approvals(
            &self.catalogue,
            ApprovalFilter::only(rows),
            None,
            None,
            (first, after, last, before),
        )
    }
}

/// A prefecture (都道府県).
#[derive(Clone)]
pub(crate) struct Prefecture {
    catalogue: View,
    row: u32,
}

impl Prefecture {
    pub(crate) fn find(catalogue: &View, id: &PrefectureId) -> Option<Self> {
        let row = catalogue.prefectures.find(id)?;
        Some(Self {
            catalogue: catalogue.clone(),
            row,
        })
    }

    /// Those that a text finds, or all.
    pub(crate) fn found(catalogue: &View, search: Option<String>) -> Result<Vec<Self>, ApiError> {
        let table = &catalogue.prefectures;
        let index = catalogue.search.prefectures(table);
        let rows = found(catalogue, index, search, table.all().len())?;
        let at = |row| Self {
            catalogue: catalogue.clone(),
            row,
        };
        Ok(rows.into_iter().map(at).collect())
    }

    fn row(&self) -> &vocabulary::Prefecture {
        self.catalogue.prefectures.get(self.row)
    }
}

/// A prefecture (都道府県).
#[Object]
impl Prefecture {
    /// JIS code, `01` to `47`.
    async fn code(&self) -> &str {
        self.row().id.as_str()
    }

    /// Japanese name.
    async fn name_ja(&self) -> &str {
        &self.row().name_ja
    }

    /// English name.
    async fn name_en(&self) -> Option<&str> {
        self.row().name_en.as_deref()
    }

    /// How many institutions the catalogue has there.
    async fn institution_count(&self) -> i32 {
        self.catalogue
            .institutions
            .in_prefecture(&self.row().id)
            .len()
            .try_into()
            .unwrap_or(i32::MAX)
    }
}

/// A programme of support, by whose list NANDO has a concept.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "vocabulary::Programme")]
pub(crate) enum DiseaseProgramme {
    /// Designated intractable diseases (指定難病).
    DesignatedIntractable,
    /// Specified chronic paediatric diseases (小児慢性特定疾病).
    ChronicPaediatric,
}

/// A disease as a concept: from NANDO (難病, CC BY 4.0) or from our own reviewed list.
#[derive(Clone)]
pub(crate) struct Disease {
    catalogue: View,
    row: u32,
}

impl Disease {
    pub(crate) fn find(catalogue: &View, id: &DiseaseId) -> Option<Self> {
        let row = catalogue.diseases.find(id)?;
        Some(Self {
            catalogue: catalogue.clone(),
            row,
        })
    }

    fn row(&self) -> &vocabulary::Disease {
        self.catalogue.diseases.get(self.row)
    }

    fn many(&self, ids: impl IntoIterator<Item = DiseaseId>) -> Vec<Self> {
        ids.into_iter()
            .filter_map(|id| Self::find(&self.catalogue, &id))
            .collect()
    }
}

/// A disease as a concept: from NANDO (難病, CC BY 4.0) or from our own reviewed list.
#[Object]
impl Disease {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        global_id(&self.catalogue, "Disease", self.row().id.as_str())
    }

    /// Stable code: `heart-failure`, `nando-1200001`.
    async fn code(&self) -> &str {
        self.row().id.as_str()
    }

    /// Japanese name.
    async fn name_ja(&self) -> &str {
        &self.row().name_ja
    }

    /// English name.
    async fn name_en(&self) -> Option<&str> {
        self.row().name_en.as_deref()
    }

    /// Reading in kana.
    async fn kana(&self) -> Option<&str> {
        self.row().kana.as_deref()
    }

    /// Other names and abbreviations, Japanese and English.
    async fn synonyms(&self) -> Vec<&str> {
        let row = self.row();
        row.synonyms_ja
            .iter()
            .chain(row.synonyms_en.iter())
            .chain(row.abbreviations.iter())
            .collect()
    }

    /// Where the concept comes from: `nando-2025-08-26` or `tsunagu`, our own reviewed list.
    async fn source(&self) -> &str {
        &self.row().source
    }

    /// The programme whose list the concept stands in: two concepts of one name differ by it. Null for our own list.
    async fn programme(&self) -> Option<DiseaseProgramme> {
        vocabulary::Programme::of(self.row().id.as_str()).map(Into::into)
    }

    /// The concepts directly above.
    async fn broader(&self) -> Vec<Disease> {
        self.many(self.catalogue.diseases.broader(&self.row().id))
    }

    /// The concepts directly below.
    async fn narrower(&self) -> Vec<Disease> {
        self.many(self.catalogue.diseases.narrower(&self.row().id))
    }

    /// The approved uses tagged with it or with a narrower one, newest first.
    async fn approvals(
        &self,
        #[graphql(desc = "Rows from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<ApprovalConnection, ApiError> {
        let narrower = self.catalogue.diseases.descendants(&self.row().id);
        let rows = self.catalogue.approvals.of_diseases(&narrower);
        approvals(
            &self.catalogue,
            ApprovalFilter::only(rows),
            None,
            None,
            (first, after, last, before),
        )
    }

    /// The registries about it or about a narrower one, by name.
    async fn registries(
        &self,
        #[graphql(desc = "Rows from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<RegistryConnection, ApiError> {
        let narrower = self.catalogue.diseases.descendants(&self.row().id);
        let rows = self.catalogue.registries.of_diseases(&narrower);
        registries(
            &self.catalogue,
            RegistryFilter::only(rows),
            None,
            None,
            (first, after, last, before),
        )
    }
}

/// A disease that a thing is tagged with, and how the tag came about.
#[derive(Clone)]
pub(crate) struct DiseaseTag {
    pub(crate) disease: Disease,
    pub(crate) derivation: base::Derivation,
    pub(crate) printed: base::Texts,
}

/// A disease that a thing is tagged with, and how the tag came about.
#[Object]
impl DiseaseTag {
    /// The concept's code.
    async fn code(&self) -> &str {
        self.disease.row().id.as_str()
    }

    /// The concept's Japanese name.
    async fn name_ja(&self) -> &str {
        &self.disease.row().name_ja
    }

    /// The concept's English name.
    async fn name_en(&self) -> Option<&str> {
        self.disease.row().name_en.as_deref()
    }

    /// How the tag was read: TITLE_TAGGED where only a title names the disease.
    async fn derivation(&self) -> Derivation {
        self.derivation.into()
    }

    /// The texts that it was read from, as printed.
    async fn printed(&self) -> Vec<&str> {
        self.printed.iter().collect()
    }

    /// The concept itself.
    async fn concept(&self) -> &Disease {
        &self.disease
    }
}

/// Disease codes or names as ids; a name may mean several. An unknown one is an error naming the nearest.
pub(crate) fn known_diseases(
    catalogue: &Catalogue,
    argument: &str,
    wanted: &[String],
) -> Result<Vec<DiseaseId>, ApiError> {
    const MOST: usize = 100;
    if wanted.len() > MOST {
        return Err(ApiError::bad_input(
            argument,
            format!(
                "{} diseases were named: at most {MOST} at a time",
                wanted.len()
            ),
            format!("疾患は一度に{MOST}件までです。"),
        ));
    }
    let mut found = Vec::new();
    for (n, text) in wanted.iter().enumerate() {
        let id = DiseaseId::new(text.as_str());
        let ids = match catalogue.diseases.find(&id) {
            Some(_) => vec![id],
            None => catalogue.diseases.resolve(text),
        };
        if ids.is_empty() {
            let argument = format!("{argument}[{n}]");
            found.push(lookup::code(catalogue, Thing::Disease, &argument, text)?);
            continue;
        }
        found.extend(ids);
    }
    Ok(found)
}

/// Disease codes or names of a filter, widened to all narrower concepts.
pub(crate) fn expanded(
    catalogue: &Catalogue,
    argument: &str,
    wanted: &[String],
) -> Result<BTreeSet<DiseaseId>, ApiError> {
    let ids = known_diseases(catalogue, argument, wanted)?;
    Ok(ids
        .iter()
        .flat_map(|id| catalogue.diseases.descendants(id))
        .collect())
}

connection!(
    "Concepts of diseases.",
    DiseaseConnection(Option<Arc<Query>>), DiseaseEdge(()), Disease;
    {
        /// How the search text was understood; empty without one.
        async fn understood_as(&self) -> Vec<Understood> {
            understood(self.more.as_deref())
        }
    }
    {}
);

/// The concepts that a text finds, or all.
pub(crate) fn diseases(
    catalogue: &View,
    search: Option<String>,
    (first, after, last, before): Paging,
) -> Result<DiseaseConnection, ApiError> {
    let page = page(first, after, last, before)?;
    let index = catalogue.search.diseases(&catalogue.diseases);
    let mut found = None;
    let search = Search::new(catalogue, index, search, &mut found)?;
    let selection = found.unwrap_or_else(|| (0..catalogue.diseases.all().len() as u32).collect());
    let at = |row| {
        let catalogue = catalogue.clone();
        (Disease { catalogue, row }, ())
    };
    let slice = match search.page("diseases", &selection, &page).transpose()? {
        Some(slice) => slice.map(|(row, _)| at(row)),
        None => catalogue.diseases.page(&selection, &page)?.map(at),
    };
    Ok(DiseaseConnection {
        slice,
        total: selection.len(),
        more: search.query,
    })
}
