//! What can be asked of approvals.

use std::collections::BTreeSet;

use base::{DataItemId, DatabaseId, DiseaseId, OperatorId};
use chrono::NaiveDate;
use roaring::RoaringBitmap;

use crate::{DataForm, Method, UserSector};

/// Days from one to another, both included; an open end where one is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayRange {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
}

/// Which kinds of data an approval takes. What is given must all hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataItemFilter {
    /// At least one of these.
    pub any: Option<Vec<DataItemId>>,
    /// Each of these.
    pub all: Option<Vec<DataItemId>>,
    /// Not one of these; an approval whose data items are unknown does not pass.
    pub none: Option<Vec<DataItemId>>,
}

/// Which approvals are asked for. What is given must all hold; a list passes with one of its values, an empty one never.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ApprovalFilter {
    /// Approved by one of these.
    pub operators: Option<Vec<OperatorId>>,
    /// Approved in this time.
    pub approved_on: Option<DayRange>,
    /// Approved in one of these calendar years.
    pub years: Option<Vec<i32>>,
    /// Approved in one of these fiscal years, which begin in April.
    pub fiscal_years: Option<Vec<i32>>,
    /// By the data taken.
    pub data_items: Option<DataItemFilter>,
    /// For a user of one of these sectors.
    pub user_sectors: Option<Vec<UserSector>>,
    /// Whose title names one of these ways of working.
    pub methods: Option<Vec<Method>>,
    /// `true`: those whose title names none, alone or beside those of `methods`; `false` alone: those whose title names one.
    pub methods_unknown: Option<bool>,
    /// Given in one of these forms.
    pub data_forms: Option<Vec<DataForm>>,
    /// `true`: those whose form is unknown, alone or beside those in `data_forms`; `false` alone: those whose form is known.
    pub data_form_unknown: Option<bool>,
    /// Drawing on one of these databases.
    pub databases: Option<Vec<DatabaseId>>,
    /// About one of these diseases; whoever asks adds the narrower ones.
    pub diseases: Option<BTreeSet<DiseaseId>>,
    /// `true`: those whose disease is unknown, alone or beside those about `diseases`; `false` alone: those with a known one.
    pub disease_unknown: Option<bool>,
    /// Among these rows only: the result of a search or of a filter on something else.
    pub restrict: Option<RoaringBitmap>,
}
