//! Approved uses, and counts of them.

mod filter;

use async_graphql::{Context, Enum, ID, InputObject, SimpleObject};
use base::ApprovalId;
use catalogue::Catalogue;
use catalogue::search::Kind;

pub(crate) use filter::ApprovalFilter;

use crate::error::ApiError;
use crate::graph::connection::page;
use crate::graph::database::Database;
use crate::graph::evidence::{Evidence, Kinds, evidence, of_kinds};
use crate::graph::facet;
use crate::graph::language::Language;
use crate::graph::node::global_id;
use crate::graph::operator::Operator;
use crate::graph::ranking::{More, Search, ranked_connection};
use crate::graph::scalars::{Date, UseNumber};
use crate::graph::statement::DataForm;
use crate::graph::uses::{self, DataUser};
use crate::graph::vocabulary::{DataItem, Disease, DiseaseTag};
use crate::graph::withdrawal::{self, Withdrawal};
use crate::plain::{Object, Plain};
use crate::view::View;

/// Sector of the user (活用者区分). The documents name no organisation.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "approvals::UserSector")]
pub(crate) enum UserSector {
    /// アカデミア.
    Academia,
    /// 民間企業.
    Company,
    /// 公的機関: a public body.
    PublicBody,
    /// 法人(研究所): a corporation's research institute.
    ResearchBody,
}

/// A way of working (手法) that titles name.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "approvals::Method")]
pub(crate) enum ApprovalMethod {
    /// Feasibility (フィージビリティ).
    Feasibility,
    /// Artificial intelligence (AI).
    Ai,
    /// Generative AI (生成AI).
    GenerativeAi,
    /// Natural language processing (自然言語処理).
    NaturalLanguageProcessing,
    /// Validation (バリデーション).
    Validation,
    /// Treatment patterns (治療実態).
    TreatmentPatterns,
    /// Treatment effect (治療効果).
    TreatmentEffect,
    /// Efficacy (有効性).
    Efficacy,
    /// Risk prediction (リスク予測).
    RiskPrediction,
    /// Risk factor (リスク因子).
    RiskFactor,
    /// Medical costs (医療費).
    MedicalCosts,
    /// Readmission (再入院).
    Readmission,
    /// Rehabilitation (リハビリテーション).
    Rehabilitation,
    /// Guideline (ガイドライン).
    Guideline,
    /// Adverse event (有害事象).
    AdverseEvent,
    /// Safety (安全性).
    Safety,
    /// Epidemiology (疫学).
    Epidemiology,
    /// Vaccine (ワクチン).
    Vaccine,
    /// Clinical pathway (クリニカルパス).
    ClinicalPathway,
    /// External control (外部対照).
    ExternalControl,
    /// Natural history (自然歴).
    NaturalHistory,
}

/// One approved use (利活用実績): key is operator and number. Approvals have no status.
#[derive(Clone)]
pub(crate) struct Approval {
    catalogue: View,
    row: u32,
}

impl Approval {
    pub(crate) fn at(catalogue: &View, row: u32) -> Self {
        Self {
            catalogue: catalogue.clone(),
            row,
        }
    }

    pub(crate) fn find(catalogue: &View, id: &ApprovalId) -> Option<Self> {
        Some(Self::at(catalogue, catalogue.approvals.find(id)?))
    }

    fn row(&self) -> &approvals::Approval {
        self.catalogue.approvals.get(self.row)
    }
}

/// One approved use (利活用実績): key is operator and number. Approvals have no status.
#[Object]
impl Approval {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        global_id(&self.catalogue, "Approval", self.row().id.as_str())
    }

    /// The revision that withdrew it, and why; null while it holds. Told in answers of older revisions too.
    async fn withdrawn_in(&self, ctx: &Context<'_>) -> Option<Result<Withdrawal, ApiError>> {
        let id = &self.row().id;
        withdrawal::of(ctx, "Approval", id.as_str(), |present| {
            Approval::find(present, id).is_some()
        })
        .await
    }

    /// Who approved it and made the data.
    async fn operator(&self) -> Result<Operator, ApiError> {
        Operator::find(&self.catalogue, &self.row().operator).ok_or(ApiError::Broken(
            "an approval of an operator that is not in the catalogue",
        ))
    }

    /// Number in the operator's list (No.): always there, and whole. Nullable as that of other uses is.
    async fn number(&self) -> Option<UseNumber> {
        Some(UseNumber::Listed(self.row().number))
    }

    /// 承認日.
    async fn approved_on(&self) -> Date {
        Date(self.row().approved_on)
    }

    /// 課題名 exactly as printed: never merged, never normalised.
    pub(crate) async fn title_ja(&self) -> &str {
        &self.row().title_ja
    }

    /// English title: null, no source publishes one.
    async fn title_en(&self) -> Option<&str> {
        None
    }

    /// The form in which the data were given; null where no source says.
    async fn data_form(&self) -> Option<DataForm> {
        self.row()
            .data_form
            .and_then(|form| <linkage::DataForm as base::Words>::from_word(form.word()))
            .map(Into::into)
    }

    /// 活用データ項目, dittos resolved and misreadings corrected; the evidence keeps what is printed.
    async fn data_items(&self) -> Vec<DataItem> {
        self.catalogue
            .approvals
            .data_items(self.row)
            .iter()
            .filter_map(|id| DataItem::find(&self.catalogue, id))
            .collect()
    }

    /// Ways of working (手法) that the title names (`TITLE_TAGGED`); empty where it names none, which says nothing of how the data
    /// are used.
    async fn methods(&self) -> Vec<ApprovalMethod> {
        let methods = self.catalogue.approvals.methods(self.row).iter();
        methods.map(|method| (*method).into()).collect()
    }

    /// 活用者区分: a list, for some projects have users of both sectors.
    pub(crate) async fn user_sectors(&self) -> Vec<UserSector> {
        self.row()
            .user_sectors
            .0
            .iter()
            .map(|sector| (*sector).into())
            .collect()
    }

    /// The databases that the data came from.
    pub(crate) async fn databases(&self) -> Vec<Database> {
        self.catalogue
            .approvals
            .databases(self.row)
            .iter()
            .filter_map(|id| Database::find(&self.catalogue, id))
            .collect()
    }

    /// Diseases that the title names; empty where it names none, which is not "about no disease".
    async fn diseases(&self) -> Vec<DiseaseTag> {
        self.catalogue
            .approvals
            .diseases(self.row)
            .iter()
            .filter_map(|tag| {
                Some(DiseaseTag {
                    disease: Disease::find(&self.catalogue, &tag.disease)?,
                    derivation: tag.derivation,
                    printed: tag.printed.iter().collect(),
                })
            })
            .collect()
    }

    /// Organisations known to use the data. The operators' lists name none; a tie that is read from another source is INFERRED.
    /// Empty where no source names one: not "nobody".
    pub(crate) async fn users(&self) -> Vec<DataUser> {
        uses::users_of(&self.catalogue, self.row())
    }

    /// Why no user is told; null where one is.
    async fn users_unknown(
        &self,
        #[graphql(desc = "In which language; Japanese where nothing is said.")] language: Option<
            Language,
        >,
    ) -> Option<&'static str> {
        let is_known = !uses::users_of(&self.catalogue, self.row()).is_empty();
        let [ja, en] = [
            "利用者の名称は、これらの資料に記載されていません(利用者がいないという意味ではありません)。",
            "No user is named in these documents; that is not nobody.",
        ];
        (!is_known).then_some(match language.unwrap_or_default() {
            Language::Ja => ja,
            Language::En => en,
        })
    }

    /// Who says so, field by field, with the cells as printed.
    pub(crate) async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        Some(of_kinds(
            document_kinds,
            evidence!(
                ctx,
                &self.catalogue,
                approvals::approval::subject(&self.row().id)
            ),
        ))
    }
}

/// Direction of an order.
#[derive(Clone, Copy, Default, PartialEq, Eq, Enum, Plain)]
pub(crate) enum OrderDirection {
    /// Rising.
    #[default]
    Asc,
    /// Falling.
    Desc,
}

/// By what approvals are ordered.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "approvals::OrderBy")]
pub(crate) enum ApprovalOrderField {
    /// By day of approval, then operator and number.
    ApprovedOn,
    /// By operator and number.
    Number,
    /// By title, then operator and number.
    Title,
}

/// Order of approvals. Where it is left out: the newest first; with a search, the best match first.
#[derive(Clone, Copy, InputObject)]
pub(crate) struct ApprovalOrder {
    /// By what.
    field: ApprovalOrderField,
    /// Rising or falling.
    #[graphql(default_with = "Some(OrderDirection::Asc)")]
    direction: Option<OrderDirection>,
}

ranked_connection!(
    "Approved uses under a filter.", ApprovalConnection, ApprovalEdge, Approval, Kind::Approval, approvals::ApprovalFilter;
    /// How many of the rows have each value of operator, data item, sector, year, fiscal year, disease, branch of
    /// diseases, form and database.
    Catalogue::approval_facets
);

/// The four Relay arguments as they come.
pub(crate) type Paging = (Option<i32>, Option<String>, Option<i32>, Option<String>);

/// A list of approvals.
pub(crate) fn approvals(
    catalogue: &View,
    filter: ApprovalFilter,
    search: Option<String>,
    order: Option<ApprovalOrder>,
    (first, after, last, before): Paging,
) -> Result<ApprovalConnection, ApiError> {
    let page = page(first, after, last, before)?;
    let mut filter = filter.resolve(catalogue)?;
    let index = catalogue.search.index_of(Kind::Approval);
    let search = Search::new(catalogue, index, search, &mut filter.restrict)?;
    let selection = catalogue.approvals.select(&filter);
    let ranked = match order {
        None => search.page("approvals", &selection, &page).transpose()?,
        Some(_) => None,
    };
    let query = search.query;
    let slice = match ranked {
        Some(slice) => {
            slice.map(|(row, score)| (Approval::at(catalogue, row), (Some(score), query.clone())))
        }
        None => {
            let order = order.map_or_else(approvals::Order::default, |order| approvals::Order {
                by: order.field.into(),
                descending: order.direction == Some(OrderDirection::Desc),
            });
            catalogue
                .approvals
                .page(&selection, order, &page)?
                .map(|row| (Approval::at(catalogue, row), (None, query.clone())))
        }
    };
    let more = More {
        catalogue: catalogue.clone(),
        filter,
        query,
        dropped_words: search.dropped_words,
    };
    Ok(ApprovalConnection {
        slice,
        total: selection.len(),
        more,
    })
}

/// What approvals can be counted by.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "approvals::Dimension")]
pub(crate) enum ApprovalDimension {
    /// Calendar year of approval.
    Year,
    /// 年度 of approval, from April, named by the year in which it begins.
    FiscalYear,
    /// Quarter of the calendar year: `2024-Q1`.
    Quarter,
    /// Month: `2024-04`.
    Month,
    /// Operator.
    Operator,
    /// Sector of the user.
    UserSector,
    /// Way of working, as the title names it (`TITLE_TAGGED`).
    Method,
    /// Data item.
    DataItem,
    /// Database.
    Database,
    /// Disease, as tagged.
    Disease,
    /// Form of the data.
    DataForm,
}

/// One value of one dimension.
#[derive(SimpleObject, Plain)]
pub(crate) struct ApprovalKey {
    /// The dimension.
    dimension: ApprovalDimension,
    /// The value as filters take it; null where it is unknown.
    value: Option<String>,
    /// What the sources call it.
    label_ja: Option<String>,
    /// English label.
    label_en: Option<String>,
}

/// One combination of values and how many approvals have it.
#[derive(SimpleObject, Plain)]
pub(crate) struct ApprovalGroup {
    /// A value of each dimension, in the order asked.
    keys: Vec<ApprovalKey>,
    /// Approvals with all these values.
    count: i32,
    /// With a time among the dimensions: approvals with the same other values up to the end of that time; else the count.
    cumulative: i32,
}

/// Counts of approvals. Groups may add up to more than the total: a project with two sectors counts in each.
#[derive(SimpleObject, Plain)]
pub(crate) struct ApprovalStatistics {
    /// Approvals under the filter, each counted once.
    distinct_total: i32,
    /// Times rising, then by code, unknown last; combinations that no approval has are left out.
    groups: Vec<ApprovalGroup>,
}

/// Counts of approvals by up to four dimensions.
pub(crate) fn statistics(
    catalogue: &View,
    group_by: Vec<ApprovalDimension>,
    filter: Option<ApprovalFilter>,
) -> Result<ApprovalStatistics, ApiError> {
    let mut dimensions: Vec<approvals::Dimension> = Vec::new();
    for (n, dimension) in group_by.into_iter().enumerate() {
        let dimension = dimension.into();
        if dimensions.contains(&dimension) {
            return Err(ApiError::bad_input(
                format!("groupBy[{n}]"),
                "a dimension is named twice: name each once",
                "同じ分類が重複しています。",
            ));
        }
        dimensions.push(dimension);
    }
    if dimensions.len() > 4 {
        return Err(ApiError::bad_input(
            "groupBy",
            format!(
                "{} dimensions were named: at most 4 at a time",
                dimensions.len()
            ),
            "分類は一度に4つまでです。",
        ));
    }
    let filter = filter.unwrap_or_default().resolve(catalogue)?;
    let selection = catalogue.approvals.select(&filter);
    let counted = approvals::statistics::statistics(&catalogue.approvals, &selection, &dimensions);
    let small = |count: u64| count.try_into().unwrap_or(i32::MAX);
    Ok(ApprovalStatistics {
        distinct_total: small(counted.distinct_total),
        groups: counted
            .groups
            .into_iter()
            .map(|group| ApprovalGroup {
                keys: group
                    .keys
                    .into_iter()
                    .map(|(dimension, value)| {
                        let property = dimension.word().to_lowercase();
                        let (label_ja, label_en) = match &value {
                            Some(code) => {
                                facet::labels(catalogue, Some(Kind::Approval), &property, code)
                            }
                            None => (Some("不明".to_owned()), Some("unknown".to_owned())),
                        };
                        ApprovalKey {
                            dimension: dimension.into(),
                            value,
                            label_ja,
                            label_en,
                        }
                    })
                    .collect(),
                count: small(group.count),
                cumulative: small(group.cumulative),
            })
            .collect(),
    })
}
