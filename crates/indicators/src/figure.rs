//! Reported figures: numbers that the follow-up documents print under a goal. Never added up.

use base::{PartialDate, Precision, Revision, Subject, Versioned, parse_japanese};

mod row {
    use crate::Quantity;
    use base::PartialDate;
    use sea_orm::entity::prelude::*;

    /// One number that a document reports under a goal.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "plan_figures")]
    pub struct Model {
        /// Its stable id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// The id of the goal under whose heading it stands.
        pub goal: String,
        /// Its place among the figures of the goal, from 1.
        pub number: i64,
        /// What is counted: `BUDGET`, `DEVICE_LAG`, `PERSONS`.
        pub kind: String,
        /// The heading or KPI under which it is reported, as printed.
        pub heading_ja: Option<String>,
        /// What the number is of, in the source's words.
        pub label_ja: String,
        /// In the unit.
        pub quantity: Quantity,
        /// What one of it is: `JPY`, `YEARS`, `REGISTRIES`.
        pub unit: String,
        /// The period that it is of, as printed: 令和5年度.
        pub period: Option<String>,
        /// First month or day of that period.
        pub period_from: Option<PartialDate>,
        /// Last month or day of that period.
        pub period_to: Option<PartialDate>,
        /// The day of the count.
        pub as_of: Option<PartialDate>,
        /// 約.
        pub approximate: bool,
        /// 等, 超, 以上: the source says that there is more.
        pub at_least: bool,
        /// の内数: the number is that of a larger whole, of which this gets an undisclosed part.
        pub share_of: bool,
        /// The figure that includes this one.
        pub part_of: Option<String>,
        /// What a reader should know of the number itself.
        pub remark: Option<String>,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub(crate) use row::Entity;
pub use row::Model as PlanFigure;

impl Versioned for PlanFigure {
    const IDENTITY: Option<&'static str> = Some("plan_figure_ids");

    fn id(&self) -> String {
        self.id.clone()
    }

    fn subject(&self) -> Subject {
        Subject::new("plan-figure", self.id.as_str())
    }

    fn since(&mut self, revision: Revision) {
        self.since_revision = revision.0;
        self.until_revision = None;
    }
}

/// The first and the last month of a fiscal year: 令和5年度 runs from 2023-04 to 2024-03. `None` for any other text.
pub fn fiscal_year(text: &str) -> Option<(PartialDate, PartialDate)> {
    if !text.trim_end().ends_with("年度") {
        return None;
    }
    let april = parse_japanese(text).ok()?;
    let march = chrono::Datelike::year(&april.first_day()) + 1;
    (april.precision() == Precision::Month).then_some((april, PartialDate::of_month(march, 3)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trap_12_a_fiscal_year_of_an_era_runs_from_april_to_march() {
        let span = |text| fiscal_year(text).map(|(from, to)| format!("{from} {to}"));
        assert_eq!(span("令和5年度").as_deref(), Some("2023-04 2024-03"));
        assert_eq!(span("令和元年度").as_deref(), Some("2019-04 2020-03"));
        assert_eq!(span("平成30年度").as_deref(), Some("2018-04 2019-03"));
        assert_eq!(span("2016年度").as_deref(), Some("2016-04 2017-03"));
        assert_eq!(span("令和5年"), None);
        assert_eq!(span("令和6年12月以降 ～ 令和7年3月"), None);
    }
}
