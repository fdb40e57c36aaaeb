//! Cooperating institutions and whom they supply.

use async_graphql::{Context, Enum, ID, InputObject};
use base::InstitutionId;
use catalogue::Catalogue;
use catalogue::search::Kind;
use institutions::subject;
use roaring::RoaringBitmap;

use crate::error::ApiError;
use crate::graph::approval::{
    ApprovalConnection, ApprovalFilter, OrderDirection, Paging, approvals,
};
use crate::graph::connection::page;
use crate::graph::evidence::{Evidence, Kinds, evidence, of_kinds};
use crate::graph::fact::{ReportedFact, reported_facts};
use crate::graph::lookup::{self, Thing, given};
use crate::graph::node::global_id;
use crate::graph::operator::Operator;
use crate::graph::ranking::{More, Search, ranked_connection};
use crate::graph::scalars::{PartialDate, partial};
use crate::graph::vocabulary::Prefecture;
use crate::graph::withdrawal::{self, Withdrawal};
use crate::plain::{Object, Plain};
use crate::view::View;

/// What an institution is, read from its name.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "institutions::InstitutionKind")]
pub(crate) enum InstitutionKind {
    /// 病院.
    Hospital,
    /// クリニック, 診療所.
    Clinic,
    /// 大学.
    University,
    /// 市町村.
    Municipality,
    /// 保険者 (a union of insurers).
    Insurer,
    /// Anything else.
    Other,
}

/// Why it is unknown which operator an institution supplies.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "institutions::UnknownReason")]
pub(crate) enum UnknownReason {
    /// The page's column has lost its marks.
    MarksLost,
}

/// That an institution supplies an operator, or that nobody can say whom it supplies.
pub(crate) struct Cooperation {
    catalogue: View,
    row: institutions::Cooperation,
}

/// That an institution supplies an operator, or that nobody can say whom it supplies.
#[Object]
impl Cooperation {
    /// The operator that is supplied; null where no source says, for the reason given.
    async fn operator(&self) -> Option<Operator> {
        Operator::find(&self.catalogue, self.row.operator.as_ref()?)
    }

    /// Why the operator is unknown; null where it is known.
    async fn unknown_reason(&self) -> Option<UnknownReason> {
        self.row.unknown_reason.map(Into::into)
    }

    /// The day on which it stood so.
    async fn as_of(&self) -> Option<PartialDate> {
        partial(self.row.as_of)
    }

    /// Who says so: the mark as printed.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        let row = format!("cooperations/{}", self.row.id);
        Some(of_kinds(
            document_kinds,
            evidence!(ctx, &self.catalogue, subject(&self.row.institution), row row),
        ))
    }
}

/// A cooperating institution (協力医療情報取扱事業者): supplies medical information to operators.
#[derive(Clone)]
pub(crate) struct Institution {
    catalogue: View,
    row: u32,
}

impl Institution {
    pub(crate) fn at(catalogue: &View, row: u32) -> Self {
        Self {
            catalogue: catalogue.clone(),
            row,
        }
    }

    pub(crate) fn find(catalogue: &View, id: &InstitutionId) -> Option<Self> {
        Some(Self::at(catalogue, catalogue.institutions.find(id)?))
    }

    fn row(&self) -> &institutions::Institution {
        self.catalogue.institutions.get(self.row)
    }
}

/// A cooperating institution (協力医療情報取扱事業者): supplies medical information to operators.
#[Object]
impl Institution {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        global_id(&self.catalogue, "Institution", self.row().id.as_str())
    }

    /// The revision that withdrew it, and why; null while it holds. Told in answers of older revisions too.
    async fn withdrawn_in(&self, ctx: &Context<'_>) -> Option<Result<Withdrawal, ApiError>> {
        let id = &self.row().id;
        withdrawal::of(ctx, "Institution", id.as_str(), |present| {
            Institution::find(present, id).is_some()
        })
        .await
    }

    /// Stable code: prefecture and running number as printed, `26-01`.
    async fn code(&self) -> &str {
        self.row().id.as_str()
    }

    /// Name as printed.
    async fn name_ja(&self) -> &str {
        &self.row().name_ja
    }

    /// What it is, read from its name.
    async fn kind(&self) -> InstitutionKind {
        self.row().kind.into()
    }

    /// The group that its name begins with, as printed: `NHO` (国立病院機構), `済生会`; null where the name gives none.
    async fn group(&self) -> Option<&str> {
        self.row().group_name.as_deref()
    }

    /// 都道府県.
    async fn prefecture(&self) -> Result<Prefecture, ApiError> {
        Prefecture::find(&self.catalogue, &self.row().prefecture).ok_or(ApiError::Broken(
            "an institution of a prefecture that is not in the catalogue",
        ))
    }

    /// The record that prints the same name before, with other marks; null for all but one.
    async fn duplicate_of(&self) -> Option<Institution> {
        Institution::find(&self.catalogue, self.row().duplicate_of.as_ref()?)
    }

    /// Whom it supplies.
    async fn cooperations(&self) -> Vec<Cooperation> {
        self.catalogue
            .institutions
            .cooperations_of(self.row)
            .iter()
            .map(|row| Cooperation {
                catalogue: self.catalogue.clone(),
                row: row.clone(),
            })
            .collect()
    }

    /// The operators that it is known to supply; null where no source says (see `cooperations` for the reason).
    async fn operators(&self) -> Option<Vec<Operator>> {
        let known: Vec<Operator> = self
            .catalogue
            .institutions
            .cooperations_of(self.row)
            .iter()
            .filter_map(|row| Operator::find(&self.catalogue, row.operator.as_ref()?))
            .collect();
        (!known.is_empty()).then_some(known)
    }

    /// Projects that may hold its data: those of the operators that it is known to supply. Possible, not stated: no source
    /// says from which institutions a project's data came. Null where it is unknown whom it supplies.
    async fn possible_approvals(
        &self,
        #[graphql(desc = "Rows from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Option<Result<ApprovalConnection, ApiError>> {
        let mut rows = RoaringBitmap::new();
        let mut known = false;
        for cooperation in self.catalogue.institutions.cooperations_of(self.row) {
            if let Some(operator) = &cooperation.operator {
                known = true;
                rows |= self.catalogue.approvals.of_operator(operator);
            }
        }
        let paging = (first, after, last, before);
        known.then(|| {
            approvals(
                &self.catalogue,
                ApprovalFilter::only(rows),
                None,
                None,
                paging,
            )
        })
    }

    /// What sources state of it beside, each dated, the newest first.
    async fn reported_facts(&self) -> Vec<ReportedFact> {
        let code = self.row().id.as_str();
        reported_facts(&self.catalogue, |fact| {
            fact.institutions.iter().any(|one| one == code)
        })
    }

    /// Who says what is told here, field by field.
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

/// Which institutions. All conditions must hold; within a list one value is enough.
#[derive(Clone, Default, InputObject)]
pub(crate) struct InstitutionFilter {
    /// Codes or names of operators that it is known to supply.
    operators: Option<Vec<String>>,
    /// `true`: those of which no source says whom they supply, alone or beside those of `operators`; `false` without
    /// `operators`: those with a known operator.
    operator_unknown: Option<bool>,
    /// JIS codes of prefectures, `01` to `47`, or their names.
    prefectures: Option<Vec<String>>,
    /// Kinds of institution.
    kinds: Option<Vec<InstitutionKind>>,
    /// Groups as printed: `NHO`; one that no institution has is an error.
    groups: Option<Vec<String>>,
    /// `true`: those of no printed group, alone or beside those of `groups`; `false` without `groups`: those of some group.
    group_unknown: Option<bool>,
    #[graphql(skip)]
    restrict: Option<RoaringBitmap>,
}

impl InstitutionFilter {
    /// A filter for our own edges.
    pub(crate) fn only(rows: RoaringBitmap) -> Self {
        Self {
            restrict: Some(rows),
            ..Self::default()
        }
    }

    fn resolve(self, catalogue: &Catalogue) -> Result<institutions::InstitutionFilter, ApiError> {
        Ok(institutions::InstitutionFilter {
            operators: given(self.operators)
                .map(|list| lookup::codes(catalogue, Thing::Operator, "filter.operators", &list))
                .transpose()?,
            operator_unknown: self.operator_unknown,
            prefectures: given(self.prefectures)
                .map(|list| {
                    lookup::codes(catalogue, Thing::Prefecture, "filter.prefectures", &list)
                })
                .transpose()?,
            kinds: given(self.kinds).map(|list| list.into_iter().map(Into::into).collect()),
            groups: given(self.groups)
                .map(|list| {
                    lookup::codes(catalogue, Thing::InstitutionGroup, "filter.groups", &list)
                })
                .transpose()?,
            group_unknown: self.group_unknown,
            restrict: self.restrict,
        })
    }
}

/// By what institutions are ordered.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
pub(crate) enum InstitutionOrderField {
    /// By prefecture, then as printed.
    Code,
    /// By name.
    Name,
}

/// Order of institutions. Where it is left out: by prefecture as printed; with a search, the best match first.
#[derive(Clone, Copy, InputObject)]
pub(crate) struct InstitutionOrder {
    /// By what.
    field: InstitutionOrderField,
    /// Rising or falling.
    #[graphql(default_with = "Some(OrderDirection::Asc)")]
    direction: Option<OrderDirection>,
}

fn facets(catalogue: &Catalogue, filter: &institutions::InstitutionFilter) -> Vec<base::Facet> {
    catalogue.institutions.facets(filter)
}

ranked_connection!(
    "Cooperating institutions under a filter.", InstitutionConnection, InstitutionEdge, Institution, Kind::Institution, institutions::InstitutionFilter;
    /// How many of the rows have each prefecture, kind, group and operator.
    facets
);

/// A list of institutions.
pub(crate) fn institutions(
    catalogue: &View,
    filter: InstitutionFilter,
    search: Option<String>,
    order: Option<InstitutionOrder>,
    (first, after, last, before): Paging,
) -> Result<InstitutionConnection, ApiError> {
    let page = page(first, after, last, before)?;
    let mut filter = filter.resolve(catalogue)?;
    let index = catalogue.search.index_of(Kind::Institution);
    let search = Search::new(catalogue, index, search, &mut filter.restrict)?;
    let selection = catalogue.institutions.select(&filter);
    let ranked = match order {
        None => search.page("institutions", &selection, &page).transpose()?,
        Some(_) => None,
    };
    let query = search.query;
    let slice = match ranked {
        Some(slice) => slice.map(|(row, score)| {
            (
                Institution::at(catalogue, row),
                (Some(score), query.clone()),
            )
        }),
        None => {
            use institutions::InstitutionOrder as By;
            let order = match order.map(|order| (order.field, order.direction.unwrap_or_default()))
            {
                None | Some((InstitutionOrderField::Code, OrderDirection::Asc)) => By::Code,
                Some((InstitutionOrderField::Code, OrderDirection::Desc)) => By::CodeFalling,
                Some((InstitutionOrderField::Name, OrderDirection::Asc)) => By::Name,
                Some((InstitutionOrderField::Name, OrderDirection::Desc)) => By::NameFalling,
            };
            catalogue
                .institutions
                .page(&selection, order, &page)?
                .map(|row| (Institution::at(catalogue, row), (None, query.clone())))
        }
    };
    let more = More {
        catalogue: catalogue.clone(),
        filter,
        query,
        dropped_words: search.dropped_words,
    };
    Ok(InstitutionConnection {
        slice,
        total: selection.len(),
        more,
    })
}
