//! How many approvals per year, operator, sector and so on, in any combination.

use std::collections::HashMap;

use base::FacetColumn;
use base::cancel::Cancellable;
use chrono::{Datelike, NaiveDate};
use roaring::RoaringBitmap;

use crate::Approvals;

base::words! {
    /// What approvals can be grouped by.
    pub enum Dimension {
        /// Calendar year: `2024`.
        Year = "YEAR" ("年", "year"),
        /// 年度, from April, named by the year in which it begins: `2024`.
        FiscalYear = "FISCAL_YEAR" ("年度", "fiscal year"),
        /// Quarter of the calendar year: `2024-Q1`.
        Quarter = "QUARTER" ("四半期", "quarter"),
        /// Month: `2024-04`.
        Month = "MONTH" ("月", "month"),
        /// Operator code.
        Operator = "OPERATOR" ("事業者", "operator"),
        /// Sector of the user.
        UserSector = "USER_SECTOR" ("活用者区分", "user sector"),
        /// Way of working, as the title names it.
        Method = "METHOD" ("手法", "way of working"),
        /// Data item code.
        DataItem = "DATA_ITEM" ("データ項目", "data item"),
        /// Database code.
        Database = "DATABASE" ("データベース", "database"),
        /// Disease code, as tagged.
        Disease = "DISEASE" ("疾患", "disease"),
        /// Form of the data.
        DataForm = "DATA_FORM" ("データの形態", "form of the data"),
    }
}

/// One combination of values and its approvals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The value of each dimension that was asked for, in that order; none where it is unknown.
    pub keys: Vec<(Dimension, Option<String>)>,
    /// Approvals with all these values.
    pub count: u64,
    /// With a time among the dimensions: approvals with the same other values, from the first of the selection up to the
    /// end of this time (of several times, the one that ends first). Without one: the same as `count`.
    pub cumulative: u64,
}

/// Groups of approvals. Their counts may add up to more than the total: an approval with two sectors counts in each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// By their values in the order of the dimensions, times rising, unknown last; combinations that no approval has are
    /// left out.
    pub groups: Vec<Group>,
    /// Approvals, each counted once.
    pub distinct_total: u64,
}

impl Dimension {
    /// Whether it is a time.
    pub fn is_time(self) -> bool {
        matches!(
            self,
            Self::Year | Self::FiscalYear | Self::Quarter | Self::Month
        )
    }

    /// The last month of a period, as months are written; none where this is no time.
    fn last_month(self, period: &str) -> Option<String> {
        let (year, rest) = period.split_at_checked(4)?;
        let last = match self {
            Self::Year => format!("{year}-12"),
            Self::FiscalYear => format!("{:04}-03", year.parse::<i32>().ok()? + 1),
            Self::Quarter => {
                let quarter: u32 = rest.strip_prefix("-Q")?.parse().ok()?;
                format!("{year}-{:02}", quarter * 3)
            }
            Self::Month => period.to_owned(),
            _ => return None,
        };
        Some(last)
    }
}

/// The fiscal year of a day, named by the year in which it begins in April.
pub fn fiscal_year(day: NaiveDate) -> i32 {
    day.year() - i32::from(day.month() < 4)
}

/// Groups the selected approvals by these dimensions; a dimension named twice counts once.
pub fn statistics(
    approvals: &Approvals,
    selection: &RoaringBitmap,
    dimensions: &[Dimension],
) -> Statistics {
    let mut asked: Vec<Dimension> = Vec::new();
    for dimension in dimensions {
        if !asked.contains(dimension) {
            asked.push(*dimension);
        }
    }
    let timed = asked.iter().any(|dimension| dimension.is_time());
    let timeless = asked.iter().filter(|dimension| !dimension.is_time());
    let mut by_month = Grid::of(approvals, timeless.copied().chain([Dimension::Month]));
    // The months of the approvals that share all values but the times, each with how many there were up to its end.
    let mut so_far: HashMap<Vec<u16>, Vec<(u16, u64)>> = HashMap::new();
    if timed {
        for (mut key, count) in by_month.count(selection) {
            let month = key.pop().unwrap_or_default();
            let months = so_far.entry(key).or_default();
            let before = months.last().map_or(0, |(_, before)| *before);
            months.push((month, before + count));
        }
    }
    let months = by_month.columns.pop();
    let months = months.map_or(&[][..], |column| column.values());
    let grid = Grid::of(approvals, asked.iter().copied());
    let groups = grid.count(selection).into_iter().map(|(key, count)| {
        let values = grid.columns.iter().zip(&key);
        let values = values.map(|(column, code)| column.values().get(usize::from(*code)));
        let keys: Vec<(Dimension, Option<String>)> = asked
            .iter()
            .copied()
            .zip(values.map(|value| value.cloned()))
            .collect();
        let ends = keys
            .iter()
            .filter_map(|(dimension, value)| dimension.last_month(value.as_ref()?));
        let shared = asked
            .iter()
            .zip(&key)
            .filter(|(dimension, _)| !dimension.is_time());
        let shared: Vec<u16> = shared.map(|(_, code)| *code).collect();
        let cumulative = match (ends.min(), so_far.get(&shared)) {
            (Some(end), Some(held)) => {
                let until = held.partition_point(|(month, _)| months[usize::from(*month)] <= end);
                held[..until].last().map_or(0, |(_, count)| *count)
            }
            _ => count,
        };
        Group {
            keys,
            count,
            cumulative,
        }
    });
    Statistics {
        groups: groups.collect(),
        distinct_total: selection.len(),
    }
}

/// Every combination of the values of some columns, unknown last.
struct Grid<'a> {
    columns: Vec<&'a FacetColumn>,
}

impl<'a> Grid<'a> {
    /// Combinations up to which each has a counter of its own.
    const DENSE: u128 = 1 << 20;

    fn of(approvals: &'a Approvals, dimensions: impl Iterator<Item = Dimension>) -> Self {
        Self {
            columns: dimensions
                .map(|dimension| approvals.column(dimension))
                .collect(),
        }
    }

    /// The combinations that selected rows have, rising, and how many have them.
    fn count(&self, selection: &RoaringBitmap) -> Vec<(Vec<u16>, u64)> {
        let size: u128 = self.columns.iter().map(|column| radix(column)).product();
        let rows = selection.iter().cancellable();
        let counted: Vec<(u128, u64)> = if size <= Self::DENSE {
            let mut counts = vec![0_u64; size as usize];
            rows.for_each(|row| each(&self.columns, row, 0, &mut |key| counts[key as usize] += 1));
            (0..).zip(counts).filter(|(_, count)| *count > 0).collect()
        } else {
            let mut counts: HashMap<u128, u64> = HashMap::new();
            rows.for_each(|row| {
                each(&self.columns, row, 0, &mut |key| {
                    *counts.entry(key).or_default() += 1;
                });
            });
            let mut counts: Vec<(u128, u64)> = counts.into_iter().collect();
            counts.sort_unstable();
            counts
        };
        counted
            .into_iter()
            .map(|(key, count)| (self.codes(key), count))
            .collect()
    }

    /// The code in each column; past its values where it is unknown.
    fn codes(&self, mut key: u128) -> Vec<u16> {
        let mut codes: Vec<u16> = Vec::with_capacity(self.columns.len());
        for column in self.columns.iter().rev() {
            codes.push((key % radix(column)) as u16);
            key /= radix(column);
        }
        codes.reverse();
        codes
    }
}

/// The values of a column, and unknown. All columns' together multiply to far less than the number can hold.
fn radix(column: &FacetColumn) -> u128 {
    column.values().len() as u128 + 1
}

/// Every way of taking one value of a row in each column, as one number that rises with the values.
fn each(columns: &[&FacetColumn], row: u32, key: u128, take: &mut impl FnMut(u128)) {
    let Some((column, rest)) = columns.split_first() else {
        return take(key);
    };
    let key = key * radix(column);
    match column.codes(row) {
        [] => each(rest, row, key + radix(column) - 1, take),
        codes => codes
            .iter()
            .for_each(|code| each(rest, row, key + u128::from(*code), take)),
    }
}

#[cfg(test)]
mod tests;
