//! Which approvals: the conditions of a list.

use approvals::{DataItemFilter as ItemsRow, DayRange};
use async_graphql::InputObject;
use base::DatabaseId;
use catalogue::Catalogue;
use roaring::RoaringBitmap;

use super::{ApprovalMethod, UserSector};
use crate::error::ApiError;
use crate::graph::lookup::{self, Thing, given};
use crate::graph::scalars::Date;
use crate::graph::statement::DataForm;
use crate::graph::vocabulary::expanded;

/// A range of days, both ends included; an end that is left out is open.
#[derive(Clone, Default, InputObject)]
pub(crate) struct DateRange {
    /// First day.
    from: Option<Date>,
    /// Last day.
    to: Option<Date>,
}

impl Clone for Date {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

/// Which data items a project took. What is given must all hold.
#[derive(Clone, Default, InputObject)]
pub(crate) struct DataItemFilter {
    /// At least one of these codes or names.
    any: Option<Vec<String>>,
    /// Every one of these codes or names.
    all: Option<Vec<String>>,
    /// None of these codes or names; projects whose items are unknown do not pass.
    none: Option<Vec<String>>,
}

/// Which approvals. All conditions must hold; within a list one value is enough, an empty list is no condition.
#[derive(Clone, Default, InputObject)]
pub(crate) struct ApprovalFilter {
    /// Codes or names of operators.
    operators: Option<Vec<String>>,
    /// Approved in these days.
    approved_on: Option<DateRange>,
    /// Approved in these calendar years: `2024`.
    years: Option<Vec<String>>,
    /// Approved in these fiscal years (年度), which begin in April.
    fiscal_years: Option<Vec<String>>,
    /// By the data taken.
    data_items: Option<DataItemFilter>,
    /// By the user's sector.
    user_sectors: Option<Vec<UserSector>>,
    /// By ways of working that the title names (`TITLE_TAGGED`).
    methods: Option<Vec<ApprovalMethod>>,
    /// `true`: projects whose title names no way of working, alone or beside those of `methods`; `false` without `methods`: those
    /// whose title names one.
    methods_unknown: Option<bool>,
    /// By the form of the data; `dataForms` takes several.
    #[graphql(deprecation = "`dataForms` takes several")]
    data_form: Option<DataForm>,
    /// By the form of the data.
    data_forms: Option<Vec<DataForm>>,
    /// `true`: those whose form is unknown, alone or beside those of `dataForms`; `false` without `dataForms`: those whose form is
    /// known.
    data_form_unknown: Option<bool>,
    /// Codes or names of databases that the data came from.
    databases: Option<Vec<String>>,
    /// Codes or names of diseases; narrower ones are included.
    diseases: Option<Vec<String>>,
    /// `true`: projects whose title names no disease, alone or beside those of `diseases`; `false` without `diseases`:
    /// those whose title names one.
    disease_unknown: Option<bool>,
    #[graphql(skip)]
    restrict: Option<RoaringBitmap>,
}

impl ApprovalFilter {
    /// A filter for our own edges.
    pub(crate) fn only(rows: RoaringBitmap) -> Self {
        Self {
            restrict: Some(rows),
            ..Self::default()
        }
    }

    /// The filter of the table; unknown codes are errors that name the nearest.
    pub(crate) fn resolve(
        self,
        catalogue: &Catalogue,
    ) -> Result<approvals::ApprovalFilter, ApiError> {
        let items = |list: Option<Vec<String>>, which: &str| {
            given(list)
                .map(|list| {
                    lookup::codes(
                        catalogue,
                        Thing::DataItem,
                        &format!("filter.dataItems.{which}"),
                        &list,
                    )
                })
                .transpose()
        };
        if let Some(range) = &self.approved_on
            && let (Some(from), Some(to)) = (&range.from, &range.to)
            && to.0 < from.0
        {
            return Err(ApiError::bad_input(
                "filter.approvedOn",
                format!("the range ends on {}, before it begins on {}", to.0, from.0),
                "期間の終わりが始まりより前です。",
            ));
        }
        Ok(approvals::ApprovalFilter {
            operators: given(self.operators)
                .map(|list| lookup::codes(catalogue, Thing::Operator, "filter.operators", &list))
                .transpose()?,
            approved_on: self.approved_on.map(|range| DayRange {
                from: range.from.map(|day| day.0),
                to: range.to.map(|day| day.0),
            }),
            years: years("filter.years", self.years)?,
            fiscal_years: years("filter.fiscalYears", self.fiscal_years)?,
            data_items: match self.data_items {
                Some(filter) => Some(ItemsRow {
                    any: items(filter.any, "any")?,
                    all: items(filter.all, "all")?,
                    none: items(filter.none, "none")?,
                }),
                None => None,
            },
            user_sectors: given(self.user_sectors)
                .map(|list| list.into_iter().map(Into::into).collect()),
            methods: given(self.methods).map(|list| list.into_iter().map(Into::into).collect()),
            methods_unknown: self.methods_unknown,
            data_forms: given(self.data_forms.or(self.data_form.map(|form| vec![form]))).map(
                |forms| {
                    let words = forms
                        .into_iter()
                        .map(|form| linkage::DataForm::from(form).word());
                    let known = <approvals::DataForm as base::Words>::from_word;
                    words.filter_map(known).collect()
                },
            ),
            data_form_unknown: self.data_form_unknown,
            databases: given(self.databases)
                .map(|list| {
                    let argument = "filter.databases";
                    lookup::codes(catalogue, Thing::Database, argument, &list)
                })
                .transpose()?
                .map(|list: Vec<DatabaseId>| list),
            diseases: given(self.diseases)
                .map(|list| expanded(catalogue, "filter.diseases", &list))
                .transpose()?,
            disease_unknown: self.disease_unknown,
            restrict: self.restrict,
        })
    }
}

/// Years of a filter, as facets name them.
fn years(argument: &str, list: Option<Vec<String>>) -> Result<Option<Vec<i32>>, ApiError> {
    let read = |(n, text): (usize, String)| {
        let year = text
            .parse()
            .ok()
            .filter(|year| (1000..=9999).contains(year));
        year.ok_or_else(|| {
            ApiError::bad_input(
                format!("{argument}[{n}]"),
                format!("`{text}` is no year: give four digits, as 2024"),
                format!("「{text}」は年ではありません。2024 のように4桁で指定してください。"),
            )
        })
    };
    given(list)
        .map(|list| list.into_iter().enumerate().map(read).collect())
        .transpose()
}
