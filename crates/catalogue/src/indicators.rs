//! What the catalogue itself counts for the goals of the basic plan, beside what the documents declare.
//!
//! Only goal 5 asks for what is held here: approvals, institutions, persons, registries that companies may use.

use std::collections::BTreeMap;

use ::indicators::PlanFigure;
use base::{Figure, PartialDate};
use chrono::{Datelike, Months, NaiveDate};
use registries::CompanyUse;

use crate::Catalogue;

/// The goal for which the catalogue counts.
pub const COMPUTED_GOAL: i64 = 5;

/// A number that the catalogue counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computed {
    /// What is counted: `APPROVALS_CUMULATIVE`.
    pub kind: &'static str,
    /// In Japanese.
    pub label_ja: &'static str,
    /// How many.
    pub quantity: i64,
    /// What one of them is.
    pub unit: &'static str,
    /// The period, `2023年10月～12月`, with its first and last month.
    pub period: Option<(String, PartialDate, PartialDate)>,
    /// The day until which it is counted; none for the catalogue's own revision.
    pub as_of: Option<PartialDate>,
    /// How it is counted.
    pub note: &'static str,
}

/// The facts that are counted. `None` and empty: not known to this catalogue, which is not zero.
#[derive(Clone, Debug, Default)]
pub struct Facts<'a> {
    /// Declared figures, those of the operators among them.
    pub figures: &'a [Figure],
    /// The day of each approval.
    pub approved_on: Vec<NaiveDate>,
    /// Cooperating institutions.
    pub institutions: Option<i64>,
    /// Registries whose company use is YES or CONDITIONAL.
    pub registries_with_company_use: Option<i64>,
}

impl<'a> Facts<'a> {
    /// What a catalogue holds of them.
    pub fn of(catalogue: &'a Catalogue) -> Self {
        let held = |count: usize| (count > 0).then_some(count as i64);
        let registries = catalogue.registries.all();
        let usable = registries.iter().filter(|registry| {
            matches!(
                registry.company_use,
                CompanyUse::Yes | CompanyUse::Conditional
            )
        });
        Self {
            figures: &catalogue.figures,
            approved_on: catalogue
                .approvals
                .all()
                .map(|approval| approval.approved_on)
                .collect(),
            institutions: held(catalogue.institutions.all().len()),
            registries_with_company_use: held(registries.len()).map(|_| usable.count() as i64),
        }
    }

    /// What the catalogue counts where a document declares a figure; `None` where it cannot count that.
    pub fn beside(&self, figure: &PlanFigure) -> Option<i64> {
        match figure.kind.as_str() {
            "APPROVALS_CUMULATIVE" => self.approvals_until(figure.as_of?.last_day()),
            "INSTITUTIONS" => self.institutions,
            "PERSONS" => self.persons(),
            _ => None,
        }
    }

    /// What the catalogue counts and no document declares.
    pub fn computed(&self) -> Vec<Computed> {
        let mut found = self.approvals_by_quarter();
        if let Some(quantity) = self.registries_with_company_use {
            found.push(Computed {
                kind: "REGISTRIES_WITH_COMPANY_USE",
                label_ja: "企業が利用できるレジストリ（条件付きを含む）",
                quantity,
                unit: "REGISTRIES",
                period: None,
                as_of: None,
                note: "Registries of the catalogue whose company use is YES or CONDITIONAL; those of which no page says so \
                       are not counted. Not to be added to the registries that the documents declare.",
            });
        }
        found
    }

    fn approvals_until(&self, day: NaiveDate) -> Option<i64> {
        let until = self.approved_on.iter().filter(|on| **on <= day).count();
        (!self.approved_on.is_empty()).then_some(until as i64)
    }

    /// The newest number of persons that each operator declares, added up.
    fn persons(&self) -> Option<i64> {
        let mut newest: BTreeMap<&str, &Figure> = BTreeMap::new();
        for figure in self
            .figures
            .iter()
            .filter(|figure| figure.kind == "PERSONS" && figure.subject.starts_with("operator:"))
        {
            let held = newest.entry(&figure.subject).or_insert(figure);
            if figure.as_of > held.as_of {
                *held = figure;
            }
        }
        (!newest.is_empty()).then(|| newest.values().map(|figure| figure.quantity).sum())
    }

    /// Approvals until the end of each quarter, from the first approval to the last.
    fn approvals_by_quarter(&self) -> Vec<Computed> {
        let mut per_quarter: BTreeMap<NaiveDate, i64> = BTreeMap::new();
        for day in &self.approved_on {
            *per_quarter.entry(quarter(*day)).or_default() += 1;
        }
        let (Some(first), Some(last)) = (
            per_quarter.keys().next().copied(),
            per_quarter.keys().next_back().copied(),
        ) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let (mut start, mut total) = (first, 0);
        while start <= last {
            total += per_quarter.get(&start).copied().unwrap_or(0);
            let next = start + Months::new(3);
            let month = |day: NaiveDate| PartialDate::of_month(day.year(), day.month());
            let end = next.pred_opt();
            found.push(Computed {
                kind: "APPROVALS_CUMULATIVE",
                label_ja: "利活用の承認 累計",
                quantity: total,
                unit: "APPROVALS",
                period: month(start).zip(end.and_then(month)).map(|(from, to)| {
                    let name = format!(
                        "{}年{}月～{}月",
                        start.year(),
                        start.month(),
                        start.month() + 2
                    );
                    (name, from, to)
                }),
                as_of: end.and_then(PartialDate::of_day),
                note: "Approvals of all operators that are dated until the end of the quarter.",
            });
            start = next;
        }
        found
    }
}

/// The first day of a day's quarter.
fn quarter(day: NaiveDate) -> NaiveDate {
    let first = day - Months::new(day.month0() % 3);
    first.with_day(1).unwrap_or(first)
}

#[cfg(test)]
mod tests;
